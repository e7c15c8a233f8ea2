"""Collect the interface texts of code and templates, and bring the catalogues up to date with them.

Usage: words.py extract FILE | update
"""

import subprocess
import sys
import tempfile
from collections.abc import Collection, Iterator
from io import BytesIO
from pathlib import Path
from typing import IO, Any, Final

from babel.messages.extract import extract_python
from django.utils.translation.template import templatize

ROOT: Final = Path(__file__).resolve().parents[1]
CATALOGUES: Final = Path("seeds/languages")
WHERE: Final = ("directory", "referral", "safety", "staff", "templates")
LAZY: Final = ("gettext_lazy", "pgettext_lazy:1c,2", "ngettext_lazy:1,2", "npgettext_lazy:1c,2,3")


def desk(
    source: IO[bytes], keywords: Collection[str], comment_tags: Collection[str], options: dict[str, Any]
) -> Iterator[tuple[int, str, Any, list[str]]]:
    """Yield the texts of one of the desk's templates, as a method of Babel's.

    Django turns such a template into calls of gettext, line by line; Babel reads these calls.
    """
    calls = templatize(source.read().decode("utf-8"), origin=getattr(source, "name", None))
    unindented = "\n".join(line.lstrip() for line in calls.split("\n"))  # else Python would read its blocks
    yield from extract_python(BytesIO(unindented.encode("utf-8")), keywords, comment_tags, options)


def babel(*arguments: str | Path) -> None:
    """Run Babel's command line in the project's folder."""
    command = [sys.executable, "-m", "babel.messages.frontend", "--quiet", *map(str, arguments)]
    subprocess.run(command, cwd=ROOT, check=True)


def extract(target: Path) -> None:
    """Write today's interface texts to a template of catalogues, with the files that they stand in."""
    keywords = [part for keyword in LAZY for part in ("--keyword", keyword)]
    babel(
        "extract", "--mapping-file", "pyproject.toml", *keywords, "--add-location", "file", "--sort-by-file",
        "--project", "Waypost", "--output-file", target, *WHERE,
    )  # fmt: skip


def update() -> None:
    """Bring each catalogue up to date: new texts are empty in it, old ones are gone, nothing is guessed."""
    with tempfile.TemporaryDirectory() as folder:
        template = Path(folder) / "django.pot"
        extract(template)
        for words in sorted((ROOT / CATALOGUES).glob("*/LC_MESSAGES/django.po")):
            babel(
                "update", "--domain", "django", "--input-file", template, "--output-dir", CATALOGUES,
                "--locale", words.parent.parent.name,
                "--no-fuzzy-matching", "--ignore-obsolete", "--ignore-pot-creation-date",
            )  # fmt: skip


if __name__ == "__main__":
    match sys.argv[1:]:
        case ["extract", target]:
            extract(Path(target))
        case ["update"]:
            update()
        case _:
            sys.exit(__doc__)
