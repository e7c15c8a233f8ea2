"""What a worker writes into a case: notes, coarse facts, and contact details where these are wanted."""

import datetime as dt
import json
from collections.abc import Mapping
from typing import Final

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from referral import case_facts, casework, identifiers
from referral.case_access import NoSuchCase, Refused, find_to_work, kind_of
from referral.case_facts import CaseFacts
from referral.identifiers import Looks
from referral.models.case import Case, Contact, Note
from safety import keys
from staff import audit
from staff.acts import Act
from staff.models.person import User

LONGEST: Final = 1000  # characters: a note, not a file
LONGEST_CONTACT_DAYS: Final = 90
WAYS: Final = ("voice", "sms", "chat", "email", "whatsapp", "other")
CONTACT_PARTS: Final = ("way", "value", "hours", "if_another", "not_now")
LONGEST_PART: Final = 200  # characters


class Empty(Refused):
    """There is nothing to keep."""

    says = _("Nothing was written. Nothing was kept.")


class TooLong(Refused):
    """The text is longer than a note may be."""

    says = _("This is too long for a note. Nothing was kept: shorten it.")


class LooksLikeSomebody(Refused):
    """The text looks as if it named somebody; the worker may keep it all the same, by saying so."""

    says = _("This looks as if it could lead to somebody. Nothing was kept yet.")

    def __init__(self, found: tuple[Looks, ...]) -> None:
        super().__init__("a text that looks as if it named somebody")
        self.found = found


class NotAgreed(Refused):
    """The person did not say that their contact details may be kept."""

    says = _("Without the person's own yes nothing is kept.")


class NoSuchDay(Refused):
    """The last day is not within the days for which contact details may be kept."""

    says = _("Choose a last day within the next 90 days. Nothing was kept.")


def note(*, person: User, reference: str, text: str, now: dt.datetime, all_the_same: bool = False) -> Note:
    """Keep a short note, sealed; one that looks as if it named somebody only if the worker says so.

    Raises: NotAllowed; NoSuchCase; GlassNeeded; NotTaken; IsClosed; Empty; TooLong; LooksLikeSomebody.
    """
    text = text.strip()
    with transaction.atomic():
        case = find_to_work(person, reference, now=now)
        _see_that_it_is_short(text)
        found = identifiers.kinds(text)
        if found and not all_the_same:
            raise LooksLikeSomebody(found)
        kept = Note(case=case, written_by=person, written_at=now)
        kept.text = keys.seal_with(case.key, text, about=kept.about)
        kept.save(force_insert=True)
        casework.touched(case, now=now)
        _record(Act.CASE_NOTED, person, case, count=len(found))
    return kept


def _see_that_it_is_short(text: str) -> None:
    if not text:
        raise Empty
    if len(text) > LONGEST:
        raise TooLong


def set_facts(*, person: User, reference: str, facts: CaseFacts, now: dt.datetime) -> Case:
    """Keep other coarse facts of a case: an age band, a language, needs that came up in talking.

    Raises: NotAllowed; NoSuchCase; GlassNeeded; NotTaken; IsClosed.
    """
    with transaction.atomic():
        case = find_to_work(person, reference, now=now)
        case.sealed_facts = keys.seal_with(case.key, case_facts.to_json(facts), about=case.about("facts"))
        case.save(update_fields=["sealed_facts"])
        casework.touched(case, now=now)
        _record(Act.CASE_FACTS_CHANGED, person, case)
    return case


def set_contact(
    *, person: User, reference: str, said: Mapping[str, str], agreed: bool, until: dt.date, now: dt.datetime
) -> Contact:
    """Keep how the person may be reached, sealed under a key of its own, until its last day.

    Raises: NotAllowed; NoSuchCase; GlassNeeded; NotTaken; IsClosed; NotAgreed; Empty; NoSuchDay.
    """
    _see_that_it_may_be_kept(said, agreed=agreed, until=until, today=now.date())
    key = keys.make()
    with transaction.atomic():
        case = find_to_work(person, reference, now=now)
        _drop(case)
        row = Contact(case=case, key=key, agreed_on=now.date(), expires_on=until, set_by=person)
        parts = {name: said.get(name, "").strip()[:LONGEST_PART] for name in CONTACT_PARTS}
        row.text = keys.seal_with(key, json.dumps(parts), about=row.about)
        row.save(force_insert=True)
        casework.touched(case, now=now)
        _record(Act.CASE_CONTACT_SET, person, case, until=until.isoformat())
    return row


def _see_that_it_may_be_kept(
    said: Mapping[str, str], *, agreed: bool, until: dt.date, today: dt.date
) -> None:
    if not agreed:
        raise NotAgreed
    if said.get("way") not in WAYS or not said.get("value", "").strip():
        raise Empty
    if not today <= until <= today + dt.timedelta(days=LONGEST_CONTACT_DAYS):
        raise NoSuchDay


def remove_contact(*, person: User, reference: str, now: dt.datetime) -> None:
    """See that the contact details cannot be read any more: the key goes first.

    Raises: NotAllowed; NoSuchCase, also where there are none; GlassNeeded; NotTaken; IsClosed.
    """
    with transaction.atomic():
        case = find_to_work(person, reference, now=now)
        if not _drop(case):
            raise NoSuchCase
        _record(Act.CASE_CONTACT_REMOVED, person, case)


def _drop(case: Case) -> bool:
    row = Contact.objects.filter(case=case).first()
    if row is None:
        return False
    keys.destroy(row.key)
    row.delete()
    return True


def _record(act: Act, person: User, case: Case, **facts: str | int) -> None:
    audit.record(act=act, actor=person, subject_kind=kind_of(case), subject_id=case.reference, **facts)
