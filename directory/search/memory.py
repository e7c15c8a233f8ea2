"""The search's words in the memory of a process, for an edition that no database answers for (S13).

Twin of lexicon.py: the same questions, answered from the listings themselves.
"""

import time
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Final

from pyroaring import BitMap

from directory.disclosure import PublicListing
from directory.search import slips
from directory.search.facets import terms_of_listing
from directory.search.terms import is_unspaced, is_word

AT_ONCE: Final = 50  # listings between two rests


class Remembered:
    """The words of the listings of an edition; a listing's position is its place in the order given."""

    def __init__(self, listings: Sequence[PublicListing], *, rest: float = 0.0) -> None:
        """Read the words. Units: `rest` in seconds, after AT_ONCE listings, for whoever asks meanwhile."""
        found: dict[str, list[int]] = defaultdict(list)
        for position, listing in enumerate(listings):
            if rest and not position % AT_ONCE:
                time.sleep(rest)
            for term in terms_of_listing(listing):
                found[term].append(position)
        self._found = {term: BitMap(positions) for term, positions in found.items()}
        self._words = sorted(term for term in found if is_word(term))
        self._forms: dict[str, list[str]] | None = None

    def counts(self, terms: Iterable[str]) -> dict[str, int]:
        """Return how many listings have each of these terms, of those that any has."""
        return {term: len(self._found[term]) for term in terms if term in self._found}

    def beginning(self, prefix: str, most: int) -> list[tuple[str, int]]:
        """Return the commonest words with this beginning, commonest first."""
        found = []
        for word in self._words[bisect_left(self._words, prefix) :]:
            if not word.startswith(prefix):
                break
            found.append((-len(self._found[word]), word))
        return [(word, -count) for count, word in sorted(found)[:most]]

    def slipped(self, forms: Iterable[str]) -> list[tuple[str, int]]:
        """Return the words that have one of these forms, and how many listings have them."""
        if self._forms is None:
            self._forms = self._learnt()
        words = {word for form in forms for word in self._forms.get(form, ())}
        return [(word, len(self._found[word])) for word in words]

    def holding(self, sets: Iterable[Iterable[str]]) -> list[BitMap]:
        """Return, for each set of terms, the positions of the listings that have at least one of them."""
        each = ([self._found[term] for term in terms if term in self._found] for terms in sets)
        return [BitMap.union(BitMap(), *found) for found in each]

    def _learnt(self) -> dict[str, list[str]]:
        known: dict[str, list[str]] = defaultdict(list)
        for word in self._words:
            if slips.may_be_slip(word) and not is_unspaced(word):
                for form in slips.forms(word):
                    known[form].append(word)
        return known
