"""A person to talk to: open now, or with the hour at which the next one answers (S4, H18). (pure)"""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Final

from directory import hours
from directory.ages import CHILDREN
from directory.disclosure import PublicListing
from directory.fitting import Asker, can_be_talked_to, is_authority, suits
from directory.topics import Harm, Kind
from referral.choosing import (
    Candidate,
    Chosen,
    Nearness,
    Setting,
    candidate,
    chosen,
    is_doubtful,
    listings_near,
)

_LINE_FOR: Final[dict[Harm, tuple[Kind, ...]]] = {
    Harm.TRAP: (Kind.TRAFFICKING,),
    Harm.LEFT: (Kind.TRAFFICKING, Kind.MIGRANT),
    Harm.FORCED_FAMILY: (Kind.DOMESTIC_VIOLENCE,),
    Harm.CLOSE: (Kind.DOMESTIC_VIOLENCE,),
    Harm.TOUCHED: (Kind.SEXUAL_VIOLENCE,),
    Harm.PICTURES: (Kind.IMAGE_ABUSE, Kind.SEXUAL_VIOLENCE),
    Harm.SAW: (),
    Harm.OTHER: (),
}
# Lines that listen whatever happened; a line for one harm may send away somebody with another.
GENERAL: Final = (
    Kind.CRISIS,
    Kind.VICTIM_SUPPORT,
    Kind.DOMESTIC_VIOLENCE,
    Kind.SEXUAL_VIOLENCE,
    Kind.THERAPY_PEER,
    Kind.CHILD_HELPLINE,
)


@dataclass(frozen=True, slots=True)
class Somebody:
    """Who can be talked to.

    `first` answers now, wherever that is; where nobody surely does, it is who answers next, or may answer.
    `next` is when `first` opens, None when it is open or nobody knows. `nearer` is the best line of the
    country when `first` is elsewhere, or one of unknown hours when `first` is closed.
    """

    first: Chosen | None
    next: dt.datetime | None
    nearer: Chosen | None
    beside: tuple[Chosen, ...] = ()  # the others of their pairs: shown with them


NOBODY: Final = Somebody(None, None, None)


def talker(asker: Asker) -> Asker:
    """Return who will be at the phone: a reader under 18 who came for a grown-up calls as a child (S12)."""
    if asker.young_reader and not asker.minor:
        return replace(asker, age=CHILDREN, minor=True)
    return asker


def to_talk_to(setting: Setting, *, crisis: bool = False) -> Somebody:
    """Return the best human line for this person: of the country, else its region, else the world.

    `crisis`: thoughts of dying come first, so a crisis line does.
    """
    setting = replace(setting, asker=talker(setting.asker))
    found = _first(setting, crisis=crisis)
    named = [one for one in (found.first, found.nearer) if one]
    ids = {one.listing.id for one in named}
    others = {
        other.id: replace(one, listing=other, open=hours.at(other.hours, now=setting.now))
        for one in named
        for other in setting.published.beside(one.listing)
        if other.id not in ids
    }
    return replace(found, beside=tuple(others.values()))


def _first(setting: Setting, *, crisis: bool) -> Somebody:
    kinds = _kinds(setting.asker, crisis=crisis)
    near: list[Candidate] = []
    for nearness in Nearness:
        found = list(_lines(nearness, kinds, setting))
        if nearness in {Nearness.COUNTRY, Nearness.UNION}:
            near.extend(found)
        open_now = [line for line in found if line.open.is_open]
        if open_now:
            return _open(min(open_now, key=_order), near, setting.asker)
    return _not_open(near, setting.asker) if near else _from_afar(kinds, setting)


def _kinds(asker: Asker, *, crisis: bool) -> tuple[Kind, ...]:
    """Return the kinds of line, best first."""
    if asker.prevention_only:
        first = (Kind.CRISIS, Kind.PREVENTION_OFFENDER) if crisis else (Kind.PREVENTION_OFFENDER, Kind.CRISIS)
        return (*first, Kind.CHILD_HELPLINE) if asker.minor else first
    line = tuple(kind for harm in asker.happened for kind in _LINE_FOR[harm])
    start = (Kind.CHILD_HELPLINE,) if asker.minor else ()
    if crisis:
        start = (Kind.CRISIS, *start)
    return tuple(dict.fromkeys((*start, *line, *GENERAL)))


def _lines(nearness: Nearness, kinds: tuple[Kind, ...], setting: Setting) -> Iterator[Candidate]:
    seen: set[str] = set()
    for listing in listings_near(nearness, kinds, setting):
        if listing.id not in seen and _may_talk(listing, setting, nearness):
            seen.add(listing.id)
            rank = min(kinds.index(Kind(kind)) for kind in listing.kinds if kind in kinds)
            yield candidate(listing, setting, nearness=nearness, kind_rank=rank, stand_in=False)


def _may_talk(listing: PublicListing, setting: Setting, nearness: Nearness) -> bool:
    asker = setting.asker
    abroad = nearness in {Nearness.NEIGHBOURS, Nearness.WORLD} and listing.hours.country != asker.country
    pair = (listing, *setting.published.beside(listing))
    return (
        can_be_talked_to(listing, from_abroad=abroad)
        and not any(is_authority(one) for one in pair)  # H24: never police first
        and all(suits(one, asker, need=None) for one in pair)
    )


def _open(best: Candidate, near: list[Candidate], asker: Asker) -> Somebody:
    """Somebody answers now; where that is abroad, the country's own line is named beside it."""
    at_home = any(line.listing.id == best.listing.id for line in near)
    nearer = None if at_home or not near else min(near, key=_soonest)
    return Somebody(_said(best, asker), None, _said(nearer, asker) if nearer else None)


def _not_open(near: list[Candidate], asker: Asker) -> Somebody:
    """Nobody surely answers now: say when the next one does, and who else might."""
    telling = [line for line in near if line.open.next is not None]
    unsure = [line for line in near if line.open.next is None]
    if not telling:
        return Somebody(_said(min(unsure, key=_order), asker), None, None)
    first = min(telling, key=_soonest)
    nearer = min(unsure, key=_order) if unsure else None
    return Somebody(_said(first, asker), first.open.next, _said(nearer, asker) if nearer else None)


def _from_afar(kinds: tuple[Kind, ...], setting: Setting) -> Somebody:
    """The country has no line: one elsewhere whose hours nobody knows, or a list that leads to lines."""
    for nearness in (Nearness.NEIGHBOURS, Nearness.WORLD):
        found = list(_lines(nearness, kinds, setting))
        if found:
            best = min(found, key=_soonest)
            return Somebody(_said(best, setting.asker), best.open.next, None)
    lists = [
        candidate(listing, setting, nearness=Nearness.WORLD, kind_rank=0, stand_in=True)
        for listing in listings_near(Nearness.WORLD, kinds, setting)
        if all(suits(one, setting.asker, need=None) for one in (listing, *setting.published.beside(listing)))
    ]
    return Somebody(_said(min(lists, key=_order), setting.asker) if lists else None, None, None)


def _order(line: Candidate) -> tuple[int | str, ...]:
    return line.key


def _soonest(line: Candidate) -> tuple[int, float, tuple[int | str, ...]]:
    """Sort by doubt, then by when the line opens, those that say no time last."""
    opens = line.open.next.timestamp() if line.open.next else float("inf")
    return (int(is_doubtful(line.listing)), opens, line.key)


def _said(line: Candidate, asker: Asker) -> Chosen:
    return chosen(line, need=None, asker=asker)
