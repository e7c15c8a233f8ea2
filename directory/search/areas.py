"""Where to look: the country first, then what is for everybody, then its region, then anywhere (pure)."""

from collections.abc import Collection, Iterable
from typing import Final

from pyroaring import BitMap

from directory import countries
from directory.search import gazetteer
from directory.search.gazetteer import Town
from directory.search.query import Query
from directory.search.shelf import Shelf
from directory.topics import Need

# For these a service without a country is as good as one of the country.
REMOVAL_BESIDES: Final = frozenset({Need.REMOVAL, Need.REPORT, Need.DIGITAL, Need.PREVENTION})


def ranks(query: Query, town: Town | None, relaxed: Collection[str], shelf: Shelf) -> list[BitMap]:
    """Return the listings of the area, nearest first, each once at its nearest."""
    country = town.country if town else query.country or countries.WORLD
    found = _around(town, shelf) if town else [shelf.of(f"place:{country}")]
    if countries.in_european_union(country):
        found.append(shelf.of(f"place:{countries.EUROPEAN_UNION}"))
    if "region" in relaxed or "world" in relaxed:
        codes = (country, *countries.neighbours(country)) if town else countries.neighbours(country)
        found.append(_union(shelf.of(f"place:{code}") for code in codes))
    if query.need is None or query.need in REMOVAL_BESIDES or "world" in relaxed:
        found.append(shelf.of(f"place:{countries.WORLD}"))
    if "anywhere" in relaxed or not (query.country or town):
        found.append(shelf.everything)
    return _apart(found)


def _around(town: Town, shelf: Shelf) -> list[BitMap]:
    """Return what serves a town: surely, and perhaps. One for other parts of the country is in neither."""
    perhaps: list[BitMap] = []
    sure = [shelf.of(f"area:{town.country}")]
    for region, found in shelf.with_prefix(f"area:{town.country}:"):
        served = gazetteer.holds(town.country, region, town)
        if served is not False:
            (sure if served else perhaps).append(found)
    return [_union(sure), _union(perhaps)]


def _union(found: Iterable[BitMap]) -> BitMap:
    every = list(found)
    return BitMap.union(*every) if every else BitMap()


def _apart(found: Iterable[BitMap]) -> list[BitMap]:
    """Return the same without what an earlier one has."""
    seen, apart = BitMap(), []
    for one in found:
        apart.append(one - seen)
        seen = seen | one
    return apart
