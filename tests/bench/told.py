"""The numbers in the docs: blocks between two marks that are written from a file of figures, never by hand.

`<!-- figures: NAME -->` begins a block and `<!-- end -->` ends it; NAMES are below.
"""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

from tests.bench import figures, machine
from tests.bench.figures import Figure

BLOCK: Final = re.compile(r"(<!-- figures: ([a-z ]+) -->\n).*?(<!-- end -->)", re.DOTALL)
PAGES: Final = ("performance.md", "scaling.md")

Result = dict[str, Any]


def _rows(result: Result) -> list[Figure]:
    return [Figure(**one) for one in result["figures"]]


def _to_reach(result: Result) -> str:
    """Return the rows with a goal; pages of a first view and classes of search have tables of their own."""
    found = [one for one in _rows(result) if one.goal and not _is_of_many(one)]
    return figures.markdown(found)


def _is_of_many(one: Figure) -> bool:
    return one.row.startswith(("search in process", "cost,")) or (
        one.row.startswith("first view") and one.row != "first view, heaviest of all"
    )


def _beginning(*starts: str) -> Callable[[Result], str]:
    return lambda result: figures.markdown([one for one in _rows(result) if one.row.startswith(starts)])


def _machine(result: Result) -> str:
    noise = result["noise"]["says"]
    hasty = " A quick run on tiny directories: it shows that the bench runs." if result["quick"] else ""
    return f"{machine.words(result['machine'])}. Noise: {noise}.{hasty}"


def _missed(result: Result) -> str:
    missed = [one for one in _rows(result) if one.reached is False]
    said = [
        f"- {figures.named(one)}{', ' + one.engine if one.engine else ''}: "
        f"{figures.short(one.value, one.unit)}, goal {one.goal}"
        + (f", ratio {figures.short(one.ratio)}" if one.ratio is not None else "")
        for one in missed
    ]
    return "\n".join(said) or "None."


BLOCKS: Final[dict[str, Callable[[Result], str]]] = {
    "machine": _machine,
    "to reach": _to_reach,
    "missed": _missed,
    "search": _beginning("search in process"),
    "bytes": _beginning("first view"),
    "visits": _beginning("cost, "),
    "growth": _beginning("growth, "),
    "capacity": _beginning("capacity, "),
}


def filled(text: str, result: Result) -> str:
    """Return a page with its blocks written from the figures. Raises: KeyError for an unknown block."""
    return BLOCK.sub(lambda found: f"{found[1]}{BLOCKS[found[2]](result)}\n{found[3]}", text)


def fill(result: Result, folder: Path) -> None:
    """Write the blocks of the pages anew."""
    for name in PAGES:
        page = folder / name
        if page.exists():
            page.write_text(filled(page.read_text(encoding="utf-8"), result), encoding="utf-8")
