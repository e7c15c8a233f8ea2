"""The public holidays that are written down are those that the pinned library knows."""

import datetime as dt
import json
import subprocess
import sys

from directory import public_holidays
from directory.public_holidays import is_holiday
from seeds.building import holidays as building


def test_the_file_is_what_the_library_says_today():
    said = json.loads(building.FILE.read_text(encoding="ascii"))
    assert said == building.told(), "write it again: python -m seeds.building.holidays"


def test_years_are_written_for_as_long_as_this_version_may_run():
    year = dt.date.today().year
    assert {year - 1, year + 3} <= set(building.YEARS)


def test_a_day_is_the_same_from_the_file_and_from_the_library(monkeypatch):
    known = {country: public_holidays._days(country, 2027) for country in ("GB", "KE", "EG", "CN", "ZZ")}
    for country, days in known.items():
        assert days == public_holidays._by_library(country, 2027)
    assert known["KE"]


def test_a_year_that_is_not_written_is_asked_of_the_library():
    assert is_holiday("GB", dt.date(2045, 12, 25))
    assert not is_holiday("ZZ", dt.date(2045, 12, 25))


def test_the_library_is_not_read_for_a_day_of_these_years():
    asks = (
        "import sys, datetime as dt; from directory.public_holidays import is_holiday;"
        "print(is_holiday('GB', dt.date(2026, 12, 25)), 'holidays' in sys.modules)"
    )
    said = subprocess.run([sys.executable, "-c", asks], capture_output=True, text=True, check=True)
    assert said.stdout.split() == ["True", "False"]
