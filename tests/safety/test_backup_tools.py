"""deploy/backup, restore and drill, on servers of their own: what they take, put back, try and refuse."""

import json
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.db import connection
from pytest_django import DjangoDbBlocker

from tests.running.postgres import Cluster
from tests.safety import own_databases
from tests.safety.own_databases import ALONE, environment, run, running

pytestmark = [pytest.mark.django_db(databases=["default", "keys"]), pytest.mark.on_postgresql]
# It stands in for `age`, which few machines have: the same words on its command line, and no secret at all.
AGE = """#!/bin/sh
case "$1" in
--encrypt) grep -q public "$3" && printf 'SEALED' && base64 ;;
--decrypt) grep -q private "$3" && tail -c +7 | base64 -d ;;
esac
"""


@dataclass(slots=True)
class Place:
    """Two clusters with a site in them, and what its backup was taken with."""

    main: Cluster
    keys: Cluster
    around: dict[str, str]
    folder: Path
    known: dict[str, Any]
    backup: Path
    said: str


def tool(name: str, around: dict[str, str], *words: str | Path, ends: int = 0) -> str:
    done = subprocess.run(
        [settings.BASE_DIR / "deploy" / name, *words], env=around, capture_output=True, text=True,
        cwd=around["TMPDIR"],
    )  # fmt: skip
    assert done.returncode == ends, done.stdout + done.stderr
    return done.stdout + done.stderr


@pytest.fixture(scope="module")
def place(
    django_db_setup: None, django_db_blocker: DjangoDbBlocker, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Place]:
    assert connection.vendor == "postgresql", "backups are taken of PostgreSQL: run this by tests/run.py"
    folder = tmp_path_factory.mktemp("backups")
    with ExitStack() as open_, django_db_blocker.unblock():
        main = open_.enter_context(running(("waypost", "empty", "beside"), settings=("wal_level=replica",)))
        keys = open_.enter_context(running(("waypost_keys",), settings=ALONE))
        own_databases.copied_postgresql("default", main, "waypost")
        own_databases.copied_postgresql("keys", keys, "waypost_keys")
        around = environment(data=main.url("waypost"), keys=keys.url("waypost_keys"), folder=folder)
        yield _with_a_backup(main, keys, around, folder)


def _with_a_backup(main: Cluster, keys: Cluster, around: dict[str, str], folder: Path) -> Place:
    programs = folder / "programs"
    programs.mkdir()
    (programs / "age").write_text(AGE)
    (programs / "age").chmod(0o755)
    (folder / "public").write_text("age1public")
    (folder / "private").write_text("AGE-SECRET-KEY-private")
    around = {
        **around, "PATH": f"{programs}:{around['PATH']}", "PG_PROGRAMS": str(main.binaries),
        "WAYPOST_NOTES_DIR": str(folder / "notes"),
    }  # fmt: skip
    (folder / "notes").mkdir()
    known = json.loads(run(around, "tests/safety/restored_cases.py"))
    said = tool("backup", around, "dump", "--to", folder / "dumps", "--key", folder / "public")
    backup = next((folder / "dumps").glob("*.age"))
    with asking(keys, "waypost_keys") as asked:
        asked.execute("DELETE FROM safety_datakey WHERE id = %s", [known["destroyed"]])
    return Place(main, keys, around, folder, known, backup, said)


def asking(cluster: Cluster, name: str) -> Any:
    import psycopg

    return psycopg.connect(cluster.url(name).replace("postgres://", "postgresql://"), autocommit=True)


# --- taken ---


def test_a_backup_is_sealed_and_says_what_to_keep_apart(place: Place) -> None:
    assert place.backup.read_bytes().startswith(b"SEALED")
    assert "sealed" in place.said
    assert "WAYPOST_SEAL_KEY" in place.said
    assert place.backup.stat().st_mode & 0o077 == 0
    told = json.loads(place.backup.with_name(place.backup.name + ".json").read_text())
    assert told["sealed"]
    assert told["head"][0] > 0
    assert json.loads((place.folder / "notes" / "backup.json").read_text())["encrypted"] == 1


@pytest.mark.promise("S7")
def test_a_backup_holds_no_key_no_session_and_no_secret_of_the_site(place: Place) -> None:
    said = tool("backup", place.around, "dump", "--to", place.folder / "plain", "--key", place.folder / "no")
    assert "NOT ENCRYPTED" in said
    plain = next((place.folder / "plain").glob("*.pgdump"))
    program = [place.main.binaries / "pg_restore", "--file=-", plain]
    text = subprocess.run(program, capture_output=True, text=True, check=True).stdout
    assert "COPY public.referral_case" in text
    for left_out in ("safety_datakey", "COPY public.staff_desksession", "COPY public.axes_accessattempt "):
        assert left_out not in text
    assert [key for key in place.known["keys"] if key[:40] in text] == []
    assert settings.WAYPOST_SEAL_KEY not in text


