"""Nested documents as rows of a tabular package: 24 tables, each row once, links as columns (no Django)."""

import csv
import json
import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import msgspec

from directory.hsds.shapes import ENTITIES, OURS, Child, Document

VERSION: Final = "3.2.3"
PROFILE_COLUMN: Final = OURS  # our profile's fields of a row, as one JSON object
_ABOUT: Final = "meta_table_descriptions"
_TYPES: Final = {"integer": "number", "number": "number"}
# Links that are columns of the child, whatever it hangs under, in the order of the standard's own package.
_LINK_ORDER: Final = (
    "organization_id", "program_id", "service_id", "service_at_location_id", "location_id", "phone_id",
    "contact_id", "taxonomy_term_id", "taxonomy_id", "unit_id", "link_id", "link_entity", "resource_id",
    "resource_type",
)  # fmt: skip


def columns(entity: str) -> list[str]:
    """Return the columns of a table: id, links, fields, and our profile where the entity has one."""
    shape = ENTITIES[entity]
    own = {child.via for child in shape.children.values() if not child.many}
    under = {
        child.via
        for one in ENTITIES.values()
        for child in one.children.values()
        if child.many and child.entity == entity
    }
    links = [
        name for name in _LINK_ORDER if name in own | under | (shape.links & {"link_entity", "resource_type"})
    ]
    fields = [name for name in shape.fields if name != "id"]
    return ["id", *links, *fields, *([PROFILE_COLUMN] if len(shape.profile) > 1 else [])]


class Tables:
    """Rows on their way into tables, kept in a file of SQLite: a body that many services name is one row."""

    def __init__(self, path: Path) -> None:
        self.base = sqlite3.connect(path, isolation_level=None)
        self.base.executescript(
            "PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; PRAGMA cache_size = -32768;"
            "CREATE TABLE line (n INTEGER PRIMARY KEY, entity TEXT, id TEXT, data BLOB, UNIQUE (entity, id));"
        )
        self._rows: dict[tuple[str, str], dict[str, Any]] = {}

    def add(self, document: Document) -> None:
        """Put a service in with everything below it."""
        self._flatten(document, "service", {})
        if len(self._rows) >= 4000:
            self._flush()

    def _flatten(self, row: Document, entity: str, links: dict[str, str]) -> None:
        shape = ENTITIES[entity]
        own = str(row["id"])
        found = self._rows.setdefault((entity, own), {"id": own})
        found.update(links)
        found.update({name: row[name] for name in shape.fields if name in row and row[name] != ""})
        if row.get(OURS):
            found[PROFILE_COLUMN] = row[OURS]
        for name, child in shape.children.items():
            below = row.get(name)
            if not below:
                continue
            if not child.many:
                found[child.via] = str(below["id"])
                self._flatten(below, child.entity, {})
                continue
            for one in below:
                self._flatten(one, child.entity, _links(child, own, entity))

    def _flush(self) -> None:
        """Merge the rows into those that are there: a row may hang under several things."""
        keys = list(self._rows)
        self.base.execute("BEGIN")
        for entity, own in keys:
            row = self._rows[entity, own]
            before = self.base.execute(
                "SELECT data FROM line WHERE entity = ? AND id = ?", (entity, own)
            ).fetchone()
            data = msgspec.json.encode({**msgspec.json.decode(before[0]), **row} if before else row)
            self.base.execute(
                "INSERT INTO line (entity, id, data) VALUES (?, ?, ?)"
                " ON CONFLICT (entity, id) DO UPDATE SET data = excluded.data", (entity, own, data),
            )  # fmt: skip
        self.base.execute("COMMIT")
        self._rows = {}

    def write(self, folder: Path) -> dict[str, int]:
        """Write every table and the description of the package; return how many rows each table has."""
        self._flush()
        counts = {}
        for entity, shape in ENTITIES.items():
            names = columns(entity)
            with (folder / f"{shape.plural}.csv").open("w", encoding="utf-8", newline="") as file:
                writer = csv.writer(file, lineterminator="\n")
                writer.writerow(names)
                counts[entity] = 0
                for row in self._of(entity):
                    writer.writerow([_cell(row.get(name)) for name in names])
                    counts[entity] += 1
        (folder / f"{_ABOUT}.csv").write_text("id,name,language,character_set\n", encoding="utf-8")
        (folder / "datapackage.json").write_text(_description() + "\n", encoding="utf-8")
        return counts

    def _of(self, entity: str) -> Iterator[dict[str, Any]]:
        for (data,) in self.base.execute("SELECT data FROM line WHERE entity = ? ORDER BY n", (entity,)):
            yield msgspec.json.decode(data)

    def close(self) -> None:
        """Let the file go."""
        self.base.close()


def _links(child: Child, own: str, entity: str) -> dict[str, str]:
    named = {"link_id": "link_entity", "resource_id": "resource_type"}.get(child.via)
    return {child.via: own, named: entity} if named else {child.via: own}


def _cell(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, dict | list):
        return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return str(value)


def _description() -> str:
    """Return the package as Frictionless Data describes one: 24 tables with their columns."""
    resources = [_resource(entity) for entity in ENTITIES]
    about = {"name": "meta_table_description", "path": f"{_ABOUT}.csv",
             "schema": {"fields": [_field(name, "string") for name in ("id", "name", "language",
             "character_set")],
                        "primaryKey": "id"}}  # fmt: skip
    package = {
        "name": "waypost-directory", "title": "Human Services Data", "version": VERSION,
        "profile": "tabular-data-package", "resources": [*resources, about],
    }  # fmt: skip
    return json.dumps(package, ensure_ascii=False, indent=1)


def _resource(entity: str) -> dict[str, Any]:
    shape = ENTITIES[entity]
    kinds = {name: _TYPES.get(one.kind, "string") for name, one in shape.fields.items()}
    fields = [
        _field(name, "object" if name == PROFILE_COLUMN else kinds.get(name, "string"))
        for name in columns(entity)
    ]
    keys = [
        {"fields": child.via, "reference": {"resource": child.entity, "fields": "id"}}
        for child in shape.children.values() if not child.many
    ]  # fmt: skip
    schema: dict[str, Any] = {"fields": fields, "primaryKey": "id"}
    return {
        "name": entity,
        "path": f"{shape.plural}.csv",
        "schema": {**schema, "foreignKeys": keys} if keys else schema,
    }


def _field(name: str, kind: str) -> dict[str, Any]:
    return {"name": name, "type": kind}
