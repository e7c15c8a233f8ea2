"""For each rule an edition with one thing broken, so that the check can be seen to fail. (pure)

Each is the small edition (`sample`) with one change; what the check finds must bear the name of the rule.
What the engine itself sees to no edition can break: there a plan is broken by hand.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final

from directory.ages import AgeRange
from directory.topics import Need
from referral.pathway.needs import Wanted
from referral.pathway.plan import Plan, build
from referral.pathway.rules import broken
from referral.pathway.sample import (
    TODAY,
    Change,
    Files,
    answer,
    book_of,
    card,
    card_of,
    line,
    question,
    rules_broken,
)
from referral.pathway.walk import position


@dataclass(frozen=True, slots=True)
class Mutation:
    """A rule, and an edition that breaks it: by a change of its files, or by a text."""

    rule: str
    says: str
    change: Change = lambda files: None
    texts: tuple[tuple[str, str], ...] = ()

    def found(self, folder: Path) -> set[str]:
        """Return the names of the rules that the check finds broken."""
        return rules_broken(book_of(folder, self.change, **dict(self.texts)))


@dataclass(frozen=True, slots=True)
class BrokenPlan:
    """A rule, and what is put in place of parts of a child's or an adult's plan."""

    rule: str
    says: str
    answers: dict[str, tuple[str, ...]]
    wrong: Callable[[Plan], dict[str, Any]]

    def found(self, folder: Path) -> set[str]:
        """Return the names of the rules that are found broken, if the plan as it was broke none of them."""
        book = book_of(folder)
        state = position(book, self.answers, under18=False, start="p02").state
        plan = build(book, state, today=TODAY)
        whole = {one.rule for one in broken(book, state, plan)}
        return {one.rule for one in broken(book, state, replace(plan, **self.wrong(plan)))} - whole


def tried() -> Iterator[tuple[Mutation | BrokenPlan, bool]]:
    """Yield every mutation with whether it was caught by the name of its rule."""
    everything: tuple[Mutation | BrokenPlan, ...] = (*MUTATIONS, *BROKEN_PLANS)
    for mutation in everything:
        with TemporaryDirectory(prefix="waypost-mutation-") as folder:
            yield mutation, mutation.rule in mutation.found(Path(folder) / "pathways")


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


def rules_listed(rule: str) -> Change:
    """Return a change by which p01 says that it keeps a rule."""
    return lambda files: files["p01/flow.json"]["rules"].append(rule)


def a_sign_alone(files: Files) -> None:
    """Whoever names a sign is sent to no specialist."""
    files["p02/flow.json"]["on_entry"] += ["fact:signs", "fact:adult-shown"]


def unknown_card(files: Files) -> None:
    files["cards/cards.json"]["cards"].append(card("made-up", "later", line("1")))


def no_room(files: Files) -> None:
    files["p01/flow.json"]["rules"].append("H16")


_HARD: Final = (
    "Notwithstanding considerable institutional heterogeneity, prospective beneficiaries should "
    "familiarise themselves with jurisdictional particularities regarding admissibility."
)


_CHANGED: Final[tuple[tuple[str, str, Change], ...]] = (
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
    ("H15", "a sign, and no specialist", a_sign_alone),
    ("H16", "no private room for a professional", no_room),
    ("H20", "a wait without anything to do meanwhile", rules_listed("H20")),
    ("H25", "nothing says that one may come back", rules_listed("H25")),
    ("CARD", "a card that the catalogue does not have", unknown_card),
    ("H28", "child protection unexplained to a parent", parent_unexplained),
)

_SAID: Final[tuple[tuple[str, str, str], ...]] = (
    ("WORDS", "p01__made", "Are you a victim?"),
    ("WORDS", "p01__who", "What did he do?"),
    ("H01", "p01__made", "Please upload the picture here."),
    ("H02", "cards__hash_child__1", "Keep the picture on your phone."),
    ("H07", "p01__plan__platform", "The picture will be taken down."),
    ("H08", "p01__plan__talk", "We will tell the police for you."),
    ("H10", "p01__plan__talk", "Confront this person."),
    ("H12", "p02__plan__talk", "Tell your mother."),
    ("H13", "p02__plan__police", "This is a crime."),
    ("H15", "p01__plan__talk", "You are being trafficked."),
    ("H23", "p02__plan__talk", "Tell an adult you trust."),
    ("H25", "p01__who", "Why did you go back?"),
    ("H26", "p01__plan__talk", "The refuge is at the end of the road."),
    ("TEXT", "p02__plan__talk", " "),
    ("GRADE", "p01__plan__talk", _HARD),
)

MUTATIONS: Final = tuple(Mutation(*one) for one in _CHANGED) + tuple(
    Mutation(rule, f"{key.replace('__', '.')}: {text.strip() or 'no text'}", texts=((key, text),))
    for rule, key, text in _SAID
)

_CHILD: Final[dict[str, tuple[str, ...]]] = {
    "age": ("16-17",),
    "danger": ("no",),
    "touch": ("no",),
    "feel": ("no",),
}
_ADULT: Final[dict[str, tuple[str, ...]]] = {**_CHILD, "age": ("25-over",)}
BROKEN_PLANS: Final = (
    BrokenPlan("H18", "nobody to talk to", _CHILD, lambda plan: {"needs": ()}),
    BrokenPlan("H19", "services for any age", _CHILD, lambda plan: {"age": AgeRange(0, None)}),
    BrokenPlan("H19", "an adult at children's services", _ADULT, lambda plan: {"age": AgeRange(0, 17)}),
    BrokenPlan("AGES", "child services", _ADULT, lambda plan: {"needs": (Wanted(Need.CHILD_PROTECTION, 1),)}),
    BrokenPlan("AGES", "an adult refuge", _CHILD, lambda plan: {"needs": (Wanted(Need.SHELTER, 1),)}),
    BrokenPlan("H24", "a report as the only way", _ADULT, lambda plan: {"needs": (Wanted(Need.REPORT, 1),)}),
    BrokenPlan("H14", "no doctor after touch", _CHILD, lambda plan: {"facts": plan.facts | {"touch:72h"}}),
    BrokenPlan("EMERGENCY", "crisis without a line", _CHILD, lambda plan: {"crisis": True}),
    BrokenPlan("H11", "watched, and no card", _ADULT, lambda plan: {"facts": plan.facts | {"watched"}}),
    BrokenPlan("H05", "the adult route under 18", _CHILD, lambda plan: {"route": "adult"}),
)
