"""How far copies of the main database are behind it, asked with no right at all beyond that of signing in.

`pg_stat_replication` shows its figures only to whoever may also read other people's statements. So the
primary is asked how far its log reaches, each copy how far it has come, and the two are compared; since this
process remembers where the primary stood when, it knows the seconds too. A copy that lost its line is seen
as well, which a copy's own word does not show.
"""

import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final

import psycopg
from django.conf import settings
from django.db import connection

KEPT: Final = 2000  # looks; at one in 15 seconds a working day
PATIENCE_S: Final = 3
WRITTEN: Final = "SELECT pg_wal_lsn_diff(pg_current_wal_lsn(), '0/0')"
REPLAYED: Final = """\
SELECT pg_wal_lsn_diff(CASE WHEN pg_is_in_recovery() THEN pg_last_wal_replay_lsn()
                       ELSE pg_current_wal_lsn() END, '0/0'), pg_is_in_recovery()"""


@dataclass(frozen=True, slots=True)
class Copies:
    """How many copies do not answer, and how far the slowest other is behind. Units: bytes; seconds."""

    missing: int
    bytes_behind: float
    seconds_behind: float


@dataclass(slots=True)
class Trail:
    """Where the primary's log reached at each look."""

    looks: deque[tuple[float, float]] = field(default_factory=lambda: deque(maxlen=KEPT))

    def saw(self, at: float, reached: float) -> None:
        """Remember a look."""
        self.looks.append((at, reached))

    def behind(self, at: float, reached: float) -> float:
        """Return for how many seconds at least the primary has been further than a copy has come."""
        further = [moment for moment, there in self.looks if there > reached]
        return max(0.0, at - min(further)) if further else 0.0


_trail: Final = Trail()


def seen() -> tuple[float, float] | None:
    """Return the last look at the primary, for a process that begins later: when, and how far its log was."""
    return _trail.looks[-1] if _trail.looks else None


def remember(at: float, reached: float) -> None:
    """Begin with a look that another process took."""
    _trail.looks.appendleft((at, reached))


def expected() -> list[str]:
    """Return the addresses of the copies that are watched."""
    return list(settings.WAYPOST_WATCH_REPLICAS)


def look(*, trail: Trail = _trail, clock: Callable[[], float] = time.time) -> Copies | None:
    """Return how the copies stand; None where there is none to watch, or no PostgreSQL."""
    addresses = expected()
    if not addresses or connection.vendor != "postgresql":
        return None
    with connection.cursor() as cursor:
        cursor.execute(WRITTEN)
        written = float(cursor.fetchone()[0])
    now = clock()
    trail.saw(now, written)
    found = [there for there in map(_replayed, addresses) if there is not None]
    slowest = min(found, default=0.0)
    return Copies(
        missing=len(addresses) - len(found),
        bytes_behind=max(0.0, written - slowest) if found else 0.0,
        seconds_behind=trail.behind(now, slowest) if found else 0.0,
    )


def _replayed(address: str) -> float | None:
    """Return how far a copy has come; None if it does not answer, or is no copy any more."""
    try:
        with psycopg.connect(_libpq(address), connect_timeout=PATIENCE_S, autocommit=True) as copy:
            row = copy.execute(REPLAYED).fetchone()
    except psycopg.Error:
        return None
    return float(row[0]) if row and row[1] and row[0] is not None else None


def _libpq(address: str) -> str:
    return address.replace("postgres://", "postgresql://", 1)
