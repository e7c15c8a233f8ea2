"""What is counted of a case, and in which tables: never the case, only coarse cells (pure).

`most` says in how many cells of a table one case can ever stand; together they bound what all figures tell
about one (`safety.counts`). Nothing may be counted that is not of a closed list.
Source: pathway catalogue, section 7 (counts).
"""

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from typing import Final

from referral.case_facts import CaseFacts
from referral.referral_states import State
from referral.triage import MEDICAL_CLOCK

UNKNOWN: Final = "unknown"
MOST_NEEDS: Final = 3  # of a case, the most urgent; the others are not counted
MOST_STATES: Final = 6  # of the referrals of a case
BLOCK: Final = 6  # hours of a day


class About(StrEnum):
    """What a table is about; a chapter of the page."""

    ASKED = "asked"
    ANSWERED = "answered"
    REFERRED = "referred"
    GAPS = "gaps"
    ENDED = "ended"


class Table(StrEnum):
    """A table of figures."""

    ASKED = "asked"
    ASKED_NEED = "asked-need"
    ASKED_COUNTRY = "asked-country"
    ASKED_AGE = "asked-age"
    ASKED_GENDER = "asked-gender"
    ASKED_URGENCY = "asked-urgency"
    ASKED_LANGUAGE = "asked-language"
    ASKED_ORIGIN = "asked-origin"
    ASKED_NEED_AGE = "asked-need-age"
    ASKED_NEED_COUNTRY = "asked-need-country"
    ANSWERED_IN_TIME = "answered-in-time"
    ANSWERED_AFTER = "answered-after"
    REFERRAL_STATE = "referral-state"
    REFERRAL_REASON = "referral-reason"
    WAIT = "wait"
    TOUCH = "touch"
    GAP_NEED = "gap-need"
    GAP_COUNTRY = "gap-country"
    GAP_AGE = "gap-age"
    GAP_LANGUAGE = "gap-language"
    GAP_HOUR = "gap-hour"
    CLOSED = "closed"
    REMOVAL = "removal"
    REVIEWED = "reviewed"
    LESSON = "lesson"


@dataclass(frozen=True, slots=True)
class Shape:
    """How a table is made: its chapter, whether it is made for months too, how often one case is in it."""

    about: About
    monthly: bool = False
    most: int = 1


SHAPES: Final = MappingProxyType(
    {
        Table.ASKED: Shape(About.ASKED, monthly=True),
        Table.ASKED_NEED: Shape(About.ASKED, monthly=True, most=MOST_NEEDS),
        Table.ASKED_COUNTRY: Shape(About.ASKED, monthly=True),
        Table.ASKED_AGE: Shape(About.ASKED, monthly=True),
        Table.ASKED_GENDER: Shape(About.ASKED, monthly=True),
        Table.ASKED_URGENCY: Shape(About.ASKED, monthly=True),
        Table.ASKED_LANGUAGE: Shape(About.ASKED),
        Table.ASKED_ORIGIN: Shape(About.ASKED),
        Table.ASKED_NEED_AGE: Shape(About.ASKED),
        Table.ASKED_NEED_COUNTRY: Shape(About.ASKED),
        Table.ANSWERED_IN_TIME: Shape(About.ANSWERED, monthly=True),
        Table.ANSWERED_AFTER: Shape(About.ANSWERED, monthly=True),
        Table.REFERRAL_STATE: Shape(About.REFERRED, monthly=True, most=MOST_STATES),
        Table.REFERRAL_REASON: Shape(About.REFERRED, most=3),
        Table.WAIT: Shape(About.REFERRED),
        Table.TOUCH: Shape(About.REFERRED, monthly=True, most=2),
        Table.GAP_NEED: Shape(About.GAPS, monthly=True),
        Table.GAP_COUNTRY: Shape(About.GAPS),
        Table.GAP_AGE: Shape(About.GAPS),
        Table.GAP_LANGUAGE: Shape(About.GAPS),
        Table.GAP_HOUR: Shape(About.GAPS),
        Table.CLOSED: Shape(About.ENDED, monthly=True),
        Table.REMOVAL: Shape(About.ENDED),
        Table.REVIEWED: Shape(About.ENDED, most=6),
        Table.LESSON: Shape(About.ENDED),
    }
)  # fmt: skip

# In how many figures one case can stand, over all its life: months and years each have their own.
MOST_FIGURES: Final = sum(shape.most * (2 if shape.monthly else 1) for shape in SHAPES.values())

COUNTED_STATES: Final = tuple(
    state for state in State if state not in (State.DRAFTED, State.SEEN, State.ASKED)
)
REASONED: Final = frozenset({State.DECLINED, State.COMPLETED, State.RETURNED})

