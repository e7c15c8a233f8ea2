"""What is probably wrong in a draft: told to whoever writes it, never a reason to lose a word (pure)."""

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import combinations
from typing import Any, Final

from directory import completeness, countries, numbers

Row = Mapping[str, Any]
MINUTES_A_DAY: Final = 1440
MINUTES_A_WEEK: Final = 7 * MINUTES_A_DAY
DAYS: Final = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
ADULT: Final = 18  # years


class Code(StrEnum):
    """What a warning says; pages have the words."""

    NUMBER_NOT_VALID = "number-not-valid"
    NUMBER_ELSEWHERE = "number-elsewhere"
    SHORT_UNKNOWN = "short-unknown"
    NUMBER_TWICE = "number-twice"
    NO_REACH = "no-reach"
    ADDRESS_TWICE = "address-twice"
    NOT_ENCRYPTED = "not-encrypted"
    NO_AGE = "no-age"
    AGES_REVERSED = "ages-reversed"
    ADULTS_BUT_YOUNG = "adults-but-young"
    CHILDREN_BUT_OLD = "children-but-old"
    NO_HOURS_ROWS = "no-hours-rows"
    HOURS_CONTRADICT = "hours-contradict"
    HOURS_OVERLAP = "hours-overlap"
    NO_DAYS = "no-days"
    HALF_A_SPAN = "half-a-span"
    NO_ZONE = "no-zone"
    ZONE_ELSEWHERE = "zone-elsewhere"
    FREE_BUT_FEES = "free-but-fees"
    NO_LANGUAGE = "no-language"
    NO_AREA = "no-area"
    NO_SOURCE = "no-source"
    NOT_SEEN = "not-seen"
    REFUGE_ADDRESS = "refuge-address"
    REFUGE_WORDS = "refuge-words"


GRAVE: Final = frozenset(
    {Code.REFUGE_ADDRESS, Code.REFUGE_WORDS, Code.NUMBER_NOT_VALID, Code.HOURS_CONTRADICT}
)


@dataclass(frozen=True, slots=True)
class Warn:
    """A warning, and where it belongs: a field of the listing, or of one row of a part."""

    code: Code
    field: str
    part: str = ""
    row: int = 0


REFUGE_KINDS: Final = frozenset({"domestic_violence", "trafficking", "safety_planning"})
REFUGE_WORDS: Final = re.compile(
    r"\b(refuges?|shelters?|safe ?-?houses?|frauenhaus|frauenhäuser|casa refugio|casas? de acogida)\b",
    re.I,
)
# A house number beside a word for a street, either way round: enough to ask, too little to be sure.
STREET: Final = re.compile(
    r"\b\d{1,5}[a-z]?,? +(?:[\w.'-]+ +){0,3}(?:street|st|road|rd|avenue|ave|lane|drive|square|boulevard)\b"
    r"|\b(?:street|road|avenue|lane|rue|calle|via|avenida|rua|ulica|jalan)\b(?: +[\w.'-]+){0,4},? +\d{1,5}\b"
    r"|\w+(?:stra(?:ß|ss)e|gasse|weg|platz) +\d{1,4}\b",
    re.I,
)
PUBLIC_WORDS: Final = (
    "description",
    "alternate_name",
    "application_process",
    "eligibility_description",
    "alert",
)


def warnings(document: Row) -> list[Warn]:
    """Return what is probably wrong, in the order of the form."""
    checks = (_reach, _numbers, _web, _ages, _hours, _where, _refuge, _cost, _sources)
    return [found for check in checks for found in check(document)]


def _ours(row: Row) -> Row:
    return row.get("waypost") or {}


def _reach(document: Row) -> Iterator[Warn]:
    if completeness.Part.REACH in completeness.missing(document):
        yield Warn(Code.NO_REACH, "email")


def _numbers(document: Row) -> Iterator[Warn]:
    country = _ours(document).get("country", "")
    phones: Sequence[Row] = document.get("phones", ())
    written = [_written(phone) for phone in phones]
    often = Counter(written)
    for place, phone in enumerate(phones):
        if not phone.get("number"):
            continue  # a sealed one
        if often[written[place]] > 1:
            yield Warn(Code.NUMBER_TWICE, "number", "phones", place)
        found = numbers.read(phone["number"], country=country)
        if found.short and not found.valid and country not in numbers.NOWHERE:
            yield Warn(Code.SHORT_UNKNOWN, "number", "phones", place)
        elif not found.short and not found.valid:
            yield Warn(Code.NUMBER_NOT_VALID, "number", "phones", place)
        elif not numbers.belongs(found.home, country=country):
            yield Warn(Code.NUMBER_ELSEWHERE, "number", "phones", place)


def _written(phone: Row) -> tuple[str, str, str]:
    digits = "".join(sign for sign in phone.get("number", "") if sign.isalnum() or sign in "*#")
    return digits or str(phone.get("id")), phone.get("type", "voice"), str(phone.get("extension", ""))


def _web(document: Row) -> Iterator[Warn]:
    seen: set[str] = set()
    for place, web in enumerate(document.get("additional_urls", ())):
        address = web.get("url", "")
        if address in seen:
            yield Warn(Code.ADDRESS_TWICE, "url", "additional_urls", place)
        seen.add(address)
        if address.startswith("http://"):
            yield Warn(Code.NOT_ENCRYPTED, "url", "additional_urls", place)
    if document.get("url", "").startswith("http://"):
        yield Warn(Code.NOT_ENCRYPTED, "url")


