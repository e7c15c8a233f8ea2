"""Towns of the world by name, so that somebody can say where without telling an address (pure; GeoNames).

The file stays as it is on disk: a name is looked up by its digest, and only the lines of its towns are read.
Nothing that is typed leaves the process.
Source: GeoNames, cities of 15,000 and more, CC BY 4.0 (seeds/search/README.md).
"""

import zlib
from array import array
from bisect import bisect_left
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final

from directory.search.terms import runs

FOLDER: Final = Path(__file__).resolve().parents[2] / "seeds" / "search"
TOWNS: Final = FOLDER / "places.tsv"
REGIONS: Final = FOLDER / "regions.tsv"
MOST: Final = 6  # towns of one name that are offered; the largest ones


@dataclass(frozen=True, slots=True)
class Town:
    """A town. `region` is GeoNames' code of the first-level division. Units: degrees."""

    id: int
    name: str
    country: str
    region: str
    latitude: float
    longitude: float
    people: int
    aliases: tuple[str, ...]


def find(name: str, *, country: str | None = None) -> tuple[Town, ...]:
    """Return the towns of this name in any script, largest first, those of the country before others."""
    key = folded(name)
    if not key:
        return ()
    found = [town for town in _book().towns(key) if key in town.aliases]
    return tuple(sorted(found, key=lambda town: (town.country != country, -town.people, town.id))[:MOST])


def folded(name: str) -> str:
    """Return a name as it is looked up: bare words with single spaces."""
    return " ".join(runs(name[:80]))


def holds(country: str, region: str, town: Town) -> bool | None:
    """Return whether a region of a country holds a town; None where the name is not known here.

    A region that has the name of a town is the division that this town lies in.
    """
    if country != town.country:
        return False
    said = [_code(country, part) for part in _parts(region)]
    if town.region and town.region in said:
        return True
    named = any(part in town.aliases for part in _parts(region))
    return True if named else (None if None in said else False)


def _parts(region: str) -> list[str]:
    """Return the names in a region's: *England and Wales* are two."""
    plain = region.partition("(")[0].replace("-", " ")
    return [folded(part) for part in plain.replace(" and ", ",").split(",") if folded(part)]


@cache
def _code(country: str, name: str) -> str | None:
    known = _regions().get((country, name))
    if known:
        return known
    towns = [town for town in find(name, country=country) if town.country == country]
    return towns[0].region if towns and towns[0].region else None


@cache
def _regions() -> dict[tuple[str, str], str]:
    found = {}
    for line in REGIONS.read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            country, code, names = line.split("\t")
            found.update({(country, folded(name)): code for name in names.split("|")})
    return found


class Book:
    """The file of towns with an index of digests: four bytes for each name, and where its line begins."""

    def __init__(self, path: Path) -> None:
        self._text = path.read_bytes()
        entries: list[int] = []
        start = 0
        for line in self._text.split(b"\n"):
            if line and not line.startswith(b"#"):
                names = line.rpartition(b"\t")[2].split(b"|")
                entries += [digest << 32 | start for digest in map(zlib.crc32, names)]
            start += len(line) + 1
        entries.sort()
        self._digests = array("I", [entry >> 32 for entry in entries])
        self._starts = array("I", [entry & 0xFFFFFFFF for entry in entries])

    def towns(self, key: str) -> list[Town]:
        """Return the towns whose names have the digest of this one."""
        digest = zlib.crc32(key.encode("utf-8"))
        at, found = bisect_left(self._digests, digest), []
        while at < len(self._digests) and self._digests[at] == digest:
            found.append(self._town(self._starts[at]))
            at += 1
        return found

    def _town(self, start: int) -> Town:
        line = self._text[start : self._text.find(b"\n", start)].decode("utf-8")
        number, name, country, region, latitude, longitude, people, aliases = line.split("\t")
        return Town(
            id=int(number),
            name=name,
            country=country,
            region=region,
            latitude=float(latitude),
            longitude=float(longitude),
            people=int(people),
            aliases=tuple(aliases.split("|")),
        )


@cache
def _book() -> Book:
    return Book(TOWNS)
