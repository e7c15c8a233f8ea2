"""The small edition of the engine, under the name that tests know it by."""

from referral.pathway.sample import (
    TODAY,
    Change,
    Files,
    answer,
    book_of,
    card,
    card_of,
    flow,
    good,
    line,
    plan,
    question,
    rules_broken,
    worded,
    write,
)

__all__ = [
    "TODAY",
    "Change",
    "Files",
    "answer",
    "book_of",
    "card",
    "card_of",
    "flow",
    "good",
    "line",
    "plan",
    "question",
    "rules_broken",
    "worded",
    "write",
]
