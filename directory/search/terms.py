"""What a text is found by: words without capitals and accents, and their stems (pure).

All meaning lies here and in this package's other pure modules, not in an engine, so that SQLite, PostgreSQL
and the memory of a process answer alike. An index term is a bare word; a stem begins with the letter of its
language and a line, so that English *car* does not meet the Spanish stem of *care*; a word of a name stands
once more behind `n_`. No bare word has a line in it.
"""

import re
import threading
import unicodedata
from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import Final

from Stemmer import Stemmer

LONGEST_WORD: Final = 40  # signs; what is longer is no word that somebody types twice
SHORTEST_STEM: Final = 3
IN_A_NAME: Final = "n_"
LATIN: Final = ("en", "es", "fr")
LANGUAGES: Final = {"en": "english", "es": "spanish", "fr": "french", "ru": "russian", "ar": "arabic"}

_SHORT_I: Final = (
    "\u0438\u0306"  # й is a letter of its own, not an и with an accent: endings are read from it
)
_ARABIC: Final = str.maketrans(
    {
        "أ": "ا",
        "إ": "ا",
        "آ": "ا",
        "ٱ": "ا",
        "ى": "ي",
        "ی": "ي",
        "ئ": "ي",
        "ؤ": "و",
        "ة": "ه",
        "ک": "ك",
        "ـ": None,
    }
)
# Chinese and Japanese are written without spaces: two signs side by side are taken for a word.
_UNSPACED: Final = "\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
# Vowel signs of Indian scripts and their neighbours belong to the word; Python counts them to no word.
_SIGNS: Final = "".join(
    chr(code)
    for code in (*range(0x0900, 0x1200), *range(0x1700, 0x1A00), *range(0xA800, 0xAC00))
    if unicodedata.category(chr(code)) in {"Mn", "Mc"} and not unicodedata.combining(chr(code))
)
_PARTS: Final = re.compile(rf"[{_UNSPACED}]+|(?:[^\W_{_UNSPACED}]|[{_SIGNS}])+")
_PARTS_OF_ASCII: Final = re.compile(r"[a-z0-9]+")  # the same of small letters, in half the time
_IS_UNSPACED: Final = re.compile(rf"[{_UNSPACED}]")
_IS_CYRILLIC: Final = re.compile(r"[\u0400-\u04ff]")
_IS_ARABIC: Final = re.compile(r"[\u0600-\u06ff]")
_IS_LATIN: Final = re.compile(r"[a-z]")

_stemmers: Final = {code: Stemmer(name, 0) for code, name in LANGUAGES.items()}  # 0: none remembers a word
_one_at_a_time: Final = threading.Lock()  # a stemmer keeps the word that it works on
_OVER_IT: Final = "x" * 4 * LONGEST_WORD  # longer than any word in the stemmer's own bytes


def bare(text: str) -> str:
    """Return a text in small letters without accents, and with one form for each Arabic letter."""
    if text.isascii():
        return text.lower()
    apart = unicodedata.normalize("NFKD", text.casefold().translate(_ARABIC)).replace(_SHORT_I, "й")
    kept = "".join(sign for sign in apart if not unicodedata.combining(sign))
    return unicodedata.normalize("NFC", kept.casefold().translate(_ARABIC))


def runs(text: str) -> list[str]:
    """Return the bare words of a text in their order; what is written without spaces stays in one piece."""
    parts = _PARTS_OF_ASCII.findall(text.lower()) if text.isascii() else _PARTS.findall(bare(text))
    return [part[:LONGEST_WORD] for part in parts]


def is_unspaced(run: str) -> bool:
    """Return whether a run of signs is Chinese or Japanese."""
    return _IS_UNSPACED.match(run) is not None


def pairs(run: str) -> list[str]:
    """Return the signs of an unspaced run two by two; a single one as it is."""
    return [run[at : at + 2] for at in range(len(run) - 1)] or [run]


def words(text: str) -> Iterator[str]:
    """Yield the bare words of a text, unspaced ones two signs at a time."""
    for run in runs(text):
        if is_unspaced(run):
            yield from pairs(run)
        else:
            yield run


def stems(word: str, latin: Iterable[str] = LATIN) -> tuple[str, ...]:
    """Return the terms of a word's stems: by its script, and for Latin letters in each language named."""
    if len(word) < SHORTEST_STEM or word.isdigit():
        return ()
    if _IS_LATIN.search(word):
        return tuple(f"{code[0]}_{stem(word, code)}" for code in latin)
    if _IS_CYRILLIC.search(word):
        return (f"r_{stem(word, 'ru')}",)
    if _IS_ARABIC.search(word):
        return (f"a_{stem(word, 'ar')}",)
    return ()


def stem(word: str, language: str) -> str:
    """Return the stem of a bare word in one language; the word itself where we know no stems.

    No word is remembered: what somebody typed must not stay in a process (S1).
    """
    stemmer = _stemmers.get(language)
    if stemmer is None:
        return word
    with _one_at_a_time:
        found = bare(stemmer.stemWord(word))
        stemmer.stemWord(_OVER_IT)
    return found or word


def terms_of(text: str, latin: Iterable[str]) -> set[str]:
    """Return the terms that a text is found by."""
    languages = tuple(latin)
    found = set(runs(text) if text.isascii() else words(text))
    for word in tuple(found):
        found.update(stems_of_ours(word, languages))
    return found


@lru_cache(maxsize=60_000)  # of the directory's own texts alone: no text of a visitor comes here
def stems_of_ours(word: str, latin: tuple[str, ...] = LATIN) -> tuple[str, ...]:
    """Return the same for a word that stands in the directory; nobody's own word is asked for here."""
    return stems(word, latin)


def in_a_name(terms: Iterable[str]) -> set[str]:
    """Return terms as those of a name."""
    return {IN_A_NAME + term for term in terms}


def is_word(term: str) -> bool:
    """Return whether a term is a bare word, neither a stem nor one of a name."""
    return "_" not in term
