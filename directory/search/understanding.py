"""From what was typed to what is looked up: slips mended, beginnings completed, words with their stems
(pure).

A `Lexicon` answers for the words of a directory: that of the database, or the one in memory while the
database does not answer. Both are asked the same, so they find the same.
"""

from collections.abc import Iterable, Iterator
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
    def holding(self, sets: Iterable[Iterable[str]]) -> list[BitMap]: ...


@dataclass(frozen=True, slots=True)
class Understood:
    """The conditions that somebody's words make, and which of the words were taken for others."""

    groups: tuple[Group, ...]
    corrected: tuple[tuple[str, str], ...] = ()


def understood(text: str, *, phrasebook: Phrasebook, lexicon: Lexicon) -> Understood:
    """Return what was asked for; a word of five letters that nobody knows is taken for its neighbour."""
    typed = taken_apart(text, phrasebook)
    mended = _mended(_unknown(typed, phrasebook, lexicon), phrasebook, lexicon)
    taken = replace(typed, words=tuple(mended.get(word, word) for word in typed.words))
    return Understood(grouped(taken, phrasebook), tuple(mended.items()))


def _unknown(typed: Typed, phrasebook: Phrasebook, lexicon: Lexicon) -> list[str]:
    """Return the words that may have a slip in them: long enough, and found nowhere."""
    doubted = [word for word in typed.words if slips.may_be_slip(word) and not phrasebook.knows(word)]
    met = lexicon.counts(doubted)
    strange = [word for word in doubted if word not in met]
    known = lexicon.counts(stem for word in strange for stem in stems(word))
    unknown = [word for word in strange if not any(stem in known for stem in stems(word))]
    last = typed.words[-1] if typed.begun else None
    return [word for word in unknown if word != last or not lexicon.beginning(word, 1)]


def _mended(words: list[str], phrasebook: Phrasebook, lexicon: Lexicon) -> dict[str, str]:
    """Return the words that were meant, of those for which there is one."""
    if not words:
        return {}
    near = lexicon.slipped({form for word in words for form in slips.forms(word)})
    meant = ((word, slips.meant(word, [*near, *phrasebook.slipped(word)])) for word in words)
    return {word: known for word, known in meant if known}


class Hits:
    """Which listings each condition finds, as positions; the lexicon is asked once for all."""

    def __init__(self, groups: tuple[Group, ...], lexicon: Lexicon, kinds: "KindsOf") -> None:
        self.groups = groups
        terms = [[_terms(word, group, lexicon) for word in group.words] for group in groups]
        every = [one for words in terms for one in words]
        found = lexicon.holding([*every, *map(in_a_name, every)])
        self._each = [
            _both(hits) | _union(kinds(kind) for kind in group.kinds)
            for group, hits in zip(groups, _split(found, terms), strict=True)
        ]
        self._named = [_both(hits) for hits in _split(found[len(every) :], terms)]

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
        return _both(self._named)


def _split(found: list[BitMap], terms: list[list[set[str]]]) -> Iterator[list[BitMap]]:
    """Yield, of what the words found one after another, what those of each group did."""
    left = iter(found)
    for words in terms:
        yield [next(left) for _ in words]


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
