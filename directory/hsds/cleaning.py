"""A nested record of a foreign file as one of our documents; what was put right has a name (pure).

Nothing is lost: what cannot be used is kept under `extra` of its row, which never leaves. What is marked
confidential leaves the document and is handed over to be sealed (S5).
"""

from typing import Any, Final

from directory.hsds import fields, parts, schedules, whole
from directory.hsds.incoming import Incoming, Place, Reason, Refused, Repair, SealedPiece
from directory.hsds.record import Record, Terms
from directory.hsds.shapes import (
    CONFIDENTIAL,
    ENTITIES,
    OURS,
    SEALABLE,
    Child,
    Document,
    Entity,
    is_confidential,
    key_text,
    stub,
    tidy,
)

DEEPEST: Final = 12  # levels of nesting; HSDS has six


def clean(raw: Any, *, place: Place, terms: Terms) -> Incoming | Refused:
    """Return a record as a service of ours, or why it cannot be one."""
    if not isinstance(raw, dict):
        return Refused(place, "", Reason.NOT_AN_OBJECT)
    record = Record(terms)
    given = raw.get(OURS)
    ours = given if isinstance(given, dict) else {}
    record.profiled = bool(ours.get("listing") and ours.get("country"))
    refused = whole.refusal(raw, place) or whole.find_country(raw, record, place)
    if refused:
        return refused
    ready = whole.without_derived_terms(whole.status(whole.ages(raw, record), record))
    found = _object(ready, "service", record, path="", inside="", depth=0)
    whole.finish(found, record)
    return Incoming(place, tidy(found), record.sealed, record.repairs)


def _object(raw: Document, entity: str, record: Record, *, path: str, inside: str, depth: int) -> Document:
    """Return one object of a record with everything below it. `inside` is the id of what it lies in."""
    shape = ENTITIES[entity]
    hidden = entity in SEALABLE and is_confidential(raw)
    record.hidden += hidden
    found: Document = {"id": _id(raw, entity, record, path, inside)}
    ours = fields.profile(raw.get(OURS), shape, record, path)
    aside: dict[str, Any] = dict(ours.pop("extra", {}))
    for name, value in raw.items():
        if name in ("id", OURS) or not value and value in (None, "", [], {}):
            continue
        if name in shape.fields:
            fields.put(found, aside, shape, name, value, record, path)
        elif name in shape.children:
            _below(found, aside, shape.children[name], value, record, path=path, depth=depth)
        elif name not in shape.links or _points_nowhere(name, raw, shape):
            aside[fields.safe_key(name)] = fields.safe(value)
            record.note(Repair.FIELD_KEPT_ASIDE, f"{path}{name}")
    parts.finish(found, ours, aside, entity, record, path)
    record.hidden -= hidden
    found[OURS] = {**ours, "extra": {**aside, **ours.get("extra", {})}}
    return found


def _points_nowhere(name: str, raw: Document, shape: Entity) -> bool:
    """Return whether a link names something that should be nested here, and is not."""
    return any(
        child.via == name and not child.many and not raw.get(child.key) for child in shape.children.values()
    )


def _id(raw: Document, entity: str, record: Record, path: str, inside: str) -> str:
    """Return the permanent id of a row; one without a name gets its own from what it says, and where."""
    written = fields.text_of(raw.get("id")).strip()
    if not written:
        record.note(Repair.ID_MISSING, f"{path}id")
        # S5: an id made from a secret number could be tried until the number is found.
        written = f"{inside}:{path if record.hidden else fields.digest_of(raw)}"
        return key_text(record.terms.feed, entity, written)
    found = key_text(record.terms.feed, entity, written)
    if found != written and found.replace("-", "") != written.lower().replace("-", "").strip("{}"):
        record.note(Repair.ID_MADE, f"{path}id")
    return found


def _below(
    found: Document, aside: dict[str, Any], child: Child, value: Any, record: Record, *, path: str, depth: int
) -> None:
    """Put what is nested under a key into its place."""
    rows = value if isinstance(value, list) else [value]
    usable = [row for row in rows if isinstance(row, dict)]
    if len(usable) != len(rows) or depth > DEEPEST or (not child.many and len(usable) > 1):
        aside[child.key] = fields.safe(value)
        record.note(Repair.FIELD_KEPT_ASIDE, f"{path}{child.key}")
        return
    cleaned = [
        _one_below(
            row, child, record, path=f"{path}{child.key}{f'[{number}]' if child.many else ''}.",
            inside=found["id"], depth=depth,
        )
        for number, row in enumerate(usable)
    ]  # fmt: skip
    if not child.many:
        found[child.key] = cleaned[0][0]
        return
    flat = [row for rows in cleaned for row in rows]
    found[child.key] = parts.once(flat, child.entity, record, f"{path}{child.key}")


def _one_below(
    row: Document, child: Child, record: Record, *, path: str, inside: str, depth: int
) -> list[Document]:
    """Return the object below as one or several: a telephone field may hold two numbers."""
    several = parts.split(row, child.entity, record, path)
    found = []
    for one in several:
        made = _object(one, child.entity, record, path=path, inside=inside, depth=depth + 1)
        if parts.says_nothing(made, child.entity):
            record.note(Repair.PART_DROPPED, path.rstrip("."))
            continue
        found += schedules.spread(made, record, path) if child.entity == "schedule" else [made]
    if not child.many and not found:
        found = [{}]
    return [_sealed(one, child.entity, record, path) for one in found]


def _sealed(row: Document, entity: str, record: Record, path: str) -> Document:
    """Return the object, or, if it is confidential, only that there is one; the rest goes to be sealed."""
    if entity not in SEALABLE or not is_confidential(row):
        return row
    content = tidy(
        {**row, OURS: {name: value for name, value in row[OURS].items() if name != CONFIDENTIAL}}, entity
    )
    if set(content) - {"id", "location_type"}:
        record.sealed.append(SealedPiece(entity, row["id"], content))
        record.note(Repair.SEALED, path.rstrip("."))
    return stub(row, entity)
