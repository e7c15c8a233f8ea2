"""Each variable that the site reads is explained in docs/settings.md, and nothing else is."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
READERS = sorted((*(ROOT / "config").rglob("*.py"), *(ROOT / "tests" / "running").rglob("*.py")))
# Not ours to explain: they belong to Django, Python and the shell.
OTHERS = {"DJANGO_SETTINGS_MODULE", "PATH", "DEBIAN_FRONTEND"}
OURS = re.compile(r"\b(?:WAYPOST_[A-Z0-9_]*[A-Z0-9]|DATABASE_URL|PORT)\b")


def variables(path: Path) -> Iterator[str]:
    """Yield the variables that a file reads through `env` or `os.environ`."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        match node:
            case ast.Call(func=ast.Attribute(value=source), args=[ast.Constant(value=str(name)), *_]):
                if is_environment(source):
                    yield name
            case ast.Subscript(value=source, slice=ast.Constant(value=str(name))):
                if is_environment(source):
                    yield name


def is_environment(node: ast.expr) -> bool:
    return ast.unparse(node) in {"env", "os.environ"}


def read_anywhere() -> set[str]:
    return {name for path in READERS for name in variables(path)} - OTHERS


def explained() -> set[str]:
    return set(OURS.findall((ROOT / "docs" / "settings.md").read_text(encoding="utf-8")))


def test_the_reading_finds_variables():
    assert {"DATABASE_URL", "WAYPOST_EXIT_URL", "PORT", "WAYPOST_CHROMIUM"} <= read_anywhere()


def test_every_variable_that_is_read_is_explained():
    assert read_anywhere() - explained() == set()


def test_every_variable_that_is_explained_is_read():
    twins = {f"{name}_FILE" for name in read_anywhere()}
    assert explained() - read_anywhere() - twins == set()


@pytest.mark.parametrize(
    "path", sorted((ROOT / "config" / "settings").glob("*.py")), ids=lambda path: path.name
)
def test_settings_read_the_environment_through_env_alone(path):
    reads = [
        line
        for line in path.read_text(encoding="utf-8").splitlines()
        if "os.environ" in line and "setdefault" not in line
    ]
    assert reads == []
