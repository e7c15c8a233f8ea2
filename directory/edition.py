"""The published directory as one frozen value, arranged for the questions that are asked of it (pure)."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Final

from directory.disclosure import PublicListing
from directory.emergency import PublicEmergency

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
class Indexed:
    """What the search's tables know of a listing and the listing does not tell: its number there, and where.

    Units: degrees, latitude before longitude, of places that may be told.
    """

    listing: str
    number: int
    points: tuple[tuple[float, float], ...]
    accessible: bool


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
    listings: Mapping[str, PublicListing]
    by_place: Mapping[str, Mapping[str, tuple[PublicListing, ...]]]
    folded: Mapping[str, str]
    emergency: Mapping[str, tuple[PublicEmergency, ...]]
    platforms: tuple[PublicRoute, ...]
    pairs: Mapping[str, tuple[PublicListing, ...]] = field(default_factory=dict)
    indexed: Mapping[str, Indexed] = field(default_factory=dict)  # empty for an edition from no tables
    meanings: tuple[Meaning, ...] = ()
    unconfirmed_since: dt.datetime | None = field(default=None)

    def in_place(self, country: str) -> tuple[PublicListing, ...]:
        """Return every listing that helps in a country, each once, in the order of the ids."""
        kinds = self.by_place.get(country, NOTHING)
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
    listings: Iterable[tuple[PublicListing, str]],
    emergency: Mapping[str, tuple[PublicEmergency, ...]],
    platforms: Iterable[PublicRoute],
    indexed: Iterable[Indexed] = (),
    meanings: Iterable[Meaning] = (),
) -> Published:
    """Return an edition of these listings, each given with its folded text; half a pair is left out."""
    everything = sorted(listings, key=lambda entry: entry[0].id)
    together: dict[str, list[PublicListing]] = defaultdict(list)
    for listing, _ in everything:
        if listing.pair:
            together[listing.pair].append(listing)
    whole = {name: tuple(found) for name, found in together.items() if len(found) > 1}
    pairs = [entry for entry in everything if entry[0].pair is None or entry[0].pair in whole]
    places: dict[str, dict[str, list[PublicListing]]] = defaultdict(lambda: defaultdict(list))
    for listing, _ in pairs:
        for country in dict.fromkeys(area.country for area in listing.areas):
            for kind in dict.fromkeys(listing.kinds):
                places[country][kind].append(listing)
    return Published(
        version=version,
        stamp=stamp,
        listings=MappingProxyType({listing.id: listing for listing, _ in pairs}),
        by_place=MappingProxyType(
            {
                place: MappingProxyType({kind: tuple(found) for kind, found in kinds.items()})
                for place, kinds in places.items()
            }
        ),
        folded=MappingProxyType({listing.id: text for listing, text in pairs}),
        emergency=MappingProxyType(dict(emergency)),
        platforms=tuple(platforms),
        indexed=MappingProxyType({one.listing: one for one in indexed}),
        meanings=tuple(meanings),
        pairs=MappingProxyType(whole),
    )


EMPTY: Final = arrange(version=0, stamp="", listings=(), emergency={}, platforms=())
