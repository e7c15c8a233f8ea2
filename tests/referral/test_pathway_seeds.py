"""The pathways of the seeds: every combination of answers keeps every rule."""

from pathlib import Path

import pytest
from django.conf import settings
from hypothesis import given
from hypothesis import settings as effort
from hypothesis import strategies as st

from referral import editions
from referral.pathway import trail
from referral.pathway.brute import walked
from referral.pathway.check import Checked, check
from referral.pathway.cover import Prover
from referral.pathway.plan import build
from referral.pathway.walk import position
from tests.referral.small_book import TODAY


@pytest.fixture(scope="module")
def checked() -> Checked:
    return check(editions.current(), today=TODAY)


@pytest.mark.promise("S10")
def test_no_walk_of_any_pathway_breaks_a_rule(checked: Checked) -> None:
    assert [f"{one.breach.rule} {one.breach.detail}: {one.example}" for one in checked.found] == []


@pytest.mark.promise("S10")
def test_no_walk_asks_more_than_seven_questions(checked: Checked) -> None:
    assert max(one.longest for one in checked.coverages) == 7


def test_the_pathways_of_this_slice_are_there(checked: Checked) -> None:
    assert {one.start for one in checked.coverages} == {f"p{number:02}" for number in range(17)}
    assert set(editions.current().pathways) >= {"p00", "p01", "p02", "p03", "p07", "p09"}


@pytest.mark.parametrize("start", ["p14", "p10"])
def test_merging_equals_brute_force_on_the_seeds(start: str) -> None:
    book = editions.current()
    merged = Prover(book, TODAY, keep_ends=True).cover(start)
    child = walked(book, start, under18=True)
    assert merged.walks_under18 == child.walks
    assert {end for end in merged.ends if "under18" in end.learnt} == child.ends


VALUES = [
    f"{question.key}:{answer.id}"
    for pathway in editions.current().pathways.values()
    for question in pathway.questions.values()
    for answer in question.answers
]


@effort(max_examples=300, deadline=None)
@given(st.lists(st.sampled_from(VALUES), max_size=60), st.booleans())
@pytest.mark.promise("S10")
def test_no_form_of_real_answers_fails_or_is_asked_an_eighth_question(values: list[str], young: bool) -> None:
    here = position(editions.current(), trail.read(values), under18=young)
    assert here.state.asked <= 7
    assert here.question is None or here.question.number <= 7
    assert build(editions.current(), here.state, today=TODAY).needs


def test_every_file_of_the_pathways_ends_with_a_newline() -> None:
    paths = list(Path(settings.SEEDS_DIR, "pathways").rglob("*.json"))
    assert [path.name for path in paths if not path.read_bytes().endswith(b"\n")] == []
