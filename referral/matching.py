"""Services for a plan: hard rules first, then the order in which they are worth trying (S4, S12)."""

import datetime as dt
from collections.abc import Iterable, Iterator, Set
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Final, Protocol

from directory import countries, emergency
from directory.ages import ALL_AGES, Ages
from directory.disclosure import PublicListing
from directory.edition import Published
from directory.emergency import Emergency
from directory.fitting import CHILD, Asker, is_authority, suits
from directory.topics import GROUP_NEEDS, KINDS_OF_A_GROUP, Kind, Kinds, Need, harms, kinds_for
from referral.choosing import (
    Candidate,
    Chosen,
    Nearness,
    Scope,
    Setting,
    Why,
    because,
    candidate,
    chosen,
    companion_of,
    listings_near,
)
from referral.pathway.facts import YOUNG_READER
from referral.somebody import NOBODY, Somebody, to_talk_to

__all__ = [
    "Chosen", "Honest", "Matches", "NeedMatches", "Scope", "Why", "because", "considered", "every_candidate",
    "for_plan", "is_met_here", "people",
]  # fmt: skip

AT_MOST: Final = 3  # services for a need: a choice without a favourite, and not a list to search through
PREVENTION_NEEDS: Final = frozenset(
    {Need.PREVENTION, Need.PSYCHOSOCIAL, Need.LEGAL, Need.FAMILY, Need.EMERGENCY, Need.REPORT}
)
# Tools and forms that serve everybody are shown beside what a country has.
WORLD_BESIDE: Final = frozenset({Need.REMOVAL, Need.PREVENTION})
# Somebody across the border can listen and plan; law, shelter and papers are different there.
NEIGHBOURS_HELP: Final = frozenset(
    {
        Need.SAFETY,
        Need.PSYCHOSOCIAL,
        Need.DIGITAL,
        Need.CHILD_PROTECTION,
        Need.PEER,
        Need.PREVENTION,
        Need.FAMILY,
    }
)
# Needs that are met by talking: a list of lines elsewhere only leads to somebody.
TALKED_ABOUT: Final = frozenset(
    {Need.SAFETY, Need.PSYCHOSOCIAL, Need.EMERGENCY, Need.CHILD_PROTECTION, Need.FAMILY, Need.MEDICAL}
)
PLATFORMS_HELP: Final = frozenset({Need.REMOVAL, Need.REPORT})
EMERGENCY_HELPS: Final = frozenset({Need.MEDICAL, Need.CHILD_PROTECTION, Need.EMERGENCY})


class Honest(StrEnum):
    """What has to be said before the services of a need."""

    NO_COUNTRY = "no-country"  # nobody chose one, so only services for everybody are shown
    NOTHING_IN_COUNTRY = "nothing-in-country"  # these are of the region
    NOTHING_IN_REGION = "nothing-in-region"  # these are for everybody
    ONLY_STAND_INS = "only-stand-ins"  # they can tell where to go
    SHOWN_ABOVE = "shown-above"  # whoever helps stands under an earlier need, see `above`
    EMERGENCY_NUMBER = "emergency-number"  # the emergency number stands in (for care, for a child in danger)
    PLATFORM_STEPS = "platform-steps"  # only the platform itself
    NOTHING = "nothing"


class Wanted(Protocol):
    """A need of a plan."""

    @property
    def need(self) -> Need: ...
    @property
    def urgency(self) -> int: ...
    @property
    def for_other_child(self) -> bool: ...


class PlanShape(Protocol):
    """What is read of a plan."""

    @property
    def pathway(self) -> str: ...
    @property
    def needs(self) -> tuple[Wanted, ...]: ...
    @property
    def age(self) -> Ages: ...
    @property
    def minor(self) -> bool: ...
    @property
    def crisis(self) -> bool: ...
    @property
    def route(self) -> str | None: ...
    @property
    def prevention_only(self) -> bool: ...
    @property
    def facts(self) -> frozenset[str]: ...