QUARTER: Final = "15-minutes"
AFTER: Final = (
    (QUARTER, dt.timedelta(minutes=15)), ("1-hour", dt.timedelta(hours=1)),
    ("4-hours", dt.timedelta(hours=4)), ("1-day", dt.timedelta(days=1)), ("3-days", dt.timedelta(days=3)),
)  # fmt: skip
LATER: Final = "later"
DAYS: Final = (("2-days", 2), ("7-days", 7), ("14-days", 14), ("30-days", 30), ("90-days", 90))
AFTER_BANDS: Final = (*(name for name, _most in AFTER), LATER)
DAY_BANDS: Final = (*(name for name, _most in DAYS), LATER)
NOT_SAID: Final = "not-said"
IN_TIME: Final = "in-time"
LATE: Final = "late"
MEDICAL_BEGAN: Final = "medical-clock"


@dataclass(frozen=True, slots=True, order=True)
class Cell:
    """One square of a table: `name` joins what it is of with a slash."""

    table: Table
    name: str


def _cell(table: Table, *parts: str) -> Cell:
    return Cell(table, "/".join(part or UNKNOWN for part in parts))


def asked(facts: CaseFacts, *, urgency: str, origin: str) -> Iterator[Cell]:
    """Yield what a new case adds: who asked for what, from where."""
    needs = [need.value for need, _urgency in facts.in_order][:MOST_NEEDS]
    main, country, age = needs[0] if needs else "", facts.country, facts.age_band
    yield _cell(Table.ASKED, "cases")
    yield from (_cell(Table.ASKED_NEED, need) for need in needs or [""])
    yield _cell(Table.ASKED_COUNTRY, country)
    yield _cell(Table.ASKED_AGE, age)
    yield _cell(Table.ASKED_GENDER, facts.gender or "")
    yield _cell(Table.ASKED_URGENCY, urgency)
    yield _cell(Table.ASKED_LANGUAGE, facts.language)
    yield _cell(Table.ASKED_ORIGIN, origin)
    yield _cell(Table.ASKED_NEED_AGE, main, age)
    yield _cell(Table.ASKED_NEED_COUNTRY, main, country)
    if MEDICAL_CLOCK in facts.reasons:
        yield _cell(Table.TOUCH, MEDICAL_BEGAN)


def gap(facts: CaseFacts, *, need: str, by: Iterable[Table], hour: int) -> Iterator[Cell]:
    """Yield what a need adds that nobody of the country meets, by each of the tables in which it is a gap.

    Units: `hour` of the day, in the country's own time.
    """
    other = {
        Table.GAP_COUNTRY: facts.country, Table.GAP_AGE: facts.age_band, Table.GAP_LANGUAGE: facts.language,
        Table.GAP_HOUR: f"{hour // BLOCK * BLOCK:02}",
    }  # fmt: skip
    yield from (_cell(table, need, other[table]) if table in other else _cell(table, need) for table in by)


def answered(urgency: str, *, waited: dt.timedelta, in_time: bool) -> Iterator[Cell]:
    """Yield what a first answer adds to a case that stood in the queue."""
    after = next((name for name, most in AFTER if waited <= most), LATER)
    yield _cell(Table.ANSWERED_IN_TIME, urgency, IN_TIME if in_time else LATE)
    yield _cell(Table.ANSWERED_AFTER, urgency, after)


def moved(to: State, *, reason: str) -> Iterator[Cell]:
    """Yield what a referral adds that comes to stand somewhere, as the first of its case."""
    if to in COUNTED_STATES:
        yield _cell(Table.REFERRAL_STATE, to.value)
        if to in REASONED:
            yield _cell(Table.REFERRAL_REASON, to.value, reason)


def waited(*, quoted: int | None, found: int) -> Cell:
    """Return what the beginning of a help adds: the wait that was said, and what it was. Units: days."""
    return _cell(Table.WAIT, NOT_SAID if quoted is None else day_band(quoted), day_band(found))


def medical(*, in_time: bool) -> Cell:
    """Return what a first medical referral adds, where a medical clock runs."""
    return _cell(Table.TOUCH, IN_TIME if in_time else LATE)


def closed(reason: str) -> Cell:
    """Return what the end of a case adds."""
    return _cell(Table.CLOSED, reason)


def removal(state: str, *, days: int) -> Cell:
    """Return what a platform's first answer adds. Units: `days` that it took."""
    return _cell(Table.REMOVAL, state, day_band(days))


def reviewed(answers: Iterable[tuple[str, str]], *, lesson: str) -> Iterator[Cell]:
    """Yield what a review adds: its answers, and what was learned."""
    yield from (_cell(Table.REVIEWED, question, answer) for question, answer in answers)
    yield _cell(Table.LESSON, lesson)


def day_band(days: int) -> str:
    """Return the band of a number of days."""
    return next((name for name, most in DAYS if days <= most), LATER)


# --- months and years ---


def month(of: dt.date) -> str:
    """Return how a month is written: 2026-11."""
    return f"{of:%Y-%m}"


def periods(table: Table, of: dt.date) -> tuple[str, ...]:
    """Return the month and the year that a day counts in, the year alone where a table has no months."""
    year = f"{of:%Y}"
    return (month(of), year) if SHAPES[table].monthly else (year,)


def is_over(period: str, *, at: dt.date) -> bool:
    """Return whether a month or a year lies wholly before a day."""
    return period < (month(at) if "-" in period else f"{at:%Y}")
