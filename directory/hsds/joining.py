"""Rows of many tables put together into services, through a file of SQLite: memory stays bounded (no Django).

The file lies in a folder of its own that only this account can read, and goes when the import ends.
"""

import sqlite3
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, Final

import msgspec

from directory.hsds.incoming import Place
from directory.hsds.raw import Raw
from directory.hsds.shapes import ENTITIES, Child

CHUNK: Final = 400  # services that are put together at a time
UNSEEN, USED, REPAIRED, REFUSED = range(4)


class Join:
    """Rows by entity, and which of them a service was made of.

    Rows have numbers in the order in which they came, over all files; `state` says how each ended.
    """

    def __init__(self, path: Path) -> None:
        self.base = sqlite3.connect(path)
        self.base.executescript(
            "PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; PRAGMA cache_size = -32768;"
            "CREATE TABLE line"
            " (n INTEGER PRIMARY KEY, entity TEXT, id TEXT, file TEXT, row INTEGER, data BLOB);"
            "CREATE TABLE link (entity TEXT, via TEXT, parent TEXT, n INTEGER,"
            " PRIMARY KEY (entity, via, parent, n)) WITHOUT ROWID;"
        )
        self.state = bytearray(1)  # row 0 does not exist
        self.notes: dict[int, tuple[Any, ...]] = {}  # what was mended in a row before it was put together
        self._alike: dict[tuple[Any, ...], tuple[Any, ...]] = {}
        self._lines: list[tuple[Any, ...]] = []
        self._links: list[tuple[Any, ...]] = []

    def add(self, entity: str, row: dict[str, Any], place: Place) -> int:
        """Put a row in; return its number."""
        number = len(self.state)
        self.state.append(UNSEEN)
        self._lines.append(
            (number, entity, row.get("id", ""), place.file, place.row, msgspec.json.encode(row))
        )
        self._links += [(entity, via, row[via], number) for via in LINKS.get(entity, ()) if row.get(via)]
        if len(self._lines) >= 5000:
            self._write()
        return number

    def note(self, number: int, repairs: Iterable[Any]) -> None:
        """Keep the repairs of a row; rows that were mended alike share them."""
        kept = tuple(repairs)
        self.notes[number] = self._alike.setdefault(kept, kept)

    def ready(self) -> None:
        """Make the rows findable by their ids; the first row of an id is the one."""
        self._write()
        self.base.execute("CREATE INDEX line_id ON line (entity, id)")

    def twice(self) -> Iterator[tuple[int, str]]:
        """Yield the rows whose id stands in an earlier row of the same table."""
        yield from self.base.execute(
            "SELECT n, entity FROM line WHERE id != '' AND n NOT IN"
            " (SELECT min(n) FROM line WHERE id != '' GROUP BY entity, id)"
        )

    def count(self, entity: str) -> int:
        """Return how many rows an entity has."""
        return int(self.base.execute("SELECT count(*) FROM line WHERE entity = ?", (entity,)).fetchone()[0])

    def place(self, number: int) -> Place:
        """Return where a row stands."""
        file, row = self.base.execute("SELECT file, row FROM line WHERE n = ?", (number,)).fetchone()
        return Place(file, row)

    def services(self) -> Iterator[tuple[Raw, dict[str, int]]]:
        """Yield each service with everything below it, and the number of the row of each path."""
        last = 0
        while True:
            chunk = self.base.execute(
                "SELECT n, data FROM line WHERE entity = 'service' AND n > ? ORDER BY n LIMIT ?",
                (last, CHUNK),
            ).fetchall()
            if not chunk:
                return
            last = chunk[-1][0]
            yield from self._assembled([row for row in chunk if self.state[row[0]] != REFUSED])

    def _assembled(self, chunk: list[tuple[int, bytes]]) -> Iterator[tuple[Raw, dict[str, int]]]:
        tops = [_Node(msgspec.json.decode(data), "", {"": number}, number) for number, data in chunk]
        level: dict[str, list[_Node]] = {"service": tops}
        while level:
            below: dict[str, list[_Node]] = {}
            for entity, nodes in level.items():
                for child in ENTITIES[entity].children.values():
                    found = self._many(child, nodes, entity) if child.many else self._one(child, nodes)
                    below.setdefault(child.entity, []).extend(found)
            level = {entity: nodes for entity, nodes in below.items() if nodes}
        for top in tops:
            yield Raw(self.place(top.number), top.row), top.rows

    def _many(self, child: Child, nodes: list["_Node"], entity: str) -> list["_Node"]:
        wanted: dict[str, list[_Node]] = {}
        for node in nodes:
            if node.row.get("id"):
                wanted.setdefault(node.row["id"], []).append(node)
        made = []
        for parent, number, data in self._linked(child, wanted):
            if self.state[number] == REFUSED or not _links_here(child, data, entity):
                continue
            for node in wanted[parent]:
                made.append(node.add(child.key, msgspec.json.decode(data), number, many=True))
        return made

    def _one(self, child: Child, nodes: list["_Node"]) -> list["_Node"]:
        wanted: dict[str, list[_Node]] = {}
        for node in nodes:
            if node.row.get(child.via):
                wanted.setdefault(node.row[child.via], []).append(node)
        made = []
        for own, number, data in self._named(child.entity, wanted):
            if self.state[number] == REFUSED:
                continue
            for node in wanted[own]:
                made.append(node.add(child.key, msgspec.json.decode(data), number, many=False))
        return made

    def _linked(self, child: Child, wanted: dict[str, Any]) -> Iterator[tuple[str, int, bytes]]:
        yield from self.base.execute(
            "SELECT link.parent, line.n, line.data FROM link JOIN line ON line.n = link.n"
            " WHERE link.entity = ? AND link.via = ?"
            " AND link.parent IN (SELECT value FROM json_each(?)) ORDER BY line.n",
            (child.entity, child.via, _listed(wanted)),
        ).fetchall()

    def _named(self, entity: str, wanted: dict[str, Any]) -> Iterator[tuple[str, int, bytes]]:
        yield from self.base.execute(
            "SELECT id, n, data FROM line WHERE entity = ?"
            " AND id IN (SELECT value FROM json_each(?)) ORDER BY n",
            (entity, _listed(wanted)),
        ).fetchall()

    def left(self) -> Iterator[tuple[int, str, Place, dict[str, Any]]]:
        """Yield the rows that no service was made of."""
        for number, entity, file, row, data in self.base.execute(
            "SELECT n, entity, file, row, data FROM line ORDER BY n"
        ):
            if self.state[number] == UNSEEN:
                yield number, entity, Place(file, row), msgspec.json.decode(data)

    def is_there(self, entity: str, own: str) -> bool:
        """Return whether a row of this id was read."""
        return bool(
            self.base.execute("SELECT 1 FROM line WHERE entity = ? AND id = ?", (entity, own)).fetchone()
        )

    def close(self) -> None:
        """Let the file go."""
        self.base.close()

    def _write(self) -> None:
        self.base.executemany("INSERT INTO line VALUES (?, ?, ?, ?, ?, ?)", self._lines)
        self.base.executemany("INSERT OR IGNORE INTO link VALUES (?, ?, ?, ?)", self._links)
        self._lines, self._links = [], []


