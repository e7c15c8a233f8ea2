"""Time each class of search on both engines, beside two yardsticks of the same run (`make bench`).

Beside the times by the clock stand those in which a processor was at work for the query, in this thread and
in PostgreSQL's process (where Linux tells): on a machine with other work the clock counts that work too.

The yardsticks: a bare look-up of one row by its key, which nothing can beat, and a scan of the texts with
LIKE, which is what one would write first. Figures are milliseconds in process, as the median and as the 99th
of a hundred: the words are understood, the total is exact, and the keys of the first page are fetched. A
class ending in *counts* has the counts of all facets too. *First time* is a common word that a worker is
asked for before it has learnt the common words; how long that learning takes is printed.

Usage: searching.py [--sizes 1000,100000] [--engines sqlite,postgresql] [--json FILE]
       searching.py --as-it-is sqlite (or postgresql): the rows that stand at DATABASE_URL, none written
"""

import argparse
import datetime as dt
import os
import random
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

ROOT: Final = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from tests.bench.clock import Took, now, percentile, scans, since, watch_the_engine, yardstick  # noqa: E402
from tests.bench.databases import engines, migrated  # noqa: E402 - the path above comes first
from tests.bench.figures import Figure, Goal, judged, write  # noqa: E402 - the same

ROUNDS: Final = 300
SCANS: Final = 5
PAGE: Final = 12
NOON: Final = dt.datetime(2026, 11, 23, 12, tzinfo=dt.UTC)
YARDSTICKS: Final = ("bare look-up by key", "scan with LIKE")
REACH: Final = {100_000: 5.0, 1_000_000: 20.0}  # milliseconds, the 99th of a hundred


def main(sizes: str, names: str, path: Path | None) -> None:
    """Run each engine in a process of its own."""
    with engines(names.split(",")) as environments:
        for name, environment in environments.items():
            migrated(environment)
            command = [sys.executable, __file__, "--inside", name, "--sizes", sizes]
            command += ["--json", str(path.resolve())] if path else []
            subprocess.run(command, cwd=ROOT, check=True, env={**os.environ, **environment})


# --- inside, with one engine ---


def inside(engine: str, sizes: list[int], path: Path | None) -> None:
    """Fill the tables to each size in turn, and time the classes of search."""
    import django

    django.setup()
    for size in sizes:
        took = filled(size)
        print(f"\n{engine}, {size:,} services, written in {took:.0f} s: ", end="")
        write(figures(engine, size, measure()), path)


def as_it_is(engine: str) -> None:
    """Time the classes of search over the rows that are there."""
    import django

    django.setup()
    print(f"\n{engine}: ", end="")
    measure()


def measure() -> dict[str, list[Took]]:
    """Make a shelf of the tables, and time the classes of search over it; print and return what they took."""
    from directory.search import shelves

    watch_the_engine()
    begun = time.perf_counter()
    shelved = shelves.of_tables(show_sourced=True)
    made = time.perf_counter() - begun
    size = shelved.shelf.size
    print(f"shelf of {size:,} made in {made:.1f} s, {held(shelved.shelf):.0f} MB of sets", flush=True)
    took = timed(shelved)
    report(size, took)
    return took


def figures(engine: str, size: int, took: dict[str, list[Took]]) -> list[Figure]:
    """Return the 99th of a hundred of each class beside a bare look-up, with what is to be reached."""
    bare = statistics.median(one.clock for one in took["bare look-up by key"])
    made = []
    for name in took:
        if name in YARDSTICKS or name.startswith("first time"):
            continue
        half, most = ends([one.clock for one in took[name]])
        _, unqueued = ends([one.unqueued for one in took[name]])
        reach = REACH.get(size)
        waited = reach and most > reach > unqueued
        made.append(judged(
            f"search in process, {name}, 99th of a hundred", engine, most, "ms", size=size, ratio=half / bare,
            yardstick="a bare look-up (medians are compared)", beside=bare, rounds=len(took[name]),
            goal=Goal(f"under {reach:.0f} ms", most=reach) if reach else None,
            note=f"but for waiting for a processor {unqueued:.2f} ms" if waited else "",
        ))  # fmt: skip
    return made


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


