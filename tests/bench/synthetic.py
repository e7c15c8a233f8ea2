"""Made-up services for measuring: as many as asked for, the same ones each time.

Names of six words and descriptions of sixty, out of a vocabulary in which a few words are in every second
text and most are in hardly any, as in real ones; a country, kinds, languages, hours, and a place around a
real town.
"""

import random
from collections.abc import Iterator
from functools import cache
from itertools import accumulate
from typing import Final
from uuid import UUID

from directory import countries
from directory.hours import Hours, Known, Schedule
from directory.search.facets import Guard, Row
from directory.search.gazetteer import TOWNS
from directory.search.terms import in_a_name, stems
from directory.topics import KINDS, Kind, Need

SEED: Final = 20261122
VOCABULARY: Final = 40_000  # words
NAME_WORDS: Final = 6
DESCRIPTION_WORDS: Final = 60
LEVELLING: Final = 2.7  # keeps the commonest words from being in every text
WITH_A_PLACE: Final = 0.6
LARGE_TOWNS: Final = 4000
LANGUAGES: Final = ("en", "es", "fr", "ar", "ru", "pt", "hi", "zh")
COUNTRIES: Final = (
    "US",
    "GB",
    "IN",
    "BR",
    "FR",
    "DE",
    "MX",
    "NG",
    "KE",
    "ZA",
    "EG",
    "JO",
    "RU",
    "UA",
    "PH",
    "XX",
)
AUDIENCES: Final = ("both", "both", "both", "adults", "children", "parents")
NEEDS_OF: Final = {kind.value: [need.value for need in Need if kind in KINDS[need].every] for kind in Kind}


@cache
def vocabulary() -> tuple[str, ...]:
    """Return the words, commonest first."""
    chance = random.Random(SEED)  # noqa: S311 - the same words each time are the point
    heads = (
        "b",
        "br",
        "c",
        "ch",
        "d",
        "f",
        "g",
        "gr",
        "h",
        "k",
        "l",
        "m",
        "n",
        "p",
        "pl",
        "r",
        "s",
        "st",
        "t",
        "v",
    )
    tails = ("a", "ai", "an", "e", "el", "er", "i", "in", "o", "on", "or", "ou", "u", "un")
    words: dict[str, None] = {}
    while len(words) < VOCABULARY:
        syllables = chance.choice((2, 2, 3, 3, 4))
        words["".join(chance.choice(heads) + chance.choice(tails) for _ in range(syllables))] = None
    return tuple(words)


@cache
def _terms(word: str) -> frozenset[str]:
    return frozenset({word, *stems(word, ("en",))})


@cache
def _named(word: str) -> frozenset[str]:
    return frozenset(in_a_name(_terms(word)))


@cache
def towns() -> tuple[tuple[str, str, float, float], ...]:
    """Return the largest towns: name, country, latitude, longitude."""
    found = []
    for line in TOWNS.read_text(encoding="utf-8").splitlines()[2 : 2 + LARGE_TOWNS]:
        _, name, country, _, latitude, longitude, _, _ = line.split("\t")
        found.append((name, country, float(latitude), float(longitude)))
    return tuple(found)


def rows(size: int) -> Iterator[tuple[UUID, bool, Row]]:
    """Yield services with their keys; the first thousand of a million are those of a thousand."""
    chance = random.Random(SEED)  # noqa: S311 - the same
    words = vocabulary()
    weights = list(accumulate(1 / (rank + LEVELLING) for rank in range(len(words))))
    for number in range(size):
        drawn = chance.choices(words, cum_weights=weights, k=NAME_WORDS + DESCRIPTION_WORDS)
        yield UUID(int=number + 1), False, _row(number, drawn, chance)


def _row(number: int, drawn: list[str], chance: random.Random) -> Row:
    _, country, latitude, longitude = chance.choice(towns())
    country = country if chance.random() < 0.5 else chance.choice(COUNTRIES)
    audience, kind = chance.choice(AUDIENCES), chance.choice(list(Kind)).value
    points: tuple[tuple[float, float], ...] = ()
    if chance.random() < WITH_A_PLACE:
        points = ((latitude + chance.gauss(0, 0.1), longitude + chance.gauss(0, 0.1)),)
    terms = frozenset().union(*map(_terms, drawn), *map(_named, drawn[:NAME_WORDS]))
    return Row(
        listing=f"made-{number:07}",
        worth=f"{chance.randrange(4)}{99_999_999 - 20_260_000 - chance.randrange(1200):08}{number:07}",
        terms=terms,
        facets=_facets(country, kind, audience, chance),
        guard=Guard(
            audience=audience,
            min_age=chance.choice((None, None, None, 13, 16, 18)),
            max_age=None,
            min_age_months=None,
            max_age_months=None,
            image_upload="no",
            vetted=True,
            kinds=(kind,) if kind in {"prevention_offender", "csam_hotline"} else (),
        ),
        hours=_hours(country, chance),
        points=points,
    )


def _facets(country: str, kind: str, audience: str, chance: random.Random) -> frozenset[str]:
    found = {f"kind:{kind}", f"place:{country}", f"area:{country}", f"audience:{audience}", "vetted"}
    found.update(f"need:{need}" for need in NEEDS_OF[kind])
    found.update(f"language:{code}" for code in chance.sample(LANGUAGES, chance.choice((1, 1, 2, 3))))
    found.update(f"contact:{way}" for way in chance.sample(("voice", "chat", "sms", "email", "site"), 2))
    for tick, share in (("free", 0.6), ("anonymous", 0.4), ("accessible", 0.2)):
        if chance.random() < share:
            found.add(tick)
    if kind == "police_report":
        found.add("authority")
    return frozenset(found)


def _hours(country: str, chance: random.Random) -> Hours:
    """Return one of some hundred different hours."""
    known = chance.choice((Known.ALWAYS, Known.UNKNOWN, Known.SCHEDULED, Known.SCHEDULED))
    if known is not Known.SCHEDULED:
        return Hours(known, country="")
    opens = chance.choice((480, 540, 600))
    zone = (countries.zones(country) or ("UTC",))[0] if country in COUNTRIES else "UTC"
    return Hours(known, (Schedule((0, 1, 2, 3, 4), opens, opens + chance.choice((360, 480, 540))),), zone, "")
