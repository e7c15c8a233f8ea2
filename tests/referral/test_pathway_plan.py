"""A plan follows age, the age in the picture, who does it, and the dates of its cards."""

from datetime import date
from pathlib import Path

import pytest

from directory.ages import AgeRange
from directory.topics import Need
from referral.pathway import trail
from referral.pathway.facts import derive
from referral.pathway.plan import Plan, build
from referral.pathway.shapes import GO_BACK, THOUGHTS_OF_DYING, Book, Section
from referral.pathway.walk import position
from tests.referral.small_book import TODAY, Files, book_of, line


@pytest.fixture(scope="module")
def book(tmp_path_factory: pytest.TempPathFactory) -> Book:
    return book_of(tmp_path_factory.mktemp("book"))


def plan_of(book: Book, *values: str, start: str = "p02", under18: bool = False, today: date = TODAY) -> Plan:
    state = position(book, trail.read(values), under18=under18, start=start).state
    return build(book, state, today=today)


def keys(plan: Plan, section: Section) -> list[str]:
    return [item.key for item in plan.sections[section]]


@pytest.mark.parametrize(
    ("learnt", "follows"),
    [
        ({"under18"}, {"minor"}),
        ({"under18", "age:unknown"}, {"minor"}),
        ({"under18", "for-other"}, {"age-open"}),
        ({"under18", "age:18-24"}, {"adult"}),
        ({"adult-shown", "age:13-15"}, {"minor"}),
        ({"adult-shown"}, {"adult"}),
        ({"other-child", "age:unknown"}, {"minor"}),
        ({"age:unknown"}, {"age-open"}),
        ({"picture:adult", "adult-shown"}, {"route:adult"}),
        ({"picture:adult", "age:16-17"}, {"route:child"}),
        ({"picture:adult", "picture:child", "age:25-over"}, {"route:child"}),
        ({"picture:fake", "age:25-over"}, {"route:child"}),
        ({"who:stranger"}, {"stranger"}),
        ({"who:stranger", "who:maybe"}, {"may-be-known"}),
        ({"who:known"}, {"known", "may-be-known"}),
        (set(), {"may-be-known", "age-open"}),
    ],
)
def test_facts_follow_from_what_was_learnt(learnt: set[str], follows: set[str]) -> None:
    derived = derive(frozenset(learnt)) - learnt
    assert follows <= derived
    assert len(derived & {"minor", "adult", "age-open"}) == 1


def test_a_picture_of_no_asked_age_takes_the_child_route_only_where_it_matters() -> None:
    assert "route:child" in derive(frozenset(), picture=True)
    assert derive(frozenset()).isdisjoint({"route:child", "route:adult"})
    assert derive(frozenset({"picture:none"}), picture=True).isdisjoint({"route:child", "route:adult"})


@pytest.mark.parametrize(
    ("values", "under18", "age"),
    [
        (["danger:no", "age:under-13"], False, AgeRange(0, 12)),
        (["danger:no", "age:16-17"], False, AgeRange(16, 17)),
        (["danger:no", "age:25-over"], False, AgeRange(25, None)),
        (["danger:no", "age:rather-not"], False, AgeRange(0, None)),
        (["danger:no", "age:rather-not"], True, AgeRange(0, 17)),
        (["danger:no"], False, AgeRange(0, None)),
    ],
)
@pytest.mark.promise("S12")
def test_services_must_accept_the_whole_band(
    book: Book, values: list[str], under18: bool, age: AgeRange
) -> None:
    assert plan_of(book, *values, under18=under18).age == age


def test_an_adult_shown_by_an_answer_needs_services_for_every_adult(book: Book) -> None:
    assert plan_of(book, "danger:no", "p01.made:yes", start="p01").age == AgeRange(18, None)


def test_a_card_for_adults_gives_way_to_its_twin(book: Book) -> None:
    adult = plan_of(book, "danger:no", "p01.made:yes", "p01.who:known", start="p01")
    child = plan_of(book, "danger:no", "p01.made:no", "age:25-over", start="p01")
    assert "hash-adult" in adult.cards
    assert child.cards & {"hash-adult", "hash-child"} == {"hash-child"}
    assert child.adult


