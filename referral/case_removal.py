"""Help to have an adult's picture taken down: an address is passed on, the answer followed.

Where a child may be shown nothing is taken: the address goes to a hotline, typed there. Never a file (H01).
"""

import datetime as dt
import json
from typing import Final
from urllib.parse import urlsplit

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from referral import case_reading, casework, figures
from referral.case_access import Refused, find_to_work, kind_of
from referral.case_facts import CaseFacts
from referral.models.case import Case, RemovalRequest
from referral.told import Told
from safety import keys
from staff import audit
from staff.acts import Act
from staff.models.person import User

LONGEST: Final = 500  # characters of an address
ANSWERS: Final = ("removed", "refused", "no-answer")


class MayShowAChild(Refused):
    """The picture may show somebody under 18: this address belongs to a hotline, and nowhere else."""

    says = _("A child may be shown. Nothing was kept: give the address to the hotline, typed there.")


class NoAddress(Refused):
    """What was typed is no web address."""

    says = _("This is no web address. Nothing was kept.")


class NoSuchRequest(Refused):
    """There is no such request, or it was answered."""

    says = _("There is no such request, or it was answered already. Nothing was changed.")


def may_show_a_child(facts: CaseFacts, what: Told | None) -> bool:
    """Return whether pictures of a case may show somebody under 18; where nobody said, they may (H05)."""
    if what is None:
        return facts.minor or not facts.age_band
    plan = casework.plan_of(what)
    return plan.route != "adult" if plan.route else not plan.adult


def ask(
    *, person: User, reference: str, address: str, platform: str, service: str, all_adults: bool,
    now: dt.datetime,
) -> RemovalRequest:  # fmt: skip
    """Keep an address that is passed on to a service, sealed with the case.

    `all_adults` is the worker's word that everybody in it was an adult when it was made.
    Raises: NotAllowed; NoSuchCase; GlassNeeded; NotTaken; IsClosed; MayShowAChild; NoAddress.
    """
    refused: Refused | None = None
    with transaction.atomic():
        case = find_to_work(person, reference, now=now)
        found = case_reading.opened(person=person, reference=reference, now=now, part="removal")
        if not all_adults or may_show_a_child(found.facts, found.told):
            _record(Act.REMOVAL_REFUSED, person, case, reason="child")
            refused = MayShowAChild()
        elif not _is_address(address):
            refused = NoAddress()
        else:
            row = _keep(case, person, address.strip(), platform, service, now)
            casework.touched(case, now=now)
            _record(Act.REMOVAL_ASKED, person, case)
    if refused:  # after the transaction: that it was refused stays on record, the address nowhere
        raise refused
    return row


def _keep(
    case: Case, person: User, address: str, platform: str, service: str, now: dt.datetime
) -> RemovalRequest:
    row = RemovalRequest(case=case, asked_by=person, asked_at=now)
    said = {"address": address, "platform": platform[:80], "service": service[:120]}
    row.text = keys.seal_with(case.key, json.dumps(said), about=row.about)
    row.save(force_insert=True)
    return row


def _is_address(typed: str) -> bool:
    typed = typed.strip()
    if len(typed) > LONGEST or any(letter.isspace() for letter in typed):
        return False
    try:
        parts = urlsplit(typed)
    except ValueError:
        return False
    return parts.scheme in ("http", "https") and "." in (parts.hostname or "")


def answered(*, person: User, reference: str, pk: str, state: str, now: dt.datetime) -> RemovalRequest:
    """Keep what came of a request; the days that the platform took stand on record.

    Raises: NotAllowed; NoSuchCase; GlassNeeded; NotTaken; IsClosed; NoSuchRequest.
    """
    with transaction.atomic():
        case = find_to_work(person, reference, now=now)
        row = RemovalRequest.objects.filter(case=case, pk=pk, state=RemovalRequest.State.ASKED).first()
        if row is None or state not in ANSWERS:
            raise NoSuchRequest
        row.state, row.answered_at = state, now
        row.save(update_fields=["state", "answered_at"])
        casework.touched(case, now=now)
        days = (now - row.asked_at).days
        _record(Act.REMOVAL_ANSWERED, person, case, state=state, days=days)
        figures.removal_answered(case, row, now=now)
    return row


def _record(act: Act, person: User, case: Case, **facts: str | int) -> None:
    audit.record(act=act, actor=person, subject_kind=kind_of(case), subject_id=case.reference, **facts)