@dataclass(frozen=True, slots=True)
class NeedMatches:
    """Two or three services for a need. `above` names those that stand under an earlier need already."""

    need: Need
    urgency: int
    services: tuple[Chosen, ...]
    honest: Honest | None
    above: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Matches:
    """Who can help with a plan.

    `person_beside` are the others of the pairs of these two, shown with them; so are `crisis_beside`.
    `person` answers now, or `person_next` says when; `person_nearer` is a line of the country beside one from
    elsewhere, or one whose hours nobody knows. `crisis` is the line for thoughts of dying, if there are any.
    `named` are services for one group, named before anybody has said to belong to it.
    """

    by_need: tuple[NeedMatches, ...]
    person: Chosen | None
    person_next: dt.datetime | None
    person_nearer: Chosen | None
    crisis: Chosen | None
    crisis_next: dt.datetime | None
    emergency: Emergency
    named: tuple[Chosen, ...]
    person_beside: tuple[Chosen, ...] = ()
    crisis_beside: tuple[Chosen, ...] = ()


def for_plan(
    plan: PlanShape,
    *,
    country: str | None,
    language: str,
    now: dt.datetime,
    published: Published,
    groups: Set[str] = frozenset(),
) -> Matches:
    """Return who can help, for every need of a plan, with a person to talk to.

    A service stands under the first need that it meets. The age is that of the person harmed and must fit
    whole.
    Units: `now` aware.
    Source: catalogue, sections 2 and 4; product, S4 and S12.
    """
    setting = Setting(asker_of(plan, country=country, language=language, groups=groups), published, now)
    person = to_talk_to(setting, crisis=plan.crisis)
    crisis = person if plan.crisis else NOBODY  # nothing names the line where nobody thinks of it
    used: set[str] = set()
    by_need = tuple(
        _for_need(wanted, setting, used=used) for wanted in plan.needs if is_met_here(wanted, plan)
    )
    return Matches(
        by_need=by_need,
        person=person.first,
        person_next=person.next,
        person_nearer=person.nearer,
        crisis=crisis.first,
        crisis_next=crisis.next,
        emergency=emergency.for_country(setting.asker.country, published),
        named=_named(plan, setting, used=used),
        person_beside=person.beside,
        crisis_beside=crisis.beside,
    )


def people(plan: PlanShape, setting: Setting) -> tuple[Somebody, Somebody]:
    """Return who can be talked to, and the line for thoughts of dying: in a crisis one and the same."""
    person = to_talk_to(setting, crisis=plan.crisis)
    return person, person if plan.crisis else to_talk_to(setting, crisis=True)


def is_met_here(wanted: Wanted, plan: PlanShape) -> bool:
    """Return whether services are looked for at all for this need of a plan.

    ACCESS narrows other needs and has no service of its own; H17 leaves few needs on a prevention plan.
    """
    return wanted.need is not Need.ACCESS and not (
        plan.prevention_only and wanted.need not in PREVENTION_NEEDS
    )


def every_candidate(wanted: Wanted, setting: Setting) -> list[Candidate]:
    """Return everybody who may be shown for a need, police too (H24: never first), in the public order."""
    found = _candidates(wanted, _kinds(wanted, setting.asker), setting)
    return found + (_police(wanted, setting) if wanted.need is Need.REPORT and found else [])


def considered(wanted: Wanted, setting: Setting) -> list[PublicListing]:
    """Return the listings of the country that meet the need for somebody, whether or not for this person."""
    kinds = _kinds(wanted, setting.asker)
    once = {one.id: one for one in _listings(Nearness.COUNTRY, kinds.every, wanted, setting)}
    return list(once.values())


def asker_of(plan: PlanShape, *, country: str | None, language: str, groups: Set[str] = frozenset()) -> Asker:
    """Return what the plan knows of the person, as the rules read it."""
    pathway = getattr(plan, "stand_in", "") or plan.pathway
    return Asker(
        age=plan.age,
        minor=plan.minor,
        route=plan.route,
        prevention_only=plan.prevention_only,
        happened=harms(pathway=pathway, facts=plan.facts),
        pathway=pathway,
        for_other="for-other" in plan.facts or "other-child" in plan.facts,
        country=country if country and country != countries.WORLD else None,
        language=language,
        groups=groups,
        young_reader=YOUNG_READER in plan.facts,
    )


