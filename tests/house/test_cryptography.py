"""Who uses ciphers, keyed digests and chance is written down: where to look when any of them grows weak."""

import ast
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
ROOMS = ("config", "safety", "staff", "directory", "referral", "deploy")
FILES = sorted(path for room in ROOMS for path in (ROOT / room).rglob("*.py"))
# What each is for: docs/defences.md, Keys and ciphers.
CIPHERS = {
    "safety/seal.py",  # AES-256-GCM and HKDF: all that is sealed
    "safety/codes.py",  # Argon2id: a visitor's code
    "safety/health_machine.py",  # reads the end of a certificate
    "staff/second_factor.py",  # Fernet, for factors of an earlier version
}
KEYED_DIGESTS = {
    "directory/planning.py",  # that a plan on disk is ours
    "deploy/installing/clusters.py",  # SCRAM, as PostgreSQL has it
}
FROM_THE_SYSTEM = {"SystemRandom"}  # of `random`; everything else in it can be foretold


def named(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


@cache
def imports(path: Path) -> frozenset[str]:
    """Return the outermost names of what a file imports."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {one.name.partition(".")[0] for one in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found.add(node.module.partition(".")[0])
    return frozenset(found)


def foretellable(text: str) -> set[str]:
    """Return what a file takes from `random` that somebody could foretell."""
    used = set()
    for node in ast.walk(ast.parse(text)):
        match node:
            case ast.Attribute(value=ast.Name(id="random"), attr=name):
                used.add(name)
            case ast.ImportFrom(module="random", names=names):
                used |= {one.name for one in names}
    return used - FROM_THE_SYSTEM


def test_only_the_files_of_the_list_know_a_cipher():
    used = {named(path) for path in FILES if imports(path) & {"cryptography", "argon2", "nacl", "Crypto"}}
    assert used == CIPHERS


def test_only_the_files_of_the_list_make_keyed_digests_by_hand():
    assert {named(path) for path in FILES if "hmac" in imports(path)} == KEYED_DIGESTS


def test_no_chance_that_somebody_could_foretell():
    takers = [path for path in FILES if "random" in imports(path)]
    found = {named(path): foretellable(path.read_text(encoding="utf-8")) for path in takers}
    assert {name: used for name, used in found.items() if used} == {}


@pytest.mark.parametrize(
    "line", ["random.choice('abc')", "random.random()", "random.Random(1)", "from random import choice"]
)
def test_such_a_chance_would_be_seen(line):
    assert foretellable(f"import random\n{line}\n")
