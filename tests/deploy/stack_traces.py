"""What a visit leaves on the server, looked for in the real stack: files, databases, logs, memory.

Run by `make test-deploy`. The budget is docs/server-trace-budget.yaml.
"""

import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import pytest

from deploy.installing import clusters, units
from deploy.installing.layout import MAIN
from referral.forms import Go
from tests.running.stack import Stack, trusting
from tests.traces import memory, remains, visits
from tests.traces.server_budget import beyond, budget
from tests.traces.spelled import Nest
from tests.traces.visits import Visitor

pytestmark = pytest.mark.filterwarnings("ignore::ResourceWarning")
FAILING: Final = Path(__file__).resolve().parents[1] / "traces" / "failing"
ROUNDS: Final = 3  # nginx asks one worker after the other: each has answered everything then
PUBLIC: Final = ("public-1", "public-2")


@dataclass(frozen=True, slots=True)
class Visited:
    """What was visited: the canaries, since when, and what memory held right after."""

    nest: Nest
    since: float
    at_once: list[memory.Held]
    statuses: list[int]


def come(stack: Stack, nest: Nest) -> Visitor:
    return Visitor(nest, stack.site.ports.https, trusting())


@pytest.fixture(scope="module")
def visited(stack: Stack) -> Iterator[Visited]:
    """Every journey, and every page failing, a minute ago."""
    # A page that the log holds packed could not be searched; nothing else differs.
    clusters.sql(stack.site, MAIN, "ALTER SYSTEM SET wal_compression = off")
    clusters.ask(stack.site, MAIN, "SELECT pg_reload_conf()")
    with (stack.site.settings / "public.env").open("a", encoding="ascii") as more:
        more.write(f"PYTHONPATH={FAILING}\n")
    _renewed(stack)
    nest, since = Nest(), time.time() - 1
    visitor = come(stack, nest)
    for _ in range(ROUNDS):
        visits.whole(visitor)
    visitor.more = {"X-Fail": "yes"}
    for ask in [*visits.every_page(nest, [go.value for go in Go])] * 2:
        ask(visitor)
    visitor.leave()
    at_once = [*_held(stack, nest, "public")]
    time.sleep(budget()["minute"])
    yield Visited(nest, since, at_once, visitor.statuses)
    stack.render()
    _renewed(stack)


def _renewed(stack: Stack) -> None:
    for name in PUBLIC:
        stack.kill(name)
        stack.start(name)
    stack.wait()


def _held(stack: Stack, nest: Nest, kind: str = "") -> Iterator[memory.Held]:
    for unit in units.daemons(stack.site):
        if kind in unit:
            pid = stack.parts.runs(unit)
            assert memory.read_bytes(pid), (
                f"the memory of {unit} cannot be read: run this as its account or root"
            )
            yield from memory.held(pid, nest, name=unit)


def test_every_journey_was_walked_and_every_page_failed(visited: Visited) -> None:
    assert {200, 404, 413, 415} <= set(visited.statuses)
    assert visited.statuses.count(500) >= 2 * len(Go)


def test_what_a_worker_holds_right_after_a_visit_is_found(visited: Visited) -> None:
    print("right after:", *visited.at_once, sep="\n  ")
    assert visited.at_once  # else the next test would prove nothing


def test_a_minute_after_a_visit_no_process_holds_anything_of_it(visited: Visited, stack: Stack) -> None:
    found = [*_held(stack, visited.nest)]
    print("a minute after:", *found, sep="\n  ")
    assert beyond(found, budget()["kept"]) == []


def test_no_file_that_changed_holds_anything_of_a_visit(visited: Visited, stack: Stack) -> None:
    clusters.ask(stack.site, MAIN, "CHECKPOINT")
    files = [*remains.changed(stack.folder, since=visited.since)]
    print(f"{len(files)} files changed")
    assert any("pg_wal" in str(path) for path in files)
    assert [*map(str, remains.in_files(stack.folder, visited.nest, since=visited.since))] == []
    elsewhere = remains.in_temporary_folders(visited.nest, since=visited.since, but=stack.folder)
    assert [*map(str, elsewhere)] == []


def test_no_row_of_either_database_holds_anything_of_a_visit(visited: Visited, stack: Stack) -> None:
    assert [*map(str, remains.in_rows(stack, visited.nest))] == []


def test_nothing_that_a_part_wrote_names_the_visitor(visited: Visited, stack: Stack) -> None:
    for name, text in stack.logs().items():
        assert visited.nest.stem not in text, name
        assert visited.nest.address not in text, name
    assert "RuntimeError at" in stack.logs()["waypost-public@1"]  # a fault is told, and where it was


def test_a_log_that_names_visitors_would_be_found(visited: Visited, stack: Stack) -> None:
    settings, since = stack.site.settings / "nginx" / "nginx.conf", time.time() - 1
    whole, seen = settings.read_text(encoding="utf-8"), stack.folder / "seen.log"
    settings.write_text(whole.replace("access_log off;", f"access_log {seen} combined;"), encoding="utf-8")
    try:
        stack.stop("nginx")
        stack.start("nginx")
        visitor = come(stack, visited.nest)
        visitor.ask("/")
        visitor.leave()
        stack.stop("nginx")
        found = {one.what for one in remains.in_files(stack.folder, visited.nest, since=since)}
    finally:
        settings.write_text(whole, encoding="utf-8")
        seen.unlink(missing_ok=True)
        stack.start("nginx")
    assert found == {"the address", "agent", "referer"}
