"""How a table of figures is laid out: its rows and columns, and which of them there always are (pure)."""

from collections.abc import Iterable, Mapping
from enum import StrEnum
from types import MappingProxyType
from typing import Final

from directory.topics import Need
from referral.case_facts import BANDS, GENDERS
from referral.figure_cells import (
    AFTER_BANDS,
    BLOCK,
    COUNTED_STATES,
    DAY_BANDS,
    IN_TIME,
    LATE,
    MEDICAL_BEGAN,
    NOT_SAID,
    UNKNOWN,
    Table,
)
from referral.review_lists import Answer, Lesson, Question
from referral.triage import URGENCIES


class Part(StrEnum):
    """What the rows or the columns of a table stand for."""

    ALL = "all"
    NEED = "need"
    COUNTRY = "country"
    AGE = "age"
    GENDER = "gender"
    URGENCY = "urgency"
    LANGUAGE = "language"
    ORIGIN = "origin"
    IN_TIME = "in-time"
    AFTER = "after"
    STATE = "state"
    REASON = "reason"
    DAYS = "days"
    HOUR = "hour"
    CLOSING = "closing"
    REMOVAL = "removal"
    QUESTION = "question"
    ANSWER = "answer"
    LESSON = "lesson"
    MONTH = "month"


PARTS: Final[Mapping[Table, tuple[Part, ...]]] = MappingProxyType(
    {
        Table.ASKED: (Part.ALL,),
        Table.ASKED_NEED: (Part.NEED,),
        Table.ASKED_COUNTRY: (Part.COUNTRY,),
        Table.ASKED_AGE: (Part.AGE,),
        Table.ASKED_GENDER: (Part.GENDER,),
        Table.ASKED_URGENCY: (Part.URGENCY,),
        Table.ASKED_LANGUAGE: (Part.LANGUAGE,),
        Table.ASKED_ORIGIN: (Part.ORIGIN,),
        Table.ASKED_NEED_AGE: (Part.NEED, Part.AGE),
        Table.ASKED_NEED_COUNTRY: (Part.NEED, Part.COUNTRY),
        Table.ANSWERED_IN_TIME: (Part.URGENCY, Part.IN_TIME),
        Table.ANSWERED_AFTER: (Part.URGENCY, Part.AFTER),
        Table.REFERRAL_STATE: (Part.STATE,),
        Table.REFERRAL_REASON: (Part.STATE, Part.REASON),
        Table.WAIT: (Part.DAYS, Part.DAYS),
        Table.TOUCH: (Part.IN_TIME,),
        Table.GAP_NEED: (Part.NEED,),
        Table.GAP_COUNTRY: (Part.NEED, Part.COUNTRY),
        Table.GAP_AGE: (Part.NEED, Part.AGE),
        Table.GAP_LANGUAGE: (Part.NEED, Part.LANGUAGE),
        Table.GAP_HOUR: (Part.NEED, Part.HOUR),
        Table.CLOSED: (Part.CLOSING,),
        Table.REMOVAL: (Part.REMOVAL, Part.DAYS),
        Table.REVIEWED: (Part.QUESTION, Part.ANSWER),
        Table.LESSON: (Part.LESSON,),
    }
)  # fmt: skip

# What always has a row or a column, figure or not: an empty one says no more than that. Of countries,
# languages, states and reasons there are many, and only those with a figure are shown.
ALWAYS: Final[Mapping[Part, tuple[str, ...]]] = MappingProxyType(
    {
        Part.ALL: ("cases",),
        Part.NEED: tuple(need.value for need in Need),
        Part.AGE: (*BANDS, UNKNOWN),
        Part.GENDER: (*GENDERS, UNKNOWN),
        Part.URGENCY: URGENCIES,
        Part.IN_TIME: (IN_TIME, LATE),
        Part.AFTER: AFTER_BANDS,
        Part.HOUR: tuple(f"{hour:02}" for hour in range(0, 24, BLOCK)),
        Part.QUESTION: tuple(Question),
        Part.ANSWER: tuple(Answer),
        Part.LESSON: tuple(Lesson),
    }
)  # fmt: skip
# In which order the others stand.
_ORDER: Final = (*ALWAYS[Part.NEED], *COUNTED_STATES, *DAY_BANDS, NOT_SAID, MEDICAL_BEGAN, IN_TIME, LATE)


def laid_out(part: Part, found: Iterable[str]) -> tuple[str, ...]:
    """Return the rows or columns of a part: those there always are, then what else has a figure."""
    always = ALWAYS.get(part, ())
    others = {one for one in found if one not in always}
    return (*always, *sorted(others, key=lambda one: (_place(one), one)))


def _place(name: str) -> int:
    if name == UNKNOWN:
        return len(_ORDER) + 1
    return _ORDER.index(name) if name in _ORDER else len(_ORDER)
