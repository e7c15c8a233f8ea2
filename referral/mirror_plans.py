"""What a pathway tells somebody who was asked nothing: the plan of a walk that never answers.

A page that is made before anybody reads it knows of its reader only what the reader chose: the situation,
and under 18 or not. Every question of the book has an answer for whoever does not say; its plan is the
careful one (H22: the other may be somebody who can reach the person; H05: a picture may show a child).
"""

import datetime as dt
from dataclasses import dataclass
from typing import Final

from referral.pathway import walk
from referral.pathway.plan import Plan, build
from referral.pathway.shapes import ENTRY_FLOW, NOT_SURE, RATHER_NOT, Book
from referral.pathway.walk import Asked, Position

MOST_STEPS: Final = 16  # more than any walk has; a book with a loop ends here
# The age is chosen by the page; danger has its own place on top of every page.
CHOSEN: Final = {"adult": ("25-over", "18-24"), "under18": ("13-15", "16-17")}
CALM: Final = ("no",)
# What the name of a situation says already, by the question that would ask it.
SAID: Final = {
    ("p05.ages", "adult"): ("adult",),
    ("p09.me", "adult"): ("no",),
    ("p09.me", "under18"): ("no",),
}
SILENT: Final = (RATHER_NOT, NOT_SURE)
LAST: Final = frozenset({"p14"})  # as on the first page of a walk


@dataclass(frozen=True, slots=True)
class Situation:
    """A pathway as one reader meets it, `adult` or `under18`."""

    pathway: str
    reader: str
    position: Position
    plan: Plan
    beside: tuple[str, ...]  # pathways that a walk might have led to from here


def situations(book: Book) -> list[str]:
    """Return the pathways that somebody may choose, in the order of the page."""
    return sorted(set(book.pathways) - {ENTRY_FLOW}, key=lambda flow: (flow in LAST, flow))


def situation(book: Book, pathway: str, *, reader: str, today: dt.date) -> Situation:
    """Return the plan of whoever chose this pathway and answers nothing but the age that the page is for."""
    young = reader == "under18"
    answers: dict[str, tuple[str, ...]] = {}
    beside: list[str] = []
    position = walk.position(book, answers, under18=young, start=pathway)
    for _ in range(MOST_STEPS):
        asked = position.question
        if asked is None:
            break
        tried = [
            (answer, walk.position(book, {**answers, asked.key: (answer,)}, under18=young, start=pathway))
            for answer in _in_order(asked, reader)
        ]
        going_on = [pair for pair in tried if not pair[1].stopped]
        # What was chosen is stayed with: the pages of the other pathways say what those say.
        staying = [pair for pair in going_on if pair[1].state.pathway == position.state.pathway]
        answer, position = (staying or going_on or tried)[0]
        answers[asked.key] = (answer,)
        beside += [one.state.pathway for _answer, one in going_on]
    others = dict.fromkeys(flow for flow in beside if flow not in {pathway, position.state.pathway})
    plan = build(book, position.state, today=today)
    return Situation(pathway, reader, position, plan, tuple(others))


def _in_order(asked: Asked, reader: str) -> list[str]:
    """Return the answers: the age of the page, no danger, none at all, and only then the others."""
    calm = CALM if asked.key.endswith("danger") else ()
    wished = (*SAID.get((asked.key, reader), ()), *CHOSEN[reader], *calm, *SILENT)
    ids = [choice.id for choice in asked.choices]
    return sorted(ids, key=lambda one: wished.index(one) if one in wished else len(wished))
