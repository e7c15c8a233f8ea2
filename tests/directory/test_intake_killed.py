"""kill -9 at any moment of an import leaves the directory as it was; run again, it does the whole."""

import json
import os
import signal
import sqlite3
import subprocess
import sys
import uuid
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import psycopg
import pytest
from django.conf import settings
from django.db import connection

from tests.directory.importing import service

TABLES = (
    "directory_service", "directory_edition", "directory_phone", "directory_outwardservice",
    "directory_directoryversion", "directory_organization", "directory_shelter", "staff_auditentry",
)  # fmt: skip
POINTS = [
    ("directory.planning.make", 1, "drafts"),
    ("directory.writing.bulk_drafts", 1, "drafts"),
    ("directory.writing.bulk_drafts", 2, "drafts"),
    ("directory.intake._propose_removals", 1, "drafts"),
    ("directory.writing.write_documents", 2, "sourced"),
    ("directory.outward.refresh", 1, "sourced"),
    ("directory.intake._record", 1, "sourced"),
]

pytestmark = pytest.mark.django_db  # so that it runs on both engines; it has a database of its own


@pytest.fixture(scope="module")
def own_database(tmp_path_factory: pytest.TempPathFactory, django_db_setup: None) -> Iterator[dict[str, str]]:
    """A database of the test's own, with its tables and nothing in them, on the engine of the run."""
    folder = tmp_path_factory.mktemp("killed")
    environment = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "config.settings.test",
        "WAYPOST_KEYS_URL": f"sqlite:///{folder}/keys.sqlite3",
    }
    given, name = connection.settings_dict, f"killed_{uuid.uuid4().hex[:8]}"
    postgres = connection.vendor == "postgresql"
    if postgres:
        _administer(given, f"CREATE DATABASE {name}")
        environment["DATABASE_URL"] = f"postgres://{given['USER']}@{quote(given['HOST'], safe='')}/{name}"
    else:
        environment["DATABASE_URL"] = f"sqlite:///{folder}/{name}.sqlite3"
    migrate = [sys.executable, "manage.py", "migrate", "--verbosity", "0"]
    subprocess.run(migrate, cwd=settings.BASE_DIR, env=environment, check=True)
    yield environment
    if postgres:
        _administer(given, f"DROP DATABASE {name} WITH (FORCE)")


def _administer(given: dict[str, str], statement: str) -> None:
    where = {
        "host": given["HOST"],
        "user": given["USER"],
        "port": given["PORT"] or None,
        "dbname": "postgres",
    }
    with psycopg.connect(
        **{name: value for name, value in where.items() if value}, autocommit=True
    ) as server:
        server.execute(statement)


def _counts(environment: dict[str, str]) -> dict[str, int]:
    url = environment["DATABASE_URL"]
    counted = {}
    if url.startswith("sqlite"):
        base = sqlite3.connect(url.removeprefix("sqlite:///"))
    else:
        base = psycopg.connect(url.replace("postgres://", "postgresql://"))
    with base:
        for table in TABLES:
            counted[table] = base.execute(f"SELECT count(*) FROM {table}").fetchone()[0]  # noqa: S608 - a table of ours
    base.close()
    return counted


def _run(environment: dict[str, str], path: Path, verb: str, count: int, form: str) -> int:
    script = Path(__file__).with_name("killed_import.py")
    command = [sys.executable, str(script), str(path), verb, str(count), form]
    return subprocess.run(
        command, cwd=settings.BASE_DIR, env=environment, capture_output=True, check=False
    ).returncode


@pytest.fixture
def feed(tmp_path: Path) -> Path:
    path = tmp_path / "killed.json"
    path.write_text(json.dumps([service(number) for number in range(20)]))
    return path


@pytest.mark.parametrize(
    ("verb", "count", "form"), POINTS, ids=[f"{one[0].rpartition('.')[2]}-{one[1]}" for one in POINTS]
)
def test_a_killed_import_leaves_the_directory_as_it_was(
    verb: str, count: int, form: str, own_database: dict[str, str], feed: Path
) -> None:
    before = _counts(own_database)
    assert _run(own_database, feed, verb, count, form) == -signal.SIGKILL
    assert _counts(own_database) == before


def test_after_all_that_an_import_does_the_whole(own_database: dict[str, str], feed: Path) -> None:
    assert _run(own_database, feed, "none", 0, "sourced") == 0
    assert _counts(own_database)["directory_service"] == 20
    assert _counts(own_database)["directory_outwardservice"] == 20
