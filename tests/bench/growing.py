"""What grows with visits, with cases and with countries: measured at several sizes, and the curve named.

Visits and countries are measured at the public door in process, cases at the desk's verbs: the queue of one
team, the opening of one case, the start of one more. Milliseconds are of this thread's processor, and of
PostgreSQL's process where Linux tells.

Usage: growing.py [--cases 50,200,800] [--countries 1,10,100] [--engine postgresql] [--json FILE]
"""

import argparse
import os
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any, Final

ROOT: Final = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from tests.bench.clock import now, since, watch_the_engine  # noqa: E402 - the path above comes first
from tests.bench.curves import fitted  # noqa: E402 - the same
from tests.bench.databases import seeded  # noqa: E402 - the same
from tests.bench.figures import Figure, judged, write  # noqa: E402 - the same

ROUNDS: Final = 7
VISITS: Final = (50, 200, 800)  # emergency pages one after another
COPIED: Final = "GB"  # its listings stand in each of the countries

Points = list[tuple[float, float]]


def cost(work: Callable[[], object]) -> float:
    """Return the milliseconds of processors that a piece of work takes: a median."""
    took = []
    for _ in range(ROUNDS):
        before = now()
        work()
        took.append(since(before).computing)
    return statistics.median(took)


def of_cases(sizes: Sequence[int]) -> dict[str, Points]:
    """Return what the queue, an opening and a start cost with so many open cases in one team."""
    from django.utils import timezone

    from referral import case_reading
    from referral.case_reading import Narrowed
    from staff.roles import Role
    from tests.people import make_person
    from tests.referral.casing import empty, trained

    worker = make_person("bench", Role.HELPLINE, team="Bench")
    trained(worker)
    found: dict[str, Points] = {"the queue": [], "a case opened": [], "a case started": []}
    last = empty(worker)
    made = 1
    for size in sizes:
        while made < size:
            last, made = empty(worker), made + 1
        at = timezone.now()
        seen = partial(case_reading.queue, person=worker, narrowed=Narrowed(), page=1, now=at)
        opened = partial(case_reading.opened, person=worker, reference=last.reference, now=at)
        found["the queue"].append((size, cost(seen)))
        found["a case opened"].append((size, cost(opened)))
        found["a case started"].append((size, cost(partial(empty, worker))))
        made += ROUNDS
    return found


def of_acts(sizes: Sequence[int]) -> dict[str, Points]:
    """Return what one more act on record costs when so many stand there, by the clock: they come in a row."""
    from django.db import transaction

    from staff import audit
    from staff.acts import Act
    from staff.roles import Role
    from tests.people import make_person

    worker = make_person("recorder", Role.HELPLINE)
    found: dict[str, Points] = {"an act on record": []}

    def act() -> None:
        with transaction.atomic():
            audit.record(
                act=Act.CASE_LISTED, actor=worker, subject_kind="queue", subject_id="queue", count=1, page=1
            )

    made = 0
    for size in sizes:
        while made < size:
            act()
            made += 1
        began = time.perf_counter()
        for _ in range(ROUNDS):
            act()
        made += ROUNDS
        found["an act on record"].append((size, 1000 * (time.perf_counter() - began) / ROUNDS))
    return found


def of_countries(sizes: Sequence[int]) -> dict[str, Points]:
    """Return what a plan's services cost in one country while so many others have as many listings."""
    from django.utils import timezone

    from directory import countries, edition, published
    from referral import editions, matching

    stock = published.current()
    codes = sorted(code for code, _ in countries.countries("en") if code != COPIED)
    own = stock.in_place(COPIED)
    plan = _plan(editions)
    found: dict[str, Points] = {"a plan's services": []}
    for size in sizes:
        copies = [_moved(one, code) for code in codes[: size - 1] for one in own]
        larger = edition.arrange(
            version=1, stamp="bench", emergency=stock.emergency, platforms=stock.platforms,
            listings=(*stock.listings.values(), *copies),
        )  # fmt: skip
        asked = {"country": COPIED, "language": "en", "now": timezone.now(), "published": larger}
        found["a plan's services"].append((size, cost(partial(matching.for_plan, plan, **asked))))
    return found


