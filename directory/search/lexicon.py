"""The search's words as the database knows them. Twin of memory.py.

A term that few listings have is asked of the database's own text search each time. One that many have would
make it visit every one of them (docs/decisions/0006): its listings are remembered (common.py), learnt ahead
in a large directory (warming.py).
"""

from collections.abc import Iterable

from pyroaring import BitMap

from directory.search import index, warming
from directory.search.learnt import Common
from directory.search.shelf import Shelf
from directory.search.terms import IN_A_NAME, in_a_name, is_word, stems
from directory.search.understanding import MOST_BEGUN


class Stored:
    """The words of the tables, for one search over one shelf."""

    def __init__(self, shelf: Shelf, common: Common) -> None:
        self._shelf, self._common, self._engine = shelf, common, index.engine()
        self._counts: dict[str, int] = {}  # of terms that were asked for already; 0 where no listing has one
        self._begun: dict[str, list[tuple[str, int]]] = {}

    def counts(self, terms: Iterable[str]) -> dict[str, int]:
        """Return how many listings have each of these terms, of those that any has."""
        asked = set(terms)
        fresh = asked - self._counts.keys()
        self._counts.update({term: len(found) for term in fresh if (found := self._common.get(term))})
        self._ask(fresh - self._counts.keys())
        return {term: self._counts[term] for term in asked if self._counts[term]}

    def _ask(self, terms: set[str]) -> None:
        """Learn counts from the database, with those that whoever asks for these will ask for next: of the
        stems of a word, and of the same terms in names.
        """
        if terms:
            wanted = terms | {stem for term in terms if is_word(term) for stem in stems(term)}
            wanted |= in_a_name(term for term in wanted if not term.startswith(IN_A_NAME))
            wanted -= self._counts.keys()
            self._counts.update(dict.fromkeys(wanted, 0), **self._engine.counts(wanted))

    def beginning(self, prefix: str, most: int) -> list[tuple[str, int]]:
        """Return the commonest words with this beginning, commonest first."""
        if prefix not in self._begun:
            self._begun[prefix] = self._engine.beginning(prefix, max(most, MOST_BEGUN))
            self._counts.update(self._begun[prefix])
        return self._begun[prefix][:most]

    def slipped(self, forms: Iterable[str]) -> list[tuple[str, int]]:
        """Return the words that have one of these forms, and how many listings have them."""
        return self._engine.slipped(forms)

    def holding(self, sets: Iterable[Iterable[str]]) -> list[BitMap]:
        """Return, for each set of terms, the positions of the listings that have at least one of them.

        The database is asked once for all that is not remembered.
        """
        held, missing = self._remembered([set(terms) for terms in sets])
        asked = [(at, terms) for at, terms in enumerate(missing) if terms]
        numbers = self._engine.holding_each([terms for _, terms in asked]) if asked else ()
        for (at, _), found in zip(asked, numbers, strict=True):
            held[at].append(self._shelf.positions(found))
        return [BitMap.union(BitMap(), *found) for found in held]

    def _remembered(self, sets: list[set[str]]) -> tuple[list[list[BitMap]], list[list[str]]]:
        """Return the remembered listings of each set, and the terms of each that have to be asked for."""
        known = {term: self._common.get(term) for terms in sets for term in terms}
        missing = {term for term, found in known.items() if found is None and self._counts.get(term) != 0}
        if not (self._common.whole or self._shelf.size < warming.MANY):
            missing &= self.counts(missing).keys()
            for term in [term for term in missing if self._counts[term] >= warming.COMMON]:
                known[term] = self._many(term)
                missing.discard(term)
        held = [[found for term in terms if (found := known[term]) is not None] for terms in sets]
        return held, [sorted(terms & missing) for terms in sets]

    def _many(self, term: str) -> BitMap:
        (numbers,) = self._engine.holding_each([[term]])
        found = self._shelf.positions(numbers)
        found.run_optimize()
        self._common.keep(term, found)
        return found
