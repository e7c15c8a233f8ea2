"""Which databases this process has, by what it was given: the main one, a copy to read, and the keys.

A public process that is given WAYPOST_READ_URL reads there and nowhere else, so that no page waits for the
primary. What it is not given besides does not exist for it: without DATABASE_URL it has no route to the
primary, without WAYPOST_KEYS_URL nothing to seal with (docs/decisions/0020).
"""

from pathlib import Path
from typing import Any, Final

import dj_database_url
from django.core.exceptions import ImproperlyConfigured

from config import env

DEFAULT: Final = "default"
PRIMARY: Final = "primary"  # there only beside a copy that is read
KEYS: Final = "keys"
KEPT_SECONDS: Final = 600  # a connection is kept open: a new one costs more than most questions
# On SQLite: readers go on while an import writes (WAL); a key that was destroyed is overwritten, not only
# unlinked, and no log keeps it (secure_delete, and no WAL, for the keys).
PRAGMAS: Final = {KEYS: "PRAGMA secure_delete=ON;"}
ANY_OTHER: Final = "PRAGMA journal_mode=WAL;"
ONLY_READ: Final = "PRAGMA query_only=ON;"
# On PostgreSQL: a page does not wait long for a server that is away, or behind a line that was cut (S13).
# Seconds and, for tcp_user_timeout, milliseconds.
IMPATIENCE: Final = {
    "connect_timeout": 5, "tcp_user_timeout": 5000, "keepalives_idle": 10, "keepalives_interval": 2,
    "keepalives_count": 3,
}  # fmt: skip

Databases = dict[str, dict[str, Any]]


def reads_apart(doors: str) -> bool:
    """Return whether this process reads from a copy of its own."""
    return doors == "public" and bool(env.text("WAYPOST_READ_URL", ""))


def is_unused(doors: str) -> bool:
    """Return whether a copy was named to a process that reads from none."""
    return doors != "public" and bool(env.text("WAYPOST_READ_URL", ""))


def arranged(doors: str, *, folder: Path | None) -> Databases:
    """Return the databases of a process that serves these doors.

    `folder` holds SQLite files in place of what is not given; None, in production, means that nothing stands
    in. Raises: ImproperlyConfigured, naming what is missing.
    """
    main, keys = env.text("DATABASE_URL", ""), env.text("WAYPOST_KEYS_URL", "")
    if reads_apart(doors):
        found = _databases({DEFAULT: env.text("WAYPOST_READ_URL"), PRIMARY: main, KEYS: keys})
        if _is_sqlite(found[DEFAULT]):
            found[DEFAULT]["OPTIONS"].update(transaction_mode="DEFERRED", init_command=ONLY_READ)
        return found
    if folder is None:
        _refuse_what_is_missing(doors, main=main, keys=keys)
    else:
        main = main or f"sqlite:///{folder / 'waypost.sqlite3'}"
        keys = keys or f"sqlite:///{folder / 'keys.sqlite3'}"
    return _databases({DEFAULT: main, KEYS: keys})


def _refuse_what_is_missing(doors: str, *, main: str, keys: str) -> None:
    if not main:
        alone = ", or WAYPOST_READ_URL for a public process that only reads" if doors == "public" else ""
        raise ImproperlyConfigured(
            f"DATABASE_URL is missing: set DATABASE_URL or DATABASE_URL_FILE{alone}, see docs/settings.md"
        )
    if not keys and doors in {"desk", "both"}:
        raise ImproperlyConfigured(
            "WAYPOST_KEYS_URL is missing: a desk opens nothing without it; set WAYPOST_KEYS_URL or"
            " WAYPOST_KEYS_URL_FILE, see docs/settings.md"
        )


def _databases(urls: dict[str, str]) -> Databases:
    return {alias: _database(alias, url) for alias, url in urls.items() if url}


def _database(alias: str, url: str) -> dict[str, Any]:
    """Return what Django needs to know of a database.

    Before the first question of a request a connection that was kept is tried: whatever was restarted in
    between fails nobody. Behind a pooler that lends a connection for a transaction only, no cursor outlives
    one.
    """
    found: dict[str, Any] = dict(
        dj_database_url.parse(
            url,
            conn_max_age=KEPT_SECONDS,
            conn_health_checks=True,
            disable_server_side_cursors=env.flag("WAYPOST_POOLED", default=False),
        )
    )
    options = found.setdefault("OPTIONS", {})
    if _is_sqlite(found):
        found["CONN_HEALTH_CHECKS"] = False  # a file is never restarted
        options.update(transaction_mode="IMMEDIATE", timeout=20, init_command=PRAGMAS.get(alias, ANY_OTHER))
        options.update(cached_statements=0)  # a statement that is kept keeps what was last asked with it (S1)
    else:
        found["OPTIONS"] = {**IMPATIENCE, **options}
    return found


def _is_sqlite(database: dict[str, Any]) -> bool:
    return str(database["ENGINE"]).endswith("sqlite3")