def _for_need(wanted: Wanted, setting: Setting, *, used: set[str]) -> NeedMatches:
    if getattr(wanted, "for_reader", False):
        setting = replace(setting, asker=_reader(setting.asker))
    asker, need = setting.asker, wanted.need
    kinds = _kinds(wanted, asker)
    found = _candidates(wanted, kinds, setting)
    above = [one for one in found if one.listing.id in used]
    if need is Need.REPORT:
        found += _police(wanted, setting)
    picked = _with_pairs(_picked([one for one in found if one.listing.id not in used], need=need), setting)
    used.update(one.listing.id for one in picked)
    services = tuple(
        chosen(one, need=need, asker=asker, other_child=wanted.for_other_child) for one in picked
    )
    return NeedMatches(
        need=need,
        urgency=wanted.urgency,
        services=services,
        honest=_honest(wanted, services, above, asker),
        above=tuple(one.listing.id for one in above[:AT_MOST]),
    )


def _reader(asker: Asker) -> Asker:
    """Return whoever reads, in place of the person the walk is about: of an age that nobody asked."""
    return replace(asker, age=ALL_AGES, minor=False, for_other=False)


def _kinds(wanted: Wanted, asker: Asker) -> Kinds:
    """Return the kinds that meet a need, with the lines of a group that the person has chosen on the plan."""
    kinds = kinds_for(
        wanted.need,
        happened=asker.happened,
        minor=asker.minor,
        child_route=asker.route == CHILD or (wanted.need is Need.REMOVAL and asker.route is None),
        other_child=wanted.for_other_child,
    )
    if wanted.need not in GROUP_NEEDS:
        return kinds
    own = tuple(KINDS_OF_A_GROUP[group] for group in sorted(asker.groups) if group in KINDS_OF_A_GROUP)
    return Kinds((*own, *kinds.best), kinds.stand_in)


def _candidates(wanted: Wanted, kinds: Kinds, setting: Setting) -> list[Candidate]:
    """Return who may be shown for a need, best first, from no farther away than it has to be."""
    near = _gather((Nearness.COUNTRY, Nearness.UNION), kinds.every, wanted, kinds, setting)
    met = any(not one.stand_in for one in near)
    if met and wanted.need not in WORLD_BESIDE:
        return near
    if not near and wanted.need in NEIGHBOURS_HELP:
        near = _gather((Nearness.NEIGHBOURS,), kinds.best, wanted, kinds, setting)
    far = _gather((Nearness.WORLD,), kinds.best if near else kinds.every, wanted, kinds, setting)
    return sorted((*near, *far), key=lambda one: one.key)


def _gather(
    where: Iterable[Nearness], look_for: tuple[Kind, ...], wanted: Wanted, kinds: Kinds, setting: Setting
) -> list[Candidate]:
    found: dict[str, Candidate] = {}
    for nearness in where:
        for listing in _listings(nearness, look_for, wanted, setting):
            if listing.id not in found and _suit_together(listing, wanted, setting):
                rank, stand_in = _rank(listing, wanted.need, kinds)
                found[listing.id] = candidate(
                    listing, setting, nearness=nearness, kind_rank=rank, stand_in=stand_in
                )
    return sorted(found.values(), key=lambda one: one.key)


def _suit_together(listing: PublicListing, wanted: Wanted, setting: Setting) -> bool:
    """Return whether a listing may be shown, and with it the others of its pair: they are never apart."""
    return all(
        suits(one, setting.asker, need=wanted.need, other_child=wanted.for_other_child)
        for one in (listing, *setting.published.beside(listing))
    )


def _with_pairs(picked: list[Candidate], setting: Setting) -> list[Candidate]:
    """Return what was picked, each followed by the others of its pair, even if they are more than three."""
    together: dict[str, Candidate] = {}
    chosen_already = {one.listing.id: one for one in picked}
    for one in picked:
        together.setdefault(one.listing.id, one)
        for other in setting.published.beside(one.listing):
            companion = chosen_already.get(other.id) or companion_of(one, other, setting)
            together.setdefault(other.id, companion)
    return list(together.values())


def _listings(
    nearness: Nearness, look_for: tuple[Kind, ...], wanted: Wanted, setting: Setting
) -> Iterator[PublicListing]:
    yield from listings_near(nearness, look_for, setting)
    if wanted.need is Need.FAMILY:
        everything = listings_near(nearness, tuple(Kind), setting)
        yield from (listing for listing in everything if listing.audience == "parents")


