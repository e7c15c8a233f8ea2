"""A need of whoever reads, where the walk is about a child: met by services for all ages."""

import datetime as dt
from pathlib import Path

import pytest

from directory import published
from directory.topics import Need
from referral import editions, matching
from referral.pathway.plan import Plan, build
from referral.pathway.walk import position
from tests.referral.small_book import TODAY, Files, book_of

NOW = dt.datetime(2026, 11, 23, 12, tzinfo=dt.UTC)


def plan_of(folder: Path, *effects: str) -> Plan:
    def also(files: Files) -> None:
        files["p02/flow.json"]["on_entry"] += ["fact:other-child", "fact:for-other", *effects]

    book = book_of(folder, also)
    answers = {"danger": ("no",), "age": ("under-13",), "touch": ("no",), "feel": ("no",)}
    return build(book, position(book, answers, under18=False, start="p02").state, today=TODAY)


def test_a_need_of_the_reader_brings_no_child_protection(tmp_path: Path) -> None:
    own = plan_of(tmp_path / "one", "+SHELTER/U1 for reader")
    assert {one.need: one.for_reader for one in own.needs}[Need.SHELTER]
    assert Need.CHILD_PROTECTION not in {one.need for one in own.needs}
    childs = plan_of(tmp_path / "two", "+SHELTER/U1")
    assert Need.CHILD_PROTECTION in {one.need for one in childs.needs}


@pytest.mark.django_db
def test_the_reader_is_shown_services_for_all_ages(tmp_path: Path) -> None:
    published.forget()
    plan = plan_of(tmp_path, "+SAFETY/U1 for reader")
    shown = matching.for_plan(plan, country="GB", language="en", now=NOW, published=published.current())
    safety = next(one for one in shown.by_need if one.need is Need.SAFETY)
    assert safety.services
    assert all(one.listing.audience == "both" for one in safety.services)


def test_the_walk_about_a_child_has_such_a_need() -> None:
    effects = [effect for effect in editions.seeds().effects if getattr(effect, "reader", False)]
    assert effects
