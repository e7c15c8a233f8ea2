"""How long counters and draws are kept, and what each of their columns is for."""

from typing import Final

from referral import figures
from referral.case_keeping import CASE
from referral.models.figure import CaseDraw, Counter, Figure, PathwayLesson
from safety import inventory, retention
from safety.inventory import Column, Ground, Table

COUNTER: Final = "counter"
NO_PAGE: Final = "no page, no role; whoever holds the database"
TABLES: Final = {
    "referral.Counter": Table(
        "how often something happened in the month or the year that is not over: no name, number or time of "
        "a case, but small numbers stand in it as they are",
        Ground.HELP,
        NO_PAGE,
        {
            "id": "the three that follow, in one",
            "period": "which month or year",
            "table": "what is counted: asked for, answered, referred, closed",
            "cell": "of which group: a need, a country, an age band, a gender, an urgency, a reason",
            "number": Column("how many, exactly"),
        },
    ),
    "referral.Figure": Table(
        "a number that anybody may read: never of fewer than ten people, rounded and blurred",
        Ground.NOBODY,
        "supervisors and funders; whoever they hand it to",
        {
            "id": "names the row",
            "period": "which month or year",
            "table": "what was counted",
            "cell": "of which group",
            "number": "about how many",
        },
    ),
    "referral.CaseDraw": Table(
        "that a closed case was drawn to learn from it",
        Ground.HELP,
        "the reviewer; the team's supervisors",
        {
            "id": "names the row",
            "case": "which case",
            "reviewer": Column("who reviews it", Ground.WORK),
            "drawn_at": "since when",
            "done_at": "when the review was done; its answers are counted and not kept",
        },
    ),
    "referral.PathwayLesson": Table(
        "what the pathways' editors are asked to look at",
        Ground.NOBODY,
        "pathway editors and reviewers",
        {
            "id": "names the row",
            "kind": "what is wrong, from a list",
            "pathway": "with which pathway",
            "question": "with which of its questions",
            "month": "since when",
        },
    ),
}


def register() -> None:
    """Have counters published and deleted when their month or year is over."""
    inventory.declare(TABLES)
    retention.register(
        Counter, kind=COUNTER, keep_for=figures.KEEP, due=figures.due, destroy=figures.publish,
        on_record="nowhere",
    )  # fmt: skip
    retention.part_of(CaseDraw, kind=CASE)
    retention.not_personal(Figure, why="at least ten people stand behind each, and none can be worked out")
    retention.not_personal(PathwayLesson, why="it speaks of a pathway, and of no case")
