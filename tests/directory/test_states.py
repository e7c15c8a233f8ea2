"""States of a listing: who is shown, and which moves there are."""

import datetime as dt

import pytest

from directory.states import DUE_SOON, MOVES, VETTED, State, by_date, may_be_shown, may_move

TODAY = dt.date(2026, 11, 22)
DAY = dt.timedelta(days=1)


@pytest.mark.promise("S6")
def test_only_vetted_listings_are_shown_where_sourced_ones_are_off():
    assert {state for state in State if may_be_shown(state, show_sourced=False)} == VETTED


@pytest.mark.promise("S6")
def test_a_listing_kept_as_a_record_is_never_shown():
    assert not may_be_shown(State.RECORD_ONLY, show_sourced=True)


@pytest.mark.promise("S8")
def test_a_draft_becomes_public_only_by_way_of_a_review():
    assert not may_move(State.DRAFT, State.PUBLISHED)
    assert may_move(State.IN_REVIEW, State.PUBLISHED)


@pytest.mark.promise("S6")
def test_what_is_overdue_or_withdrawn_is_never_merely_due_again():
    assert not may_move(State.STALE, State.DUE)


def test_every_state_has_its_moves():
    assert set(MOVES) == set(State)


@pytest.mark.promise("S6")
@pytest.mark.parametrize(
    ("due_on", "state"),
    [
        (TODAY - DAY, State.STALE),
        (TODAY, State.DUE),
        (TODAY + DUE_SOON, State.DUE),
        (TODAY + DUE_SOON + DAY, State.PUBLISHED),
        (None, State.STALE),
    ],
)
@pytest.mark.parametrize("before", sorted(VETTED))
def test_a_vetted_listing_is_what_its_date_says(before, due_on, state):
    assert by_date(before, due_on=due_on, today=TODAY) is state


@pytest.mark.parametrize("state", sorted(set(State) - VETTED))
def test_the_date_moves_nothing_else(state):
    assert by_date(state, due_on=TODAY - DAY, today=TODAY) is state
