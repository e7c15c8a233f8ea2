"""When a service answers: now, until when, and when next (pure).

Unknown, closed and round the clock are three different things, and none of them is ever guessed from another.
"""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from typing import Final
from zoneinfo import ZoneInfo

from directory import countries

HORIZON_DAYS: Final = (
    14  # a weekly schedule says nothing new after a week; two leave room for the clocks changing
)
DAY: Final = dt.timedelta(days=1)
MINUTES_A_DAY: Final = 1440
ALL_DAYS: Final = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")  # RFC 5545 names, in the order of date.weekday()


class Known(StrEnum):
    """What is known of the hours of a service."""

    ALWAYS = "always"
    SCHEDULED = "scheduled"
    UNKNOWN = "unknown"
    CLOSED = "closed"  # the service itself says that nobody answers at present


class Now(StrEnum):
    """What can be said about this moment."""

    ALWAYS = "always"
    OPEN = "open"
    MAYBE = "maybe"  # open in some of the time zones that the country has
    CLOSED = "closed"
    UNKNOWN = "unknown"
    NEVER = "never"


@dataclass(frozen=True, slots=True)
class Schedule:
    """One weekly opening.

    Units: minutes after local midnight of the opening day; `closes` at or before `opens` lies on the next
    day, and 1440 is the midnight that ends the day. Days count from Monday, which is 0.
    """

    days: tuple[int, ...]
    opens: int
    closes: int

    @property
    def lasts_into_next_day(self) -> bool:
        return self.closes <= self.opens


@dataclass(frozen=True, slots=True)
class Hours:
    """The hours of one service, with the zone they are told in where that is known."""

    known: Known
    schedules: tuple[Schedule, ...] = ()
    timezone: str | None = None
    country: str | None = None


UNKNOWN_HOURS: Final = Hours(known=Known.UNKNOWN)


@dataclass(frozen=True, slots=True)
class OpenState:
    """Whether somebody answers at a moment.

    Units: `until` and `next` are aware datetimes in UTC; None when there is no telling, or none within 14
    days.
    """

    state: Now
    until: dt.datetime | None = None
    next: dt.datetime | None = None

    @property
    def is_open(self) -> bool:
        return self.state in {Now.ALWAYS, Now.OPEN}


Span = tuple[dt.datetime, dt.datetime]  # from the first moment, up to but without the second


def at(hours: Hours, *, now: dt.datetime) -> OpenState:
    """Return whether the service answers at `now`, and until when, or when next.

    In a country of several zones the service is open only when it is open in all of them, and *maybe* in
    some.
    Units: `now` aware; answers in UTC.
    Raises: ValueError if `now` is naive.
    Source: HSDS 3.2.3, schedule (byday, opens_at, closes_at).
    """
    if now.tzinfo is None:
        raise ValueError("now is naive: give an aware datetime, for example datetime.now(UTC)")
    if hours.known is not Known.SCHEDULED:
        return OpenState(_SAID[hours.known])
    zones = zones_of(hours)
    if not zones or not hours.schedules:
        return OpenState(Now.UNKNOWN)
    now = now.astimezone(dt.UTC)
    certain, possible = _spans(hours.schedules, zones, now.date())
    return _state(certain, possible, now=now)


def zones_of(hours: Hours) -> tuple[str, ...]:
    """Return the zones in which the hours may be meant: the known one, else all those of the country."""
    if hours.timezone:
        return (hours.timezone,)
    return countries.zones(hours.country) if hours.country else ()


_SAID: Final = {Known.ALWAYS: Now.ALWAYS, Known.UNKNOWN: Now.UNKNOWN, Known.CLOSED: Now.NEVER}


def _state(certain: tuple[Span, ...], possible: tuple[Span, ...], *, now: dt.datetime) -> OpenState:
    covering = _covering(certain, now)
    if covering:
        if covering[1] - now > HORIZON_DAYS * DAY:
            return OpenState(Now.ALWAYS)
        return OpenState(Now.OPEN, until=covering[1])
    coming = _coming(certain, now) or _coming(possible, now)
    if _covering(possible, now):
        return OpenState(Now.MAYBE, next=_coming(certain, now))
    return OpenState(Now.CLOSED, next=coming)


