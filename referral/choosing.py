"""One service for one need: why it is there, and which of two comes first. (pure)"""

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from directory import countries, hours
from directory.comparing import GRADES, freshness, speaks
from directory.disclosure import PublicListing
from directory.doubts import Doubt
from directory.edition import Published
from directory.fitting import Asker, is_authority, is_reachable, speaks_there
from directory.hours import Now, OpenState
from directory.remembering import once_each
from directory.topics import Need


class Scope(StrEnum):
    """How near a service is to the person."""

    COUNTRY = "country"
    REGION = "region"
    WORLD = "world"


class Why(StrEnum):
    """Codes for why a service is there and what to know before calling; the page words them.

    Beside these stands one `because(need)`.
    """

    OPEN_NOW = "open-now"
    ROUND_THE_CLOCK = "round-the-clock"
    ANY_TIME = "any-time"  # a form or a tool on the web, where nobody has to answer
    FREE = "free"
    ANONYMOUS = "anonymous"
    LANGUAGE = "language"
    ONLY_IN_REGION = "only-in-region"
    STAND_IN = "stand-in"
    FOR_GROUP = "for-group"
    FOR_COUNTRY = "for-country"
    FOR_REGION = "for-region"
    FOR_WORLD = "for-world"
    CHILDHOOD_PICTURE = "childhood-picture"
    POLICE = "police"
    STATE_BODY = "state-body"
    ASK_IF_OTHERS_MAY_CALL = "ask-if-others-may-call"


def because(need: Need) -> str:
    """Return the code that says for which need a service is there."""
    return f"because:{need.value}"


@dataclass(frozen=True, slots=True)
class Chosen:
    """A service for somebody, with codes for why it is there (`Why`, and one `because:` code)."""

    listing: PublicListing
    why: tuple[str, ...]
    open: OpenState
    scope: Scope
    stand_in: bool


@dataclass(frozen=True, slots=True)
class Setting:
    """Who asks, when, and which edition answers. Units: `now` aware."""

    asker: Asker
    published: Published
    now: dt.datetime


@dataclass(frozen=True, slots=True)
class Candidate:
    """A listing that may be shown, with all that decides its place. `key` sorts; smaller is better."""

    listing: PublicListing
    open: OpenState
    scope: Scope
    local: bool
    stand_in: bool
    key: tuple[int | str, ...]


class Nearness(StrEnum):
    """Where a listing was looked for."""

    COUNTRY = "country"
    UNION = "union"
    NEIGHBOURS = "neighbours"
    WORLD = "world"


LONG_WAIT: Final = 7  # days; within which what can be planned should begin (U3)
_SCOPES: Final = {
    Nearness.COUNTRY: Scope.COUNTRY,
    Nearness.UNION: Scope.REGION,
    Nearness.NEIGHBOURS: Scope.REGION,
    Nearness.WORLD: Scope.WORLD,
}
_DISTANCE: Final = {nearness: distance for distance, nearness in enumerate(Nearness)}
_OPEN_RANK: Final = {
    Now.ALWAYS: 0,
    Now.OPEN: 0,
    Now.MAYBE: 1,
    Now.UNKNOWN: 2,
    Now.CLOSED: 3,
    Now.NEVER: 4,
}


def places(nearness: Nearness, country: str | None) -> tuple[str, ...]:
    """Return the codes under which listings are looked for."""
    if nearness is Nearness.WORLD:
        return (countries.WORLD,)
    if country is None:
        return ()
    if nearness is Nearness.COUNTRY:
        return (country,)
    if nearness is Nearness.UNION:
        return (countries.EUROPEAN_UNION,) if countries.in_european_union(country) else ()
    return countries.neighbours(country)


def listings_near(nearness: Nearness, kinds: Iterable[str], setting: Setting) -> Iterator[PublicListing]:
    """Yield the listings of these kinds that the person can reach, those of a better kind first."""
    where = places(nearness, setting.asker.country)
    for kind in kinds:
        for place in where:
            for listing in setting.published.of_kind(place, kind):
                if _reaches(nearness, listing, setting.asker):
                    yield listing


def _reaches(nearness: Nearness, listing: PublicListing, asker: Asker) -> bool:
    if nearness is Nearness.WORLD:
        home = listing.hours.country == asker.country
        return home or is_reachable(listing, from_abroad=True)
    if nearness is Nearness.NEIGHBOURS and asker.country is not None:
        national = any(area.region is None for area in listing.areas)
        return (
            national
            and is_reachable(listing, from_abroad=True)
            and speaks_there(listing, country=asker.country, language=asker.language)
        )
    return True


