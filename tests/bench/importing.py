"""Time and weigh an import beside bare inserts of the same rows, on the same database, in the same run.

Beside the share by the clock stands that of computing: other work on the machine counts for the clock alone.

The yardstick writes the rows that the import wrote into tables of the same columns without keys or checks, by
executemany (SQLite) or COPY (PostgreSQL): what the machine could do if nothing were read, mended or compared.

Usage: importing.py [SERVICES] [--engines sqlite,postgresql] [--json FILE]
"""

import argparse
import json
import os
import random
import select
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Final

ROOT: Final = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from tests.bench.databases import Environment, engines, migrated  # noqa: E402 - the path above comes first
from tests.bench.figures import Figure, Goal, judged, write  # noqa: E402 - the same

SEED: Final = 20261122
MOST_MB: Final = 300
LOOK_EVERY_S: Final = 0.2
QUICK_AGAIN: Final = 20_000  # services; a file as large is not read a second time
SHARE: Final = 0.1  # of the rows per second of the yardstick
WORDS: Final = (
    "line",
    "house",
    "river",
    "support",
    "night",
    "open",
    "hill",
    "women",
    "youth",
    "legal",
    "north",
    "centre",
)
LANGUAGES: Final = ("English", "Spanish", "Farsi", "Tagalog", "French")


def services(size: int) -> Iterator[dict[str, Any]]:
    """Yield made-up services as a foreign system writes them, the same ones each time; ten a body."""
    chance = random.Random(SEED)  # noqa: S311 - the same services each time are the point
    for number in range(size):
        yield _service(number, chance)


