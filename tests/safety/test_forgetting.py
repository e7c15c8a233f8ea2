"""A process that rests holds nothing of who was here; the application alone, as its unit starts it."""

import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from deploy.installing import units
from deploy.installing.layout import Installation
from safety import forgetting
from tests.running.site import ROOT, serving
from tests.safety import own_databases
from tests.traces import memory, remains, visits
from tests.traces.server_budget import beyond, budget
from tests.traces.spelled import Nest

pytestmark = pytest.mark.one_engine
PATIENCE_S = 20
FAILING = ROOT / "tests" / "traces" / "failing"
HOLDS = """
import gc, sys
from safety import forgetting
words = [(sys.argv[1] + str(number)) * (1 + number % 40) for number in range(20_000)]
around = [[word] for word in words[:500]]
for cycle in around:
    cycle.append(cycle)
del cycle
del words, around
{then}
print("ready", flush=True)
sys.stdin.read()
"""


def of_the_unit() -> dict[str, str]:
    """Return what the unit of the public door sets for the sake of this."""
    files = {file.path.name: file.text for file in units.files(Installation(host="a.example"))}
    return units.unit(files["waypost-public@.service"]).environment


def held_by_a_program(then: str) -> int:
    """Return how often a word stands in a program's memory that let go of it, and did something then."""
    nest = Nest()
    with subprocess.Popen(
        [sys.executable, "-c", HOLDS.format(then=then), nest.stem],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
        cwd=ROOT, env={**os.environ, **of_the_unit()},
    ) as program:  # fmt: skip
        said = program.stdout.readline() if program.stdout else ""
        found = sum(one.times for one in memory.held(program.pid, nest, name="it"))
        program.communicate("")
    assert (said, program.returncode) == ("ready\n", 0)
    return found


def test_what_was_let_go_of_is_overwritten() -> None:
    before, after = held_by_a_program("pass"), held_by_a_program("forgetting.forget()")
    assert before > 1_000
    assert after <= 50  # the word itself is among the program's own arguments


def test_the_lines_that_a_fault_had_python_keep_cover_nothing() -> None:
    kept = [str(Path(os.__file__).with_name(name)) for name in ("doctest.py", "inspect.py", "typing.py")]
    lines = f"import linecache; [linecache.getlines(name) for name in {kept}]"
    assert held_by_a_program(f"{lines}; forgetting.overwritten()") > 50
    assert held_by_a_program(f"{lines}; forgetting.forget()") <= 50


def test_it_takes_little_time() -> None:
    forgetting.overwritten()
    begun = time.process_time()
    assert forgetting.overwritten() > forgetting.LARGEST
    assert time.process_time() - begun < 1


def test_nothing_is_done_while_nobody_comes(monkeypatch: pytest.MonkeyPatch) -> None:
    rounds: list[int] = []

    def sleep(_seconds: float) -> None:
        rounds.append(len(done))
        if len(rounds) > 5:
            raise InterruptedError

    done: list[str] = []
    monkeypatch.setattr(forgetting, "forget", lambda: done.append("forgot"))
    monkeypatch.setattr(forgetting.time, "sleep", sleep)
    monkeypatch.setattr(forgetting, "_pages", [0])
    with pytest.raises(InterruptedError):
        forgetting._every_so_often()
    assert done == []
    rounds.clear()
    assert forgetting.noted(lambda environ, start: environ + start)(1, 2) == 3
    with pytest.raises(InterruptedError):
        forgetting._every_so_often()
    assert len(done) == forgetting.TIMES


def forgotten(pid: int, nest: Nest) -> list[str]:
    """Return what a server still holds when it had time to forget, on a machine that may have much to do.

    A piece of a word may stay, as on a whole server.
    """
    until = time.monotonic() + PATIENCE_S
    while True:
        time.sleep(1.5)
        found = [*memory.held(pid, nest, name="waypost-public")]
        if not found or time.monotonic() > until:
            return beyond(found, budget()["kept"])


@pytest.mark.promise("S1")
@pytest.mark.promise("S2")
def test_soon_after_every_journey_nothing_of_it_is_in_memory_in_a_file_or_in_a_log(
    db: None, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    nest, since = Nest(), time.time() - 1
    urls = {name: own_databases.copied_sqlite(name, tmp_path / name) for name in ("default", "keys")}
    around = own_databases.environment(data=urls["default"], keys=urls["keys"], folder=tmp_path)
    around |= {**of_the_unit(), "PYTHONPATH": str(FAILING)}
    with serving("tests.traces.hasty:application", environment=around) as site:
        visitor = visits.Visitor(nest, site.port)
        visits.whole(visitor)
        visitor.more = {"X-Fail": "yes"}
        for ask in visits.every_page(nest, ["walk", "find", "code", "complain"]):
            ask(visitor)
        visitor.leave()
        later = forgotten(site.pid, nest)
        files = [*remains.in_files(tmp_path, nest, since=since)]
    said = "".join(capfd.readouterr())
    assert later == []
    assert [*map(str, files)] == []
    assert "RuntimeError at" in said
    assert nest.stem not in said
    assert nest.address not in said
