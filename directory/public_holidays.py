"""On which days a country has a public holiday (pure; the days of the library `holidays`).

National days only: those of a region bind some services and not others, and nobody said which. A country that
the library does not know has none here, and nothing follows from that.

The days of the years around now lie in `seeds/holidays.json`, which `seeds/building/holidays.py` writes: the
library itself is a fifth of a worker's memory. It is asked for other years.
"""

import datetime as dt
from functools import cache, lru_cache
from pathlib import Path
from typing import Final

import msgspec

FILE: Final = Path(__file__).resolve().parents[1] / "seeds" / "holidays.json"


class _Written(msgspec.Struct):
    """The file: days as month and day in four digits, by country and year."""

    days: dict[str, dict[int, str]]


@cache
def _written() -> dict[str, dict[int, str]]:
    return msgspec.json.decode(FILE.read_bytes(), type=_Written).days


@lru_cache(maxsize=1024)  # a few years for each country
def _days(country: str, year: int) -> frozenset[dt.date]:
    written = _written()
    if not any(year in years for years in written.values()):
        return _by_library(country, year)
    days = written.get(country, {}).get(year, "").split()
    return frozenset(dt.date(year, int(day[:2]), int(day[2:])) for day in days)


def _by_library(country: str, year: int) -> frozenset[dt.date]:
    import holidays

    try:
        return frozenset(day for day in holidays.country_holidays(country, years=year) if day.year == year)
    except NotImplementedError:
        return frozenset()


def is_holiday(country: str | None, date: dt.date) -> bool:
    """Return whether the date is known to be a public holiday in the whole country."""
    return country is not None and date in _days(country, date.year)
