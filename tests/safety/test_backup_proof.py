"""The proof of S7: what is over cannot be read, from a backup, with the code in hand, or in a file left over.

A case full of canaries is made, backed up and purged; the backups are restored, and somebody who holds them,
the code and the keys that are left tries everything. The same thief with a forbidden copy of the keys reads
all of it: so it is the destroyed key that protects, and this test can fail.
"""

import json
import shutil
import sqlite3
from collections.abc import Sequence
from contextlib import ExitStack, closing
from pathlib import Path
from typing import Any

import psycopg
import pytest
from django.db import connection

from safety import inventory_report, purging, retention
from safety.fields import SealedText
from tests.safety import own_databases
from tests.safety.canary_case import COLUMNS, HANDED, HANDOVER, WORDS, canary
from tests.safety.own_databases import ALONE, ARCHIVING, SMALL, environment, failed, holding, run, running

pytestmark = [pytest.mark.django_db(databases=["default", "keys"]), pytest.mark.promise("S7")]
PLAIN = [HANDED, *(canary(word) for word in WORDS)]
NOTHING = {"canaries": [], "inner": False}
PATIENCE = 20  # seconds for the archiver


def made(around: dict[str, str], folder: Path) -> tuple[Path, list[str], list[str]]:
    """Make the case; return what the thief knows, how each sealed text begins, and each key."""
    known = folder / "known.json"
    known.write_text(run(around, "tests/safety/canary_case.py", "make"))
    told: dict[str, Any] = json.loads(known.read_text())
    return known, [text[:60] for text in told["sealed"]], [text[:60] for text in told["keys"]]


def tried(around: dict[str, str], known: Path, *pairs: tuple[str, str]) -> list[dict[str, Any]]:
    words = [f"{data},{keys}" for data, keys in pairs]
    return json.loads(run(around, "tests/safety/canary_case.py", "thief", known, *words))


def purged(around: dict[str, str]) -> None:
    told = run(around, "manage.py", "purge", "--clean-files")
    assert "case: 2 destroyed" in told
    assert "handover: 1 destroyed" in told


def proved(found: Sequence[dict[str, Any]]) -> None:
    """The first look is at the live databases, the last at a backup with the forbidden copy of the keys."""
    live, *backups, control = found
    assert live == {"rows": 0, "case_rows": 0, "keys": 0, "outer": False, **NOTHING}
    assert backups
    for backup in backups:
        rows = {name: control[name] for name in ("rows", "case_rows")}
        assert backup == {**rows, "keys": 0, "outer": True, **NOTHING}
    assert control["canaries"] == list(WORDS)
    assert control["inner"]
    print(f"proof: {len(backups)} backups hold {control['rows']} sealed texts; opened 0, with the code 0,")
    print(f"with a copy of the keys {len(control['canaries'])} of {len(WORDS)}")


def test_a_canary_sits_in_every_sealed_column_that_goes_when_its_time_is_over():
    sealed = {
        f"{model._meta.label}.{field.name}"
        for model in inventory_report.all_models()
        for field in model._meta.concrete_fields
        if isinstance(field, SealedText) and retention.clock_of(model)
    }
    assert sealed == {*COLUMNS, HANDOVER}


def test_nothing_is_read_after_its_time(tmp_path: Path):
    {"sqlite": on_sqlite, "postgresql": on_postgresql}[connection.vendor](tmp_path)


