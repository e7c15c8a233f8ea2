"""Time a page of the open interface beside the same page through model serializers, in the same run.

Both are served by one server over the same rows; a ratio says more than a number. What the serializers give
is less (no profile, no terms, no places), so the ratio says too little.

Usage: interface.py [SECONDS_A_ROUND]
"""

import statistics
import sys
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from tests.bench.pages import ROUNDS, SECONDS, per_second, seeded  # noqa: E402 - the path above comes first
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


def main(seconds: float) -> None:
    """Print each page with its share of the yardstick."""
    with seeded() as environment, serving(APPLICATION, environment=environment) as site:
        sizes = {
            name: tuple(len(fetch(site.port, Asked(path))) for path in pair) for name, pair in PAIRS.items()
        }
        rounds = [round_of(site.port, seconds) for _ in range(ROUNDS)]
    report(rounds, sizes)


def report(rounds: list[dict[str, tuple[float, float]]], sizes: dict[str, tuple[int, ...]]) -> None:
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
    main(float(sys.argv[1]) if len(sys.argv) > 1 else SECONDS)
