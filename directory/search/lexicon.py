"""The search's words as the database knows them. Twin of memory.py.

A term that few listings have is asked of the database's own text search each time. One that many have would
make it visit every one of them (docs/decisions/0006): its listings are remembered for as long as the edition
is served. What is remembered is common words of the directory, never what one person asked.
"""

from collections import OrderedDict
from collections.abc import Iterable
from typing import Final

from pyroaring import BitMap

from directory.search import index
from directory.search.shelf import Shelf

COMMON: Final = 200  # listings; from so many on the listings of a term are remembered
MOST_REMEMBERED: Final = 40_000_000  # listings of all remembered terms together: at most some 80 MB


class Common:
    """The listings of common terms, as far as anybody asked for them; the longest unasked goes first."""

    def __init__(self) -> None:
        self._held: OrderedDict[str, BitMap] = OrderedDict()
        self._size = 0

    def get(self, term: str) -> BitMap | None:
        """Return the listings of a term, if they are remembered."""
        found = self._held.get(term)
        if found is not None:
            self._held.move_to_end(term)
        return found

    def keep(self, term: str, found: BitMap) -> None:
        """Remember the listings of a term."""
        found.run_optimize()
        self._held[term] = found
        self._size += len(found)
        while self._size > MOST_REMEMBERED and len(self._held) > 1:
            self._size -= len(self._held.popitem(last=False)[1])


class Stored:
    """The words of the tables, for one search over one shelf."""

    def __init__(self, shelf: Shelf, common: Common) -> None:
        self._shelf, self._common, self._engine = shelf, common, index.engine()
        self._counts: dict[str, int] = {}  # of terms that were asked for already; 0 where no listing has one

    def counts(self, terms: Iterable[str]) -> dict[str, int]:
        """Return how many listings have each of these terms, of those that any has."""
        asked = set(terms)
        fresh = asked - self._counts.keys()
        if fresh:
            self._counts.update(dict.fromkeys(fresh, 0), **self._engine.counts(fresh))
        return {term: self._counts[term] for term in asked if self._counts[term]}

    def beginning(self, prefix: str, most: int) -> list[tuple[str, int]]:
        """Return the commonest words with this beginning, commonest first."""
        found = self._engine.beginning(prefix, most)
        self._counts.update(found)
        return found

    def slipped(self, forms: Iterable[str]) -> list[tuple[str, int]]:
        """Return the words that have one of these forms, and how many listings have them."""
        return self._engine.slipped(forms)

    def holding(self, terms: Iterable[str]) -> BitMap:
        """Return the positions of the listings that have at least one of the terms."""
        known = self.counts(terms)
        rare = [term for term, count in known.items() if count < COMMON]
        found = [self._many(term) for term, count in known.items() if count >= COMMON]
        if rare:
            found.append(self._shelf.positions(self._engine.holding(rare)))
        return BitMap.union(*found) if found else BitMap()

    def _many(self, term: str) -> BitMap:
        found = self._common.get(term)
        if found is None:
            found = self._shelf.positions(self._engine.holding([term]))
            self._common.keep(term, found)
        return found
