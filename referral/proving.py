"""Prove over every plan, country, language and hour of the week who is shown (S4, S12).

Nothing is sampled. What is equal is looked at once: plans by what the matching reads of them, a week by the
moments at which some line opens or closes, languages by the lines across a border that understand them. A
service is never asked about at an hour: whoever may be shown at any hour is looked at.
"""

import datetime as dt
import multiprocessing
from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Final

from directory import countries, emergency, hours
from directory.ages import ALL_AGES, AgeRange
from directory.disclosure import PublicListing
from directory.edition import Published
from directory.emergency import Emergency
from directory.fitting import Asker, is_authority, speaks_there, suits
from directory.hours import Known
from directory.topics import KINDS_OF_A_GROUP, Kind, Need, harms
from referral import judging, matching, somebody
from referral.choosing import Nearness, Setting, places
from referral.pathway.facts import ADULT_BANDS, AGE_BANDS, CHILD_BANDS, YOUNG_READER
from referral.pathway.plan import Plan
from referral.somebody import Somebody

LANGUAGES: Final = ("en", "es", "fr", "ar", "ru", "zh-hans")
HOURS_A_WEEK: Final = 168
_SIDES: Final = tuple(
    frozenset(AgeRange(*AGE_BANDS[band]) for band in side) for side in (CHILD_BANDS, ADULT_BANDS)
)


@dataclass(frozen=True, slots=True)
class Wish:
    """A need, as far as services are chosen by it."""

    need: Need
    for_other_child: bool
    for_reader: bool
    urgency: int = 0


@dataclass(frozen=True, slots=True)
class Shape:
    """All that matching reads of a plan."""

    asker: Asker
    wishes: frozenset[Wish]
    crisis: bool


@dataclass(frozen=True, slots=True)
class Machinery:
    """What is proved. A test puts something broken in its place, to see that it is caught."""

    suits: Callable[..., bool] = suits
    to_talk_to: Callable[..., Somebody] = somebody.to_talk_to
    for_country: Callable[..., Emergency] = emergency.for_country


@dataclass(slots=True)
class Proof:
    """What was looked at, and what was found wrong: name, where, and what. `unsure` tells no breach."""

    countries: int = 0
    services: int = 0
    people: int = 0
    moments: int = 0
    unsure: int = 0
    found: dict[tuple[str, str], str] = field(default_factory=dict)

    def note(self, name: str, where: str, what: str) -> None:
        """Keep the first example of each thing that is wrong."""
        self.found.setdefault((name, where), what)

    def add(self, other: "Proof") -> None:
        """Take over what was found in another part."""
        self.countries += other.countries
        self.services += other.services
        self.people += other.people
        self.moments += other.moments
        self.unsure += other.unsure
        for key, what in other.found.items():
            self.found.setdefault(key, what)


def shape_of(plan: Plan) -> Hashable:
    """Return all that matching reads of a plan, but for place, language and hour."""
    pathway = plan.stand_in or plan.pathway
    asker = Asker(
        age=AgeRange(plan.age.low, plan.age.high),
        minor=plan.minor,
        route=plan.route,
        prevention_only=plan.prevention_only,
        happened=harms(pathway=pathway, facts=plan.facts),
        pathway="p11" if pathway == "p11" else "",
        for_other="for-other" in plan.facts or "other-child" in plan.facts,
        country=None,
        language="en",
        groups=frozenset(),
        young_reader=YOUNG_READER in plan.facts,
    )
    wishes = frozenset(Wish(one.need, one.for_other_child, one.for_reader) for one in plan.needs)
    return Shape(asker, wishes, plan.crisis)


def every_band(shapes: Iterable[Hashable]) -> frozenset[Shape]:
    """Return the shapes with every age band of their side of 18: walks are merged without the bands."""
    found = set()
    for shape in shapes:
        if isinstance(shape, Shape):
            sides = [side for side in _SIDES if shape.asker.age in side]
            for age in (*sides[0],) if sides else (shape.asker.age,):
                found.add(replace(shape, asker=replace(shape.asker, age=age)))
    return frozenset(found)


def wished(shapes: Iterable[Shape]) -> frozenset[tuple[Asker, Wish]]:
    """Return every need with whom it is for, each once; prevention plans leave most needs out."""
    pairs = set()
    for shape in shapes:
        for wish in shape.wishes:
            if wish.need is Need.ACCESS:
                continue
            if shape.asker.prevention_only and wish.need not in matching.PREVENTION_NEEDS:
                continue
            asker = replace(shape.asker, age=ALL_AGES, minor=False) if wish.for_reader else shape.asker
            pairs.add((asker, wish))
    return frozenset(pairs)


