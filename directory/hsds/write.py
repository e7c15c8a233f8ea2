"""Rows of the tables as documents: an HSDS service with everything nested, and our profile (pure)."""

from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, Final
from uuid import UUID

from directory.hsds.shapes import CONFIDENTIAL, ENTITIES, OURS, Child, Document, Entity, moment, plain, stub

Row = Mapping[str, Any]

# Where a column has another name than the field.
COLUMNS: Final[dict[tuple[str, str], str]] = {
    ("service", "listing"): "seed_id",
    ("taxonomy_term", "taxonomy"): "taxonomy_name",
}
# Under this key of `extra` a row names what hangs below it and is sealed: ids by the key of the list.
SEALED: Final = "waypost:sealed"


@dataclass(slots=True)
class Book:
    """Rows in reach: those of which many hang under a parent, by link and parent, and the others by id."""

    many: dict[tuple[str, str], dict[UUID, list[Row]]] = field(
        default_factory=lambda: defaultdict(lambda: defaultdict(list))
    )
    one: dict[str, dict[UUID, Row]] = field(default_factory=lambda: defaultdict(dict))


def column(entity: str, name: str) -> str:
    """Return the column that holds a field."""
    return COLUMNS.get((entity, name), name)


def document(row: Row, book: Book, entity: str = "service") -> Document:
    """Return the document of a row, in the order of HSDS, without anything empty or confidential."""
    if entity == "location" and row[CONFIDENTIAL]:
        return stub(row, entity)
    shape = ENTITIES[entity]
    found: Document = {}
    for name in shape.order[:-1]:
        child = shape.children.get(name)
        value = _children(row, child, book) if child else _value(row, shape, name)
        if value is not None and value != "":
            found[name] = value
    ours = _ours(row, shape)
    return {**found, OURS: ours} if ours else found


def _children(row: Row, child: Child, book: Book) -> Any:
    if not child.many:
        below = book.one[child.entity].get(row[child.via]) if row[child.via] else None
        return document(below, book, child.entity) if below else None
    rows = book.many[child.entity, child.via].get(row["id"], ())
    found = [document(one, book, child.entity) for one in rows]
    hidden = (row["extra"] or {}).get(SEALED, {}).get(child.key, ())
    return [*found, *(stub({"id": one}, child.entity) for one in hidden)] or None


def _value(row: Row, shape: Entity, name: str) -> Any:
    value = row[column(shape.name, name)]
    if value is None or value == "":
        return None
    special = _SPECIAL.get((shape.name, name)) or _KINDS.get(shape.fields[name].kind)
    return special(value) if special else value


def clock(minutes: int) -> str:
    """Return minutes after midnight as HSDS writes them; 24:00 is the end of the day."""
    return f"{minutes // 60:02d}:{minutes % 60:02d}"


def _number(value: Any) -> Any:
    return plain(float(value)) if isinstance(value, Decimal | float) else value


def is_numeric(extension: str) -> bool:
    """Return whether an extension can be written as a number without losing anything: not 0123."""
    return extension.isascii() and extension.isdigit() and str(int(extension)) == extension


_KINDS: Final[dict[str, Callable[[Any], Any]]] = {
    "id": str,
    "clock": clock,
    "number": _number,
    "moment": moment,
}
_SPECIAL: Final[dict[tuple[str, str], Callable[[Any], Any]]] = {
    ("phone", "extension"): lambda value: int(value) if is_numeric(value) else None,
}


def _ours(row: Row, shape: Entity) -> Document:
    found: Document = {}
    for name, one in shape.profile.items():
        if name == CONFIDENTIAL:
            continue
        value = _profile_value(row, shape.name, name)
        if value is not None and value != one.default:
            found[name] = value
    return found


def _profile_value(row: Row, entity: str, name: str) -> Any:
    if name == "extra":
        return {key: value for key, value in (row["extra"] or {}).items() if key != SEALED}
    if (entity, name) == ("phone", "extension_text"):
        return "" if is_numeric(row["extension"]) else row["extension"]
    return row[column(entity, name)]
