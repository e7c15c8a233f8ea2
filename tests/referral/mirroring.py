"""Making a mirror in a test."""

import io
from pathlib import Path
from typing import Final

from django.core.management import call_command

LIVE: Final = "https://lantern.example"


def write(
    folder: Path,
    *,
    countries: tuple[str, ...] = ("GB",),
    languages: tuple[str, ...] = ("en",),
    whole: bool = False,
) -> str:
    """Write a small mirror and return what the command says."""
    told = io.StringIO()
    asked = {"countries": list(countries), "languages": list(languages)}
    call_command("mirror", folder, **asked, live=LIVE, whole=whole, stdout=told)
    return told.getvalue()


def everything(folder: Path) -> str:
    """Return the text of every file of a mirror."""
    return "".join(one.read_text(encoding="utf-8") for one in folder.rglob("*") if one.is_file())
