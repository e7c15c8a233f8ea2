"""Single values of foreign files: countries, ages, addresses of the web, times, days, numbers (pure).

Each function returns the value as we keep it and what had to be put right; None where it cannot be used.
"""

import math
import re
from functools import cache, lru_cache
from typing import Final
from urllib.parse import urlsplit

from babel import Locale
from babel.core import get_global

from directory import countries
from directory.hsds.incoming import Repair
from directory.hsds.prose_hours import DAY as DAY_NAMES
from directory.search.folding import folded

Found = tuple[str | None, Repair | None]
WEEK: Final = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
OLDEST: Final = 120  # years; a higher limit is none
MONTHS_A_YEAR: Final = 12

_COUNTRIES_READ_IN: Final = ("en", "es", "fr", "de", "pt", "it", "ar", "ru", "nl", "tr", "uk", "zh")
_COUNTRY_OURS: Final = {
    "usa": "US", "u.s.a.": "US", "u.s.": "US", "united states of america": "US", "america": "US",
    "uk": "GB", "u.k.": "GB", "great britain": "GB", "england": "GB", "scotland": "GB", "wales": "GB",
    "northern ireland": "GB", "can": "CA", "holland": "NL", "ivory coast": "CI", "burma": "MM",
    "czech republic": "CZ", "swaziland": "SZ", "macedonia": "MK", "south korea": "KR", "north korea": "KP",
    "russia": "RU", "syria": "SY", "palestine": "PS", "laos": "LA", "vietnam": "VN", "kosovo": "XK",
    "republic of ireland": "IE", "eire": "IE", "the netherlands": "NL", "the gambia": "GM", "uae": "AE",
    "drc": "CD", "turkey": "TR", "brasil": "BR", "mexico": "MX", "deutschland": "DE", "espana": "ES",
}  # fmt: skip


@lru_cache(maxsize=1024)
def country(text: str) -> Found:
    """Return the code of a country from its code or its name in any of several languages."""
    plain = text.strip().upper()
    if (
        len(plain) == 2
        and countries.is_country(plain)
        or plain in (countries.WORLD, countries.EUROPEAN_UNION)
    ):
        return plain, None if plain == text else Repair.COUNTRY_SPELLING
    found = _COUNTRY_OURS.get(folded(text)) or _country_names().get(folded(text))
    return (found, Repair.COUNTRY_SPELLING) if found else (None, Repair.CHOICE_UNKNOWN)


@cache
def _country_names() -> dict[str, str]:
    """Return the codes of all names; three letters of ISO 3166 are among what the CLDR calls aliases."""
    known: dict[str, str] = {}
    for language in _COUNTRIES_READ_IN:
        for code, name in Locale.parse(language).territories.items():
            if countries.is_country(str(code)):
                known.setdefault(folded(str(name)), str(code))
    for three, two in _aliases().items():
        known.setdefault(three.lower(), two)
    return known


def _aliases() -> dict[str, str]:
    found = get_global("territory_aliases")
    return {
        str(three): str(codes[0])
        for three, codes in found.items()
        if len(three) == 3 and three.isalpha() and len(codes) == 1 and countries.is_country(str(codes[0]))
    }


_SCHEME: Final = re.compile(r"[a-zA-Z][a-zA-Z0-9+.-]*:")
_HOST: Final = re.compile(r"(?:[\w-]+\.)+[\w-]{2,}(?::\d{1,5})?", re.UNICODE)


def web(text: str) -> Found:
    """Return a web address with its scheme; a script, a file and a sentence are none."""
    plain = text.strip().strip("<>\"'")
    if not plain or any(sign.isspace() for sign in plain):
        return None, Repair.URL_UNUSABLE
    if plain.lower().startswith(("http://", "https://")):
        scheme, _, rest = plain.partition(":")
        full = f"{scheme.lower()}:{rest}"
        return (full, None) if _is_web(full) else (None, Repair.URL_UNUSABLE)
    plain = re.sub(r"^(?:https?|ttps?|htp|htpp):?/{1,3}", "", plain, flags=re.IGNORECASE).lstrip("/")
    if "@" in plain or _SCHEME.match(plain) and not _HOST.match(plain):
        return None, Repair.URL_UNUSABLE
    full = "https://" + plain
    return (full, Repair.URL_SCHEME) if _is_web(full) else (None, Repair.URL_UNUSABLE)


