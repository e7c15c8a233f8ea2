"""A part of pytest (`-p tests.attacks.switching`): runs each chosen test once for each of its defences, with
that defence off, and reports whether it failed as it should.
"""

import json
import os
from collections.abc import Iterable
from contextlib import ExitStack
from pathlib import Path
from typing import Final

import pytest
from _pytest.runner import runtestprotocol

from tests.attacks.switches import Attack

REPORT: Final = "WAYPOST_ATTACKS_REPORT"  # where the findings go, a line each
CHOSEN: Final = "WAYPOST_ATTACKS"  # the defences to switch off, by name
_LINE: Final = 300  # characters of an assertion that are told


def _chosen() -> list[Attack]:
    from tests.attacks.defences import ATTACKS

    names = set(json.loads(os.environ.get(CHOSEN, "[]")))
    return [one for one in ATTACKS if one.defence in names]


def _of(item: pytest.Item) -> list[Attack]:
    return [one for one in _chosen() if item.nodeid == one.test or item.nodeid.partition("[")[0] == one.test]


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_protocol(item: pytest.Item) -> bool | None:
    """Run one test with each of its defences off, in place of its ordinary run."""
    mine = _of(item)
    for attack in mine:
        with ExitStack() as after, pytest.MonkeyPatch.context() as patch:
            attack.switch(patch, after)
            # Up to the whole run: what a module made with the defence off must not stay for the next one.
            reports = runtestprotocol(item, log=False, nextitem=item.session)  # type: ignore[arg-type]
        _tell(attack, reports)
    return True if mine else None


def _tell(attack: Attack, reports: Iterable[pytest.TestReport]) -> None:
    failed = next((one for one in reports if one.failed), None)
    crash = getattr(getattr(failed, "longrepr", None), "reprcrash", None)
    words = crash.message if crash else str(getattr(failed, "longrepr", "") or "")
    where = f"{Path(crash.path).name}:{crash.lineno}" if crash else ""
    found = {
        "defence": attack.defence,
        "failed": failed is not None,
        "as_expected": failed is not None and attack.says in words,
        "line": f"{where}: {' '.join(words.split())[:_LINE]}" if failed else "the test passed all the same",
    }
    with open(os.environ[REPORT], "a", encoding="utf-8") as file:
        file.write(json.dumps(found) + "\n")
