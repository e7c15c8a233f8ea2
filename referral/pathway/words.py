"""Scan the texts for words that are never said, promises, and what nobody does with a child's picture. (pure)

Source: pathway catalogue, section 2 (harm words), H02 H07 H10 H12 H13 H15 H23, and check 9 of section 8.
The lists are English; another language brings its own before it is offered.
"""

import re
from collections.abc import Iterable, Iterator
from typing import Final

from referral.pathway.rules import Breach
from referral.pathway.shapes import Audience, Book


def _any(*words: str) -> re.Pattern[str]:
    return re.compile(r"\b(?:" + "|".join(words) + r")\b", re.IGNORECASE)


_FORBIDDEN: Final = _any(
    "child porn\\w*",
    "child prostitut\\w*",
    "revenge porn(?! helpline)",
    "underage sex",
    "sexting scandal",
    "clients?",
    "victims?(?! support)",
    "admit\\w*",
    "confess\\w*",
    "disclos\\w*",
    "alleg\\w*",
    "illegals?(?! (?:content|pictures?|material|images?))",
    "prostitut\\w*",
    "failed to leave",
    "hash\\w*",
    "fingerprints?",
    "handovers?",
    "just block",
    "why did you",
    "you should have",
    "be brave",
    "you are safe now",
    "guarantee\\w*",
    "this is trafficking",
    "you (?:are|were) (?:being )?trafficked",
    "this is safe",
)
_GENDERED: Final = _any("he", "she", "him", "her", "his", "hers", "himself", "herself")
_PROMISED: Final = _any(
    "(?:we|i) promise",
    "will (?:all )?be (?:removed|deleted|taken down|gone|arrested|caught|stopped)",
    "(?:nobody|no one) will ever (?:know|see|find out)",
    "100 ?%",
    "completely (?:safe|private|secret|anonymous)",
    "(?:always|surely|certainly) (?:removed|deleted|taken down)",
    "we (?:will|can) (?:remove|delete|take)",
)
_TRICKED: Final = _any(
    "confront", "trick them", "track them down", "trace them", "find out who (?:it is|they are)"
)
_CHILDS_LAW: Final = _any(
    "illegal",
    "crimes?",
    "criminals?",
    "offen[cs]es?",
    "against the law",
    "broke the law",
    "prison",
    "jail",
    "police will",
    "arrest\\w*",
    "guilty",
    "punish\\w*",
    "charged",
)
_PARENT: Final = _any(
    "(?:tell|ask|bring|talk to|show|call) (?:\\w+ ){0,2}(?:mum|mom|dad|mother|father|parents?|family)"
)
_PICTURE: Final = _any("pictures?", "photos?", "videos?", "nudes?", "images?")
_DONE_TO_IT: Final = _any(
    "save",
    "keep",
    "send",
    "forward",
    "screenshots?",
    "look for",
    "open",
    "download",
    "print",
    "copy",
    "record",
)
_NOT: Final = _any(
    "not", "never", "without", "no need", "nobody", "no one", "stop", "cannot", "nothing", "need no",
    "no \\w+ (?:can|will)", "don't", "can't", "won't", "doesn't", "isn't", "didn't", "instead of",
)  # fmt: skip
_NOT_YET: Final = re.compile(_NOT.pattern + r"|\bbefore\b", re.IGNORECASE)
_TRUSTED: Final = _any("(?:adult|person|someone|somebody|grown-up|one) (?:that |who )?you (?:really )?trust")
_SAFE: Final = _any("safe\\w*")
_SENTENCE: Final = re.compile(r"[^.!?;:\n]+")


def word_breaches(book: Book, childs: frozenset[str]) -> Iterator[Breach]:
    """Yield every text that says what must not be said.

    `childs` are the keys of advice that stands on a plan where the picture may be a child's.
    """
    for (language, audience), wording in sorted(book.wordings.items()):
        if language != "en":
            continue
        for key, text in wording.texts.items():
            plain = text.replace("\u2019", "'")
            for rule, what in _said(key, plain, audience, key in childs):
                yield Breach(rule, key.partition(".")[0], f"{key} in {language}.{audience} {what}")


def _said(key: str, text: str, audience: str, childs: bool) -> Iterator[tuple[str, str]]:
    advice = key.startswith("cards.") or ".plan." in key
    for found in _FORBIDDEN.finditer(text):
        yield "WORDS", f"says '{found[0]}'"
    for found in _GENDERED.finditer(text):
        yield "WORDS", f"says '{found[0]}', though harm is done to and by every gender"
    for promise in _outright(text, _PROMISED):
        yield "H07", f"promises '{promise}'"
    if advice:
        yield from _advised(text, audience, childs)
    if audience == Audience.UNDER18:
        yield from _to_a_child(text)


def _advised(text: str, audience: str, childs: bool) -> Iterator[tuple[str, str]]:
    for trick in _outright(text, _TRICKED):
        yield "H10", f"advises to '{trick}'"
    if _TRUSTED.search(text) and not _SAFE.search(text):
        yield "H23", "names somebody to trust, without 'only if it is safe'"
    if childs or audience == Audience.UNDER18:
        for sentence in _SENTENCE.findall(text):
            if _PICTURE.search(sentence):
                for verb in _outright(sentence, _DONE_TO_IT):
                    yield "H02", f"says '{verb}' near a picture"


def _to_a_child(text: str) -> Iterator[tuple[str, str]]:
    for found in _CHILDS_LAW.finditer(text):
        yield "H13", f"says '{found[0]}' to a child"
    for told in _outright(text, _PARENT, unless=_NOT_YET):
        yield "H12", f"says '{told}' to a child"


def _outright(text: str, words: re.Pattern[str], *, unless: re.Pattern[str] = _NOT) -> Iterable[str]:
    """Yield what is said without a *not* before it in the same sentence."""
    for sentence in _SENTENCE.findall(text):
        for found in words.finditer(sentence):
            if not unless.search(sentence[: found.start()]):
                yield found[0]
