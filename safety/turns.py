"""Slow work is done by few at once; others wait their turn for a moment, and are never turned into an error
for somebody who came before them (pure).

There is no bucket for all callers together here: whoever empties such a bucket locks everybody out. A queue
can only be made longer, and whoever stands in it too long is told so, kindly.
"""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field


class Full(Exception):
    """No turn came within the time that somebody can be asked to wait."""


@dataclass(slots=True)
class Turns:
    """Turns of one process. Units: `at_once` and `in_line` people, `longest` seconds of waiting."""

    at_once: int
    in_line: int
    longest: float
    _waiting: int = 0
    _lock: threading.Lock = field(default_factory=threading.Lock)
    _free: threading.Semaphore = field(init=False)

    def __post_init__(self) -> None:
        self._free = threading.Semaphore(self.at_once)

    @contextmanager
    def turn(self) -> Iterator[None]:
        """Do the work inside when it is its turn. Raises: Full."""
        if not self._come():
            raise Full
        try:
            yield
        finally:
            self._free.release()

    def _come(self) -> bool:
        if self._free.acquire(blocking=False):
            return True
        with self._lock:
            if self._waiting >= self.in_line:
                return False
            self._waiting += 1
        try:
            return self._free.acquire(timeout=self.longest)
        finally:
            with self._lock:
                self._waiting -= 1
