"""Weigh the first view of every public page in every language.

A first view is the page, the style and the scripts, each compressed with gzip 6. The pages are reached as a
visitor reaches them, by the forms of the pages before.

Usage: weights.py [--json FILE]
"""

import argparse
import sys
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from tests.bench.databases import seeded  # noqa: E402 - the path above comes first
from tests.bench.figures import Figure, Goal, judged, write  # noqa: E402 - the same
from tests.bench.visitor import AROUND, Asked, Forms, fetch, walk  # noqa: E402 - the same
from tests.running.site import serving  # noqa: E402 - the same

FIRST_VIEW: Final = Goal("14,000 bytes or less", most=14_000)
HELP_WITH: Final = (("country", "GB"), ("find", "1"))


def languages() -> list[str]:
    """Return the languages of the site."""
    from django.conf import settings

    return [code for code, _ in settings.LANGUAGES]


def places() -> list[str]:
    """Return the names under which the pages travel in the form, without the one that shows nothing."""
    from referral.forms import Go

    return [go.value for go in Go if go not in (Go.HOME, Go.WALK, Go.CLEAR)]


def pages(port: int, language: str) -> Iterator[tuple[str, Asked]]:
    """Yield every public page in a language, with how to ask for it."""
    start = f"/{language}/"
    steps = walk(port, start)
    yield "home", steps[0]
    yield from ((f"question {at}", asked) for at, asked in enumerate(steps[1:-1], 1))
    yield "plan", steps[-1]
    form, _ = Forms(fetch(port, steps[0])).with_choice("go", "find")
    for go in places():
        yield go, Asked(start, form.body(("go", go), ("country", "GB")))
    yield "find, results", Asked(start, form.body(("go", "find"), *HELP_WITH))
    yield "find, words", Asked(start, form.body(("go", "find"), *HELP_WITH, ("words", "help")))
    if language == "en":
        yield "about the interface", Asked("/api/")


def compressed(port: int, asked: Asked) -> int:
    """Return the bytes of an answer with gzip 6."""
    return len(zlib.compress(fetch(port, asked).encode("utf-8"), 6))


def weighed(port: int) -> dict[str, dict[str, int]]:
    """Return the bytes of the first view of each page, by language."""
    around = sum(compressed(port, Asked(path)) for path in AROUND)
    return {
        language: {name: around + compressed(port, asked) for name, asked in pages(port, language)}
        for language in languages()
    }


def figures(found: dict[str, dict[str, int]]) -> list[Figure]:
    """Return the heaviest language of each page, and the heaviest page of all with what is to be reached."""
    worst: dict[str, tuple[int, str]] = {}
    for language, sizes in found.items():
        for name, size in sizes.items():
            worst[name] = max(worst.get(name, (0, "")), (size, language))
    heaviest = max(worst, key=lambda name: worst[name])
    size, language = worst[heaviest]
    over = sorted(name for name in worst if worst[name][0] > (FIRST_VIEW.most or 0))
    number = sum(map(len, found.values()))
    whole = judged(
        "first view, heaviest of all", "", size, "bytes", goal=FIRST_VIEW,
        note=f"{heaviest}, {language}; {number} pages weighed; too heavy: {', '.join(over) or 'none'}",
    )  # fmt: skip
    each = [
        judged(f"first view, {name}", "", size, "bytes", goal=FIRST_VIEW, note=language)
        for name, (size, language) in sorted(worst.items(), key=lambda entry: -entry[1][0])
    ]
    return [whole, *each]


def main(path: Path | None) -> None:
    """Print the weight of each page."""
    import os

    import django

    with seeded() as environment, serving("config.wsgi:application", environment=environment) as site:
        os.environ.update(environment)
        django.setup()
        found = figures(weighed(site.port))
    for one in found:
        print(f"{one.value:8,.0f} {one.row} ({one.note})")
    write(found, path)


if __name__ == "__main__":
    reader = argparse.ArgumentParser()
    reader.add_argument("--json", type=Path)
    main(reader.parse_args().json)