def _rank(listing: PublicListing, need: Need, kinds: Kinds) -> tuple[int, bool]:
    """Return the place of the listing's best kind, and whether it only stands in."""
    if need is Need.FAMILY and listing.audience == "parents":
        return 0, False
    if need is Need.REMOVAL and listing.image_upload == "hash_only":
        return -1, False  # the quickest of all, and the picture stays where it is
    ranks = [kinds.every.index(Kind(kind)) for kind in listing.kinds if kind in kinds.every]
    best = min(ranks, default=len(kinds.every))
    only_leads_to_lines = need in TALKED_ABOUT and not listing.helpline
    return best, best >= len(kinds.best) or only_leads_to_lines


def _police(wanted: Wanted, setting: Setting) -> list[Candidate]:
    """Return the one best place to report to police; it is shown only beside others (H24)."""
    kinds = Kinds((Kind.POLICE_REPORT,))
    return _gather((Nearness.COUNTRY,), kinds.best, wanted, kinds, setting)[:1]


def _picked(found: list[Candidate], *, need: Need) -> list[Candidate]:
    """Return at most three; among them one that is open now, and one that makes codes, where there is one."""
    authorities = [one for one in found if is_authority(one.listing)]
    others = [one for one in found if not is_authority(one.listing)]
    picked = others[: AT_MOST - bool(authorities)]
    if need is Need.REMOVAL:
        _make_sure(picked, [one for one in others if one.listing.image_upload == "hash_only"])
    else:
        open_now = [one for one in others if one.open.is_open]
        _make_sure(picked, [one for one in open_now if not one.stand_in] or open_now)
    # H24: police and state bodies never come first, and never alone.
    return picked + authorities[: AT_MOST - len(picked)] if picked else []


def _make_sure(picked: list[Candidate], wished: list[Candidate]) -> None:
    """Put the best of the wished in the last of three places, unless one of them is picked already."""
    if not picked or not wished or any(one in wished for one in picked):
        return
    picked[AT_MOST - 1 :] = [wished[0]]
    if len(picked) < AT_MOST and wished[0] not in picked:
        picked.append(wished[0])


def _honest(
    wanted: Wanted, services: tuple[Chosen, ...], above: list[Candidate], asker: Asker
) -> Honest | None:
    if not services:
        return _honest_about_nothing(wanted, above)
    if asker.country is None:
        return Honest.NO_COUNTRY
    everyone: tuple[Chosen | Candidate, ...] = (*services, *above)
    scopes = {one.scope for one in everyone}
    if Scope.COUNTRY not in scopes:
        return Honest.NOTHING_IN_COUNTRY if Scope.REGION in scopes else Honest.NOTHING_IN_REGION
    return Honest.ONLY_STAND_INS if all(one.stand_in for one in everyone) else None


def _honest_about_nothing(wanted: Wanted, above: list[Candidate]) -> Honest:
    if above:
        return Honest.SHOWN_ABOVE
    if wanted.need in EMERGENCY_HELPS and (wanted.need is not Need.CHILD_PROTECTION or wanted.urgency == 0):
        return Honest.EMERGENCY_NUMBER
    return Honest.PLATFORM_STEPS if wanted.need in PLATFORMS_HELP else Honest.NOTHING


def _named(plan: PlanShape, setting: Setting, *, used: set[str]) -> tuple[Chosen, ...]:
    """Return services for one group, named before anybody has chosen it; none where H17 holds."""
    asker = setting.asker
    wanted = next((one for one in plan.needs if one.need in GROUP_NEEDS), None)
    if wanted is None or asker.prevention_only:
        return ()
    kinds = Kinds(tuple(kind for group, kind in KINDS_OF_A_GROUP.items() if group not in asker.groups))
    found = _gather((Nearness.COUNTRY,), kinds.best, wanted, kinds, setting)
    first_of_kind = {one.listing.kind: one for one in reversed(found) if one.listing.id not in used}
    whole = _with_pairs(list(first_of_kind.values()), setting)
    return tuple(chosen(one, need=None, asker=asker) for one in whole)
