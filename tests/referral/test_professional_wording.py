"""Whose words are read (a professional, a young reader, an adult), and whose age the next walk keeps."""

import pytest

from referral import forms, trails
from referral.forms import Visit
from referral.pathway.shapes import ENTRY_FLOW, State
from referral.pathway.walk import Position


def at(*facts: str) -> Position:
    return Position(None, State(ENTRY_FLOW, "", frozenset(facts)), (), False, False)


ME = Visit(language="en")


def test_whoever_works_with_the_person_reads_the_professional_wording() -> None:
    assert trails.audience(ME, at("professional", "for-other", "age:under-13")) == "professional"


def test_a_walk_that_a_professionals_plan_offered_stays_in_their_words() -> None:
    assert trails.audience(Visit(language="en", professional=True), at("age:16-17")) == "professional"
    assert trails.audience(Visit(language="en", professional=True, under18=True), at()) == "under18"


@pytest.mark.parametrize(
    ("facts", "reads"),
    [
        (("age:13-15",), "under18"),
        (("age:unknown",), "under18"),
        (("age:unknown", "adult-shown"), "adult"),
        (("age:13-15", "for-other"), "adult"),
        (("other-child",), "adult"),
        (("other-child", "young-reader"), "under18"),
        ((), "adult"),
    ],
)
def test_the_plainer_words_follow_the_age_of_whoever_reads(facts: tuple[str, ...], reads: str) -> None:
    assert trails.audience(ME, at(*facts)) == reads


def test_the_form_carries_that_a_professional_reads(rf) -> None:
    sent = rf.post("/", "go=walk&reader=professional", content_type="application/x-www-form-urlencoded")
    assert forms.read(sent, None).professional
    assert not forms.read(rf.post("/", {"reader": "anybody"}), None).professional
