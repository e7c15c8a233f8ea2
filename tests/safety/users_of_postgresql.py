"""The users of PostgreSQL on the databases of this run, as deploy/postgresql makes them."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final
from urllib.parse import quote

import psycopg
from django.conf import settings
from django.db import connections

from safety import database_grants
from safety.database_rights import Role

ROLES: Final = {"default": "roles-main.sql", "keys": "roles-keys.sql"}
OURS: Final = r"waypost\_%"  # the superuser of the run's own cluster is called waypost


def url(alias: str, role: Role, *, hosts: str = "") -> str:
    """Return the address of a test database for one of the users; `hosts` are tried before its own."""
    found = connections[alias].settings_dict
    where = quote(f"{hosts}{found['HOST']}", safe="")
    return f"postgres://{database_grants.name_of(role)}@/{found['NAME']}?host={where}"


def connected(alias: str, role: Role | None = None) -> psycopg.Connection:
    """Return a connection of one of the users, or of the owner of the tables; each statement stands alone."""
    found = connections[alias].settings_dict
    user = database_grants.name_of(role) if role else found["USER"]
    return psycopg.connect(host=found["HOST"], user=user, dbname=found["NAME"], autocommit=True)


@contextmanager
def made() -> Iterator[None]:
    """Make the users with their rights for as long as this lasts; the usual ones come back after it."""
    try:
        for alias, name in ROLES.items():
            with connected(alias) as owner:
                for _twice in range(2):
                    owner.execute((Path(settings.BASE_DIR) / "deploy" / "postgresql" / name).read_bytes())
                owner.execute(";\n".join(database_grants.statements(alias, list(Role))).encode())
        yield
    finally:
        _taken_away()


def _taken_away() -> None:
    for alias in ROLES:
        with connected(alias) as owner:
            for (name,) in owner.execute(
                "SELECT rolname FROM pg_roles WHERE rolname LIKE %s", [OURS]
            ).fetchall():
                owner.execute(f'DROP OWNED BY "{name}"'.encode())
            owner.execute("GRANT USAGE ON SCHEMA public TO PUBLIC")
            database = owner.info.dbname
            owner.execute(f'GRANT CONNECT, TEMP ON DATABASE "{database}" TO PUBLIC'.encode())
    with connected("default") as owner:
        for (name,) in owner.execute("SELECT rolname FROM pg_roles WHERE rolname LIKE %s", [OURS]).fetchall():
            owner.execute(f'DROP ROLE "{name}"'.encode())
