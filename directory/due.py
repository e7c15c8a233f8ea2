"""The queue of listings that somebody has to look at, most dangerous first, and why each stands there."""

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Final
from uuid import UUID

from django.conf import settings
from django.db.models import Count, Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from directory import countries, danger, feedback
from directory.danger import Crowd, Exposure, Ranked, Standing, Why
from directory.models.answering import ServiceArea
from directory.models.edition import Verification
from directory.models.service import Service
from directory.models.version import DirectoryVersion
from directory.states import DUE_SOON, VETTED, State

PER_PAGE: Final = 50
FEW: Final = 500  # listings that one query can name; of more, all places are read
FIELDS: Final = ("id", "country", "kind", "more_kinds", "grade", "doubts", "state", "verified_at", "due_on")


@dataclass(frozen=True, slots=True)
class Row:
    """A listing of the queue: how dangerous it is to leave it, and why, in the words of the reader."""

    service: Service
    danger: float
    why: tuple[str, ...]
    urgent: bool  # somebody said that it is not safe


@dataclass(frozen=True, slots=True)
class Queue:
    """One page of the queue, and how many listings stand in all of it."""

    rows: tuple[Row, ...]
    total: int


def queue(*, today: dt.date, page: int = 1, country: str = "") -> Queue:
    """Return a page of the queue: what is due or overdue, what was reported, what the last verification found
    different, and, where people read them, listings that nobody here ever checked.
    """
    order = ranked(today=today, country=country)
    some = order[(page - 1) * PER_PAGE : page * PER_PAGE]
    rows = Service.objects.in_bulk([one.id for one in some])
    return Queue(
        rows=tuple(
            Row(rows[one.id], one.danger, words(one), urgent=_is_urgent(one))
            for one in some
            if one.id in rows
        ),
        total=len(order),
    )


def ranked(*, today: dt.date, country: str = "") -> list[Ranked]:
    """Return the whole queue as ids with their danger; read with a fixed number of queries."""
    waiting = _waiting(today=today)
    if country:
        waiting = [standing for standing in waiting if country in standing.places]
    return danger.ranked(waiting, crowd=_crowd(), verify_days=settings.WAYPOST_VERIFY_DAYS)


def exposure_of(service: Service) -> Exposure:
    """Return how often a listing would be shown, by what the directory holds; nobody is counted for that."""
    places = service.service_areas.exclude(country="").values_list("country", flat=True)
    return _crowd().exposure_of(set(places) or {service.country}, {service.kind, *service.more_kinds})


def words(one: Ranked) -> tuple[str, ...]:
    """Return why a listing stands where it does, in the language of the moment."""
    return tuple(_WORDS[why](number) for why, number in one.why)


def _is_urgent(one: Ranked) -> bool:
    return any(why is Why.NOT_SAFE for why, _number in one.why)


def _known() -> QuerySet[Service]:
    """Return the listings that are shown, or would be were they not overdue."""
    states = VETTED | {State.STALE} | ({State.SOURCED} if settings.WAYPOST_SHOW_SOURCED else frozenset())
    return Service.objects.filter(state__in=states)


def _waiting(*, today: dt.date) -> list[Standing]:
    """Return what somebody has to look at."""
    reports, differed = feedback.waiting(), _found_different()
    soon = Q(due_on=None) | Q(due_on__lte=today + DUE_SOON) | Q(state__in=[State.SOURCED, State.STALE])
    some = Q(pk__in=list(reports)) | Q(pk__in=list(differed))
    rows = list(_known().filter(soon | some).values(*FIELDS))
    places = _places([row["id"] for row in rows])
    return [
        _standing(row, places, reports.get(row["id"]), differed=row["id"] in differed, today=today)
        for row in rows
    ]


