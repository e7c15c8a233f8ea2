"""A document as rows of the tables: the way back from write.py (pure)."""

import datetime as dt
import uuid
from collections import defaultdict
from collections.abc import Iterable, Set
from copy import copy
from dataclasses import dataclass, field
from functools import cache
from typing import Any, Final, NamedTuple
from uuid import UUID

from directory.hsds.shapes import (
    CONFIDENTIAL,
    ENTITIES,
    OURS,
    Child,
    Document,
    Entity,
    Field,
    is_confidential,
    read_key,
)
from directory.hsds.write import SEALED, column

# One row of these is nested in the documents of many services; the other rows belong to one parent of a kind.
SHARED: Final = frozenset({"organization", "program", "location", "unit", "taxonomy", "taxonomy_term"})
# Every link from a child to a parent, by child: the parent's entity and the column.
LINKS: Final[dict[str, tuple[tuple[str, str], ...]]] = {
    name: tuple(
        (parent.name, child.via)
        for parent in ENTITIES.values()
        for child in parent.children.values()
        if child.many and child.entity == name
    )
    for name in ENTITIES
}
# Links of any row to any other; the kind of the other stands beside it.
TIES: Final = {"attribute": ("link_id", "link_entity"), "metadata": ("resource_id", "resource_type")}

Values = dict[str, Any]


class Link(NamedTuple):
    """Under which row, by which column and at which place of the list a row stands."""

    entity: str
    id: UUID
    via: str
    position: int


@dataclass(slots=True)
class Rows:
    """The rows that documents come to, by entity and id, each as its columns.

    `taken` names ids that rows of other listings have already: such a row gets a key of its own.
    """

    taken: Set[tuple[str, UUID]] = frozenset()
    of: dict[str, dict[UUID, Values]] = field(default_factory=lambda: defaultdict(dict))
    once: dict[tuple[Any, ...], UUID] = field(default_factory=dict)  # what a service may have only once


def spread(documents: Iterable[Document], *, taken: Set[tuple[str, UUID]] = frozenset()) -> Rows:
    """Return the rows of all documents together; what they share stands in them once."""
    rows = Rows(taken=taken)
    for one in documents:
        _put(one, "service", rows, None)
    return rows


def _put(row: Document, entity: str, rows: Rows, link: Link | None) -> UUID:
    """Add a row and all below it; return the key that it got."""
    values = _values(row, ENTITIES[entity])
    values.update(_linked(entity, link))
    key = _key(row, entity, rows, values, link)
    if _stands_already(entity, rows, key, values, link):
        return key
    known = rows.of[entity]
    before = known.get(key)
    known[key] = _merged(before, values) if before else values
    if is_confidential(row):
        return key
    for child in ENTITIES[entity].children.values():
        below = row.get(child.key)
        if below and child.many:
            _put_many(below, child, rows, Link(entity, key, child.via, 0))
        elif below:
            known[key][child.via] = _put(below, child.entity, rows, None)
    return key


def _put_many(below: list[Document], child: Child, rows: Rows, link: Link) -> None:
    for position, one in enumerate(below):
        if not (is_confidential(one) and child.entity != "location"):
            _put(one, child.entity, rows, Link(link.entity, link.id, link.via, position))


def _linked(entity: str, link: Link | None) -> Values:
    if link is None:
        return {}
    found: Values = {link.via: link.id}
    if entity in TIES:
        found[TIES[entity][1]] = link.entity
    if entity not in SHARED:
        found["position"] = link.position
    return found


def _key(row: Document, entity: str, rows: Rows, values: Values, link: Link | None) -> UUID:
    """Return the row's own key, or one of its parent where something else has that key already."""
    if link is None or entity in SHARED:
        return read_key(row["id"]) if "id" in row else uuid.uuid5(_NAMELESS, repr(sorted(row.items())))
    if "id" not in row:
        return uuid.uuid5(link.id, f"{entity}/{link.position}")
    own = read_key(row["id"])
    before = rows.of[entity].get(own)
    is_taken = bool(rows.taken) and (entity, own) in rows.taken
    if is_taken or (before and not _is_the_same(before, values, entity, link)):
        return uuid.uuid5(link.id, f"{entity}/{own}")
    return own


def _is_the_same(before: Values, values: Values, entity: str, link: Link) -> bool:
    """Return whether a row that came before is this one, seen from another parent."""
    if entity in TIES and before[TIES[entity][1]] != link.entity:
        return False
    if before.get(link.via) not in (None, link.id):
        return False
    return all(before.get(name) == value for name, value in values.items() if name not in _placing(entity))