def services(
    pairs: Iterable[tuple[Asker, Wish]], stock: Published, unfit: frozenset[str], by: Machinery
) -> Proof:
    """Prove of every service that may be shown for a need, anywhere and ever, that it takes the person."""
    proof = Proof()
    judged: dict[Hashable, None] = {}
    for asker, wish in pairs:
        groups = (*KINDS_OF_A_GROUP,)
        kinds = matching._kinds(wish, replace(asker, groups=frozenset(groups))).every  # noqa: SLF001
        key = (replace(asker, happened=(), groups=frozenset()), wish, frozenset(kinds))
        if key in judged:
            continue
        judged[key] = None
        for listing in _of_kinds(stock, kinds, wish.need):
            proof.services += 1
            together = (listing, *stock.beside(listing))
            if all(
                by.suits(one, asker, need=wish.need, other_child=wish.for_other_child) for one in together
            ):
                for one in together:
                    for name, what in judging.wrong(one, asker, wish.need, other_child=wish.for_other_child):
                        proof.note(name, f"{one.id} {wish.need}", what)
                    if one.id in unfit:
                        proof.note("WITHDRAWN", one.id, "is shown, and the tables say that it must not be")
    return proof


def _of_kinds(stock: Published, kinds: Iterable[str], need: Need) -> Iterator[PublicListing]:
    """Yield every listing of these kinds, of whatever place; for REPORT the police beside others."""
    wanted = {*kinds, *((Kind.POLICE_REPORT,) if need is Need.REPORT else ())}
    for listing in stock.listings.values():
        if not wanted.isdisjoint(listing.kinds) or (need is Need.FAMILY and listing.audience == "parents"):
            yield listing


def numbers(stock: Published, by: Machinery) -> Proof:
    """Prove that every country has its own emergency numbers, or none and an honest word."""
    proof = Proof()
    for country in (None, *_countries()):
        proof.countries += 1
        said = by.for_country(country, stock)
        own = stock.emergency.get(country, ()) if country else ()
        shared = stock.emergency.get("EU", ()) if country and countries.in_european_union(country) else ()
        if tuple(said.numbers) != tuple(own or shared):
            proof.note("NUMBER", str(country), "other numbers than the country's")
        if any(not one.number.strip() for one in said.numbers) or said.honest != (not said.numbers):
            proof.note("NUMBER", str(country), "no number and no honest word")
    return proof


def _countries() -> list[str]:
    return [code for code, _ in countries.countries("en")]


@dataclass(frozen=True, slots=True)
class Week:
    """The moments of one week at which some line opens or closes, and how each line stands at each."""

    moments: tuple[dt.datetime, ...]
    states: dict[str, tuple[str, ...]]

    def unlike(self, lines: frozenset[str]) -> tuple[dt.datetime, ...]:
        """Return one moment for each different way in which these lines are open or closed."""
        told = [self.states[one] for one in sorted(lines)]
        first: dict[tuple[str, ...], dt.datetime] = {}
        for number, moment in enumerate(self.moments):
            first.setdefault(tuple(states[number] for states in told), moment)
        return tuple(first.values())


def week(stock: Published, *, start: dt.datetime) -> Week:
    """Return a week of the stock, from `start`: its full hours, and every minute at which a line changes."""
    moments = {start + dt.timedelta(hours=hour) for hour in range(HOURS_A_WEEK)}
    scheduled = [one for one in stock.listings.values() if one.hours.known is Known.SCHEDULED]
    end = start + dt.timedelta(hours=HOURS_A_WEEK)
    for listing in scheduled:
        moment = start
        while moment < end:
            state = hours.at(listing.hours, now=moment)
            change = state.until if state.is_open else state.next
            if change is None or change <= moment:
                break
            moment = change
            moments.add(moment)
    ordered = tuple(sorted(one for one in moments if one < end))
    states = {one.id: tuple(hours.at(one.hours, now=moment).state for moment in ordered) for one in scheduled}
    return Week(ordered, states)


@dataclass(frozen=True, slots=True)
class Caller:
    """Somebody who looks for a person to talk to, and all lines anywhere that suit them."""

    asker: Asker
    crisis: bool
    kinds: tuple[Kind, ...]
    suited: frozenset[str]


def callers(
    shapes: Iterable[Shape], stock: Published, by: Machinery, proof: Proof, unfit: frozenset[str]
) -> list[Caller]:
    """Return those who differ in the lines that suit them; each line is judged for each of them here."""
    found: dict[Hashable, Caller] = {}
    seen: set[Hashable] = set()
    for shape in shapes:
        asker = somebody.talker(shape.asker)
        for crisis in {shape.crisis, True}:  # the line for thoughts of dying is looked for on every plan
            kinds = somebody._kinds(asker, crisis=crisis)  # noqa: SLF001
            key = (replace(asker, happened=(), for_other=False), kinds, crisis)
            if key in seen:
                continue
            seen.add(key)
            lines = _of_kinds(stock, kinds, Need.SAFETY)
            fitting = [one for one in lines if _may_talk(one, asker, stock, by)]
            for listing in fitting:
                for name, what in judging.wrong(listing, asker, None, other_child=False):
                    proof.note(name, f"{listing.id} talk", what)
                if listing.id in unfit:
                    proof.note("WITHDRAWN", listing.id, "is shown, and the tables say that it must not be")
            suited = frozenset(one.id for one in fitting)
            caller = Caller(asker, crisis, kinds, suited)
            found.setdefault((kinds, suited, crisis), caller)
    return list(found.values())


