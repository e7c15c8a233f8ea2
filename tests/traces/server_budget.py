"""The budget of what a visit may leave on the server, and what was found beyond it."""

from collections.abc import Iterable
from pathlib import Path
from typing import Any, Final

import yaml

from tests.traces.memory import Held

FILE: Final = Path(__file__).resolve().parents[2] / "docs" / "server-trace-budget.yaml"


def budget() -> dict[str, Any]:
    """Return the budget as it is written down."""
    return dict(yaml.safe_load(FILE.read_text(encoding="utf-8")))


def beyond(found: Iterable[Held], kept: list[dict[str, Any]]) -> list[str]:
    """Return what was found in memory and stands in no line of the budget."""
    return [str(one) for one in found if not any(_is_of(one, line) for line in kept)]


def _is_of(one: Held, line: dict[str, Any]) -> bool:
    where = (line["where"], line["process"], line["part"])
    few = one.times <= line.get("most", one.times)
    return few and one.what in line["what"] and where == ("memory", one.process.partition("@")[0], one.where)
