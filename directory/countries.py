"""Countries: their names in the reader's language, time zones, languages, region (pure; data of the CLDR)."""

import unicodedata
from functools import cache
from typing import Final

from babel import Locale, UnknownLocaleError
from babel.core import get_global

WORLD: Final = "XX"
EUROPEAN_UNION: Final = "EU"


def _codes(written: str) -> frozenset[str]:
    return frozenset(written.split())


EU_MEMBERS: Final = _codes("AT BE BG CY CZ DE DK EE ES FI FR GR HR HU IE IT LT LU LV MT NL PL PT RO SE SI SK")

# Not places where somebody lives and looks for help: military, sea, test and grouping codes of the CLDR.
_NOT_OFFERED: Final = _codes("AQ BV CP CQ DG EA EU EZ GS HM IC QO TF UM UN XA XB XX ZZ")

# The sub-regions of the UN's M49 list. The CLDR's own containment is not part of Babel.
_REGIONS: Final[dict[str, str]] = {
    "northern-africa": "DZ EG EH LY MA SD TN",
    "eastern-africa": "BI DJ ER ET IO KE KM MG MU MW MZ RE RW SC SO SS TZ UG YT ZM ZW",
    "middle-africa": "AO CD CF CG CM GA GQ ST TD",
    "southern-africa": "BW LS NA SZ ZA",
    "western-africa": "AC BF BJ CI CV GH GM GN GW LR ML MR NE NG SH SL SN TA TG",
    "caribbean": "AG AI AW BB BL BQ BS CU CW DM DO GD GP HT JM KN KY LC MF MQ MS PR SX TC TT VC VG VI",
    "central-america": "BZ CR GT HN MX NI PA SV",
    "south-america": "AR BO BR CL CO EC FK GF GY PE PY SR UY VE",
    "northern-america": "BM CA GL PM US",
    "central-asia": "KG KZ TJ TM UZ",
    "eastern-asia": "CN HK JP KP KR MN MO TW",
    "south-eastern-asia": "BN ID KH LA MM MY PH SG TH TL VN",
    "southern-asia": "AF BD BT IN IR LK MV NP PK",
    "western-asia": "AE AM AZ BH CY GE IL IQ JO KW LB OM PS QA SA SY TR YE",
    "eastern-europe": "BG BY CZ HU MD PL RO RU SK UA",
    "northern-europe": "AX DK EE FI FO GB GG IE IM IS JE LT LV NO SE SJ",
    "southern-europe": "AD AL BA ES GI GR HR IT ME MK MT PT RS SI SM VA XK",
    "western-europe": "AT BE CH DE FR LI LU MC NL",
    "oceania-south": "AU CC CX NF NZ",
    "melanesia": "FJ NC PG SB VU",
    "micronesia": "FM GU KI MH MP NR PW",
    "polynesia": "AS CK NU PF PN TK TO TV WF WS",
}
_REGION_OF: Final = {code: region for region, codes in _REGIONS.items() for code in codes.split()}

_ZONES_MISSING_IN_CLDR: Final = {
    "AC": ("Atlantic/St_Helena",),
    "TA": ("Atlantic/St_Helena",),
    "XK": ("Europe/Belgrade",),
}


def countries(language: str) -> list[tuple[str, str]]:
    """Return every country or territory that a person may choose, with its name, in order of the names."""
    return list(_sorted_countries(_locale(language)))


def is_country(code: str) -> bool:
    """Return whether `code` is a country or territory that a person may choose."""
    return code in _offered()


def name(code: str, language: str) -> str:
    """Return the name of a country in the reader's language; the code itself if nobody has a name for it."""
    if code == WORLD:
        code = "001"  # the CLDR's own code of the whole world
    locale = _locale(language)
    return locale.territories.get(code) or Locale("en").territories.get(code) or code


def language_name(code: str, language: str) -> str:
    """Return the name of a language in the reader's language; that of its base when the tag has none."""
    base = base_language(code)
    for locale in (_locale(language), Locale("en")):
        found = locale.languages.get(code.replace("-", "_")) or locale.languages.get(base)
        if found:
            return str(found)
    return code


def zones(code: str) -> tuple[str, ...]:
    """Return the time zones in which somebody in this country may live; empty when there is no telling."""
    if code == EUROPEAN_UNION:
        return tuple(sorted({zone for member in EU_MEMBERS for zone in zones(member)}))
    if code in _ZONES_MISSING_IN_CLDR:
        return _ZONES_MISSING_IN_CLDR[code]
    return tuple(get_global("territory_zones").get(code, ())) if code in _offered() else ()


def region_of(code: str) -> str | None:
    """Return the name of the UN sub-region of a country; None for a code that lies in none.

    Source: UN Statistics Division, standard M49; Kosovo is placed beside its neighbours.
    """
    return _REGION_OF.get(code)


def neighbours(code: str) -> tuple[str, ...]:
    """Return the other countries of the same sub-region, in the order of their codes."""
    region = region_of(code)
    if region is None:
        return ()
    return tuple(other for other in _REGIONS[region].split() if other != code)


@cache
def languages_of(code: str) -> frozenset[str]:
    """Return the languages in which a stranger may expect an answer: official ones, and those of many.

    Shape: base languages, without script or region.
    Units: many is a fifth of the people.
    """
    spoken = get_global("territory_languages").get(code, {})
    return frozenset(
        base_language(tag)
        for tag, said in spoken.items()
        if said["official_status"] in {"official", "de_facto_official"} or said["population_percent"] >= 20
    )


def base_language(tag: str) -> str:
    """Return a language tag without its script and region."""
    return tag.replace("-", "_").split("_")[0].lower()


def in_european_union(code: str) -> bool:
    """Return whether a service for the whole European Union serves this country."""
    return code == EUROPEAN_UNION or code in EU_MEMBERS


@cache
def _locale(language: str) -> Locale:
    try:
        return Locale.parse(language.replace("-", "_"))
    except (UnknownLocaleError, ValueError, TypeError):
        return Locale("en")


@cache
def _offered() -> frozenset[str]:
    known = Locale("en").territories
    return frozenset(code for code in map(str, known) if len(code) == 2) - _NOT_OFFERED


@cache
def _sorted_countries(locale: Locale) -> tuple[tuple[str, str], ...]:
    named = [(code, name(code, str(locale))) for code in sorted(_offered())]
    return tuple(sorted(named, key=lambda pair: (_collation(pair[1]), pair[0])))


def _collation(words: str) -> str:
    """Return words as they sort: accents beside their letter, capitals beside small ones."""
    apart = unicodedata.normalize("NFKD", words)
    return "".join(sign for sign in apart if not unicodedata.combining(sign)).casefold()
