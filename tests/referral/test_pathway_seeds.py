"""The pathways of the seeds: every combination of answers keeps every rule."""

import json
from pathlib import Path

import pytest
from django.conf import settings
from hypothesis import given
from hypothesis import settings as effort
from hypothesis import strategies as st

from referral import editions
from referral.pathway import ids, table, trail
from referral.pathway.brute import walked
from referral.pathway.check import Checked, check
from referral.pathway.cover import Prover
from referral.pathway.plan import build
from referral.pathway.walk import position
from tests.referral.small_book import TODAY, Files, book_of

# The whole cover takes minutes and is `make audit`; these starts are covered at every run.
SMALL = ("p03", "p14")
WALKS = Path(settings.SEEDS_DIR, "walks")


@pytest.fixture(scope="module", params=SMALL)
def checked(request: pytest.FixtureRequest) -> Checked:
    return check(editions.seeds(), today=TODAY, only=request.param)


@pytest.mark.promise("S10")
def test_no_walk_of_any_pathway_breaks_a_rule(checked: Checked) -> None:
    """Here two starts and every text; that all others were covered is the next test."""
    assert [f"{one.breach.rule} {one.breach.detail}: {one.example}" for one in checked.found] == []


@pytest.mark.promise("S10")
def test_the_pathways_are_those_of_which_every_walk_was_proved() -> None:
    """A flow or card that changes has to be proved anew: manage.py pathway_check --write-table."""
    proved = (WALKS / "proved.txt").read_text(encoding="utf-8").split()[0]
    assert proved == table.structure(Path(settings.SEEDS_DIR, "pathways"))


def test_the_stored_table_is_that_of_the_walks(checked: Checked) -> None:
    assert table.changed(checked.coverages[0], WALKS) == []


def test_a_change_of_one_effect_changes_the_table(tmp_path: Path) -> None:
    before = check(book_of(tmp_path / "one"), today=TODAY, only="p02").coverages[0]
    table.write(before, tmp_path / "walks")
    more = book_of(tmp_path / "two", lambda files: files["p02/flow.json"]["on_entry"].append("+PEER/U3"))
    after = check(more, today=TODAY, only="p02").coverages[0]
    assert any("PEER/U3" in line for line in table.changed(after, tmp_path / "walks"))
    assert table.changed(before, tmp_path / "walks") == []


def test_no_name_that_was_ever_given_has_gone() -> None:
    assert ids.vanished(editions.seeds(), WALKS / "ids.json") == []
    assert ids.ids(editions.seeds()) == json.loads((WALKS / "ids.json").read_text(encoding="utf-8"))


def test_a_name_that_goes_is_missed(tmp_path: Path) -> None:
    ids.write(book_of(tmp_path / "one"), tmp_path / "ids.json")

    def renamed(files: Files) -> None:
        files["p02/flow.json"]["plan"]["now"][0]["id"] = "speak"

    assert ids.vanished(book_of(tmp_path / "two", renamed), tmp_path / "ids.json") == ["p02.plan.talk"]


def test_all_seventeen_pathways_are_there() -> None:
    assert set(editions.seeds().pathways) == {f"p{number:02}" for number in range(17)}


def test_several_processes_find_what_one_finds(tmp_path: Path) -> None:
    book = book_of(tmp_path)
    one, two = (check(book, today=TODAY, processes=number) for number in (1, 2))
    assert one.walks == two.walks
    assert {cover.start: len(cover.plans) for cover in one.coverages} == {
        cover.start: len(cover.plans) for cover in two.coverages
    }


def test_merging_equals_brute_force_on_the_seeds() -> None:
    book = editions.seeds()
    merged = Prover(book, TODAY, keep_ends=True).cover("p14")
    child = walked(book, "p14", under18=True)
    assert merged.walks_under18 == child.walks == Prover(book, TODAY).cover("p14").walks_under18
    assert {end for end in merged.ends if "under18" in end.learnt} == child.ends


VALUES = [
    f"{question.key}:{answer.id}"
    for pathway in editions.seeds().pathways.values()
    for question in pathway.questions.values()
    for answer in question.answers
]


@effort(max_examples=300, deadline=None)
@given(st.lists(st.sampled_from(VALUES), max_size=60), st.booleans())
@pytest.mark.promise("S10")
def test_no_form_of_real_answers_fails_or_is_asked_an_eighth_question(values: list[str], young: bool) -> None:
    here = position(editions.seeds(), trail.read(values), under18=young)
    assert here.state.asked <= 7
    assert here.question is None or here.question.number <= 7
    assert build(editions.seeds(), here.state, today=TODAY).needs


def test_every_file_of_the_pathways_ends_with_a_newline() -> None:
    paths = list(Path(settings.SEEDS_DIR, "pathways").rglob("*.json"))
    assert [path.name for path in paths if not path.read_bytes().endswith(b"\n")] == []