def _is_web(address: str) -> bool:
    try:
        parts = urlsplit(address)
        host = parts.netloc.rpartition("@")[2]
    except ValueError:
        return False
    return bool(_HOST.fullmatch(host)) and "@" not in parts.netloc


_LONGEST_EMAIL: Final = 500  # signs; RFC 5321 has 254; the pattern is tried from each sign of a longer text
_EMAIL: Final = re.compile(r"[^\s@<>(),;:\"]+@(?:[\w-]+\.)+[\w-]{2,}", re.UNICODE)


def email(text: str) -> Found:
    """Return an e-mail address; a text around one is taken off, two addresses are none."""
    plain = text.strip()
    if len(plain) > _LONGEST_EMAIL:
        return None, Repair.EMAIL_UNUSABLE
    if _EMAIL.fullmatch(plain):
        return plain, None
    bare = re.sub(r"^mailto:", "", plain, flags=re.IGNORECASE).strip(" <>.,;")
    found = _EMAIL.findall(bare)
    if len(found) == 1 and len(found[0]) == len(bare):
        return found[0], Repair.QUOTES
    return None, Repair.EMAIL_UNUSABLE


_LONGEST_AGE: Final = 80  # signs; a number of hundreds of digits is none that can be reckoned with
_AGE: Final = re.compile(
    r"(\d+(?:[.,]\d+)?)\s*\+?\s*(years?|yrs?|y\.?o\.?|anos?|ans?|months?|mos?|meses|mois)?"
    r"(?:\s*(?:old|and (?:over|older|up)|\+|de edad|y mas|et plus))?"
)
_NO_AGE: Final = frozenset({"any", "all", "all ages", "none", "no limit", "n/a", "na", "todas", "tous", "-"})


def age_in_months(text: str) -> tuple[int | None, Repair | None]:
    """Return an age in months; 999, `any` and the like are no limit.

    Raises: ValueError when it is no age.
    """
    plain = folded(text)
    if plain in _NO_AGE:
        return None, Repair.AGE_NO_LIMIT
    found = _AGE.fullmatch(plain) if len(plain) <= _LONGEST_AGE else None
    if not found:
        raise ValueError("no age")
    number, unit = float(found[1].replace(",", ".")), found[2] or ""
    months = round(number if unit.startswith("m") else number * MONTHS_A_YEAR)
    if months > OLDEST * MONTHS_A_YEAR:
        return None, Repair.AGE_NO_LIMIT
    return months, None if plain.isdigit() else Repair.AGE_SPELLING


_CLOCK: Final = re.compile(
    r"(\d{1,2})[:.h]?(\d{2})?(?:[:.]\d{2}(?:\.\d+)?)?\s*(a\.?m\.?|p\.?m\.?)?"
    r"(?:Z|[+-]\d{2}:?\d{2})?", re.IGNORECASE
)  # fmt: skip
_PLAIN_CLOCK: Final = re.compile(r"(?:[01]\d|2[0-3]):[0-5]\d(?::\d\d)?|24:00(?::00)?")


def clock(text: str) -> Found:
    """Return a time as HH:MM; midnight at the end of a day is 24:00."""
    if _PLAIN_CLOCK.fullmatch(text):
        return text[:5], None
    found = _CLOCK.fullmatch(text.strip())
    if not found:
        return None, Repair.NUMBER_UNUSABLE
    hours, minutes, half = int(found[1]), int(found[2] or 0), (found[3] or "").lower().replace(".", "")
    if not half and not found[2]:
        return None, Repair.NUMBER_UNUSABLE  # a bare 9 may be night or day
    if half:
        if not 1 <= hours <= 12:
            return None, Repair.NUMBER_UNUSABLE
        hours = hours % 12 + (12 if half == "pm" else 0)
    if hours > 24 or minutes > 59 or (hours == 24 and minutes):
        return None, Repair.NUMBER_UNUSABLE
    return f"{hours:02d}:{minutes:02d}", Repair.TIME_SPELLING


