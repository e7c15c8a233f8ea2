"""From what was typed to what is looked up: slips mended, beginnings completed, words with their stems
(pure).

A `Lexicon` answers for the words of a directory: that of the database, or the one in memory while the
database does not answer. Both are asked the same, so they find the same.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Final, Protocol

from pyroaring import BitMap

from directory.search import slips
from directory.search.phrases import Group, Phrasebook, Typed, grouped, taken_apart
from directory.search.terms import in_a_name, is_word, stems

MOST_BEGUN: Final = 24  # words that one beginning stands for: the commonest ones
SURELY_BEGUN: Final = 4  # letters; a shorter word is a beginning only where it is none by itself


class Lexicon(Protocol):
    """Who knows the words of a directory."""

    def counts(self, terms: Iterable[str]) -> dict[str, int]: ...
    def beginning(self, prefix: str, most: int) -> list[tuple[str, int]]: ...
    def slipped(self, forms: Iterable[str]) -> list[tuple[str, int]]: ...
    def holding(self, terms: Iterable[str]) -> BitMap: ...


@dataclass(frozen=True, slots=True)
class Understood:
    """The conditions that somebody's words make, and which of the words were taken for others."""

    groups: tuple[Group, ...]
    corrected: tuple[tuple[str, str], ...] = ()


def understood(text: str, *, phrasebook: Phrasebook, lexicon: Lexicon) -> Understood:
    """Return what was asked for; a word of five letters that nobody knows is taken for its neighbour."""
    typed = taken_apart(text, phrasebook)
    mended = {
        word: known
        for word in _unknown(typed, phrasebook, lexicon)
        if (known := _meant(word, phrasebook, lexicon))
    }
    taken = replace(typed, words=tuple(mended.get(word, word) for word in typed.words))
    return Understood(grouped(taken, phrasebook), tuple(mended.items()))


def _unknown(typed: Typed, phrasebook: Phrasebook, lexicon: Lexicon) -> list[str]:
    """Return the words that may have a slip in them: long enough, and found nowhere."""
    doubted = [word for word in typed.words if slips.may_be_slip(word) and not phrasebook.knows(word)]
    known = lexicon.counts(term for word in doubted for term in (word, *stems(word)))
    unknown = [word for word in doubted if not any(term in known for term in (word, *stems(word)))]
    last = typed.words[-1] if typed.begun else None
    return [word for word in unknown if word != last or not lexicon.beginning(word, 1)]


def _meant(word: str, phrasebook: Phrasebook, lexicon: Lexicon) -> str | None:
    return slips.meant(word, [*lexicon.slipped(slips.forms(word)), *phrasebook.slipped(word)])


class Hits:
    """Which listings each condition finds, as positions; asked for once each."""

    def __init__(self, groups: tuple[Group, ...], lexicon: Lexicon, kinds: "KindsOf") -> None:
        self._lexicon = lexicon
        self.groups = groups
        self._terms = [[_terms(word, group, lexicon) for word in group.words] for group in groups]
        self._each = [
            self._all(words) | _union(kinds(kind) for kind in group.kinds)
            for group, words in zip(groups, self._terms, strict=True)
        ]

    def every(self) -> BitMap:
        """Return what all conditions find together."""
        return _both(self._each)

    def most(self, among: BitMap) -> BitMap:
        """Return what of these fits as many conditions as possible: phrases that we know first, then rare
        words.

        All of them where no condition finds anything.
        """
        each = [
            (not group.kinds, len(hits), hits) for group, hits in zip(self.groups, self._each, strict=True)
        ]
        for _, _, hits in sorted(each, key=lambda one: one[:2]):
            among = among & hits or among
        return among

    def named(self) -> BitMap:
        """Return what has all the words in its name."""
        return _both([self._all([in_a_name(terms) for terms in words]) for words in self._terms])

    def _all(self, words: Iterable[Iterable[str]]) -> BitMap:
        found: BitMap | None = None
        for terms in words:
            hits = self._lexicon.holding(terms)
            found = hits if found is None else found & hits
            if not found:
                break
        return BitMap() if found is None else found


class KindsOf(Protocol):
    """The listings of a kind."""

    def __call__(self, kind: str, /) -> BitMap: ...


def _terms(word: str, group: Group, lexicon: Lexicon) -> set[str]:
    terms = {word, *stems(word)}
    if group.begun and word == group.words[-1] and (len(word) >= SURELY_BEGUN or not lexicon.counts([word])):
        terms.update(known for known, _ in lexicon.beginning(word, MOST_BEGUN) if is_word(known))
    return terms


def _union(found: Iterable[BitMap]) -> BitMap:
    every = list(found)
    return BitMap.union(*every) if every else BitMap()


def _both(found: list[BitMap]) -> BitMap:
    return BitMap.intersection(*found) if found else BitMap()
