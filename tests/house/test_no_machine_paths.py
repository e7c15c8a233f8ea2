"""The tree says nothing about the machine or the network that it was made on."""

import os
import re
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
NOT_OURS = {".git", ".venv", "var", "__pycache__", ".hypothesis"}
# Built from parts, so that this file does not hold what it looks for.
HOMES = "|".join(("ro" + "ot", "ho" + "me", "wo" + "rk", "Us" + "ers", "m" + "nt"))
A_MACHINE_PATH = re.compile(rf"(?<![\w./:#?=&%~}})*-])/(?:{HOMES})/[\w.]")
REGISTRIES = tuple(
    ".".join(parts)
    for parts in (
        ("pypi", "org"),
        ("files", "python" + "hosted", "org"),
        ("registry", "npmjs", "org"),
        ("registry", "yarnpkg", "com"),
        ("deb", "debian", "org"),
        ("index", "crates", "io"),
    )
)
AN_INDEX = re.compile(r"https?://[^\s\"'<>]+/sim" + r"ple\b")


def texts() -> Iterator[tuple[Path, str]]:
    """Yield every text file of the tree, but not what Git leaves out."""
    for folder, folders, files in os.walk(ROOT):
        folders[:] = [name for name in folders if name not in NOT_OURS and not name.endswith("_cache")]
        for name in files:
            path = Path(folder, name)
            try:
                yield path.relative_to(ROOT), path.read_text(encoding="utf-8")
            except UnicodeDecodeError:
                continue  # a picture


def lines_with(pattern: re.Pattern[str]) -> list[str]:
    return [
        f"{path}:{number}"
        for path, text in texts()
        if pattern.search(text)
        for number, line in enumerate(text.splitlines(), 1)
        if pattern.search(line)
    ]


def test_no_file_holds_a_path_of_somebodys_machine():
    assert lines_with(A_MACHINE_PATH) == []


def test_no_file_names_a_package_registry():
    assert lines_with(re.compile("|".join(map(re.escape, REGISTRIES)))) == []


def test_no_file_names_a_package_index():
    assert lines_with(AN_INDEX) == []
