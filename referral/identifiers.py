"""Whether a note looks as if it named somebody: a name, number, address, e-mail or handle (pure).

It warns; a worker decides. What it finds is told by its kind and place, and is kept nowhere. It reads the six
languages of the site in their scripts, with digits of any script.
"""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from typing import Final

import phonenumbers

from directory import countries
from referral.identifier_words import (
    CHINESE_TITLES,
    FAMILY_NAMES_ZH,
    GIVEN_NAMES,
    NAMED_AFTER,
    NAMED_AFTER_ZH,
    NO_NAMES,
    OFTEN_NO_NAME,
    PLACES_ZH,
    PLATFORMS,
    STREETS_AFTER,
    STREETS_BEFORE,
)

FEWEST_DIGITS: Final = 6  # of a number that could lead to somebody; a year, a time or a sum has fewer
LAST_OLD_YEAR: Final = 2020  # a date before is more likely somebody's birthday than an appointment
REGIONS: Final = (None, "GB", "US", "ES", "MX", "FR", "RU", "EG", "CN")


class Looks(StrEnum):
    """What something looks like."""

    NAME = "name"
    NUMBER = "number"
    ADDRESS = "address"
    EMAIL = "email"
    HANDLE = "handle"


@dataclass(frozen=True, slots=True)
class Found:
    """A place in a text that looks like something. Units: characters, the end not included."""

    looks: Looks
    start: int
    end: int


_WORD: Final = r"[^\W\d_]"
_EMAIL: Final = re.compile(r"[\w.+-]+\s?(?:@|＠|\(at\)|\[at\])\s?[\w-]+(?:\.[\w-]+)+", re.IGNORECASE)
_HANDLE: Final = re.compile(
    r"(?<![\w.])[@＠][\w.]{2,}|\b\w*[^\W\d]_\w+|\b(?:t\.me|wa\.me|instagram\.com)/\w+"
)
_ON_A_PLATFORM: Final = re.compile(
    rf"\b(?:{'|'.join(PLATFORMS)})\b\s*(?:[:：=]|\bis\b|\bes\b|\best\b)\s*\S{{3,}}", re.IGNORECASE
)
_DIGITS: Final = re.compile(r"\d(?:[\s\-–./()·]{0,2}\d)+")
_PAPERS: Final = re.compile(r"\b(?=\w{6,12}\b)(?=(?:\w*\d){4})(?=\w*[^\W\d_])\w+")
_DATE: Final = re.compile(r"\b(\d{1,4})[-./](\d{1,2})[-./](\d{1,4})\b")
_NUMERALS_ZH: Final = re.compile(r"[〇零一二三四五六七八九幺]{6,}")
_POSTCODE_GB: Final = re.compile(r"\b[A-Z]{1,2}\d[A-Z\d]?\s?\d[A-Z]{2}\b")
_BEFORE: Final = "|".join(sorted(map(re.escape, STREETS_BEFORE), key=len, reverse=True))
_AFTER: Final = "|".join(sorted(map(re.escape, STREETS_AFTER), key=len, reverse=True))
_STREET: Final = re.compile(
    rf"(?<!\w)(?:{_BEFORE})\.?\s+(?:\w+[\s,.]+){{0,4}}?(?:\d+|{_WORD}*[A-ZА-ЯЁ]{_WORD}+)"
    rf"|\d+\w?,?\s+(?:\w+\s+){{0,3}}(?:{_AFTER})(?!\w)"
    rf"|(?:[A-Z]\w+\s+)+(?:{_AFTER})(?!\w)",
    re.IGNORECASE,
)
_STREET_ZH: Final = re.compile(
    rf"[\u4e00-\u9fff]{{1,8}}(?:{PLACES_ZH})(?:\d+|[一二三四五六七八九十百]+)[号弄室栋楼]?"
)
_STREET_AR: Final = re.compile(r"(?<!\w)(?:شارع|طريق|حارة|زقاق|عمارة|بناية|شقة|حي)\s+\S+")
_TRIGGERS: Final = "|".join(sorted(map(re.escape, NAMED_AFTER), key=len, reverse=True))
_CALLED: Final = re.compile(
    rf"(?<!\w)({_TRIGGERS})\s*[:：]?\s*({_WORD}[\w'’-]+)",
    re.IGNORECASE,
)
_CALLED_ZH: Final = re.compile(rf"(?:{NAMED_AFTER_ZH})[:：]?\s*([\u4e00-\u9fff]{{2,3}}|[A-Za-z]{{2,}})")
_TITLED_ZH: Final = re.compile(rf"[{FAMILY_NAMES_ZH}][\u4e00-\u9fff]{{0,2}}(?:{CHINESE_TITLES})")
_CAPITAL: Final = re.compile(r"\b[A-ZÀ-ÖØ-ÞĀ-ŽА-ЯЁ][^\W\d_]+(?:['’-][^\W\d_]+)*")
_BEGINNING: Final = re.compile(r"(?:^|[.!?…:;•\n\-–(\"“«¿¡])\s*$")
_ANY_WORD: Final = re.compile(rf"{_WORD}+")


