"""Services for a case: the public matching, and what a worker needs beside it: room, waits, who takes warm
referrals, and why a service of the country is not there.

Source: catalogue, section 7: must match, safe, answers within the urgency, real wait, cost, distance.
"""

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from directory import capacity, countries, published
from directory.capacity import Room
from directory.disclosure import PublicListing
from directory.fitting import Asker, is_authority
from directory.hours import OpenState
from directory.models.service import Service
from directory.topics import Need
from referral import case_facts, casework, matching
from referral.case_facts import CaseFacts
from referral.choosing import Candidate, Chosen, Scope, Setting, chosen, is_doubtful
from referral.models.referral import PartnerDesk
from referral.somebody import Somebody
from referral.told import Told
from referral.why_not import NEARER, PAIR, why_not

MOST: Final = 8  # services for a need; the worker offers up to three of them
MOST_LEFT_OUT: Final = 12
# Within so many days a service has to have room, by the urgency of the need.
DAYS: Final = (0, 1, 3, 7)
SOON: Final = 1  # up to this urgency it counts whether somebody answers at this hour
_UNKNOWN_WAIT: Final = 10_000  # days: behind every wait that somebody told
_DISTANCE: Final = {Scope.COUNTRY: 0, Scope.REGION: 1, Scope.WORLD: 2}