def _standing(
    row: Mapping[str, Any], places: Mapping[UUID, set[str]], reports: dict[str, int] | None,
    *, differed: bool, today: dt.date,
) -> Standing:  # fmt: skip
    verified, due_on = row["verified_at"], row["due_on"]
    return Standing(
        id=row["id"],
        places=frozenset(places.get(row["id"], {row["country"]})),
        kinds=frozenset({row["kind"], *row["more_kinds"]}),
        grade=row["grade"],
        doubts=len(row["doubts"]),
        age_days=(today - verified.date()).days if verified else None,
        left_days=(due_on - today).days if due_on and row["state"] != State.SOURCED else None,
        differed=differed,
        reports=reports,
    )


def _crowd() -> Crowd:
    """Return how many listings of each kind stand in each place, counted anew when the directory changes."""
    stamp = DirectoryVersion.objects.filter(pk=DirectoryVersion.ONLY).values_list("stamp", flat=True).first()
    return crowd_at(stamp or "", show_sourced=settings.WAYPOST_SHOW_SOURCED)


@lru_cache(maxsize=1)
def crowd_at(stamp: str, *, show_sourced: bool) -> Crowd:
    """Return the crowd of the directory as it stands at this stamp."""
    counts: Counter[tuple[str, str]] = Counter()
    named = _known().filter(service_areas__country__gt="").order_by()
    for place, kind, number in named.values_list("service_areas__country", "kind").annotate(n=Count("pk")):
        counts[place, kind] += number
    nameless = _known().exclude(service_areas__country__gt="").order_by()
    for place, kind, number in nameless.values_list("country", "kind").annotate(n=Count("pk")):
        counts[place, kind] += number
    several = named.exclude(more_kinds=[]).values_list("service_areas__country", "kind", "more_kinds")
    for place, kind, more in several:
        counts.update((place, other) for other in set(more) - {kind})
    codes = [code for code, _name in countries.countries("en")]
    return Crowd(counts, countries=codes, union=countries.EU_MEMBERS)


def _places(services: Collection[UUID]) -> dict[UUID, set[str]]:
    """Return where these listings help, as far as they say it by country."""
    rows = ServiceArea.objects.exclude(service=None).exclude(country="")
    if len(services) <= FEW:
        rows = rows.filter(service_id__in=services)
    found: dict[UUID, set[str]] = defaultdict(set)
    for service, country in rows.values_list("service_id", "country"):
        found[service].add(country)
    return found


def _found_different() -> set[UUID]:
    """Return the listings whose last verification found something else, or nobody."""
    last = dict(Verification.objects.order_by("at", "pk").values_list("service_id", "outcome"))
    return {service for service, outcome in last.items() if outcome != Verification.Outcome.TRUE}


_WORDS: Final[Mapping[Why, Callable[[int], str]]] = {
    Why.NOT_SAFE: lambda n: ngettext("%d press of: not safe", "%d presses of: not safe", n) % n,
    Why.GONE: lambda n: ngettext("%d press of: no longer exists", "%d presses of: no longer exists", n) % n,
    Why.NO_ANSWER: lambda n: ngettext("%d press of: did not answer", "%d presses of: did not answer", n) % n,
    Why.OVERDUE: lambda n: ngettext("overdue for %d day, not shown", "overdue for %d days, not shown", n) % n,
    Why.DUE: lambda n: _("due today") if n == 0 else ngettext("due in %d day", "due in %d days", n) % n,
    Why.NEVER_VERIFIED: lambda n: _("never verified here"),
    Why.OLD: lambda n: ngettext("verified %d day ago", "verified %d days ago", n) % n,
    Why.LAST_TIME_DIFFERENT: lambda n: _("the last verification found something else, or nobody"),
    Why.DOUBTS: lambda n: ngettext("%d doubt noted", "%d doubts noted", n) % n,
    Why.GRADE: lambda n: _("little supports it"),
    Why.ONLY_ONE: lambda n: ngettext(
        "the only one of its kind in %d place", "the only one of its kind in %d places", n
    ) % n,
    Why.SHOWN_OFTEN: lambda n: _("shown often"),
}  # fmt: skip
