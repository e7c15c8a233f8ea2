"""Small readings of text that several parts share: slugs, comparison keys, pieces of a note."""

import re
import unicodedata
from collections.abc import Hashable
from typing import Final, TypeVar

T = TypeVar("T", bound=Hashable)
PIECE_MARK: Final = re.compile(r";\s+(?![^(]*\))")


def slug(text: str) -> str:
    """Return text as lower-case ASCII words joined by dashes."""
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]+", "-", plain.lower()).strip("-")


def key(text: str) -> str:
    """Return text for comparison: folded, without accents, marks or outer spaces."""
    folded = unicodedata.normalize("NFKD", text.casefold())
    bare = "".join(letter for letter in folded if not unicodedata.combining(letter))
    return " ".join(re.findall(r"\w+", bare))


def pieces(text: str) -> tuple[str, ...]:
    """Return the parts of a note or a doubt that semicolons separate, outside of brackets."""
    return tuple(piece.strip() for piece in PIECE_MARK.split(text) if piece.strip())


def digits(text: str) -> str:
    """Return the digits of a text."""
    return re.sub(r"\D", "", text)


def joined(*groups: tuple[T, ...]) -> tuple[T, ...]:
    """Return the members of several groups, each once, in their order."""
    return tuple(dict.fromkeys(member for group in groups for member in group))
