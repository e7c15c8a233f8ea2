"""For each rule, an edition in which one thing is broken is caught by the rule's name."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from directory.ages import AgeRange
from directory.topics import Need
from referral.pathway.check import check
from referral.pathway.needs import Wanted
from referral.pathway.plan import Plan, build
from referral.pathway.rules import RULES, broken
from referral.pathway.shapes import Book, Section, State
from referral.pathway.walk import position
from tests.referral.small_book import (
    TODAY,
    Files,
    answer,
    book_of,
    card,
    card_of,
    line,
    question,
    rules_broken,
)

Change = Callable[[Files], object]


def in_plan(flow: str, section: str, *lines: dict[str, object]) -> Change:
    """Return a change that adds lines to a plan, before all others of their section."""

    def change(files: Files) -> None:
        plan = files[f"{flow}/flow.json"]["plan"]
        plan[section] = [*lines, *plan[section]]

    return change


def without_line(flow: str, section: str, name: str) -> Change:
    def change(files: Files) -> None:
        plan = files[f"{flow}/flow.json"]["plan"]
        plan[section] = [one for one in plan[section] if one["id"] != name]

    return change


def on_entry(flow: str, *effects: str) -> Change:
    return lambda files: files[f"{flow}/flow.json"]["on_entry"].extend(effects)


def not_on_entry(flow: str, effect: str) -> Change:
    return lambda files: files[f"{flow}/flow.json"]["on_entry"].remove(effect)


def tagged(name: str, *tags: str) -> Change:
    """Return a change that gives the first line of a card other tags."""
    return lambda files: card_of(files, name)["lines"][0].update(tags=list(tags))


def longer_walk(files: Files) -> None:
    flow = files["p01/flow.json"]
    for number in (1, 2):
        extra = {"id": f"extra-{number}", "protective": "yes", "answers": [answer("yes")], "next": "want"}
        question(files, "p01", f"extra-{number - 1}" if number > 1 else "feel")["next"] = f"extra-{number}"
        flow["questions"].append(extra)


def danger_second(files: Files) -> None:
    files["p02/flow.json"]["begin"] = "age"
    question(files, "p02", "age")["next"] = "danger"
    question(files, "p02", "danger")["next"] = "touch"


def danger_without_stop(files: Files) -> None:
    files["shared/flow.json"]["questions"][0]["answers"][0].pop("next")


def crisis_without_help(files: Files) -> None:
    files["shared/flow.json"]["questions"][2]["answers"][0]["effects"].remove("+EMERGENCY/U0")


def ten_answers(files: Files) -> None:
    question(files, "p01", "who")["answers"] += [answer(f"other-{number}") for number in range(8)]


def loop(files: Files) -> None:
    question(files, "p01", "demand")["next"] = "who"


def asked_by_nobody(files: Files) -> None:
    files["p02/flow.json"]["questions"].append({"id": "watched", "use": "watched", "next": "plan"})


def no_protective_answer(files: Files) -> None:
    question(files, "p01", "demand").pop("protective")


def leads_nowhere(files: Files) -> None:
    question(files, "p01", "demand")["next"] = ["feel if stranger"]


def no_step(files: Files) -> None:
    flow = files["p02/flow.json"]
    flow["plan"] = {"do_not": flow["plan"]["do_not"]}
    flow["on_entry"] = []


def consulate(files: Files) -> None:
    in_plan("p01", "later", line("consulate", "consulate"))(files)


def parent_unexplained(files: Files) -> None:
    flow = files["p01/flow.json"]
    flow["rules"] = ["H28"]
    flow["on_entry"] = ["+CHILD_PROTECTION/U1 for other-child"]


def accounts_before_device(files: Files) -> None:
    card_of(files, "safer-device")["first"] = False
    files["p00/flow.json"]["plan"]["now"].append(line("report", "report-platform", "may-notice"))


def police_for_a_child(files: Files) -> None:
    plan = files["p02/flow.json"]["plan"]
    plan["now"] = [line("hotline", "report-hotline"), line("police", "police", "choice"), *plan["now"]]


def card_for_survivors(files: Files) -> None:
    files["shared/flow.json"]["stand_ins"]["p14"]["effects"].append("card:hash-child")


def line_for_survivors(files: Files) -> None:
    files["p00/flow.json"]["plan"]["now"] = [line("talk", "talk-helpline")]


def overdue(files: Files) -> None:
    card_of(files, "law-note").update(reviewed="2026-01-01", review_by="2026-11-20")


def only_dated(files: Files) -> None:
    card_of(files, "law-note")["lines"] = [line("2", dated=True)]


def code_for_adults(files: Files) -> None:
    card_of(files, "hash-adult").pop("only_if")
    card_of(files, "hash-adult").pop("twin")


def report_only(files: Files) -> None:
    """A plan whose only line is police, which breaks the rule though it is said as a choice."""
    files["p02/flow.json"]["plan"] = {"now": [line("police", "police", "choice")]}


BROKEN: list[tuple[str, str, Change]] = [
    ("SEVEN", "an eighth question", longer_walk),
    ("DANGER", "danger is asked second", danger_second),
    ("DANGER", "no way to the emergency plan", danger_without_stop),
    ("EMERGENCY", "thoughts of dying without a crisis line", crisis_without_help),
    ("NINE", "ten answers on one screen", ten_answers),
    ("LOOP", "a question that leads back to an earlier one", loop),
    ("UNREACHABLE", "a question that no walk asks", asked_by_nobody),
    ("PROTECTIVE", "not-sure without a meaning", no_protective_answer),
    ("NOWHERE", "an answer that leads nowhere", leads_nowhere),
    ("STEP", "a plan that says nothing to do", no_step),
    ("H02", "a child's picture is kept as proof", in_plan("p02", "keep", line("bad", "keep-picture"))),
    ("H02", "a child's picture is screenshot", in_plan("p02", "now", line("bad", "screenshot"))),
    ("H02", "an adult's picture is passed on", in_plan("p01", "now", line("bad", "forward-picture"))),
    ("H03", "blackmail, and the account is deleted", in_plan("p01", "now", line("bad", "delete-account"))),
    ("H03", "blackmail, and not paying is forgotten", tagged("blackmail", "no-send", "stop-answering")),
    ("H04", "removal without proof", without_line("p01", "keep", "proof")),
    ("H05", "the adult code for any age", code_for_adults),
    ("H05", "adult removal for a child", in_plan("p02", "today", line("bad", "removal-adult"))),
    ("H05", "the child route without a way", tagged("hash-child")),
    ("H06", "a code without its limits", tagged("hash-child", "code-child")),
    ("H09", "no limits of confidence", not_on_entry("p01", "card:limits-of-confidence")),
    ("H10", "the other is confronted", in_plan("p01", "later", line("bad", "confront"))),
    ("H10", "the other is traced", in_plan("p01", "later", line("bad", "trace"))),
    ("H11", "a tracker is removed", in_plan("p01", "later", line("bad", "remove-tracker"))),
    ("H11", "somebody is told to leave now", in_plan("p00", "now", line("bad", "leave-now"))),
    ("H11", "passwords are changed at once", in_plan("p01", "now", line("bad", "change-passwords"))),
    ("H11", "watched, and accounts are changed first", accounts_before_device),
    ("H12", "a child is sent to the family", in_plan("p02", "now", line("bad", "tell-family"))),
    ("H13", "police before a child helpline", police_for_a_child),
    ("H13", "police for a child without the law note", not_on_entry("p02", "card:law-note")),
    ("H14", "the medical card loses its hours", tagged("first-72-hours", "doctor")),
    ("H14", "a doctor today without the card", on_entry("p01", "+MEDICAL/U1")),
    ("H17", "a survivors' card on the prevention plan", card_for_survivors),
    ("H17", "a survivors' line on the prevention plan", line_for_survivors),
    ("H21", "a card of dated lines only", only_dated),
    ("H21", "a dated line in a flow", in_plan("p01", "later", line("bad", dated=True))),
    ("CARD", "a card past its review", overdue),
    ("H22", "block, as a plain step", in_plan("p01", "now", line("bad", "block"))),
    ("H22", "not paying as a duty", in_plan("p01", "now", line("bad", "no-pay"))),
    ("H22", "a report that may be noticed", in_plan("p01", "today", line("bad", "report-platform"))),
    ("H22", "known, and no card", lambda f: question(f, "p01", "who")["answers"][1]["effects"].pop()),
    ("H23", "go home", in_plan("p01", "now", line("bad", "go-home"))),
    ("H24", "police first", in_plan("p01", "today", line("bad", "police", "choice"))),
    ("H24", "police as a duty", in_plan("p01", "later", line("x"), line("bad", "police"))),
    ("H24", "police as the only way", report_only),
    ("H27", "a consulate", consulate),
    ("H28", "child protection unexplained to a parent", parent_unexplained),
]


@pytest.mark.parametrize(("rule", "change"), [pytest.param(r, c, id=f"{r}: {n}") for r, n, c in BROKEN])
def test_a_broken_edition_is_caught_by_the_name_of_the_rule(
    rule: str, change: Change, tmp_path: Path
) -> None:
    assert rule in rules_broken(book_of(tmp_path, change))


def test_the_small_edition_breaks_no_rule(tmp_path: Path) -> None:
    assert rules_broken(book_of(tmp_path)) == set()


def test_a_breach_shows_a_shortest_walk(tmp_path: Path) -> None:
    book = book_of(tmp_path, in_plan("p01", "today", line("bad", "report-platform")))
    examples = [one.example for one in check(book, today=TODAY, only="p01").found if one.breach.rule == "H22"]
    assert examples == ["from p01: danger:maybe, p01.made:yes, p01.who:known, p01.demand:yes, feel:yes"]


# What the engine itself sees to cannot be broken by an edition: there the plan is broken by hand.

GIVEN: dict[str, dict[str, tuple[str, ...]]] = {
    "child": {"age": ("16-17",), "danger": ("no",), "touch": ("no",), "feel": ("no",)},
    "adult": {"age": ("25-over",), "danger": ("no",), "touch": ("no",), "feel": ("no",)},
}


def walked(book: Book, who: str, start: str = "p02") -> tuple[State, Plan]:
    state = position(book, GIVEN[who], under18=False, start=start).state
    return state, build(book, state, today=TODAY)


BROKEN_PLANS = [
    pytest.param("H18", "child", lambda plan: {"needs": ()}, id="nobody to talk to"),
    pytest.param("H19", "child", lambda plan: {"age": AgeRange(0, None)}, id="services for any age"),
    pytest.param(
        "H19", "adult", lambda plan: {"age": AgeRange(0, 17)}, id="an adult sent to children's services"
    ),
    pytest.param(
        "AGES", "adult", lambda plan: {"needs": (Wanted(Need.CHILD_PROTECTION, 1),)}, id="child services"
    ),
    pytest.param("AGES", "child", lambda plan: {"needs": (Wanted(Need.SHELTER, 1),)}, id="an adult refuge"),
    pytest.param(
        "H24", "adult", lambda plan: {"needs": (Wanted(Need.REPORT, 1),)}, id="a report as the only way"
    ),
    pytest.param(
        "H14", "child", lambda plan: {"facts": plan.facts | {"touch:72h"}}, id="no doctor after touch"
    ),
    pytest.param("EMERGENCY", "child", lambda plan: {"crisis": True}, id="crisis without a line"),
    pytest.param(
        "H11", "adult", lambda plan: {"facts": plan.facts | {"watched"}}, id="watched without a card"
    ),
    pytest.param("H05", "child", lambda plan: {"route": "adult"}, id="the adult route under 18"),
]


@pytest.mark.parametrize(("rule", "who", "wrong"), BROKEN_PLANS)
def test_a_broken_plan_is_caught_by_the_name_of_the_rule(
    rule: str, who: str, wrong: Callable[[Plan], dict[str, object]], tmp_path: Path
) -> None:
    book = book_of(tmp_path)
    state, plan = walked(book, who)
    assert rule not in {one.rule for one in broken(book, state, plan)}
    assert rule in {one.rule for one in broken(book, state, replace(plan, **wrong(plan)))}  # type: ignore[arg-type]


def test_a_plan_without_the_line_on_thoughts_of_dying_is_caught(tmp_path: Path) -> None:
    book = book_of(tmp_path)
    state = position(book, {}, under18=False, start="p02").state
    plan = build(book, state, today=TODAY)
    bare = replace(plan, sections={section: () for section in Section})
    assert "H18" in {one.rule for one in broken(book, state, bare)}


def test_every_rule_has_a_broken_edition_or_plan() -> None:
    shown = {rule for rule, _, _ in BROKEN} | {str(one.values[0]) for one in BROKEN_PLANS}
    assert {name for name, _ in RULES} <= shown


def test_a_review_date_that_passes_is_noticed_on_that_day(tmp_path: Path) -> None:
    book = book_of(tmp_path)
    later = check(book, today=date(2027, 5, 22), only="p14")
    assert {one.breach.rule for one in later.found} == {"CARD"}


def test_a_card_for_one_age_gives_way_to_its_twin_or_is_caught(tmp_path: Path) -> None:
    def twin_without_condition(files: Files) -> None:
        files["cards/cards.json"]["cards"].append(card("spare", "later", line("1"), twin="law-note"))

    assert "CARD" in rules_broken(book_of(tmp_path, twin_without_condition))