@cache
def _placing(entity: str) -> frozenset[str]:
    return frozenset({"position", *(via for _parent, via in LINKS[entity])})


def _merged(before: Values, values: Values) -> Values:
    """Return one row of two sightings; what one of them holds back stays back (S5)."""
    if before.get(CONFIDENTIAL) or values.get(CONFIDENTIAL):
        hidden = before if before.get(CONFIDENTIAL) else values
        other = values if hidden is before else before
        return {**hidden, "organization_id": hidden.get("organization_id") or other.get("organization_id")}
    position = {"position": before["position"]} if "position" in before else {}
    return {**before, **values, **position}


def _stands_already(entity: str, rows: Rows, key: UUID, values: Values, link: Link | None) -> bool:
    """Return whether the service has this very language or area under another key: it is kept once."""
    if link is None or link.via != "service_id":
        return False
    if entity == "language" and values["code"]:
        mark: tuple[Any, ...] = (link.id, values["code"])
    elif entity == "service_area" and values["country"] and not (values["name"] or values["extent"]):
        mark = (link.id, values["country"], values["region"])
    else:
        return False
    return rows.once.setdefault(mark, key) != key


def _values(row: Document, shape: Entity) -> Values:
    """Return the columns of an object, every one of them, empty where the object says nothing."""
    if shape.name == "location" and is_confidential(row):
        return _hidden(row)
    blank, changeable, own, profiled = _plan(shape.name)
    found: Values = {**blank}
    for name, default in changeable:
        found[name] = copy(default)
    for said, known in ((row, own), (row.get(OURS) or {}, profiled)):
        for key, value in said.items():
            if value is not None and key in known:
                name, reading = known[key]
                found[name] = reading(value) if reading else value
    hidden = _sealed_below(row, shape)
    if hidden:
        found["extra"] = {**found["extra"], SEALED: hidden}
    if shape.name == "phone":
        del found[CONFIDENTIAL]
        found["extension"] = found.pop("extension_text") or _digits(row.get("extension"))
    elif shape.name == "contact":
        del found[CONFIDENTIAL]
    return found


class _Plan(NamedTuple):
    """What the columns are where a document says nothing, and which of them are copied for each row; for each
    key of the standard, and of our profile, its column and how it is read.
    """

    blank: Values
    changeable: tuple[tuple[str, Any], ...]
    own: dict[str, tuple[str, Any]]
    profiled: dict[str, tuple[str, Any]]


@cache
def _plan(entity: str) -> _Plan:
    shape = ENTITIES[entity]
    own = [one for one in shape.fields.values() if one.name != "id"]
    every = [*own, *shape.profile.values()]
    missing = {column(entity, one.name): _stored(None, one) for one in every}
    return _Plan(
        missing,
        tuple((name, value) for name, value in missing.items() if isinstance(value, list | dict)),
        {one.name: (column(entity, one.name), _READING.get(one.kind)) for one in own},
        {one.name: (column(entity, one.name), _READING.get(one.kind)) for one in shape.profile.values()},
    )


def _hidden(row: Document) -> Values:
    """Return the columns of a place that tells nothing (S5)."""
    empty = {name: _stored(None, one) for name, one in ENTITIES["location"].fields.items() if name != "id"}
    return {**empty, "location_type": row.get("location_type", "physical"), CONFIDENTIAL: True, "extra": {}}


def _sealed_below(row: Document, shape: Entity) -> dict[str, list[str]]:
    found = {}
    for name in _of_people(shape.name):
        ids = [one["id"] for one in row[name] if is_confidential(one)] if row.get(name) else None
        if ids:
            found[name] = ids
    return found


@cache
def _of_people(entity: str) -> tuple[str, ...]:
    children = ENTITIES[entity].children.values()
    return tuple(child.key for child in children if child.entity in ("phone", "contact"))


def _digits(extension: Any) -> str:
    return "" if extension is None else str(extension)


def _stored(value: Any, one: Field) -> Any:
    if value is None:
        return _EMPTY[one.kind] if one.default is None else copy(one.default)
    reading = _READING.get(one.kind)
    return reading(value) if reading else value


def minutes(clock: str) -> int:
    """Return minutes after midnight of a time such as 09:30 or 09:30:00."""
    hours, mins = clock.split(":")[:2]
    return int(hours) * 60 + int(mins)


_NAMELESS: Final = uuid.UUID("5b3c1c46-9e57-5b0c-9c2e-7f0c1d0a6b11")
_EMPTY: Final[dict[str, Any]] = defaultdict(lambda: None, text="")
_READING: Final[dict[str, Any]] = {
    "clock": minutes,
    "id": read_key,
    "moment": dt.datetime.fromisoformat,
}