class _Node:
    """An object of a record that is being put together; `rows` says which row each path of it is."""

    __slots__ = ("number", "path", "row", "rows")

    def __init__(self, row: dict[str, Any], path: str, rows: dict[str, int], number: int) -> None:
        self.row, self.path, self.rows, self.number = row, path, rows, number

    def add(self, key: str, row: dict[str, Any], number: int, *, many: bool) -> "_Node":
        """Put a row below this one."""
        if many:
            below = self.row.setdefault(key, [])
            path = f"{self.path}{key}[{len(below)}]."
            below.append(row)
        else:
            self.row[key] = row
            path = f"{self.path}{key}."
        self.rows[path] = number
        return _Node(row, path, self.rows, number)


def _vias() -> dict[str, frozenset[str]]:
    """Return the columns of each entity by which rows hang below others."""
    found: dict[str, set[str]] = {name: set() for name in ENTITIES}
    for shape in ENTITIES.values():
        for child in shape.children.values():
            if child.many:
                found[child.entity].add(child.via)
    return {name: frozenset(vias) for name, vias in found.items()}


LINKS: Final = _vias()


def _links_here(child: Child, data: bytes, entity: str) -> bool:
    """Return False for a tag or a change that names another entity than this one as its own."""
    if child.via not in ("link_id", "resource_id"):
        return True
    named = msgspec.json.decode(data).get("link_entity" if child.via == "link_id" else "resource_type")
    return named == entity or named not in ENTITIES


def _listed(wanted: Iterable[str]) -> str:
    return msgspec.json.encode(list(wanted)).decode()
