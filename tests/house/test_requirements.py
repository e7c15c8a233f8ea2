"""What is installed is pinned by hash, names nobody's server, and is the same for site and tests."""

import re
from pathlib import Path

import pytest

FOLDER = Path(__file__).resolve().parents[2] / "requirements"
LOCKED = sorted(FOLDER.glob("*.txt"))
PIN = re.compile(r"^(?P<name>[a-z0-9][a-z0-9._-]*)(?:\[[^\]]+\])?==(?P<version>[^\s;\\]+)", re.IGNORECASE)


def blocks(path: Path) -> list[str]:
    """Return each requirement with the lines that belong to it."""
    lines = [
        line for line in path.read_text(encoding="utf-8").splitlines() if not line.lstrip().startswith("#")
    ]
    return [block for block in re.split(r"\n(?=\S)", "\n".join(lines)) if block.strip()]


def pins(path: Path) -> dict[str, str]:
    found = (PIN.match(block) for block in blocks(path))
    return {match["name"].lower(): match["version"] for match in found if match}


def test_there_is_a_locked_file_for_the_site_and_for_its_tests():
    assert {path.name for path in LOCKED} >= {"base.txt", "test.txt"}


def loose(path: Path) -> list[str]:
    """Return what is not pinned to a version with a hash."""
    return [
        block.splitlines()[0]
        for block in blocks(path)
        if not PIN.match(block) or "--hash=sha256:" not in block
    ]


@pytest.mark.parametrize("path", LOCKED, ids=lambda path: path.name)
def test_every_requirement_is_pinned_with_a_hash(path):
    assert loose(path) == []


def test_one_package_without_its_hash_is_noticed(tmp_path):
    whole = (FOLDER / "base.txt").read_text(encoding="utf-8")
    without = re.sub(r"(?m)^(nh3==\S+) \\\n(?: +--hash=\S+(?: \\)?\n)+", r"\1\n", whole)
    (tmp_path / "base.txt").write_text(without, encoding="utf-8")
    assert [line.partition("=")[0] for line in loose(tmp_path / "base.txt")] == ["nh3"]


@pytest.mark.parametrize("path", sorted(FOLDER.iterdir()), ids=lambda path: path.name)
def test_no_requirement_names_a_server_or_a_folder(path):
    said = path.read_text(encoding="utf-8")
    assert [
        word for word in ("://", "--index", "--extra-index", "--find-links", "file:", "@ ") if word in said
    ] == []


def test_the_tests_run_on_the_versions_that_the_site_runs_on():
    base, test = pins(FOLDER / "base.txt"), pins(FOLDER / "test.txt")
    assert {name: test.get(name) for name in base} == base
