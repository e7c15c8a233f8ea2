"""The shelf of the edition that is served: made once, then changed with each edition where little changed."""

import threading
from bisect import bisect_left
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final, overload

from directory import kept_edition
from directory.disclosure import PublicListing
from directory.edition import Published
from directory.kept_edition import Lying
from directory.models.search import SearchRow
from directory.search import carrying, facets, kept_shelf, phrases, warming
from directory.search.carrying import Entry, Move
from directory.search.facets import FORM, read_guard, read_points
from directory.search.learnt import Common
from directory.search.lexicon import Stored
from directory.search.memory import Remembered
from directory.search.phrases import Phrasebook
from directory.search.shelf import Maker, Shelf
from directory.search.understanding import Lexicon

FEW: Final = 5_000  # listings whose words are read while somebody waits
REST_S: Final = 0.001


@dataclass(slots=True)
class Shelved:
    """A shelf with what its words are looked up in.

    `is_stored`: the listings stand in the tables of the search. `listings` are those of the edition by
    position; none for a shelf made of the tables alone.
    """

    shelf: Shelf
    phrasebook: Phrasebook
    is_stored: bool
    listings: Sequence[PublicListing] = ()
    common: Common = field(default_factory=Common)
    memory: Remembered | None = None
    is_learning: bool = False

    def lexicon(self) -> Lexicon:
        """Return who knows the words: the database, or this process for an edition from nowhere else."""
        return Stored(self.shelf, self.common) if self.is_stored else self.remembered()

    def remembered(self) -> Lexicon:
        """Return the words as this process reads them in the listings."""
        if self.memory is None:
            self.memory = Remembered(self.listings)
        return self.memory

    def remembered_by_now(self) -> Lexicon | None:
        """Return the same at once; of a large directory None until they were read, in the background: nobody
        waits for that (S13).
        """
        if self.memory is not None or len(self.listings) <= FEW:
            return self.remembered()
        if not self.is_learning:
            self.is_learning = True
            threading.Thread(target=self._read_words, name="memory", daemon=True).start()
        return None

    def _read_words(self) -> None:
        self.memory = Remembered(self.listings, rest=REST_S)

    def listing_of(self, published: Published) -> Callable[[int], PublicListing]:
        """Return what fetches a listing by position."""
        return lambda position: published.listings[self.shelf.ids[position]]


class ByPosition(Sequence[PublicListing]):
    """The listings of an edition in the order of a shelf, fetched when they are asked for."""

    def __init__(self, ids: Sequence[str], listings: Mapping[str, PublicListing]) -> None:
        self._ids, self._listings = ids, listings

    @overload
    def __getitem__(self, position: int) -> PublicListing: ...
    @overload
    def __getitem__(self, position: slice) -> Sequence[PublicListing]: ...
    def __getitem__(self, position: int | slice) -> PublicListing | Sequence[PublicListing]:
        """Return the listing in a position."""
        if isinstance(position, slice):
            return ByPosition(self._ids[position], self._listings)
        return self._listings[self._ids[position]]

    def __len__(self) -> int:
        return len(self._ids)


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
    shelved = _kept(published)
    if shelved is None:
        shelved = of_edition(published)
        kept_shelf.keep(shelved.shelf, published, is_stored=shelved.is_stored)
    if shelved.is_stored:
        warming.begin(shelved.shelf, shelved.common)
    return shelved


def _kept(published: Published) -> Shelved | None:
    """Return the shelf as it was kept on this machine, brought to this edition."""
    found, lower = kept_shelf.last(published), published.table.records.lower
    if found is None or not isinstance(lower, Lying):
        return None
    shelf, is_stored = found
    base = published.based_on(lower.table())
    shelved = Shelved(
        shelf,
        phrases.book(published.meanings),
        is_stored,
        ByPosition(shelf.ids, base.listings),
        common=Common(shelf.size),
    )
    return shelved if kept_edition.is_kept(published) else _following(base, shelved, published)


def _differing(before: Published, after: Published) -> tuple[list[str], list[str]] | None:
    """Return the ids that are gone and those that came; what stands otherwise is among both. None where
    nothing in one is known to be the same in the other.

    A listing is the same where the edition kept it: what was read anew may have changed.
    """
    if before.listings is before.table.listings and after.listings is after.table.listings:
        found = after.table.differing(before.table)
        if found is not None or isinstance(after.table.records.lower, Lying):
            return found
    gone = [key for key in before.listings if _is_new(key, before, after)]
    return gone, [key for key in after.listings if _is_new(key, after, before)]


def _following(before: Published, shelved: Shelved, after: Published) -> Shelved | None:
    """Return the next shelf made from this one; None where too much changed, or the tables do not know
    all.
    """
    differing = _differing(before, after)
    if differing is None or not shelved.is_stored or not after.listings:
        return None
    left, new = differing
    if len(left) + len(new) > max(carrying.MOST, shelved.shelf.size // 4):
        return None
    gone, came = [before.listings[key] for key in left], [after.listings[key] for key in new]
    if any(listing.id not in after.indexed for listing in came):
        return None
    place: Callable[[PublicListing], int] = lambda one: bisect_left(  # noqa: E731 - two would read it thus
        shelved.listings, facets.worth(one), key=facets.worth
    )
    came.sort(key=facets.worth)
    entries = [(place(listing), _entry(listing, after)) for listing in came]
    move = Move(shelved.shelf.size, sorted(map(place, gone)), entries)
    shelf = carrying.carried(shelved.shelf, move)
    return Shelved(
        shelf,
        shelved.phrasebook if before.meanings == after.meanings else phrases.book(after.meanings),
        is_stored=True,
        listings=ByPosition(shelf.ids, after.listings),
        common=shelved.common.carried(move),
    )


def _is_new(key: str, here: Published, there: Published) -> bool:
    """Return whether a listing stands otherwise in another edition, or not at all."""
    return here.listings[key] is not there.listings.get(key) or here.indexed.get(
        key
    ) is not there.indexed.get(key)


def of_edition(published: Published) -> Shelved:
    """Make the shelf of an edition from its listings; the tables add a number and what no listing tells."""
    maker, is_stored = Maker(), bool(published.listings)
    worth = {key: facets.worth(listing) for key, listing in published.listings.items()}
    maker.ids = sorted(worth, key=worth.__getitem__)
    for key in maker.ids:
        listing, known = published.listings[key], published.indexed.get(key)
        is_stored &= known is not None
        maker.add(
            number=known.number if known else 0,
            facets=facets.facets_of(listing, accessible=bool(known and known.accessible)),
            guard=facets.guard_of(listing),
            times=listing.hours,
            points=known.points if known else (),
        )
    shelf = maker.made()
    return Shelved(
        shelf,
        phrases.book(published.meanings),
        is_stored,
        ByPosition(shelf.ids, published.listings),
        common=Common(shelf.size),
    )


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
