"""Say, for every pathway, in how many countries its plan ends with a service that answers round the clock."""

import datetime as dt
from collections.abc import Iterator
from typing import Final

from django.utils import timezone

from directory import countries, emergency, published
from directory.edition import Published
from directory.hours import Now
from referral import editions, matching
from referral.choosing import Chosen, Scope
from referral.matching import Matches
from referral.pathway import walk
from referral.pathway.plan import Plan
from referral.pathway.shapes import NOT_SURE, RATHER_NOT, Book

MOST_STEPS: Final = 12  # more than any walk has; a book with a loop ends here
AGES: Final = {"adult": ("25-over", "18-24"), "under 18": ("13-15", "16-17")}
CALM: Final = frozenset({"no"})  # the answer to DANGER that lets a walk go on


def told(*, missing: bool) -> Iterator[str]:
    """Yield lines: for each pathway the countries whose plan holds somebody who answers round the clock.

    `missing` names those without one, too.
    """
    book, stock, now = editions.current(), published.current(), timezone.now()
    places = [code for code, _ in countries.countries("en")]
    yield f"{len(places)} countries and territories, {len(stock.listings)} listings shown"
    yield "pathway  who        round the clock:  in the country  anywhere  a person now"
    for pathway in sorted(book.pathways):
        for who in AGES if pathway != "p00" else ():
            plan = representative(book, pathway, who=who, now=now)
            yield from _lines(pathway, who, plan, places, stock, now, missing=missing)
    yield from without_a_number(stock)


def without_a_number(stock: Published) -> Iterator[str]:
    """Yield in how many countries an emergency number is known, and where none is."""
    places = [code for code, _ in countries.countries("en")]
    without = [code for code in places if emergency.for_country(code, stock).honest]
    yield f"emergency number known in {len(places) - len(without)}, not in {len(without)}:"
    yield "  " + ", ".join(f"{countries.name(code, 'en')} ({code})" for code in without)


def _lines(
    pathway: str,
    who: str,
    plan: Plan,
    places: list[str],
    stock: Published,
    now: dt.datetime,
    *,
    missing: bool,
) -> Iterator[str]:
    found = {
        code: matching.for_plan(plan, country=code, language="en", now=now, published=stock)
        for code in places
    }
    home = {code for code, matches in found.items() if _always(matches, {Scope.COUNTRY})}
    wide = {code for code, matches in found.items() if _always(matches, set(Scope))}
    person = {code for code, matches in found.items() if matches.person and matches.person.open.is_open}
    yield f"{pathway}      {who:9} {len(home):29} {len(wide):10} {len(person):13}"
    if missing:
        yield f"         without, in the country: {' '.join(sorted(set(places) - home))}"


def _always(matches: Matches, scopes: set[Scope]) -> bool:
    """Return whether a service of the plan answers round the clock, no farther away than `scopes` say."""
    return any(one.open.state is Now.ALWAYS and one.scope in scopes for one in _shown(matches))


def _shown(matches: Matches) -> Iterator[Chosen]:
    for need in matches.by_need:
        yield from need.services
    yield from (one for one in (matches.person, matches.person_nearer) if one)


def representative(book: Book, pathway: str, *, who: str, now: dt.datetime) -> Plan:
    """Return the plan of a walk through this pathway that is neither stopped nor, if it can be, handed on.

    At each question the first such answer is taken; the age is that of `who`, an entry of AGES.
    """
    answers: dict[str, tuple[str, ...]] = {}
    position = walk.position(book, answers, under18=who != "adult", start=pathway)
    for _ in range(MOST_STEPS):
        if position.question is None:
            break
        asked = position.question
        tried = [
            (
                answer,
                walk.position(book, {**answers, asked.key: (answer,)}, under18=who != "adult", start=pathway),
            )
            for answer in _in_order([choice.id for choice in asked.choices], who)
        ]
        going_on = [pair for pair in tried if not pair[1].stopped]
        staying = [pair for pair in going_on if pair[1].state.pathway == position.state.pathway]
        answer, position = (staying or going_on or tried)[0]
        answers[asked.key] = (answer,)
    return editions.plan(position.state)


def _in_order(ids: list[str], who: str) -> list[str]:
    """Return the answers, those first that say the wished age or no danger, the vague ones last."""
    wished = {*AGES[who], *CALM}
    return sorted(ids, key=lambda one: (one in {NOT_SURE, RATHER_NOT}, one not in wished))
