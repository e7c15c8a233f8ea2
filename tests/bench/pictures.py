"""The pictures of docs/performance.md, from the figures of a run (pure)."""

from collections import defaultdict
from collections.abc import Sequence
from statistics import median
from typing import Final

from tests.bench.drawing import Bar, Line, bars, lines
from tests.bench.figures import Figure, short

SEARCH: Final = "search in process, "
VIEW: Final = "first view, "
FIRST_FLIGHT: Final = 14_000.0
SEARCH_GOALS: Final = {100_000.0: 5.0, 1_000_000.0: 20.0}
PAGES: Final = ("the start page", "a step", "a plan", "a search")


def drawn(found: Sequence[Figure]) -> dict[str, str]:
    """Return each picture by the end of its file's name."""
    return {"latency": latency(found), "throughput": throughput(found), "bytes": weight(found)}


def latency(found: Sequence[Figure]) -> str:
    """Return the slowest and the middle class of search over sizes, for each engine."""
    values: dict[str, dict[int, list[float]]] = defaultdict(lambda: defaultdict(list))
    for one in found:
        if one.row.startswith(SEARCH) and one.value is not None:
            values[one.engine][one.size].append(one.value)
    made = []
    for engine, sizes in values.items():
        made.append(Line(f"{engine}, slowest class", [(size, max(sizes[size])) for size in sorted(sizes)]))
        made.append(Line(f"{engine}, middle class", [(size, median(sizes[size])) for size in sorted(sizes)]))
    return lines(
        "Search in process, 99th of a hundred, by services", made, across="services in the directory",
        up="milliseconds; dashed: not above", goals=SEARCH_GOALS,
    )  # fmt: skip


def throughput(found: Sequence[Figure]) -> str:
    """Return pages a second over the seeds, by page, engine and workers."""
    shown = [one for one in found if one.row in PAGES and one.value is not None]
    groups = sorted({_group(one) for one in shown})
    made = [
        Bar(f"{one.row}, {_group(one)}", one.value or 0.0, f"{short(one.value)}/s", groups.index(_group(one)))
        for one in sorted(shown, key=lambda one: (PAGES.index(one.row), _group(one)))
    ]
    return bars("Pages a second, by workers", made)


def _group(one: Figure) -> str:
    return f"{one.engine}, {one.workers} worker{'s' if one.workers > 1 else ''}"


def weight(found: Sequence[Figure]) -> str:
    """Return the bytes of the first view of each page in its heaviest language."""
    shown = [one for one in found if one.row.startswith(VIEW) and one.row != "first view, heaviest of all"]
    made = [
        Bar(
            one.row.removeprefix(VIEW), one.value or 0.0, f"{short(one.value)} ({one.note})",
            int(one.reached is False),
        )
        for one in shown
    ]  # fmt: skip
    title = "Bytes of the first view with style and scripts, gzip 6; dashed: 14,000"
    return bars(title, made, goal=FIRST_FLIGHT)
