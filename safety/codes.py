"""Codes that hand something over: 21 digits, the last of which catches a slip (pure).

Twenty digits are random (66 bits); the twenty-first is the check digit of Damm's method, which catches each
wrong digit and any two neighbours that changed places. A code is read aloud in any language and typed in any
digits. What finds a thing and what opens it are both derived from the code, slowly and with a secret of the
installation, so that a stolen database is not tried out at leisure.

Source: H. M. Damm, Total anti-symmetrische Quasigruppen, dissertation, Marburg 2004 (the quasigroup of order
ten); RFC 9106 (Argon2id).
"""

import secrets
import unicodedata
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final

from cryptography.hazmat.primitives.kdf.argon2 import Argon2id

RANDOM_DIGITS: Final = 20  # log2(10 ** 20) = 66.4 bits
DIGITS: Final = RANDOM_DIGITS + 1
GROUP: Final = 3  # digits said in one breath
LONGEST_TYPED: Final = 200  # characters that are looked at; a code with a blank after each digit has 41
HALF: Final = 32  # bytes that find, and bytes that open

_QUASIGROUP: Final = (
    (0, 3, 1, 7, 5, 9, 8, 6, 4, 2),
    (7, 0, 9, 2, 1, 5, 4, 8, 6, 3),
    (4, 2, 0, 6, 8, 7, 1, 3, 5, 9),
    (1, 7, 5, 0, 9, 8, 3, 4, 2, 6),
    (6, 1, 2, 3, 0, 4, 5, 9, 7, 8),
    (3, 6, 7, 4, 2, 0, 9, 5, 8, 1),
    (5, 8, 6, 9, 7, 2, 0, 1, 3, 4),
    (8, 9, 4, 5, 3, 6, 2, 0, 1, 7),
    (9, 4, 3, 8, 6, 1, 7, 2, 0, 5),
    (2, 5, 8, 1, 4, 3, 6, 7, 9, 0),
)


class Fault(StrEnum):
    """What is wrong with what somebody typed, as far as the digits themselves tell."""

    EMPTY = "empty"
    NOT_DIGITS = "not-digits"
    TOO_SHORT = "too-short"
    TOO_LONG = "too-long"
    MISHEARD = "misheard"


class Misread(ValueError):
    """What was typed can't be a code. It is not repeated here. Units: `by` digits too few or too many."""

    def __init__(self, fault: Fault, by: int = 0) -> None:
        super().__init__(fault.value)
        self.fault, self.by = fault, by


@dataclass(frozen=True, slots=True)
class Code:
    """Twenty-one digits that fit together. They stand in no log: their owner alone is to know them."""

    digits: str = field(repr=False)

    @property
    def groups(self) -> tuple[str, ...]:
        """Return the digits in threes, as they are read aloud."""
        return tuple(self.digits[start : start + GROUP] for start in range(0, DIGITS, GROUP))


@dataclass(frozen=True, slots=True)
class Cost:
    """How slow a derivation is. Units: `memory` in KiB, `passes` over it, `lanes` side by side."""

    memory: int
    passes: int
    lanes: int


@dataclass(frozen=True, slots=True)
class Derived:
    """What a code yields: `lookup` finds the row (hexadecimal), `key` opens the outer seal."""

    lookup: str
    key: bytes = field(repr=False)


def new() -> Code:
    """Return a code that nobody had before."""
    digits = "".join(secrets.choice("0123456789") for _ in range(RANDOM_DIGITS))
    return Code(digits + check_digit(digits))


def check_digit(digits: str) -> str:
    """Return the digit that belongs behind these."""
    interim = 0
    for digit in digits:
        interim = _QUASIGROUP[interim][int(digit)]
    return str(interim)


def read(typed: str) -> Code:
    """Return the code that somebody typed, in whatever digits and with whatever between them.

    Raises: Misread, which says what kind of slip it is and holds nothing of what was typed.
    """
    digits = "".join(_digit(letter) for letter in typed[: LONGEST_TYPED + 1])
    if not digits:
        raise Misread(Fault.EMPTY)
    if len(digits) != DIGITS or len(typed) > LONGEST_TYPED:
        short = len(digits) < DIGITS
        raise Misread(Fault.TOO_SHORT if short else Fault.TOO_LONG, abs(DIGITS - len(digits)))
    if check_digit(digits) != "0":
        raise Misread(Fault.MISHEARD)
    return Code(digits)


def _digit(letter: str) -> str:
    """Return a decimal digit of any script as ours, nothing for what people put between digits."""
    value = unicodedata.decimal(letter, None)
    if value is not None:
        return str(value)
    # Blanks, dashes, dots and strokes of all scripts, the marks that turn the direction of writing, the frame
    # of a digit that is a picture, and the minus that some keyboards make of a dash.
    if unicodedata.category(letter)[0] in "ZPCM" or letter == "\N{MINUS SIGN}":
        return ""
    raise Misread(Fault.NOT_DIGITS)


def derive(code: Code, *, salt: bytes, cost: Cost) -> Derived:
    """Return what finds and what opens; the same code, salt and cost always give the same.

    One derivation for both: half of its output tells nothing about the other half.
    """
    argon = Argon2id(
        salt=salt, length=2 * HALF, iterations=cost.passes, lanes=cost.lanes, memory_cost=cost.memory
    )
    both = argon.derive(code.digits.encode("ascii"))
    return Derived(both[:HALF].hex(), both[HALF:])
