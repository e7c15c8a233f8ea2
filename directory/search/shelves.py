"""The shelf of the edition that is served: made once, then changed with each edition where little changed."""

import threading
from bisect import bisect_left
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final

from directory.disclosure import PublicListing
from directory.edition import Published
from directory.models.search import SearchRow
from directory.search import carrying, facets, phrases, warming
from directory.search.carrying import Entry, Move
from directory.search.facets import FORM, read_guard, read_points
from directory.search.learnt import Common
from directory.search.lexicon import Stored
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
    """The one shelf that this process holds, and the edition it was made of."""

    published: Published | None = None
    shelved: Shelved | None = None


_held: Final = _Held()
_lock: Final = threading.Lock()


def of(published: Published) -> Shelved:
    """Return the shelf of an edition."""
    with _lock:
        before = _held.published
        if _held.shelved is None or before is None:
            _held.shelved = _begun(published)
        elif before.listings is not published.listings:
            _held.shelved = _following(before, _held.shelved, published) or _begun(published)
        _held.published = published
        return _held.shelved


def _begun(published: Published) -> Shelved:
    """Make a shelf, and have the common words of a large directory learnt while the first ones ask."""
    shelved = of_edition(published)
    if shelved.is_stored:
        warming.begin(shelved.shelf, shelved.common)
    return shelved


def _following(before: Published, shelved: Shelved, after: Published) -> Shelved | None:
    """Return the next shelf made from this one; None where too much changed, or the tables do not know all.

    A listing is the same where the edition kept it: what was read anew may have changed.
    """
    gone = [listing for key, listing in before.listings.items() if _is_new(key, before, after)]
    came = [listing for key, listing in after.listings.items() if _is_new(key, after, before)]
    if not shelved.is_stored or not after.listings or len(gone) + len(came) > carrying.MOST:
        return None
    if any(listing.id not in after.indexed for listing in came):
        return None
    place: Callable[[PublicListing], int] = lambda one: bisect_left(  # noqa: E731 - two would read it thus
        shelved.listings, facets.worth(one), key=facets.worth
    )
    came.sort(key=facets.worth)
    entries = [(place(listing), _entry(listing, after)) for listing in came]
    move = Move(shelved.shelf.size, sorted(map(place, gone)), entries)
    return Shelved(
        carrying.carried(shelved.shelf, move),
        shelved.phrasebook if before.meanings == after.meanings else phrases.book(after.meanings),
        is_stored=True,
        listings=list(move.of_sequence(shelved.listings, came)),
        common=shelved.common.carried(move),
    )


def _is_new(key: str, here: Published, there: Published) -> bool:
    """Return whether a listing stands otherwise in another edition, or not at all."""
    return here.listings[key] is not there.listings.get(key) or here.indexed.get(
        key
    ) is not there.indexed.get(key)


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
    shelf = maker.made()
    return Shelved(shelf, phrases.book(published.meanings), is_stored, listings, common=Common(shelf.size))


def _entry(listing: PublicListing, published: Published) -> Entry:
    known = published.indexed[listing.id]
    return Entry(
        id=listing.id,
        number=known.number,
        facets=facets.facets_of(listing, accessible=known.accessible),
        guard=facets.guard_of(listing),
        times=listing.hours,
        points=known.points,
        terms=frozenset(facets.terms_of_listing(listing)),
    )


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
    shelf = maker.made()
    return Shelved(shelf, phrases.book(()), is_stored=True, common=Common(shelf.size))
