"""Which language a browser asks for first, read without remembering what it said.

Django's own reading keeps the last thousand headers, word for word, for as long as a process lives: which
languages somebody asks for, and how much, is the name of their browser.
"""

import re
from collections.abc import Iterator
from typing import Final

from django.conf import settings
from django.conf.locale import LANG_INFO

LONGEST: Final = 200  # characters of a header; the languages that somebody reads stand first
# A language with its weight. Source: RFC 9110 and RFC 4647
A_RANGE: Final = re.compile(
    r"([a-z]{1,8}(?:-[a-z0-9]{1,8})*|\*)(?:\s*;\s*q=(0(?:\.\d{0,3})?|1(?:\.0{0,3})?))?"
)


def first_offered(header: str) -> str | None:
    """Return the language of the site that the header prefers; nothing where it asks for none of them."""
    offered = [code for code, _name in settings.LANGUAGES]
    for asked in _by_preference(header[:LONGEST].lower()):
        for code in _near(asked, offered):
            if code in offered:
                return code
    return None


def _by_preference(header: str) -> list[str]:
    """Return the languages of a header, the dearest first; what cannot be read falls away."""
    found = [A_RANGE.fullmatch(part.strip()) for part in header.split(",")]
    ranges = [(one[1], float(one[2] or 1)) for one in found if one]
    return [code for code, weight in sorted(ranges, key=lambda each: -each[1]) if weight and code != "*"]


def _near(code: str, offered: list[str]) -> Iterator[str]:
    """Yield a language, what it falls back to, what it is a kind of, and another kind of that."""
    yield code
    yield from LANG_INFO.get(code, {}).get("fallback", [])
    while "-" in code:
        code = code.rpartition("-")[0]
        yield code
    yield from (other for other in offered if other.startswith(f"{code}-"))
