"""For each rule, an edition in which one thing is broken is caught by name (`pytest -s` prints it)."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from referral.pathway.case import CLAIMS
from referral.pathway.check import check
from referral.pathway.mutations import BROKEN_PLANS, MUTATIONS, BrokenPlan, Mutation, in_plan
from referral.pathway.plan import build
from referral.pathway.rules import RULES, broken
from referral.pathway.shapes import Section
from referral.pathway.walk import position
from tests.referral.small_book import TODAY, Files, book_of, card, line, rules_broken


@pytest.mark.parametrize(
    "mutation", [pytest.param(one, id=f"{one.rule}: {one.says}") for one in (*MUTATIONS, *BROKEN_PLANS)]
)
def test_a_broken_edition_is_caught_by_the_name_of_the_rule(
    mutation: Mutation | BrokenPlan, tmp_path: Path
) -> None:
    found = mutation.found(tmp_path)
    print(f"{mutation.rule:<12}{mutation.says:<60}{'caught' if mutation.rule in found else 'NOT CAUGHT'}")
    assert mutation.rule in found


def test_the_small_edition_breaks_no_rule(tmp_path: Path) -> None:
    assert rules_broken(book_of(tmp_path)) == set()


def test_a_breach_shows_a_shortest_walk(tmp_path: Path) -> None:
    book = book_of(tmp_path, in_plan("p01", "today", line("bad", "report-platform")))
    examples = [one.example for one in check(book, today=TODAY, only="p01").found if one.breach.rule == "H22"]
    assert examples == ["from p01: danger:maybe, p01.made:yes, p01.who:known, p01.demand:yes, feel:yes"]


def test_a_plan_without_the_line_on_thoughts_of_dying_is_caught(tmp_path: Path) -> None:
    book = book_of(tmp_path)
    state = position(book, {}, under18=False, start="p02").state
    plan = build(book, state, today=TODAY)
    bare = replace(plan, sections={section: () for section in Section})
    assert "H18" in {one.rule for one in broken(book, state, bare)}


def test_every_rule_has_a_broken_edition_or_plan() -> None:
    shown = {one.rule for one in (*MUTATIONS, *BROKEN_PLANS)}
    checked = {name for name, _ in RULES} | {name for claim in CLAIMS for name in claim.names}
    assert checked - shown - {"TABLE"} == set()


def test_a_review_date_that_passes_is_noticed_on_that_day(tmp_path: Path) -> None:
    book = book_of(tmp_path)
    later = check(book, today=date(2027, 5, 22), only="p14")
    assert {one.breach.rule for one in later.found} == {"CARD"}


def test_a_card_for_one_age_gives_way_to_its_twin_or_is_caught(tmp_path: Path) -> None:
    def twin_without_condition(files: Files) -> None:
        files["cards/cards.json"]["cards"].append(card("spare", "later", line("1"), twin="law-note"))

    assert "CARD" in rules_broken(book_of(tmp_path, twin_without_condition))
