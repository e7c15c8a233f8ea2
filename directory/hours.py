"""When a service answers: now, until when, and when next (pure).

Unknown, closed and round the clock are three different things, and none of them is ever guessed from another.
"""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import lru_cache
from typing import Final, Protocol
from zoneinfo import ZoneInfo

from directory import countries
from directory.public_holidays import is_holiday
from directory.recurring import Days, Repeating, days_of, falls_on, is_over

HORIZON_DAYS: Final = (
    14  # a weekly schedule says nothing new after a week; two leave room for the clocks changing
)
RHYTHM_DAYS: Final = 40  # a monthly one says something new for a month
DAY: Final = dt.timedelta(days=1)
MINUTES_A_DAY: Final = 1440


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
    MAYBE = "maybe"  # open in some of the country's time zones, or on days that nobody gave clearly
    CLOSED = "closed"
    UNKNOWN = "unknown"
    NEVER = "never"


class OnHolidays(StrEnum):
    """What is known of the public holidays of the country."""

    UNKNOWN = "unknown"
    OPEN = "open"
    CLOSED = "closed"


@dataclass(frozen=True, slots=True)
class Schedule:
    """One opening, on days of the week or by the rhythm of `recurs`.

    Units: minutes after local midnight of the opening day; `closes` at or before `opens` lies on the next
    day, and 1440 is the midnight that ends the day. Days count from Monday, which is 0.
    """

    days: tuple[int, ...]
    opens: int
    closes: int
    recurs: Days | None = None

    @property
    def lasts_into_next_day(self) -> bool:
        return self.closes <= self.opens

    @property
    def sure(self) -> bool:
        return self.recurs is None or self.recurs.sure

    def begins_on(self, date: dt.date) -> bool:
        """Return whether it opens on this day."""
        return falls_on(self.recurs, date) if self.recurs else date.weekday() in self.days

    def is_over(self, date: dt.date) -> bool:
        """Return whether its season has passed: then it tells nothing of what holds now."""
        return self.recurs is not None and is_over(self.recurs, date)


class ScheduleRow(Repeating, Protocol):
    """What is read of a row of the schedule table."""

    opens_at: int | None
    closes_at: int | None


def schedule_of(row: ScheduleRow) -> Schedule | None:
    """Return the opening that a row tells; None where it has only words, or days that can't be read."""
    if row.opens_at is None or row.closes_at is None:
        return None
    days = days_of(row)
    if days is None:
        return None
    plain = days == Days(weekly=days.weekly)
    return Schedule(
        days=days.weekly,
        opens=row.opens_at,
        closes=min(row.closes_at, MINUTES_A_DAY),
        recurs=None if plain else days,
    )


def unsure(schedule: Schedule) -> Schedule:
    """Return an opening that holds in some places and not in others."""
    recurs = schedule.recurs or Days(weekly=schedule.days)
    return replace(schedule, recurs=replace(recurs, sure=False))


@dataclass(frozen=True, slots=True)
class Hours:
    """The hours of one service, with the zone they are told in where that is known."""

    known: Known
    schedules: tuple[Schedule, ...] = ()
    timezone: str | None = None
    country: str | None = None
    on_holidays: OnHolidays = OnHolidays.UNKNOWN


UNKNOWN_HOURS: Final = Hours(known=Known.UNKNOWN)


@dataclass(frozen=True, slots=True)
class OpenState:
    """Whether somebody answers at a moment.

    `holiday`: there is a public holiday in the country today, and nobody said what holds then.
    Units: `until` and `next` are aware datetimes in UTC; None when there is no telling, or none within 14
    days (40 where an opening is not weekly).
    """

    state: Now
    until: dt.datetime | None = None
    next: dt.datetime | None = None
    holiday: bool = False

    @property
    def is_open(self) -> bool:
        return self.state in {Now.ALWAYS, Now.OPEN}


Span = tuple[dt.datetime, dt.datetime]  # from the first moment, up to but without the second


def at(hours: Hours, *, now: dt.datetime) -> OpenState:
    """Return whether the service answers at `now`, and until when, or when next.

    In a country of several zones the service is open only when it is open in all of them, and *maybe* in
    some. On public holidays nobody is there only where the service says so.
    Units: `now` aware; answers in UTC.
    Raises: ValueError if `now` is naive.
    Source: HSDS 3.2.3, schedule (byday, opens_at, closes_at).
    """
    if now.tzinfo is None:
        raise ValueError("now is naive: give an aware datetime, for example datetime.now(UTC)")
    if hours.known is not Known.SCHEDULED:
        return OpenState(_SAID[hours.known])
    zones = zones_of(hours)
    now = now.astimezone(dt.UTC)
    schedules = tuple(
        one for one in hours.schedules if not (one.recurs and is_over(one.recurs, now.date() - DAY))
    )
    if not zones or not schedules:
        return OpenState(Now.UNKNOWN)
    closed_in = hours.country if hours.on_holidays is OnHolidays.CLOSED else None
    certain, possible = _spans(schedules, zones, now.date(), closed_in)
    state = _state(certain, possible, now=now, horizon=_horizon(schedules))
    return replace(state, holiday=True) if _is_unclear_holiday(hours, zones, now) else state


