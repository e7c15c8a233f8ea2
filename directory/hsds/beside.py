"""Records cleaned by two processes at once: of a long file, on a machine that has a second processor.

Nobody can tell from what comes out which process cleaned a record: the order, the repairs and the refusals
are those of one. What the other process can't do, or leaves undone when somebody ends it, is done here.
"""

import multiprocessing
import os
import signal
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from itertools import islice
from multiprocessing.connection import Connection
from typing import Any, Final

from directory.hsds.cleaning import clean
from directory.hsds.incoming import Incoming, Place, Refused
from directory.hsds.raw import Found, Raw
from directory.hsds.record import Terms

Cleaned = Incoming | Refused
FIRST: Final = 1_000  # records that are cleaned before another process is begun: most files have fewer
AT_ONCE: Final = (
    100  # records that this process cleans while the other one has twice as many: it has less to do
)
LAST_S: Final = 5  # for the other process to end by itself


def cleaned(
    found: Iterator[Found], terms: Terms, *, may_share: Callable[[], bool]
) -> Iterator[tuple[Found, Cleaned]]:
    """Yield each record with what became of it. `may_share` is asked once, when the file proves to be long.

    Until then, and without sharing, a record is asked for when what became of the one before was seen.
    """
    for one in islice(found, FIRST):
        yield one, _cleaned(one, terms)
    if may_share() and is_possible():
        yield from _by_two(found, terms)
    else:
        for one in found:
            yield one, _cleaned(one, terms)


def is_possible() -> bool:
    """Return whether there is a second processor, and nothing in this process that must not be doubled."""
    processors = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else 1
    return processors > 1 and threading.active_count() == 1


def _cleaned(one: Found, terms: Terms) -> Cleaned:
    return one if isinstance(one, Refused) else clean(one.record, place=one.place, terms=terms)


def _by_two(found: Iterator[Found], terms: Terms) -> Iterator[tuple[Found, Cleaned]]:
    other = _Other(terms)
    try:
        there, here = _next(found)
        other.hand(there)
        while there:
            done = [_cleaned(one, terms) for one in here]
            both = [*zip(there, other.back(), strict=True), *zip(here, done, strict=True)]
            there, here = _next(found)
            other.hand(there)  # it works while this process does what comes after cleaning
            yield from both
    finally:
        other.end()


def _next(found: Iterator[Found]) -> tuple[list[Found], list[Found]]:
    """Return what comes next: first what the other process cleans, then what this one does."""
    return list(islice(found, 2 * AT_ONCE)), list(islice(found, AT_ONCE))


class _Other:
    """The other process. It knows what this one knew when it was begun, and ends when this one does."""

    def __init__(self, terms: Terms) -> None:
        self.terms = terms
        self.handed: Sequence[Found] = ()
        self.is_out = False
        fork = multiprocessing.get_context("fork")
        self.end_here, end_there = fork.Pipe()
        self.process = fork.Process(target=_work, args=(end_there, self.end_here, terms), daemon=True)
        self.process.start()
        end_there.close()

    def hand(self, records: Sequence[Found]) -> None:
        """Give it records to clean; it has none when it is given some."""
        self.handed = records
        asked = [(one.place, one.record) for one in records if isinstance(one, Raw)]
        try:
            self.end_here.send(asked)
            self.is_out = True
        except (OSError, RecursionError):  # it is gone, or a record is nested too deep to be sent
            self.is_out = False

    def back(self) -> list[Cleaned]:
        """Return what became of the records that it was handed."""
        try:
            made = iter(self.end_here.recv() if self.is_out else [])
        except (EOFError, OSError):
            self.is_out = False
        if not self.is_out:
            return [_cleaned(one, self.terms) for one in self.handed]
        return [one if isinstance(one, Refused) else next(made) for one in self.handed]

    def end(self) -> None:
        """Let it go: it ends when nobody is at this end any more."""
        self.end_here.close()
        self.process.join(LAST_S)
        if self.process.is_alive():
            self.process.kill()
            self.process.join()


def _work(end: Connection, end_there: Connection, terms: Terms) -> None:
    """Clean what comes until nothing does. An error is left to the first process, which cleans it again."""
    # Who stops the import at the terminal stops the first process, and this one with it.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    end_there.close()  # else it would be open for ever
    with suppress(Exception):
        while True:
            asked: list[tuple[Place, Any]] = end.recv()
            end.send([clean(record, place=place, terms=terms) for place, record in asked])
