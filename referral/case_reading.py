"""The only place where what a case holds is opened for somebody, and where each look goes on record (S9)."""

import datetime as dt
import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from django.db import transaction

from referral import case_access, case_content
from referral.case_facts import CaseFacts
from referral.models.case import Case, CaseQuerySet, Contact, RemovalRequest
from referral.told import Told
from safety import keys
from safety.keys import CannotOpen, KeyGone, Openers
from staff import audit
from staff.acts import Act
from staff.models.person import User
from staff.models.record import AuditEntry
from staff.roles import Ability

PER_PAGE: Final = 50
QUEUE: Final = "queue"  # what the record calls a look at the queue
QUEUE_KIND: Final = "cases"


@dataclass(frozen=True, slots=True)
class NoteRead:
    """A note, and who wrote it when."""

    text: str
    by: str
    at: dt.datetime


@dataclass(frozen=True, slots=True)
class RemovalRead:
    """A request to take a picture down; `days` that the answer took, or that nobody has answered for."""

    row: RemovalRequest
    address: str
    platform: str
    service: str
    days: int


@dataclass(frozen=True, slots=True)
class Opened:
    """A case as somebody reads it. Contact details are opened by themselves, on record by themselves."""

    case: Case
    facts: CaseFacts
    told: Told | None
    notes: tuple[NoteRead, ...]
    removals: tuple[RemovalRead, ...]
    contact: Contact | None


@dataclass(frozen=True, slots=True)
class Row:
    """A case in the queue: how urgent, how long yet, and the two facts that a queue is narrowed by."""

    case: Case
    country: str
    language: str
    minor: bool
    overdue: bool
    mine: bool


@dataclass(frozen=True, slots=True)
class Narrowed:
    """What the queue shows; empty words show everything."""

    whose: str = "waiting"  # waiting: nobody has taken it; mine; all; closed
    urgency: str = ""
    language: str = ""
    country: str = ""

    def as_dict(self) -> dict[str, str]:
        return {
            "whose": self.whose,
            "urgency": self.urgency,
            "language": self.language,
            "country": self.country,
        }


@dataclass(frozen=True, slots=True)
class Page:
    """A page of the queue. `languages` and `countries` are those of all its cases, to narrow by."""

    rows: tuple[Row, ...]
    number: int
    pages: int
    total: int
    languages: tuple[str, ...]
    countries: tuple[str, ...]


def opened(*, person: User, reference: str, now: dt.datetime, part: str = "page") -> Opened:
    """Return what a case holds, and put on record that this person saw it.

    Raises: NotAllowed; NoSuchCase, also for a case whose key is gone; GlassNeeded.
    """
    with transaction.atomic():
        case = case_access.find_to_read(person, reference, now=now)
        found = _open(case, now)
        audit.record(
            act=Act.CASE_SEEN,
            actor=person,
            subject_kind=case_access.kind_of(case),
            subject_id=case.reference,
            part=part,
        )
    return found


def _open(case: Case, now: dt.datetime) -> Opened:
    opener = keys.openers([case.key])
    contact = Contact.objects.filter(case=case, expires_on__gte=now.date()).first()
    try:
        return Opened(
            case=case,
            facts=case_content.facts_of(case, opener),
            told=case_content.told_of(case, opener),
            notes=tuple(_notes(case, opener)),
            removals=tuple(_removals(case, opener, now)),
            contact=contact,
        )
    except KeyGone:
        raise case_access.NoSuchCase from None


def _notes(case: Case, opener: Openers) -> Iterable[NoteRead]:
    for note in case.notes.select_related("written_by"):
        text = opener.unseal(case.key, note.text, about=note.about)
        yield NoteRead(text, note.written_by.called, note.written_at)


def _removals(case: Case, opener: Openers, now: dt.datetime) -> Iterable[RemovalRead]:
    for row in case.removals.all():
        said: Mapping[str, Any] = json.loads(opener.unseal(case.key, row.text, about=row.about))
        days = ((row.answered_at or now) - row.asked_at).days
        yield RemovalRead(row, said["address"], said["platform"], said["service"], days)


def contact_of(*, person: User, reference: str, now: dt.datetime) -> Mapping[str, str]:
    """Return how the person may be reached, and put on record that somebody looked.

    Raises: NotAllowed; NoSuchCase, also where there are no contact details any more; GlassNeeded.
    """
    with transaction.atomic():
        case = case_access.find_to_read(person, reference, now=now)
        row = Contact.objects.filter(case=case, expires_on__gte=now.date()).first()
        if row is None:
            raise case_access.NoSuchCase
        try:
            said: Mapping[str, str] = json.loads(keys.unseal_with(row.key, row.text, about=row.about))
        except KeyGone:
            raise case_access.NoSuchCase from None
        audit.record(
            act=Act.CASE_CONTACT_SEEN,
            actor=person,
            subject_kind=case_access.kind_of(case),
            subject_id=case.reference,
        )
    return said


