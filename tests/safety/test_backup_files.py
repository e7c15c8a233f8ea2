"""Files of backups without a server: how long they stay, what seals and opens them, what a name says."""

import datetime as dt
import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from deploy.backups import copies, sealing, taking
from deploy.backups.server import Refused, Server
from safety import health_notes
from safety.keeping_times import TIMES

# It stands in for GnuPG, which not every machine has: the same words on its command line. The real one is
# tried by `make test-deploy`.
GPG = """#!/bin/sh
for word; do
    case "$before" in
    --import) exec grep -q PRIVATE "$word" ;;
    --recipient-file) grep -q PUBLIC "$word" || exit 2 ;;
    esac
    case "$word" in
    --encrypt) printf SEALED && exec base64 ;;
    --decrypt) tail -c +7 | base64 -d ;;
    esac
    before=$word
done
"""

NOW = dt.datetime(2026, 11, 22, 2, 40, tzinfo=dt.UTC)


def made(folder: Path, *, days: int, kind: str = "dump") -> Path:
    path = folder / copies.name(kind, at=NOW - dt.timedelta(days=days), ending=".age")
    path.write_bytes(b"sealed")
    path.with_name(path.name + ".json").write_text("{}")
    return path


def test_what_is_older_than_it_may_be_goes_with_what_stands_beside_it(tmp_path: Path) -> None:
    old, young, newest = (made(tmp_path, days=days) for days in (15, 13, 0))
    other = made(tmp_path, days=15, kind="base")
    strange = tmp_path / "letter.txt"
    strange.touch()
    assert list(copies.rotate(tmp_path, "dump", days=14, now=NOW)) == [old]
    left = {path.name for path in tmp_path.iterdir() if path.suffix != ".json"}
    assert left == {young.name, newest.name, other.name, strange.name}
    assert not old.with_name(old.name + ".json").exists()


def test_the_newest_stays_however_old_it_is(tmp_path: Path) -> None:
    only = made(tmp_path, days=99)
    assert list(copies.rotate(tmp_path, "dump", days=14, now=NOW)) == []
    assert only.exists()


@pytest.mark.promise("S7")
@pytest.mark.parametrize(
    ("wanted", "kept", "days"), [(14, None, 14), (90, None, 30), (14, 7, 7), (365, 9999, 180)]
)
def test_no_backup_stays_longer_than_a_closed_case(
    monkeypatch: pytest.MonkeyPatch, wanted: int, kept: int | None, days: int
) -> None:
    assert TIMES["case"].default == 30
    server = Server("")
    monkeypatch.setattr(Server, "one", lambda self, statement: kept)
    assert taking.allowed_days(server, wanted) == days


def test_a_part_that_was_left_over_goes_after_a_day(tmp_path: Path) -> None:
    part = tmp_path / "waypost-dump-x.part"
    part.touch()
    assert list(copies.rotate(tmp_path, "dump", days=14, now=NOW)) == []
    os.utime(part, (0, 0))
    assert list(copies.rotate(tmp_path, "dump", days=14, now=NOW)) == [part]


def test_log_that_no_backup_needs_any_more_goes(tmp_path: Path) -> None:
    for name, days in (("old", 3), ("new", 1)):
        moment = (NOW - dt.timedelta(days=days)).timestamp()
        (tmp_path / name).touch()
        os.utime(tmp_path / name, (moment, moment))
    assert copies.drop_log(tmp_path, older_than=NOW - dt.timedelta(days=2)) == 1
    assert [path.name for path in tmp_path.iterdir()] == ["new"]


def test_a_note_is_read_by_the_site_as_it_was_left(tmp_path: Path, settings: object, monkeypatch) -> None:
    settings.NOTES_DIR = tmp_path  # type: ignore[attr-defined]
    monkeypatch.setenv("WAYPOST_NOTES_DIR", str(tmp_path))
    copies.note("backup", {"encrypted": 1.0})
    assert health_notes.value("backup", "encrypted") == 1
    assert health_notes.last("backup")["at"] > 0


