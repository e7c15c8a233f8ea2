"""What this room needs and measures: its databases, purge and keys, notes of backups and of the record."""

import time
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Final

from django.db import DEFAULT_DB_ALIAS, connections
from django.db.migrations.executor import MigrationExecutor
from django.utils import timezone

from safety import health, health_machine, health_notes, health_replicas, purging, writable
from safety.health_replicas import Copies
from safety.models import DataKey, LastPurge

KEYS: Final = DataKey.database
BOTH: Final = (DEFAULT_DB_ALIAS, KEYS)
# How long something may be due before somebody looks; the purge runs every hour. The longest one counts.
OVERDUE: Final = tuple(timedelta(hours=hours) for hours in (2, 6, 24, 168))
CLUSTER: Final = "SELECT extract(epoch FROM clock_timestamp())"


def unapplied() -> int:
    """Return how many changes of the tables were not carried out, in both databases together."""
    executors = [MigrationExecutor(connections[alias]) for alias in BOTH]
    return sum(len(one.migration_plan(one.loader.graph.leaf_nodes())) for one in executors)


def _unapplied() -> int:
    return health.once("migrations", unapplied)


def purge_ended() -> float | None:
    """Return when the purge last came to its end, in seconds since 1970."""
    last = LastPurge.objects.first()
    return last.at.timestamp() if last else None


def purge_left() -> float:
    """Return how many things the purge had to leave, up to the next ten."""
    last = LastPurge.objects.first()
    return health.up_to_ten(last.left if last else 0)


def overdue(*, now: datetime) -> float:
    """Return how many things should have been destroyed two hours ago, up to the next ten."""
    return health.up_to_ten(sum(purging.due(now - OVERDUE[0]).values()))


def overdue_age(*, now: datetime) -> float:
    """Return for how many seconds at least something should have been destroyed: a few steps, no moment."""
    held = [age.total_seconds() for age in OVERDUE if purging.due(now - age)]
    return max(held, default=0.0)


def orphans(*, now: datetime) -> float:
    """Return how many keys belong to nothing, up to the next ten."""
    return health.up_to_ten(len(purging.orphans(now=now)))


def size(alias: str) -> float:
    """Return the size of a database in bytes, in whole mebibytes."""
    connection = connections[alias]
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SELECT pg_database_size(current_database())")
        else:
            cursor.execute("SELECT page_count * page_size FROM pragma_page_count(), pragma_page_size()")
        return health.up_to_mebibyte(int(cursor.fetchone()[0]))


def clock_difference() -> float | None:
    """Return by how many seconds the clocks of this machine and of the main database differ."""
    connection = connections[DEFAULT_DB_ALIAS]
    if connection.vendor != "postgresql":
        return None
    with connection.cursor() as cursor:
        cursor.execute(CLUSTER)
        return abs(float(cursor.fetchone()[0]) - time.time())


def takes_writes() -> float:
    """Return 1 if both databases answer and take writes."""
    return float(all(health.answers(alias) and writable.takes_writes(alias) for alias in BOTH))


def _of_copies(number: Callable[[Copies], float]) -> health.Ask:
    def ask() -> float | None:
        found = health.once("copies", health_replicas.look)
        return None if found is None else number(found)

    return ask


def _noted(kind: str, name: str = health_notes.AT) -> health.Ask:
    return lambda: health_notes.value(kind, name)


def _now(ask: Callable[..., float]) -> health.Ask:
    return lambda: ask(now=timezone.now())


def register() -> None:
    """Say what this room needs and measures."""
    health.needs("main-database", lambda: health.answers(DEFAULT_DB_ALIAS))
    health.needs("keys-database", lambda: health.answers(KEYS))
    health.needs("migrations", lambda: _unapplied() == 0, of=BOTH)
    for of, name, says, ask in SHOWN:
        health.measure(f"waypost_{name}", says, ask, of=of)
    for of, name, says, ask in DEEP:
        health.measure(f"waypost_{name}", says, ask, deep=True, of=of)


MAIN: Final = (DEFAULT_DB_ALIAS,)
NONE: Final = ()
Row = tuple[tuple[str, ...], str, str, health.Ask]
SHOWN: Final[tuple[Row, ...]] = (
    (NONE, "ready", "whether nothing is missing", lambda: float(not health.missing())),
    (NONE, "database_up", "whether the main database answers",
     lambda: float(health.answers(DEFAULT_DB_ALIAS))),
    (NONE, "keys_up", "whether the database of keys answers", lambda: float(health.answers(KEYS))),
    (BOTH, "migrations_missing", "changes of the tables that were not carried out",
     lambda: float(_unapplied())),
    (MAIN, "database_bytes", "size of the main database, in whole mebibytes",
     lambda: size(DEFAULT_DB_ALIAS)),
    (MAIN, "purge_ended_timestamp_seconds", "when the purge last came to its end", purge_ended),
    (MAIN, "purge_left", "things that the purge could not destroy, up to the next ten", purge_left),
    (NONE, "replicas_expected", "copies that are watched", lambda: float(len(health_replicas.expected()))),
    (MAIN, "replicas_missing", "of those, copies that do not answer",
     _of_copies(lambda copies: float(copies.missing))),
    (MAIN, "replica_behind_bytes", "log that the slowest copy lacks",
     _of_copies(lambda copies: copies.bytes_behind)),
    (MAIN, "replica_behind_seconds", "age of what the slowest copy lacks",
     _of_copies(lambda copies: copies.seconds_behind)),
    (MAIN, "clock_difference_seconds", "between this machine and the main database", clock_difference),
    (NONE, "disk_free_ratio", "free share of the fullest disk of ours", health_machine.free_share),
    (NONE, "certificate_ends_timestamp_seconds", "when the certificate ends",
     health_machine.certificate_ends),
    (NONE, "look_timestamp_seconds", "when manage.py watch last looked at everything", _noted("look")),
    (NONE, "record_verified_timestamp_seconds", "when the record was last read through", _noted("record")),
    (NONE, "record_whole", "whether the record was whole then", _noted("record", "whole")),
    (NONE, "backup_taken_timestamp_seconds", "when a backup was last finished", _noted("backup")),
    (NONE, "backup_encrypted", "whether that backup is encrypted", _noted("backup", "encrypted")),
    (NONE, "drill_passed_timestamp_seconds", "when a backup was last restored for a trial",
     _noted("drill")),
    (NONE, "mirror_made_timestamp_seconds", "when the mirror was last made", _noted("mirror")),
)  # fmt: skip
DEEP: Final[tuple[Row, ...]] = (
    (NONE, "writable", "whether both databases take writes", takes_writes),
    ((KEYS,), "keys_bytes", "size of the database of keys, in whole mebibytes", lambda: size(KEYS)),
    (MAIN, "purge_overdue", "things due for two hours and still here, up to the next ten", _now(overdue)),
    (MAIN, "purge_overdue_seconds", "for how long at least something is due: 0, 2 h, 6 h, a day, a week",
     _now(overdue_age)),
    (BOTH, "orphan_keys", "keys that belong to nothing, up to the next ten", _now(orphans)),
    (NONE, "units_failed", "services and timers of ours that failed", health_machine.failed_units),
    (NONE, "clock_kept", "whether something keeps this machine's clock right",
     health_machine.clock_is_kept),
)  # fmt: skip
