"""What a question cost by the clock and in processors' time; and the yardsticks of the search."""

import random
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

_THREAD: Final = Path("/proc/thread-self/schedstat")
_ENGINE: Final[list[Path]] = []  # where Linux tells the times of PostgreSQL's process


@dataclass(frozen=True, slots=True)
class Took:
    """Milliseconds by the clock; of them those in which this thread, or PostgreSQL's process for it, was at
    work; and those by the clock less the ones in which either waited for a processor that was taken.
    """

    clock: float
    computing: float
    unqueued: float


@dataclass(frozen=True, slots=True)
class Moment:
    """Seconds of the clock, of this thread's work, of the engine's, and of waiting for a processor."""

    clock: float
    own: float
    engine: float
    waited: float


def now() -> Moment:
    """Return the moment from which on something is timed."""
    engine, waited = _elsewhere()
    return Moment(time.perf_counter(), time.thread_time(), engine, waited)


def since(before: Moment) -> Took:
    """Return what was spent since a moment."""
    own, clock = time.thread_time() - before.own, time.perf_counter() - before.clock
    engine, waited = _elsewhere()
    computing = min(clock, own + engine - before.engine)
    unqueued = max(computing, clock - (waited - before.waited))
    return Took(1000 * clock, 1000 * computing, 1000 * unqueued)


def _elsewhere() -> tuple[float, float]:
    """Return the seconds that the engine worked, and those that it and this thread waited for a processor."""
    ran, waited = 0.0, 0.0
    for path in (_THREAD, *_ENGINE):
        if path.exists():
            worked, queued, _ = map(int, path.read_text().split())
            waited += queued / 1e9
            ran += worked / 1e9 if path is not _THREAD else 0.0
    return ran, waited


def watch_the_engine() -> None:
    """Have the time of PostgreSQL's process counted too."""
    from django.db import connection

    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_backend_pid()")
            path = Path(f"/proc/{cursor.fetchone()[0]}/schedstat")
        _ENGINE[:] = [path] if path.exists() else []


def percentile(took: list[float]) -> float:
    """Return the 99th of a hundred."""
    return sorted(took)[min(len(took) - 1, int(len(took) * 0.99))]


def yardstick(numbers: Sequence[int], chance: random.Random, rounds: int) -> list[Took]:
    """Return the milliseconds of a bare look-up, without Django's own work."""
    from django.db import connection

    took = []
    with connection.cursor() as cursor:
        for _ in range(rounds):
            number = chance.choice(numbers)
            before = now()
            cursor.execute("SELECT listing FROM directory_searchrow WHERE number = %s", [number])
            cursor.fetchall()
            took.append(since(before))
    return took


def scans(chance: random.Random, rounds: int) -> list[Took]:
    """Return the milliseconds of what one would write first: the first rows with a word, and how many."""
    from django.db import connection

    from tests.bench import synthetic

    like, took = "ILIKE" if connection.vendor == "postgresql" else "LIKE", []
    with connection.cursor() as cursor:
        for _ in range(rounds):
            pattern = f"%{synthetic.vocabulary()[chance.randrange(40)]}%"
            before = now()
            cursor.execute(
                f"SELECT listing FROM directory_searchrow WHERE terms {like} %s ORDER BY worth LIMIT 12",  # noqa: S608
                [pattern],
            )
            cursor.fetchall()
            cursor.execute(f"SELECT count(*) FROM directory_searchrow WHERE terms {like} %s", [pattern])  # noqa: S608
            cursor.fetchall()
            took.append(since(before))
    return took
