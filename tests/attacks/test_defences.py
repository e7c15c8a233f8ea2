"""The table of attacks: whole, true, and able to find a defence that nothing would miss. A few rows of it are
gone through here; all of them in `make audit`.
"""

import ast
import re
from contextlib import ExitStack
from pathlib import Path
from typing import Final

import pytest

from tests.attacks import off
from tests.attacks.defences import ATTACKS
from tests.attacks.switches import Attack, answers, put

ATTACKERS: Final = {
    "another site probes", "somebody guesses codes", "somebody floods",
    "somebody steals, fixes or keeps a session",
    "somebody edits a listing to their own number", "somebody uploads a hostile import",
    "somebody sends hostile text", "a colleague reads cases that are not theirs",
    "an administrator tries what is not theirs",
}  # fmt: skip
# They need neither a database nor a browser, so that they are gone through in seconds.
HERE: Final = (
    "what counts callers is bounded", "who has many addresses shuts nobody out",
    "a zip is counted before it is unpacked", "no cell goes out as a formula",
)  # fmt: skip


def functions(file: str) -> set[str]:
    tree = ast.parse((off.ROOT / file).read_text(encoding="utf-8"))
    return {node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)}


def test_every_attacker_has_several_defences() -> None:
    assert {attack.attacker for attack in ATTACKS} == ATTACKERS
    assert all(sum(one.attacker == who for one in ATTACKS) >= 5 for who in ATTACKERS)
    assert len({attack.defence for attack in ATTACKS}) == len(ATTACKS)


@pytest.mark.parametrize("attack", ATTACKS, ids=lambda attack: attack.defence)
def test_the_test_of_an_attack_exists_and_the_threat_model_names_it(attack: Attack) -> None:
    assert attack.function in functions(attack.file)
    assert f"{attack.file}::{attack.function}" in Path(off.ROOT, "docs/threat-model.md").read_text(
        encoding="utf-8"
    )
    assert attack.says


@pytest.mark.parametrize("attack", ATTACKS, ids=lambda attack: attack.defence)
def test_what_is_switched_off_is_there_to_be_switched_off(attack: Attack) -> None:
    with ExitStack() as after, pytest.MonkeyPatch.context() as patch:
        attack.off(patch, after)  # a name that is not there any more raises


def test_a_few_defences_that_are_switched_off_are_missed() -> None:
    chosen = [attack for attack in ATTACKS if attack.defence in HERE]
    found = off.found_off(chosen)
    assert len(chosen) == len(HERE)
    for attack in chosen:
        missed, line = off.shown(attack, found.get(attack.defence, []))
        assert missed, f"{attack.defence}: {line}"
        assert re.match(r"test_\w+\.py:\d+: ", line)


def test_a_defence_that_nothing_misses_is_told() -> None:
    unmissed = Attack("x", "x", put("x.y", 1), "tests/x.py::test_x", "other words")
    assert off.shown(unmissed, []) == (False, "the test did not run")
    said = {"failed": True, "as_expected": False, "line": "some line"}
    assert off.shown(unmissed, [said])[1].startswith("failed for another reason")
    assert not off.shown(unmissed, [{**said, "failed": False}])[0]
    assert off.report([unmissed], {}) == ["x"]
    with pytest.raises(AttributeError), pytest.MonkeyPatch.context() as patch, ExitStack() as after:
        answers("safety.doors.no_such_defence")(patch, after)
