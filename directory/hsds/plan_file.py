"""A plan of an import as a file: what would be done, step by step, until somebody confirms that very plan.

The file is readable to this account only. What must be sealed is in it sealed (S5). It goes when it was
carried out, and when it is too old.
"""

import json
import os
import sqlite3
import uuid
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

import msgspec

from directory.hsds.diff import Action, Field
from directory.hsds.incoming import REASONS, WORDS
from directory.hsds.shapes import Document

_TABLES: Final = (
    "PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; PRAGMA cache_size = -16384;"
    "CREATE TABLE about (name TEXT PRIMARY KEY, value BLOB);"
    "CREATE TABLE step (n INTEGER PRIMARY KEY, action TEXT, id TEXT, name TEXT, before TEXT, document BLOB,"
    " sealed BLOB, fields BLOB);"
    "CREATE TABLE refused (file TEXT, row INTEGER, field TEXT, outcome TEXT, code TEXT);"
)
_WORDS_OF: Final[dict[str, str]] = {
    **{one.value: words for one, words in WORDS.items()},
    **{one.value: words for one, words in REASONS.items()},
}


class NoPlan(Exception):
    """There is no such plan: it was carried out, it grew too old, or it was made elsewhere."""


@dataclass(frozen=True, slots=True)
class Step:
    """What is done with one listing. `before` is the digest of what the directory holds now."""

    action: Action
    id: str
    name: str
    before: str = ""
    document: Document | None = None
    sealed: list[tuple[str, str, str]] = field(default_factory=list)  # part, its id, sealed text
    fields: list[Field] = field(default_factory=list)


class PlanFile:
    """The steps of a plan, in the order of the file that was read."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.base = sqlite3.connect(path, isolation_level=None)
        self._waiting: list[tuple[Any, ...]] = []
        self._lines: list[tuple[Any, ...]] = []

    @classmethod
    def make(cls, folder: Path) -> "PlanFile":
        """Make an empty plan in a folder."""
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        path = folder / f"{uuid.uuid4().hex}.making"
        os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
        plan = cls(path)
        plan.base.executescript(_TABLES)
        return plan

    @classmethod
    def open(cls, path: Path) -> "PlanFile":
        """Open a plan that was made. Raises: NoPlan."""
        if not path.is_file():
            raise NoPlan("this plan is not here any more")
        return cls(path)

    def add(self, step: Step) -> None:
        """Put a step in."""
        self._waiting.append(
            (
                step.action.value, step.id, step.name, step.before,
                msgspec.json.encode(step.document) if step.document is not None else None,
                msgspec.json.encode(step.sealed) if step.sealed else None,
                msgspec.json.encode(step.fields) if step.fields else None,
            )
        )  # fmt: skip
        if len(self._waiting) >= 500:
            self.flush()

    def tell(self, line: tuple[str, int, str, str, str]) -> None:
        """Keep a line of the report: a repair or a refusal, without any value of the file.

        It has no words: those of its code are put to it when it is read.
        """
        self._lines.append(line)
        if len(self._lines) >= 2000:
            self.flush()

    def flush(self) -> None:
        """Write what waits."""
        self.base.execute("BEGIN")
        self.base.executemany(
            "INSERT INTO step (action, id, name, before, document, sealed, fields)"
            " VALUES (?, ?, ?, ?, ?, ?, ?)",
            self._waiting,
        )
        self.base.executemany(
            "INSERT INTO refused (file, row, field, outcome, code) VALUES (?, ?, ?, ?, ?)", self._lines
        )
        self.base.execute("COMMIT")
        self._waiting, self._lines = [], []

    def seal(self, about: dict[str, Any], path: Path) -> None:
        """Close the making of a plan: from now on it is known under its digest."""
        self.flush()
        self.base.executemany(
            "INSERT INTO about VALUES (?, ?)",
            [(name, msgspec.json.encode(value)) for name, value in about.items()],
        )
        os.replace(self.path, path)
        self.path = path

    def about(self) -> dict[str, Any]:
        """Return what the plan says of itself. Raises: NoPlan."""
        try:
            rows = self.base.execute("SELECT name, value FROM about").fetchall()
        except sqlite3.DatabaseError as error:
            raise NoPlan("this is no plan") from error
        return {name: msgspec.json.decode(value) for name, value in rows}

    def steps(self, *actions: Action, limit: int = -1, offset: int = 0) -> Iterator[Step]:
        """Yield the steps of these actions, in their order."""
        rows = self.base.execute(
            "SELECT action, id, name, before, document, sealed, fields FROM step"
            " WHERE action IN (SELECT value FROM json_each(?)) ORDER BY n LIMIT ? OFFSET ?",
            (json.dumps([action.value for action in actions]), limit, offset),
        )
        for row in rows:
            yield _step(row)

    def lines(
        self, *, outcome: str = "", limit: int = -1, offset: int = 0
    ) -> Iterator[tuple[str, int, str, str, str, str]]:
        """Yield the lines of the report, or those of one outcome: file, row, field, outcome, code, words."""
        rows = self.base.execute(
            "SELECT file, row, field, outcome, code FROM refused WHERE ? IN ('', outcome)"
            " ORDER BY rowid LIMIT ? OFFSET ?",
            (outcome, limit, offset),
        )
        for file, row, field_of_it, told, code in rows:
            yield file, row, field_of_it, told, code, _words(code)

    def close(self, *, remove: bool = False) -> None:
        """Let the file go, for good where it was carried out."""
        self.base.close()
        if remove:
            self.path.unlink(missing_ok=True)


def _words(code: str) -> str:
    return _WORDS_OF.get(code, "")


def _step(row: tuple[Any, ...]) -> Step:
    action, own, name, before, document, sealed, fields = row
    return Step(
        Action(action), own, name, before,
        msgspec.json.decode(document) if document else None,
        msgspec.json.decode(sealed, type=list[tuple[str, str, str]]) if sealed else [],
        msgspec.json.decode(fields, type=list[Field]) if fields else [],
    )  # fmt: skip
