"""The search of a whole device for words that must not be there, however they were written.

Each file is looked at as it lies on the disk, without the zero bytes between the letters of UTF-16, with the
escapes of addresses and forms undone, unfolded as far as it can be, and, where it is a database, row by row
with its write-ahead log. Names of files are searched as well. GNU grep then finds all words in one go.
"""

import base64
import os
import re
import shutil
import sqlite3
import subprocess
import tempfile
import urllib.parse
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Final

from tests.traces import unpacking

SQLITE: Final = b"SQLite format 3\0"
BESIDE: Final = ("-wal", "-shm", "-journal")
# What every way of writing leaves as it is; a word is looked for by its longest run of these.
PLAIN: Final = re.compile(r"[A-Za-z0-9 .,:;()?!_-]+")
OWN_SCRIPTS: Final = "startupCache"  # Firefox's own code, made ready: looked at as it lies, and not unfolded
SHORTEST: Final = 7
LARGEST: Final = 32 << 20
# Parts of a path that differ from run to run.
VARYING: Final = re.compile(
    r"[0-9A-F]{32,}|[0-9a-f]{16}(?=_)|\d{4,}|(?<=ce_)[\w=+-]+|[0-9a-f-]{36}|[0-9a-f]{8}(?=\.sqlite)"
)


def needle(text: str) -> str:
    """Return the part of a text by which it is found."""
    return max((run.strip() for run in PLAIN.findall(text)), key=len, default="")


def in_base64(text: str) -> list[str]:
    """Return how a text looks inside base64, at each of the three places where it may begin."""
    found = []
    for ahead in range(3):
        coded = base64.b64encode(b"\0" * ahead + text.encode()).decode().rstrip("=")
        found.append(coded[ahead and ahead + 1 : -1])
    return found


def placed(path: str) -> str:
    """Return the name of a place as it is in every run."""
    return VARYING.sub("#", path)


def search(folder: Path, words: Iterable[str]) -> dict[str, set[str]]:
    """Return each file of a folder in which a word was found, with the words."""
    by_needle: dict[str, str] = {}
    for word in words:
        run = needle(word)
        if len(run) >= SHORTEST:
            for form in (run, *in_base64(run)):
                by_needle[form.lower()] = word
    found: dict[str, set[str]] = {}
    with tempfile.TemporaryDirectory(prefix="waypost-search-") as scratch:
        names = _laid_out(folder, Path(scratch, "views"))
        for number, match in _matches(Path(scratch), sorted(by_needle)):
            found.setdefault(names[number], set()).add(by_needle[match])
    return found


def _matches(scratch: Path, needles: list[str]) -> Iterator[tuple[str, str]]:
    (scratch / "needles").write_text("\n".join(needles) + "\n", encoding="utf-8")
    done = subprocess.run(
        ["grep", "--text", "--ignore-case", "--only-matching", "--fixed-strings", "--recursive",
         f"--file={scratch / 'needles'}", "--null", "."],
        cwd=scratch / "views", capture_output=True, env={"LC_ALL": "C", "PATH": os.environ["PATH"]},
    )  # fmt: skip
    if done.returncode > 1:
        raise RuntimeError(f"the search failed: {done.stderr.decode()}")
    for line in done.stdout.splitlines():
        name, _, match = line.partition(b"\0")
        yield Path(name.decode()).name, match.decode().lower()


def _laid_out(folder: Path, views: Path) -> dict[str, str]:
    """Write every view of every file into a folder; return which file each is of."""
    views.mkdir()
    names: dict[str, str] = {}
    for at, path in enumerate(
        sorted(one for one in folder.rglob("*") if one.is_file() and not one.is_symlink())
    ):
        name = str(path.relative_to(folder))
        names[f"{at}"] = name
        with (views / str(at)).open("wb") as out:
            out.write(name.encode() + b"\n")
            for view in _views(path):
                out.write(view + b"\n")
    return names


def _views(path: Path) -> Iterator[bytes]:
    data = path.read_bytes()[:LARGEST]
    if not data:
        return
    for layer in (data, *(() if path.parent.name == OWN_SCRIPTS else unpacking.layers(data))):
        yield layer
        flat = layer.translate(None, b"\0")
        yield flat
        if b"%" in flat or b"+" in flat:
            yield urllib.parse.unquote_to_bytes(flat.replace(b"+", b" "))
    if data.startswith(SQLITE):
        yield from _rows(path)


def _rows(path: Path) -> Iterator[bytes]:
    """Yield every value of a database, with what its write-ahead log holds, each unfolded."""
    with tempfile.TemporaryDirectory(prefix="waypost-rows-") as scratch:
        copy = Path(scratch, "copy")
        for end in ("", *BESIDE):
            if (beside := path.with_name(path.name + end)).exists():
                shutil.copy(beside, copy.with_name(copy.name + end))
        with sqlite3.connect(copy) as database:
            database.text_factory = bytes
            for (table,) in _asked(database, "SELECT name FROM sqlite_master WHERE type = 'table'"):
                for row in _asked(database, f'SELECT * FROM "{table.decode()}"'):  # noqa: S608 - its own name
                    for value in row:
                        if isinstance(value, bytes):
                            yield value
                            yield from unpacking.layers(value, 1)
        database.close()


def _asked(database: sqlite3.Connection, question: str) -> list[tuple[bytes, ...]]:
    try:
        return database.execute(question).fetchall()
    except sqlite3.DatabaseError:
        return []  # a table of a module that this SQLite lacks; its bytes were searched as they lie
