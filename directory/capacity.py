"""How much room services have: reported in two clicks by those who answer for them, read by the matching.

A report counts at once, at the desk and in the waiting time on public plans. After FRESH_DAYS it is shown
as not confirmed, and public plans say again what the listing says.
"""

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from django.db import transaction

from directory import numbering, published
from directory.models.room import FRESH_DAYS
from directory.models.room import Room as RoomRow
from directory.models.service import Service
from staff import audit
from staff.acts import Act
from staff.models.person import User
from staff.roles import Ability

LONGEST_WAIT: Final = 730  # days; what is longer is closed
MOST_PLACES: Final = 9999
Status = RoomRow.Status


class NoSuchAnswer(ValueError):
    """A page sent a status, a number of places or a wait that it did not offer; it is not repeated."""


@dataclass(frozen=True, slots=True)
class Room:
    """What was said last. `fresh` while it counts; `wait_days` from now, None where nobody said."""

    status: str
    places: int | None
    wait_days: int | None
    confirmed_on: dt.date
    fresh: bool


def report(
    *, person: User, service: Service, status: str, places: int | None, wait_days: int | None,
    now: dt.datetime,
) -> None:  # fmt: skip
    """Keep what a service's own people say of its room; every process matches by it within two seconds.

    That the person answers for this service is for the caller to see: it knows who does.
    Units: `wait_days` in days from now.
    Raises: NotAllowed; NoSuchAnswer.
    """
    person.require(Ability.REPORT_CAPACITY)
    if status not in Status.values or not _fits(places, MOST_PLACES) or not _fits(wait_days, LONGEST_WAIT):
        raise NoSuchAnswer("a word about room that no form offers")
    with transaction.atomic():
        version = numbering.locked()
        RoomRow.objects.update_or_create(
            service=service,
            defaults={
                "status": status, "places": places, "wait_days": wait_days, "confirmed_at": now,
                "confirmed_by": person,
            },
        )  # fmt: skip
        numbers = {"days": wait_days, "count": places}
        audit.record(
            act=Act.CAPACITY_REPORTED, actor=person, subject_kind="listing", subject_id=str(service.pk),
            state=status, **{name: number for name, number in numbers.items() if number is not None},
        )  # fmt: skip
        numbering.grow(version, services=[service.pk])
        transaction.on_commit(published.look_again)


def told(services: Collection[UUID], *, today: dt.date) -> dict[UUID, Room]:
    """Return what was said last of each of these services; one of which nobody said anything is not in it."""
    rows = RoomRow.objects.filter(pk__in=list(services))
    return {row.pk: room_of(row, today=today) for row in rows}


def room_of(row: RoomRow, *, today: dt.date) -> Room:
    """Return a row as the matching reads it on this day (UTC)."""
    on = row.confirmed_at.date()
    return Room(
        status=row.status, places=row.places, wait_days=row.wait_days, confirmed_on=on,
        fresh=today - on <= dt.timedelta(days=FRESH_DAYS),
    )  # fmt: skip


def _fits(number: int | None, most: int) -> bool:
    return number is None or 0 <= number <= most