def _moved(listing: Any, code: str) -> Any:
    areas = tuple(replace(area, country=code) for area in listing.areas)
    return replace(listing, id=f"{listing.id}-{code}", pair=None, areas=areas)


def _plan(editions: Any) -> Any:
    from referral.pathway.walk import position
    from tests.referral.casing import CALM

    book, given = editions.current(), dict(CALM)
    while (asked := position(book, given, under18=False, start="p01").question) is not None:
        given[asked.key] = (asked.choices[0].id,)
    return editions.plan(position(book, given, under18=False, start="p01").state, book)


def of_visits(sizes: Sequence[int]) -> dict[str, Points]:
    """Return what so many visits cost together, and the megabytes that the process holds after them."""
    from django.test import Client

    from tests.bench.processes import memory_mb

    client = Client()
    found: dict[str, Points] = {"visits together": [], "memory after visits": []}
    body = "go=emergency&country=GB"
    for size in sizes:
        before = time.thread_time()
        for _ in range(size):
            client.post("/en/", body, content_type="application/x-www-form-urlencoded")
        found["visits together"].append((size, 1000 * (time.thread_time() - before)))
        found["memory after visits"].append((size, memory_mb(os.getpid())))
    return found


UNITS: Final = {"memory after visits": "MB"}


def figures(engine: str, what: str, found: dict[str, Points]) -> list[Figure]:
    """Return each cost at the largest size, with its curve."""
    made = []
    for name, points in found.items():
        unit = UNITS.get(name, "ms")
        size, value = points[-1]
        told = ", ".join(f"{cost:,.1f} at {number:,.0f}" for number, cost in points)
        note = f"{fitted(points).name}; measured: {told}"
        row = f"growth, {name} by {what}"
        made.append(judged(row, engine, value, f"{unit} at {size:,.0f}", rounds=ROUNDS, note=note))
    return made


def inside(engine: str, cases: Sequence[int], lands: Sequence[int], path: Path | None) -> None:
    """Measure in this process, and print and write what was found."""
    import django

    django.setup()
    watch_the_engine()
    found = figures(engine, "visits", of_visits(VISITS if cases[-1] > VISITS[0] else (5, 10)))
    found += figures(engine, "countries", of_countries(lands))
    found += figures(engine, "open cases of a team", of_cases(cases))
    found += figures(engine, "acts on record", of_acts([4 * number for number in cases]))
    for one in found:
        print(f"{one.row}: {one.value:,.2f} {one.unit} ({one.note})", flush=True)
    write(found, path)


def main(engine: str, cases: str, lands: str, path: Path | None) -> None:
    """Run the measures on new databases with the seeds in them."""
    with seeded(engine) as environment:
        command = [
            sys.executable,
            __file__,
            "--inside",
            "--engine",
            engine,
            "--cases",
            cases,
            "--countries",
            lands,
        ]
        command += ["--json", str(path.resolve())] if path else []
        subprocess.run(command, cwd=ROOT, check=True, env={**os.environ, **environment})


def _numbers(text: str) -> list[int]:
    return [int(one) for one in text.split(",")]


if __name__ == "__main__":
    reader = argparse.ArgumentParser()
    reader.add_argument("--cases", default="50,200,800")
    reader.add_argument("--countries", default="1,10,100")
    reader.add_argument("--engine", default="postgresql")
    reader.add_argument("--inside", action="store_true")
    reader.add_argument("--json", type=Path)
    given = reader.parse_args()
    if given.inside:
        inside(given.engine, _numbers(given.cases), _numbers(given.countries), given.json)
    else:
        main(given.engine, given.cases, given.countries, given.json)
