"""Walk every walk of a small flow, one by one, as the site does: it checks what merging claims. (pure)"""

from dataclasses import dataclass

from referral.pathway.cover import ways
from referral.pathway.shapes import Book, State
from referral.pathway.walk import position


@dataclass(frozen=True, slots=True)
class Walked:
    """How many walks there are, and the different states in which they end."""

    walks: int
    ends: frozenset[State]


def walked(book: Book, start: str, *, under18: bool) -> Walked:
    """Return all walks from a start, each replayed from its first answer."""
    ends: set[State] = set()
    count = _further(book, start, under18, {}, ends)
    return Walked(count, frozenset(ends))


def _further(
    book: Book, start: str, under18: bool, answers: dict[str, tuple[str, ...]], ends: set[State]
) -> int:
    here = position(book, answers, under18=under18, start=start)
    if here.question is None:
        ends.add(here.state)
        return 1
    return sum(
        _further(book, start, under18, {**answers, here.question.key: tuple(one.id for one in chosen)}, ends)
        for chosen in ways(here.question.question, here.state.facts)
    )
