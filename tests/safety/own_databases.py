"""Databases of one test alone, which it may back up, destroy and restore: copies of those of the test run."""

import os
import shutil
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from django.conf import settings
from django.db import connections

from tests.running import postgres
from tests.running.postgres import Cluster

# The log is archived, cut small, and not used again under another name, so that the clean-up can be seen.
# Every statement is logged, as somebody who looks for a fault may have it.
ARCHIVING: Final = (
    "wal_level=replica", "archive_mode=on", "min_wal_size=2MB", "wal_recycle=off", "log_statement=all",
)  # fmt: skip
SMALL: Final = ("--wal-segsize=1",)
# The keys, as docs/retention.md has them: no archive, and no copy for another server.
ALONE: Final = ("wal_level=minimal", "max_wal_senders=0", "wal_recycle=off", "log_statement=all")


def environment(*, data: str, keys: str, folder: Path) -> dict[str, str]:
    """Return what a process of ours needs to work on two databases; its temporary files go into a folder."""
    temporary = folder / "temporary"
    temporary.mkdir(exist_ok=True)
    return {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "config.settings.test",
        "DATABASE_URL": data,
        "WAYPOST_KEYS_URL": keys,
        "TMPDIR": str(temporary),
    }


def run(around: dict[str, str], *command: str | Path) -> str:
    """Return what a program of ours says that works on two databases."""
    done = _ended(around, *command)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def failed(around: dict[str, str], *command: str | Path) -> str:
    """Return what a program says that fails."""
    done = _ended(around, *command)
    assert done.returncode == 1, done.stdout + done.stderr
    return done.stdout + done.stderr


def _ended(around: dict[str, str], *command: str | Path) -> "subprocess.CompletedProcess[str]":
    words = [sys.executable, *command]
    return subprocess.run(words, cwd=settings.BASE_DIR, env=around, capture_output=True, text=True)


def holding(folder: Path, needles: Iterable[str]) -> set[str]:
    """Return which of the texts stand in any file below a folder, as they are."""
    wanted = {needle: needle.encode() for needle in needles}
    found: set[str] = set()
    for path in (path for path in folder.rglob("*") if path.is_file()):
        try:
            inside = path.read_bytes()
        except FileNotFoundError:  # a server took it away in between
            continue
        found |= {needle for needle, raw in wanted.items() if raw in inside}
    return found


def copied_sqlite(alias: str, target: Path) -> str:
    """Copy a test database as it stands, and return the address of the copy."""
    source = sqlite3.connect(connections[alias].settings_dict["NAME"])
    copy = sqlite3.connect(target)
    source.backup(copy)
    copy.close()
    source.close()
    return f"sqlite:///{target}"


def copied_postgresql(alias: str, cluster: Cluster, name: str) -> None:
    """Copy a test database into an empty one of another cluster."""
    given = connections[alias].settings_dict
    dumping = [cluster.binaries / "pg_dump", "--host", given["HOST"], "--username", given["USER"]]
    with subprocess.Popen([*dumping, given["NAME"]], stdout=subprocess.PIPE) as dump:
        loaded(cluster, name, dump.stdout)
    assert dump.returncode == 0


def loaded(cluster: Cluster, name: str, dump: object) -> None:
    """Load a dump, an open file, into an empty database."""
    psql = [cluster.binaries / "psql", "--quiet", "--no-psqlrc", "--output", os.devnull]
    where = ["--host", cluster.folder, "--username", postgres.SUPERUSER, "--dbname", name]
    subprocess.run([*psql, "--set", "ON_ERROR_STOP=1", *where], stdin=dump, check=True)  # type: ignore[call-overload]


@contextmanager
def cluster(**options: object) -> Iterator[Cluster]:
    """Give a cluster, prepared and not begun, of the installation that the test run uses."""
    made = Cluster(_same_binaries(), **options)  # type: ignore[arg-type]
    try:
        made.prepare()
        yield made
    finally:
        made.stop()


def _same_binaries() -> Path:
    """Return the programs of the server that the tests run on: a dump fits no older server."""
    with connections["default"].cursor() as cursor:
        cursor.execute("SHOW server_version_num")
        major = int(cursor.fetchone()[0]) // 10_000
    for folder in postgres.installations():
        told = subprocess.run([folder / "postgres", "--version"], capture_output=True, text=True, check=True)
        if f" {major}." in told.stdout and (folder / "pg_basebackup").exists():
            return folder
    raise postgres.NoPostgres(f"there are no programs of PostgreSQL {major} to take a backup with")


def archive_of(made: Cluster) -> Path:
    """Return the folder into which a server puts its log."""
    return made.folder / "archive"


@contextmanager
def running(databases: Sequence[str], **options: object) -> Iterator[Cluster]:
    """Give a running cluster; where its settings say so, it archives its log."""
    with cluster(databases=databases, **options) as made:
        folder = archive_of(made)
        folder.mkdir()
        if made.owner.uid is not None:
            shutil.chown(folder, made.owner.uid)
        made.settings = (*made.settings, f"archive_command=cp %p {folder}/%f")
        made.begin()
        yield made


def dumped(made: Cluster, name: str, target: Path) -> None:
    """Take the usual backup of one database."""
    where = ["--host", made.folder, "--username", postgres.SUPERUSER]
    with target.open("wb") as text:
        subprocess.run([made.binaries / "pg_dump", *where, name], stdout=text, check=True)


def base_backup(made: Cluster, target: Cluster) -> None:
    """Copy the files of a running server to where another will begin; their log is in the archive only."""
    where = ["--host", made.folder, "--username", postgres.SUPERUSER]
    made.run("pg_basebackup", *where, "--pgdata", target.data, "--checkpoint=fast", "--wal-method=none")


def archived(made: Cluster, patience: float) -> Path:
    """Copy the archive once all that happened so far is in it, as a thief takes it, and return the copy."""
    made.ask("SELECT pg_switch_wal()")
    _wait_for_archive(made, patience)
    copy = made.folder / "stolen"
    subprocess.run(["cp", "-a", archive_of(made), copy], check=True)  # with its owner
    return copy


def settled(made: Cluster, patience: float) -> None:
    """Wait until the archive has what the clean-up wrote; the server then lets go of its own log."""
    _wait_for_archive(made, patience)
    made.ask("CHECKPOINT")


def _wait_for_archive(made: Cluster, patience: float) -> None:
    until = time.monotonic() + patience
    while any((made.data / "pg_wal" / "archive_status").glob("*.ready")):
        assert time.monotonic() < until, "the log was not archived in time"
        time.sleep(0.05)
