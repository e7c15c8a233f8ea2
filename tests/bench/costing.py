"""What a visit costs: milliseconds of a processor, bytes over the line, questions to the database.

Whole visits are replayed over HTTP; the time is that of the worker's threads as Linux tells it, so other work
on the machine does not count. From it, and from how many visits of each kind come, follows what a core
serves.

Usage: costing.py [--sizes 0,2000,10000] [--engine postgresql] [--visits 60] [--json FILE]
"""

import argparse
import http.client
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

ROOT: Final = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from tests.bench import importing  # noqa: E402 - the path above comes first
from tests.bench.curves import fitted  # noqa: E402 - the same
from tests.bench.databases import PUBLIC, Environment, engines, manage, migrated  # noqa: E402 - the same
from tests.bench.figures import Figure, judged, write  # noqa: E402 - the same
from tests.bench.processes import computing_ms, memory_mb, workers  # noqa: E402 - the same
from tests.bench.visitor import AROUND, Asked, Forms, fetch, walk  # noqa: E402 - the same
from tests.running.site import serving  # noqa: E402 - the same

ROUNDS: Final = 3
FORM: Final = "application/x-www-form-urlencoded"
# An assumption, not a measure: of a hundred who come, so many do this.
MIX: Final = {
    "home, walk, plan": 45, "search, results": 35, "emergency only": 15, "a page of the interface": 5,
}  # fmt: skip
BUSY: Final = 0.6  # of a core: above it those who wait make the 99th of a hundred long
SERVER: Final = 8  # cores of one server, of which two are left to the database, nginx and the system

Visits = Mapping[str, list[Asked]]


def visits(port: int) -> dict[str, list[Asked]]:
    """Return the requests of each typical visit."""
    form, choice = Forms(fetch(port, Asked("/en/"))).with_choice("go", "find")
    more = ("find", "1"), ("country", "GB")
    return {
        "home, walk, plan": walk(port),
        "search, results": [
            Asked("/en/"),
            Asked(form.action, form.body(choice)),
            Asked(form.action, form.body(choice, *more)),
        ],
        "emergency only": [Asked("/en/"), Asked("/en/", form.body(("go", "emergency"), ("country", "GB")))],
        "a page of the interface": [Asked("/api/hsds/services?per_page=50")],
    }  # fmt: skip


def computing(port: int, pid: int, asked: list[Asked], times: int) -> float:
    """Return the milliseconds of a processor that the workers spend on one such visit: a median of rounds."""
    found = []
    for _ in range(ROUNDS):
        before = computing_ms(workers(pid))
        for _ in range(times):
            for one in asked:
                fetch(port, one)
        found.append((computing_ms(workers(pid)) - before) / times)
    return statistics.median(found)


