"""Is the house well? What has to be there before it serves anybody, and numbers about the machine room.

Each room says what it needs and what it measures; nothing here is about a visitor or a case. A number about
people would stay in the files of whoever watches long after we destroyed what it counted, so there is none
(docs/decisions/0024-watching-the-machine.md).
"""

import logging
import math
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final, TypeVar

from django.db import connections

from safety import aside, health_notes

log = logging.getLogger(__name__)

TEN: Final = 10
REMEMBERED_S: Final = 2  # how long an answer counts that several ask for: one round of questions
MEBIBYTE: Final = 2**20  # bytes; some thousand keys: no growth by one case is seen

Ask = Callable[[], float | None]
Answer = TypeVar("Answer")


@dataclass(frozen=True, slots=True)
class Measure:
    """One number. `deep` says that only the account that owns the tables may ask for it: it leaves the answer
    in a note, and the process that others ask reads it there. `of` names the databases that it asks.
    """

    name: str
    says: str
    ask: Ask
    deep: bool = False
    of: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Need:
    """One part without which nobody is served, how to see whether it is there, in which databases."""

    part: str
    there: Callable[[], bool]
    of: tuple[str, ...] = ()


class TwiceNamed(ValueError):
    """Two things that are watched would have one name."""


_needs: Final[dict[str, Need]] = {}
_measures: Final[dict[str, Measure]] = {}


def needs(part: str, there: Callable[[], bool], *, of: tuple[str, ...] = ()) -> None:
    """Have the house count as ready only while a part is there. Asked once, when a room starts.

    Raises: TwiceNamed.
    """
    need = Need(part, there, of)
    if _needs.setdefault(part, need) != need:
        raise TwiceNamed(part)


def measure(name: str, says: str, ask: Ask, *, deep: bool = False, of: tuple[str, ...] = ()) -> None:
    """Have a number shown. Asked once, when a room starts.

    Raises: TwiceNamed.
    """
    made = Measure(name, says, ask, deep, of)
    if _measures.setdefault(name, made) != made:
        raise TwiceNamed(name)


def missing() -> list[str]:
    """Return the parts without which the house is not ready; what cannot be asked is not there."""
    return [need.part for need in _needs.values() if not _is(need)]


def measures() -> list[Measure]:
    """Return everything that is measured."""
    return list(_measures.values())


def measured() -> Iterator[tuple[Measure, float]]:
    """Yield each number as this process can know it; one that nobody knows is left out."""
    noted = health_notes.every()
    for one in measures():
        number = noted.get(one.name) if one.deep else asked(one)
        if number is not None:
            yield one, number


def looked_at() -> Mapping[str, float]:
    """Return each number, those too that only the owner of the tables may ask for."""
    found = {one.name: asked(one) for one in measures()}
    return {name: number for name, number in found.items() if number is not None}


def deep_among(numbers: Mapping[str, float]) -> dict[str, float]:
    """Return the numbers that a note has to keep for the process that others ask."""
    return {one.name: numbers[one.name] for one in measures() if one.deep and one.name in numbers}


def asked(one: Measure) -> float | None:
    """Return a number, or None where it cannot be known now; a database that is away is asked once only."""
    if not all(map(answers, one.of)):
        return None
    try:
        return one.ask()
    except Exception as error:  # of any room: the other numbers are shown all the same
        log.warning("a measure could not be taken: %s, %s", one.name, type(error).__name__)
        return None


def _is(need: Need) -> bool:
    try:
        return all(map(answers, need.of)) and need.there()
    except Exception:  # whatever keeps it from answering, the part is not there
        return False


def answers(alias: str) -> bool:
    """Return whether a database answers, as seen within the last two seconds."""
    return once(f"{alias} answers", lambda: _answers_now(alias))


def _answers_now(alias: str) -> bool:
    try:  # aside: one that stands still says nothing for long, and whoever watches has to hear of it
        return aside.asked("answers", lambda: _reached(alias), database=alias)
    except Exception:  # it is away, or was never given to this process
        return False


def _reached(alias: str) -> bool:
    with connections[alias].cursor() as cursor:
        cursor.execute("SELECT 1")
        return True


_seen: Final[dict[str, tuple[Any, float]]] = {}


def once(name: str, ask: Callable[[], Answer]) -> Answer:
    """Return what a question gives that several parts or numbers rest on: asked once in a round, and the two
    seconds for which the answer counts begin when it is there, however late that was.
    """
    answer, until = _seen.get(name, (None, float("-inf")))
    if time.monotonic() >= until:
        answer = ask()
        _seen[name] = answer, time.monotonic() + REMEMBERED_S
    found: Answer = answer
    return found


def forget() -> None:
    """Have the next question ask again."""
    _seen.clear()


def up_to_ten(number: int) -> float:
    """Return a number rounded up to tens: whether it is none, few or many, and not of whom.

    Example:
        >>> up_to_ten(0), up_to_ten(1), up_to_ten(11)
        (0.0, 10.0, 20.0)
    """
    return float(TEN * math.ceil(number / TEN))


def up_to_mebibyte(size: int) -> float:
    """Return a size in bytes, rounded up so far that no single row is seen in it."""
    return float(MEBIBYTE * math.ceil(size / MEBIBYTE))