def test_a_file_is_the_one_that_was_written_or_it_is_refused(tmp_path: Path) -> None:
    target = tmp_path / copies.name("dump", at=NOW, ending="")
    part = tmp_path / "part"
    part.write_bytes(b"rows")
    copies.finish(part, target, {"at": "now"})
    assert copies.checked(target)["at"] == "now"
    target.write_bytes(b"row")
    with pytest.raises(Refused, match="damaged"):
        copies.checked(target)
    assert json.loads(target.with_name(target.name + ".json").read_text())["at"] == "now"


@pytest.mark.parametrize(
    ("text", "ends"),
    [("age1qqq", ".age"), ("ssh-ed25519 AAA", ".age"), ("-----BEGIN PGP PUBLIC KEY BLOCK-----", ".gpg")],
)
def test_the_key_says_which_program_seals(tmp_path: Path, text: str, ends: str) -> None:
    key = tmp_path / "key"
    key.write_text(text)
    assert sealing.ending(key) == ends
    assert sealing.ending(None) == ""


def test_a_program_that_is_missing_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    key = tmp_path / "key"
    key.write_text("age1qqq")
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(Refused, match="age is missing"), sealing.sealing(key):
        pass


def test_what_is_sealed_to_an_openpgp_key_only_its_private_key_opens(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "gpg").write_text(GPG)
    (tmp_path / "gpg").chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:{os.environ['PATH']}")
    for name in ("PUBLIC", "PRIVATE"):
        (tmp_path / name.lower()).write_text(f"-----BEGIN PGP {name} KEY BLOCK-----")
    sealed = tmp_path / "rows.pgdump.gpg"
    with sealing.sealing(tmp_path / "public") as command:
        sealed.write_bytes(subprocess.run(command, input=b"rows", check=True, capture_output=True).stdout)
    assert b"rows" not in sealed.read_bytes()
    with sealing.opening(sealed, tmp_path / "private") as command:
        opened = subprocess.run(command, input=sealed.read_bytes(), check=True, capture_output=True).stdout
    assert opened == b"rows"
    with pytest.raises(Refused, match="--identity"), sealing.opening(sealed, None):
        pass
    with pytest.raises(Refused, match="no OpenPGP key"), sealing.opening(sealed, tmp_path / "public"):
        pass


def test_a_password_stands_on_no_command_line() -> None:
    server = Server("postgres://backup:s3cret@db.example:5433/waypost?sslmode=require")
    assert "s3cret" not in server.words
    assert server.environment()["PGPASSWORD"] == "s3cret"
    assert Server(server.url).parts == server.parts


HELD = """
import sys, tempfile, time
from deploy.backups import drilling, restoring
def wait(*_, **__):
    with tempfile.TemporaryDirectory(dir=sys.argv[1]):
        print("opened", flush=True)
        time.sleep(60)
drilling.drill = restoring.restore = wait
sys.exit({"drill": drilling, "restore": restoring}[sys.argv[2]].main([sys.argv[3]]))
"""


@pytest.mark.promise("S7")
@pytest.mark.parametrize("ending", [signal.SIGHUP, signal.SIGTERM])
@pytest.mark.parametrize("name", ["drill", "restore"])
def test_a_line_that_drops_leaves_nothing_of_a_backup_readable(
    tmp_path: Path, name: str, ending: signal.Signals
) -> None:
    opened = tmp_path / "opened"
    opened.mkdir()
    with subprocess.Popen(
        [sys.executable, "-c", HELD, opened, name, tmp_path / "waypost-dump-x.pgdump"],
        cwd=Path(__file__).resolve().parents[2], stdout=subprocess.PIPE,
    ) as running:  # fmt: skip
        assert running.stdout
        assert running.stdout.readline() == b"opened\n"
        assert list(opened.iterdir())
        running.send_signal(ending)
        assert running.wait(20) == 128 + ending
    assert list(opened.iterdir()) == []
