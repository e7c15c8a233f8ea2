"""The proof over plans covers what matching shows, holds for the seeds, and can fail by name."""

import datetime as dt
from collections.abc import Callable, Hashable
from dataclasses import replace
from functools import cache
from typing import Any

import pytest

from directory import emergency, published
from directory.edition import EMPTY, Published
from directory.fitting import Asker, suits
from directory.topics import Kind, Need
from referral import editions, judging, matching, proving, somebody
from referral.choosing import Chosen
from referral.pathway.cover import Prover
from referral.pathway.plan import build
from referral.pathway.walk import position
from referral.proving import Machinery, Proof, Wish
from referral.somebody import Somebody
from tests.referral.small_book import TODAY

pytestmark = pytest.mark.django_db
MONDAY = dt.datetime(2026, 11, 23, tzinfo=dt.UTC)
SOME = ("GB", "FR", "KE", "TV", None)


@cache
def shapes() -> frozenset[Hashable]:
    """Return what matching reads of every plan of two pathways, one of them that of prevention."""
    found: set[Hashable] = set()
    for start in ("p03", "p14"):
        prover = Prover(editions.seeds(), TODAY, shape=proving.shape_of)
        prover.cover(start)
        found |= prover.shapes
    return frozenset(found)


@pytest.fixture
def stock() -> Published:
    published.forget()
    return published.current()


def few() -> list[proving.Shape]:
    """Return one shape for each sort of person: enough to see a broken rule."""
    first: dict[Hashable, proving.Shape] = {}
    for shape in sorted(proving.every_band(shapes()), key=repr):
        who = shape.asker
        first.setdefault((who.age, who.minor, who.route, who.prevention_only), shape)
    return list(first.values())


def proved(stock: Published, **more: Any) -> Proof:
    asked = {"start": MONDAY, "unfit": frozenset(), "where": SOME, **more}
    return proving.prove(asked.pop("plans", shapes()), stock, **asked)


def names(proof: Proof) -> set[str]:
    return {name for name, _ in proof.found}


@pytest.mark.promise("S12")
@pytest.mark.promise("S4")
def test_every_plan_of_two_pathways_holds_in_some_countries_at_every_hour(stock: Published) -> None:
    proof = proved(stock)
    assert proof.found == {}
    assert proof.countries == len(SOME)
    assert proof.services > 10_000
    assert proof.people > 500


def anybody(one: Any, asker: Asker, *, need: Need | None, other_child: bool = False) -> bool:
    return True


def but(**wrong: Any) -> Callable[..., bool]:
    """Return the rule of who suits, asked about somebody else than the plan says."""

    def loose(one: Any, asker: Asker, *, need: Need | None, other_child: bool = False) -> bool:
        return suits(one, replace(asker, **wrong), need=need, other_child=other_child)

    return loose


def nobody(setting: Any, *, crisis: bool = False) -> Somebody:
    return Somebody(None, None, None)


def too_late(setting: Any, *, crisis: bool = False) -> Somebody:
    said = somebody.to_talk_to(setting, crisis=crisis)
    shut = [one for one in setting.published.listings.values() if one.hours.known == "scheduled"]
    first = Chosen(shut[0], (), said.first.open, said.first.scope, False) if said.first else None
    return Somebody(first, MONDAY - dt.timedelta(days=9), None)


def of_another_country(country: str | None, stock: Any) -> emergency.Emergency:
    return emergency.for_country("GB", stock)


ADULT = proving.AgeRange(25, 40)
BROKEN = [
    ("AGE", Machinery(suits=anybody)),
    ("AGE", Machinery(suits=but(age=proving.AgeRange(20, 24)))),
    ("CHILD", Machinery(suits=but(age=ADULT, minor=False))),
    ("CALLER", Machinery(suits=but(pathway="p11"))),
    ("PICTURE", Machinery(suits=anybody)),
    ("POLICE", Machinery(suits=but(minor=False))),
    ("SURVIVORS", Machinery(suits=but(prevention_only=False))),
    ("PERSON", Machinery(to_talk_to=nobody)),
    ("PERSON", Machinery(to_talk_to=too_late)),
    ("NUMBER", Machinery(for_country=of_another_country)),
]


@pytest.mark.parametrize(("name", "by"), BROKEN, ids=[f"{name}-{n}" for n, (name, _) in enumerate(BROKEN)])
def test_a_rule_that_is_broken_is_caught_by_name(name: str, by: Machinery, stock: Published) -> None:
    found = names(proved(stock, by=by, where=("GB",), plans=few()))
    print(f"{name:<12}{'caught' if name in found else 'NOT CAUGHT'}")
    assert name in found


def test_a_listing_that_must_not_be_shown_is_caught(stock: Published) -> None:
    assert "WITHDRAWN" in names(proved(stock, unfit=frozenset(stock.listings), where=("GB",), plans=few()))


def test_without_any_listing_nobody_is_promised_a_person_or_a_number(stock: Published) -> None:
    proof = proved(EMPTY, where=(None, "GB"), plans=few())
    assert names(proof) == {"PERSON"}  # it is found, and the page says so: nobody is known


@pytest.mark.parametrize("country", ["GB", "FR", "KE", "TV", "XX", None])
def test_matching_shows_nothing_that_the_proof_does_not_look_at(
    country: str | None, stock: Published
) -> None:
    """Whoever is shown on a page is among those that the proof judges: need by need, and to talk to."""
    book = editions.seeds()
    for start in sorted(book.pathways):
        answers = {"danger": ("maybe",), "age": ("16-17",), "feel": ("yes",), "p14.who": ("me",)}
        plan = build(book, position(book, answers, under18=False, start=start).state, today=TODAY)
        shown = matching.for_plan(plan, country=country, language="en", now=MONDAY, published=stock)
        shape = proving.shape_of(plan)
        assert isinstance(shape, proving.Shape)
        for need in shown.by_need:
            wish = next(one for one in shape.wishes if one.need is need.need)
            kinds = {*matching._kinds(Wish(need.need, False, False), shape.asker).every, Kind.POLICE_REPORT}
            for one in need.services:
                parents = need.need is Need.FAMILY and one.listing.audience == "parents"
                together = {k for other in (one.listing, *stock.beside(one.listing)) for k in other.kinds}
                assert parents or wish.for_other_child or not kinds.isdisjoint(together), one.listing.id
                wrong = judging.wrong(one.listing, shape.asker, need.need, other_child=wish.for_other_child)
                assert list(wrong) == []


def test_a_week_holds_every_hour_and_every_minute_at_which_a_line_changes(stock: Published) -> None:
    week = proving.week(stock, start=MONDAY)
    assert len(week.moments) >= proving.HOURS_A_WEEK
    assert len({len(states) for states in week.states.values()} | {len(week.moments)}) == 1
    one = next(iter(week.states))
    assert len(week.unlike(frozenset({one}))) == len(set(week.states[one]))
