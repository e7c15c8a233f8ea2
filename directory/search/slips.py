"""Slips of the pen: which known word somebody meant (pure).

Two words that are one slip apart have a form in common when one letter is left out of each, so a slip is
looked up in an index and no text is searched for it.
"""

from collections.abc import Iterable
from typing import Final

SHORTEST: Final = 5  # letters; shorter words have too many neighbours


def may_be_slip(word: str) -> bool:
    """Return whether a word is long enough, and made of letters, so that a slip in it may be forgiven."""
    return len(word) >= SHORTEST and word.isalpha()


def forms(word: str) -> set[str]:
    """Return the word, and the word with each one of its letters left out."""
    return {word, *(word[:at] + word[at + 1 :] for at in range(len(word)))}


def is_one_apart(typed: str, known: str) -> bool:
    """Return whether one letter too many, too few, wrong, or two swapped, tells the words apart."""
    if abs(len(typed) - len(known)) > 1:
        return False
    start = 0
    while start < min(len(typed), len(known)) and typed[start] == known[start]:
        start += 1
    one, other = typed[start:], known[start:]
    same_rest = one[1:] == other[1:] or one[1:] == other or one == other[1:]
    return same_rest or (one[:2] == other[1::-1] and len(other) > 1 and one[2:] == other[2:])


def meant(typed: str, known: Iterable[tuple[str, int]]) -> str | None:
    """Return the word that was meant: the commonest one slip away, then the first of the alphabet."""
    near = [(-count, word) for word, count in known if word != typed and is_one_apart(typed, word)]
    return min(near)[1] if near else None
