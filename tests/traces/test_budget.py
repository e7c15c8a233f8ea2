"""The budget measures: more than it allows fails, and so does an allowance that nobody needs."""

import re
from pathlib import Path

import pytest
import yaml

from tests.audit.all import PROGRAMS
from tests.traces import all as everything
from tests.traces import budget, defences
from tests.traces.device import Name, Setup
from tests.traces.trying import LEFT, Remains, Try, Way
from tests.traces.visit import Kind

LEFT_WITH_SCRIPT = Try(Name.FIREFOX, Way.CLICK)


def nothing_more(**other: object) -> Remains:
    """Return what the budget allows after leaving Firefox with script, or something else."""
    kept = {"profile/places.sqlite", "profile/permissions.sqlite"}
    return Remains(
        **{
            "left": True,
            "hidden_ms": 9,
            "emptied_ms": 4,
            "history": 1,
            "titles": ("Information",),
            "address": kept,
        }
        | other
    )


def test_what_the_budget_names_is_no_finding():
    assert budget.read().exceeded(LEFT_WITH_SCRIPT, nothing_more()) == []


@pytest.mark.parametrize(
    ("more", "says"),
    [
        ({"history": 2}, "history: 2, allowed 1"),
        ({"back": 1}, "back: 1, allowed 0"),
        ({"restored": 1}, "restored: 1, allowed 0"),
        ({"referers": 1}, "referers: 1, allowed 0"),
        ({"autofill": 1}, "autofill: 1, allowed 0"),
        ({"asked": 1}, "asked: 1, allowed 0"),
        ({"titles": ("Help",)}, "title in the history: 'Help'"),
        ({"canaries": {Kind.CODE: {"profile/places.sqlite"}}}, "canary of kind 'handover code'"),
        ({"address": {"profile/elsewhere"}}, "our address in profile/elsewhere"),
        ({"hidden_ms": 51.0}, "hidden after 51.0 ms"),
        ({"emptied_ms": None}, "the page was never empty"),
        ({"left": False}, "led elsewhere: False"),
        ({"back_leads_here": True}, "Back leads here"),
    ],
)
def test_whatever_is_more_is_a_finding(more: dict[str, object], says: str):
    (found,) = budget.read().exceeded(LEFT_WITH_SCRIPT, nothing_more(**more))
    assert says in found


def test_a_word_is_allowed_only_in_the_place_that_is_named_for_its_kind():
    one = Try(Name.CHROMIUM, Way.THEN_BACK, Setup(script=False))
    found = {
        Kind.TYPED: {"profile/Default/Sessions/Session_#"},
        Kind.LISTING: {"profile/Default/Sessions/Session_#"},
    }
    says = budget.read().exceeded(one, Remains(left=True, canaries=found))
    assert [line.partition(": ")[2] for line in says] == [
        "canary of kind 'name of a listing' in profile/Default/Sessions/Session_#"
    ]


def test_an_allowance_that_nothing_used_is_a_finding():
    allowed = budget.read()
    says = allowed.unused([(LEFT_WITH_SCRIPT, nothing_more(history=0, address=set()))])
    firefox = [line for line in says if line.startswith("firefox, with script, click/")]
    assert any("history was 0 at most" in line for line in firefox)
    assert any("nothing of ours was in profile/places.sqlite" in line for line in firefox)


def test_everything_that_is_tried_has_its_allowance_and_every_way_is_tried():
    tries = list(everything.every_try())
    for one in tries:
        assert budget.read().of(one).leaves == (one.way in LEFT and not _stuck(one)) or one.way not in LEFT
    for browser in Name:
        assert {one.way for one in tries if one.browser is browser and one.setup.script} == set(Way)
    assert {one.layout for one in tries} == {"wide", "phone", "at 400 %"}


def _stuck(one: Try) -> bool:
    return not one.setup.script and one.way in (Way.DESTINATION_HANGS, Way.BOTH_HANG)


def test_with_script_and_on_leaving_no_word_of_a_visit_is_allowed_anywhere():
    for allowed in budget.read().allowances:
        if allowed.script or Way.THEN_BACK not in allowed.ways:
            assert allowed.canaries == {}
        if allowed.script and set(allowed.ways) & set(LEFT):
            assert set(allowed.numbers) <= {"history", "cache"}


def test_an_entry_without_a_reason_is_refused(tmp_path: Path):
    said = yaml.safe_load(budget.FILE.read_text(encoding="utf-8"))
    said["allowed"][0]["numbers"]["history"]["why"] = ""
    (tmp_path / "budget.yaml").write_text(yaml.safe_dump(said), encoding="utf-8")
    with pytest.raises(ValueError, match="history has no reason"):
        budget.read(tmp_path / "budget.yaml")


def test_each_defence_that_is_switched_off_is_one_that_there_is():
    weakened = Path(defences.__file__).with_name("weakened.py").read_text(encoding="utf-8")
    assert {off.application for off in defences.ALL} == set(
        re.findall(r"^(\w+) = _changed", weakened, re.MULTILINE)
    )


def test_the_audit_measures_what_a_visit_leaves():
    assert ["tests.traces.all"] in PROGRAMS.values()
