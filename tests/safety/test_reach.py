"""What a process can reach, and which database answers in it."""

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as project

from config.routers import Keys
from directory.models.service import Service
from safety import reach, writable
from safety.checks import what_is_not_offered
from safety.models import DataKey

APART = {"default": {}, "keys": {}}
WITH_PRIMARY = {**APART, "primary": {}}


@pytest.fixture
def given(settings: Any, monkeypatch: pytest.MonkeyPatch):
    """Have this process look as if it was given these databases, and a copy to read."""
    reach.forget()

    def give(databases: dict[str, Any], *, copy: bool = True) -> None:
        settings.WAYPOST_READS_APART = copy
        monkeypatch.setattr(reach, "connections", databases)

    yield give
    reach.forget()


@pytest.mark.parametrize(
    ("databases", "copy", "writes", "seals"),
    [
        (APART, False, True, True),
        ({"default": {}}, False, True, False),
        (WITH_PRIMARY, True, True, True),
        (APART, True, False, False),
        ({"default": {}, "primary": {}}, True, True, False),
    ],
)
@pytest.mark.promise("S13")
def test_what_a_process_was_not_given_it_cannot_do(given, databases, copy, writes, seals):
    given(databases, copy=copy)
    assert (reach.can_write(), reach.can_seal()) == (writes, seals)


def test_pages_are_read_from_the_copy_and_what_is_written_stands_on_the_primary(given):
    given(WITH_PRIMARY)
    router = Keys()
    assert (router.db_for_read(Service), router.db_for_write(Service), reach.asked()) == (
        None,
        "primary",
        "default",
    )
    with reach.on_primary() as name:
        assert (name, router.db_for_read(Service), reach.asked()) == ("primary", "primary", "primary")
    assert router.db_for_read(Service) is None
    assert router.db_for_read(DataKey) == router.db_for_write(DataKey) == "keys"


def test_without_a_copy_everything_is_asked_of_the_one_database(given):
    given(APART, copy=False)
    with reach.on_primary() as name:
        assert (name, Keys().db_for_read(Service), Keys().db_for_write(Service)) == ("default",) * 3


def test_a_process_without_a_route_is_refused_a_write_before_any_database_is_asked(given):
    given(APART)
    with pytest.raises(reach.NoRoute):
        Keys().db_for_write(Service)
    with pytest.raises(reach.NoRoute), reach.on_primary():
        pass
    assert not reach.is_open()


@pytest.mark.promise("S13")
def test_whether_the_primary_takes_writes_is_looked_at_once_a_second(given, monkeypatch: pytest.MonkeyPatch):
    given(WITH_PRIMARY)
    answers = [True, False, True]
    monkeypatch.setattr(writable, "takes_writes", lambda alias: answers.pop(0))
    seen = [reach.is_open(clock=lambda now=now: now) for now in (0.0, 0.9, 1.1, 2.0, 2.2)]
    assert seen == [True, True, False, False, True]
    assert answers == []


def test_what_a_production_process_does_not_offer_is_said(given, settings: Any):
    settings.WAYPOST_PRODUCTION, settings.WAYPOST_DOORS = True, "public"
    said = []
    for databases in (WITH_PRIMARY, {"default": {}, "primary": {}}, APART):
        given(databases)
        said.append([fault.id for fault in what_is_not_offered(None)])
    assert said == [[], ["safety.W002"], ["safety.W001"]]


# --- what the environment makes of it ---

SHOWN = (
    "from django.conf import settings as s;"
    "print(*(f'{a}={d[\"NAME\"]}' for a, d in sorted(s.DATABASES.items())), s.WAYPOST_READS_APART)"
)


def started(**given: str) -> str:
    """Return the databases of a process in the tests' settings that is given these variables alone."""
    around = {name: value for name, value in os.environ.items() if not name.endswith(("_URL", "_DOORS"))}
    done = subprocess.run(
        [sys.executable, "-c", SHOWN], cwd=project.BASE_DIR, capture_output=True, text=True,
        env={**around, "DJANGO_SETTINGS_MODULE": "config.settings.test", **given},
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


def test_a_public_process_with_a_copy_has_what_it_is_given_and_no_stand_in(tmp_path: Path):
    copy, main = (f"sqlite:///{tmp_path}/{name}" for name in ("copy", "main"))
    public = {"WAYPOST_DOORS": "public", "WAYPOST_READ_URL": copy}
    assert started(**public) == f"default={tmp_path}/copy True"
    assert started(**public, DATABASE_URL=main) == f"default={tmp_path}/copy primary={tmp_path}/main True"
    both = started(WAYPOST_DOORS="both", WAYPOST_READ_URL=copy, DATABASE_URL=main)
    assert both.startswith(f"default={tmp_path}/main keys=")
    assert both.endswith(" False")
