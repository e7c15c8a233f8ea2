"""How urgent a case is, why, and when its clock ends (pure).

Source: pathway catalogue, section 7 (triage) and section 2 (urgency).
"""

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final, Protocol

from directory.topics import Need
from referral.case_facts import CaseFacts, age_band

NOW: Final = "U0"
TODAY: Final = "U1"
URGENCIES: Final = ("U0", "U1", "U2", "U3")
RINGS: Final = frozenset({NOW, TODAY})  # an overdue one rings for the supervisor

# Why a case is as urgent as it is. The first group makes it U0, the second U1 with a short clock.
DANGER: Final = "danger"
CRISIS: Final = "crisis"
CHILD_ALONE: Final = "child-alone"
CHILD_MEETING: Final = "child-meeting"
LIVE: Final = "live"
HOME: Final = "home"
AT_ONCE: Final = (DANGER, CRISIS, CHILD_ALONE, CHILD_MEETING, LIVE, HOME)
MEDICAL_CLOCK: Final = "medical-clock"
MEETING_CLOCK: Final = "meeting-clock"
SHORT_CLOCK: Final = (MEDICAL_CLOCK, MEETING_CLOCK)
PLAN: Final = "plan"  # the most urgent need of the plan
STAFF: Final = "staff"  # a worker said so
REASONS: Final = (*AT_ONCE, *SHORT_CLOCK, PLAN, STAFF)

_WITHIN_FIVE_DAYS: Final = frozenset({"touch:72h", "touch:5d", "touch:maybe"})


class PlanShape(Protocol):
    """What is read of a plan."""

    @property
    def pathway(self) -> str: ...
    @property
    def urgency(self) -> int: ...
    @property
    def minor(self) -> bool: ...
    @property
    def adult(self) -> bool: ...
    @property
    def stopped(self) -> bool: ...
    @property
    def facts(self) -> frozenset[str]: ...
    @property
    def needs(self) -> tuple["WantedShape", ...]: ...


class WantedShape(Protocol):
    """What is read of a need."""

    @property
    def need(self) -> Need: ...
    @property
    def urgency(self) -> int: ...


@dataclass(frozen=True, slots=True)
class Clocks:
    """Within which time somebody answers first, by urgency; `short` is for a medical or meeting clock."""

    now: dt.timedelta
    today: dt.timedelta
    short: dt.timedelta
    three_days: dt.timedelta
    planned: dt.timedelta


@dataclass(frozen=True, slots=True)
class Triage:
    """How urgent a case is and why."""

    urgency: str
    reasons: tuple[str, ...]

    @property
    def has_short_clock(self) -> bool:
        return any(reason in SHORT_CLOCK for reason in self.reasons)


def of_plan(plan: PlanShape, answers: Mapping[str, tuple[str, ...]]) -> Triage:
    """Return the urgency that plan and answers give; staff may raise it, and lower it with a reason."""
    at_once = tuple(_at_once(plan, answers))
    if at_once:
        return Triage(NOW, at_once)
    clocks = tuple(_clocks(plan, answers))
    if clocks and plan.urgency >= 1:
        return Triage(TODAY, clocks)
    return Triage(URGENCIES[plan.urgency], (PLAN, *clocks))


def _at_once(plan: PlanShape, answers: Mapping[str, tuple[str, ...]]) -> Iterator[str]:
    facts, young = plan.facts, not plan.adult  # an age that nobody said may be a child's
    if "danger:yes" in facts or plan.stopped:
        yield DANGER
    if "crisis" in facts:
        yield CRISIS
    if young and "p12:alone" in facts:
        yield CHILD_ALONE
    if young and ("p03:meet" in facts or "soon" in answers.get("p04.meet", ())):
        yield CHILD_MEETING
    if "live" in facts and (young or "saw" in facts):
        yield LIVE
    if "home" in facts and (plan.minor or "danger:no" not in facts):
        yield HOME


def _clocks(plan: PlanShape, answers: Mapping[str, tuple[str, ...]]) -> Iterator[str]:
    if plan.facts & _WITHIN_FIVE_DAYS:
        yield MEDICAL_CLOCK
    if "p03:meet" in plan.facts or "soon" in answers.get("p04.meet", ()):
        yield MEETING_CLOCK


def facts_of(plan: PlanShape, triage: Triage, *, country: str, language: str) -> CaseFacts:
    """Return the coarse facts of a case that begins with this plan."""
    return CaseFacts(
        needs={one.need.value: one.urgency for one in plan.needs},
        reasons=triage.reasons,
        age_band=age_band(plan.facts),
        country=country,
        language=language,
        pathway=plan.pathway,
    )


def first_answer_by(urgency: str, *, short: bool, now: dt.datetime, clocks: Clocks) -> dt.datetime:
    """Return when the clock of a first answer ends."""
    length = {"U0": clocks.now, "U1": clocks.today, "U2": clocks.three_days, "U3": clocks.planned}[urgency]
    return now + (min(length, clocks.short) if short else length)


def next_look_by(urgency: str, *, now: dt.datetime, clocks: Clocks) -> dt.datetime:
    """Return until when somebody looks again at a case that was answered: the time of one step less."""
    length = {"U0": clocks.today, "U1": clocks.three_days}.get(urgency, clocks.planned)
    return now + length


def rank(urgency: str, *, moved_up: int) -> int:
    """Return the place of an urgency in the queue. No disappointment makes a case a U0 that it is not."""
    place = URGENCIES.index(urgency)
    return max(1, place - moved_up) if place else 0


def is_lower(after: str, *, than: str) -> bool:
    """Return whether the first is less urgent."""
    return URGENCIES.index(after) > URGENCIES.index(than)
