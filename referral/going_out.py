"""A referral on its way out of the house, on paper or as a file: only what was agreed to, and on record.

The helpline takes it while the consent holds; a partner while the referral is in their inbox.
"""

import datetime as dt
from dataclasses import dataclass
from typing import Final

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from directory.models.service import Service
from referral import case_content, partnering
from referral.case_access import Refused, find_to_read
from referral.models.case import Case
from referral.models.referral import Referral
from referral.referral_moves import record
from referral.referral_states import ENDED, State
from referral.shared import Shared
from safety import keys
from staff.acts import Act
from staff.models.person import User
from staff.roles import Ability

LETTER: Final = "letter"
FHIR: Final = "fhir"
ACTS: Final = {LETTER: Act.REFERRAL_PRINTED, FHIR: Act.REFERRAL_EXPORTED}


class NothingToShow(Refused):
    """Nothing of it may leave: it is only drafted, the consent is withdrawn, or its last day is over."""

    says = _("Nothing of this referral may be given out any more.")


@dataclass(frozen=True, slots=True)
class Going:
    """What leaves. `result` is the reason or result that it ended with.

    Units: moments aware; `until` the last day of the consent.
    """

    reference: str
    state: State
    urgency: str
    shared: Shared
    service: str
    organization: str
    sender: str
    site: str
    sent_at: dt.datetime
    changed_at: dt.datetime
    until: dt.date
    result: str
    wait_days: int | None


def may_leave(row: Referral, *, today: dt.date) -> bool:
    """Return whether the helpline may give it out: it was sent, and the consent holds."""
    return row.sent_at is not None and row.stands is not State.WITHDRAWN and row.until >= today


def for_case(
    *, person: User, reference: str, referral: Referral, how: str, site: str, now: dt.datetime
) -> Going:
    """Return a referral of a case that the person may read, as it leaves.

    Raises: NotAllowed; NoSuchCase; GlassNeeded; NothingToShow.
    """
    person.require(Ability.EXPORT_REFERRAL)
    person.require(Ability.REFER)
    with transaction.atomic():
        case = find_to_read(person, reference, now=now)
        row = Referral.objects.filter(pk=referral.pk, case=case).first()
        if row is None or not may_leave(row, today=now.date()):
            raise NothingToShow
        return _gone(case, row, case_content.kept(case, row), person, how, site)


def for_partner(*, person: User, reference: str, how: str, site: str, now: dt.datetime) -> Going:
    """Return a referral of the own inbox, as it leaves.

    Raises: NotAllowed; NoSuchReferral; NothingToShow.
    """
    person.require(Ability.EXPORT_REFERRAL)
    person.require(Ability.ANSWER_REFERRAL)
    with transaction.atomic():
        case, row = partnering.find(person, reference)
        try:
            told = case_content.shown_to_partner(row, today=now.date())
        except keys.KeyGone:
            raise NothingToShow from None
        return _gone(case, row, told, person, how, site)


def _gone(case: Case, row: Referral, told: Shared, person: User, how: str, site: str) -> Going:
    service = Service.objects.select_related("organization").filter(pk=told.service).first()
    last = row.steps.last()
    said = case_content.opened(case, last) if last else {}
    ended = row.stands in ENDED
    record(ACTS[how], row, case, by=person, format=how, state=row.state)
    return Going(
        reference=row.shown, state=row.stands, urgency=row.urgency, shared=told,
        service=service.name if service else "",
        organization=service.organization.name if service and service.organization else "",
        sender=case.team.name, site=site, sent_at=row.sent_at or row.made_at,
        changed_at=last.at if last else row.made_at, until=row.until,
        result=said.get("reason", "") if ended else "", wait_days=said.get("wait_days"),
    )  # fmt: skip
