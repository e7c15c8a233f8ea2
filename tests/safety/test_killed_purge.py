"""A purge may be killed anywhere: nothing is left half readable, and the next one finishes the work, once."""

import json
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest
from django.db import connection

from tests.safety import own_databases
from tests.safety.canary_case import CLOSED, WORDS
from tests.safety.own_databases import environment, run, running

pytestmark = [pytest.mark.django_db(databases=["default", "keys"]), pytest.mark.promise("S7")]
CASES = 2  # that are due, beside one handover
CLEANING = {"sqlite": "_sqlite", "postgresql": "_vacuumed"}
# The purge takes the cases first, then the handover; a case's transaction writes record and figures too.
PLACES = [
    ("safety.keys.destroy_many", 1, "before"),
    ("safety.keys.destroy_many", 1, "after"),
    ("staff.audit.record", 1, "before"),
    ("staff.audit.record", 1, "after"),
    ("referral.figures.closed", 1, "after"),
    ("referral.models.case.Case.delete", 1, "before"),
    ("referral.models.case.Case.delete", 1, "after"),
    ("safety.purging._count", 1, "after"),
    ("safety.purging._destroyed", 1, "after"),
    ("safety.keys.destroy_many", 2, "before"),
    ("safety.keys.destroy_many", 2, "after"),
    ("safety.purging._count", 2, "after"),
    ("safety.purging._destroyed", 2, "after"),
    ("safety.purging.sweep", 1, "before"),
    ("safety.purging.sweep", 1, "after"),
    ("safety.cleaning.CLEANING", 1, "before"),
    ("safety.cleaning.CLEANING", 1, "after"),
    ("safety.cleaning.CLEANING", 2, "after"),
]


@pytest.fixture
def databases(tmp_path: Path) -> Iterator[dict[str, str]]:
    """The environment of two databases that only this test has."""
    with ExitStack() as servers:
        if connection.vendor == "sqlite":
            data, keys = (
                own_databases.copied_sqlite(alias, tmp_path / f"{alias}.sqlite3")
                for alias in ("default", "keys")
            )
        else:
            server = servers.enter_context(running(("waypost", "waypost_keys")))
            own_databases.copied_postgresql("default", server, "waypost")
            own_databases.copied_postgresql("keys", server, "waypost_keys")
            data, keys = server.url("waypost"), server.url("waypost_keys")
        yield environment(data=data, keys=keys, folder=tmp_path)


def named(place: tuple[str, int, str]) -> str:
    return f"{place[2]} call {place[1]} of {place[0]}"


def wrong(told: dict[str, Any]) -> Iterator[str]:
    """Yield what must not be after a kill, nor after the purge that follows it."""
    left, then = told["left"], told["then"]
    if told["ended"] != "killed" or told["again"] != "came to its end":
        yield f"the purge {told['ended']}, and the next one {told['again']}"
    read = set(left["canaries"])
    if read - {CLOSED} not in (set(), set(WORDS) - {CLOSED}):
        yield f"half of a case can be read: {left['canaries']}"
    gone, readable = left["case_rows"] == 0, (CLOSED in read) + bool(read - {CLOSED})
    if left["recorded"] != left["cases"] or (gone and left["cases"] != CASES) or not left["whole"]:
        yield "the record does not say what happened"
    if readable + left["cases"] > CASES:
        yield "the rows went before the key"
    if then != {
        "whole": True, "rows": 0, "case_rows": 0, "keys": 0, "canaries": [], "outer": False, "inner": False,
        "recorded": CASES, "cases": CASES, "handovers": 1,
    }:  # fmt: skip
        yield f"the next purge left {then}"


def test_a_purge_that_is_killed_anywhere_leaves_nothing_half_done(databases, tmp_path):
    places = [
        (verb.replace("CLEANING", CLEANING[connection.vendor]), count, when) for verb, count, when in PLACES
    ]
    listed = tmp_path / "places.json"
    listed.write_text(json.dumps(places))
    told = json.loads(run(databases, "tests/safety/killed_purge.py", listed))
    found = {named(place): list(wrong(one)) for place, one in zip(places, told, strict=True)}
    assert {place: faults for place, faults in found.items() if faults} == {}
    unread = sum(not one["left"]["canaries"] for one in told)
    print(f"proof: killed at {len(told)} places, unreadable at once at {unread}, whole before at the others")
