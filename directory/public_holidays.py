"""On which days a country has a public holiday (pure; the days of the library `holidays`).

National days only: those of a region bind some services and not others, and nobody said which. A country that
the library does not know has none here, and nothing follows from that.
"""

import datetime as dt
from functools import lru_cache

import holidays


@lru_cache(maxsize=1024)  # a few years for each country
def _days(country: str, year: int) -> frozenset[dt.date]:
    try:
        return frozenset(holidays.country_holidays(country, years=year))
    except NotImplementedError:
        return frozenset()


def is_holiday(country: str | None, date: dt.date) -> bool:
    """Return whether the date is known to be a public holiday in the whole country."""
    return country is not None and date in _days(country, date.year)
