"""Where the time of the three hottest paths goes: a step of a pathway, a plan, a page of the search.

Each path is asked for in process, warm, some hundred times under cProfile; functions are listed by the time
spent in themselves and in all that they call. Profiling makes small functions look dearer than they are: the
shares say where to look, and a change is believed when pages.py shows it.

Usage: profiling.py [--times 100] [--lines 12]; DATABASE_URL as everywhere, else new ones with the seeds
"""

import argparse
import cProfile
import io
import os
import pstats
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from tests.bench.databases import seeded  # noqa: E402 - the path above comes first
from tests.bench.visitor import Asked, Forms  # noqa: E402 - the same

FORM: Final = "application/x-www-form-urlencoded"
MOST_STEPS: Final = 20


def asking() -> Callable[[Asked], str]:
    """Return what asks this process for a page."""
    from django.test import Client

    client = Client()

    def ask(asked: Asked) -> str:
        body = asked.body.decode("ascii") if asked.body is not None else None
        answer = client.get(asked.path) if body is None else client.post(asked.path, body, content_type=FORM)
        said: str = answer.content.decode("utf-8")
        return said

    return ask


def paths(ask: Callable[[Asked], str]) -> dict[str, Asked]:
    """Return the last question of a walk, its plan, and a search."""
    walked = [Asked("/en/")]
    while not (page := Forms(ask(walked[-1]))).is_plan and len(walked) < MOST_STEPS:
        form, choice = page.next_step()
        walked.append(Asked(form.action, form.body(choice)))
    questions = [one for one in walked if 'name="asked"' in ask(one)]
    form, choice = Forms(ask(walked[0])).with_choice("go", "find")
    search = Asked(form.action, form.body(choice, ("find", "1"), ("country", "GB"), ("words", "help ")))
    return {"a step": questions[-1], "a plan": walked[-1], "a search": search}


def profiled(ask: Callable[[Asked], str], asked: Asked, times: int) -> pstats.Stats:
    """Return the profile of a path that was asked for some times before."""
    for _ in range(5):
        ask(asked)
    profile = cProfile.Profile()
    profile.enable()
    for _ in range(times):
        ask(asked)
    profile.disable()
    return pstats.Stats(profile, stream=io.StringIO())


def told(stats: pstats.Stats, times: int, lines: int) -> str:
    """Return the dearest functions of ours and of libraries, by what they and all they call take."""
    whole = sum(own for _, _, own, _, _ in stats.stats.values())  # type: ignore[attr-defined]
    said = [f"{1000 * whole / times:.2f} ms a page under the profiler"]
    for order, column in (("itself", 2), ("with what it calls", 3)):
        said.append(f"  {order}:")
        every = sorted(stats.stats.items(), key=lambda entry: -entry[1][column])  # type: ignore[attr-defined]
        for (file, line, name), took in every[:lines]:
            share, calls = took[column] / whole, took[1] / times
            said.append(f"    {share:6.1%} {calls:7.1f} calls  {_place(file, line)} {name}")
    return "\n".join(said)


def _place(file: str, line: int) -> str:
    if file.startswith(str(ROOT)) and ".venv" not in file:
        return f"{Path(file).relative_to(ROOT)}:{line}"
    return f"{Path(file).parent.name}/{Path(file).name}:{line}" if line else "built in"


def inside(times: int, lines: int) -> None:
    """Print the profile of each path."""
    import django

    django.setup()
    ask = asking()
    for name, asked in paths(ask).items():
        print(f"\n{name}: {told(profiled(ask, asked, times), times, lines)}", flush=True)


def main(times: int, lines: int) -> None:
    """Profile in a process of its own, on new databases with the seeds in them."""
    command = [sys.executable, __file__, "--inside", "--times", str(times), "--lines", str(lines)]
    with seeded() as environment:
        subprocess.run(command, cwd=ROOT, check=True, env={**os.environ, **environment})


if __name__ == "__main__":
    reader = argparse.ArgumentParser()
    reader.add_argument("--times", type=int, default=100)
    reader.add_argument("--lines", type=int, default=12)
    reader.add_argument("--inside", action="store_true")
    given = reader.parse_args()
    (inside if given.inside else main)(given.times, given.lines)
