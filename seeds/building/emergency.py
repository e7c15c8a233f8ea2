"""Emergency numbers by country, from the rows of the table, checked against the metadata of short numbers."""

import re
from dataclasses import dataclass, field
from functools import cache
from itertools import product
from typing import Any, Final

from phonenumbers import PhoneMetadata, shortnumberinfo
from phonenumbers.shortnumberinfo import SUPPORTED_SHORT_REGIONS

from seeds.building import grading, places, sources
from seeds.building.ledger import Ledger, Unusable
from seeds.building.shapes import Grade, Show, Source, fields_of
from seeds.building.tables import Row
from seeds.building.wording import digits, joined, pieces

METADATA: Final = Source("phonenumbers metadata", "short-number metadata of the Python package phonenumbers")
ONLY_METADATA: Final = "only in number metadata; confirm with an official page"
NOT_CONFIRMED: Final = "number metadata of the country does not list it as an emergency number"
LISTS_ONLY: Final = re.compile(r"community lists only|one source")
POLICE: Final = re.compile(r"^police\b")
MEMBER_STATES: Final = frozenset(
    (
        *("AT", "BE", "BG", "CY", "CZ", "DE", "DK", "EE", "ES", "FI", "FR", "GR", "HR", "HU"),
        *("IE", "IT", "LT", "LU", "LV", "MT", "NL", "PL", "PT", "RO", "SE", "SI", "SK"),
    )
)
UNION_NUMBER: Final = (
    "112"  # one number for every emergency in the member states (directive 2018/1972, article 109)
)
GENERAL: Final = ("112", "911", "999", "000", "111")  # numbers that elsewhere stand for every emergency
# A handset itself may set these up as emergency calls, 112 and 911 on any network (3GPP TS 22.101, 10.1.1).
SAFE_FIRST: Final = ("112", "911", "999")
LONGEST: Final = 6  # digits; the longest emergency number in the metadata
LAST: Final = 9


@dataclass(frozen=True, slots=True)
class Number:
    """One emergency number of a country and what supports it."""

    number: str
    serves: str
    confirmed: bool
    doubts: tuple[str, ...]
    sources: tuple[Source, ...]
    seen: str | None = None
    show: Show = Show.YES
    notes: tuple[str, ...] = field(default=())


def read(row: Row) -> tuple[str, Number]:
    """Return the country and the number of a row of the kind emergency.

    Raises: Unusable when the country is not known or the row has no number.
    """
    country, number = places.country(row["country"]), digits(row["phone"])
    if not number:
        raise Unusable("an emergency row without a number")
    seen, undated = sources.read_date(row["source_date"])
    doubts, notes = pieces(row["doubt"]) + undated, pieces(row["note"])
    confirmed = number in in_metadata(country)
    police = any(POLICE.search(note) for note in notes)
    return country, Number(
        number=number,
        serves="police" if police else serves(number, country=country),
        confirmed=confirmed,
        doubts=doubts if confirmed else (*doubts, NOT_CONFIRMED),
        notes=notes,
        seen=seen,
        sources=sources.read(row["source"], mark=row.table.source_mark),
        show=Show.NEVER if grading.is_never_shown(doubts) else Show.YES,
    )


@cache
def in_metadata(country: str) -> tuple[str, ...]:
    """Return every number that the metadata of a country lists as an emergency number."""
    metadata = PhoneMetadata.short_metadata_for_region(country)
    if metadata is None or metadata.emergency is None or not metadata.emergency.national_number_pattern:
        return ()
    lengths = [length for length in metadata.emergency.possible_length if 0 < length <= LONGEST]
    pattern = re.compile(metadata.emergency.national_number_pattern)
    codes = ("".join(code) for length in lengths for code in product("0123456789", repeat=length))
    found = [code for code in codes if pattern.fullmatch(code)]
    return tuple(code for code in found if shortnumberinfo.is_emergency_number(code, country))


def serves(number: str, *, country: str) -> str:
    """Return `all` where the number is known to stand for every emergency, else `unknown`.

    Source: in the member states 112 is for all; elsewhere a general number counts as one for all only
    when the metadata knows no number beside the general ones.
    """
    if number == UNION_NUMBER and country in MEMBER_STATES:
        return "all"
    listed = in_metadata(country)
    return "all" if number in listed and number in GENERAL and set(listed) <= set(GENERAL) else "unknown"


