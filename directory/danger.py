"""How dangerous it is to leave a listing unverified, and in which order people look at them (pure).

Danger is what may be wrong, times how many people it would be shown to. Nobody is counted for that:
`Exposure` follows from the directory alone. A report that a listing is not safe outweighs everything.
"""

import math
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final
from uuid import UUID

NOT_SAFE: Final = 1000.0  # more than everything else together can be
EVERYWHERE: Final = "XX"
UNION: Final = "EU"
NEVER_VERIFIED_DAYS: Final = 730  # how old a listing counts that nobody here ever verified
LONGEST: Final = 3.0  # times the days after which it is due; older does not count more
GRADES: Final[Mapping[str, float]] = {"A": 0.0, "B": 4.0, "C": 10.0, "D": 18.0}


class Why(StrEnum):
    """What makes a listing dangerous; a row of the queue words each that applies."""

    NOT_SAFE = "not-safe"  # {count} people said so
    GONE = "gone"
    NO_ANSWER = "no-answer"
    OVERDUE = "overdue"  # {days} days, and it is not shown
    DUE = "due"  # in {days} days
    NEVER_VERIFIED = "never-verified"
    OLD = "old"  # verified {days} days ago
    LAST_TIME_DIFFERENT = "last-time-different"
    DOUBTS = "doubts"  # {count}
    GRADE = "grade"  # C or D
    ONLY_ONE = "only-one"  # of its kind in {count} places
    SHOWN_OFTEN = "shown-often"


@dataclass(frozen=True, slots=True)
class Standing:
    """What is known of a listing on a day. `places` are countries, EU or XX; reports wait to be dealt with.

    Units: `age_days` since it was last verified, None for never; `left_days` until it is due, below zero when
    that is over, None where it has no date.
    """

    id: UUID
    places: frozenset[str]
    kinds: frozenset[str]
    grade: str
    doubts: int = 0
    age_days: int | None = None
    left_days: int | None = None
    differed: bool = False  # the last verification found something else, or nobody
    reports: Mapping[str, int] | None = None


@dataclass(frozen=True, slots=True)
class Exposure:
    """How much of what people ask for a listing answers.

    `share` adds up, for every place and kind, one part in so many as there are listings; `alone` counts where
    it is the only one.
    """

    share: float = 0.0
    alone: int = 0


@dataclass(frozen=True, slots=True)
class Ranked:
    """A listing with its danger, and why; each reason with the number that its words need."""

    id: UUID
    danger: float
    why: tuple[tuple[Why, int], ...]


class Crowd:
    """How many listings of a kind stand in a place. One for everywhere stands in every country."""

    def __init__(
        self, counts: Mapping[tuple[str, str], int], *, countries: Collection[str], union: Collection[str]
    ) -> None:
        self._counts, self._countries, self._union = counts, frozenset(countries), frozenset(union)

    def exposure_of(self, places: Collection[str], kinds: Collection[str]) -> Exposure:
        """Return the exposure of a listing that helps in these places; it is counted itself."""
        reach = self._reach(places)
        among = [self._standing(place, kind) for kind in kinds for place in reach]
        return Exposure(share=sum(1 / count for count in among), alone=sum(count == 1 for count in among))

    def _reach(self, places: Collection[str]) -> frozenset[str]:
        wide = {EVERYWHERE: self._countries, UNION: self._union}
        return frozenset[str]().union(*(wide.get(place, {place}) for place in places))

    def _standing(self, place: str, kind: str) -> int:
        around = [place, EVERYWHERE, UNION] if place in self._union else [place, EVERYWHERE]
        return max(1, sum(self._counts.get((one, kind), 0) for one in around))


def ranked(standings: Iterable[Standing], *, crowd: Crowd, verify_days: int) -> list[Ranked]:
    """Return the listings, most dangerous first; of two alike the smaller id, so that pages hold."""
    known = [(one, crowd.exposure_of(one.places, one.kinds)) for one in standings]
    most = max((seen.share for _one, seen in known), default=0.0) or 1.0
    found = [_ranked(one, seen, most, verify_days) for one, seen in known]
    return sorted(found, key=lambda one: (-one.danger, one.id.hex))


def _ranked(one: Standing, seen: Exposure, most: float, verify_days: int) -> Ranked:
    wrong = _reported(one) + _aged(one, verify_days) + _doubted(one)
    danger = wrong * (0.5 + math.sqrt(seen.share / most))
    if _said(one, Why.NOT_SAFE):
        danger += NOT_SAFE
    return Ranked(one.id, round(danger, 3), tuple(_why(one, seen, most)))


def _reported(one: Standing) -> float:
    """Reports count less the more there are: one person pressing all day is not a hundred people."""
    weights = {Why.NOT_SAFE: 40.0, Why.GONE: 25.0, Why.NO_ANSWER: 12.0}
    return sum(weight * math.log2(1 + _said(one, why)) for why, weight in weights.items())


def _aged(one: Standing, verify_days: int) -> float:
    age = NEVER_VERIFIED_DAYS if one.age_days is None else one.age_days
    overdue = 15.0 if one.left_days is not None and one.left_days < 0 else 0.0
    return 20.0 * min(age / verify_days, LONGEST) + overdue


def _doubted(one: Standing) -> float:
    return 5.0 * min(one.doubts, 4) + GRADES.get(one.grade, GRADES["D"]) + (25.0 if one.differed else 0.0)


def _said(one: Standing, why: Why) -> int:
    return (one.reports or {}).get(why.value, 0)


def _why(one: Standing, seen: Exposure, most: float) -> Iterable[tuple[Why, int]]:
    for why in (Why.NOT_SAFE, Why.GONE, Why.NO_ANSWER):
        if _said(one, why):
            yield why, _said(one, why)
    if one.left_days is not None and one.left_days < 0:
        yield Why.OVERDUE, -one.left_days
    elif one.left_days is not None:
        yield Why.DUE, one.left_days
    if one.differed:
        yield Why.LAST_TIME_DIFFERENT, 0
    yield (Why.NEVER_VERIFIED, 0) if one.age_days is None else (Why.OLD, one.age_days)
    if one.doubts:
        yield Why.DOUBTS, one.doubts
    if one.grade in ("C", "D"):
        yield Why.GRADE, 0
    if seen.alone:
        yield Why.ONLY_ONE, seen.alone
    elif seen.share >= most / 4:
        yield Why.SHOWN_OFTEN, 0
