"""Put opening hours into words, in the reader's language and in a time to check on a wall."""

import datetime as dt
from functools import cache
from zoneinfo import ZoneInfo

from babel import Locale, UnknownLocaleError
from babel.dates import format_datetime, format_time
from django.utils.translation import gettext as _

from directory import countries
from directory.hours import Now, OpenState


def words(state: OpenState, *, zone: str | None, country: str, language: str, now: dt.datetime) -> str:
    """Return one sentence on whether somebody answers.

    Times are told in the one zone of the reader's country; where it has several, in that of the service, and
    it is said.
    """
    if state.state is Now.ALWAYS:
        return _("Open day and night")
    if state.state is Now.OPEN:
        return _until(state.until, zone, country, language, now)
    if state.state is Now.MAYBE:
        return _("May be open now: the hours differ by region")
    if state.state is Now.CLOSED:
        return _next(state.next, zone, country, language, now)
    return _("Closed at present") if state.state is Now.NEVER else _("Opening hours not known")


@cache
def _locale(language: str, country: str) -> str:
    """Return the locale that writes a time as people of the country do, where the CLDR knows one."""
    spoken = language.replace("-", "_")
    try:
        return str(Locale.parse(f"{spoken}_{country}"))
    except (UnknownLocaleError, ValueError):
        return spoken


def told_in(zone: str | None, country: str) -> tuple[ZoneInfo | None, bool]:
    """Return the zone to tell times in, and whether it is the reader's own."""
    own = countries.zones(country)
    if len(own) == 1:
        return ZoneInfo(own[0]), True
    return (ZoneInfo(zone), False) if zone else (None, False)


def _until(until: dt.datetime | None, zone: str | None, country: str, language: str, now: dt.datetime) -> str:
    place, own = told_in(zone, country)
    if until is None or place is None:
        return _("Open now")
    time = _clock(until, place, _locale(language, country), now)
    return (
        _("Open until %(time)s") % {"time": time}
        if own
        else _("Open until %(time)s (their time)") % {"time": time}
    )


def _next(opens: dt.datetime | None, zone: str | None, country: str, language: str, now: dt.datetime) -> str:
    place, own = told_in(zone, country)
    if opens is None or place is None:
        return _("Closed now")
    time = _clock(opens, place, _locale(language, country), now)
    if own:
        return _("Closed now. Opens %(time)s") % {"time": time}
    return _("Closed now. Opens %(time)s (their time)") % {"time": time}


def _clock(moment: dt.datetime, place: ZoneInfo, locale: str, now: dt.datetime) -> str:
    """Return the hour alone for today, and with the day of the week for any other."""
    there = moment.astimezone(place)
    if there.date() == now.astimezone(place).date():
        return format_time(there, "short", locale=locale)
    return format_datetime(there, "EEEE", locale=locale) + " " + format_time(there, "short", locale=locale)


def moment(at: dt.datetime, *, country: str, language: str, now: dt.datetime) -> str:
    """Return a moment in the reader's own time where the country has one, else in universal time (UTC)."""
    place, _own = told_in(None, country)
    if place is None:
        return _clock(at, ZoneInfo("UTC"), _locale(language, ""), now) + " UTC"
    return _clock(at, place, _locale(language, country), now)
