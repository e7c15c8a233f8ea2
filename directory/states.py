"""The states of a listing and the moves between them (pure)."""

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

MOVES: Final[dict[State, frozenset[State]]] = {
    State.DRAFT: frozenset({State.IN_REVIEW, State.WITHDRAWN}),
    State.SOURCED: frozenset({State.IN_REVIEW, State.WITHDRAWN, State.RECORD_ONLY}),
    State.RECORD_ONLY: frozenset({State.DRAFT, State.SOURCED}),
    State.IN_REVIEW: frozenset({State.PUBLISHED, State.DRAFT, State.WITHDRAWN}),
    State.PUBLISHED: frozenset({State.DUE, State.STALE, State.IN_REVIEW, State.WITHDRAWN}),
    State.DUE: frozenset({State.PUBLISHED, State.STALE, State.IN_REVIEW, State.WITHDRAWN}),
    State.STALE: frozenset({State.IN_REVIEW, State.WITHDRAWN}),
    State.WITHDRAWN: frozenset({State.IN_REVIEW}),
}

# What a withdrawn listing may have been, and what two people may therefore make it again (S8).
RESTORED: Final = frozenset(state for state, after in MOVES.items() if State.WITHDRAWN in after)


def may_move(before: State, after: State) -> bool:
    """Return whether a listing in `before` may become `after`."""
    return after in MOVES[before]


def may_be_shown(state: State, *, show_sourced: bool) -> bool:
    """Return whether a listing in this state may be read at the public door.

    Source: promise S6; sourced listings are shown only where the installation says so.
    """
    return state in VETTED or (state is State.SOURCED and show_sourced)