# --- the queue ---


def queue(*, person: User, narrowed: Narrowed, page: int, now: dt.datetime, practice: bool = False) -> Page:
    """Return a page of the queue of the person's team, and put on record that it was seen.

    Raises: NotAllowed.
    """
    with transaction.atomic():
        person.require(Ability.SEE_CASES)
        found = _page(person, narrowed, page, now, practice)
        audit.record(
            act=Act.CASE_LISTED,
            actor=person,
            subject_kind=QUEUE_KIND,
            subject_id=QUEUE,
            count=len(found.rows),
            page=found.number,
        )
    return found


def _page(person: User, narrowed: Narrowed, page: int, now: dt.datetime, practice: bool) -> Page:
    cases = list(cases_of(person, narrowed, now=now, practice=practice))
    narrows = bool(narrowed.language or narrowed.country)
    facts = _facts_of(cases)
    kept = [case for case in cases if not narrows or _fits(facts.get(case.pk), narrowed)]
    pages = max(1, -(-len(kept) // PER_PAGE))
    number = min(max(1, page), pages)
    shown = kept[(number - 1) * PER_PAGE : number * PER_PAGE]
    known = [one for one in facts.values() if one]
    return Page(
        rows=tuple(_row(case, facts.get(case.pk), person, now) for case in shown),
        number=number,
        pages=pages,
        total=len(kept),
        languages=tuple(sorted({one.language for one in known if one.language})),
        countries=tuple(sorted({one.country for one in known if one.country})),
    )


def cases_of(person: User, narrowed: Narrowed, *, now: dt.datetime, practice: bool = False) -> CaseQuerySet:
    """Return the cases of a queue in their order, not opened."""
    found = case_access.visible(person, now=now).filter(practice=practice).select_related("taken_by")
    found = found.defer("told")  # what somebody told is no part of a queue
    closed = narrowed.whose == "closed"
    found = found.filter(state=Case.State.CLOSED) if closed else found.alive()
    if narrowed.whose == "waiting":
        found = found.untaken()
    elif narrowed.whose == "mine":
        found = found.filter(taken_by=person)
    if narrowed.urgency:
        found = found.filter(urgency=narrowed.urgency)
    return found.in_order()


def _facts_of(cases: Iterable[Case]) -> dict[Any, CaseFacts | None]:
    """Return the facts of many cases, asked of the keys at once; None where a key is gone."""
    opener = keys.openers(case.key for case in cases)
    return {case.pk: _facts_or_none(case, opener) for case in cases}


def _facts_or_none(case: Case, opener: Openers) -> CaseFacts | None:
    try:
        return case_content.facts_of(case, opener)
    except (KeyGone, CannotOpen):
        return None


def _fits(facts: CaseFacts | None, narrowed: Narrowed) -> bool:
    if facts is None:
        return False
    return (not narrowed.language or facts.language == narrowed.language) and (
        not narrowed.country or facts.country == narrowed.country
    )


def _row(case: Case, facts: CaseFacts | None, person: User, now: dt.datetime) -> Row:
    return Row(
        case=case,
        country=facts.country if facts else "",
        language=facts.language if facts else "",
        minor=facts.minor if facts else False,
        overdue=case.due_at is not None and case.due_at <= now,
        mine=case.taken_by_id == person.pk,
    )


def mark(person: User, *, now: dt.datetime, practice: bool = False) -> str:
    """Return a text that changes whenever a queue of this person would look different; it opens nothing."""
    rows = case_access.visible(person, now=now).filter(practice=practice).alive()
    parts = [
        f"{pk}{state}{urgency}{taken}{due and due <= now}"
        for pk, state, urgency, taken, due in rows.order_by("pk").values_list(
            "pk", "state", "urgency", "taken_by", "due_at"
        )
    ]
    return _digest("".join(parts))


def _digest(text: str) -> str:
    return hashlib.blake2b(text.encode(), digest_size=12).hexdigest()


def history(case: Case) -> list[AuditEntry]:
    """Return what stands on record about a case, newest last: who did what, when."""
    return list(AuditEntry.objects.about(case_access.kind_of(case), case.reference).in_order())
