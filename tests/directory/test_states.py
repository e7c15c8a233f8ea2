"""States of a listing: who is shown, and which moves there are."""

import pytest

from directory.states import MOVES, VETTED, State, may_be_shown, may_move


@pytest.mark.promise("S6")
def test_only_vetted_listings_are_shown_where_sourced_ones_are_off():
    assert {state for state in State if may_be_shown(state, show_sourced=False)} == VETTED


@pytest.mark.promise("S6")
def test_a_listing_kept_as_a_record_is_never_shown():
    assert not may_be_shown(State.RECORD_ONLY, show_sourced=True)


@pytest.mark.promise("S8")
def test_nothing_becomes_published_without_a_review():
    before = {state for state in State if may_move(state, State.PUBLISHED)}
    assert before == {State.IN_REVIEW, State.DUE}


def test_every_state_has_its_moves():
    assert set(MOVES) == set(State)
