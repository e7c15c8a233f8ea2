"""Documents in their one form: tidied, in the order of HSDS, with a digest that tells them apart (pure)."""

import datetime as dt
import hashlib
import json
import re
import uuid
from collections.abc import Callable, Iterator, Mapping
from functools import cache, lru_cache
from typing import Any, Final, NamedTuple

import msgspec

from directory.hsds.standard import CONFIDENTIAL, ENTITIES, OURS, Child, Document, Entity, Field, Kind

__all__ = [
    "CONFIDENTIAL", "ENTITIES", "OURS", "SEALABLE", "Child", "Document", "Entity", "Field", "Kind",
    "canonical", "digest", "digest_of_tidy", "is_confidential", "key", "key_text", "may_hide",
    "moment", "plain", "read_key", "stub", "tidy", "unknown", "walk",
]  # fmt: skip

SEALABLE: Final = frozenset(name for name, one in ENTITIES.items() if CONFIDENTIAL in one.profile)
_NOTHING: Final[tuple[Any, ...]] = (None, "", [], {})
# The keys of rows that a file names in its own way are made from that name in this space.
SPACE: Final = uuid.UUID("d3a7c0de-5a1c-5b0e-8f6d-0c2f5f2f8e11")
_DIGITS: Final = 32  # of a UUID; a shorter name is none


def key(space: str, entity: str, foreign_id: str) -> uuid.UUID:
    """Return the permanent key of a row: a UUID stays itself, any other name always gives the same UUID.

    `space` is the feed: number 7 of one file is not number 7 of another.
    """
    return read_key(key_text(space, entity, foreign_id))


def key_text(space: str, entity: str, foreign_id: str) -> str:
    """Return the same key as text."""
    try:
        return str(uuid.UUID(foreign_id)) if len(foreign_id) >= _DIGITS else _made(space, entity, foreign_id)
    except ValueError:
        return _made(space, entity, foreign_id)


@lru_cache(maxsize=8192)  # bodies and terms are named again and again
def _made(space: str, entity: str, foreign_id: str) -> str:
    """Return what uuid.uuid5 makes of the name, as text, in a fifth of its time."""
    name = f"{space}/{entity}/{foreign_id}".encode()
    signs = hashlib.sha1(_SPACE + name, usedforsecurity=False).hexdigest()
    variant = _VARIANTS[signs[16]]
    return f"{signs[:8]}-{signs[8:12]}-5{signs[13:16]}-{variant}{signs[17:20]}-{signs[20:32]}"


def read_key(text: str) -> uuid.UUID:
    """Return a key that was written as text, in a quarter of the time that uuid.UUID takes.

    Raises: ValueError where it is none.
    """
    return msgspec.convert(text, uuid.UUID)


# The number is that of the variant, in the two highest bits of the ninth byte: RFC 9562, 4.1.
_VARIANTS: Final = {f"{number:x}": f"{number & 3 | 8:x}" for number in range(16)}
_SPACE: Final = SPACE.bytes


def is_confidential(row: Mapping[str, Any]) -> bool:
    """Return whether an object is marked as one that must not be told."""
    return bool((row.get(OURS) or {}).get(CONFIDENTIAL))


def stub(row: Mapping[str, Any], entity: str) -> Document:
    """Return all that a document may say of a confidential object: that there is one (S5)."""
    found: Document = {"id": str(row["id"])}
    if entity == "location":
        found["location_type"] = row.get("location_type") or "physical"
    return {**found, OURS: {CONFIDENTIAL: True}}


def tidy(row: Mapping[str, Any], entity: str = "service") -> Document:
    """Return the document as all of us write it: known keys in the order of HSDS, nothing empty, no default.

    What is not known moves under `extra`; links that nesting says already go; confidential phones and
    contacts stand last.
    """
    if entity in SEALABLE and is_confidential(row) and not row.keys() - {"id", "type", "location_type", OURS}:
        return stub(row, entity)  # a default in it would be taken for content, and sealed over what is sealed
    found: Document = {}
    for name, child, default, written in _members(entity):
        value = row.get(name)
        if value is None or (not value and value in _NOTHING):
            if default is not None:
                found[name] = default
        elif child is None:
            found[name] = written(value)
        else:
            found[name] = _below(value, child)
    ours = _ours(row, entity)
    if ours:
        found[OURS] = ours
    return found


class _Member(NamedTuple):
    """A key of an entity: what is nested there, or what stands where it is left out and how it is written."""

    name: str
    child: Child | None
    default: Any
    written: Callable[[Any], Any]


@cache
def _members(entity: str) -> tuple[_Member, ...]:
    """Return the keys of an entity in the order of HSDS, our own addition apart."""
    shape = ENTITIES[entity]
    return tuple(
        _Member(name, shape.children[name], None, plain)
        if name in shape.children
        else _Member(name, None, shape.fields[name].default, _WRITTEN.get(shape.fields[name].kind, plain))
        for name in shape.order[:-1]
    )


