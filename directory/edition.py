"""The published directory as one frozen value, arranged for the questions that are asked of it (pure)."""

import datetime as dt
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import Any, Final

from directory import slots
from directory.disclosure import PublicListing
from directory.emergency import PublicEmergency
from directory.slots import Groups, Record, Table
from directory.slots import Indexed as Indexed

NOTHING: Final[Mapping[str, tuple[PublicListing, ...]]] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class PublicRoute:
    """One way of reporting one harm on one platform; None where nobody said."""

    id: str
    platform: str
    issue: str
    url: str | None
    steps: str
    needs_account: bool | None
    third_party: bool | None
    minor: bool | None
    partners: tuple[str, ...]
    source_names: tuple[str, ...]
    seen: str | None


@dataclass(frozen=True, slots=True)
class Meaning:
    """What people type, and the kinds of listing that they mean by it."""

    language: str
    phrase: str
    kinds: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Published:
    """One edition of the directory.

    `pairs` holds, per name of a pair, its listings: two or more, or none of them is here at all. `by_place`
    holds, per country code (XX the world, EU the Union) and kind, the listings that help there.
    `unconfirmed_since` is set while the database does not answer: the edition may have been changed since
    then.
    """

    version: int
    stamp: str
    table: Table = field(compare=False)  # what the four below are views of
    listings: Mapping[str, PublicListing]
    by_place: Mapping[str, Mapping[str, tuple[PublicListing, ...]]]
    pairs: Mapping[str, tuple[PublicListing, ...]]
    indexed: Mapping[str, Indexed]  # empty for an edition from no tables
    emergency: Mapping[str, tuple[PublicEmergency, ...]]
    platforms: tuple[PublicRoute, ...]
    meanings: tuple[Meaning, ...] = ()
    unconfirmed_since: dt.datetime | None = field(default=None)

    @property
    def languages(self) -> frozenset[str]:
        """The languages that are spoken, as the listings write them."""
        return self.table.languages

    @property
    def is_vetted(self) -> bool:
        """Whether two people have vetted each listing."""
        return slots.UNVETTED not in self.table.sets

    def for_this_site_only(self) -> tuple[PublicListing, ...]:
        """Return the listings that are on pages of this site and nowhere else."""
        found = self.table.sets.get(slots.ASKED, slots.NONE)
        return tuple(slots.in_order(self.table.records, found))

    def without(self, ids: Collection[str]) -> "Published":
        """Return the edition without these listings, and without what is shown beside one of them only."""
        return self.based_on(self.table.without(ids)) if ids else self

    def based_on(self, table: Table) -> "Published":
        """Return what this edition would be with the listings of another table."""
        return replace(self, **_views(table))

    def in_place(self, country: str) -> tuple[PublicListing, ...]:
        """Return every listing that helps in a country, each once, in the order of the ids."""
        kinds = self.by_place.get(country, NOTHING)
        if isinstance(kinds, Groups):
            return tuple(kinds.together())
        once = {listing.id: listing for listings in kinds.values() for listing in listings}
        return tuple(once[key] for key in sorted(once))

    def beside(self, listing: PublicListing) -> tuple[PublicListing, ...]:
        """Return the others of a listing's pair: they are shown with it, or it is not shown either."""
        if listing.pair is None:
            return ()
        return tuple(one for one in self.pairs.get(listing.pair, ()) if one.id != listing.id)

    def of_kind(self, country: str, kind: str) -> tuple[PublicListing, ...]:
        """Return the listings of a kind that help in a country."""
        return self.by_place.get(country, NOTHING).get(kind, ())


def arrange(
    *,
    version: int,
    stamp: str,
    listings: Iterable[PublicListing],
    emergency: Mapping[str, tuple[PublicEmergency, ...]],
    platforms: Iterable[PublicRoute],
    indexed: Iterable[Indexed] = (),
    meanings: Iterable[Meaning] = (),
) -> Published:
    """Return an edition of these listings, held in memory; half a pair is left out."""
    known = {one.listing: one for one in indexed}
    return of_table(
        slots.held(Record(listing, known.get(listing.id)) for listing in listings),
        version=version,
        stamp=stamp,
        emergency=emergency,
        platforms=platforms,
        meanings=meanings,
    )


def of_table(
    table: Table,
    *,
    version: int,
    stamp: str,
    emergency: Mapping[str, tuple[PublicEmergency, ...]],
    platforms: Iterable[PublicRoute],
    meanings: Iterable[Meaning] = (),
) -> Published:
    """Return the edition of a table."""
    return Published(
        version=version,
        stamp=stamp,
        emergency=MappingProxyType(dict(emergency)),
        platforms=tuple(platforms),
        meanings=tuple(meanings),
        **_views(table),
    )


def _views(table: Table) -> dict[str, Any]:
    names = ("listings", "by_place", "pairs", "indexed")
    return {"table": table, **{name: getattr(table, name) for name in names}}


EMPTY: Final = arrange(version=0, stamp="", listings=(), emergency={}, platforms=())
