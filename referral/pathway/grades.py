"""How many years of school an English text asks for, and which one asks for too many. (pure)

Source: J. P. Kincaid and others, Derivation of new readability formulas, 1975. Syllables are counted by rule,
which is right for most English words and one off for some.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from referral.pathway.shapes import ENGLISH, Audience, Book

HIGHEST: Final = {Audience.ADULT: 6.0, Audience.UNDER18: 4.0, Audience.PROFESSIONAL: 9.0}
# Texts that may ask for more, and why: the name of the passage and its audience.
EXCUSED: Final[dict[str, str]] = {
    "p16.plan.later-back adult": "*compensation* is the word that the person has to ask for",
    "p06.because.REMOVAL adult": "three names of things in two short sentences",
    "p06.because.SAFETY under18": "*safety* and *danger* are words that every child knows",
}
FEWEST: Final = 10  # words; a shorter text is graded with those after it, for which the formula is made

_WORD: Final = re.compile(r"[A-Za-z][A-Za-z'\u2019]*")
_END: Final = re.compile(r"[.!?:;]+(?:\s|$)|\n+")
_VOWELS: Final = re.compile(r"[aeiouy]+")


@dataclass(frozen=True, slots=True)
class Passage:
    """Texts that are read one after another, with the grade of all of them together."""

    folder: str
    audience: Audience
    keys: tuple[str, ...]
    words: int
    grade: float

    @property
    def name(self) -> str:
        """Return the key of the first text, by which an exception names the passage."""
        return self.keys[0]

    @property
    def is_too_hard(self) -> bool:
        return self.grade > HIGHEST[self.audience]


def syllables(word: str) -> int:
    """Return how many syllables an English word has, by rule."""
    bare = word.lower().replace("\u2019", "'").removesuffix("'s").replace("'", "")
    count = len(_VOWELS.findall(bare))
    silent_e = bare.endswith("e") and not bare.endswith(("le", "ee", "ie", "ye", "oe"))
    silent_ed = bare.endswith("ed") and not bare.endswith(("ted", "ded", "ied", "eed"))
    silent_es = bare.endswith("es") and not bare.endswith(
        ("ses", "zes", "xes", "ches", "shes", "ges", "ces", "ies", "ees")
    )
    if count > 1 and (silent_e or silent_ed or silent_es):
        count -= 1
    return max(count, 1)


def grade(text: str) -> float:
    """Return the school grade of a text; a text without words has none and asks for nothing."""
    words = _WORD.findall(text)
    if not words:
        return 0.0
    sentences = len([part for part in _END.split(text) if _WORD.search(part)])
    of_words = sum(syllables(word) for word in words)
    return 0.39 * len(words) / sentences + 11.8 * of_words / len(words) - 15.59


def passages(book: Book) -> Iterator[Passage]:
    """Yield all English texts, whole cards and runs of short texts as they are read one after another.

    A question is read with its answers, a card with its lines; a line of a plan stands alone if it is long
    enough, else with the lines around it.
    """
    for audience in Audience:
        wording = book.wordings.get((ENGLISH, audience))
        for keys in _runs(wording.texts if wording else {}):
            text = "\n".join(wording.texts[key] for key in keys) if wording else ""
            words = len(_WORD.findall(text))
            yield Passage(keys[0].partition(".")[0], audience, keys, words, round(grade(text), 1))


def _runs(texts: Mapping[str, str]) -> Iterator[tuple[str, ...]]:
    """Yield keys of texts that are graded together: one room, one group, and words enough."""
    groups: dict[str, list[str]] = {}
    for key in sorted(texts):
        groups.setdefault(_group(key), []).append(key)
    for keys in groups.values():
        run: list[str] = []
        for key in keys:
            run.append(key)
            if sum(len(_WORD.findall(texts[one])) for one in run) >= FEWEST and _stands_alone(key):
                yield tuple(run)
                run = []
        if run:
            yield tuple(run)


def _group(key: str) -> str:
    """Return what a text is read with: its card, its question, the plan of its pathway."""
    folder, _, rest = key.partition(".")
    first = rest.partition(".")[0].partition("@")[0]
    return f"{folder}.{first}"


def _stands_alone(key: str) -> bool:
    return ".plan." in key or ".because." in key


def too_hard(book: Book) -> Iterator[Passage]:
    """Yield the passages above the grade of their audience that no exception names (`p01.made under18`)."""
    for passage in passages(book):
        short = passage.words < FEWEST
        if passage.is_too_hard and not short and f"{passage.name} {passage.audience}" not in EXCUSED:
            yield passage