_BYDAY: Final = re.compile(r"[+-]?\d{0,2}(?:MO|TU|WE|TH|FR|SA|SU)(?:,[+-]?\d{0,2}(?:MO|TU|WE|TH|FR|SA|SU))*")


def days(text: str) -> Found:
    """Return days as RFC 5545 has them, in the order of the week; numbers count from Monday, which is 1."""
    plain = text.strip().upper().replace(" ", "")
    if _BYDAY.fullmatch(plain):
        return plain, None if plain == text else Repair.DAY_SPELLING
    found: list[str] = []
    for part in re.split(r"[,;/|]|\band\b|\by\b|\bet\b", folded(text)):
        span = _day_span(part.strip(" ."))
        if not span:
            return None, Repair.CHOICE_UNKNOWN
        found += span
    return ",".join(day for day in WEEK if day in found), Repair.DAY_SPELLING


def _day_span(part: str) -> list[str]:
    ends = [
        _day(one.strip(" .")) for one in re.split(r"\s*(?:-|\u2013|\bto\b|\bthrough\b|\ba\b|\bau\b)\s*", part)
    ]
    if len(ends) > 2 or None in ends:
        return []
    numbers = [WEEK.index(day) for day in ends if day]
    first, last = numbers[0], numbers[-1]
    span = range(first, last + 1) if first <= last else [*range(first, 7), *range(last + 1)]
    return [WEEK[number] for number in span]


def _day(word: str) -> str | None:
    if word in DAY_NAMES:
        return DAY_NAMES[word]
    return WEEK[int(word) - 1] if word in set("1234567") else None


_NUMBER: Final = re.compile(r"[-+]?\d+(?:[.,]\d+)?")


def number(text: str) -> tuple[float | None, Repair | None]:
    """Return a number; signs of money around it are taken off, thousands with a comma are none."""
    plain = text.strip()
    if _NUMBER.fullmatch(plain):
        found = float(plain.replace(",", "."))
        return (found, None) if math.isfinite(found) else (None, Repair.NUMBER_UNUSABLE)
    bare = re.sub(r"^[^\d+-]{1,4}|[^\d]{1,4}$", "", plain).strip()
    if _NUMBER.fullmatch(bare) and not any(sign.isalpha() for sign in plain):
        found = float(bare.replace(",", "."))
        return (found, Repair.QUOTES) if math.isfinite(found) else (None, Repair.NUMBER_UNUSABLE)
    return None, Repair.NUMBER_UNUSABLE


_STATUSES: Final = {
    "active": "active", "open": "active", "current": "active", "activo": "active", "actif": "active",
    "published": "active", "yes": "active", "true": "active", "1": "active",
    "inactive": "inactive", "closed": "inactive", "no": "inactive", "false": "inactive", "0": "inactive",
    "inactivo": "inactive", "inactif": "inactive", "archived": "inactive",
    "defunct": "defunct", "ceased": "defunct", "dissolved": "defunct",
    "temporarily closed": "temporarily closed", "temp closed": "temporarily closed",
    "suspended": "temporarily closed", "on hold": "temporarily closed", "paused": "temporarily closed",
    "temporarily_closed": "temporarily closed", "temporarily inactive": "temporarily closed",
}  # fmt: skip
STATUSES: Final = frozenset({"active", "inactive", "defunct", "temporarily closed"})


def status(text: str) -> tuple[str, Repair | None]:
    """Return a status of the standard. What nobody knows is inactive: nobody is sent there by mistake."""
    if text in STATUSES:
        return text, None
    if not text.strip():
        return "active", Repair.STATUS_EMPTY
    found = _STATUSES.get(folded(text))
    return (found, Repair.STATUS_SPELLING) if found else ("inactive", Repair.STATUS_UNKNOWN)
