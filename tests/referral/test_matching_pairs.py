"""Listings of a pair are shown together or not at all, wherever a plan shows somebody."""

import pytest

from directory.topics import Need
from tests.directory.making import ALWAYS, edition, listing
from tests.referral.test_matching import CHILD, match, plan

ONE = listing("one", "crisis", pair="both", hours=ALWAYS)
OTHER = listing("other", "victim_support", pair="both")


def ids(chosen) -> list[str]:
    return [one.listing.id for one in chosen]


def services(matches) -> list[str]:
    return [id for need in matches.by_need for id in ids(need.services)]


def test_half_a_pair_is_in_no_edition():
    assert set(edition(ONE, listing("alone")).listings) == {"alone"}
    assert set(edition(ONE, OTHER).listings) == {"one", "other"}


def test_the_other_of_a_pair_stands_right_after_the_one_that_was_chosen():
    matches = match(plan(Need.LEGAL), listing("law", "legal", pair="both"), OTHER)
    assert services(matches) == ["law", "other"]


def test_a_pair_takes_one_of_three_places():
    law = [listing(f"law{n}", "legal") for n in range(3)]
    matches = match(plan(Need.LEGAL), *law, listing("law", "legal", pair="both", cost_free=True), OTHER)
    assert services(matches)[:2] == ["law", "other"]
    assert len(services(matches)) == 4


@pytest.mark.promise("S12")
def test_where_the_other_of_a_pair_does_not_take_this_age_neither_is_shown():
    grown = listing("other", "victim_support", pair="both", min_age=18)
    child = plan(Need.PSYCHOSOCIAL, age=CHILD)
    kids = listing("kids", "child_helpline", pair="both", hours=ALWAYS)
    assert services(match(child, kids, grown)) == []
    assert match(child, kids, grown).person is None
    assert match(child, kids, OTHER).person.listing.id == "kids"


def test_somebody_to_talk_to_comes_with_the_other_of_the_pair():
    matches = match(plan(Need.LEGAL), ONE, OTHER)
    assert matches.person.listing.id == "one"
    assert ids(matches.person_beside) == ["other"]


def test_a_pair_of_two_kinds_of_one_need_is_not_named_twice():
    two = listing("other", "legal", pair="both")
    assert services(match(plan(Need.LEGAL), listing("one", "legal", pair="both"), two)) == ["one", "other"]
