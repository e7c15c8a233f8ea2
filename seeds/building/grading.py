"""How well a listing is supported, from its sources and what speaks against it."""

import re
from collections.abc import Iterable
from typing import Final

from seeds.building.shapes import Grade, Source

NEVER_SHOWN: Final = "DO NOT SHOW"
# Source files whose author states, in the note beside the tables, that own or official pages were read.
OWN_PAGE_READ: Final = re.compile(
    r"index no\. (70434865502|68292048875|70127341045|71527177084)"
    r"|Shaostoul/Humanity|carolina-moron/vibe-check"
    r"|\bown site\b|\bread 20\d\d|compared 20\d\d",
)
OFFICIAL_HOST: Final = re.compile(
    r"(^|\.)(gov|gob|gouv|gov\.[a-z]{2}|gob\.[a-z]{2}|govt\.nz|europa\.eu|unhcr\.org)$"
    r"|(^|\.)gouv\.|(^|\.)gov\.|(^|\.)gub\."
)
ONE_SOURCE: Final = re.compile(r"^(only )?(one|single)( community)? source")
DOUBTFUL: Final = re.compile(
    r"may (have|be) closed|(may|could) be inactive|working state|armed (conflict|violence)|may be unsafe"
    r"|does not parse|no valid number range|not in a valid range|cannot be read as a number|does not connect"
    r"|sources disagree(?! on hours)|sources name different"
    r"|(another|other) (public )?(list|source|file)s?[^;]* gives? (?!Mo,)|gives? this number to"
    r"|confirm that it exists|still runs|still offered|in full, .* reads as|could not be confirmed"
    r"|gives another number|status not confirmed|official national line is now|phone contact was merged",
    re.I,
)


def host(address: str | None) -> str:
    """Return the host of an address without `www.`, or an empty text."""
    match = re.match(r"https?://(?:www\.)?([^/:]+)", address or "", re.I)
    return match[1].lower().rstrip(".") if match else ""


def own_page(sources: Iterable[Source], *, address: str | None) -> bool:
    """Return whether an official page or the service's own page is among the sources."""
    home = host(address)
    for source in sources:
        place = host(source.locator)
        if OWN_PAGE_READ.search(source.locator) or OFFICIAL_HOST.search(place):
            return True
        if home and place and (place == home or place.endswith(f".{home}") or home.endswith(f".{place}")):
            return True
    return False


def grade(*, sources: tuple[Source, ...], doubts: tuple[str, ...], address: str | None) -> Grade:
    """Return A for an official page and a second source, B for either, C for one source, D if doubtful."""
    if any(DOUBTFUL.search(doubt) for doubt in doubts):
        return Grade.D
    single = any(ONE_SOURCE.search(doubt) for doubt in doubts) or len(sources) < 2
    if own_page(sources, address=address):
        return Grade.B if single else Grade.A
    return Grade.C if single else Grade.B


def is_never_shown(doubts: Iterable[str]) -> bool:
    """Return whether a row is kept as a record only."""
    return any(doubt.startswith(NEVER_SHOWN) for doubt in doubts)
