"""What somebody typed, as the words and the phrases in it (pure)."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Final

from directory.edition import Meaning
from directory.search import slips, stops
from directory.search.terms import LANGUAGES, is_unspaced, pairs, runs, stem

LONGEST: Final = 200  # characters of a search that are read; the rest is nothing that a listing holds
MOST_GROUPS: Final = 8
SHORTEST_BEGINNING: Final = 3


@dataclass(frozen=True, slots=True)
class Group:
    """What one condition of a search asks: every one of these words, or else one of these kinds.

    `begun`: the last word may be only the beginning of one.
    """

    words: tuple[str, ...]
    kinds: frozenset[str] = frozenset()
    begun: bool = False


@dataclass(slots=True)
class Phrasebook:
    """The list of synonyms, to be looked up by stems in each language; unspaced ones as they are."""

    spaced: dict[str, dict[tuple[str, ...], frozenset[str]]] = field(default_factory=dict)
    unspaced: dict[str, frozenset[str]] = field(default_factory=dict)
    stems: set[tuple[str, str]] = field(default_factory=set)
    forms: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    longest: int = 1

    def knows(self, word: str) -> bool:
        """Return whether some phrase has this word, or another form of it."""
        return any((language, stem(word, language)) in self.stems for language in self.spaced)

    def slipped(self, word: str) -> list[tuple[str, int]]:
        """Return the words of phrases that have a form in common with this one; each counts once."""
        found = {known for form in slips.forms(word) for known in self.forms.get(form, ())}
        return [(known, 1) for known in found]

    def kinds(self, words: Sequence[str]) -> frozenset[str]:
        """Return what these words mean as one phrase, in whatever language; nothing when they are none."""
        meant: frozenset[str] = frozenset()
        for language, phrases in self.spaced.items():
            meant |= phrases.get(tuple(stem(word, language) for word in words), frozenset())
        return meant


def book(meanings: Iterable[Meaning]) -> Phrasebook:
    """Return the list of synonyms arranged to be looked up."""
    made = Phrasebook()
    for meaning in meanings:
        kinds = frozenset(meaning.kinds)
        parts = runs(meaning.phrase)
        if any(is_unspaced(part) for part in parts):
            whole = "".join(parts)
            made.unspaced[whole] = made.unspaced.get(whole, frozenset()) | kinds
        elif parts:
            _add(made, _telling(parts), meaning.language, kinds)
    return made


def _add(made: Phrasebook, words: Sequence[str], language: str, kinds: frozenset[str]) -> None:
    language = language if language in LANGUAGES else ""
    key = tuple(stem(word, language) for word in words)
    phrases = made.spaced.setdefault(language, {})
    phrases[key] = phrases.get(key, frozenset()) | kinds
    made.longest = max(made.longest, len(key))
    made.stems.update((language, one) for one in key)
    for word in words:
        if slips.may_be_slip(word):
            for form in slips.forms(word):
                made.forms[form].add(word)


def _telling(words: Sequence[str]) -> list[str]:
    """Return the words without those that every sentence has; all of them where there are no others."""
    return [word for word in words if not stops.is_stop(word)] or list(words)


@dataclass(frozen=True, slots=True)
class Typed:
    """The parts of what was typed: `words` with spaces between them in their order, and whole `groups`."""

    words: tuple[str, ...]
    groups: tuple[Group, ...]
    begun: bool


def taken_apart(typed: str, phrasebook: Phrasebook) -> Typed:
    """Return the parts of what was typed. The last word may be a beginning if no space follows."""
    text = typed[:LONGEST].replace("\x00", " ")
    parts = list(dict.fromkeys(runs(text)))
    unspaced = [run for run in parts if is_unspaced(run)]
    spaced = [part for part in parts if not is_unspaced(part)]
    groups = [group for run in unspaced for group in _unspaced(run, phrasebook)]
    if unspaced and not (groups or spaced):
        groups = [Group(tuple(pairs(run))) for run in unspaced]
    words = [word for word in spaced if not stops.is_stop(word)] or ([] if groups else spaced)
    begun = bool(words) and not text[-1:].isspace() and words[-1] == parts[-1]
    return Typed(tuple(words), tuple(dict.fromkeys(groups)), begun)


def _unspaced(run: str, phrasebook: Phrasebook) -> Iterable[Group]:
    """Cut known phrases out of a run of signs; what is left between them is looked for two by two."""
    for phrase in sorted(phrasebook.unspaced, key=lambda known: (-len(known), known)):
        if phrase in run:
            before, _, after = run.partition(phrase)
            yield Group(tuple(pairs(phrase)), phrasebook.unspaced[phrase])
            for rest in (before, after):
                yield from _unspaced(rest, phrasebook)
            return
    pieces = stops.without_common_signs(run)
    yield from (Group(tuple(pairs(piece))) for piece in pieces if len(piece) > 1)


def grouped(typed: Typed, phrasebook: Phrasebook) -> tuple[Group, ...]:
    """Return the conditions that the words and phrases make: the longest phrases first, then single words."""
    groups, at, words = list(typed.groups), 0, typed.words
    while at < len(words):
        most = min(phrasebook.longest, len(words) - at)
        length = next((n for n in range(most, 0, -1) if phrasebook.kinds(words[at : at + n])), 1)
        phrase = words[at : at + length]
        at += length
        groups.append(Group(phrase, phrasebook.kinds(phrase), begun=_may_begin(phrase[-1], typed, at)))
    return tuple(groups[:MOST_GROUPS])


def _may_begin(word: str, typed: Typed, at: int) -> bool:
    return typed.begun and at == len(typed.words) and len(word) >= SHORTEST_BEGINNING
