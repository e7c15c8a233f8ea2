"""A number that somebody typed: full, short, of another country, or none at all."""

import pytest

from directory import numbers
from directory.numbers import Reading


@pytest.mark.parametrize(
    ("typed", "country", "reading"),
    [
        ("020 7946 0100", "GB", Reading("+442079460100", valid=True, home="GB")),
        ("+44 20 7946 0100", "FR", Reading("+442079460100", valid=True, home="GB")),
        ("116123", "GB", Reading(valid=True, short=True, home="GB")),
        ("*123#", "KE", Reading(valid=True, short=True, home="KE")),
        ("020 7946", "GB", Reading()),
        ("call us", "GB", Reading()),
        ("", "GB", Reading()),
        ("+1 202 555 0143", "XX", Reading("+12025550143", valid=True, home="US")),
    ],
)
def test_a_number_is_what_the_numbering_plan_says(typed: str, country: str, reading: Reading) -> None:
    assert numbers.read(typed, country=country) == reading


def test_a_short_code_that_is_on_no_list_is_not_confirmed() -> None:
    found = numbers.read("999999", country="GB")
    assert (found.short, found.valid, found.e164) == (True, False, "")


@pytest.mark.parametrize(
    ("home", "country", "fits"),
    [
        ("GB", "GB", True),
        ("CA", "US", True),
        ("FR", "GB", False),
        ("FR", "XX", True),
        ("FR", "EU", True),
        ("", "GB", True),
    ],
)
def test_a_number_of_another_plan_is_a_surprise(home: str, country: str, fits: bool) -> None:
    assert numbers.belongs(home, country=country) is fits
