"""Words that stand nowhere else, and every way in which a machine may have written one down."""

import base64
import re
import secrets
import socket
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

PIECE: Final = 15  # bytes: what the last block of something that stays may leave as it was, at most
PRINTED: Final = re.compile(rb"[ -~]*")
LETTERS: Final = "bcdfghjkmnpqrstvwxz"  # no vowel: no word of any page, and none that a search would fold
NAMES: Final = (
    "words", "town", "answer", "agent", "referer", "cookie", "query", "path", "field", "language", "asked",
    "posted", "step", "refused", "failing",
)  # fmt: skip


def new_stem() -> str:
    """Return what all canaries of a run begin with."""
    return "".join(secrets.choice(LETTERS) for _ in range(8))  # as long as a part of a language may be


def new_address() -> str:
    """Return an address of this machine that nobody else comes from."""
    return f"127.{secrets.randbelow(200) + 30}.{secrets.randbelow(200) + 30}.{secrets.randbelow(200) + 30}"


@dataclass(frozen=True, slots=True)
class Nest:
    """The canaries of one run: a stem that all of them share, the address, and what the site gave out."""

    stem: str = field(default_factory=new_stem)
    address: str = field(default_factory=new_address)
    given: dict[str, str] = field(default_factory=dict)  # codes and random numbers of forms

    def word(self, name: str) -> str:
        """Return a canary. It stands three times, so that one that was half overwritten is found too."""
        assert name in NAMES
        return f"{self.stem}{name}" * 3

    def spellings(self) -> dict[bytes, str]:
        """Return all that is looked for, each with what it is."""
        found = {spelling: "a word" for spelling in (*ways(self.stem), *_packed(self.stem))}
        found |= {spelling: name for name, word in self.given.items() for spelling in ways(word)}
        found |= dict.fromkeys((*ways(self.address), _as_the_kernel_says(self.address)), "the address")
        return found


def ways(word: str) -> set[bytes]:
    """Return a word in the encodings of text; Python keeps it in the first, second or third."""
    return {word.encode(name) for name in ("utf-8", "utf-16-le", "utf-32-le")}


def _packed(word: str) -> set[bytes]:
    """Return a word in the other order of bytes, as digits of bytes, and in base64, wherever it begins."""
    plain = word.encode()
    return {word.encode("utf-16-be"), plain.hex().encode(), *(_in_base64(plain, by) for by in range(3))}


def _in_base64(plain: bytes, before: int) -> bytes:
    """Return the part of a word in base64 that does not change with what stands around it."""
    written = base64.b64encode(b"\0" * before + plain + b"\0" * (-(before + len(plain)) % 3))
    first = {0: 0, 1: 2, 2: 3}[before]
    last = {0: 0, 1: 3, 2: 2}[(before + len(plain)) % 3]
    return written[first : len(written) - last]


def _as_the_kernel_says(address: str) -> bytes:
    """Return an address as it stands in a `sockaddr_in`, with the nothing after it."""
    return socket.inet_aton(address) + bytes(8)


def found_in(data: bytes, looked_for: Mapping[bytes, str], stem: str) -> dict[str, int]:
    """Return what of it stands in some bytes, and how often; a word by its name where that can be read.

    All that a visit sends is longer than a piece: what stands alone in so few bytes is the rest of something.
    """
    counts: dict[str, int] = {}
    for spelling, name in looked_for.items():
        at = data.find(spelling)
        while at >= 0:
            said = _name_at(data, at, stem) if spelling == stem.encode() else name
            counts[said] = counts.get(said, 0) + 1
            at = data.find(spelling, at + 1)
    return counts


def _name_at(data: bytes, at: int, stem: str) -> str:
    if _printed_around(data, at) <= PIECE:
        return "a piece of a word"
    after = data[at + len(stem) : at + len(stem) + 10]
    return next((name for name in NAMES if after.startswith(name.encode())), "a word")


def _printed_around(data: bytes, at: int) -> int:
    """Return how many signs stand in one piece with what stands there, or one more than a piece has."""
    forward = PRINTED.match(data, at, at + PIECE + 1)
    before = PRINTED.match(data[max(0, at - PIECE) : at][::-1])
    return len(forward[0] if forward else b"") + len(before[0] if before else b"")