def _below(value: Any, child: Child) -> Any:
    if not child.many:
        return tidy(value, child.entity)
    rows = [tidy(one, child.entity) for one in value]
    return sorted(rows, key=is_confidential) if child.entity in ("phone", "contact") else rows


def moment(value: str | dt.datetime) -> str:
    """Return a moment in UTC as HSDS writes it; words that are none stay as they are."""
    try:
        at = value if isinstance(value, dt.datetime) else dt.datetime.fromisoformat(value)
    except ValueError:
        return str(value)
    at = at.replace(tzinfo=dt.UTC) if at.tzinfo is None else at.astimezone(dt.UTC)
    return at.isoformat().replace("+00:00", "Z")


def plain(value: Any) -> Any:
    """Return a number that is whole as a whole one: 3 and 3.0 are the same document."""
    return int(value) if isinstance(value, float) and value.is_integer() else value


_WRITTEN: Final[dict[Kind, Callable[[Any], Any]]] = {
    "id": str,
    "clock": lambda value: str(value)[:5],  # a file may write seconds
    "moment": moment,
}


def _ours(row: Mapping[str, Any], entity: str) -> Document:
    given: Mapping[str, Any] = row.get(OURS) or {}
    strange = _strangers(row, given, entity)
    if not given and not strange:
        return {}
    said = {**given, "extra": {**(given.get("extra") or {}), **strange}}
    return {
        name: plain(said[name])
        for name, one in ENTITIES[entity].profile.items()
        if name in said and said[name] is not None and said[name] != one.default
    }


def _strangers(row: Mapping[str, Any], given: Mapping[str, Any], entity: str) -> Document:
    """Return what stands in a row, or in our addition to it, and is known in neither place."""
    known, profiled = _known(entity), ENTITIES[entity].profile.keys()
    if row.keys() <= known and given.keys() <= profiled:
        return {}
    found = {name: value for name, value in row.items() if name not in known and value not in _NOTHING}
    return {**found, **{name: value for name, value in given.items() if name not in profiled}}


@cache
def _known(entity: str) -> frozenset[str]:
    return frozenset({*ENTITIES[entity].order, *ENTITIES[entity].links})


def may_hide(document: Mapping[str, Any]) -> bool:
    """Return whether any object of a document may be marked as confidential; False is certain."""
    return _MARK in msgspec.json.encode(document)


# As a key of an object; within a text its marks of quotation have a backslash before them.
_MARK: Final = f'"{CONFIDENTIAL}"'.encode()


def canonical(document: Mapping[str, Any]) -> bytes:
    """Return the bytes of a document, the same however its keys were ordered."""
    return _bytes(tidy(document))


_ENCODER: Final = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":"))


# What the quick encoder may write otherwise: a number with an exponent, one so small that it would get
# one, and nothing, which it writes for a number that is none too.
_OTHERWISE: Final = re.compile(rb"[:,\[](?:-?(?:[0-9.]+e|0\.0000)|null)")


def _bytes(tidied: Document) -> bytes:
    quick = msgspec.json.encode(tidied, order="sorted")
    return _ENCODER.encode(tidied).encode() if _OTHERWISE.search(quick) else quick


def digest_of_tidy(document: Document) -> str:
    """Return the digest of a document that `tidy` made: the same, without tidying it again."""
    return hashlib.sha256(_bytes(document)).hexdigest()


def digest(document: Mapping[str, Any]) -> str:
    """Return what tells a document from every other one."""
    return hashlib.sha256(canonical(document)).hexdigest()


def unknown(document: Mapping[str, Any], entity: str = "service") -> list[str]:
    """Return the paths of fields that neither HSDS nor our profile knows."""
    return list(_unknown(document, ENTITIES[entity], ""))


def _unknown(row: Mapping[str, Any], shape: Entity, path: str) -> Iterator[str]:
    yield from (f"{path}{name}" for name in row if name not in shape.order and name not in shape.links)
    yield from (f"{path}{OURS}.{name}" for name in row.get(OURS) or {} if name not in shape.profile)
    for name, child in shape.children.items():
        rows = row.get(name) or []
        for number, one in enumerate(rows if child.many else [rows] if rows else []):
            place = f"{path}{name}[{number}]." if child.many else f"{path}{name}."
            yield from _unknown(one, ENTITIES[child.entity], place)


def walk(row: Document, entity: str = "service", path: str = "") -> Iterator[tuple[str, str, Document]]:
    """Yield every object of a document with its path and its entity, outer ones first."""
    yield path, entity, row
    for name, child in ENTITIES[entity].children.items():
        rows = row.get(name) or []
        for number, one in enumerate(rows if child.many else [rows] if rows else []):
            yield from walk(one, child.entity, f"{path}.{name}[{number}]" if child.many else f"{path}.{name}")
