"""What rules a listing out for a person, before anything is put in order (pure).

Source: catalogue, H05 (route of a picture), H13, H17 (prevention), H19 (ages), H24 (police); promise S12.
"""

from collections.abc import Set
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from directory import ages, countries, pictures
from directory.ages import Ages
from directory.disclosure import PublicListing, PublicPhone
from directory.hours import Known
from directory.remembering import once_each
from directory.topics import CHILD_SERVICES_ONLY, Harm, Kind, Need

CHILD: Final = "child"
ADULT: Final = "adult"

# H17: who fears what they might do is sent to no service for survivors; these are for anybody, or for that
# very fear.
PREVENTION_KINDS: Final = frozenset(
    {Kind.PREVENTION_OFFENDER, Kind.CRISIS, Kind.LEGAL, Kind.CSAM_HOTLINE, Kind.CSAM_REPORT}
)
_TO_ITSELF: Final = frozenset({"voice", "sms"})  # types whose number is reached by a link or not at all


@dataclass(frozen=True, slots=True)
class Asker:
    """What a plan knows of the person harmed and of whoever asks.

    Units: `age` in years of the person harmed. `groups` are those chosen on the plan. `young_reader`: who
    reads is under 18, whatever the age of the person harmed.
    """

    age: Ages
    minor: bool
    route: str | None
    prevention_only: bool
    happened: tuple[Harm, ...]
    pathway: str
    for_other: bool
    country: str | None
    language: str
    groups: Set[str]
    young_reader: bool = False


def suits(listing: PublicListing, asker: Asker, *, need: Need | None, other_child: bool = False) -> bool:
    """Return whether a listing may be shown to this person for this need; None asks about any talk."""
    if not _is_there(listing):
        return False
    if not _fits_prevention(listing, asker, need):
        return False
    if asker.minor and is_authority(
        listing
    ):  # H13: a child's own picture or act may be against the law there
        return False
    if not _fits_picture(listing, asker, need):
        return False
    if (
        listing.image_upload == "hash_only" and need is not Need.REMOVAL
    ):  # a tool: it takes pictures, nothing else
        return False
    if not _speaks_to(listing, asker, need, other_child=other_child):
        return False
    return not (asker.minor and need in CHILD_SERVICES_ONLY and Kind.DOMESTIC_VIOLENCE in listing.kinds) or (
        listing.audience == "children"
    )


@once_each()
def _is_there(listing: PublicListing) -> bool:
    return listing.hours.known is not Known.CLOSED and is_reachable(listing)


def _fits_prevention(listing: PublicListing, asker: Asker, need: Need | None) -> bool:
    offender = Kind.PREVENTION_OFFENDER in listing.kinds
    if not asker.prevention_only:
        return not offender or need is Need.PREVENTION
    if need is not Need.PREVENTION and need is not None and offender:
        return False
    allowed = PREVENTION_KINDS | ({Kind.CHILD_HELPLINE} if asker.minor else frozenset())
    for_parents = need is Need.FAMILY and listing.audience == "parents"
    return listing.group is None and (for_parents or listing.kind in allowed)


def _fits_picture(listing: PublicListing, asker: Asker, need: Need | None) -> bool:
    route = asker.route or (CHILD if need is Need.REMOVAL else None)  # H05: not asked counts as a child
    child = asker.minor or route == CHILD
    return pictures.fits_route(listing, route) and pictures.may_see_upload(listing, child=child)


def _speaks_to(listing: PublicListing, asker: Asker, need: Need | None, *, other_child: bool) -> bool:
    age = ages.CHILDREN if other_child else asker.age
    if listing.audience == "professionals":
        return asker.pathway == "p11"
    if listing.audience == "parents":
        return need is Need.FAMILY and (asker.for_other or not asker.minor)
    if listing.audience == "worried_about_self":
        return (need is Need.PREVENTION or (need is None and asker.prevention_only)) and ages.takes(
            listing, age
        )
    return ages.speaks_to(listing, age)


@once_each()
def is_authority(listing: PublicListing) -> bool:
    """Return whether a listing counts as police or as a state body that may touch somebody's stay (H24)."""
    return listing.police or listing.state_migration_body or Kind.POLICE_REPORT in listing.kinds


def can_be_talked_to(listing: PublicListing, *, from_abroad: bool) -> bool:
    """Return whether a person answers there, by a number that can be dialled or by a chat."""
    if not listing.helpline:
        return False
    chats = any(web.kind == "chat" for web in listing.web)
    return chats or any(_can_dial(phone, from_abroad=from_abroad) for phone in listing.phones)


def _can_dial(phone: PublicPhone, *, from_abroad: bool) -> bool:
    if from_abroad and phone.inside_country_only:
        return False
    return phone.dial is not None or phone.type not in _TO_ITSELF


def is_reachable(listing: PublicListing, *, from_abroad: bool = False) -> bool:
    """Return whether there is any way at all to reach a listing."""
    numbers = [phone for phone in listing.phones if not (from_abroad and phone.inside_country_only)]
    return bool(numbers or listing.web or listing.email)


def speaks_there(listing: PublicListing, *, country: str, language: str) -> bool:
    """Return whether somebody from `country` may expect to be understood by a service of another one.

    Where the service says no languages, those of its own country are taken.
    """
    return not _understood(country, language).isdisjoint(_spoken(listing.languages, listing.hours.country))


@lru_cache(maxsize=1024)  # a few for each country: what is remembered is places and languages, never persons
def _understood(country: str, language: str) -> frozenset[str]:
    return countries.languages_of(country) | {countries.base_language(language)}


@lru_cache(maxsize=1024)
def _spoken(languages: tuple[str, ...], home: str | None) -> frozenset[str]:
    said = frozenset(countries.base_language(code) for code in languages)
    return said or (countries.languages_of(home) if home else said)
