"""Find services by ticks, a town and words; what cannot be met is relaxed, and it is said what was."""

import datetime as dt
import logging
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Final, overload

from django.db import DatabaseError
from pyroaring import BitMap

from directory.disclosure import PublicListing
from directory.edition import Published
from directory.search import gazetteer, near, shelves
from directory.search.gazetteer import Town
from directory.search.looking import Look, Words
from directory.search.query import Query
from directory.search.shelf import Shelf
from directory.search.shelves import Shelved
from directory.search.understanding import Hits, Lexicon, Understood, understood
from safety import aside

__all__ = ["Found", "Query", "ask", "suggest"]

TOWN: Final = "town"  # said in `relaxed` when nobody knows a town of the name
UNREAD: Final = "unread"  # said where nobody can look words up yet: then all that fits otherwise is found
NOT_READ: Final = Understood(())
MOST_SUGGESTED: Final = 10

log = logging.getLogger(__name__)


class Listings(Sequence[PublicListing]):
    """What was found, in order; a listing is fetched when it is asked for, so that a page costs a page."""

    def __init__(self, total: int, order: Iterator[int], listing: Callable[[int], PublicListing]) -> None:
        self._total, self._order, self._listing = total, order, listing
        self._positions: list[int] = []

    def __len__(self) -> int:
        return self._total

    @overload
    def __getitem__(self, which: int) -> PublicListing: ...
    @overload
    def __getitem__(self, which: slice) -> tuple[PublicListing, ...]: ...
    def __getitem__(self, which: int | slice) -> PublicListing | tuple[PublicListing, ...]:
        """Return one listing, or a page of them."""
        wanted = range(self._total)[which]
        if isinstance(wanted, int):
            return self._listing(self.position(wanted))
        return tuple(self._listing(self.position(at)) for at in wanted)

    def position(self, at: int) -> int:
        """Return the position on the shelf of what comes in this place."""
        while len(self._positions) <= at:
            self._positions.append(next(self._order))
        return self._positions[at]


class Found:
    """Services in the order in which they are worth trying, and the conditions that were dropped.

    `relaxed` holds what was dropped, in the order of dropping: town (none of the name is known), unread (no
    word can be looked up yet), open_now, free, contact, accessible, anonymous, language, kind, words (then
    most of them fit), need, then region, world or anywhere. `corrected` holds each word that was taken for
    another, with that one. `town` is the one that was taken, `towns` are all of the name.
    """

    def __init__(
        self,
        look: Look,
        relaxed: tuple[str, ...] | None,
        *,
        listing: Callable[[int], PublicListing],
        corrected: tuple[tuple[str, str], ...] = (),
        towns: tuple[Town, ...] = (),
        said: tuple[str, ...] = (),
    ) -> None:
        self._look, self._relaxed = look, relaxed or ()
        self._hits = look.fitting(relaxed) if relaxed is not None else BitMap()
        self.relaxed = (*said, *self._relaxed)
        self.corrected, self.town, self.towns = corrected, look.town, towns
        self.total = len(self._hits)
        self.listings = Listings(self.total, look.ordered(self._relaxed, self._hits), listing)

    @cached_property
    def facets(self) -> dict[str, dict[str, int]]:
        """How many would be found with each tick: by need, kind, language, contact, audience, and `ticks`."""
        return self._look.counted(self._relaxed, self._hits)

    def kilometres(self, at: int) -> float | None:
        """Return how far the listing in this place is from the town; None where no place may be told."""
        town = self._look.town
        return near.kilometres(self._look.shelf, self.listings.position(at), town) if town else None


def ask(query: Query, *, published: Published, now: dt.datetime) -> Found:
    """Return what fits the query; never nothing, unless the directory holds nothing for this age at all.

    The age is never relaxed (S12). Of the other conditions the least important one goes first, and a wider
    area comes last, since a service elsewhere may not be able to help. A line of police comes last, and is
    never all that is found for a need (H24).
    Units: `now` aware.
    """
    shelved = shelves.of(published)
    away = published.unconfirmed_since is not None
    return look_for(query, shelved, now=now, listing=shelved.listing_of(published), is_away=away)


def look_for(
    query: Query,
    shelved: Shelved,
    *,
    now: dt.datetime,
    listing: Callable[[int], PublicListing],
    is_away: bool = False,
) -> Found:
    """Return what fits the query of what stands on a shelf; `listing` fetches what stands in a position.

    `is_away` says that the database did not answer a moment ago: it is not asked again then.
    """
    towns = gazetteer.find(query.town, country=query.country) if query.town else ()
    meant, words = _understood(query, shelved, is_away=is_away)
    unread = words is None and meant is NOT_READ
    chosen = next((town for town in towns if town.id == query.town_id), towns[0] if towns else None)
    look = Look(query, shelved.shelf, town=chosen, words=words, now=now)
    return Found(
        look,
        look.relaxed(),
        listing=listing,
        corrected=meant.corrected,
        towns=towns,
        said=(*((TOWN,) if query.town.strip() and not towns else ()), *((UNREAD,) if unread else ())),
    )


def _understood(query: Query, shelved: Shelved, *, is_away: bool = False) -> tuple[Understood, Words | None]:
    """Return what the words mean and find; from memory while the database does not answer (S13)."""
    if not query.words.strip():
        return Understood(()), None
    if is_away:
        return _from_memory(query, shelved)
    try:
        return aside.asked(aside.ONCE, lambda: _words(query, shelved, shelved.lexicon()))
    except DatabaseError:
        log.warning("the database does not answer: words are looked up in memory")
        return _from_memory(query, shelved)


def _from_memory(query: Query, shelved: Shelved) -> tuple[Understood, Words | None]:
    """Return what the words find among those that this process remembers; NOT_READ while it reads them."""
    known = shelved.remembered_by_now()
    return (NOT_READ, None) if known is None else _words(query, shelved, known)


def _words(query: Query, shelved: Shelved, lexicon: Lexicon) -> tuple[Understood, Words | None]:
    shelf: Shelf = shelved.shelf
    meant = understood(query.words, phrasebook=shelved.phrasebook, lexicon=lexicon)
    if not meant.groups:
        return meant, None
    hits = Hits(meant.groups, lexicon, lambda kind: shelf.of(f"kind:{kind}"))
    return meant, Words(hits.every(), hits.named(), hits.most)


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A word that listings have, and how many."""

    word: str
    listings: int


def suggest(prefix: str, *, published: Published) -> tuple[Suggestion, ...]:
    """Return words that begin so, commonest first. For the desk only: on a public page it would tell what
    somebody types, letter by letter (S2).
    """
    from_start = prefix.strip().casefold()
    if not from_start:
        return ()
    known = shelves.of(published).lexicon().beginning(from_start, MOST_SUGGESTED)
    return tuple(Suggestion(word, count) for word, count in known)
