"""Countries, languages and time zones: what a code of a table may be."""

from datetime import UTC, datetime, timedelta
from functools import cache
from importlib.resources import files
from typing import Final
from zoneinfo import ZoneInfo

from babel import Locale

from seeds.building.ledger import Unusable
from seeds.building.shapes import UNION, WORLD

ENGLISH: Final = Locale("en")
GLOBAL: Final = "global"
NOT_COUNTRIES: Final = frozenset({"EZ", "UN", "QO", "ZZ", "XA", "XB"})  # CLDR codes that are no place to live
ZONE_OF: Final = {"XK": "Europe/Belgrade"}  # zone.tab has no line for Kosovo; CLDR puts it in this zone
RULES_FROM: Final = datetime(2025, 1, 1, tzinfo=UTC)
RULES_FOR_DAYS: Final = 3 * 365  # three years of both seasons; zones that agree so long share their rules
RULES_STEP: Final = timedelta(hours=12)


def country(code: str) -> str:
    """Return the code of a country, of the union, or of the whole world.

    Raises: Unusable when CLDR does not know the code.
    """
    if code in (GLOBAL, WORLD):
        return WORLD
    known = len(code) == 2 and code.isalpha() and code in ENGLISH.territories and code not in NOT_COUNTRIES
    if not known and code != UNION:
        raise Unusable(f"the country code {code or '(empty)'} is not known")
    return code


def country_name(code: str) -> str:
    """Return the English name of a country for the report."""
    return "World" if code == WORLD else ENGLISH.territories.get(code, code)


def languages(text: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the language codes of a list that CLDR knows, and those it does not."""
    codes = [code.strip() for code in text.split(";") if code.strip()]
    known = tuple(dict.fromkeys(code for code in codes if code in ENGLISH.languages))
    return known, tuple(code for code in codes if code not in ENGLISH.languages)


@cache
def zones() -> dict[str, list[str]]:
    """Return the time zones of each country.

    Source: `zone.tab` of the IANA time zone database.
    """
    found: dict[str, list[str]] = {}
    table = files("tzdata").joinpath("zoneinfo", "zone.tab").read_text(encoding="utf-8")
    for line in table.splitlines():
        if line and not line.startswith("#"):
            code, _, zone = line.split("\t")[:3]
            found.setdefault(code, []).append(zone)
    return found


@cache
def timezone(code: str) -> str | None:
    """Return the time zone of a country with one, or whose zones all keep the same time now; else None."""
    names = zones().get(code, [])
    if not names:
        return ZONE_OF.get(code)
    return names[0] if all(same_rules(names[0], other) for other in names[1:]) else None


@cache
def same_rules(first: str, second: str) -> bool:
    """Return whether two zones show the same time at every step of three years."""
    one, two = ZoneInfo(first), ZoneInfo(second)
    moments = (RULES_FROM + RULES_STEP * step for step in range(RULES_FOR_DAYS * 2))
    return all(moment.astimezone(one).utcoffset() == moment.astimezone(two).utcoffset() for moment in moments)
