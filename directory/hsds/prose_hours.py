"""Hours written in words, read only where they can be read in one way: English, Spanish, French (pure).

Every word has to be understood. `8-5` could be night or day and stays words; so does all with a condition.
"""

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from directory.search.folding import folded

_WEEK: Final = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")  # as RFC 5545 has them
MINUTES_A_DAY: Final = 1440
LONGEST: Final = 300  # signs; whoever writes more tells more than hours


@dataclass(frozen=True, slots=True)
class Opening:
    """Days as RFC 5545 names them, in their order, and minutes after midnight."""

    days: tuple[str, ...]
    opens: int
    closes: int


@dataclass(frozen=True, slots=True)
class Said:
    """What a text says: always open, or these openings; and whether it closes on public holidays."""

    always: bool
    openings: tuple[Opening, ...] = ()
    closed_on_holidays: bool = False


_NAMES: Final[dict[str, str]] = {
    "MO": "monday mondays mon lunes lun lundi lundis",
    "TU": "tuesday tuesdays tue tues tu martes mar mardi mardis",
    "WE": "wednesday wednesdays wed weds we miercoles mie mercredi mercredis mer",
    "TH": "thursday thursdays thu thur thurs th jueves jue jeudi jeudis jeu",
    "FR": "friday fridays fri fr viernes vie vendredi vendredis ven",
    "SA": "saturday saturdays sat sabado sabados sab samedi samedis sam",
    "SU": "sunday sundays sun domingo domingos dom dimanche dimanches dim",
}
DAY: Final = {name: day for day, names in _NAMES.items() for name in names.split()}
_GROUP_WORDS: Final[tuple[tuple[str, tuple[str, ...]], ...]] = (
    (r"7 days a week|seven days a week|7 days|every day|everyday|daily|7j/7|7/7|todos los dias|a diario"
     r"|diario|diariamente|tous les jours|chaque jour|7 jours sur 7|7 dias a la semana", _WEEK),
    (r"weekdays|week days|m\s?-\s?f|mon-fri|l\s?-\s?v|dias habiles|dias laborables|en semaine"
     r"|jours ouvrables", _WEEK[:5]),
    (r"weekends|weekend|week-end|week end|fines de semana|fin de semana", _WEEK[5:]),
)  # fmt: skip
_GROUPS: Final = tuple((re.compile(rf"(?:{words})(?![\w/])"), days) for words, days in _GROUP_WORDS)
_ALWAYS: Final = re.compile(
    r"(?:(?:open|available|abierto|atencion|ouvert)\s)?(?:"
    r"24\s?/\s?7(?:\s?/\s?365)?|24\s?x\s?7|24h?/24h?|24\s?(?:hours|hrs|hr|h|horas|heures)"
    r"|around the clock|round the clock|always open|las 24 horas(?: del dia)?|24h sur 24|24 heures sur 24)"
    r"(?:\s(?:a|per|al|the)?\s?(?:day|dia))?"
    r"(?:[,;]?\s?(?:y|et|and)?\s?(?:7 days a week|seven days a week|7 days|every day|daily"
    r"|365 days a year|7j/7|7/7"
    r"|los 7 dias de la semana|7 dias a la semana|todos los dias|7 jours sur 7|7j sur 7|tous les jours"
    r"|24h/24))*"
)
_ALWAYS_FRENCH: Final = re.compile(
    r"7\s?j(?:ours)?\s?(?:/|sur)\s?7[,;]?\s?(?:et\s)?24\s?h(?:eures)?\s?(?:/|sur)\s?24h?"
)
_HOLIDAYS: Final = re.compile(
    r"[,;(]?\s?(?:except|excluding|closed|not|cerrado|excepto|sauf|ferme|hors)\s?(?:on|los|les|en)?\s?(?:dias\s|jours\s)?"
    r"(?:public|bank|federal|statutory|legal|national)?\s?(?:holidays|feriados|festivos|feries)\)?"
)
_CLOCK: Final = r"(\d{1,2})(?:\s?[:.h]\s?(\d{2}))?\s?(a\.?m\.?|p\.?m\.?|hrs|horas|heures|h\b)?"
_WORDS_FOR_TIMES: Final = {
    "noon": "12:00pm", "midday": "12:00pm", "mediodia": "12:00pm", "midi": "12:00pm",
    "midnight": "24:00", "medianoche": "24:00", "minuit": "24:00",
}  # fmt: skip
_RANGE: Final = re.compile(
    rf"{_CLOCK}\s?(?:-|to|till|until|a las|a|hasta(?: las)?|jusqu'a|jusqua)\s?{_CLOCK}"
)
_SMALL_WORDS: Final = re.compile(
    r"(?:from|open|hours|office|between|de|du|des|des|las|los|el|le|les|y|et|and|at|on|abierto|ouvert|horario|horaires"
    r"|heures|horas|h|:|,|&|\.|\(|\))(?=\s|$|\d|:|,)|[,:&().;]"
)
_TO: Final = r"\s?(?:-|to|thru|through|a|al|hasta|au)\s?"
_DAY_WORDS: Final = "|".join(sorted(DAY, key=len, reverse=True))
_DAYS: Final = re.compile(rf"({_DAY_WORDS})\b\.?(?:{_TO}({_DAY_WORDS})\b\.?)?")
_CLOSED: Final = re.compile(r"closed|cerrado|ferme\b")


@lru_cache(maxsize=1024)  # the services of a file keep much the same hours
def read(text: str) -> Said | None:
    """Return what the text says of hours; None where any word of it is not understood for certain."""
    if not text or len(text) > LONGEST:
        return None
    plain = _plain(text)
    plain, holidays = _without_holidays(plain)
    if _ALWAYS.fullmatch(plain) or _ALWAYS_FRENCH.fullmatch(plain):
        return Said(always=True, closed_on_holidays=holidays)
    openings = _openings(plain)
    return Said(always=False, openings=openings, closed_on_holidays=holidays) if openings else None


