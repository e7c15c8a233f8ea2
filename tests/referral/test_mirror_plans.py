"""What a pathway tells somebody who was asked nothing: the careful plan, and that of the chosen situation."""

import datetime as dt

import pytest

from referral import editions, mirror_plans
from referral.mirror_plans import SAID, Situation
from referral.pathway.shapes import Book, Section

TODAY = dt.date(2026, 11, 22)
READERS = ("adult", "under18")


@pytest.fixture(scope="module")
def book() -> Book:
    return editions.seeds()


@pytest.fixture(scope="module")
def every(book: Book) -> dict[tuple[str, str], Situation]:
    return {
        (flow, reader): mirror_plans.situation(book, flow, reader=reader, today=TODAY)
        for flow in mirror_plans.situations(book)
        for reader in READERS
    }


def test_every_pathway_comes_to_a_plan_that_is_not_stopped(every: dict[tuple[str, str], Situation]) -> None:
    assert len(every) == 32
    for one in every.values():
        assert not one.plan.stopped
        assert one.position.question is None
        assert one.plan.sections[Section.NOW] or one.plan.sections[Section.TODAY]
        assert one.plan.needs


def test_the_situation_that_was_chosen_is_stayed_with(every: dict[tuple[str, str], Situation]) -> None:
    elsewhere = {key for key, one in every.items() if one.plan.pathway != one.pathway}
    # A picture of somebody under 18 has a pathway of its own; there is no other for a child's picture.
    assert elsewhere == {("p01", "under18")}
    assert every["p01", "adult"].beside == ("p02",)


@pytest.mark.promise("S12")
def test_the_age_of_the_page_is_the_age_of_the_plan(every: dict[tuple[str, str], Situation]) -> None:
    for (flow, reader), one in every.items():
        if reader == "under18":
            assert one.plan.minor, flow
        elif flow != "p10":  # worry about a child: the help is for the child
            assert one.plan.adult, flow


def test_nobody_is_taken_for_a_stranger_who_was_not_said_to_be_one(
    every: dict[tuple[str, str], Situation],
) -> None:
    for one in every.values():
        assert "stranger" not in one.plan.facts
        assert "may-be-known" in one.plan.facts


def test_a_picture_whose_age_was_not_said_may_show_a_child(every: dict[tuple[str, str], Situation]) -> None:
    adult_route = {key for key, one in every.items() if one.plan.route == "adult"}
    assert adult_route == {("p01", "adult")}  # beside it stands the way to the other pathway


def test_the_answers_that_a_name_says_already_are_in_the_book(book: Book) -> None:
    offered = {
        question.key: {answer.id for answer in question.answers}
        for pathway in book.pathways.values()
        for question in pathway.questions.values()
    }
    for (question, _reader), answers in SAID.items():
        assert set(answers) <= offered[question]


def test_what_is_about_own_thoughts_stands_last(book: Book) -> None:
    assert mirror_plans.situations(book)[-1] == "p14"
