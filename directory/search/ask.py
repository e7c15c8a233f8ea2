"""Find services by ticks and words; what cannot be met is relaxed, and it is said what was."""

import datetime as dt
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from typing import Final

from django.db import DatabaseError

from directory import ages, countries, hours, pictures
from directory.ages import Ages
from directory.comparing import GRADES, freshness, speaks
from directory.disclosure import PublicListing
from directory.edition import Published
from directory.fitting import is_authority
from directory.hours import Now
from directory.models.service import Service
from directory.search.folding import words_of
from directory.topics import KINDS, Kind, Need

FARTHEST: Final = 9
PREVENTION_OFFENDER: Final = Kind.PREVENTION_OFFENDER
FOR_CHILDREN: Final = frozenset({"both", "children"})
REMOVAL_BESIDES: Final = frozenset({Need.REMOVAL, Need.REPORT, Need.DIGITAL, Need.PREVENTION})


@dataclass(frozen=True, slots=True)
class Query:
    """What somebody looks for. `age` is that of the person harmed, in years."""

    words: str = ""
    need: Need | None = None
    country: str | None = None
    language: str | None = None
    age: Ages | None = None
    open_now: bool = False


@dataclass(frozen=True, slots=True)
class Found:
    """Services in the order in which they are worth trying, and the conditions that were dropped.

    `relaxed` holds, in the order of dropping: open_now, language, words, need, then region, world or
    anywhere.
    """

    listings: tuple[PublicListing, ...]
    relaxed: tuple[str, ...]


Place = tuple[str, ...]


def ask(query: Query, *, published: Published, now: dt.datetime) -> Found:
    """Return what fits the query; never nothing, unless the directory holds nothing for this age at all.

    The age is never relaxed (S12). Of the other conditions the least important one goes first, and a wider
    area comes last, since a service elsewhere may not be able to help. A line of police comes last, and is
    never all that is found for a need (H24).
    Units: `now` aware.
    """
    words = words_of(query.words)
    with_words = _ids_with_words(words, published) if words else None
    asked = replace(query, words=" ".join(words))
    for relaxed in _steps(asked):
        found = _found(asked, relaxed, with_words, published, now)
        if found and not (query.need and all(is_authority(listing) for listing in found)):  # H24: never alone
            return Found(tuple(found), relaxed)
    return Found((), ())


def _steps(query: Query) -> Iterable[tuple[str, ...]]:
    """Yield what to drop, from nothing to everything that may be dropped."""
    yield ()
    dropped: tuple[str, ...] = ()
    for name, is_set in (("open_now", query.open_now), ("language", query.language), ("words", query.words)):
        if is_set:
            dropped = (*dropped, name)
            yield dropped
    areas = ("region", "world") if query.country not in {None, "", countries.WORLD} else ()
    yield from ((*dropped, area) for area in areas)
    if query.need is not None:
        dropped = (*dropped, "need")
        yield dropped
        yield from ((*dropped, area) for area in areas)
    yield (*dropped, "anywhere")


def _found(
    query: Query,
    relaxed: tuple[str, ...],
    with_words: frozenset[str] | None,
    published: Published,
    now: dt.datetime,
) -> list[PublicListing]:
    tests = _tests(query, relaxed, with_words, now)
    listings = [
        (rank, listing)
        for rank, listing in _in_area(query, relaxed, published)
        if all(test(listing) for test in tests)
    ]
    listings.sort(key=lambda pair: (pair[0], *_worth(pair[1], now)))
    return [listing for _, listing in listings]


def _tests(
    query: Query, relaxed: tuple[str, ...], with_words: frozenset[str] | None, now: dt.datetime
) -> list[Callable[[PublicListing], bool]]:
    tests: list[Callable[[PublicListing], bool]] = [lambda listing: _is_asked_for(listing, query)]
    need, language = query.need, query.language
    if need is not None and "need" not in relaxed:
        kinds = frozenset(KINDS[need].every) | ({Kind.POLICE_REPORT} if need is Need.REPORT else frozenset())
        tests.append(lambda listing: not kinds.isdisjoint(listing.kinds))
    if language and "language" not in relaxed:
        tests.append(lambda listing: speaks(listing, language))
    if with_words is not None and "words" not in relaxed:
        tests.append(lambda listing: listing.id in with_words)
    if query.open_now and "open_now" not in relaxed:
        tests.append(lambda listing: hours.at(listing.hours, now=now).is_open)
    return tests


def _is_asked_for(listing: PublicListing, query: Query) -> bool:
    """Return whether a listing may be shown to whoever asked this, whatever is relaxed (S12, H05, H17)."""
    prevention = query.need is Need.PREVENTION
    if PREVENTION_OFFENDER in listing.kinds and not (prevention or query.words):
        return False
    if query.age is None:
        return True
    child = ages.is_child(query.age)
    audiences = FOR_CHILDREN | ({"worried_about_self"} if prevention else frozenset())
    if child and not (listing.audience in audiences and pictures.may_see_upload(listing, child=True)):
        return False
    return ages.takes(listing, query.age)


def _in_area(query: Query, relaxed: tuple[str, ...], published: Published) -> list[tuple[int, PublicListing]]:
    """Return the listings of the area with a rank for how near they are, each once at its nearest."""
    nearest: dict[str, tuple[int, PublicListing]] = {}
    for rank, place in enumerate(_places(query, relaxed)):
        for code in place:
            for listing in published.in_place(code):
                nearest.setdefault(listing.id, (rank, listing))
    if not query.country or "anywhere" in relaxed:
        for listing in published.listings.values():
            nearest.setdefault(listing.id, (FARTHEST, listing))
    return list(nearest.values())


def _places(query: Query, relaxed: tuple[str, ...]) -> tuple[Place, ...]:
    """Return the places to look in, nearest first. Services for everybody are beside those of any country."""
    country = query.country or countries.WORLD
    here: tuple[Place, ...] = ((country,),)
    if countries.in_european_union(country):
        here = (*here, (countries.EUROPEAN_UNION,))
    beside = query.need is None or query.need in REMOVAL_BESIDES or "world" in relaxed
    if "region" in relaxed or "world" in relaxed:
        here = (*here, countries.neighbours(country))
    return (*here, (countries.WORLD,)) if beside else here


def _worth(listing: PublicListing, now: dt.datetime) -> tuple[int, int, int, int, str]:
    """Return what a listing is sorted by: police last, open now, round the clock, grade, freshness."""
    state = hours.at(listing.hours, now=now)
    is_open = {Now.ALWAYS: 0, Now.OPEN: 1, Now.MAYBE: 2, Now.UNKNOWN: 3, Now.CLOSED: 4, Now.NEVER: 5}[
        state.state
    ]
    return (int(is_authority(listing)), is_open, GRADES.index(listing.grade), -freshness(listing), listing.id)


def _ids_with_words(words: list[str], published: Published) -> frozenset[str]:
    """Return the ids of the listings whose text holds every word, asked of the database.

    While it does not answer, the same is read from the edition in memory (S13).
    """
    try:
        return frozenset(Service.objects.with_words(words).values_list("seed_id", flat=True))
    except DatabaseError:
        return frozenset(key for key, text in published.folded.items() if all(word in text for word in words))
