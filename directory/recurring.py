"""On which days an opening recurs that is not simply every week: monthly, every second week, a season (pure).

What a row leaves open is never filled in: a rhythm whose beginning nobody gave is kept as *may be*.

Source: HSDS 3.2.3, schedule; RFC 5545, section 3.3.10.
"""

import datetime as dt
import re
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import islice
from typing import Final, Protocol

from dateutil import rrule

ALL_DAYS: Final = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")  # RFC 5545 names, in the order of date.weekday()
_DAY: Final = re.compile(r"([+-]?[1-9][0-9]?)?(MO|TU|WE|TH|FR|SA|SU)")
LIMITS: Final = {"month_days": 31, "year_days": 366, "weeks": 53}
MOST_OF_A_WEEKDAY: Final = 5  # in a month
YEARS: Final = range(1970, 2200)  # a date outside of them is a slip, and counting from it takes long
_FREQUENCIES: Final = {
    "DAILY": rrule.DAILY,
    "WEEKLY": rrule.WEEKLY,
    "MONTHLY": rrule.MONTHLY,
    "YEARLY": rrule.YEARLY,
}


class Repeating(Protocol):
    """What is read of a schedule row to tell its days."""

    byday: str
    freq: str
    interval: int | None
    dtstart: str
    until: str
    count: int | None
    wkst: str
    byweekno: str
    bymonthday: str
    byyearday: str
    valid_from: str
    valid_to: str


@dataclass(frozen=True, slots=True)
class Rhythm:
    """On which days of the calendar something recurs. `nth` counts in the month, from its end if negative."""

    frequency: int
    interval: int = 1
    start: dt.date | None = None
    count: int | None = None
    weekdays: tuple[tuple[int, int | None], ...] = ()
    month_days: tuple[int, ...] = ()
    year_days: tuple[int, ...] = ()
    weeks: tuple[int, ...] = ()
    week_start: int = 0


@dataclass(frozen=True, slots=True)
class Days:
    """The days of an opening: of the week, or by a rhythm, within a season; `sure` is false where the row
    leaves open which."""

    weekly: tuple[int, ...] = ()
    rhythm: Rhythm | None = None
    first: dt.date | None = None
    last: dt.date | None = None
    sure: bool = True


@dataclass(slots=True)
class _Reading:
    """What was read so far, and whether all of it could be."""

    sure: bool = True
    numbers: dict[str, tuple[int, ...]] = field(default_factory=dict)


def days_of(row: Repeating) -> Days | None:
    """Return the days that a row names; None where it names none that can be read."""
    return _days_told(_Told(*(getattr(row, name) for name in _Told.__slots__)))


@dataclass(frozen=True, slots=True)
class _Told:
    """What a row says of its days; many rows of a directory say the same."""

    byday: str
    freq: str
    interval: int | None
    dtstart: str
    until: str
    count: int | None
    wkst: str
    byweekno: str
    bymonthday: str
    byyearday: str
    valid_from: str
    valid_to: str


@lru_cache(maxsize=2048)
def _days_told(row: _Told) -> Days | None:
    weekdays = _weekdays(row.byday)
    if weekdays is None or row.freq.upper() not in {"", *_FREQUENCIES}:
        return None
    reading = _Reading()
    numbers = {name: _numbers(text, LIMITS[name], reading) for name, text in _lists(row).items()}
    if sum(1 for found in numbers.values() if found) > 1:
        return None  # together they may never fall on any day, and looking for one takes for ever
    first = _latest(_date(row.valid_from, reading), _date(row.dtstart, reading))
    last = _earliest(_date(row.valid_to, reading), _date(row.until, reading))
    if not (row.freq or weekdays or any(numbers.values())):
        return None
    if _is_plain(row, weekdays, numbers):
        days = tuple(day for day, _ in weekdays) or tuple(range(7))
        return Days(weekly=days, first=first, last=last, sure=reading.sure)
    rhythm, known = _rhythm(row, weekdays, numbers)
    if rhythm is None:
        return None
    return Days(rhythm=rhythm, first=first, last=last, sure=reading.sure and known)


def falls_on(days: Days, date: dt.date) -> bool:
    """Return whether the opening begins on this day."""
    if (days.first and date < days.first) or (days.last and date > days.last):
        return False
    if days.rhythm is None:
        return date.weekday() in days.weekly
    return date in _around(days.rhythm, date.replace(day=1))


def is_over(days: Days, date: dt.date) -> bool:
    """Return whether the season of these days has passed."""
    return days.last is not None and days.last < date


