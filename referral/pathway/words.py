"""Scan the texts for words that are never said, promises, and what nobody does with a child's picture. (pure)

Source: pathway catalogue, section 2 (harm words), H01 H02 H07 H08 H10 H12 H13 H15 H23 H25 H26, and check 9 of
section 8. The lists are in `wordlists` and, for every language but English, in its own folder.
"""

import re
from collections.abc import Iterable, Iterator
from typing import Final

from referral.pathway.rules import Breach
from referral.pathway.shapes import ENGLISH, Audience, Book
from referral.pathway.wordlists import ENGLISH_WORDS, Words

_SENTENCE: Final = re.compile(r"[^.!?;:\n\u3002\uff01\uff1f\uff1b\uff1a\u061f\u061b]+")
# Said of any text: the list, the rule, and what is wrong with it.
_ANYWHERE: Final = (
    ("forbidden", "WORDS", "says"),
    ("gendered", "WORDS", "says, though harm is done to and by every gender,"),
    ("asked_why", "H25", "asks"),
    ("named", "H15", "names it to the person:"),
)
# The same, unless the sentence says *not* before it.
_OUTRIGHT: Final = (
    ("promised", "H07", "promises"),
    ("by_itself", "H08", "does something by itself:"),
    ("told_where", "H26", "says where:"),
)


def words_of(book: Book) -> dict[str, Words]:
    """Return the lists of every language that some text is in; a language without lists has empty ones."""
    return {ENGLISH: Words(ENGLISH_WORDS)} | {code: Words(one) for code, one in book.words.items()}


def word_breaches(book: Book, childs: frozenset[str]) -> Iterator[Breach]:
    """Yield every text, in every language, that says what must not be said.

    `childs` are the keys of advice that stands on a plan where the picture may be a child's.
    """
    lists = words_of(book)
    for (language, audience), wording in sorted(book.wordings.items()):
        if language not in lists:
            yield Breach("WORDS", "shared", f"{language} has texts and no list of words that are never said")
            continue
        for key, text in wording.texts.items():
            plain = text.replace("\u2019", "'")
            for rule, what in _said(lists[language], key, plain, audience, key in childs):
                yield Breach(rule, key.partition(".")[0], f"{key} in {language}.{audience} {what}")


def _said(words: Words, key: str, text: str, audience: str, childs: bool) -> Iterator[tuple[str, str]]:
    for name, rule, says in _ANYWHERE:
        for found in words.list(name).finditer(text):
            yield rule, f"{says} '{found[0]}'"
    for name, rule, says in _OUTRIGHT:
        for outright in _outright(text, words.list(name), words.nots):
            yield rule, f"{says} '{outright}'"
    if key.startswith("cards.") or ".plan." in key:
        yield from _advised(words, text, audience, childs)
    else:
        for found in words.list("handed_in").finditer(text):
            yield "H01", f"asks for something: '{found[0]}'"
    if audience == Audience.UNDER18:
        yield from _to_a_child(words, text)


def _advised(words: Words, text: str, audience: str, childs: bool) -> Iterator[tuple[str, str]]:
    for trick in _outright(text, words.list("tricked"), words.nots):
        yield "H10", f"advises to '{trick}'"
    if words.list("trusted").search(text) and not words.list("safe").search(text):
        yield "H23", "names somebody to trust, without 'only if it is safe'"
    if childs or audience == Audience.UNDER18:
        for sentence in _SENTENCE.findall(text):
            if words.list("picture").search(sentence):
                for verb in _outright(sentence, words.list("done_to_it"), words.nots):
                    yield "H02", f"says '{verb}' near a picture"


def _to_a_child(words: Words, text: str) -> Iterator[tuple[str, str]]:
    for found in words.list("childs_law").finditer(text):
        yield "H13", f"says '{found[0]}' to a child"
    for told in _outright(text, words.list("parent"), words.nots_yet):
        yield "H12", f"says '{told}' to a child"


def _outright(text: str, words: re.Pattern[str], nots: re.Pattern[str]) -> Iterable[str]:
    """Yield what is said without a *not* before it in the same sentence."""
    for sentence in _SENTENCE.findall(text):
        for found in words.finditer(sentence):
            if not nots.search(sentence[: found.start()]):
                yield found[0]