def on_sqlite(tmp_path: Path) -> None:
    files, copies = tmp_path / "files", tmp_path / "copies"
    files.mkdir()
    data, keys = (
        own_databases.copied_sqlite(alias, files / f"{alias}.sqlite3") for alias in ("default", "keys")
    )
    around = environment(data=data, keys=keys, folder=tmp_path)
    reader = sqlite3.connect(files / "default.sqlite3")  # so that the log is not emptied by the last to leave
    reader.execute("PRAGMA journal_mode=WAL")
    reader.execute("SELECT count(*) FROM staff_user").fetchone()
    known, sealed, wrapped = made(around, tmp_path)
    assert (files / "default.sqlite3-wal").stat().st_size
    assert holding(files, [*sealed, *wrapped]) == {*sealed, *wrapped}
    shutil.copytree(files, copies)  # with its log, as a copy of the disk has it
    reader.execute("VACUUM INTO ?", [str(copies / "vacuumed.sqlite3")])
    reader.close()
    shutil.move(copies / "keys.sqlite3", tmp_path / "forbidden.sqlite3")
    purged(around)
    assert holding(files, [*sealed, *wrapped, *PLAIN]) == set()
    assert holding(copies, sealed) == set(sealed)
    assert holding(copies, [*PLAIN, *wrapped]) == set()
    backups = [f"sqlite:///{copies}/{name}.sqlite3" for name in ("default", "vacuumed")]
    proved(
        tried(
            around, known, (data, keys), *((one, keys) for one in backups),
            (backups[0], f"sqlite:///{tmp_path}/forbidden.sqlite3"),
        )
    )  # fmt: skip
    assert holding(tmp_path / "temporary", [*sealed, *PLAIN]) == set()
    with closing(sqlite3.connect(files / "default.sqlite3")) as reader:
        reader.execute("BEGIN")
        reader.execute("SELECT count(*) FROM staff_user").fetchone()
        assert "its log NOT emptied" in failed(around, "manage.py", "purge", "--clean-files")


def on_postgresql(tmp_path: Path) -> None:
    with ExitStack() as servers:
        data = servers.enter_context(running(("waypost",), settings=ARCHIVING, initial=SMALL))
        keys = servers.enter_context(running(("waypost_keys",), settings=ALONE))
        own_databases.copied_postgresql("default", data, "waypost")
        own_databases.copied_postgresql("keys", keys, "waypost_keys")
        live = (data.url("waypost"), keys.url("waypost_keys"))
        around = environment(data=live[0], keys=live[1], folder=tmp_path)
        copied = servers.enter_context(own_databases.cluster(settings=ARCHIVING))
        own_databases.base_backup(data, copied)  # before the case: the archive alone tells of it
        known, sealed, wrapped = made(around, tmp_path)
        for server, needles in ((data, sealed), (keys, wrapped)):
            server.ask("CHECKPOINT")
            assert holding(server.data / "base", needles) == set(needles)
        archive = own_databases.archived(data, PATIENCE)
        assert holding(archive, sealed)  # most of them: some run over the end of a page
        dumped, forbidden = tmp_path / "night.sql", tmp_path / "forbidden.sql"
        own_databases.dumped(data, "waypost", dumped)
        own_databases.dumped(keys, "waypost_keys", forbidden)
        purged(around)
        own_databases.settled(data, PATIENCE)
        assert holding(data.data, [*sealed, *PLAIN]) == set()
        assert holding(keys.data, [*wrapped, *PLAIN]) == set()
        assert (
            holding(data.folder, PLAIN) == set()
        )  # nor in what the server logs, and it logs every statement
        assert holding(tmp_path / "temporary", [*sealed, *PLAIN]) == set()
        restored = servers.enter_context(running(("night", "forbidden")))
        for name, dump in (("night", dumped), ("forbidden", forbidden)):
            with dump.open("rb") as text:
                own_databases.loaded(restored, name, text)
        copied.recover(from_archive=archive)
        backups = (restored.url("night"), copied.url("waypost"))
        proved(
            tried(
                around, known, live, *((one, live[1]) for one in backups),
                (backups[1], restored.url("forbidden")),
            )
        )  # fmt: skip
        with psycopg.connect(live[0].replace("postgres://", "postgresql://")) as reader:
            reader.execute("SELECT count(*) FROM referral_case")  # and its transaction goes on
            reader.execute("SELECT count(*) FROM pg_statistic")
            told = failed(around, "manage.py", "purge", "--clean-files")
            assert "default: NOT rewritten: referral_case, pg_statistic;" in told
            assert "keys: 1 tables were rewritten" in told
            reader.execute("SELECT pg_advisory_lock(%s)", [purging.LOCK])
            assert "Another purge is at work" in failed(around, "manage.py", "purge")
