"""What a listing is found by beside its words, and what the safety rules ask of it (pure).

Everything is read from the public form of a listing, so nothing else can be found (S5).
"""

from dataclasses import dataclass
from functools import lru_cache
from typing import Final, cast
from urllib.parse import urlsplit

import msgspec

from directory import ages, countries, pictures
from directory.ages import Ages
from directory.comparing import GRADES, freshness
from directory.disclosure import PublicListing
from directory.fitting import is_authority
from directory.hours import Hours
from directory.search.folding import KIND_WORDS
from directory.search.terms import IN_A_NAME, LATIN, bare, in_a_name, terms_of
from directory.topics import KINDS, Kind, Need

FORM: Final = 1  # grows when this module makes other rows of the same listing
AUTHORITY: Final = "authority"
ACCESSIBLE: Final = "accessible"
PREVENTION: Final = f"kind:{Kind.PREVENTION_OFFENDER.value}"
GUARDED_KINDS: Final = frozenset({Kind.PREVENTION_OFFENDER.value, Kind.CSAM_HOTLINE.value})
FOR_CHILDREN: Final = frozenset({"both", "children"})
WRITTEN_IN: Final = ("en", "es", "fr", "ar", "ru", "zh")  # languages in which a country's name is understood
OF_ANY_SITE: Final = frozenset({"www", "com", "org", "net", "http", "https"})


@dataclass(frozen=True, slots=True)
class Guard:
    """What decides whether a listing may be shown to somebody; the same names as in the listing."""

    audience: str
    min_age: int | None
    max_age: int | None
    min_age_months: int | None
    max_age_months: int | None
    image_upload: str
    vetted: bool
    kinds: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Row:
    """All that the search knows of a listing. `points` are latitude and longitude in degrees."""

    listing: str
    worth: str
    terms: frozenset[str]
    facets: frozenset[str]
    guard: Guard
    hours: Hours
    points: tuple[tuple[float, float], ...] = ()


def row_of(
    listing: PublicListing, *, points: tuple[tuple[float, float], ...] = (), accessible: bool = False
) -> Row:
    """Return what a listing is found by. `points` and `accessible` are those of places that may be told."""
    return Row(
        listing=listing.id,
        worth=worth(listing),
        terms=frozenset(terms_of_listing(listing)),
        facets=facets_of(listing, accessible=accessible),
        guard=guard_of(listing),
        hours=listing.hours,
        points=points,
    )


def worth(listing: PublicListing) -> str:
    """Return what sorts listings: better supported ones first, then fresher ones, then by id."""
    return f"{GRADES.index(listing.grade)}{99_999_999 - freshness(listing):08}{listing.id}"


def guard_of(listing: PublicListing) -> Guard:
    """Return what the safety rules are asked with."""
    return Guard(
        audience=listing.audience,
        min_age=listing.min_age,
        max_age=listing.max_age,
        min_age_months=listing.min_age_months,
        max_age_months=listing.max_age_months,
        image_upload=listing.image_upload,
        vetted=listing.vetted,
        kinds=tuple(sorted(GUARDED_KINDS.intersection(listing.kinds))),
    )


def may_be_shown(guard: Guard, age: Ages, *, prevention: bool) -> bool:
    """Return whether somebody of this age may be shown a listing, whatever else is asked (S12, H05).

    `prevention`: somebody asks for help with their own thoughts.
    """
    child = ages.is_child(age)
    audiences = FOR_CHILDREN | ({"worried_about_self"} if prevention else frozenset())
    listing = cast(PublicListing, guard)  # it has all that these rules read; a new one would be missed loudly
    if child and not (guard.audience in audiences and pictures.may_see_upload(listing, child=True)):
        return False
    return ages.takes(listing, age)


def facets_of(listing: PublicListing, *, accessible: bool = False) -> frozenset[str]:
    """Return the ticks that find a listing."""
    found = {f"kind:{kind}" for kind in listing.kinds}
    found |= _needs(listing.kinds)
    for area in listing.areas:
        found.add(f"place:{area.country}")
        found.add(f"area:{area.country}" + (f":{_one_word(area.region)}" if area.region else ""))
    found.update(f"language:{countries.base_language(code)}" for code in listing.languages)
    found.update(f"contact:{way}" for way in ways(listing))
    found.add(f"audience:{listing.audience}")
    said = {
        "free": listing.cost_free is True,
        "anonymous": listing.anonymous is True,
        ACCESSIBLE: accessible,
        "vetted": listing.vetted,
        AUTHORITY: is_authority(listing),
    }
    found.update(name for name, holds in said.items() if holds)
    if listing.pair:
        found.add(f"pair:{_one_word(listing.pair)}")
    return frozenset(found)


