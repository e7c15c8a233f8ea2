"""What this process can reach: the primary to write to and the keys to seal with, or only a copy to read.

A public process may read from a replica, and be given no route to the primary at all (config/databases.py).
What it could not keep is then not offered (S13).
"""

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Final

from django.conf import settings
from django.db import DEFAULT_DB_ALIAS, DatabaseError, connections

from safety import aside, writable

PRIMARY: Final = "primary"  # the name of the primary where the default database is a copy of it
KEYS: Final = "keys"
LOOK_EVERY_S: Final = 1.0

_on_primary: Final[ContextVar[bool]] = ContextVar("asked_of_the_primary", default=False)


class NoRoute(DatabaseError):
    """This process has no route to the primary, so nothing was written."""


def can_write() -> bool:
    """Return whether this process has a route to the primary, whether or not it answers now."""
    return not settings.WAYPOST_READS_APART or PRIMARY in connections


def can_seal() -> bool:
    """Return whether this process can keep something sealed: it needs the keys besides."""
    return can_write() and KEYS in connections


def reads_a_copy() -> bool:
    """Return whether what is read may lag behind what was written."""
    return bool(settings.WAYPOST_READS_APART)


def primary() -> str:
    """Return the name of the database that is written to. Raises: NoRoute."""
    if not can_write():
        raise NoRoute("this process only reads")
    return PRIMARY if settings.WAYPOST_READS_APART else DEFAULT_DB_ALIAS


@contextmanager
def on_primary() -> Iterator[str]:
    """Have everything that is asked inside asked of the primary: what a write stands on must not lag behind.

    Gives the name for `transaction.atomic`. Raises: NoRoute.
    """
    name = primary()
    token = _on_primary.set(True)
    try:
        yield name
    finally:
        _on_primary.reset(token)


def is_on_primary() -> bool:
    """Return whether this is inside `on_primary`."""
    return _on_primary.get()


def asked() -> str:
    """Return the name of the database that is asked: the primary inside `on_primary`, else the default."""
    return primary() if is_on_primary() else DEFAULT_DB_ALIAS


# --- whether the primary takes writes now ---


@dataclass(slots=True)
class _Seen:
    """What was seen last, and until when that counts."""

    answer: bool = False
    until: float = float("-inf")


_seen: Final = _Seen()
_looking: Final = threading.Lock()


def is_open(*, clock: Callable[[], float] = time.monotonic) -> bool:
    """Return whether what is written now can be kept, as seen within the last second.

    Where pages are read from the primary itself, whoever reads them notices an outage; only a process that
    reads elsewhere has to look. While one looks, the others take the last answer.
    """
    if not can_write() or not reads_a_copy():
        return can_write()
    if clock() < _seen.until or not _looking.acquire(blocking=_seen.until == float("-inf")):
        return _seen.answer
    try:
        if clock() >= _seen.until:
            _seen.answer = _takes_writes()
            _seen.until = clock() + LOOK_EVERY_S
        return _seen.answer
    finally:
        _looking.release()


def _takes_writes() -> bool:
    try:
        return aside.asked("writable", lambda: writable.takes_writes(PRIMARY), database=PRIMARY)
    except aside.Late:
        return False


def may_be_behind() -> bool:
    """Return whether a copy is read that the primary, which answers now, may be ahead of."""
    return reads_a_copy() and is_open()


def forget() -> None:
    """Have the next question look again."""
    _seen.answer, _seen.until = False, float("-inf")