def _covering(spans: tuple[Span, ...], now: dt.datetime) -> Span | None:
    return next((span for span in spans if span[0] <= now < span[1]), None)


def _coming(spans: tuple[Span, ...], now: dt.datetime) -> dt.datetime | None:
    start = next((span[0] for span in spans if span[0] > now), None)
    return start if start and start - now <= HORIZON_DAYS * DAY else None


@lru_cache(maxsize=4096)  # a day's worth for every schedule of the directory; the key holds the day
def _spans(
    schedules: tuple[Schedule, ...], zones: tuple[str, ...], day: dt.date
) -> tuple[tuple[Span, ...], tuple[Span, ...]]:
    """Return when the service is open in every zone, and when it is in at least one, around `day`."""
    each = [_openings(schedules, zone, day) for zone in _unlike(zones, day)]
    certain = each[0]
    for other in each[1:]:
        certain = _both(certain, other)
    return tuple(certain), tuple(_joined(span for spans in each for span in spans))


@lru_cache(maxsize=512)
def _unlike(zones: tuple[str, ...], day: dt.date) -> tuple[ZoneInfo, ...]:
    """Return one zone for each clock: of zones that agree on all days in question only the first is kept."""
    noon = dt.datetime.combine(day, dt.time(12), tzinfo=dt.UTC)
    moments = [noon + n * DAY / 2 for n in range(-4, 2 * HORIZON_DAYS + 6)]
    by_clock: dict[tuple[dt.timedelta | None, ...], ZoneInfo] = {}
    for zone in map(ZoneInfo, zones):
        by_clock.setdefault(tuple(moment.astimezone(zone).utcoffset() for moment in moments), zone)
    return tuple(by_clock.values())


def _openings(schedules: tuple[Schedule, ...], zone: ZoneInfo, day: dt.date) -> list[Span]:
    """Return the openings in one zone from two days before `day` to the horizon, joined where they touch."""
    spans = []
    for ahead in range(-2, HORIZON_DAYS + 3):
        date = day + ahead * DAY
        for schedule in schedules:
            if date.weekday() in schedule.days:
                closing_day = date + DAY if schedule.lasts_into_next_day else date
                spans.append(
                    (_moment(date, schedule.opens, zone), _moment(closing_day, schedule.closes, zone))
                )
    return _joined(spans)


def _moment(date: dt.date, minutes: int, zone: ZoneInfo) -> dt.datetime:
    """Return the first moment at which the clocks of the zone read this time of this day, or later.

    Where the clocks jump over it, that is the moment of the jump; where they read it twice, the first time.
    """
    local = dt.datetime.combine(date, dt.time()) + dt.timedelta(minutes=minutes)
    moment = local.replace(tzinfo=zone).astimezone(dt.UTC)
    if moment.astimezone(zone).replace(tzinfo=None) == local:
        return moment
    return _jump(local, zone, latest=moment)


def _jump(local: dt.datetime, zone: ZoneInfo, *, latest: dt.datetime) -> dt.datetime:
    """Return the moment at which the clocks jump over `local`, to the minute."""
    before, after = latest - DAY, latest
    while after - before > dt.timedelta(minutes=1):
        middle = before + dt.timedelta(minutes=(after - before) // dt.timedelta(minutes=2))
        if middle.astimezone(zone).replace(tzinfo=None) < local:
            before = middle
        else:
            after = middle
    return after


def _joined(spans: Iterable[Span]) -> list[Span]:
    """Return the same openings in order, with those that touch or overlap made one."""
    joined: list[Span] = []
    for start, end in sorted(spans):
        if joined and start <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(joined[-1][1], end))
        elif start < end:
            joined.append((start, end))
    return joined


def _both(one: list[Span], other: list[Span]) -> list[Span]:
    """Return when both lists are open."""
    shared = [(max(a[0], b[0]), min(a[1], b[1])) for a in one for b in other if a[0] < b[1] and b[0] < a[1]]
    return sorted(shared)