def test_needs_of_a_child_are_met_by_child_protection_too(book: Book) -> None:
    values = ("p00.entry:else", "danger:no", "watched:no", "feel:no", "want:rights")
    child = plan_of(book, *values, "age:16-17", start="p00")
    adult = plan_of(book, *values, "age:25-over", start="p00")
    assert {one.need: one.urgency for one in child.needs}[Need.CHILD_PROTECTION] == 2
    assert Need.CHILD_PROTECTION not in {one.need for one in adult.needs}


def test_child_protection_for_an_adult_becomes_safety(book: Book) -> None:
    plan = plan_of(book, "danger:no", "age:25-over", "watched:no", "feel:no", "want:rights", start="p04")
    needs = {one.need: one.urgency for one in plan.needs}
    assert Need.CHILD_PROTECTION not in needs
    assert needs[Need.SAFETY] == 2


def test_a_need_has_the_most_urgent_of_its_urgencies_and_comes_first(book: Book) -> None:
    plan = plan_of(book, "danger:maybe", "age:25-over", "touch:no", "feel:yes")
    assert plan.needs[0].need is Need.EMERGENCY
    assert [one.urgency for one in plan.needs] == sorted(one.urgency for one in plan.needs)
    assert len({one.need for one in plan.needs}) == len(plan.needs)
    assert plan.crisis


def test_a_prevention_plan_has_prevention_needs_only(book: Book) -> None:
    plan = plan_of(book, "danger:maybe", "age:16-17", "feel:no", start="p14")
    assert {one.need for one in plan.needs} == {Need.PREVENTION, Need.PSYCHOSOCIAL}
    assert plan.prevention_only


def test_where_the_age_in_the_picture_is_open_the_way_back_is_told(book: Book) -> None:
    values = ("p00.entry:else", "danger:no", "age:25-over", "watched:no", "feel:no")
    assert GO_BACK in keys(plan_of(book, *values, "want:spreading", start="p00"), Section.TODAY)
    assert GO_BACK not in keys(plan_of(book, *values, "want:rights", start="p00"), Section.TODAY)
    assert GO_BACK not in keys(plan_of(book, "danger:no", "age:25-over"), Section.TODAY)


@pytest.mark.promise("S10")
def test_a_person_to_talk_to_is_on_every_plan_at_any_point(book: Book) -> None:
    first = plan_of(book)
    assert Need.PSYCHOSOCIAL in {one.need for one in first.needs}
    assert THOUGHTS_OF_DYING in keys(first, Section.NOW)
    assert THOUGHTS_OF_DYING not in keys(
        plan_of(book, "danger:no", "age:25-over", "touch:no", "feel:no"), Section.NOW
    )


def test_a_dated_line_is_not_said_after_its_review(book: Book) -> None:
    def lines(today: date) -> set[str]:
        plan = plan_of(book, "danger:no", "age:25-over", "touch:recent", today=today)
        return {key for items in plan.sections.values() for item in items for key in item.lines}

    assert "cards.law-note.2" in lines(date(2027, 5, 21))
    assert "cards.law-note.2" not in lines(date(2027, 5, 22))
    assert "cards.law-note.1" in lines(date(2027, 5, 22))


def test_a_card_that_comes_first_stands_before_the_lines(book: Book) -> None:
    now = keys(plan_of(book, "danger:no", "age:16-17", "touch:recent", "feel:no"), Section.NOW)
    assert now == ["cards.first-72-hours", "p02.plan.talk"]


def test_a_line_hangs_on_its_condition_at_the_end_of_the_walk(tmp_path: Path) -> None:
    def conditional(files: Files) -> None:
        files["p02/flow.json"]["plan"]["later"] = [
            line("adult", **{"if": "adult"}),
            line("child", **{"if": "minor"}),
        ]

    book = book_of(tmp_path, conditional)
    assert keys(plan_of(book, "danger:no", "age:16-17"), Section.LATER) == [
        "p02.plan.child",
        "cards.law-note",
    ]
    assert keys(plan_of(book, "danger:no", "age:25-over"), Section.LATER) == [
        "p02.plan.adult",
        "cards.law-note",
    ]


def test_an_offer_is_made_where_its_condition_holds(book: Book) -> None:
    assert plan_of(book, "danger:no", "age:16-17").offers == ("p04",)
    assert plan_of(book, "danger:no", "age:25-over").offers == ()
