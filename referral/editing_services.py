"""Which services plans gain or lose between two editions, for a few countries, at this hour."""

import datetime as dt
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from directory import countries
from directory.edition import Published
from referral import matching
from referral.pathway.plan import Plan

COUNTRIES: Final = 4
MOST_PLANS: Final = 60  # pairs of plans that are matched; the page says if there were more
LANGUAGE: Final = "en"


@dataclass(frozen=True, slots=True)
class Shift:
    """A service that plans for a need gain or lose in a country. Units: `plans`, of those matched."""

    country: str
    need: str
    service: str
    gained: bool
    plans: int


def countries_of(stock: Published) -> tuple[str, ...]:
    """Return the countries with most listings: where a change is most likely to be seen."""
    areas = (area for one in stock.listings.values() for area in one.areas)
    counted = Counter(area.country for area in areas if countries.is_country(area.country or ""))
    return tuple(country for country, _ in counted.most_common(COUNTRIES))


def shifts(
    plans: Iterable[tuple[Plan, Plan]], *, among: Iterable[str], stock: Published, now: dt.datetime
) -> tuple[Shift, ...]:
    """Return every service that stands on one plan of a pair and not on the other."""
    counted: Counter[tuple[str, str, str, bool]] = Counter()
    pairs = list(plans)[:MOST_PLANS]
    for country in among:
        for before, after in pairs:
            was, is_now = (_services(plan, country, stock, now) for plan in (before, after))
            for need, name in was - is_now:
                counted[country, need, name, False] += 1
            for need, name in is_now - was:
                counted[country, need, name, True] += 1
    return tuple(Shift(*key, plans) for key, plans in sorted(counted.items()))


def _services(plan: Plan, country: str, stock: Published, now: dt.datetime) -> set[tuple[str, str]]:
    found = matching.for_plan(plan, country=country, language=LANGUAGE, now=now, published=stock)
    return {(one.need.value, service.listing.name) for one in found.by_need for service in one.services}