def _service(number: int, chance: random.Random) -> dict[str, Any]:
    name = " ".join(chance.choice(WORDS) for _ in range(4)).title()
    return {
        "id": str(number), "name": f"{name} {number}", "status": "active",
        "description": " ".join(chance.choice(WORDS) for _ in range(40)), "url": f"https://s{number}.example",
        "organization": {"id": str(number // 10), "name": f"Body {number // 10}", "description": "A body."},
        "phones": [{"id": f"p{number}", "number": f"206-555-{number % 10000:04d}", "type": "voice"}],
        "languages": [{"id": f"l{number}", "name": chance.choice(LANGUAGES)}],
        "schedules": [{"id": f"h{number}", "description": "Mon-Fri 9am-5pm"}],
        "service_areas": [{"id": f"a{number}", "name": "King County"}],
        "attributes": [{"id": f"t{number}", "taxonomy_term": {
            "id": str(number % 40), "name": f"Term {number % 40}", "description": "A term",
            "taxonomy": "List"}}],
        "service_at_locations": [{"id": f"x{number}", "location": {
            "id": f"o{number}", "location_type": "physical", "name": name, "latitude": 47.6,
            "longitude": -122.3,
            "addresses": [{"id": f"d{number}", "address_1": f"{number} Road", "city": "Town",
            "state_province": "WA",
                           "postal_code": "98000", "country": "US", "address_type": "physical"}]}}],
    }  # fmt: skip


def write_feed(path: Path, size: int) -> None:
    """Write a file of lines."""
    with path.open("w", encoding="utf-8") as file:
        file.writelines(json.dumps(one) + "\n" for one in services(size))


@dataclass(frozen=True, slots=True)
class Weighed:
    """What a program took: seconds by the clock and of processors' time, and the most MB that it held."""

    seconds: float
    computing: float
    mb: float


def run(path: Path, form: str, environment: Environment) -> Weighed:
    """Import a file in a process of its own, which may begin another."""
    whole = {**os.environ, **environment}
    command = ["manage.py", "hsds_import", str(path), "--yes", "--as", form, "--feed", "bench"]
    began = time.perf_counter()
    with subprocess.Popen([sys.executable, *command], cwd=ROOT, env=whole, stdout=subprocess.PIPE) as done:
        most = _most_memory_mb(done)
        _, status, used = os.wait4(done.pid, 0)  # of both: the other was waited for by the first
        done.returncode = os.waitstatus_to_exitcode(status)
    took = time.perf_counter() - began
    if done.returncode:
        raise subprocess.CalledProcessError(done.returncode, command)
    return Weighed(took, used.ru_utime + used.ru_stime, most)


def _most_memory_mb(process: subprocess.Popen[bytes]) -> float:
    """Return the most memory that a process and those of its own were seen to hold, until it closes its
    output. What they have in common is counted once.
    """
    most, output = 0.0, process.stdout.fileno() if process.stdout else -1
    while True:
        most = max(most, sum(map(_memory_mb, _with_its_own(process.pid))))
        if select.select([output], [], [], LOOK_EVERY_S)[0] and not os.read(output, 65536):
            return most


def _with_its_own(pid: int) -> list[int]:
    try:
        own = Path(f"/proc/{pid}/task/{pid}/children").read_text(encoding="ascii").split()
    except OSError:
        own = []
    return [pid, *map(int, own)]


def _memory_mb(pid: int) -> float:
    try:
        told = Path(f"/proc/{pid}/smaps_rollup").read_text(encoding="ascii")
    except OSError:
        return 0.0  # it has just ended
    return int(told.partition("\nPss:")[2].split()[0]) / 1024 if "\nPss:" in told else 0.0


@dataclass(frozen=True, slots=True)
class Bare:
    """Rows that were written into bare tables, and the seconds by the clock and of processors' time."""

    rows: int
    seconds: float
    computing: float


def bare(environment: Environment) -> Bare:
    """Write all rows of the directory again into bare tables, in a process of its own."""
    whole = {**os.environ, **environment}
    done = subprocess.run(
        [sys.executable, __file__, "--bare"],
        cwd=ROOT,
        check=True,
        env=whole,
        stdout=subprocess.PIPE,
        text=True,
    )
    return Bare(**json.loads(done.stdout.splitlines()[-1]))


def yardstick() -> Bare:
    """Write all rows of the directory again into bare tables."""
    from django.apps import apps
    from django.db import connection

    tables = [m._meta.db_table for m in apps.get_app_config("directory").get_models() if m.objects.exists()]
    total, seconds, computing = 0, 0.0, 0.0
    with connection.cursor() as cursor, connection.cursor() as reading:
        for table in tables:
            cursor.execute(f'CREATE TEMP TABLE bare AS SELECT * FROM "{table}" LIMIT 0')  # noqa: S608 - ours
            reading.execute(f'SELECT * FROM "{table}"')  # noqa: S608 - a table of ours
            names = [column[0] for column in reading.description]
            while rows := reading.fetchmany(5000):
                began, own = time.perf_counter(), time.process_time()
                _insert(cursor, names, rows, connection.vendor)
                seconds += time.perf_counter() - began
                computing += time.process_time() - own
                total += len(rows)
            cursor.execute("DROP TABLE bare")
    return Bare(total, seconds, computing)


def _insert(cursor: Any, names: list[str], rows: list[tuple[Any, ...]], vendor: str) -> None:
    if vendor == "postgresql":
        with cursor.cursor.copy("COPY bare FROM STDIN") as copy:
            for row in rows:
                copy.write_row(
                    [json.dumps(value) if isinstance(value, dict | list) else value for value in row]
                )
        return
    marks = ",".join("?" * len(names))
    plain = cursor.connection.cursor()  # past Django, which would log and count
    plain.executemany(f"INSERT INTO bare VALUES ({marks})", rows)  # noqa: S608 - marks only


def measured(engine: str, environment: Environment, size: int, folder: Path) -> list[Figure]:
    """Import so many services into an empty directory, print and return how fast and how large that is."""
    path = folder / f"feed-{size}.ndjson"
    write_feed(path, size)
    done = run(path, "sourced", environment)
    again = run(path, "sourced", environment) if size <= QUICK_AGAIN else None
    path.unlink()
    compared = bare(environment)
    report(engine, size, done, again, compared)
    return figures(engine, size, done, compared)


def figures(engine: str, size: int, done: Weighed, compared: Bare) -> list[Figure]:
    """Return how fast and how large an import is, with what is to be reached."""
    return [
        judged(
            "import, rows", engine, compared.rows / done.seconds, "a second", size=size,
            ratio=compared.seconds / done.seconds, beside=compared.rows / compared.seconds,
            yardstick="bare inserts" if engine == "sqlite" else "COPY",
            goal=Goal(f"at least {SHARE:.0%}", least=SHARE, by_ratio=True),
            note=f"of computing alone {compared.computing / done.computing:.1%}",
        ),
        judged(
            "import, most memory", engine, done.mb, "MB", size=size,
            goal=Goal(f"under {MOST_MB} MB", most=MOST_MB),
        ),
    ]  # fmt: skip


def report(engine: str, size: int, done: Weighed, again: Weighed | None, compared: Bare) -> None:
    """Print how fast and how large an import is, and its share of the yardstick."""
    share = compared.seconds / done.seconds
    print(
        f"{engine}: {size:,} services, {compared.rows:,} rows in {done.seconds:.1f} s, "
        f"{compared.rows / done.seconds:,.0f} a second"
    )
    print(
        f"bare inserts of the same rows: {compared.rows / compared.seconds:,.0f} a second; "
        f"share {share:.1%} ({_reached(share >= SHARE)} {SHARE:.0%}); "
        f"of computing {compared.computing:.1f} s to {done.computing:.1f}, "
        f"{compared.computing / done.computing:.1%}"
    )
    said = f"; the same file again {again.seconds:.1f} s, {again.mb:.0f} MB" if again else ""
    print(f"most memory {done.mb:.0f} MB ({_reached(done.mb < MOST_MB)} {MOST_MB}){said}", flush=True)


def _reached(is_so: bool) -> str:
    return "reached" if is_so else "not reached"


def main(size: int, names: list[str], path: Path | None) -> None:
    """Measure an import on each engine."""
    with engines(names) as environments, tempfile.TemporaryDirectory(prefix="waypost-bench-") as folder:
        for engine, environment in environments.items():
            migrated(environment)
            write(measured(engine, environment, size, Path(folder)), path)


def inside() -> None:
    """Print the yardstick of this process's database."""
    import django

    django.setup()
    print(json.dumps(asdict(yardstick())))


if __name__ == "__main__":
    if sys.argv[1:2] == ["--bare"]:
        inside()
    else:
        reader = argparse.ArgumentParser()
        reader.add_argument("size", type=int, nargs="?", default=100_000)
        reader.add_argument("--engines", default="sqlite,postgresql")
        reader.add_argument("--json", type=Path)
        given = reader.parse_args()
        main(given.size, given.engines.split(","), given.json)
