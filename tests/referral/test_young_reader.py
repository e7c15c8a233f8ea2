"""A reader under 18 who came for a grown-up: who they can talk to is somebody for a child (S12)."""

import datetime as dt

import pytest

from directory import published
from referral import editions, matching
from referral.matching import Chosen
from referral.pathway.plan import Plan, build
from referral.pathway.walk import position

NOW = dt.datetime(2026, 11, 23, 12, tzinfo=dt.UTC)
FOR_A_GROWN_UP = {
    "p00.entry": ("adult",), "danger": ("no",), "age": ("25-over",),
    "p00.helper-what": ("close",), "p00.helper-who": ("no",), "want": ("talk",),
}  # fmt: skip


def plan_of(*, under18: bool) -> Plan:
    book = editions.seeds()
    walked = position(book, FOR_A_GROWN_UP, under18=under18, start="p00")
    assert walked.question is None
    return build(book, walked.state, today=NOW.date())


def person(plan: Plan, country: str) -> Chosen:
    shown = matching.for_plan(
        plan, country=country, language="en", now=NOW, published=published.current()
    ).person
    assert shown is not None
    return shown


@pytest.mark.django_db
@pytest.mark.parametrize("country", ["US", "GB", "FR", "ZA"])
def test_a_young_reader_is_given_somebody_for_a_child(country: str) -> None:
    published.forget()
    young = person(plan_of(under18=True), country).listing
    assert "child_helpline" in young.kinds
    assert young.audience in {"children", "both"}


@pytest.mark.django_db
def test_a_grown_up_reader_keeps_the_line_for_the_one_harmed() -> None:
    published.forget()
    young, adult = (person(plan_of(under18=under18), "US").listing for under18 in (True, False))
    assert "child_helpline" not in adult.kinds
    assert young.id != adult.id
