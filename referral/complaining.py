"""Complaints about this site or a service that it shows: counted by kind and day, dealt with by supervisors.

Nothing about who complains is kept, so no answer can be given and nobody is counted. A complaint about a
service also raises its listing in the queue of those who verify, under the button that comes nearest to it.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.db.models import Count, Max, Min, QuerySet
from django.utils import timezone

from directory import feedback
from directory.models.feedback import Feedback
from directory.models.service import Service
from referral.forms import THIS_SITE as SITE
from referral.models.complaint import Complaint
from safety import reach, retention
from staff import audit
from staff.acts import Act
from staff.models.person import User
from staff.roles import Ability

MOST_A_DAY: Final = 100  # of one kind about one thing; more would say nothing more, and could fill a disk
Wrong = Complaint.Wrong
# What harms whoever goes there next is raised as not safe; what leaves them without help, as no answer.
RAISED_AS: Final = {
    Wrong.NOT_SAFE: Feedback.Said.NOT_SAFE,
    Wrong.NOT_RESPECTFUL: Feedback.Said.NOT_SAFE,
    Wrong.ASKED_FOR_MONEY: Feedback.Said.NOT_SAFE,
    Wrong.BROKE_TRUST: Feedback.Said.NOT_SAFE,
    Wrong.REFUSED: Feedback.Said.NO_ANSWER,
    Wrong.CANNOT_USE: Feedback.Said.NO_ANSWER,
    Wrong.WRONG_INFORMATION: Feedback.Said.NO_ANSWER,
}
# A site refuses nobody and asks for no money.
ABOUT_THE_SITE: Final = tuple(one for one in Wrong if one not in (Wrong.REFUSED, Wrong.ASKED_FOR_MONEY))
ABOUT_A_SERVICE: Final = tuple(Wrong)


class NotPublic(LookupError):
    """There is no listing of this name that people can read."""


class NoSuchKind(ValueError):
    """A page sent a kind of complaint that it did not offer; it is not repeated."""


class NothingToSee(Exception):
    """Nobody complained about this since it was last dealt with."""


class SomethingNew(Exception):
    """What waits is not what the page showed that is put away: more came in since."""


@dataclass(frozen=True, slots=True)
class Waiting:
    """What nobody has dealt with yet about one thing: how many of each kind, and between which days."""

    service: Service | None
    kinds: dict[str, int]
    first_on: dt.date
    last_on: dt.date

    @property
    def total(self) -> int:
        return sum(self.kinds.values())

    @property
    def mark(self) -> str:
        """What a page sends back to say what it showed: each kind with its number."""
        return mark(self.kinds)


def mark(kinds: Mapping[str, int]) -> str:
    """Return kinds with their numbers as one line, the same for the same numbers."""
    return " ".join(f"{kind}:{number}" for kind, number in sorted(kinds.items()))


def kinds(about: str) -> tuple[Complaint.Wrong, ...]:
    """Return what can be complained of."""
    return ABOUT_THE_SITE if about == SITE else ABOUT_A_SERVICE


def complain(*, about: str, wrong: Collection[str], today: dt.date) -> None:
    """Count a complaint about this site or a listing, and raise the listing for those who verify.

    Raises: NotPublic; NoSuchKind; DatabaseError, when it could not be kept.
    """
    if not wrong or not set(wrong) <= set(kinds(about)):
        raise NoSuchKind("a complaint of a kind that there is not")
    with reach.on_primary() as primary, transaction.atomic(using=primary):
        service = None if about == SITE else _shown(about, today)
        for one in sorted(Wrong(name) for name in set(wrong)):
            if Complaint.objects.filter(service=service, wrong=one, on=today).count() < MOST_A_DAY:
                Complaint.objects.create(service=service, wrong=one, on=today)
        if service is not None:
            _raise(service, wrong, today)


def _shown(listing: str, today: dt.date) -> Service:
    shown = Service.objects.shown(show_sourced=settings.WAYPOST_SHOW_SOURCED, today=today)
    service = shown.filter(seed_id=listing).only("pk", "seed_id").first()
    if service is None:
        raise NotPublic("a complaint about a listing that is not public")
    return service


def _raise(service: Service, wrong: Collection[str], today: dt.date) -> None:
    """Press the buttons of the listing that say the nearest, each once however many kinds were ticked."""
    for said in sorted({RAISED_AS[Wrong(name)] for name in wrong}):
        feedback.count(listing_id=service.seed_id, said=said, today=today)


def waiting() -> list[Waiting]:
    """Return what nobody has dealt with yet: this site first, then the services with the most complaints."""
    rows = Complaint.objects.filter(seen_at=None).order_by().values("service_id", "wrong")
    counted: dict[UUID | None, list[dict[str, object]]] = defaultdict(list)
    for row in rows.annotate(number=Count("pk"), first=Min("on"), last=Max("on")):
        counted[row["service_id"]].append(row)
    services = Service.objects.in_bulk([key for key in counted if key])
    found = [_waiting(services.get(key) if key else None, rows) for key, rows in counted.items()]
    return sorted(found, key=lambda one: (one.service is not None, -one.total, str(one.service)))


def _waiting(service: Service | None, rows: list[dict[str, object]]) -> Waiting:
    return Waiting(
        service=service,
        kinds={str(row["wrong"]): int(str(row["number"])) for row in rows},
        first_on=min(row["first"] for row in rows),  # type: ignore[type-var, arg-type]
        last_on=max(row["last"] for row in rows),  # type: ignore[type-var, arg-type]
    )


def seen(*, person: User, service: Service | None, shown: str) -> int:
    """Keep that somebody dealt with the complaints that a page showed, and return how many that were.

    `shown` is the mark of what stood there: what came in since is put away by nobody who did not see it.
    Raises: NotAllowed; NothingToSee; SomethingNew.
    """
    person.require(Ability.SEE_COMPLAINTS)
    now = timezone.now()
    with transaction.atomic():
        dealt = Complaint.objects.filter(service=service, seen_at=None).update(seen_at=now)
        if not dealt:
            raise NothingToSee
        rows = Complaint.objects.filter(service=service, seen_at=now).order_by().values_list("wrong")
        if mark(dict(rows.annotate(number=Count("pk")))) != shown:
            raise SomethingNew
        audit.record(
            act=Act.COMPLAINTS_SEEN,
            actor=person,
            subject_kind="complaint",
            subject_id=str(service.pk) if service else SITE,
            count=dealt,
        )
        return dealt


def due(now: dt.datetime) -> QuerySet[Complaint]:
    """Return complaints that were put away long ago, by the times of keeping.

    What nobody dealt with stays, however old. How many were put away is on record.
    """
    return Complaint.objects.filter(seen_at__lt=now - retention.keep("complaint"))


def destroy(pk: UUID) -> None:
    """Delete a complaint, if it is due."""
    due(timezone.now()).filter(pk=pk).delete()
