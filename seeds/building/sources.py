"""Where a row was read: names for people, the whole text for whoever checks, dates that are never guessed."""

import re
from typing import Final

from seeds.building.shapes import Source

PAGE: Final = re.compile(r"https?://(?:www\.)?([^/\s:]+)", re.I)
REPOSITORY: Final = re.compile(r"(?:https?://)?github\.com/([\w.\-]+/[\w.\-]+)", re.I)
NETWORK_COPY: Final = re.compile(r"copy of https?://(?:www\.)?([^/\s)]+)")
UNNAMED: Final = re.compile(r"^public (source|code) files?\b")
DATE: Final = re.compile(r"\d{4}(-\d{2}(-\d{2})?)?")
UNDATED: Final = "undated"


def read(text: str, *, mark: str) -> tuple[Source, ...]:
    """Return the sources of a cell, each with the name that a person may be shown."""
    parts = (part.strip() for part in text.split(mark))
    return tuple(dict.fromkeys(Source(name_of(part), part) for part in parts if part))


def name_of(text: str) -> str:
    """Return a short name: the site, the repository as a public list, or just that it is a public file."""
    if UNNAMED.search(text):
        return "public source file"
    copy = NETWORK_COPY.search(text)
    if copy:
        return copy[1].lower()
    repository = REPOSITORY.search(text)
    if repository:
        return f"a public list ({repository[1]})"
    page = PAGE.search(text)
    return page[1].lower().rstrip(".") if page else text.split(":")[0].split(" (")[0].strip()


def read_date(text: str) -> tuple[str | None, tuple[str, ...]]:
    """Return the date on which the source was seen, and the doubts of a date that is not one.

    Shape: year, year and month, or day; None is unknown.
    """
    if DATE.fullmatch(text):
        return text, ()
    if not text or text == UNDATED:
        return None, ()
    return None, (f"date of the source: {text}",)