def of_countries(rows: dict[str, list[Number]], *, ledger: Ledger) -> dict[str, dict[str, Any]]:
    """Return the emergency numbers of every country that the table or the metadata knows, by code."""
    known = {code for code in SUPPORTED_SHORT_REGIONS if code in places.ENGLISH.territories}
    return {
        code: of_country(code, rows=rows.get(code, []), ledger=ledger) for code in sorted(known | set(rows))
    }


def of_country(country: str, *, rows: list[Number], ledger: Ledger) -> dict[str, Any]:
    """Return the numbers of a country, the best supported first, with a note when sources do not agree."""
    named = {row.number for row in rows}
    rest = tuple(number for number in in_metadata(country) if number not in named)
    unsafe = any(row.show is Show.NEVER for row in rows)
    extra = [from_metadata(number, country=country, unsafe=unsafe) for number in rest]
    numbers = sorted(rows + extra, key=rank)
    note_disagreements(country, rows=rows, numbers=numbers, ledger=ledger)
    return {"numbers": [written(number) for number in numbers], "note": note(rows)}


def from_metadata(number: str, *, country: str, unsafe: bool) -> Number:
    """Return a number that only the metadata lists; a danger that a row tells of goes with it."""
    danger = ("the authorities changed: a call may bring risk",) if unsafe else ()
    return Number(
        number=number,
        serves=serves(number, country=country),
        confirmed=True,
        doubts=(ONLY_METADATA, *danger),
        sources=(METADATA,),
    )


def rank(number: Number) -> tuple[int, int, str]:
    """Return the place of a number: both agree, official source, known to every handset, then the rest."""
    official = METADATA not in number.sources and not any(LISTS_ONLY.search(doubt) for doubt in number.doubts)
    style = SAFE_FIRST.index(number.number) if number.number in SAFE_FIRST else LAST
    general = 0 if number.serves == "all" else 1
    from_table = METADATA not in number.sources
    if number.show is Show.NEVER:
        step = LAST
    elif from_table and number.confirmed:
        step = 0
    elif from_table and official:
        step = 1
    elif not from_table and number.number in SAFE_FIRST:
        step = 2
    elif from_table:
        step = 3
    else:
        step = 4
    return step, general * 10 + style, number.number


def grade(number: Number) -> Grade:
    """Return A for an official page and metadata, B for lists and metadata, C for one, D if they differ."""
    from_table = METADATA not in number.sources
    weak = any(LISTS_ONLY.search(doubt) for doubt in number.doubts)
    if number.show is Show.NEVER:
        return Grade.D
    if not from_table:
        return Grade.C
    if number.confirmed:
        return Grade.B if weak else Grade.A
    return Grade.D if weak else Grade.C


def note(rows: list[Number]) -> str | None:
    """Return what a reader should know of the country's numbers as a whole."""
    if any(row.show is Show.NEVER for row in rows):
        return "The authorities changed. A call may bring risk."
    if rows and not any(row.confirmed for row in rows):
        return "Sources do not agree. If one number does not answer, try the next."
    return None if rows else "These numbers come from one source only."


def note_disagreements(country: str, *, rows: list[Number], numbers: list[Number], ledger: Ledger) -> None:
    """Put every difference between table and metadata into the ledger, with what is shown."""
    shown = ", ".join(number.number for number in numbers if number.show is Show.YES) or "nothing"
    for row in rows:
        if not row.confirmed:
            what = (
                f"in the table, not in the metadata ({', '.join(in_metadata(country)) or 'which lists none'})"
            )
            ledger.disagree(country=country, number=row.number, what=what, shown=shown)
        if row.show is Show.NEVER:
            ledger.disagree(
                country=country, number=row.number, what="never to be shown, says the table", shown=shown
            )
    if not rows:
        ledger.disagree(
            country=country,
            number=", ".join(in_metadata(country)) or "none",
            what="in the metadata, no row in the table",
            shown=shown,
        )


def written(number: Number) -> dict[str, Any]:
    """Return a number as it stands in the seed file."""
    agreed = joined(number.sources, (METADATA,)) if number.confirmed else number.sources
    return {
        "number": number.number,
        "for": number.serves,
        "grade": str(grade(number)),
        "confirmed_by_metadata": number.confirmed,
        "sources": [fields_of(source) for source in agreed],
        "seen": number.seen,
        "doubts": list(number.doubts),
        "show": str(number.show),
        "notes": list(number.notes),
    }
