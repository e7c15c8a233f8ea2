"""Rows of the tables as documents: an HSDS service with everything nested, and our profile (pure)."""

from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cache
from typing import Any, Final, NamedTuple
from uuid import UUID

import msgspec

from directory.hsds.shapes import CONFIDENTIAL, ENTITIES, OURS, Child, Document, moment, plain, stub

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
    # By entity, those of its keys that hold anything here.
    filled: dict[str, list[Any]] = field(default_factory=dict)


def column(entity: str, name: str) -> str:
    """Return the column that holds a field."""
    return COLUMNS.get((entity, name), name)


def document(row: Row, book: Book, entity: str = "service") -> Document:
    """Return the document of a row, in the order of HSDS, without anything empty or confidential."""
    if entity == "location" and row[CONFIDENTIAL]:
        return stub(row, entity)
    found: Document = {}
    hides = bool(row["extra"]) and SEALED in row["extra"]
    for name, stored, special, child in _members(entity) if hides else _filled(entity, book):
        value = row[stored] if child is None else _children(row, child, book)
        if value is not None and special:
            value = special(value)  # what is read in a special way is no text, or knows an empty one
        if value is not None and (special or value != ""):
            found[name] = value
    ours = _ours(row, entity)
    if ours:
        found[OURS] = ours
    return found


class _Member(NamedTuple):
    """A key of an entity: the column and how it is read, or what is nested there."""

    name: str
    column: str
    special: Callable[[Any], Any] | None
    child: Child | None


@cache
def _members(entity: str) -> tuple[_Member, ...]:
    shape = ENTITIES[entity]
    return tuple(
        _Member(name, "", None, shape.children[name])
        if name in shape.children
        else _Member(
            name,
            column(entity, name),
            _SPECIAL.get((entity, name)) or _KINDS.get(shape.fields[name].kind),
            None,
        )
        for name in shape.order[:-1]
    )


def _filled(entity: str, book: Book) -> list[_Member]:
    """Return the keys of an entity without the lists that are empty in all rows in reach."""
    found = book.filled.get(entity)
    if found is None:
        found = [
            one
            for one in _members(entity)
            if one.child is None or not one.child.many or book.many.get((one.child.entity, one.child.via))
        ]
        book.filled[entity] = found
    return found


def _children(row: Row, child: Child, book: Book) -> Any:
    if not child.many:
        below = book.one[child.entity].get(row[child.via]) if row[child.via] else None
        return document(below, book, child.entity) if below else None
    rows = book.many.get((child.entity, child.via))
    found = [document(one, book, child.entity) for one in rows.get(row["id"], ())] if rows else []
    if row["extra"] and SEALED in row["extra"]:
        hidden = row["extra"][SEALED].get(child.key, ())
        found += [stub({"id": one}, child.entity) for one in hidden]
    return found or None


def clock(minutes: int) -> str:
    """Return minutes after midnight as HSDS writes them; 24:00 is the end of the day."""
    return f"{minutes // 60:02d}:{minutes % 60:02d}"


def _number(value: Any) -> Any:
    return plain(float(value)) if isinstance(value, Decimal | float) else value


_MOST_DIGITS: Final = 18


def is_numeric(extension: str) -> bool:
    """Return whether an extension can be written as a number without losing anything: not 0123."""
    short = len(extension) <= _MOST_DIGITS  # no number of more digits is one that a database keeps
    return short and extension.isascii() and extension.isdigit() and str(int(extension)) == extension


_KINDS: Final[dict[str, Callable[[Any], Any]]] = {
    "id": msgspec.to_builtins,  # str() of a key, in a quarter of its time
    "clock": clock,
    "number": _number,
    "moment": moment,
}
_SPECIAL: Final[dict[tuple[str, str], Callable[[Any], Any]]] = {
    ("phone", "extension"): lambda value: int(value) if is_numeric(value) else None,
}


def _ours(row: Row, entity: str) -> Document:
    found: Document = {}
    for name, stored, special, default in _profile(entity):
        value = row[stored]
        if special:
            value = special(value)
        if value is not None and value != default:
            found[name] = value
    return found


@cache
def _profile(entity: str) -> tuple[tuple[str, str, Callable[[Any], Any] | None, Any], ...]:
    """Return the fields of our profile: the column of each, how it is read, and what is not worth saying."""
    return tuple(
        (name, *_PROFILED.get(name, (column(entity, name), None)), one.default)
        for name, one in ENTITIES[entity].profile.items()
        if name != CONFIDENTIAL
    )


def _without_sealed(extra: Mapping[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in extra.items() if key != SEALED}


_PROFILED: Final[dict[str, tuple[str, Callable[[Any], Any]]]] = {
    "extra": ("extra", lambda extra: _without_sealed(extra) if extra and SEALED in extra else extra or {}),
    "extension_text": ("extension", lambda extension: "" if is_numeric(extension) else extension),
}