def _is_plain(
    row: _Told, weekdays: tuple[tuple[int, int | None], ...], numbers: dict[str, tuple[int, ...]]
) -> bool:
    """Return whether the row means every week, or every day, and nothing else."""
    each_time = (row.interval or 1) == 1 and not row.count and not any(numbers.values())
    named = any(nth for _, nth in weekdays)
    frequency = row.freq.upper()
    return each_time and not named and (
        (frequency in {"", "WEEKLY"} and bool(weekdays)) or frequency == "DAILY"
    )  # fmt: skip


def _rhythm(
    row: _Told, weekdays: tuple[tuple[int, int | None], ...], numbers: dict[str, tuple[int, ...]]
) -> tuple[Rhythm | None, bool]:
    """Return the rhythm, and whether the row says enough; without a beginning every turn is possible."""
    start = _date(row.dtstart, _Reading())
    named = any(nth for _, nth in weekdays)
    frequency = row.freq.upper() or ("MONTHLY" if named or numbers["month_days"] else "YEARLY")
    sure = not (named and frequency in {"DAILY", "WEEKLY"})
    if not sure:
        frequency = "MONTHLY"  # the first Monday of a week is no day; of a month it may be meant
    if frequency == "MONTHLY" and any(abs(nth or 0) > MOST_OF_A_WEEKDAY for _, nth in weekdays):
        return None, False
    if start is None:
        if not (weekdays or any(numbers.values())):
            return None, False
        sure = sure and (row.interval or 1) == 1 and not row.count
    return (
        Rhythm(
            frequency=_FREQUENCIES[frequency],
            interval=(row.interval or 1) if start else 1,
            start=start,
            count=row.count if start else None,
            weekdays=weekdays,
            week_start=ALL_DAYS.index(row.wkst.upper()) if row.wkst.upper() in ALL_DAYS else 0,
            **numbers,
        ),
        sure,
    )


@lru_cache(maxsize=2048)  # months of the rhythms in the directory
def _around(rhythm: Rhythm, month: dt.date) -> frozenset[dt.date]:
    """Return the days of one month on which the rhythm falls; `month` is its first day."""
    ends = month + dt.timedelta(days=31)
    # A rhythm without a beginning turns with every month or year: any day before will do.
    start = rhythm.start or dt.date(month.year - 1, 1, 1)
    rule = rrule.rrule(
        rhythm.frequency,
        dtstart=dt.datetime.combine(start, dt.time()),
        interval=rhythm.interval,
        wkst=rhythm.week_start,
        until=dt.datetime.combine(ends, dt.time()),  # some rules never fall on any day: look no farther
        byweekday=[rrule.weekday(day, nth) for day, nth in rhythm.weekdays] or None,
        bymonthday=rhythm.month_days or None,
        byyearday=rhythm.year_days or None,
        byweekno=rhythm.weeks or None,
    )
    found = (moment.date() for moment in islice(rule, rhythm.count))
    return frozenset(date for date in found if month <= date < ends)


def _lists(row: _Told) -> dict[str, str]:
    return {"month_days": row.bymonthday, "year_days": row.byyearday, "weeks": row.byweekno}


def _weekdays(written: str) -> tuple[tuple[int, int | None], ...] | None:
    """Return the days of the week, each with its place in the month where it has one; None if unreadable."""
    found = []
    for part in filter(None, (part.strip().upper() for part in written.split(","))):
        match = _DAY.fullmatch(part)
        if match is None:
            return None
        found.append((ALL_DAYS.index(match[2]), int(match[1]) if match[1] else None))
    return tuple(dict.fromkeys(found))


def _numbers(written: str, limit: int, reading: _Reading) -> tuple[int, ...]:
    parts = [part.strip() for part in written.split(",") if part.strip()]
    read = [int(part) for part in parts if re.fullmatch(r"[+-]?[1-9][0-9]{0,2}", part)]
    good = [number for number in read if abs(number) <= limit]
    reading.sure = reading.sure and len(good) == len(parts)
    return tuple(good)


def _date(written: str, reading: _Reading) -> dt.date | None:
    if not written:
        return None
    try:
        date = dt.date.fromisoformat(written[:10])
    except ValueError:
        date = None
    if date is None or date.year not in YEARS:
        reading.sure = False
        return None
    return date


def _latest(*dates: dt.date | None) -> dt.date | None:
    return max((date for date in dates if date), default=None)


def _earliest(*dates: dt.date | None) -> dt.date | None:
    return min((date for date in dates if date), default=None)
