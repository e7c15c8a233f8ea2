"""What the public says of a listing by pressing one of four buttons, and what becomes of it.

A press is kept as a listing, a button and a day: no hour, no address, nothing that the browser sent. Nobody
can be counted that way, so presses hide nothing; they raise a listing in the queue of those who verify, and
only staff hide it.
"""

import datetime as dt
from collections.abc import Collection
from typing import Final
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.db.models import Count
from django.utils import timezone

from directory.models.feedback import Feedback
from directory.models.service import Service
from directory.states import State
from safety import reach
from staff import audit
from staff.acts import Act
from staff.models.person import User
from staff.roles import Ability

MOST_A_DAY: Final = 100  # of one button for one listing; more would say nothing more, and could fill a disk
# What asks for somebody to look; that it helped asks for nothing.
ASKS: Final = frozenset({Feedback.Said.NOT_SAFE, Feedback.Said.GONE, Feedback.Said.NO_ANSWER})


class NotPublic(LookupError):
    """There is no listing of this name that people can read."""


class NoSuchButton(ValueError):
    """A page sent something that is not one of the four; it is not repeated."""


class NothingToSee(Exception):
    """Nobody reported anything that is not dealt with already."""


def count(*, listing_id: str, said: str, today: dt.date) -> bool:
    """Count one press, and return whether it was kept: beyond MOST_A_DAY of a kind it tells nothing new.

    Raises: NotPublic; NoSuchButton; DatabaseError, when it could not be kept.
    """
    if said not in Feedback.Said.values:
        raise NoSuchButton("feedback by a button that there is not")
    with reach.on_primary():  # a listing that was withdrawn a moment ago takes none
        return _counted(listing_id, Feedback.Said(said), today)


def _counted(listing_id: str, button: Feedback.Said, today: dt.date) -> bool:
    shown = Service.objects.shown(show_sourced=settings.WAYPOST_SHOW_SOURCED, today=today)
    service = shown.filter(seed_id=listing_id).only("pk").first()
    if service is None:
        raise NotPublic("feedback for a listing that is not public")
    if Feedback.objects.filter(service=service, said=button, on=today).count() >= MOST_A_DAY:
        return False
    Feedback.objects.create(service=service, said=button, on=today)
    return True


def waiting(services: Collection[UUID] | None = None) -> dict[UUID, dict[str, int]]:
    """Return, for each listing about which something waits, how often each button was pressed.

    What is withdrawn waits for nobody; if it comes back, so does what was said of it.
    """
    away = [State.WITHDRAWN, State.RECORD_ONLY]
    rows = Feedback.objects.filter(seen_at=None).exclude(service__state__in=away)
    if services is not None:
        rows = rows.filter(service_id__in=services)
    pressed = rows.order_by().values_list("service_id", "said").annotate(number=Count("pk"))
    counted: dict[UUID, dict[str, int]] = {}
    for service, said, number in pressed:
        counted.setdefault(service, {})[said] = number
    return {service: said for service, said in counted.items() if ASKS & said.keys()}


def of(service: Service) -> dict[str, int]:
    """Return how often each button was pressed for a listing, all time, those dealt with included."""
    rows = Feedback.objects.filter(service=service).order_by().values_list("said")
    return dict(rows.annotate(number=Count("pk")).values_list("said", "number"))


def seen(*, person: User, service: Service) -> int:
    """Keep that somebody dealt with what was reported so far, and return how many presses that were.

    Raises: NotAllowed; NothingToSee.
    """
    person.require(Ability.VERIFY_LISTING)
    with transaction.atomic():
        dealt = Feedback.objects.filter(service=service, seen_at=None).update(seen_at=timezone.now())
        if not dealt:
            raise NothingToSee
        audit.record(
            act=Act.FEEDBACK_SEEN,
            actor=person,
            subject_kind="listing",
            subject_id=str(service.pk),
            count=dealt,
        )
        return dealt
