"""Whom a listing takes: ages and audience, and when it may be shown to somebody (pure).

Source: promise S12, catalogue H19: the age that counts is that of the person harmed, the whole band must fit,
and an age that is not known is met only by services for all ages.
"""

from dataclasses import dataclass
from functools import lru_cache
from typing import Final, Protocol

from directory.disclosure import PublicListing

CHILD_MAX: Final = 17  # years, inclusive
ADULT_MIN: Final = 18  # years, inclusive
MONTHS: Final = 12  # in a year


@dataclass(frozen=True, slots=True)
class AgeRange:
    """Ages, both inclusive, that a service has to accept whole; `high` is None without an upper end.

    Units: years, except where a function says months.
    """

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
    """Return the ages that a listing takes; an audience without a limit has the one that its name says.

    Units: months, both inclusive: somebody is 17 years old up to the month 215.
    """
    years, months = (listing.min_age, listing.max_age), (listing.min_age_months, listing.max_age_months)
    return _limits(listing.audience, years, months)


Bounds = tuple[int | None, int | None]


@lru_cache(maxsize=1024)  # few are ever written, and a plan asks for those of every listing that it looks at
def _limits(audience: str, years: Bounds, months: Bounds) -> AgeRange:
    lows = [months[0] or 0, (years[0] or 0) * MONTHS]
    highs = [_last_month(years[1]), months[1]]
    if audience == "adults":
        lows.append(ADULT_MIN * MONTHS)
    if audience == "children" and not _has_end(highs):
        highs.append(_last_month(CHILD_MAX))
    return AgeRange(max(lows), min((high for high in highs if high is not None), default=None))


def _last_month(years: int | None) -> int | None:
    """Return the last month of an age in whole years."""
    return None if years is None else years * MONTHS + MONTHS - 1


def _has_end(highs: list[int | None]) -> bool:
    return any(high is not None for high in highs)


def takes(listing: PublicListing, age: Ages) -> bool:
    """Return whether a listing takes every age of the range of whole years, to the month."""
    accepted = limits(listing)
    if accepted.low > age.low * MONTHS:
        return False
    last = _last_month(age.high)
    return accepted.high is None or (last is not None and last <= accepted.high)


def is_for_adults(listing: PublicListing) -> bool:
    """Return whether a listing takes nobody under 18."""
    return limits(listing).low >= ADULT_MIN * MONTHS


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
