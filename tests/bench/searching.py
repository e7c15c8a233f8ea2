"""Time each class of search on both engines, beside two yardsticks of the same run (`make bench`).

Beside the 99th by the clock stands that of the time in which this process was computing: on a machine with
other work the clock counts that work too, and on PostgreSQL the engine computes in a process of its own.

The yardsticks: a bare look-up of one row by its key, which nothing can beat, and a scan of the texts with
LIKE, which is what one would write first. Figures are milliseconds in process, as the median and as the 99th
of a hundred: the words are understood, the total is exact, and the keys of the first page are fetched. A
class ending in *counts* has the counts of all facets too. *First time* is a common word that this worker was
never asked for before.

Usage: searching.py [--sizes 1000,100000] [--engines sqlite,postgresql]
"""

import argparse
import datetime as dt
import os
import random
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

ROOT: Final = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from tests.running import postgres  # noqa: E402 - the path above comes first

ROUNDS: Final = 300
SCANS: Final = 5
PAGE: Final = 12
NOON: Final = dt.datetime(2026, 11, 23, 12, tzinfo=dt.UTC)
YARDSTICKS: Final = ("bare look-up by key", "scan with LIKE")
REACH: Final = {100_000: 5.0, 1_000_000: 20.0}  # milliseconds, the 99th of a hundred


@contextmanager
def engines(names: list[str]) -> Iterator[dict[str, Mapping[str, str]]]:
    """Give the environment of an empty database for each engine."""
    with tempfile.TemporaryDirectory(prefix="waypost-bench-") as folder:
        made: dict[str, Mapping[str, str]] = {}
        if "sqlite" in names:
            made["sqlite"] = {
                "DATABASE_URL": f"sqlite:///{folder}/main.sqlite3",
                "WAYPOST_KEYS_URL": f"sqlite:///{folder}/keys.sqlite3",
            }
        if "postgresql" not in names:
            yield made
            return
        with postgres.running() as cluster:
            made["postgresql"] = {
                "DATABASE_URL": cluster.url("waypost"),
                "WAYPOST_KEYS_URL": cluster.url("waypost_keys"),
            }
            yield made


def main(sizes: str, names: str) -> None:
    """Run each engine in a process of its own."""
    with engines(names.split(",")) as environments:
        for name, environment in environments.items():
            whole = {**os.environ, **environment, "DJANGO_SETTINGS_MODULE": "config.settings.test"}
            for command in (
                ["manage.py", "migrate", "--verbosity", "0"],
                [__file__, "--inside", name, "--sizes", sizes],
            ):
                subprocess.run([sys.executable, *command], cwd=ROOT, check=True, env=whole)


# --- inside, with one engine ---


def inside(engine: str, sizes: list[int]) -> None:
    """Fill the tables to each size in turn, and time the classes of search."""
    import django

    django.setup()
    for size in sizes:
        took = filled(size)
        from directory.search import shelves

        begun = time.perf_counter()
        shelved = shelves.of_tables(show_sourced=True)
        made = time.perf_counter() - begun
        print(f"\n{engine}, {size:,} services: written in {took:.0f} s, shelf made in {made:.1f} s", end="")
        print(f", {held(shelved.shelf):.0f} MB of sets", flush=True)
        report(size, timed(shelved))


def filled(size: int) -> float:
    """Make the tables hold so many services, and return the seconds it took."""
    from django.db import transaction

    from directory.models.search import SearchRow, SearchSlip, SearchWord
    from directory.search import index
    from tests.bench import synthetic

    begun = time.perf_counter()
    with transaction.atomic():
        for model in (SearchRow, SearchWord, SearchSlip):
            model.objects.all().delete()
        index.engine().empty()
        index.write(synthetic.rows(size))
    index.engine().settle()
    return time.perf_counter() - begun


def classes(chance: random.Random) -> dict[str, Callable[[], tuple[Any, bool]]]:
    """Return the classes of search: a call makes a query of the class, and says whether counts are wanted."""
    from directory.ages import AgeRange
    from directory.search.query import Query
    from directory.topics import Kind, Need
    from tests.bench import synthetic

    words, towns = synthetic.vocabulary(), synthetic.towns()
    common: Callable[[], str] = lambda: words[chance.randrange(40)]  # noqa: E731 - named for what it draws
    rare: Callable[[], str] = lambda: words[chance.randrange(30_000, 40_000)]  # noqa: E731
    countries, kinds, needs = synthetic.COUNTRIES[:-1], list(Kind), list(Need)[1:15]
    ticks = {"free": True, "anonymous": True, "open_now": True, "language": "ru", "age": AgeRange(16, 17)}
    slip: Callable[[str], str] = lambda word: slipped(word, chance)  # noqa: E731
    return {
        "rare word": lambda: (Query(words=f"{rare()} "), False),
        "common word, ranked": lambda: (Query(words=f"{common()} "), False),
        "two common words": lambda: (Query(words=f"{common()} {common()} "), False),
        "common word, country, kind": lambda: (
            Query(words=f"{common()} ", country=chance.choice(countries), kind=chance.choice(kinds)), False),
        "two common words, 5 ticks": lambda: (
            Query(f"{common()} {common()} ", chance.choice(needs), chance.choice(countries), **ticks), False),
        "beginning of 4 letters": lambda: (Query(words=chance.choice(words[:4000])[:4]), False),
        "two misspelt words": lambda: (Query(words=f"{slip(rare())} {slip(common())} "), False),
        "common word, counts": lambda: (Query(words=f"{common()} "), True),
        "ticks alone, counts": lambda: (Query(country=chance.choice(countries), age=AgeRange(13, 15)), True),
        "near a town": lambda: (Query(town=chance.choice(towns)[0]), False),
        "near a town, word, counts": lambda: (Query(f"{common()} ", town=chance.choice(towns)[0]), True),
    }  # fmt: skip