def _plain(text: str) -> str:
    """Return the text folded, with one kind of dash, and words for times as times."""
    plain = re.sub(r"[\u2010-\u2015\u2212]", "-", folded(text)).replace("’", "'").strip(" .;,")
    for word, time in _WORDS_FOR_TIMES.items():
        if word in plain:
            plain = re.sub(rf"\b(?:12\s?)?{word}\b", time, plain)
    return plain


def _without_holidays(plain: str) -> tuple[str, bool]:
    found = _HOLIDAYS.sub("", plain).strip(" .;,")
    return found, found != plain


@dataclass(slots=True)
class _Reading:
    """How far a text is read: days that were named, and what they mean when times or `closed` come."""

    days: list[str]
    openings: list[Opening]
    settled: bool = True  # the days named last have their times
    closing: bool = False  # the days that come next are those on which it is closed


def _openings(plain: str) -> tuple[Opening, ...] | None:
    """Return the openings in the order of the text; None when anything is left over or contradicts."""
    day_and_a_half = _by_the_24_hours(plain)
    reading, at = _Reading([], []), 0
    while at < len(plain):
        if plain[at].isspace():
            at += 1
            continue
        step = _step(plain, at, reading, clear=day_and_a_half)
        if not step:
            return None
        at = step
    if not reading.settled or not reading.openings or _overlap(reading.openings):
        return None
    return tuple(reading.openings)


def _step(plain: str, at: int, reading: _Reading, *, clear: bool) -> int:
    """Read on from a place; return where the next word begins, 0 when this one is not understood."""
    for pattern, days in _GROUPS:
        if found := pattern.match(plain, at):
            _name_days(reading, days)
            return found.end()
    if found := _DAYS.match(plain, at):
        days = _days_between(found[1], found[2])
        _name_days(reading, days)
        return found.end() if days else 0
    if found := _RANGE.match(plain, at):
        opening = _times(found, clear=clear)
        if opening is None or not reading.days:
            return 0
        reading.openings.append(Opening(tuple(reading.days), *opening))
        reading.settled = True
        return found.end()
    if found := _CLOSED.match(plain, at):
        reading.closing = reading.settled
        reading.settled, reading.days = True, []
        return found.end()
    found = _SMALL_WORDS.match(plain, at)
    return found.end() if found and found.end() > at else 0


def _name_days(reading: _Reading, days: tuple[str, ...]) -> None:
    """Days after times begin a new line; days after days are added; days after `closed` have no times."""
    if reading.closing:
        reading.closing = False
        return
    if reading.settled:
        reading.days, reading.settled = [], False
    reading.days = [day for day in _WEEK if day in {*reading.days, *days}]


def _days_between(first: str, last: str | None) -> tuple[str, ...]:
    begin = _WEEK.index(DAY[first])
    if last is None:
        return (_WEEK[begin],)
    end = _WEEK.index(DAY[last])
    return _WEEK[begin : end + 1] if begin <= end else (*_WEEK[begin:], *_WEEK[: end + 1])


def _by_the_24_hours(plain: str) -> bool:
    """Return whether the text counts the hours to 24: one is past twelve, has a leading nought, or an h."""
    if re.search(r"\d\s?[ap]\.?m", plain):
        return False
    return bool(re.search(r"\b(?:1[3-9]|2[0-4])\s?(?:[:.h]|$|-|\s)|\b0\d[:.h]|\d\s?h(?:\d\d|\b)", plain))


def _times(found: re.Match[str], *, clear: bool) -> tuple[int, int] | None:
    """Return both ends in minutes; None where one of them could be night or day."""
    begin, end = _end(found, 1), _end(found, 4)
    if begin is None or end is None:
        return None
    opens, closes = _minutes(*begin, clear=clear), _minutes(*end, clear=clear)
    if opens is None and closes is not None and begin[2] == "":
        opens = _morning_before(begin, end)
    if opens is None or closes is None or opens == closes or opens >= MINUTES_A_DAY:
        return None
    return opens, closes


def _end(found: re.Match[str], group: int) -> tuple[int, int, str] | None:
    hours, minutes = int(found[group]), int(found[group + 1] or 0)
    half = (found[group + 2] or "").replace(".", "")
    return (hours, minutes, half) if hours <= 24 and minutes < 60 else None


def _minutes(hours: int, minutes: int, half: str, *, clear: bool) -> int | None:
    if half in ("am", "pm"):
        if not 1 <= hours <= 12:
            return None
        return (hours % 12 + (12 if half == "pm" else 0)) * 60 + minutes
    if half or clear or hours > 12 or hours == 24:
        return hours * 60 + minutes
    return None


def _morning_before(begin: tuple[int, int, str], end: tuple[int, int, str]) -> int | None:
    """`9-5pm` opens in the morning, for nine in the evening is after five; `1-5pm` could be either."""
    hours, minutes, _ = begin
    later = (hours % 12, minutes) > (end[0] % 12, end[1])
    return (hours % 12) * 60 + minutes if end[2] == "pm" and later and 1 <= hours <= 11 else None


def _overlap(openings: list[Opening]) -> bool:
    """Return whether two openings of one day run into each other: then a word was misread."""
    for day in _WEEK:
        of_day = sorted((one.opens, one.closes) for one in openings if day in one.days)
        if any(late[0] < early[1] for early, late in zip(of_day, of_day[1:], strict=False)):
            return True
    return False
