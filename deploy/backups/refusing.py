"""What no backup may hold: the keys. Whoever had them beside a backup could read what was destroyed (S7)."""

from typing import Final

import psycopg

from deploy.backups.server import Refused, Server, told

HOLDS_KEYS: Final = "SELECT to_regclass('public.safety_datakey') IS NOT NULL"
WHICH_CLUSTER: Final = "SELECT system_identifier::text FROM pg_control_system()"
OTHERS: Final = """\
SELECT datname FROM pg_database WHERE datallowconn AND NOT datistemplate AND datname <> current_database()"""
WHY: Final = (
    "a backup of the keys opens every other backup, for ever. Keys belong into a cluster of their own"
)


def refuse_keys(main: Server) -> None:
    """Return if the keys lie elsewhere than in the cluster of this database. Raises: Refused."""
    if main.one(HOLDS_KEYS):
        raise Refused(f"this database holds the keys, and {WHY} without any backup (docs/retention.md).")
    for name in _others(main):
        if _holds_keys(main.elsewhere(dbname=name)):
            raise Refused(f"the database {name} of the same cluster holds the keys, and {WHY}.")
    keys = told("WAYPOST_KEYS_URL")
    if keys and _is_same(main, Server(keys)):
        raise Refused(f"DATABASE_URL and WAYPOST_KEYS_URL are in one cluster: {WHY}.")


def _others(main: Server) -> list[str]:
    with main.asked() as connection:
        return [str(name) for (name,) in connection.execute(OTHERS).fetchall()]


def _holds_keys(server: Server) -> bool:
    """Return whether a database holds keys; one that this account may not enter is not asked."""
    try:
        return bool(server.one(HOLDS_KEYS))
    except Refused:
        return False


def _is_same(main: Server, keys: Server) -> bool:
    """Return whether two addresses lead into one cluster: by their words, and by what the servers say."""
    if _where(main) == _where(keys):
        return True
    try:
        return bool(main.one(WHICH_CLUSTER) == keys.one(WHICH_CLUSTER))
    except (Refused, psycopg.Error):  # an account of backups has no way to the keys, and should have none
        return False


def _where(server: Server) -> tuple[str, str]:
    host = server.parts.get("host") or server.parts.get("hostaddr") or "local"
    return (
        "local" if host in {"localhost", "127.0.0.1", "::1"} else host,
        server.parts.get("port") or "5432",
    )
