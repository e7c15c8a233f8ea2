"""Whom a listing takes: ages and audience, and when it may be shown to somebody (pure).

Source: promise S12, catalogue H19: the age that counts is that of the person harmed, the whole band must fit,
and an age that is not known is met only by services for all ages.
"""

from dataclasses import dataclass
from typing import Final, Protocol

from directory.disclosure import PublicListing

CHILD_MAX: Final = 17  # years, inclusive
ADULT_MIN: Final = 18  # years, inclusive


@dataclass(frozen=True, slots=True)
class AgeRange:
    """Years, both inclusive, that a service has to accept whole; `high` is None without an upper end."""

    low: int
    high: int | None


class Ages(Protocol):
    """Anything that says a range of ages."""

    @property
    def low(self) -> int: ...
    @property
    def high(self) -> int | None: ...


ALL_AGES: Final = AgeRange(0, None)
CHILDREN: Final = AgeRange(0, CHILD_MAX)


def limits(listing: PublicListing) -> AgeRange:
    """Return the ages that a listing takes; an audience without a limit has the one that its name says."""
    low = listing.min_age or 0
    high = listing.max_age
    if listing.audience == "adults":
        low = max(low, ADULT_MIN)
    if listing.audience == "children":
        high = CHILD_MAX if high is None else high
    return AgeRange(low, high)


def takes(listing: PublicListing, age: Ages) -> bool:
    """Return whether a listing takes every age of the range."""
    accepted = limits(listing)
    if accepted.low > age.low:
        return False
    return accepted.high is None or (age.high is not None and age.high <= accepted.high)


def is_child(age: Ages) -> bool:
    """Return whether every age of the range is under 18."""
    return age.high is not None and age.high <= CHILD_MAX


def is_adult(age: Ages) -> bool:
    """Return whether every age of the range is 18 or over."""
    return age.low >= ADULT_MIN


def speaks_to(listing: PublicListing, age: Ages) -> bool:
    """Return whether a listing takes these ages and speaks to the person harmed, not to others around."""
    if listing.audience == "children" and not is_child(age):
        return False
    return listing.audience in {"both", "adults", "children"} and takes(listing, age)