def slipped(word: str, chance: random.Random) -> str:
    """Return a word with one letter left out, if it is long enough to be forgiven."""
    at = chance.randrange(1, len(word))
    return word[:at] + word[at + 1 :] if len(word) > 5 else word


Took = tuple[float, float]  # milliseconds by the clock, and of them those in which this process was computing


def timed(shelved: Any) -> dict[str, list[Took]]:
    """Return the milliseconds of each query of each class, and of the yardsticks."""
    chance = random.Random(1)  # noqa: S311 - the same queries each time
    made = classes(chance)
    figures = {"bare look-up by key": yardstick(shelved, chance), "scan with LIKE": scans(chance)}
    figures["first time, common word"] = [
        _once(shelved, make()) for make in [made["common word, ranked"]] * 5
    ]
    for name, make in made.items():
        for _ in range(60):
            _once(shelved, make())  # warm: common words are remembered, hours are looked at
        figures[name] = [_once(shelved, make()) for _ in range(ROUNDS)]
    return figures


def _once(shelved: Any, asked: tuple[Any, bool]) -> Took:
    from directory.models.search import SearchRow
    from directory.search.ask import look_for

    query, counts = asked
    begun, computed = time.perf_counter(), time.process_time()
    found = look_for(query, shelved, now=NOON, listing=lambda position: shelved.shelf.numbers[position])
    page = found.listings[:PAGE]
    list(SearchRow.objects.filter(number__in=page).values_list("number", "listing"))
    if counts:
        assert found.facets
    return since(begun, computed)


def since(begun: float, computed: float) -> Took:
    """Return how long something took."""
    return (time.perf_counter() - begun) * 1000, (time.process_time() - computed) * 1000


def yardstick(shelved: Any, chance: random.Random) -> list[Took]:
    """Return the milliseconds of a bare look-up, without Django's own work."""
    from django.db import connection

    numbers, took = shelved.shelf.numbers, []
    with connection.cursor() as cursor:
        for _ in range(ROUNDS):
            number = chance.choice(numbers)
            begun, computed = time.perf_counter(), time.process_time()
            cursor.execute("SELECT listing FROM directory_searchrow WHERE number = %s", [number])
            cursor.fetchall()
            took.append(since(begun, computed))
    return took


def scans(chance: random.Random) -> list[Took]:
    """Return the milliseconds of what one would write first: the first rows with a word, and how many."""
    from django.db import connection

    from tests.bench import synthetic

    like, took = "ILIKE" if connection.vendor == "postgresql" else "LIKE", []
    with connection.cursor() as cursor:
        for _ in range(SCANS):
            pattern = f"%{synthetic.vocabulary()[chance.randrange(40)]}%"
            begun, computed = time.perf_counter(), time.process_time()
            cursor.execute(
                f"SELECT listing FROM directory_searchrow WHERE terms {like} %s ORDER BY worth LIMIT 12",  # noqa: S608
                [pattern],
            )
            cursor.fetchall()
            cursor.execute(f"SELECT count(*) FROM directory_searchrow WHERE terms {like} %s", [pattern])  # noqa: S608
            cursor.fetchall()
            took.append(since(begun, computed))
    return took


def report(size: int, figures: dict[str, list[Took]]) -> None:
    """Print the median and the 99th of a hundred of each class, and how they stand to the yardsticks."""
    bare, scan = (statistics.median(took for took, _ in figures[name]) for name in YARDSTICKS)
    for name, both in figures.items():
        half, most = statistics.median(took for took, _ in both), percentile([took for took, _ in both])
        told = "" if name in YARDSTICKS else (
            f", computing {percentile([own for _, own in both]):7.2f};"
            f" {half / bare:6.0f} look-ups, the scan {scan / half:6.0f} times as long{aim(size, name, most)}"
        )  # fmt: skip
        print(f"{name:>27}: {half:9.3f} / {most:9.3f} ms{told}", flush=True)


def aim(size: int, name: str, most: float) -> str:
    """Return whether the figure to reach was reached, where there is one."""
    if size not in REACH or name.startswith("first time"):
        return ""
    return f" ({REACH[size]:.0f} ms {'reached' if most < REACH[size] else 'NOT reached'})"


def percentile(took: list[float]) -> float:
    """Return the 99th of a hundred."""
    return sorted(took)[min(len(took) - 1, int(len(took) * 0.99))]


def held(shelf: Any) -> float:
    """Return the megabytes of a shelf's sets and columns as they would be written down."""
    sets = [*shelf.facets.values(), *shelf.cells.values()]
    sets += [found for _, found in (*shelf.guards, *shelf.hours)]
    columns = (shelf.numbers, shelf.latitudes, shelf.longitudes, shelf._places)
    whole = sum(len(found.serialize()) for found in sets) + sum(len(one) * one.itemsize for one in columns)
    return whole / 1_000_000


if __name__ == "__main__":
    reader = argparse.ArgumentParser()
    reader.add_argument("--sizes", default="1000,100000")
    reader.add_argument("--engines", default="sqlite,postgresql")
    reader.add_argument("--inside", default="")
    given = reader.parse_args()
    if given.inside:
        inside(given.inside, [int(size) for size in given.sizes.split(",")])
    else:
        main(given.sizes, given.engines)
