"""Where help is missing: need by country, by whom it is for, by language and by hour of the week. (pure)

Counted exactly over the published directory, by the same rules by which a plan is made. Numbers speak of
listings, never of people.
Source: A/79/122, paragraph 88.
"""

import datetime as dt
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from typing import Final
from zoneinfo import ZoneInfo

from directory import countries, hours
from directory.ages import AgeRange, is_child
from directory.disclosure import PublicListing
from directory.edition import Published
from directory.fitting import Asker, is_authority, is_reachable, speaks_there, suits
from directory.topics import Harm, Kind, Kinds, Need, kinds_for
from referral.matching import NEIGHBOURS_HELP

NEEDS: Final = tuple(need for need in Need if need is not Need.ACCESS)  # it narrows others and has no service
BLOCK: Final = 6  # hours; a column of the week
DAYS: Final = 7


class Level(StrEnum):
    """How a need is met, best first."""

    OWN = "own"
    PARTLY = "partly"  # in some hours of the column, not in all
    STAND_IN = "stand-in"  # somebody of the country who can say where to go
    REGION = "region"
    WORLD = "world"
    NOTHING = "nothing"

    @property
    def is_gap(self) -> bool:
        return self is not Level.OWN


@dataclass(frozen=True, slots=True)
class Column:
    """For whom, or in which language, a need is looked at. Units: ages in years."""

    id: str
    age: AgeRange
    takes: Callable[[PublicListing, str, Published], bool]

    @property
    def minor(self) -> bool:
        return is_child(self.age)


@dataclass(frozen=True, slots=True)
class Cell:
    """One square of the picture: how the need is met there, and by which listings."""

    need: Need
    column: str
    level: Level
    listings: tuple[str, ...]


def _everybody(listing: PublicListing, _country: str, _stock: Published) -> bool:
    return listing.group is None


def _group(name: str) -> Callable[[PublicListing, str, Published], bool]:
    return lambda listing, _country, _stock: listing.group in {None, name}


def _accessible(listing: PublicListing, _country: str, stock: Published) -> bool:
    """Return whether it tells about access with a disability; one that says nothing does not count."""
    known = stock.indexed.get(listing.id)
    return listing.group is None and known is not None and known.accessible


def _for_migrants(listing: PublicListing, country: str, _stock: Published) -> bool:
    """Return whether it is for migrants, or speaks a language that is none of the country's."""
    spoken = {countries.base_language(code) for code in listing.languages}
    return listing.group is None and (
        Kind.MIGRANT in listing.kinds or bool(spoken - countries.languages_of(country))
    )


def _speaks(code: str) -> Callable[[PublicListing, str, Published], bool]:
    base = countries.base_language(code)
    return lambda listing, _country, _stock: (
        listing.group is None and base in {countries.base_language(one) for one in listing.languages}
    )


ADULT: Final = AgeRange(18, None)
AUDIENCES: Final = (
    Column("women", ADULT, _group("women")),
    Column("men_boys", ADULT, _group("men_boys")),
    Column("lgbtq", ADULT, _group("lgbtq")),
    Column("under-13", AgeRange(0, 12), _everybody),
    Column("13-15", AgeRange(13, 15), _everybody),
    Column("16-17", AgeRange(16, 17), _everybody),
    Column("18-24", AgeRange(18, 24), _everybody),
    Column("25-over", AgeRange(25, None), _everybody),
    Column("disability", ADULT, _accessible),
    Column("migrants", ADULT, _for_migrants),
)


def spoken(codes: Iterable[str]) -> tuple[Column, ...]:
    """Return a column for each language."""
    return tuple(Column(code, ADULT, _speaks(code)) for code in codes)


def for_age(band: str) -> Column:
    """Return the column of a band of ages, one that asks for services of all ages where nobody said."""
    known = next((column for column in AUDIENCES if column.id == band), None)
    return known or Column("all", AgeRange(0, None), _everybody)


def every_country(stock: Published) -> tuple[str, ...]:
    """Return the countries that the directory knows anything of, in the order of their codes."""
    known = stock.by_place.keys() | stock.emergency.keys()
    return tuple(sorted(code for code in known if countries.is_country(code)))