def meets(kinds: tuple[str, ...], need: Need) -> bool:
    """Return whether a listing of these kinds is looked at for a need; police only for a report."""
    wanted = frozenset(KINDS[need].every) | ({Kind.POLICE_REPORT} if need is Need.REPORT else frozenset())
    return not wanted.isdisjoint(kinds)


@lru_cache(maxsize=1024)
def _needs(kinds: tuple[str, ...]) -> frozenset[str]:
    return frozenset(f"need:{need.value}" for need in Need if meets(kinds, need))


def ways(listing: PublicListing) -> set[str]:
    """Return the ways to reach a listing: voice, sms, whatsapp and so on, chat, form, email."""
    found = {phone.type for phone in listing.phones} | {web.kind for web in listing.web}
    return found | ({"email"} if listing.email else set())


def _one_word(text: str) -> str:
    return "-".join(bare(text).split())


def terms_of_listing(listing: PublicListing) -> set[str]:
    """Return the terms of a listing; those of its name once more as such."""
    latin = _languages(listing)
    names = " ".join(filter(None, (listing.name, listing.alternate_name, listing.organization)))
    found = terms_of(names, latin)
    named = in_a_name(found)
    about = [listing.description, *(area.region for area in listing.areas)]
    about += [phone.description for phone in listing.phones]
    found |= terms_of(" ".join(filter(None, about)), latin)
    for kind in listing.kinds:
        found |= _of_kind(kind)
    for area in listing.areas:
        found |= _of_country(area.country)
    for phone in listing.phones:
        found |= _of_number(phone.number)
    for web in listing.web:
        found |= terms_of(urlsplit(web.url).hostname or "", ()) - OF_ANY_SITE
    return found | named


def _languages(listing: PublicListing) -> tuple[str, ...]:
    """Return the languages that Latin letters of a listing may be in: English, and those of its country."""
    said = {countries.base_language(code) for code in listing.languages}
    for area in listing.areas:
        said |= countries.languages_of(area.country)
    return tuple(code for code in LATIN if code == "en" or code in said)


@lru_cache(maxsize=64)
def _of_kind(kind: str) -> frozenset[str]:
    return frozenset(terms_of(KIND_WORDS[kind], ("en",)))


@lru_cache(maxsize=512)
def _of_country(code: str) -> frozenset[str]:
    """Return the words of a country's name, so that it can be typed beside the others."""
    if code == countries.WORLD:
        return frozenset()
    names = {countries.name(code, language) for language in WRITTEN_IN}
    return frozenset().union(*(terms_of(name, LATIN) for name in names))


def _of_number(number: str) -> set[str]:
    """Return a number in its groups and in one piece."""
    digits = "".join(sign for sign in number if sign.isdigit())
    return {*terms_of(number, ()), *([digits] if digits else [])}


# --- how a row is kept ---


def written(row: Row) -> dict[str, str]:
    """Return a row as the columns of the search's table."""
    return {
        "listing": row.listing,
        "worth": row.worth,
        "terms": " ".join(sorted(row.terms)),
        "facets": " ".join(sorted(row.facets)),
        "guard": f"{_text(row.guard)}\n{_text(row.hours)}",
        "points": ";".join(f"{latitude:.5f},{longitude:.5f}" for latitude, longitude in row.points),
    }


def _text(part: Guard | Hours) -> str:
    return msgspec.json.encode(part, order="sorted").decode("utf-8")


@lru_cache(maxsize=4096)
def read_guard(text: str) -> tuple[Guard, Hours]:
    """Return what the column `guard` holds."""
    guard, _, hours = text.partition("\n")
    return msgspec.json.decode(guard, type=Guard), msgspec.json.decode(hours, type=Hours)


def read_points(text: str) -> tuple[tuple[float, float], ...]:
    """Return what the column `points` holds."""
    return tuple(
        (float(latitude), float(longitude))
        for latitude, longitude in (pair.split(",") for pair in text.split(";") if pair)
    )


__all__ = ["IN_A_NAME", "Guard", "Row", "facets_of", "guard_of", "may_be_shown", "row_of", "written"]
