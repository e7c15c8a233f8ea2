"""What the purge has done: what each kind has now, what went lately, and whether it still runs at all."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final

from django.db.models import Sum

from safety import purging, retention
from safety.keeping_times import TIMES
from safety.models import Destroyed, LastPurge
from staff import retention_change, retention_labels
from staff.models.proposal import Proposal

LATELY: Final = timedelta(days=30)
LATE: Final = timedelta(hours=25)  # the timer asks every hour; after a day without an answer somebody looks


@dataclass(frozen=True, slots=True)
class Kept:
    """One time of keeping as the page shows it; `proposed` waits for a second person, number and length."""

    slug: str
    name: str
    length: str
    since: str
    limits: str
    proposed: tuple[tuple[int, str], ...]


@dataclass(frozen=True, slots=True)
class Gone:
    """What was destroyed of one kind: today, lately, and what is due and still here."""

    name: str
    today: int
    lately: int
    due: int


@dataclass(frozen=True, slots=True)
class Ran:
    """When the purge last came to its end, what it had to leave, and whether that was too long ago."""

    at: datetime | None
    left: int
    late: bool

    @property
    def wrong(self) -> bool:
        """Return whether somebody has to look."""
        return self.late or self.left > 0


def times(*, now: datetime) -> list[Kept]:
    """Return every time of keeping, with what is proposed for it."""
    values, waiting = retention.values(), _proposed(now)
    return [
        Kept(
            slug=slug,
            name=str(retention_labels.NAMES[slug]),
            length=retention_labels.length(slug, values[slug]),
            since=str(retention_labels.SINCE[slug]),
            limits=retention_labels.limits(slug),
            proposed=tuple(waiting.get(slug, ())),
        )
        for slug in TIMES
    ]


def one(slug: str, *, now: datetime) -> Kept:
    """Return one time of keeping. Raises: KeyError."""
    return {kept.slug: kept for kept in times(now=now)}[slug]


def gone(*, now: datetime) -> list[Gone]:
    """Return what was destroyed lately, kind by kind, and what is due."""
    today = now.date()
    lately, just_now, due = _counts(today - LATELY), _counts(today), purging.due(now)
    return [
        Gone(retention_labels.named(kind), just_now.get(kind, 0), lately.get(kind, 0), due.get(kind, 0))
        for kind in dict.fromkeys([*due, *lately])
    ]


def ran(*, now: datetime) -> Ran:
    """Return when the purge last ran to its end."""
    last = LastPurge.objects.first()
    if last is None:
        return Ran(None, 0, late=True)
    return Ran(last.at, last.left, late=last.at < now - LATE)


def _counts(since: date) -> dict[str, int]:
    rows = Destroyed.objects.filter(on__gte=since).values_list("kind").annotate(count=Sum("count"))
    return dict(rows.order_by("kind"))


def _proposed(now: datetime) -> dict[str, list[tuple[int, str]]]:
    waiting: dict[str, list[tuple[int, str]]] = {}
    for proposal in Proposal.objects.open(now=now).filter(kind=retention_change.TIME):
        slug, value = proposal.contents["time"], proposal.contents["value"]
        if slug in TIMES:
            waiting.setdefault(slug, []).append((proposal.pk, retention_labels.length(slug, value)))
    return waiting