def cells(stock: Published, country: str, columns: Sequence[Column]) -> tuple[Cell, ...]:
    """Return how each need is met in a country, for each column."""
    return tuple(cell(stock, country, need, column) for need in NEEDS for column in columns)


def cell(stock: Published, country: str, need: Need, column: Column) -> Cell:
    """Return how a need is met in a country, for one column."""
    asker, near = _asker(country, column), _candidates(Key(stock), country, need, column.minor)

    def fitting(some: Iterable[PublicListing]) -> list[PublicListing]:
        return [one for one in some if _takes(one, asker, need, column, stock)]

    own = fitting(near.own)
    best = [one for one in own if _is_of(one, need, near.best)]
    if best:
        return _found(need, column, Level.OWN, best)
    if own:
        return _found(need, column, Level.STAND_IN, own)
    for level, some in ((Level.REGION, near.region), (Level.WORLD, near.world)):
        found = fitting(some)
        if found:
            return _found(need, column, level, found)
    return Cell(need, column.id, Level.NOTHING, ())


@dataclass(frozen=True, slots=True)
class _Near:
    """Who could meet a need in a country, whoever asks; police never counts as help (H24)."""

    best: tuple[Kind, ...]
    own: tuple[PublicListing, ...]
    region: tuple[PublicListing, ...]
    world: tuple[PublicListing, ...]


@lru_cache(maxsize=64)  # one country's needs, for adults and for children: its columns follow one another
def _candidates(key: "Key", country: str, need: Need, minor: bool) -> _Near:
    kinds = _kinds(need, minor)
    own = _of_kind(_in_place(key, country), need, kinds.every)
    region = _of_kind(_around(key.stock, country, need), need, kinds.best)
    return _Near(kinds.best, own, region, _world_of(key, need, minor))


@lru_cache(maxsize=64)  # each need, for adults and for children
def _world_of(key: "Key", need: Need, minor: bool) -> tuple[PublicListing, ...]:
    return _of_kind(_world(key.stock), need, _kinds(need, minor).best)


def _of_kind(some: Iterable[PublicListing], need: Need, kinds: tuple[Kind, ...]) -> tuple[PublicListing, ...]:
    return tuple(one for one in some if _is_of(one, need, kinds) and not is_authority(one))


def _found(need: Need, column: Column, level: Level, listings: Iterable[PublicListing]) -> Cell:
    return Cell(need, column.id, level, tuple(one.id for one in listings))


@lru_cache(maxsize=64)
def _kinds(need: Need, minor: bool) -> Kinds:
    """Return the kinds that meet a need whatever happened: a gap is one for every story."""
    other = need is Need.CHILD_PROTECTION and not minor
    return kinds_for(need, happened=tuple(Harm), minor=minor, child_route=minor, other_child=other)


def _asker(country: str, column: Column) -> Asker:
    return Asker(
        age=column.age, minor=column.minor, route=None, prevention_only=False, happened=tuple(Harm),
        pathway="p00", for_other=False, country=country, language="", groups=frozenset(),
    )  # fmt: skip


def _takes(one: PublicListing, asker: Asker, need: Need, column: Column, stock: Published) -> bool:
    """Return whether a listing that meets the need takes those of the column."""
    other_child = need is Need.CHILD_PROTECTION and not column.minor
    return column.takes(one, asker.country or "", stock) and suits(
        one, asker, need=need, other_child=other_child
    )


def _is_of(one: PublicListing, need: Need, kinds: tuple[Kind, ...]) -> bool:
    for_parents = need is Need.FAMILY and one.audience == "parents"
    return for_parents or any(kind in kinds for kind in one.kinds)


def _around(stock: Published, country: str, need: Need) -> Iterator[PublicListing]:
    """Yield what the Union and the neighbours have that works from here."""
    if countries.in_european_union(country):
        yield from _in_place(Key(stock), countries.EUROPEAN_UNION)
    for neighbour in countries.neighbours(country) if need in NEIGHBOURS_HELP else ():
        for one in _in_place(Key(stock), neighbour):
            national = any(area.region is None for area in one.areas)
            if national and is_reachable(one, from_abroad=True) and speaks_there(
                one, country=country, language=""
            ):  # fmt: skip
                yield one


