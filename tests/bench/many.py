"""Measure a whole site over a directory of many services: import, start, memory, search page, change.

The services are those of importing.py, and the seeds beside them. What is started, searched and changed is
the site as it is served, over HTTP. The size 0 is that of the seeds alone.

Usage: many.py [--sizes 0,1000,100000] [--engines sqlite,postgresql] [--seconds A_ROUND] [--json FILE]
"""

import argparse
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any, Final

ROOT: Final = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from tests.bench import figures, importing, interface  # noqa: E402 - the path above comes first
from tests.bench.databases import PUBLIC, Environment, engines, manage, migrated  # noqa: E402 - the same
from tests.bench.figures import Figure, Goal, judged, write  # noqa: E402 - the same
from tests.bench.pages import ROUNDS, SECONDS, per_second  # noqa: E402 - the same
from tests.bench.processes import memory_mb, workers  # noqa: E402 - the same
from tests.bench.visitor import Asked, Forms, fetch  # noqa: E402 - the same
from tests.running.site import Site, serving  # noqa: E402 - the same

SITE: Final = "config.wsgi:application"
HELLO: Final = "tests.bench.hello:application"
STARTS: Final = 3
CHANGES: Final = 3
SEEN_BY: Final = 2  # workers
QUIET_S: Final = 1.5  # without the listing anywhere: by then each worker has looked at the version again
LOOKERS: Final = 12  # connections, so that each worker is asked over some
GIVE_UP_S: Final = 900.0
A_NAME: Final = r"^[A-Z][a-z]+( [A-Z][a-z]+){3} [0-9]+$"  # as importing.py makes them
SEARCH: Final = Goal("at least 10%", least=0.10, by_ratio=True)
START: Final = Goal("under 1 s", most=1.0)
MEMORY: Final = Goal("90 MB", most=90.0)
SEEN: Final = Goal("under 2 s", most=2.0)


def searched(port: int, words: str, country: str = "US") -> Asked:
    """Return the search for some words, as the form of the site sends it."""
    form, choice = Forms(fetch(port, Asked("/en/"))).with_choice("go", "find")
    return Asked(form.action, form.body(choice, ("find", "1"), ("country", country), ("words", words)))


@contextmanager
def started(environment: Environment, seconds: list[tuple[float, float]], number: int = 1) -> Iterator[Site]:
    """Serve the site, and note how long it took to its first answer, and to the first with services."""
    began = time.perf_counter()
    with serving(SITE, environment={**environment, **PUBLIC}, workers=number) as site:
        first = time.perf_counter() - began
        asked = searched(site.port, "")
        while "data-service" not in fetch(site.port, asked, patience=GIVE_UP_S):
            if time.perf_counter() - began > GIVE_UP_S:
                raise RuntimeError(f"no service was found within {GIVE_UP_S:.0f} s of the start")
            time.sleep(0.05)
        seconds.append((first, time.perf_counter() - began))
        yield site


def starting(engine: str, environment: Environment, size: int) -> list[Figure]:
    """Return how long it takes from start to the first answer, and what a worker holds after some pages."""
    began = time.perf_counter()
    manage({**environment, **PUBLIC}, "keep_edition")
    kept = time.perf_counter() - began
    seconds: list[tuple[float, float]] = []
    held: list[float] = []
    for _ in range(STARTS):
        with started(environment, seconds, SEEN_BY) as site:
            per_second(site.port, searched(site.port, "river"), 0.5)
            held.append(max(map(memory_mb, workers(site.pid))))
    return [
        judged(
            "the directory read and kept, once a machine", engine, kept, "s", size=size,
            note="before the workers of another version start",
        ),
        judged(
            "from start to first answer", engine, statistics.median(first for first, _ in seconds), "s",
            size=size, goal=START, rounds=len(seconds),
        ),
        judged(
            "from start to first services", engine, statistics.median(whole for _, whole in seconds), "s",
            size=size, rounds=len(seconds), note="found in the file that is kept",
        ),
        judged(
            "memory of a worker", engine, statistics.median(held), "MB", size=size, goal=MEMORY,
            rounds=len(held), workers=SEEN_BY,
        ),
    ]  # fmt: skip


def searching(engine: str, environment: Environment, size: int, seconds: float) -> Figure:
    """Return answers a second of the search page with a common word and exact counts, beside the hello."""
    shares, speeds, hellos = [], [], []
    with (
        serving(HELLO, environment={}) as hello,
        serving(SITE, environment={**environment, **PUBLIC}) as site,
    ):
        asked = searched(site.port, "river")
        fetch(site.port, asked, patience=GIVE_UP_S)  # the directory is read
        per_second(site.port, asked, seconds)  # warm: the common words are learnt in the background
        for _ in range(ROUNDS):
            hellos.append(per_second(hello.port, Asked("/"), seconds))
            speeds.append(per_second(site.port, asked, seconds))
            shares.append(speeds[-1] / hellos[-1])
    return judged(
        "search page, facets exact", engine, statistics.median(speeds), "a second", size=size, goal=SEARCH,
        ratio=statistics.median(shares), yardstick="a bare hello", beside=statistics.median(hellos),
        rounds=ROUNDS,
    )  # fmt: skip


