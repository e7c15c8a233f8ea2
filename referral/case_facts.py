"""The coarse facts of a case: what is counted, filtered and matched by; no word of the person's (pure)."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, fields
from typing import Any, Final

from directory.ages import AgeRange
from directory.topics import Need
from referral.pathway.facts import AGE_BANDS, CHILD_BANDS
from referral.pathway.shapes import ENTRY_FLOW

VERSION: Final = 1
ROUNDED: Final = 512  # characters: the length of the sealed text tells nothing
BANDS: Final = tuple(band.partition(":")[2] for band in AGE_BANDS)
GENDERS: Final = ("woman", "man", "another")
MOST_NEEDS: Final = len(Need)


class NotFacts(ValueError):
    """The text is not one that `to_json` wrote, or says what no case can have. Nothing of it is repeated."""


@dataclass(frozen=True, slots=True)
class CaseFacts:
    """What is known of a case without its answers. Empty words and None say that nobody said.

    `needs` lead to their urgency, 0 to 3; `reasons` say why the case is as urgent as it is.
    """

    needs: Mapping[str, int]
    reasons: tuple[str, ...] = ()
    age_band: str = ""
    gender: str | None = None
    country: str = ""
    language: str = ""
    pathway: str = ENTRY_FLOW

    def __post_init__(self) -> None:
        """Refuse what no case can have."""
        known = all(need in Need.__members__.values() for need in self.needs)
        if not known or not all(urgency in range(4) for urgency in self.needs.values()):
            raise NotFacts("a need or an urgency that there is not")
        if self.age_band not in ("", *BANDS) or self.gender not in (None, *GENDERS):
            raise NotFacts("a band of ages or a gender that no form offers")

    @property
    def in_order(self) -> tuple[tuple[Need, int], ...]:
        """The needs, the most urgent first."""
        found = ((Need(need), urgency) for need, urgency in self.needs.items())
        return tuple(sorted(found, key=lambda one: one[1]))

    @property
    def minor(self) -> bool:
        return f"age:{self.age_band}" in CHILD_BANDS


def to_json(facts: CaseFacts) -> str:
    """Return the facts as text, filled up with blanks to a round length."""
    text = json.dumps({"v": VERSION, **asdict(facts)}, ensure_ascii=True, separators=(",", ":"))
    return text.ljust(-(-len(text) // ROUNDED) * ROUNDED)


def from_json(text: str) -> CaseFacts:
    """Return the facts. Raises: NotFacts."""
    try:
        said: dict[str, Any] = json.loads(text)
        if said.pop("v") != VERSION or said.keys() != _NAMES:
            raise NotFacts("not the columns of this version")
        return CaseFacts(reasons=tuple(said.pop("reasons")), **said)
    except (json.JSONDecodeError, TypeError, AttributeError, KeyError):
        raise NotFacts("not the facts of a case") from None


_NAMES: Final = frozenset(one.name for one in fields(CaseFacts))


def age_band(facts: Iterable[str]) -> str:
    """Return the band that a walk learnt, or nothing."""
    return next((band.partition(":")[2] for band in AGE_BANDS if band in set(facts)), "")


@dataclass(frozen=True, slots=True)
class Asked:
    """A need of a case that nobody walked, as the matching reads it."""

    need: Need
    urgency: int
    for_other_child: bool = False


@dataclass(frozen=True, slots=True)
class FactsPlan:
    """A case without a walk, as the matching reads a plan: an unknown age asks for services of all ages."""

    pathway: str
    needs: tuple[Asked, ...]
    age: AgeRange
    minor: bool
    facts: frozenset[str]
    crisis: bool = False
    route: str | None = None
    prevention_only: bool = False


def as_plan(facts: CaseFacts, *, route: str | None = None) -> FactsPlan:
    """Return what the matching needs to know of a case that nobody walked.

    `route` says whose picture it is about, `adult` or `child`, where it is about one.
    """
    low, high = AGE_BANDS.get(f"age:{facts.age_band}", (0, None))
    return FactsPlan(
        pathway=facts.pathway,
        needs=tuple(Asked(need, urgency) for need, urgency in facts.in_order),
        age=AgeRange(low, high),
        minor=facts.minor,
        facts=frozenset(),
        route=route,
    )