@dataclass(frozen=True, slots=True)
class Ranked:
    """A service that fits. `warm`: a partner answers here; `takes_warm`: the listing says it takes people.

    `wait_days` is the last that was told, `wait_fresh` whether it still counts; `too_long` is set where the
    wait is longer than the urgency allows, or there is no room.
    """

    listing: PublicListing
    service_pk: UUID
    why: tuple[str, ...]
    open: OpenState
    scope: Scope
    stand_in: bool
    room: str | None
    places: int | None
    wait_days: int | None
    wait_fresh: bool
    warm: bool
    takes_warm: bool | None
    too_long: bool

    @property
    def chosen(self) -> Chosen:
        """The service as the public pages put it into words."""
        return Chosen(self.listing, self.why, self.open, self.scope, self.stand_in)


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A service of the country that meets the need for somebody, and why not for this person."""

    listing: PublicListing
    reasons: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class NeedRanked:
    """Who can meet a need, best first. `gap`: nobody of the country can within the urgency."""

    need: Need
    urgency: int
    services: tuple[Ranked, ...]
    left_out: tuple[LeftOut, ...]
    gap: bool


@dataclass(frozen=True, slots=True)
class StaffMatches:
    """Who can help with a case. `interim` is somebody to talk to meanwhile, open now if anybody is."""

    by_need: tuple[NeedRanked, ...]
    interim: Chosen | None


def plan_of(facts: CaseFacts, what: Told | None, *, route: str | None = None) -> matching.PlanShape:
    """Return what a case asks for; `route` counts where nobody walked."""
    return casework.plan_of(what) if what is not None else case_facts.as_plan(facts, route=route)


def people(facts: CaseFacts, plan: matching.PlanShape, *, now: dt.datetime) -> tuple[Somebody, Somebody]:
    """Return who can be talked to now, and the line for thoughts of dying; no service is weighed for it."""
    return matching.people(plan, _setting(facts, plan, now))


def _setting(facts: CaseFacts, plan: matching.PlanShape, now: dt.datetime) -> Setting:
    country, language = facts.country or countries.WORLD, facts.language or "en"
    return Setting(matching.asker_of(plan, country=country, language=language), published.current(), now)


def for_case(
    facts: CaseFacts, what: Told | None, *, now: dt.datetime, route: str | None = None
) -> StaffMatches:
    """Return who can help with a case, for each of its needs; `route` counts where nobody walked.

    Units: `now` aware.
    """
    plan = plan_of(facts, what, route=route)
    setting = _setting(facts, plan, now)
    person, _crisis = matching.people(plan, setting)
    found = [
        (wanted, matching.every_candidate(wanted, setting), matching.considered(wanted, setting))
        for wanted in plan.needs
        if matching.is_met_here(wanted, plan)
    ]
    beside = _Beside.of((one.listing.id for _wanted, fits, _all in found for one in fits), now.date())
    return StaffMatches(
        by_need=tuple(_need(wanted, fits, every, setting.asker, beside) for wanted, fits, every in found),
        interim=person.first,
    )


@dataclass(frozen=True, slots=True)
class _Beside:
    """What the tables know of services beside their public listings, by the id of the listing."""

    pks: Mapping[str, UUID]
    takes_warm: Mapping[str, bool | None]
    rooms: Mapping[UUID, Room]
    partners: Mapping[UUID, int]

    @classmethod
    def of(cls, ids: Iterable[str], today: dt.date) -> "_Beside":
        """Ask the tables once for all services of a page."""
        rows = Service.objects.filter(seed_id__in=set(ids)).values_list(
            "seed_id", "pk", "accepts_warm_referrals"
        )
        pks = {seed_id: pk for seed_id, pk, _warm in rows}
        return cls(
            pks=pks,
            takes_warm={seed_id: warm for seed_id, _pk, warm in rows},
            rooms=capacity.told(pks.values(), today=today),
            partners=PartnerDesk.objects.answering(),
        )


def _need(
    wanted: matching.Wanted, fits: list[Candidate], every: list[PublicListing], asker: Asker, beside: _Beside
) -> NeedRanked:
    kept = [one for one in fits if one.listing.id in beside.pks]
    urgent = wanted.urgency <= SOON
    ranked = [(_ranked(one, wanted, asker, beside), one) for one in kept]
    services = tuple(one for one, _candidate in sorted(ranked, key=lambda pair: _key(*pair, urgent=urgent)))
    shown = {one.listing.id for one in fits}
    left_out = [_left_out(one, wanted, asker) for one in every if one.id not in shown]
    near = [one for one in services if one.scope is Scope.COUNTRY]
    return NeedRanked(
        need=wanted.need,
        urgency=wanted.urgency,
        services=services[:MOST],
        left_out=tuple(left_out[:MOST_LEFT_OUT]),
        gap=not near or all(one.too_long for one in near),
    )


def _ranked(one: Candidate, wanted: matching.Wanted, asker: Asker, beside: _Beside) -> Ranked:
    listing, pk = one.listing, beside.pks[one.listing.id]
    room = beside.rooms.get(pk)
    wait = room.wait_days if room and room.wait_days is not None else listing.wait_days
    fresh = room is not None and room.fresh and room.wait_days is not None
    picked = chosen(one, need=wanted.need, asker=asker, other_child=wanted.for_other_child)
    return Ranked(
        listing=listing,
        service_pk=pk,
        why=picked.why,
        open=one.open,
        scope=one.scope,
        stand_in=one.stand_in,
        room=room.status if room and room.fresh else None,
        places=room.places if room and room.fresh else None,
        wait_days=wait,
        wait_fresh=fresh,
        warm=pk in beside.partners,
        takes_warm=beside.takes_warm.get(listing.id),
        too_long=_is_too_long(wanted.urgency, wait, room),
    )


def _is_too_long(urgency: int, wait: int | None, room: Room | None) -> bool:
    if room is not None and room.fresh and room.status == capacity.Status.CLOSED:
        return True
    return wait is not None and wait > DAYS[urgency]


def _key(one: Ranked, candidate: Candidate, *, urgent: bool) -> tuple[object, ...]:
    """Return what sorts: safe, in time, the real wait, cost, distance, then the public order."""
    known = one.wait_days if one.wait_fresh and one.wait_days is not None else _UNKNOWN_WAIT
    return (
        is_authority(one.listing),  # H24: never first, whoever else there is
        one.stand_in,
        is_doubtful(one.listing),
        one.too_long,
        urgent and not one.open.is_open,
        known,
        one.listing.cost_free is not True,
        _DISTANCE[one.scope],
        candidate.key,
    )


def _left_out(listing: PublicListing, wanted: matching.Wanted, asker: Asker) -> LeftOut:
    reasons = why_not(listing, asker, need=wanted.need, other_child=wanted.for_other_child)
    fallback = (PAIR,) if listing.pair else (NEARER,)
    return LeftOut(listing, reasons or fallback)