def timed(shelved: Any) -> dict[str, list[Took]]:
    """Return the milliseconds of each query of each class, and of the yardsticks."""
    chance = random.Random(1)  # noqa: S311 - the same queries each time
    made = classes(chance)
    figures = {
        "bare look-up by key": yardstick(shelved.shelf.numbers, chance, ROUNDS),
        "scan with LIKE": scans(chance, SCANS),
    }
    figures["first time, common word"] = [
        _once(shelved, make()) for make in [made["common word, ranked"]] * 5
    ]
    learnt(shelved)
    for name, make in made.items():
        for _ in range(60):
            _once(shelved, make())  # warm: hours are looked at, the database's pages are in memory
        figures[name] = [_once(shelved, make()) for _ in range(ROUNDS)]
    return figures


def learnt(shelved: Any) -> None:
    """Learn the common words, as a worker does in the background, and print what that took."""
    from directory.search import warming

    before = now()
    terms = warming.learn(shelved.shelf, shelved.common)
    took = since(before)
    megabytes = shelved.common.weight() / 1_000_000
    print(f"{terms:,} common words learnt in {took.clock / 1000:.1f} s", end="")
    print(f", computing {took.computing / 1000:.1f}", end="")
    print(f"; at most {megabytes:.0f} MB", flush=True)


def _once(shelved: Any, asked: tuple[Any, bool]) -> Took:
    from directory.models.search import SearchRow
    from directory.search.ask import look_for

    query, counts = asked
    before = now()
    found = look_for(query, shelved, now=NOON, listing=lambda position: shelved.shelf.numbers[position])
    page = found.listings[:PAGE]
    list(SearchRow.objects.filter(number__in=page).values_list("number", "listing"))
    if counts:
        assert found.facets
    return since(before)


def report(size: int, figures: dict[str, list[Took]]) -> None:
    """Print the median and the 99th of a hundred of each class, and how they stand to the yardsticks."""
    bare, scan = (statistics.median(took.clock for took in figures[name]) for name in YARDSTICKS)
    print("median / 99th of a hundred, in ms: by the clock; without waiting for a processor; computing")
    for name, every in figures.items():
        half, most = ends([took.clock for took in every])
        text = f"{name:>27}: {half:9.3f} / {most:9.3f};"
        for part in ([took.unqueued for took in every], [took.computing for took in every]):
            text += " {:8.2f} / {:8.2f};".format(*ends(part))
        if name not in YARDSTICKS:
            text += f" {half / bare:6.0f} look-ups, the scan {scan / half:6.0f} times as long"
            text += aim(size, name, most, ends([took.unqueued for took in every])[1])
        print(text, flush=True)


def ends(took: list[float]) -> tuple[float, float]:
    """Return the median and the 99th of a hundred."""
    return statistics.median(took), percentile(took)


def aim(size: int, name: str, most: float, unqueued: float) -> str:
    """Return whether the figure to reach was reached, where there is one."""
    if size not in REACH or name.startswith("first time"):
        return ""
    reach = REACH[size]
    if most < reach:
        return f" ({reach:.0f} ms reached)"
    return f" ({reach:.0f} ms NOT reached{', but for waiting for a processor' if unqueued < reach else ''})"


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
    reader.add_argument("--as-it-is", default="")
    reader.add_argument("--json", type=Path)
    given = reader.parse_args()
    if given.as_it_is:
        as_it_is(given.as_it_is)
    elif given.inside:
        inside(given.inside, [int(size) for size in given.sizes.split(",")], given.json)
    else:
        main(given.sizes, given.engines, given.json)
