"""Ages to the month: a band of whole years fits only if it lies wholly inside."""

import pytest

from directory import pictures
from directory.ages import AgeRange, is_for_adults, limits, takes
from tests.directory.making import listing

pytestmark = pytest.mark.promise("S12")
TODDLERS = {"min_age_months": 6, "max_age_months": 36}


@pytest.mark.parametrize(
    ("low", "high", "taken"),
    [(1, 2, True), (0, 2, False), (1, 3, False), (2, 2, True), (3, 3, False), (1, None, False)],
)
def test_a_band_of_years_fits_into_months_only_whole(low, high, taken):
    assert takes(listing("one", **TODDLERS), AgeRange(low, high)) is taken


def test_the_stricter_of_years_and_months_counts():
    one = listing("one", min_age=2, min_age_months=30, max_age=17, max_age_months=210)
    assert limits(one) == AgeRange(30, 210)
    assert not takes(one, AgeRange(2, 16))
    assert takes(one, AgeRange(3, 16))


def test_seventeen_lasts_until_the_day_before_eighteen():
    assert takes(listing("one", max_age=17), AgeRange(16, 17))
    assert not takes(listing("one", max_age_months=204), AgeRange(16, 17))


def test_a_service_for_children_ends_with_seventeen_where_it_says_nothing_else():
    assert limits(listing("one", audience="children")) == AgeRange(0, 215)
    assert not takes(listing("one", audience="children"), AgeRange(17, 18))


def test_a_limit_in_months_makes_a_service_for_adults_too():
    one = listing("one", "image_abuse", min_age_months=216)
    assert is_for_adults(one)
    assert not pictures.fits_route(one, "child")
