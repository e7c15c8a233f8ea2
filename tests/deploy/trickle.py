"""A steady trickle of visitors: reads through nginx at an even pace, each answer noted."""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.client import HTTPException

from tests.running.stack import Stack


@dataclass(slots=True)
class Told:
    """What the visitors met."""

    sent: int = 0
    failed: list[str] = field(default_factory=list)
    seconds: list[float] = field(default_factory=list)

    def p99(self) -> float:
        """Return the time within which 99 of 100 were answered, in milliseconds."""
        return sorted(self.seconds)[int(len(self.seconds) * 0.99)] * 1000 if self.seconds else 0.0


# A page, and a step of a pathway: a read by POST, like every answer that a visitor gives.
READS = (("GET", "/en/", None), ("POST", "/en/", "go=walk"))


@contextmanager
def visitors(stack: Stack, *, pause: float = 0.05, readers: int = 2) -> Iterator[Told]:
    """Have visitors read until the `with` ends, and give what they met."""
    told, over = Told(), threading.Event()
    threads = [threading.Thread(target=_read, args=(stack, told, over, pause, nth)) for nth in range(readers)]
    for thread in threads:
        thread.start()
    try:
        yield told
    finally:
        over.set()
        for thread in threads:
            thread.join()


def _read(stack: Stack, told: Told, over: threading.Event, pause: float, nth: int) -> None:
    while not over.is_set():
        method, path, body = READS[(told.sent + nth) % len(READS)]
        begun = time.monotonic()
        try:
            status, _headers, _body = stack.ask(path, method=method, body=body)
        except (OSError, HTTPException) as error:
            told.failed.append(type(error).__name__)
        else:
            if status != 200:
                told.failed.append(f"{method} {status}")
        told.seconds.append(time.monotonic() - begun)
        told.sent += 1
        over.wait(pause)
