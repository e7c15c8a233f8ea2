"""Time a page of the open interface beside the same page through model serializers, in the same run.

Both are served by one server over the same rows; a ratio says more than a number. What the serializers give
is less (no profile, no terms, no places), so the ratio says too little.

Usage: interface.py [--seconds A_ROUND] [--engines sqlite,postgresql] [--json FILE]
"""

import argparse
import statistics
import sys
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from tests.bench.databases import Environment, seeded  # noqa: E402 - the path above comes first
from tests.bench.figures import Figure, Goal, judged, write  # noqa: E402 - the same
from tests.bench.pages import ROUNDS, SECONDS, per_second  # noqa: E402 - the same
from tests.bench.visitor import Asked, fetch  # noqa: E402 - the same
from tests.running.site import serving  # noqa: E402 - the same

APPLICATION: Final = "tests.bench.serializers:application"
REACH: Final = 5.0  # times the page through serializers
# What is compared: a page of ours, and the yardstick that gives the same rows.
PAIRS: Final = {
    "50 services, short": ("/api/hsds/services?per_page=50", "/bench/short"),
    "50 services, full": ("/api/hsds/services?per_page=50&full=true", "/bench/full"),
}


def round_of(port: int, seconds: float) -> dict[str, tuple[float, float]]:
    """Return answers a second of ours and of the yardstick, for each pair."""
    return {
        name: (alone(port, Asked(ours), seconds), alone(port, Asked(theirs), seconds))
        for name, (ours, theirs) in PAIRS.items()
    }


def alone(port: int, asked: Asked, seconds: float) -> float:
    """Return answers a second once the server is done with whatever it was asked before."""
    fetch(port, asked)
    return per_second(port, asked, seconds)


Rounds = list[dict[str, tuple[float, float]]]
Sizes = dict[str, tuple[int, ...]]


def measured(environment: Environment, seconds: float) -> tuple[Rounds, Sizes]:
    """Return answers a second of both sides in each round over these databases, and how long they are."""
    with serving(APPLICATION, environment=environment) as site:
        sizes = {
            name: tuple(len(fetch(site.port, Asked(path))) for path in pair) for name, pair in PAIRS.items()
        }
        return [round_of(site.port, seconds) for _ in range(ROUNDS)], sizes


def figures(engine: str, rounds: Rounds, *, size: int = 0) -> list[Figure]:
    """Return the medians, with what is to be reached."""
    return [
        judged(
            f"interface, {name}", engine, statistics.median(one[name][0] for one in rounds), "a second",
            ratio=statistics.median(one[name][0] / one[name][1] for one in rounds), size=size,
            yardstick="through serializers", beside=statistics.median(one[name][1] for one in rounds),
            goal=Goal(f"at least {REACH:.0f} times", least=REACH, by_ratio=True), rounds=len(rounds),
        )
        for name in PAIRS
    ]  # fmt: skip


def main(seconds: float, engines: list[str], path: Path | None) -> None:
    """Print each page with its share of the yardstick."""
    for engine in engines:
        with seeded(engine) as environment:
            rounds, sizes = measured(environment, seconds)
        print(f"\n{engine}", flush=True)
        report(rounds, sizes)
        write(figures(engine, rounds), path)


def report(rounds: Rounds, sizes: Sizes) -> None:
    """Print medians and ratios, and whether the aim is reached."""
    for name in PAIRS:
        ours, theirs = (statistics.median(one[name][side] for one in rounds) for side in (0, 1))
        times = statistics.median(one[name][0] / one[name][1] for one in rounds)
        said = "reached" if times >= REACH else "not reached"
        print(
            f"{name:>20}: {ours:6.0f} a second ({sizes[name][0]} characters), through serializers "
            f"{theirs:5.0f} ({sizes[name][1]}): {times:.1f} times ({REACH:.0f} {said})"
        )


if __name__ == "__main__":
    reader = argparse.ArgumentParser()
    reader.add_argument("--seconds", type=float, default=SECONDS)
    reader.add_argument("--engines", default="sqlite,postgresql")
    reader.add_argument("--json", type=Path)
    given = reader.parse_args()
    main(given.seconds, given.engines.split(","), given.json)
