"""Time and weigh an import beside bare inserts of the same rows, on the same database, in the same run.

Beside the share by the clock stands that of computing: other work on the machine counts for the clock alone.

The yardstick writes the rows that the import wrote into tables of the same columns without keys or checks, by
executemany (SQLite) or COPY (PostgreSQL): what the machine could do if nothing were read, mended or compared.

Usage: importing.py [SERVICES]; DATABASE_URL as everywhere.
"""

import json
import os
import random
import subprocess
import sys
import tempfile
import time
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

ROOT: Final = Path(__file__).resolve().parents[2]
SEED: Final = 20261122
MOST_MB: Final = 300
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


def write(path: Path, size: int) -> None:
    """Write a file of lines."""
    with path.open("w", encoding="utf-8") as file:
        file.writelines(json.dumps(one) + "\n" for one in services(size))


def run(path: Path, form: str, *, migrated: bool = True) -> dict[str, float]:
    """Import a file in a process of its own; return its seconds, those of computing, and its most MB."""
    if not migrated:
        subprocess.run(
            [sys.executable, "manage.py", "migrate", "--verbosity", "0"], cwd=ROOT, check=True, env=os.environ
        )
    began = time.perf_counter()
    command = [
        sys.executable,
        "manage.py",
        "hsds_import",
        str(path),
        "--yes",
        "--as",
        form,
        "--feed",
        "bench",
    ]
    subprocess.run([sys.executable, __file__, "--weigh", *command[1:]], cwd=ROOT, check=True, env=os.environ)
    took = time.perf_counter() - began
    weighed = json.loads(_weight_file().read_text())
    return {"seconds": took, **weighed}


def _weight_file() -> Path:
    return Path(tempfile.gettempdir()) / f"waypost-weight-{os.getuid()}.json"


def weigh(arguments: list[str]) -> None:
    """Run a command of Django in this process, and note the most memory it took."""
    sys.path.insert(0, str(ROOT))
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.test")
    from django.core.management import execute_from_command_line

    execute_from_command_line(arguments)
    most = _most_memory_mb()
    _weight_file().write_text(json.dumps({"mb": most, "computing": time.process_time()}))


def _most_memory_mb() -> float:
    """Return the most memory that this program ever held.

    Of its own memory map: what getrusage tells counts that of the program which started this one too.
    """
    status = Path("/proc/self/status").read_text(encoding="ascii")
    return int(status.partition("VmHWM:")[2].split()[0]) / 1024


def yardstick() -> tuple[int, float, float]:
    """Write all rows of the directory again into bare tables; return how many, the seconds it took, and those
    of computing.
    """
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
    return total, seconds, computing


def _insert(cursor: Any, names: list[str], rows: list[tuple[Any, ...]], vendor: str) -> None:
    if vendor == "postgresql":
        with cursor.cursor.copy("COPY bare FROM STDIN") as copy:
            for row in rows:
                copy.write_row(
                    [json.dumps(value) if isinstance(value, dict | list) else value for value in row]
                )
        return
    marks = ",".join("?" * len(names))
    bare = cursor.connection.cursor()  # past Django, which would log and count
    bare.executemany(f"INSERT INTO bare VALUES ({marks})", rows)  # noqa: S608 - marks only


def main(size: int) -> None:
    """Print how fast and how large an import is, and its share of the yardstick."""
    sys.path.insert(0, str(ROOT))
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.test")
    with tempfile.TemporaryDirectory(prefix="waypost-bench-") as folder:
        url = os.environ.setdefault("DATABASE_URL", f"sqlite:///{folder}/main.sqlite3")
        os.environ.setdefault("WAYPOST_KEYS_URL", f"sqlite:///{folder}/keys.sqlite3")
        path = Path(folder) / f"{uuid.uuid4().hex}.ndjson"
        write(path, size)
        subprocess.run(
            [sys.executable, "manage.py", "migrate", "--verbosity", "0"], cwd=ROOT, check=True, env=os.environ
        )
        done = run(path, "sourced")
        again = run(path, "sourced")
        import django

        django.setup()
        rows, seconds, computing = yardstick()
    share = seconds / done["seconds"]
    print(
        f"{url.split(':')[0]}: {size:,} services, {rows:,} rows in {done['seconds']:.1f} s, "
        f"{rows / done['seconds']:,.0f} a second"
    )
    print(
        f"bare inserts of the same rows: {rows / seconds:,.0f} a second; "
        f"share {share:.1%} ({_reached(share >= SHARE)} {SHARE:.0%}); "
        f"of computing {computing:.1f} s to {done['computing']:.1f}, {computing / done['computing']:.1%}"
    )
    print(
        f"most memory {done['mb']:.0f} MB ({_reached(done['mb'] < MOST_MB)} {MOST_MB}); "
        f"the same file again {again['seconds']:.1f} s, {again['mb']:.0f} MB"
    )


def _reached(is_so: bool) -> str:
    return "reached" if is_so else "not reached"


if __name__ == "__main__":
    if sys.argv[1:2] == ["--weigh"]:
        weigh(sys.argv[2:])
    else:
        main(int(sys.argv[1]) if len(sys.argv) > 1 else 100_000)
