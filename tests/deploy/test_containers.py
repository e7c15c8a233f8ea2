"""The container files, read as far as that goes without an engine: they say that nobody ran them, and what
they start is what the units start.
"""

import json
import re
import shlex
from pathlib import Path

import pytest
import yaml

from deploy.installing import units
from deploy.installing.layout import Installation
from deploy.installing.releases import NOT_OURS

FOLDER = Path(__file__).resolve().parents[2] / "deploy" / "container"
IMAGE = (FOLDER / "Containerfile").read_text(encoding="utf-8")
COMPOSE = yaml.safe_load((FOLDER / "compose.yml").read_text(encoding="utf-8"))
SITE = ("public-1", "public-2", "desk-1", "owner")
KNOWN = {"FROM", "RUN", "WORKDIR", "COPY", "USER", "ENV", "EXPOSE", "CMD"}


def instructions() -> list[tuple[str, str]]:
    """Return each instruction with its words, continued lines joined."""
    text = re.sub(r"\\\n\s*", " ", re.sub(r"^#.*\n", "", IMAGE, flags=re.MULTILINE))
    return [tuple(line.split(" ", 1)) for line in text.splitlines() if line]  # type: ignore[misc]


@pytest.mark.parametrize("name", ["Containerfile", "compose.yml"])
def test_a_container_file_says_first_that_nobody_ran_it(name: str) -> None:
    assert (FOLDER / name).read_text(encoding="utf-8").startswith("# Untested:")


def test_every_line_of_the_image_is_an_instruction() -> None:
    assert {word for word, _rest in instructions()} <= KNOWN
    for word, rest in instructions():
        if word == "RUN":
            assert shlex.split(rest)


def test_the_image_starts_what_the_unit_starts_and_not_as_root() -> None:
    made = json.loads(dict(instructions())["CMD"])
    file = next(
        f for f in units.files(Installation(host="a.example")) if f.path.name == "waypost-public@.service"
    )
    unit = units.unit(file.text, instance="1").command
    here = {"--uds", "--uds-permissions", "--respawn-interval", "--workers-kill-timeout", "--host", "--port"}

    def options(words: list[str]) -> set[str]:
        return {word for word in words if word.startswith("--")} - here

    assert options(made) == options(unit)
    assert made[made.index("--blocking-threads") + 1] == "1"
    assert dict(instructions())["USER"] == "waypost"


def test_what_is_let_go_of_in_memory_is_overwritten_as_under_the_units() -> None:
    files = {file.path.name: file.text for file in units.files(Installation(host="a.example"))}
    door = units.unit(files["waypost-public@.service"], instance="1").environment
    assert door.keys() >= {"GLIBC_TUNABLES", "_RJEM_MALLOC_CONF"}
    assert dict(word.split("=", 1) for word in dict(instructions())["ENV"].split()).items() >= door.items()
    web = units.unit(files["waypost-nginx.service"]).environment
    assert web == COMPOSE["services"]["nginx"]["environment"] == {"GLIBC_TUNABLES": door["GLIBC_TUNABLES"]}


def test_an_image_holds_no_history_and_nothing_that_was_made_here() -> None:
    left_out = (FOLDER.parents[1] / ".dockerignore").read_text(encoding="utf-8").splitlines()
    assert {name.removeprefix("**/") for name in left_out} >= NOT_OURS


def test_nothing_in_the_compose_file_is_named_that_is_not_there() -> None:
    for name, service in COMPOSE["services"].items():
        assert set(service.get("secrets", [])) <= set(COMPOSE["secrets"]), name
        assert set(service.get("networks", [])) <= set(COMPOSE["networks"]), name
        assert set(service.get("depends_on", [])) <= set(COMPOSE["services"]), name
        named = {volume.split(":")[0] for volume in service.get("volumes", []) if not volume.startswith(".")}
        assert named <= set(COMPOSE["volumes"]), name
        files = re.findall(r"/run/secrets/(\w+)", json.dumps(service.get("environment", {})))
        assert set(files) == set(service.get("secrets", [])), name


@pytest.mark.parametrize("name", SITE)
def test_a_container_of_the_site_may_do_little(name: str) -> None:
    service = COMPOSE["services"][name]
    assert service["read_only"] is True
    assert service["cap_drop"] == ["ALL"]
    assert "no-new-privileges:true" in service["security_opt"]


def test_the_public_doors_reach_nothing_outside_and_know_no_secret_of_the_desk() -> None:
    for name in ("public-1", "public-2"):
        service = COMPOSE["services"][name]
        assert all(COMPOSE["networks"][network]["internal"] for network in service["networks"])
        assert not [secret for secret in service["secrets"] if secret.startswith(("desk", "owner"))]
        assert service["environment"]["WAYPOST_DOORS"] == "public"


def test_the_keys_are_archived_nowhere_in_containers_either() -> None:
    words = COMPOSE["services"]["keys"]["command"]
    assert {"wal_level=minimal", "max_wal_senders=0", "archive_mode=off"} <= set(words)


def test_nobody_keeps_what_nginx_says() -> None:
    assert COMPOSE["services"]["nginx"]["logging"]["driver"] == "none"
