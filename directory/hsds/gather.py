"""The rows that belong to a set of services, read with a fixed number of questions."""

from typing import Any, Final
from uuid import UUID

from django.db.models import Model

from directory.hsds import keyed
from directory.hsds.shapes import ENTITIES
from directory.hsds.spread import LINKS, TIES
from directory.hsds.table_of import MODELS, slices
from directory.hsds.write import Book, Row

# Top down: each entity after all of its parents.
_DESCENT: Final = (
    "organization", "program", "service_at_location", "location", "contact", "phone", "url", "language",
    "schedule", "service_area", "address", "accessibility", "organization_identifier", "funding",
    "cost_option", "required_document", "service_capacity", "unit", "attribute", "taxonomy_term", "taxonomy",
    "metadata",
)  # fmt: skip


def book(services: list[dict[str, Any]]) -> Book:
    """Return everything below these rows of services. The number of questions grows with AT_ONCE only."""
    found, known = Book(), {"service": {row["id"]: row for row in services}}
    filled = keyed.filled([MODELS[entity] for entity in _DESCENT])
    for entity in _DESCENT:
        rows: dict[UUID, Row] = {}
        if MODELS[entity] in filled:  # many parts of the standard are in hardly any directory
            rows = _tied(entity, known) if entity in TIES else _below(entity, known)
        known[entity] = rows
        found.one[entity] = rows
        _hang(entity, rows, found)
    return found


def _below(entity: str, known: dict[str, dict[UUID, Row]]) -> dict[UUID, Row]:
    """Return the rows that hang under known ones, and those that known ones name."""
    found: dict[UUID, Row] = {}
    for parent, via in LINKS[entity]:
        _ask(MODELS[entity], via, list(known.get(parent, ())), found)
    named = [
        row[child.via]
        for parent, rows in known.items()
        for child in ENTITIES[parent].children.values()
        if child.entity == entity and not child.many
        for row in rows.values()
        if row[child.via]
    ]
    _ask(MODELS[entity], "id", [one for one in dict.fromkeys(named) if one not in found], found)
    return found


def _tied(entity: str, known: dict[str, dict[UUID, Row]]) -> dict[UUID, Row]:
    """Return the rows tied to known ones of any kind."""
    via, kind = TIES[entity]
    found: dict[UUID, Row] = {}
    for parent, rows in known.items():
        _ask(MODELS[entity], via, list(rows), found, (kind, parent))
    return found


def _ask(
    model: type[Model], by: str, ids: list[UUID], found: dict[UUID, Row],
    further: tuple[str, str] | None = None,
) -> None:  # fmt: skip
    for part in slices(ids):
        found.update((row["id"], row) for row in keyed.rows(model, by, part, further=further))


def _hang(entity: str, rows: dict[UUID, Row], found: Book) -> None:
    """Put rows under their parents, in the order of their lists."""
    ordered = sorted(rows.values(), key=lambda row: (row.get("position", 0), row["id"].int))
    for via in {via for _parent, via in LINKS[entity]}:
        below = found.many[entity, via]
        for row in ordered:
            if row[via]:
                below[row[via]].append(row)