def _may_talk(listing: PublicListing, asker: Asker, stock: Published, by: Machinery) -> bool:
    pair = (listing, *stock.beside(listing))
    return not any(is_authority(one) for one in pair) and all(by.suits(one, asker, need=None) for one in pair)


def people(
    country: str | None, *, who: list[Caller], stock: Published, of: Week, by: Machinery = Machinery()
) -> Proof:
    """Prove that everybody in a country has somebody open, or the time of the next, at every moment."""
    proof = Proof(countries=1)
    near = _near(country, stock)
    for caller in who:
        lines = frozenset(near) & caller.suited & of.states.keys()
        moments = of.unlike(frozenset(one for one in lines if not near[one].isdisjoint(caller.kinds)))
        for language in _tongues(country, stock):
            for moment in moments:
                proof.people += 1
                asker = replace(caller.asker, country=country, language=language)
                said = by.to_talk_to(Setting(asker, stock, moment), crisis=caller.crisis)
                _judge(said, moment, caller, country, proof)
        proof.moments += len(moments)
    return proof


def _judge(said: Somebody, moment: dt.datetime, caller: Caller, country: str | None, proof: Proof) -> None:
    where = f"{country or 'no country'} {caller.asker.age.low}-{caller.asker.age.high}"
    if said.first is None:
        proof.note("PERSON", where, f"nobody at {moment:%a %H:%M} UTC, kinds {', '.join(caller.kinds[:3])}")
        return
    for one in (said.first, said.nearer, *said.beside):
        if one is not None and one.listing.id not in caller.suited:
            proof.note("PERSON", where, f"{one.listing.id} does not suit")
    if hours.at(said.first.listing.hours, now=moment).is_open:
        return
    if said.next is None:
        proof.unsure += 1
    elif said.next <= moment or not hours.at(said.first.listing.hours, now=said.next).is_open:
        proof.note("PERSON", where, f"{said.first.listing.id} does not open at {said.next:%a %H:%M} UTC")


def _near(country: str | None, stock: Published) -> dict[str, frozenset[str]]:
    """Return the listings that somebody in a country may come to hear of, with their kinds."""
    found: dict[str, set[str]] = defaultdict(set)
    for nearness in Nearness:
        for place in places(nearness, country):
            for kind, listings in stock.by_place.get(place, {}).items():
                for one in listings:
                    found[one.id].add(kind)
    return {name: frozenset(kinds) for name, kinds in found.items()}


def _tongues(country: str | None, stock: Published) -> tuple[str, ...]:
    """Return one language of each set that reaches the same lines across the border."""
    if country is None:
        return LANGUAGES[:1]
    across = {
        one.id: one
        for place in countries.neighbours(country)
        for one in stock.in_place(place)
        if one.helpline
    }

    def reached(language: str) -> tuple[str, ...]:
        return tuple(k for k, v in across.items() if speaks_there(v, country=country, language=language))

    first: dict[tuple[str, ...], str] = {}
    for language in LANGUAGES:
        first.setdefault(reached(language), language)
    return tuple(first.values())


def everywhere() -> tuple[str | None, ...]:
    """Return every country, and none."""
    return (None, *_countries())


def prove(
    shapes: Iterable[Hashable],
    stock: Published,
    *,
    start: dt.datetime,
    unfit: frozenset[str],
    by: Machinery = Machinery(),
    processes: int = 1,
    where: Iterable[str | None] | None = None,
    tell: Callable[[int, int], None] = lambda done, total: None,
) -> Proof:
    """Return what was looked at and what is wrong, over these shapes of plans in every country.

    `start` is the first moment of the week; `unfit` names the listings that must not be shown; `tell` hears
    after each country how many of how many are done.
    """
    plans = every_band(shapes)
    proof = services(wished(plans), stock, unfit, by)
    proof.add(numbers(stock, by))
    proof.countries = 0
    who = callers(plans, stock, by, proof, unfit)
    inside = partial(people, who=who, stock=stock, of=week(stock, start=start), by=by)
    among = everywhere() if where is None else tuple(where)
    for done, part in enumerate(_spread(inside, among, processes), start=1):
        proof.add(part)
        tell(done, len(among))
    return proof


_task: Callable[[str | None], Proof]


def _spread(
    inside: Callable[[str | None], Proof], where: tuple[str | None, ...], processes: int
) -> Iterator[Proof]:
    """Yield a proof for each country. Forked processes know the stock already; nothing big is handed over."""
    if processes == 1:
        yield from map(inside, where)
        return
    global _task
    _task = inside
    with multiprocessing.get_context("fork").Pool(processes) as pool:
        yield from pool.imap_unordered(_one, where, chunksize=4)


def _one(country: str | None) -> Proof:
    return _task(country)
