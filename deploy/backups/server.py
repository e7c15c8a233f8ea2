"""A PostgreSQL server and its own programs, as a backup needs them."""

import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final
from urllib.parse import quote, urlencode

import psycopg
from psycopg.conninfo import conninfo_to_dict, make_conninfo

PATIENCE_S: Final = 10
URL_PARTS: Final = {"user", "password", "dbname"}
DEBIAN: Final = Path("/usr/lib/postgresql")


class Refused(Exception):
    """This is not done; the message says why, and what to do."""


class Server:
    """One database, by its address as DATABASE_URL has it."""

    def __init__(self, address: str) -> None:
        try:
            parts = conninfo_to_dict(address.replace("postgres://", "postgresql://", 1))
        except psycopg.Error:
            raise Refused("the address of the database cannot be read: write postgres://...") from None
        self.parts = {name: str(value) for name, value in parts.items() if value is not None}

    @classmethod
    def of_environment(cls, name: str = "DATABASE_URL") -> "Server":
        """Return the server that a variable, or the file of its _FILE twin, names. Raises: Refused."""
        address = told(name)
        if not address:
            raise Refused(f"{name} is missing: set it to the database, as in docs/settings.md")
        if not address.startswith(("postgres://", "postgresql://")):
            raise Refused(f"{name} names no PostgreSQL: a SQLite file is copied with its own .backup")
        return cls(address)

    def elsewhere(self, **parts: str) -> "Server":
        """Return the same with some parts changed."""
        other = Server("")
        other.parts = {**self.parts, **parts}
        return other

    @property
    def words(self) -> str:
        """The address for a command line, without the password."""
        return make_conninfo(**{name: value for name, value in self.parts.items() if name != "password"})

    @property
    def url(self) -> str:
        """The address as the site's settings take it."""
        said = {name: value for name, value in self.parts.items() if name not in URL_PARTS}
        who = quote(self.parts.get("user", ""), safe="")
        if "password" in self.parts:
            who += ":" + quote(self.parts["password"], safe="")
        return f"postgres://{who}@/{quote(self.parts.get('dbname', ''))}?{urlencode(said)}"

    @contextmanager
    def asked(self) -> Iterator[psycopg.Connection[Any]]:
        """Give a connection. Raises: Refused if the server does not answer."""
        try:
            connection = psycopg.connect(**self.parts, connect_timeout=PATIENCE_S, autocommit=True)  # type: ignore[arg-type]
        except psycopg.OperationalError as error:
            raise Refused(f"the database does not answer: {str(error).strip()}") from None
        with connection:
            yield connection

    def one(self, statement: str, *values: object) -> Any:
        """Return the first column of the first row, None where there is no row."""
        with self.asked() as connection:
            row = connection.execute(statement, values).fetchone()
        return row[0] if row else None

    def environment(self) -> dict[str, str]:
        """Return what its programs need: the password, and none of our own secrets."""
        kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG", "TMPDIR") if name in os.environ}
        return {**kept, **({"PGPASSWORD": self.parts["password"]} if "password" in self.parts else {})}

    def program(self, name: str) -> Path:
        """Return a program of the server's own version: an older one can't read it. Raises: Refused."""
        major = int(self.one("SHOW server_version_num")) // 10_000
        return program(name, major=major)


def told(name: str) -> str:
    """Return a variable, or what stands in the file of its _FILE twin."""
    if name in os.environ:
        return os.environ[name].strip()
    file = os.environ.get(f"{name}_FILE")
    return Path(file).read_text(encoding="utf-8").strip() if file else ""


def program(name: str, *, major: int) -> Path:
    """Return a program of PostgreSQL of a version, or of a newer one. Raises: Refused."""
    folders = [Path(one) for one in (os.environ.get("PG_PROGRAMS", ""), DEBIAN / str(major) / "bin") if one]
    found = [folder / name for folder in folders if (folder / name).exists()]
    on_path = shutil.which(name)
    candidates = [*found, *([Path(on_path)] if on_path else [])]
    fitting = [one for one in candidates if _major(one) >= major]
    if not fitting:
        raise Refused(f"{name} of PostgreSQL {major} is missing: install postgresql-client-{major}")
    return fitting[0].resolve()


def _major(path: Path) -> int:
    said = subprocess.run([path, "--version"], capture_output=True, text=True, check=False).stdout  # noqa: S603
    digits = (
        said.rpartition(")")[2].split() if said.count(")") == 1 else said.split("PostgreSQL)")[-1].split()
    )
    return int(digits[0].split(".")[0]) if digits and digits[0][0].isdigit() else 0
