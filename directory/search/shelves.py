"""The shelf of the edition that is served, made once for each edition."""

import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final

from directory.disclosure import PublicListing
from directory.edition import Published
from directory.models.search import SearchRow
from directory.search import facets, phrases
from directory.search.facets import FORM, read_guard, read_points
from directory.search.lexicon import Common, Stored
from directory.search.memory import Remembered
from directory.search.phrases import Phrasebook
from directory.search.shelf import Maker, Shelf
from directory.search.understanding import Lexicon


@dataclass(slots=True)
class Shelved:
    """A shelf with what its words are looked up in.

    `is_stored`: the listings stand in the tables of the search. `listings` are those of the edition by
    position; empty for a shelf made of the tables alone.
    """

    shelf: Shelf
    phrasebook: Phrasebook
    is_stored: bool
    listings: list[PublicListing] = field(default_factory=list)
    common: Common = field(default_factory=Common)
    memory: Remembered | None = None

    def lexicon(self) -> Lexicon:
        """Return who knows the words: the database, or this process for an edition from nowhere else."""
        return Stored(self.shelf, self.common) if self.is_stored else self.remembered()

    def remembered(self) -> Lexicon:
        """Return the words as this process reads them in the listings."""
        if self.memory is None:
            self.memory = Remembered(self.listings)
        return self.memory

    def listing_of(self, published: Published) -> Callable[[int], PublicListing]:
        """Return what fetches a listing by position."""
        return lambda position: published.listings[self.shelf.ids[position]]


@dataclass(slots=True)
class _Held:
    """The one shelf that this process holds, and the listings it was made of."""

    listings: object = None
    shelved: Shelved | None = None


_held: Final = _Held()
_lock: Final = threading.Lock()


def of(published: Published) -> Shelved:
    """Return the shelf of an edition."""
    with _lock:
        if _held.shelved is None or _held.listings is not published.listings:
            _held.listings, _held.shelved = published.listings, of_edition(published)
        return _held.shelved


def of_edition(published: Published) -> Shelved:
    """Make the shelf of an edition from its listings; the tables add a number and what no listing tells."""
    maker, listings = Maker(), sorted(published.listings.values(), key=facets.worth)
    for listing in listings:
        known = published.indexed.get(listing.id)
        maker.ids.append(listing.id)
        maker.add(
            number=known.number if known else 0,
            facets=facets.facets_of(listing, accessible=bool(known and known.accessible)),
            guard=facets.guard_of(listing),
            times=listing.hours,
            points=known.points if known else (),
        )
    is_stored = bool(listings) and all(listing.id in published.indexed for listing in listings)
    return Shelved(maker.made(), phrases.book(published.meanings), is_stored, listings)


def of_tables(*, show_sourced: bool) -> Shelved:
    """Make a shelf from the search's tables alone, for a directory too large to be held in listings."""
    maker = Maker()
    rows = SearchRow.objects.filter(form=FORM, **({} if show_sourced else {"sourced": False}))
    columns = rows.order_by("worth").values_list("number", "facets", "guard", "points")
    for number, ticks, guard, points in columns.iterator(chunk_size=5000):
        whom, times = read_guard(guard)
        maker.add(
            number=number,
            facets=ticks.split(),
            guard=whom,
            times=times,
            points=read_points(points) if points else (),
        )
    return Shelved(maker.made(), phrases.book(()), is_stored=True)