def _is_unclear_holiday(hours: Hours, zones: tuple[str, ...], now: dt.datetime) -> bool:
    day = now.date()
    near = (day - DAY, day, day + DAY)  # whatever the clock there says, its date is one of these
    if hours.on_holidays is not OnHolidays.UNKNOWN or not any(is_holiday(hours.country, one) for one in near):
        return False
    clocks = _unlike(zones, day, HORIZON_DAYS)
    return any(is_holiday(hours.country, now.astimezone(zone).date()) for zone in clocks)


def _horizon(schedules: tuple[Schedule, ...]) -> int:
    return RHYTHM_DAYS if any(one.recurs for one in schedules) else HORIZON_DAYS


def zones_of(hours: Hours) -> tuple[str, ...]:
    """Return the zones in which the hours may be meant: the known one, else all those of the country."""
    if hours.timezone:
        return (hours.timezone,)
    return countries.zones(hours.country) if hours.country else ()


_SAID: Final = {Known.ALWAYS: Now.ALWAYS, Known.UNKNOWN: Now.UNKNOWN, Known.CLOSED: Now.NEVER}


def _state(
    certain: tuple[Span, ...], possible: tuple[Span, ...], *, now: dt.datetime, horizon: int
) -> OpenState:
    covering = _covering(certain, now)
    if covering:
        if covering[1] - now > horizon * DAY:
            return OpenState(Now.ALWAYS)
        return OpenState(Now.OPEN, until=covering[1])
    coming = _coming(certain, now, horizon) or _coming(possible, now, horizon)
    if _covering(possible, now):
        return OpenState(Now.MAYBE, next=_coming(certain, now, horizon))
    return OpenState(Now.CLOSED, next=coming)


def _covering(spans: tuple[Span, ...], now: dt.datetime) -> Span | None:
    return next((span for span in spans if span[0] <= now < span[1]), None)


def _coming(spans: tuple[Span, ...], now: dt.datetime, horizon: int) -> dt.datetime | None:
    start = next((span[0] for span in spans if span[0] > now), None)
    return start if start and start - now <= horizon * DAY else None


@lru_cache(maxsize=4096)  # a day's worth for every schedule of the directory; the key holds the day
def _spans(
    schedules: tuple[Schedule, ...], zones: tuple[str, ...], day: dt.date, closed_in: str | None
) -> tuple[tuple[Span, ...], tuple[Span, ...]]:
    """Return when the service is open in every zone, and when it is in at least one, around `day`.

    `closed_in` is the country on whose public holidays nobody is there.
    """
    ahead = _horizon(schedules)
    clocks = _unlike(zones, day, ahead)
    sure = tuple(one for one in schedules if one.sure)
    days = [day + n * DAY for n in range(-2, ahead + 3)]
    working = [date for date in days if not is_holiday(closed_in, date)]
    each = [_openings(sure, zone, working) for zone in clocks]
    certain = each[0]
    for other in each[1:]:
        certain = _both(certain, other)
    if len(sure) < len(schedules):
        each = [_openings(schedules, zone, working) for zone in clocks]
    return tuple(certain), tuple(_joined(span for spans in each for span in spans))


@lru_cache(maxsize=512)
def _unlike(zones: tuple[str, ...], day: dt.date, ahead: int) -> tuple[ZoneInfo, ...]:
    """Return one zone for each clock: of zones that agree on all days in question only the first is kept."""
    noon = dt.datetime.combine(day, dt.time(12), tzinfo=dt.UTC)
    moments = [noon + n * DAY / 2 for n in range(-4, 2 * ahead + 6)]
    by_clock: dict[tuple[dt.timedelta | None, ...], ZoneInfo] = {}
    for zone in map(ZoneInfo, zones):
        by_clock.setdefault(tuple(moment.astimezone(zone).utcoffset() for moment in moments), zone)
    return tuple(by_clock.values())


def _openings(schedules: tuple[Schedule, ...], zone: ZoneInfo, dates: Iterable[dt.date]) -> list[Span]:
    """Return the openings that begin on these days in one zone, joined where they touch."""
    spans = []
    for date in dates:
        for schedule in schedules:
            if schedule.begins_on(date):
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
