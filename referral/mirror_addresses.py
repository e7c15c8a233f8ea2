"""Where the pages of a mirror stand. (pure)

Addresses are numbers and languages, and say nothing to whoever does not know them (S2). They stay the same
from run to run: a country is its place among all codes, a situation the number of its pathway.
"""

import posixpath
from functools import cache, lru_cache
from typing import Final

from directory import countries
from directory.countries import WORLD

ROOT: Final = "index.html"
STYLE, LEAVE, STEP = "x/1.css", "x/1.js", "x/2.js"  # site.css, exit.js, copy.js
READERS: Final = ("adult", "under18")
ABOUT, LEAVING, DEVICE = 1, 2, 3  # pages of a language
HOME, SITUATIONS, SHEET, LISTINGS = 1, 2, 3, 4  # pages of a country


@cache
def number_of(country: str) -> int:
    """Return the number under which a country stands; no country is nought."""
    codes = sorted(code for code, _name in countries.countries("en"))
    return 0 if country == WORLD else codes.index(country) + 1


def start(language: str) -> str:
    """Return the first page of a language."""
    return f"{language}/index.html"


def general(language: str, number: int) -> str:
    """Return a page of a language that belongs to no country."""
    return f"{language}/{number}.html"


def steps_at(language: str, pathway: str, reader: str) -> str:
    """Return where the cards of a pathway stand for a reader."""
    return general(language, 100 * (READERS.index(reader) + 1) + int(pathway[1:]))


def at(language: str, country: str, page: int, part: int = 0) -> str:
    """Return a page of a country, or a later part of it."""
    more = f"-{part + 1}" if part else ""
    return f"{language}/{number_of(country)}/{page}{more}.html"


@lru_cache(maxsize=4096)
def to(target: str, path: str) -> str:
    """Return the way from one page to another, which works from any folder."""
    return posixpath.relpath(target, posixpath.dirname(path) or ".")