@lru_cache(maxsize=512)
def _in_place(key: "Key", place: str) -> tuple[PublicListing, ...]:
    return key.stock.in_place(place)


def _world(stock: Published) -> Iterator[PublicListing]:
    yield from (one for one in _in_place(Key(stock), countries.WORLD) if is_reachable(one, from_abroad=True))


# --- the week ---


@lru_cache(maxsize=16)  # one for each country that somebody looks at; the key holds the directory's version
def week(stock_key: "Key", country: str) -> tuple[Cell, ...]:
    """Return how each need is met in each block of six hours, in the country's own time, by its own listings.

    A block counts as met when at the beginning of each of its hours somebody surely answers. Hours that
    nobody knows count as not answered.
    """
    stock = stock_key.stock
    zone = ZoneInfo((countries.zones(country) or ("UTC",))[0])
    open_at = {one.id: _open_hours(one, zone) for one in stock.in_place(country)}
    anybody = Column("all", ADULT, _everybody)
    child = Column("children", AgeRange(13, 17), _everybody)
    found: list[Cell] = []
    for need in NEEDS:
        both = [cell(stock, country, need, column) for column in (anybody, child)]
        ids = [id_ for cell in both if cell.level is Level.OWN for id_ in cell.listings]
        found.extend(_blocks(need, {id_: open_at[id_] for id_ in ids}))
    return tuple(found)


def _open_hours(listing: PublicListing, zone: ZoneInfo) -> frozenset[int]:
    """Return the hours of an ordinary week at whose beginning somebody surely answers.

    Units: hours from Monday at midnight, which is 0.
    """
    if listing.hours.known is hours.Known.ALWAYS:
        return frozenset(range(DAYS * 24))
    if listing.hours.known is not hours.Known.SCHEDULED:
        return frozenset()
    monday = dt.datetime(2026, 6, 1, tzinfo=zone)  # a week in summer, without a change of the clocks
    starts = ((hour, monday + dt.timedelta(hours=hour)) for hour in range(DAYS * 24))
    return frozenset(hour for hour, now in starts if hours.at(listing.hours, now=now).is_open)


def _blocks(need: Need, open_at: dict[str, frozenset[int]]) -> Iterator[Cell]:
    for start in range(0, DAYS * 24, BLOCK):
        block = range(start, start + BLOCK)
        each = [{id_ for id_, when in open_at.items() if hour in when} for hour in block]
        ids = tuple(sorted(set().union(*each)))
        level = Level.OWN if all(each) else Level.PARTLY if ids else Level.NOTHING
        yield Cell(need, f"{start // 24}-{start % 24:02}", level, ids)


# --- all countries ---


@dataclass(frozen=True, eq=False, slots=True)
class Key:
    """An edition as a key of what is remembered: equal to itself alone; a newer one is counted anew."""

    stock: Published

    def __hash__(self) -> int:
        return id(self.stock)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Key) and self.stock is other.stock


@lru_cache(maxsize=2)
def everywhere(key: Key, languages: tuple[str, ...]) -> dict[str, tuple[Cell, ...]]:
    """Return every square of every country, by audience and then by language; seconds the first time."""
    columns = (*AUDIENCES, *spoken(languages))
    return {country: cells(key.stock, country, columns) for country in every_country(key.stock)}


@dataclass(frozen=True, slots=True)
class Gaps:
    """Of a need: how many squares are met in which way."""

    need: Need
    by_level: dict[Level, int]

    @property
    def gaps(self) -> int:
        return sum(number for level, number in self.by_level.items() if level.is_gap)


def by_need(found: dict[str, tuple[Cell, ...]], columns: Sequence[Column]) -> tuple[Gaps, ...]:
    """Return for each need how many squares of these columns, over these countries, are met in which way."""
    ids = {column.id for column in columns}
    every = [cell for cells_of in found.values() for cell in cells_of if cell.column in ids]
    return tuple(
        Gaps(need, {level: sum(1 for cell in every if (cell.need, cell.level) == (need, level))
                    for level in Level})
        for need in NEEDS
    )  # fmt: skip
