"""The states of a listing and the moves between them (pure)."""

from datetime import date, timedelta
from enum import StrEnum
from typing import Final


class State(StrEnum):
    """Where a listing stands. Only some states may ever be read at the public door (S6)."""

    DRAFT = "draft"
    IN_REVIEW = "in_review"
    PUBLISHED = "published"
    DUE = "due"  # vetted, still in time, its next check is near
    STALE = "stale"  # vetted once, its check is overdue
    WITHDRAWN = "withdrawn"
    SOURCED = "sourced"  # taken from a published source, checked by nobody here
    RECORD_ONLY = "record_only"  # kept so that nobody adds it again; never shown


VETTED: Final = frozenset({State.PUBLISHED, State.DUE})
SEEDED: Final = frozenset({State.SOURCED, State.RECORD_ONLY})

# The review itself is the edition's (models/edition.py): a listing that people read stays what it is while a
# change of it is looked at. Only one that was never public is itself in review. What moves to PUBLISHED does
# so on the word of two people; the exception is DUE, which one person verifies while it is still in time.
MOVES: Final[dict[State, frozenset[State]]] = {
    State.DRAFT: frozenset({State.IN_REVIEW, State.WITHDRAWN}),
    State.SOURCED: frozenset({State.PUBLISHED, State.WITHDRAWN, State.RECORD_ONLY}),
    State.RECORD_ONLY: frozenset({State.DRAFT, State.SOURCED, State.PUBLISHED}),
    State.IN_REVIEW: frozenset({State.PUBLISHED, State.DRAFT, State.WITHDRAWN}),
    State.PUBLISHED: frozenset({State.PUBLISHED, State.DUE, State.STALE, State.WITHDRAWN}),
    State.DUE: frozenset({State.PUBLISHED, State.STALE, State.WITHDRAWN}),
    State.STALE: frozenset({State.PUBLISHED, State.WITHDRAWN}),
    State.WITHDRAWN: frozenset(
        {State.PUBLISHED, State.DUE, State.STALE, State.SOURCED, State.DRAFT, State.IN_REVIEW}
    ),
}

# What a withdrawn listing may have been, and what two people may therefore make it again (S8).
RESTORED: Final = frozenset(state for state, after in MOVES.items() if State.WITHDRAWN in after)

DUE_SOON: Final = timedelta(days=30)  # so long before its date a listing stands in the queue as due


def may_move(before: State, after: State) -> bool:
    """Return whether a listing in `before` may become `after`."""
    return after in MOVES[before]


def may_be_shown(state: State, *, show_sourced: bool) -> bool:
    """Return whether a listing in this state may be read at the public door.

    Source: promise S6; sourced listings are shown only where the installation says so.
    """
    return state in VETTED or (state is State.SOURCED and show_sourced)


def by_date(state: State, *, due_on: date | None, today: date) -> State:
    """Return what a vetted listing is on this day; any other state stays. No date is a date that is over.

    Source: promise S6, re-verified in time. The day it is due on is the last on which it is shown.
    """
    if state not in VETTED:
        return state
    if due_on is None or due_on < today:
        return State.STALE
    return State.DUE if due_on - DUE_SOON <= today else State.PUBLISHED