def test_the_files_and_the_log_of_the_cluster_are_kept_too(place: Place) -> None:
    target, log = place.folder / "base", place.folder / "wal"
    log.mkdir()
    tool("backup", place.around, "base", "--to", target, "--key", place.folder / "public", "--wal", log)
    assert next(target.glob("waypost-base-*.tar.gz.age")).stat().st_size > 100_000
    piece = place.folder / "000000010000000000000001"
    piece.write_bytes(b"log")
    for _ in range(2):  # the server asks again if it did not hear that it was kept
        tool("backup", place.around, "wal", "--to", log, "--key", place.folder / "public", piece)
    assert [path.name for path in log.iterdir()] == [f"{piece.name}.age"]


# --- refused ---


@pytest.mark.promise("S7")
def test_a_backup_of_the_keys_is_refused_however_it_is_asked_for(place: Place) -> None:
    main, keys = place.main.url("waypost"), place.keys.url("waypost_keys")
    elsewhere = place.folder / "refused"
    for kind in ("dump", "base"):
        words = (kind, "--to", elsewhere)
        said = tool("backup", {**place.around, "DATABASE_URL": keys}, *words, ends=1)
        assert "this database holds the keys" in said
        other = place.main.url("beside")
        said = tool("backup", {**place.around, "WAYPOST_KEYS_URL": other}, *words, ends=1)
        assert "are in one cluster" in said
    with asking(place.main, "beside") as asked:
        asked.execute("CREATE TABLE safety_datakey (id int)")
        said = tool("backup", {**place.around, "DATABASE_URL": main}, "dump", "--to", elsewhere, ends=1)
        asked.execute("DROP TABLE safety_datakey")
    assert "the database beside of the same cluster holds the keys" in said
    assert not elsewhere.exists()


@pytest.mark.parametrize("address", ["", "sqlite:///x.sqlite3", "postgres://nobody@127.0.0.1:1/waypost"])
def test_a_database_that_cannot_be_backed_up_is_named_and_nothing_is_left(place: Place, address: str) -> None:
    around = {**place.around, "DATABASE_URL": address}
    assert "No backup was taken" in tool("backup", around, "dump", "--to", place.folder / "none", ends=1)
    assert not (place.folder / "none").exists()


def test_a_backup_that_breaks_off_leaves_no_file_that_looks_whole(place: Place) -> None:
    target = place.folder / "broken"
    wrong = place.folder / "wrong"
    wrong.write_text("age1other")
    assert "sealing failed" in tool("backup", place.around, "dump", "--to", target, "--key", wrong, ends=1)
    assert list(target.iterdir()) == []


# --- put back ---


@pytest.mark.promise("S7")
def test_one_command_puts_it_back_and_nothing_that_was_destroyed_can_be_read(place: Place) -> None:
    around = {**place.around, "DATABASE_URL": place.main.url("empty")}
    identity = ("--identity", place.folder / "private")
    assert "name the file of the private key" in tool("restore", around, place.backup, ends=1)
    said = tool("restore", around, place.backup, *identity)
    assert "destroyed: 2 of case\n" in said, said  # those full of canaries
    assert "destroyed: 1 of handover\n" in said
    assert "destroyed since the backup, swept: 1 of case" in said
    assert "sealed rows that open: 1; that have lost their key: 0" in said
    assert "the record is whole" in said
    assert "restored in 0." in said
    known = place.folder / "known.json"
    known.write_text(json.dumps(place.known))
    pair = f"{around['DATABASE_URL']},{around['WAYPOST_KEYS_URL']}"
    [found] = json.loads(run(around, "tests/safety/canary_case.py", "thief", known, pair))
    assert (found["canaries"], found["outer"], found["inner"]) == ([], False, False)
    assert "holds" in tool("restore", around, place.backup, *identity, ends=1)  # not empty any more


def test_a_damaged_backup_is_not_put_back(place: Place) -> None:
    damaged = place.folder / place.backup.name
    damaged.write_bytes(place.backup.read_bytes()[:-20])
    shutil.copy(
        place.backup.with_name(place.backup.name + ".json"), damaged.with_name(damaged.name + ".json")
    )
    around = {**place.around, "DATABASE_URL": place.main.url("beside")}
    for name in ("restore", "drill"):
        assert "damaged" in tool(name, around, damaged, "--identity", place.folder / "private", ends=1)
    with asking(place.main, "beside") as asked:
        assert asked.execute("SELECT count(*) FROM pg_tables WHERE schemaname = 'public'").fetchone() == (0,)


# --- tried ---


def test_a_drill_tries_last_nights_backup_beside_everything_and_leaves_nothing(place: Place) -> None:
    temporary = Path(place.around["TMPDIR"])
    before = set(temporary.iterdir())
    said = tool("drill", place.around, place.folder / "dumps", "--identity", place.folder / "private")
    assert "the search answers" in said
    assert "the record is whole" in said
    assert "not to be opened: " in said
    assert "The drill went well, in 0." in said
    assert json.loads((place.folder / "notes" / "drill.json").read_text())["at"] > 0
    assert set(temporary.iterdir()) == before
    with asking(place.keys, "waypost_keys") as asked:
        assert asked.execute("SELECT count(*) FROM safety_datakey").fetchone()[0] >= 1
