"""What the timers of deploy/ start is there: the unit beside each timer, and the command in it."""

import configparser
import shlex
from pathlib import Path

import pytest
from django.core.management import get_commands, load_command_class

from deploy.backups import taking

UNITS = Path(__file__).resolve().parents[2] / "deploy" / "systemd"
SERVICES = sorted(UNITS.glob("*.service"))
A_COMMAND = "manage.py"
TIMERS = sorted(UNITS.glob("*.timer"))


def read(path: Path) -> configparser.ConfigParser:
    unit = configparser.ConfigParser(interpolation=None, delimiters=("=",), comment_prefixes=("#",))
    unit.optionxform = str  # type: ignore[assignment]
    unit.read_string(path.read_text(encoding="utf-8"))
    return unit


def test_every_timer_has_its_service_and_every_service_its_timer():
    assert {path.stem for path in TIMERS} == {path.stem for path in SERVICES}
    assert "waypost-purge" in {path.stem for path in TIMERS}


@pytest.mark.parametrize("path", TIMERS, ids=lambda path: path.name)
def test_a_timer_makes_up_for_a_time_when_the_machine_was_off(path):
    unit = read(path)
    assert unit["Timer"]["Persistent"] == "yes"
    assert unit["Install"]["WantedBy"] == "timers.target"


def started(path: Path) -> list[str]:
    return shlex.split(read(path)["Service"]["ExecStart"])


COMMANDS = [path for path in SERVICES if A_COMMAND in started(path)]


@pytest.mark.parametrize("path", COMMANDS, ids=lambda path: path.name)
def test_a_service_starts_a_command_that_exists_with_options_that_it_takes(path):
    _python, _manage, name, *words = started(path)
    commands = get_commands()
    assert name in commands
    load_command_class(commands[name], name).create_parser("manage.py", name).parse_args(words)


@pytest.mark.parametrize("name", ["dump", "base"])
def test_the_services_that_are_no_command_take_backups_with_words_that_are_taken(name):
    found = {words[1]: words for words in map(started, set(SERVICES) - set(COMMANDS))}
    assert found.keys() == {"dump", "base"}
    program, *words = found[name]
    assert program == "/srv/waypost/deploy/backup"
    assert (UNITS.parent / "backup").stat().st_mode & 0o111
    taken = taking.parser().parse_args(words)
    assert taken.todo is getattr(taking, name)
    assert taken.key.name == "backup-key.pub"