def candidate(
    listing: PublicListing, setting: Setting, *, nearness: Nearness, kind_rank: int, stand_in: bool
) -> Candidate:
    """Return a listing with its place in the order.

    Order: not a stand-in; neither police nor doubtful; with room, then with a long wait; national, local,
    wider; for everyone; kind; open now; round the clock; a voice before text messages alone; free; anonymous;
    language; freshness; fewer doubts, grade.
    """
    asker = setting.asker
    state = hours.at(listing.hours, now=setting.now)
    local = nearness is Nearness.COUNTRY and is_local(listing, asker.country)
    doubt, any_time, then, last = _whoever_asks(listing)
    key = (
        int(stand_in),
        *doubt,
        _DISTANCE[nearness] + int(nearness is not Nearness.COUNTRY or local),
        _group_rank(listing, asker),
        kind_rank,
        0 if any_time else _OPEN_RANK[state.state],
        int(state.state is not Now.ALWAYS),
        *then,
        int(not speaks(listing, asker.language)),
        *last,
    )
    return Candidate(listing, state, _SCOPES[nearness], local, stand_in, key)


@once_each()
def _whoever_asks(
    listing: PublicListing,
) -> tuple[tuple[int, int], bool, tuple[int, int, int], tuple[int | str, ...]]:
    """Return the parts of a listing's place in the order that are the same for everybody."""
    doubt = (int(is_authority(listing)) + 2 * int(is_doubtful(listing)), _room_rank(listing))
    then = (
        int(is_text_only(listing)),
        int(listing.cost_free is not True),
        int(listing.anonymous is not True),
    )
    last = (
        -(freshness(listing) // 10_000),  # by year: a newer day is no better than a better grade
        len(listing.doubts_shown),
        GRADES.index(listing.grade),
        listing.id,
    )
    return doubt, is_any_time(listing), then, last


def companion_of(one: Candidate, other: PublicListing, setting: Setting) -> Candidate:
    """Return another listing of a pair: it takes the place beside the one that was chosen."""
    state = hours.at(other.hours, now=setting.now)
    local = one.scope is Scope.COUNTRY and is_local(other, setting.asker.country)
    return Candidate(other, state, one.scope, local, one.stand_in, one.key)


def is_doubtful(listing: PublicListing) -> bool:
    """Return whether a better supported listing should be tried first, whatever else speaks for this one."""
    return listing.grade == GRADES[-1] or Doubt.MAY_BE_CLOSED in listing.doubts_shown


def _room_rank(listing: PublicListing) -> int:
    """Whoever has room comes before whoever has people wait long, and that before whoever takes nobody."""
    if listing.full:
        return 2
    return int(listing.wait_days is not None and listing.wait_days > LONG_WAIT)


def _group_rank(listing: PublicListing, asker: Asker) -> int:
    """Until somebody chooses a group, services for everyone come first (catalogue, ON THE PLAN)."""
    if listing.group in asker.groups:
        return 0
    return 1 if listing.group is None else 2


def is_local(listing: PublicListing, country: str | None) -> bool:
    """Return whether a listing helps only in a part of the country."""
    regions = [area.region for area in listing.areas if area.country == country]
    return bool(regions) and all(region is not None for region in regions)


def is_text_only(listing: PublicListing) -> bool:
    """Return whether its only way in by phone is a message that stays on the phone and needs words typed."""
    return bool(listing.phones) and all(phone.type == "sms" for phone in listing.phones)


def is_any_time(listing: PublicListing) -> bool:
    """Return whether nobody has to answer there: a form or a tool on the web."""
    return not listing.helpline and not listing.phones and bool(listing.web)


def chosen(candidate: Candidate, *, need: Need | None, asker: Asker, other_child: bool = False) -> Chosen:
    """Return a candidate with the codes for why it is there."""
    why = (because(need),) if need else ()
    return Chosen(
        listing=candidate.listing,
        why=(*why, *_why(candidate, asker, other_child=other_child)),
        open=candidate.open,
        scope=candidate.scope,
        stand_in=candidate.stand_in,
    )


def _why(candidate: Candidate, asker: Asker, *, other_child: bool) -> Iterator[Why]:
    listing = candidate.listing
    for_another = (asker.for_other or other_child) and bool(listing.phones)
    said = {
        Why.STAND_IN: candidate.stand_in,
        Why.ROUND_THE_CLOCK: candidate.open.state is Now.ALWAYS,
        Why.OPEN_NOW: candidate.open.state is Now.OPEN,
        Why.ANY_TIME: is_any_time(listing),
        Why.FREE: listing.cost_free is True,
        Why.ANONYMOUS: listing.anonymous is True,
        Why.LANGUAGE: speaks(listing, asker.language),
        Why.FOR_COUNTRY: candidate.scope is Scope.COUNTRY and not candidate.local,
        Why.ONLY_IN_REGION: candidate.local,
        Why.FOR_REGION: candidate.scope is Scope.REGION,
        Why.FOR_WORLD: candidate.scope is Scope.WORLD,
        Why.FOR_GROUP: listing.group is not None,
        Why.CHILDHOOD_PICTURE: listing.image_age == "under18",
        Why.POLICE: listing.police or "police_report" in listing.kinds,
        Why.STATE_BODY: listing.state_migration_body,
        Why.ASK_IF_OTHERS_MAY_CALL: for_another and listing.callers != "anyone",
    }
    return (code for code, holds in said.items() if holds)