def seen(engine: str, environment: Environment, size: int) -> Figure:
    """Return the longest time from the withdrawal of a listing until no worker shows it any more."""
    with started(environment, [], SEEN_BY) as site:
        for _ in range(LOOKERS):  # each worker has read the directory
            fetch(site.port, searched(site.port, "river"), patience=GIVE_UP_S)
        took = [_gone_everywhere(site, environment, f"bench-{number}") for number in range(CHANGES)]
    return judged(
        "a published change seen by every worker, longest", engine, max(took), "s", size=size, goal=SEEN,
        rounds=CHANGES, workers=SEEN_BY, note="each: " + ", ".join(f"{one:.2f}" for one in took),
    )  # fmt: skip


def _gone_everywhere(site: Site, environment: Environment, person: str) -> float:
    name = _shown_name(environment)
    asked = searched(site.port, name)
    if not _is_shown(name, fetch(site.port, asked)):
        raise RuntimeError(f"{name} is not found before it is withdrawn: there would be nothing to see")
    # The workers are asked all the while: one that nobody asks looks at no version.
    with subprocess.Popen(
        [sys.executable, __file__, "--withdraw", name, person], cwd=ROOT, env={**os.environ, **environment},
        stdout=subprocess.PIPE, text=True,
    ) as withdrawing:  # fmt: skip
        last_seen, until = time.time(), time.time() + GIVE_UP_S
        while withdrawing.poll() is None or time.time() - last_seen < QUIET_S:
            if any(_is_shown(name, fetch(site.port, asked, patience=GIVE_UP_S)) for _ in range(LOOKERS)):
                last_seen = time.time()
            if withdrawing.poll():
                raise RuntimeError(f"{name} could not be withdrawn; what was said is above")
            if time.time() > until:
                raise RuntimeError(f"{name} was still shown after {GIVE_UP_S:.0f} s")
        said = withdrawing.stdout.read() if withdrawing.stdout else ""
    return max(0.0, last_seen - float(said.splitlines()[-1]))


def _is_shown(name: str, page: str) -> bool:
    """Return whether a listing of this name is on the page; that the form repeats it does not count."""
    return name in page.partition("</form>")[2].partition("data-service")[2].replace(f'value="{name}"', "")


def _shown_name(environment: Environment) -> str:
    return _inside(environment, "--name")


def _inside(environment: Environment, *words: str) -> str:
    """Return what this file says when run in a process of its own on these databases."""
    done = subprocess.run(
        [sys.executable, __file__, *words], cwd=ROOT, env={**os.environ, **environment}, check=True,
        stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    return done.stdout.splitlines()[-1]


def tell(words: list[str]) -> None:
    """Say the name of a listing that is shown, or withdraw one by name and say when it was done."""
    import django

    django.setup()
    from directory.models.service import Service, Withdrawal

    rows: Any = Service.objects.shown(show_sourced=True)
    if words[0] == "--name":
        print(rows.filter(name__regex=A_NAME).order_by("-name").values_list("name", flat=True)[0])
        return
    from directory import publishing
    from staff.roles import Role
    from tests.people import make_person

    editor = make_person(words[2], Role.LISTING_EDITOR)
    publishing.withdraw(person=editor, service=rows.get(name=words[1]), why=Withdrawal.CLOSED)
    print(time.time())


def measured(engine: str, environment: Environment, size: int, seconds: float) -> list[Figure]:
    """Fill a new directory, and return all that is measured over it."""
    if not size:
        migrated(environment)
        manage(environment, "seed")
        return starting(engine, environment, size)
    with tempfile.TemporaryDirectory(prefix="waypost-bench-") as folder:
        migrated(environment)
        found = importing.measured(engine, environment, size, Path(folder))
    manage(environment, "seed")
    found += starting(engine, environment, size)
    found.append(searching(engine, environment, size, seconds))
    rounds, _ = interface.measured(environment, seconds)
    found += interface.figures(engine, rounds, size=size)
    found.append(seen(engine, environment, size))
    return [replace(one, size=size) for one in found]


def main(sizes: list[int], names: list[str], seconds: float, path: Path | None) -> None:
    """Measure each engine at each size, on new databases each time."""
    for size in sizes:
        for name in names:
            with engines([name]) as made:
                found = measured(name, made[name], size, seconds)
            for one in found:
                print("  ".join(figures.cells(one)), flush=True)
            write(found, path)


if __name__ == "__main__":
    if sys.argv[1:2] in (["--name"], ["--withdraw"]):
        tell(sys.argv[1:])
    else:
        reader = argparse.ArgumentParser()
        reader.add_argument("--sizes", default="0,1000,100000")
        reader.add_argument("--engines", default="sqlite,postgresql")
        reader.add_argument("--seconds", type=float, default=SECONDS)
        reader.add_argument("--json", type=Path)
        given = reader.parse_args()
        main(
            [int(one) for one in given.sizes.split(",")], given.engines.split(","), given.seconds, given.json
        )
