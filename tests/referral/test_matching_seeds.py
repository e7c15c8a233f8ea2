"""The hard rules of matching over the real listings, the real pathways and every country."""

import datetime as dt
import random
from collections.abc import Iterator
from functools import cache

import pytest

from directory import ages, countries, published
from directory.edition import Published
from directory.fitting import can_be_talked_to, is_authority
from directory.topics import Need
from referral import editions, matching
from referral.choosing import Chosen
from referral.matching import Matches
from referral.pathway import walk
from referral.pathway.plan import Plan

pytestmark = pytest.mark.django_db

WALKS = 60
MOMENTS = (dt.datetime(2026, 11, 21, 3, 30, tzinfo=dt.UTC), dt.datetime(2026, 11, 25, 12, tzinfo=dt.UTC))
PLACES = [code for code, _ in countries.countries("en")]


@pytest.fixture
def stock() -> Published:
    published.forget()
    return published.current()


@cache
def plans() -> tuple[Plan, ...]:
    """Return the plans of walks that answer by chance, the same ones at each run."""
    chance = random.Random(8)  # noqa: S311 - chooses answers, not secrets
    return tuple(_plan(chance) for _ in range(WALKS))


def _plan(chance: random.Random) -> Plan:
    book = editions.seeds()
    under18, start = chance.random() < 0.5, chance.choice(sorted(book.pathways))
    answers: dict[str, tuple[str, ...]] = {}
    position = walk.position(book, answers, under18=under18, start=start)
    while position.question is not None:
        asked = position.question
        answers[asked.key] = (chance.choice([choice.id for choice in asked.choices]),)
        position = walk.position(book, answers, under18=under18, start=start)
    return editions.plan(position.state)


_given: dict[str, list[tuple[Plan, Matches]]] = {}


def everyone(stock: Published) -> list[tuple[Plan, Matches]]:
    """Return walks with what they are given, each in some countries; together they see every country."""
    if stock.stamp not in _given:
        _given[stock.stamp] = [
            (
                plan,
                matching.for_plan(
                    plan, country=country, language="en", now=MOMENTS[turn % 2], published=stock
                ),
            )
            for turn, plan in enumerate(plans())
            for country in PLACES[turn % 6 :: 6]
        ]
    return _given[stock.stamp]


def shown(matches: Matches) -> Iterator[Chosen]:
    for need in matches.by_need:
        yield from need.services
    yield from (one for one in (matches.person, matches.person_nearer, matches.crisis, *matches.named) if one)


@pytest.mark.promise("S12")
def test_no_plan_shows_a_service_that_refuses_the_person_harmed(stock):
    wrong = []
    for plan, matches in everyone(stock):
        for need in matches.by_need:
            wanted = next(one for one in plan.needs if one.need is need.need)
            age = ages.CHILDREN if wanted.for_other_child else plan.age
            wrong += [
                (need.need, one.listing.id)
                for one in need.services
                if not ages.takes(one.listing, age) and one.listing.audience != "parents"
            ]
        wrong += [
            one.listing.id
            for one in (matches.person, matches.crisis)
            if one and not ages.takes(one.listing, plan.age)
        ]
    assert wrong == []


def test_no_childs_picture_is_sent_to_a_service_for_adults_or_to_one_that_wants_it(stock):
    wrong = {
        one.listing.id
        for plan, matches in everyone(stock)
        if plan.route == "child" or plan.minor
        for one in shown(matches)
        if one.listing.image_age == "adult" or one.listing.image_upload == "yes"
    }
    assert wrong == set()


def test_police_is_never_first_for_a_need_nor_the_person_to_talk_to(stock):
    for _, matches in everyone(stock):
        firsts = [need.services[0] for need in matches.by_need if need.services]
        lines = [one for one in (matches.person, matches.crisis) if one]
        assert not any(is_authority(one.listing) for one in firsts + lines)


def test_a_prevention_plan_shows_nobody_who_helps_survivors(stock):
    survivors = {
        "domestic_violence",
        "sexual_violence",
        "victim_support",
        "therapy_peer",
        "image_abuse",
        "trafficking",
    }
    wrong = {
        one.listing.id
        for plan, matches in everyone(stock)
        if plan.prevention_only
        for one in shown(matches)
        if one.listing.kind in survivors
    }
    assert wrong == set()


@pytest.mark.promise("S4")
def test_every_plan_in_every_country_has_somebody_to_turn_to(stock):
    for _, matches in everyone(stock):
        assert matches.person is not None
        somebody = can_be_talked_to(matches.person.listing, from_abroad=False)
        assert somebody or matches.person.stand_in


def test_no_service_stands_under_two_needs_and_no_need_has_more_than_three(stock):
    for _, matches in everyone(stock):
        listed = [one.listing.id for need in matches.by_need for one in need.services]
        assert len(listed) == len(set(listed))
        assert all(len(need.services) <= 3 for need in matches.by_need)


def test_every_need_has_a_service_or_an_honest_word(stock):
    for _, matches in everyone(stock):
        assert all(need.services or need.honest for need in matches.by_need)
        assert Need.ACCESS not in {need.need for need in matches.by_need}


def test_nothing_is_shown_that_the_table_says_must_not_be(stock):
    never = {"es-atenpro", "af-119"}
    assert never.isdisjoint(stock.listings)
    assert all(len(one.source_names) > 0 for one in stock.listings.values())


def test_every_dialled_link_with_a_plus_is_a_full_number_from_anywhere(stock):
    for listing in stock.listings.values():
        for phone in listing.phones:
            if phone.dial and "+" in phone.dial:
                assert not phone.inside_country_only
                assert sum(sign.isdigit() for sign in phone.dial) >= 7
