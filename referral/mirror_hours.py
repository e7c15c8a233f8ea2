"""Opening hours in words that stay true on a page that nobody renews: days, from when to when, and where.

Never *open now*: a copy does not know when it is read.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import Final

from babel.dates import format_time, get_day_names, get_timezone_location
from django.utils.translation import gettext as _

from directory import countries, hours
from directory.disclosure import PublicListing
from directory.hours import Hours, Known, Schedule
from referral.showing import Reader, apart, together

WEEK: Final = 7  # days
RUN: Final = 3  # days in a row that are told as from-to


def told(item: PublicListing, reader: Reader) -> tuple[str, ...]:
    """Return the hours of a service as a reader may write them down; nothing where there is none to tell."""
    known = item.hours.known
    if known is Known.ALWAYS:
        return (_("Open day and night"),)
    if known is Known.CLOSED:
        return (_("Closed at present"),)
    if known is Known.SCHEDULED:
        return tuple(_scheduled(item.hours, reader))
    return (_("Opening hours not known"),) if item.phones or not item.web else ()


def _scheduled(told: Hours, reader: Reader) -> Iterator[str]:
    current = [one for one in told.schedules if not one.is_over(reader.now.date())]
    if not current:
        yield _("Opening hours not known")
        return
    if any(one.recurs for one in current):  # by months or seasons, or not the same everywhere
        yield _("Not at every hour; ask when")
        return
    by_days: dict[tuple[int, ...], list[Schedule]] = defaultdict(list)
    for (opens, closes), days in _days_by_times(current).items():
        by_days[tuple(sorted(days))].append(Schedule(days=tuple(sorted(days)), opens=opens, closes=closes))
    spoken = reader.language.replace("-", "_")
    for days, spans in sorted(by_days.items()):
        spans.sort(key=lambda one: one.opens)
        times = together([_span(one, spoken) for one in spans], reader)
        yield f"{together(list(_days(days, spoken)), reader)} {times}" if len(days) < WEEK else times
    zone = _zone(told, spoken)
    if zone:
        yield _("Times of %(place)s") % {"place": apart(zone)}


def _days_by_times(schedules: Iterable[Schedule]) -> dict[tuple[int, int], set[int]]:
    found: dict[tuple[int, int], set[int]] = defaultdict(set)
    for one in schedules:
        found[one.opens, one.closes].update(one.days)
    return found


def _days(days: tuple[int, ...], spoken: str) -> Iterator[str]:
    """Yield days by name; three or more in a row as the first and the last."""
    names = get_day_names("abbreviated", context="format", locale=spoken)
    at = 0
    while at < len(days):
        end = at
        while end + 1 < len(days) and days[end + 1] == days[end] + 1:
            end += 1
        if end - at + 1 >= RUN:
            yield f"{names[days[at]]}–{names[days[end]]}"
        else:
            yield from (names[day] for day in days[at : end + 1])
        at = end + 1


def _span(one: Schedule, spoken: str) -> str:
    """Return from when to when, set apart: its two ends must not change sides in a script from the right."""
    if (one.opens, one.closes) in {(0, 0), (0, hours.MINUTES_A_DAY)}:
        return _("day and night")
    return apart(f"{_time(one.opens, spoken)}–{_time(one.closes, spoken)}")


def _time(minutes: int, spoken: str) -> str:
    """Return a time of day by 24 hours, so that no night is taken for a morning."""
    hour, minute = divmod(minutes % hours.MINUTES_A_DAY, 60)
    return format_time(dt.time(hour, minute), "HH:mm", locale=spoken)


def _zone(told: Hours, spoken: str) -> str:
    """Return the place whose clock is meant, where that is one."""
    zones = hours.zones_of(told)
    if len(zones) == 1:
        return get_timezone_location(zones[0], locale=spoken, return_city=True)
    return countries.name(told.country, spoken) if told.country and zones else ""
