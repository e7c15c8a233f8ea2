"""Cases for the tests: people who are trained, what somebody told, and codes that carry it."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.utils import timezone

from referral import casework, editions, handover, told
from referral.case_facts import CaseFacts
from referral.models.case import Case, Training
from referral.pathway.walk import position
from referral.told import Told
from staff.models.person import User

CALM = {"danger": ("no",), "age": ("25-over",), "feel": ("no",)}


def trained(*people: User) -> None:
    """Let people begin: their training holds."""
    today = timezone.now().date()
    for person in people:
        Training.objects.create(person=person, confirmed_on=today, renew_on=today + dt.timedelta(days=100))


def tells(
    start: str = "p01", *, country: str = "GB", language: str = "en",
    answers: Mapping[str, tuple[str, ...]] | None = None,
) -> Told:  # fmt: skip
    """Return what somebody tells on a walk: these answers, else the first that each question offers."""
    book = editions.seeds()
    given: dict[str, tuple[str, ...]] = dict(answers or CALM)
    while (asked := position(book, given, under18=False, start=start).question) is not None:
        given[asked.key] = (asked.choices[0].id,)
    found = position(book, given, under18=False, start=start)
    return told.of_walk(
        found, edition=book.edition, start=start, under18=False, audience="adult", language=language,
        country=country,
    )  # fmt: skip


def from_call(person: User, what: Told | None = None, *, now: dt.datetime | None = None) -> Case:
    """Return a case that somebody started on the phone, and has taken."""
    return casework.start_from_call(person=person, what=what or tells(), now=now or timezone.now())


def from_code(person: User, what: Told | None = None, *, now: dt.datetime | None = None) -> Case:
    """Return a case of a code that somebody typed; nobody has taken it."""
    now = now or timezone.now()
    code = handover.make(what or tells(), now=now)
    return casework.start_from_code(person=person, typed=code.digits, now=now)


def empty(person: User, urgency: str = "U2", *, now: dt.datetime | None = None, **facts: Any) -> Case:
    """Return a case that nobody walked, which its starter has taken."""
    known = CaseFacts(**{"needs": {"SAFETY": 2}, "country": "GB", "language": "en", **facts})
    return casework.start_empty(person=person, facts=known, urgency=urgency, now=now or timezone.now())
