"""What the pages of a mirror show of the directory: only what may be handed out, and only what stays true.

A mirror is no page of this site: a listing for whoever asks here is not in it, nor half of a pair (S5).
"""

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Final
from zoneinfo import ZoneInfo

from directory import countries
from directory.countries import WORLD
from directory.disclosure import PublicListing
from directory.edition import Published
from directory.hours import Known
from directory.topics import KINDS, Kind, Need
from directory.wording import KINDS as KIND_WORDS
from referral import labels, matching, mirror_hours, showing
from referral.finding import OFFERED
from referral.pathway.plan import Plan
from referral.showing import ListingView, Reader

PER_PAGE: Final = 40  # listings; under the first flight of a new connection with everything around them
NEEDS: Final = 2  # of a plan, the most urgent ones, whose best service stands beside who can be talked to
SUNDAY: Final = 6
NIGHT: Final = dt.time(3)

Unit = tuple[PublicListing, ...]  # a listing with the others of its pair


@dataclass(frozen=True, slots=True)
class Section:
    """A kind of help: who is told here whole, and who helps with it too and is told elsewhere."""

    words: str
    units: tuple[Unit, ...]
    also: tuple[PublicListing, ...]


def handed_out(stock: Published) -> Published:
    """Return the part of an edition that may be handed to anybody, pairs whole or not at all."""
    return stock.without({one.id for one in stock.for_this_site_only()})


def reader(language: str, country: str, today: dt.date) -> Reader:
    """Return somebody who reads at the worst hour: before the dawn of a Sunday, by the country's own clock.

    Who is chosen then is chosen for any hour, and does not change with the hour at which a mirror is made.
    """
    zones = countries.zones(country)
    sunday = today - dt.timedelta(days=(today.weekday() - SUNDAY) % 7)
    now = dt.datetime.combine(sunday, NIGHT, tzinfo=ZoneInfo(zones[0]) if zones else dt.UTC)
    return Reader(language=language, country=country, now=now)


def listing(item: PublicListing, who: Reader) -> ListingView:
    """Return a listing as on the site, with its hours in words in place of whether it is open now."""
    shown, told = showing.listing(item, who), mirror_hours.told(item, who)
    always = item.hours.known is Known.ALWAYS
    return replace(
        shown,
        open=told[0] if always else "",
        is_open=always,
        today="",
        facts=shown.facts if always else (*told, *shown.facts),
        warnings=(*shown.warnings, *shown.more),
        more=(),
    )


def who_to_call(plan: Plan, who: Reader, stock: Published) -> tuple[PublicListing, ...]:
    """Return whom to call with this plan: somebody to talk to, then the best for its most urgent needs."""
    few = replace(plan, needs=plan.needs[:NEEDS])
    found = matching.for_plan(few, country=who.country, language=who.language, now=who.now, published=stock)
    people = [one for one in (found.person, found.person_nearer) if one] + list(found.person_beside)
    chosen = [one.listing for one in people]
    for need in found.by_need:
        chosen += [
            one for service in need.services[:1] for one in (service.listing, *stock.beside(service.listing))
        ]
    return tuple({one.id: one for one in chosen}.values())


def in_place(stock: Published, country: str) -> tuple[PublicListing, ...]:
    """Return every listing of a country, those of the Union with its members; XX is the world."""
    found = list(stock.in_place(country))
    if country != WORLD and countries.in_european_union(country):
        found += stock.in_place(countries.EUROPEAN_UNION)
    return tuple({one.id: one for one in found}.values())


def sections(stock: Published, country: str) -> Iterator[Section]:
    """Yield the listings of a country by need; each stands whole under the first need that it meets."""
    items = sorted(in_place(stock, country), key=_order)
    told: set[str] = set()
    for need in OFFERED:
        here = [one for one in items if set(one.kinds) & set(KINDS[need].best)]
        own = [one for one in here if one.id not in told and first_need(one) is need]
        units = tuple(_units(own, stock, told))
        also = tuple(one for one in here if first_need(one) is not need)
        if units or also:
            yield Section(labels.NEEDS[need](), units, also)
    left = [one for one in items if one.id not in told]
    for kind in dict.fromkeys(one.kind for one in left):
        units = tuple(_units([one for one in left if one.kind == kind], stock, told))
        if units:
            yield Section(str(KIND_WORDS[Kind(kind)]), units, ())


def first_need(item: PublicListing) -> Need | None:
    """Return the need under which a listing is told whole; of its first kind where that meets one."""
    for kinds in ((item.kind,), item.more_kinds):
        for need in OFFERED:
            if set(kinds) & set(KINDS[need].best):
                return need
    return None


def _units(items: Iterable[PublicListing], stock: Published, told: set[str]) -> Iterator[Unit]:
    for one in items:
        if one.id not in told:
            unit = (one, *(other for other in stock.beside(one) if other.id not in told))
            told.update(other.id for other in unit)
            yield unit


def _order(item: PublicListing) -> tuple[bool, bool, str, str]:
    return (item.hours.known is not Known.ALWAYS, not item.helpline, item.grade, item.id)


def paged(found: Iterable[Section]) -> list[list[Section]]:
    """Return the sections in pages; a section goes on over pages, a pair never does."""
    pages: list[list[Section]] = [[]]
    room = PER_PAGE
    for section in found:
        rest = list(section.units)
        while True:
            taken: list[Unit] = []
            while rest and (room > 0):
                room -= len(rest[0])
                taken.append(rest.pop(0))
            pages[-1].append(Section(section.words, tuple(taken), () if rest else section.also))
            if not rest:
                break
            pages.append([])
            room = PER_PAGE
    return [page for page in pages if page]