def size_of(port: int, asked: Asked) -> int:
    """Return the bytes of an answer as they go over the line to a browser, with its headers."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    headers = {"Accept-Encoding": "gzip", **({"Content-Type": FORM} if asked.body is not None else {})}
    connection.request("GET" if asked.body is None else "POST", asked.path, asked.body, headers)
    answer = connection.getresponse()
    heads = sum(len(name) + len(value) + 4 for name, value in answer.getheaders())
    length = heads + len(answer.read())
    connection.close()
    return length


def bytes_of(port: int, asked: list[Asked]) -> int:
    """Return the bytes of a visit: each page, and the style and scripts once where there is a page."""
    around = sum(size_of(port, Asked(path)) for path in AROUND) if "/api/" not in asked[0].path else 0
    return around + sum(size_of(port, one) for one in asked)


def queries(environment: Environment, every: Visits) -> dict[str, int]:
    """Return how many questions to a database each visit leads to in a warm worker."""
    told = {
        name: [(one.path, one.body.decode("ascii") if one.body is not None else None) for one in asked]
        for name, asked in every.items()
    }
    done = subprocess.run(
        [sys.executable, __file__, "--inside"], cwd=ROOT, env={**os.environ, **environment}, check=True,
        input=json.dumps(told), stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    counted: dict[str, int] = json.loads(done.stdout.splitlines()[-1])
    return counted


def inside() -> None:
    """Answer `queries`: walk each visit twice in this process, and count the second time."""
    import django

    django.setup()
    from django.db import connections
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    client, counted = Client(), {}
    for name, asked in json.load(sys.stdin).items():
        _replayed(client, asked)
        contexts = [CaptureQueriesContext(connections[alias]) for alias in ("default", "keys")]
        with contexts[0] as main, contexts[1] as keys:
            _replayed(client, asked)
        counted[name] = len(main) + len(keys)
    print(json.dumps(counted))


def _replayed(client: Any, asked: list[tuple[str, str | None]]) -> None:
    for path, body in asked:
        answer = client.get(path) if body is None else client.post(path, body, content_type=FORM)
        if answer.status_code != http.client.OK:
            raise RuntimeError(f"{path} answered {answer.status_code}")


def filled(environment: Environment, size: int) -> None:
    """Make the tables, with the seeds and so many services more."""
    migrated(environment)
    if size:
        with tempfile.TemporaryDirectory(prefix="waypost-bench-") as folder:
            path = Path(folder) / "feed.ndjson"
            importing.write_feed(path, size)
            importing.run(path, "sourced", environment)
    manage(environment, "seed")


def measured(engine: str, environment: Environment, size: int, times: int) -> list[Figure]:
    """Return what each visit costs at a size of the directory, and what its first reading costs a worker."""
    filled(environment, size)
    found = []
    with serving("config.wsgi:application", environment={**environment, **PUBLIC}) as site:
        fetch(site.port, Asked("/en/", b"go=find&find=1&country=GB"), patience=900)  # the directory is read
        every = visits(site.port)
        for asked in every.values():
            for one in asked:
                fetch(site.port, one, patience=900)
        first = computing_ms(workers(site.pid))
        time.sleep(1.2)  # the version is looked at again
        asked_of_database = queries(environment, every) if not size else {}
        for name, asked in every.items():
            cost = computing(site.port, site.pid, asked, times)
            note = f"{len(asked)} requests, {bytes_of(site.port, asked):,} bytes"
            if name in asked_of_database:
                note += f", {asked_of_database[name]} questions to the database"
            found.append(judged(f"cost, {name}", engine, cost, "ms", size=size, rounds=ROUNDS, note=note))
        held = max(map(memory_mb, workers(site.pid)))
    found.append(judged("cost, a worker's start and first reading", engine, first, "ms", size=size))
    return [*found, judged("cost, a worker's memory", engine, held, "MB", size=size)]


def capacity(found: list[Figure], engine: str) -> list[Figure]:
    """Return what a core, a server and ten serve of the mix, from the costs over the seeds."""
    costs = {one.row.removeprefix("cost, "): one.value or 0.0 for one in found if not one.size}
    mixed = sum(costs[name] * share for name, share in MIX.items()) / sum(MIX.values())
    core = BUSY * 1000 / mixed
    said = ", ".join(f"{share} {name}" for name, share in MIX.items())
    return [
        judged("capacity, a mixed visit", engine, mixed, "ms", note=f"of a hundred: {said}"),
        judged(
            "capacity, one core", engine, core, "visits a second", note=f"{BUSY:.0%} busy; {_an_hour(core)}"
        ),
        judged(
            "capacity, one server", engine, core * (SERVER - 2), "visits a second",
            note=f"{SERVER} cores, two of them for what is not the site; {_an_hour(core * (SERVER - 2))}",
        ),
        judged(
            "capacity, ten servers", engine, core * SERVER * 9, "visits a second",
            note=f"nine of the site, one of the databases; {_an_hour(core * SERVER * 9)}; reckoned, not run",
        ),
    ]  # fmt: skip


def _an_hour(a_second: float) -> str:
    return f"{3600 * a_second:,.0f} an hour"


def growth(found: list[Figure], engine: str) -> list[Figure]:
    """Return which curve each cost follows as the directory grows; the seeds count with their listings."""
    rows = dict.fromkeys(one.row for one in found)
    made = []
    for row in rows:
        points = [(one.size or SEEDS, one.value or 0.0) for one in found if one.row == row]
        if len(points) < 2:
            continue
        curve = fitted(points)
        told = ", ".join(f"{value:,.1f} at {size:,}" for size, value in points)
        made.append(
            judged(
                f"growth, {row.removeprefix('cost, ')} by listings", engine, curve.at(100_000),
                f"{found[0].unit if 'memory' not in row else 'MB'} at 100,000, by the curve",
                note=f"{curve.name}; measured: {told}",
            )
        )  # fmt: skip
    return made


SEEDS: Final = 981  # listings of the seeds that are shown; only a place on the curve


def main(sizes: list[int], engine: str, times: int, path: Path | None) -> None:
    """Measure at each size, on new databases each time; print and write what was found."""
    found: list[Figure] = []
    for size in sizes:
        with engines([engine]) as made:
            found += measured(engine, made[engine], size, times)
    if not min(sizes):
        found += capacity(found, engine)
    found += growth([one for one in found if one.row.startswith("cost")], engine)
    for one in found:
        print(f"{one.row}, {one.size:,}: {one.value:,.2f} {one.unit} ({one.note})", flush=True)
    write(found, path)


if __name__ == "__main__":
    if sys.argv[1:] == ["--inside"]:
        inside()
    else:
        reader = argparse.ArgumentParser()
        reader.add_argument("--sizes", default="0,2000,10000")
        reader.add_argument("--engine", default="postgresql")
        reader.add_argument("--visits", type=int, default=60)
        reader.add_argument("--json", type=Path)
        given = reader.parse_args()
        main([int(one) for one in given.sizes.split(",")], given.engine, given.visits, given.json)