def found(text: str) -> tuple[Found, ...]:
    """Return what a text holds that looks as if it could lead to somebody, in its order, each place once."""
    plain = _ascii_digits(text)
    every = sorted(
        (*_contacts(plain), *_numbers(plain), *_addresses(plain), *_names(plain)),
        key=lambda one: (one.start, -one.end),
    )
    kept: list[Found] = []
    for one in every:
        if not kept or one.start >= kept[-1].end:
            kept.append(one)
    return tuple(kept)


def kinds(text: str) -> tuple[Looks, ...]:
    """Return the kinds alone, each once."""
    return tuple(dict.fromkeys(one.looks for one in found(text)))


def _ascii_digits(text: str) -> str:
    """Return the text with every digit as 0 to 9, at the same place: Arabic, Persian and wide ones too."""
    return "".join(str(unicodedata.decimal(letter)) if letter.isdecimal() else letter for letter in text)


def _contacts(text: str) -> Iterator[Found]:
    yield from _all(_EMAIL, text, Looks.EMAIL)
    yield from _all(_HANDLE, text, Looks.HANDLE)
    yield from _all(_ON_A_PLATFORM, text, Looks.HANDLE)


def _numbers(text: str) -> Iterator[Found]:
    for match in _DIGITS.finditer(text):
        if sum(letter.isdigit() for letter in match[0]) >= FEWEST_DIGITS and not _is_day(match[0]):
            yield Found(Looks.NUMBER, match.start(), match.end())
    yield from _all(_NUMERALS_ZH, text, Looks.NUMBER)
    yield from _all(_PAPERS, text, Looks.NUMBER)
    for region in REGIONS:
        for number in phonenumbers.PhoneNumberMatcher(text, region, phonenumbers.Leniency.VALID):
            if not _is_day(number.raw_string):
                yield Found(Looks.NUMBER, number.start, number.end)


def _is_day(written: str) -> bool:
    """Return whether it is a date of our days: an appointment, not a birthday."""
    match = _DATE.fullmatch(written.strip())
    return match is not None and any(
        LAST_OLD_YEAR < int(part) < LAST_OLD_YEAR + 80 for part in match.groups()
    )


def _addresses(text: str) -> Iterator[Found]:
    for pattern in (_POSTCODE_GB, _STREET, _STREET_ZH, _STREET_AR):
        yield from _all(pattern, text, Looks.ADDRESS)


def _names(text: str) -> Iterator[Found]:
    for match in _CALLED.finditer(text):
        vague = match[1].casefold() in OFTEN_NO_NAME and not match[2][0].isupper()
        if not vague and match[2].casefold() not in _no_names():
            yield Found(Looks.NAME, match.start(2), match.end(2))
    for match in _CALLED_ZH.finditer(text):
        yield Found(Looks.NAME, match.start(1), match.end(1))
    yield from _all(_TITLED_ZH, text, Looks.NAME)
    for match in _ANY_WORD.finditer(text):
        if _bare(match[0]) in GIVEN_NAMES:
            yield Found(Looks.NAME, match.start(), match.end())
    for match in _CAPITAL.finditer(text):
        if match[0].casefold() not in _no_names() and not _begins(text, match):
            yield Found(Looks.NAME, match.start(), match.end())


def _begins(text: str, match: re.Match[str]) -> bool:
    """Return whether a capital says nothing: a sentence begins, or the whole word is an acronym."""
    return match[0].isupper() or _BEGINNING.search(text[: match.start()]) is not None


def _bare(word: str) -> str:
    """Return an Arabic word without the letter that means *and* or *to* before a name; others small."""
    small = word.casefold()
    return small[1:] if small[:1] in "ولب" and small[1:] in GIVEN_NAMES else small


def _all(pattern: re.Pattern[str], text: str, looks: Looks) -> Iterator[Found]:
    for match in pattern.finditer(text):
        yield Found(looks, match.start(), match.end())


@cache
def _no_names() -> frozenset[str]:
    """Return words with a capital that name nobody: days, months, languages, countries, platforms."""
    places = (name for code in ("en", "es", "fr", "ru") for _code, name in countries.countries(code))
    words = (word for name in places for word in re.findall(r"\w+", name))
    return NO_NAMES | frozenset(word.casefold() for word in words)