def _ages(document: Row) -> Iterator[Warn]:
    ours, low, high = _ours(document), document.get("minimum_age"), document.get("maximum_age")
    if completeness.Part.AGES in completeness.missing(document):
        yield Warn(Code.NO_AGE, "minimum_age")
    if low is not None and high is not None and high < low:
        yield Warn(Code.AGES_REVERSED, "maximum_age")
    audience = ours.get("audience", "both")
    if audience == "adults" and high is not None and high < ADULT:
        yield Warn(Code.ADULTS_BUT_YOUNG, "maximum_age")
    if audience == "children" and low is not None and low >= ADULT:
        yield Warn(Code.CHILDREN_BUT_OLD, "minimum_age")


def _hours(document: Row) -> Iterator[Warn]:
    ours, rows = _ours(document), document.get("schedules", ())
    known = ours.get("hours_known", "unknown")
    if known == "scheduled" and not rows:
        yield Warn(Code.NO_HOURS_ROWS, "hours_known")
    if rows and known != "scheduled":
        yield Warn(Code.HOURS_CONTRADICT, "hours_known")
    for place, row in enumerate(rows):
        yield from _span_warnings(row, place)
    for place in _overlapping(rows):
        yield Warn(Code.HOURS_OVERLAP, "opens_at", "schedules", place)
    zones = countries.zones(ours.get("country", ""))
    if known == "scheduled" and not ours.get("timezone") and len(zones) > 1:
        yield Warn(Code.NO_ZONE, "timezone")
    if ours.get("timezone") and zones and ours["timezone"] not in zones:
        yield Warn(Code.ZONE_ELSEWHERE, "timezone")


def _span_warnings(row: Row, place: int) -> Iterator[Warn]:
    times = [row.get("opens_at"), row.get("closes_at")]
    if any(times) and not all(times):
        yield Warn(Code.HALF_A_SPAN, "closes_at", "schedules", place)
    if all(times) and not row.get("byday") and not row.get("bymonthday"):
        yield Warn(Code.NO_DAYS, "days", "schedules", place)


def _overlapping(rows: Sequence[Row]) -> list[int]:
    """Return the places of rows that are open at the same time as a row before them."""
    spans = [_week(row) for row in rows]
    return sorted(
        {
            later
            for (_one, before), (later, after) in combinations(enumerate(spans), 2)
            if any(a < d and c < b for a, b in before for c, d in after)
        }
    )


def _week(row: Row) -> list[tuple[int, int]]:
    """Return when a row is open, in minutes of a week; rows of some weeks only are never compared."""
    begin, end = _minutes(row.get("opens_at")), _minutes(row.get("closes_at"))
    partial = any(row.get(name) for name in ("bymonthday", "byweekno", "valid_from", "valid_to"))
    if begin is None or end is None or partial or (row.get("interval") or 1) != 1:
        return []
    end += MINUTES_A_DAY if end <= begin else 0
    spans = []
    for day in str(row.get("byday", "")).split(","):
        if day in DAYS:
            first = DAYS.index(day) * MINUTES_A_DAY + begin
            last = DAYS.index(day) * MINUTES_A_DAY + end
            spans += [(first, min(last, MINUTES_A_WEEK)), (0, max(0, last - MINUTES_A_WEEK))]
    return spans


def _minutes(clock: str | None) -> int | None:
    found = re.fullmatch(r"(\d{2}):(\d{2})(?::\d{2})?", clock or "")
    return int(found[1]) * 60 + int(found[2]) if found else None


def _where(document: Row) -> Iterator[Warn]:
    if not document.get("service_areas"):
        yield Warn(Code.NO_AREA, "country", "service_areas")
    if not document.get("languages"):
        yield Warn(Code.NO_LANGUAGE, "code", "languages")


def is_refuge(document: Row) -> bool:
    """Return whether this could be a house that must not be found, by its kind or its words."""
    ours = _ours(document)
    kinds = {ours.get("kind"), *ours.get("more_kinds", ())}
    words = " ".join(str(document.get(name, "")) for name in ("name", "alternate_name", "description"))
    return bool(REFUGE_WORDS.search(words)) or bool(kinds & REFUGE_KINDS)


def _refuge(document: Row) -> Iterator[Warn]:
    if not is_refuge(document):
        return
    for place, where in enumerate(document.get("service_at_locations", ())):
        location = where.get("location", {})
        if any(address.get("address_1") for address in location.get("addresses", ())):
            yield Warn(Code.REFUGE_ADDRESS, "address_1", "places", place)
        if STREET.search(
            " ".join(str(location.get(name, "")) for name in ("name", "description", "transportation"))
        ):
            yield Warn(Code.REFUGE_WORDS, "name", "places", place)
    for name in PUBLIC_WORDS:
        if STREET.search(document.get(name, "")):
            yield Warn(Code.REFUGE_WORDS, name)
    for name in ("hours_note", "menu"):
        if STREET.search(_ours(document).get(name, "")):
            yield Warn(Code.REFUGE_WORDS, name)


def _cost(document: Row) -> Iterator[Warn]:
    if _ours(document).get("cost") == "free" and document.get("fees_description"):
        yield Warn(Code.FREE_BUT_FEES, "cost")


def _sources(document: Row) -> Iterator[Warn]:
    ours = _ours(document)
    if not ours.get("sources"):
        yield Warn(Code.NO_SOURCE, "name", "sources")
    elif not ours.get("seen"):
        yield Warn(Code.NOT_SEEN, "seen")
