"""Rewrite the files of the databases, so that deleted rows are gone from them too and not only from sight.

What was sealed is unreadable once its key is destroyed; this takes away the ciphertext, what stood beside it
in clear, and the key itself. Neither engine overwrites on its own what it deletes.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

from django.apps import apps
from django.db import DEFAULT_DB_ALIAS, OperationalError, connections

from safety import retention
from safety.models import DataKey

KEYS: Final = DataKey.database
# Rewriting a table shuts everybody out of it; whoever waits for that makes all others wait behind them.
PATIENCE: Final = "3s"
SAMPLES: Final = "pg_statistic"  # holds values of rows that went
WRITES_A_CHECKPOINT: Final = """\
SELECT current_setting('is_superuser') = 'on' OR EXISTS (
    SELECT 1 FROM pg_roles WHERE rolname = 'pg_checkpoint' AND pg_has_role(current_user, oid, 'USAGE'))"""
BEGINS_A_NEW_LOG: Final = "SELECT has_function_privilege('pg_switch_wal()', 'EXECUTE')"


@dataclass(frozen=True, slots=True)
class Cleaned:
    """What was done to the files of one database; `well` says that nothing deleted is left in them."""

    says: str
    well: bool = True


def tables() -> list[str]:
    """Return the tables of everything that has a clock or goes with something that has one."""
    return sorted(
        model._meta.db_table
        for model in apps.get_models(include_auto_created=True)
        if retention.clock_of(model) and getattr(model, "database", DEFAULT_DB_ALIAS) == DEFAULT_DB_ALIAS
    )


def clean() -> Iterator[Cleaned]:
    """Rewrite what purging has touched, and say what was done. Not inside a transaction."""
    if connections[DEFAULT_DB_ALIAS].vendor == "sqlite":
        yield _sqlite(DEFAULT_DB_ALIAS)
    else:
        yield _vacuumed(DEFAULT_DB_ALIAS, tables())
    yield from clean_keys()


def clean_keys() -> Iterator[Cleaned]:
    """Rewrite the table of keys, which is small: this is done whenever a key was destroyed."""
    if connections[KEYS].vendor == "sqlite":
        yield _sqlite(KEYS)
    else:
        yield _vacuumed(KEYS, [DataKey._meta.db_table])


def _sqlite(alias: str) -> Cleaned:
    """VACUUM writes the file anew; the checkpoint empties the log that did it."""
    with connections[alias].cursor() as cursor:
        cursor.execute("VACUUM")
        cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        busy = bool(cursor.fetchone()[0])
    if busy:
        return Cleaned(
            f"{alias}: the file was rewritten, but its log NOT emptied: somebody reads it", well=False
        )
    return Cleaned(f"{alias}: the file was rewritten")


def _vacuumed(alias: str, names: list[str]) -> Cleaned:
    """VACUUM FULL writes each table and its indexes into new files; ANALYZE forgets the old samples."""
    with connections[alias].cursor() as cursor:
        cursor.execute("SET lock_timeout = %s", [PATIENCE])
        try:
            left = [name for name in names if not _rewritten(cursor, name)]
            left += [] if _done(cursor, f"VACUUM FULL pg_catalog.{SAMPLES}") else [SAMPLES]
        finally:
            cursor.execute("RESET lock_timeout")
        log = "the log is begun anew" if _log_let_go(cursor) else "the log goes with the server's checkpoints"
    if left:
        return Cleaned(f"{alias}: NOT rewritten: {', '.join(left)}; see the server's log", well=False)
    return Cleaned(f"{alias}: {len(names)} tables were rewritten, {log}")


def _rewritten(cursor: Any, name: str) -> bool:
    """Return whether a table has new files now: without the right, or while it is locked, it has not."""
    before = _file(cursor, name)
    return _done(cursor, f'VACUUM (FULL, ANALYZE) "{name}"') and _file(cursor, name) != before


def _done(cursor: Any, statement: str) -> bool:
    """Carry out a statement, and return whether that was possible: not while somebody holds the table."""
    try:
        cursor.execute(statement)
    except OperationalError:
        return False
    return True


def _file(cursor: Any, name: str) -> int:
    cursor.execute("SELECT pg_relation_filenode(%s)", [name])
    return int(cursor.fetchone()[0])


def _log_let_go(cursor: Any) -> bool:
    """Begin a new file of the log and let the server drop the old ones, where this account may ask for it."""
    for asked, wanted in (
        (BEGINS_A_NEW_LOG, "SELECT pg_switch_wal()"),
        (WRITES_A_CHECKPOINT, "CHECKPOINT"),
    ):
        cursor.execute(asked)
        if not cursor.fetchone()[0]:
            return False
        cursor.execute(wanted)
    return True
