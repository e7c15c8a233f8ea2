"""A second process may clean records of a long file; nothing of what comes out tells that it did."""

import json
import multiprocessing
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from directory.hsds import beside
from directory.hsds.incoming import Incoming, Ledger, Line, Refused
from directory.hsds.read import Source, incoming
from directory.hsds.record import Terms
from tests.directory.feeds_read import FEEDS, RULES
from tests.directory.importing import service

REFUGE = {
    "location_type": "physical", "name": "Refuge", "waypost": {"confidential": True},
    "addresses": [{"address_1": "1 Hidden Road", "country": "US", "address_type": "physical"}],
}  # fmt: skip


@pytest.fixture(autouse=True)
def any_file_is_long(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(beside, "FIRST", 4)
    monkeypatch.setattr(beside, "AT_ONCE", 3)
    monkeypatch.setattr(beside, "is_possible", lambda: True)


def dirty(count: int) -> list[dict[str, Any]]:
    """Services with something to mend, to seal and to refuse."""
    found = [service(number, description="a &amp; b") for number in range(count)]
    found[5]["name"] = ""
    found[9]["id"] = "8"  # the same as the one before
    found[11]["waypost"] = "no profile"
    found[14]["service_at_locations"] = [{"id": "s14", "location": {"id": "o14", **REFUGE}}]
    found[16]["description"] = "half a sign \ud800"
    return found


def read(
    path: Path, *, by_two: bool, mapping: Path | None = None
) -> tuple[list[Incoming], Ledger, list[Line]]:
    lines: list[Line] = []
    ledger = Ledger(tell=lines.append)
    terms = Terms(feed="f", country="US", rules=RULES)
    services = list(incoming(Source(path, mapping), terms=terms, ledger=ledger, by_two=by_two))
    ledger.tell = None
    assert ledger.read == ledger.taken + ledger.repaired + ledger.refused
    return services, ledger, lines


@pytest.fixture
def long_file(tmp_path: Path) -> Path:
    path = tmp_path / "long.json"
    path.write_text(json.dumps(dirty(60)))
    return path


def started(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Return a list of the processes that clean beside this one, as they are begun."""
    found: list[int] = []
    begin = beside._Other.__init__

    def told(self: Any, terms: Terms) -> None:
        begin(self, terms)
        found.append(self.process.pid)

    monkeypatch.setattr(beside._Other, "__init__", told)
    return found


def test_two_processes_give_what_one_gives(long_file, monkeypatch):
    alone = read(long_file, by_two=False)
    pids = started(monkeypatch)
    assert read(long_file, by_two=True) == alone
    assert len(pids) == 1
    assert len(alone[0]) == 58
    assert sum(len(one.sealed) for one in alone[0]) == 1
    assert not multiprocessing.active_children()


@pytest.mark.parametrize("name", sorted(one.name for one in FEEDS.iterdir() if one.suffix != ".yaml"))
def test_every_dirty_feed_comes_out_the_same(name):
    mapping = FEEDS / "plain.yaml" if name == "plain.csv" else None
    alone = read(FEEDS / name, by_two=False, mapping=mapping)
    assert read(FEEDS / name, by_two=True, mapping=mapping) == alone


def test_tables_are_cleaned_by_one_for_they_are_told_of_each_record(monkeypatch):
    pids = started(monkeypatch)
    read(FEEDS / "third", by_two=True)
    assert not pids


def test_what_the_other_process_leaves_undone_is_done_here(long_file, monkeypatch):
    alone = read(long_file, by_two=False)
    monkeypatch.setattr(beside, "_work", lambda end, end_there, terms: end.recv())
    assert read(long_file, by_two=True) == alone


def test_an_error_of_the_other_process_is_raised_here(long_file, monkeypatch):
    clean = beside.clean

    def failing(record: Any, **said: Any) -> Incoming | Refused:
        if record["id"] == "6":  # the other process has it first
            raise ZeroDivisionError
        return clean(record, **said)

    monkeypatch.setattr(beside, "clean", failing)
    with pytest.raises(ZeroDivisionError):
        read(long_file, by_two=True)
    assert not multiprocessing.active_children()


def test_who_reads_no_further_leaves_no_process_behind(long_file, monkeypatch):
    pids = started(monkeypatch)
    found = incoming(Source(long_file), terms=Terms(feed="f", country="US"), ledger=Ledger(), by_two=True)
    for _ in range(20):
        next(found)
    assert [one.pid for one in multiprocessing.active_children()] == pids
    found.close()
    assert not multiprocessing.active_children()


def test_the_other_process_ends_when_the_first_one_is_killed(long_file):
    program = (
        "import os, signal; from pathlib import Path\n"
        "from directory.hsds import beside\n"
        "from directory.hsds.incoming import Ledger\n"
        "from directory.hsds.read import Source, incoming\n"
        "from directory.hsds.record import Terms\n"
        "beside.FIRST, beside.AT_ONCE, beside.is_possible = 4, 3, lambda: True\n"
        f"found = incoming(Source(Path({str(long_file)!r})), terms=Terms(feed='f', country='US'),"
        " ledger=Ledger(), by_two=True)\n"
        "for _ in range(20): next(found)\n"
        "import multiprocessing; print(multiprocessing.active_children()[0].pid, flush=True)\n"
        "os.kill(os.getpid(), signal.SIGKILL)\n"
    )
    root = Path(__file__).resolve().parents[2]
    # Its output is open as long as the other process lives: run() returns when both are gone.
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=root, stdout=subprocess.PIPE, timeout=30, check=False
    )
    assert done.returncode == -signal.SIGKILL
    assert int(done.stdout)


def test_nothing_is_doubled_in_a_process_with_several_threads(long_file, monkeypatch):
    pids = started(monkeypatch)
    monkeypatch.setattr(beside, "is_possible", lambda: False)
    read(long_file, by_two=True)
    assert not pids
