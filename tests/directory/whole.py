"""A listing that says something in every field of every entity, made from the description of the standard."""

import uuid
from typing import Any, Final

from directory.hsds.shapes import ENTITIES, OURS, Child, Entity, Field

SPACE: Final = uuid.UUID("0c9f2f0e-9f0a-4a57-8d0f-2d8f4f9c5f10")
# What no name of a field tells.
SAID: Final[dict[tuple[str, str], Any]] = {
    ("service", "status"): "active",
    ("service", "minimum_age"): 12,
    ("service", "maximum_age"): 21,
    ("service", "kind"): "crisis",
    ("service", "more_kinds"): ["legal"],
    ("service", "audience"): "adults",
    ("service", "image_age"): "adult",
    ("service", "callers"): "anyone",
    ("service", "minimum_age_months"): 144,
    ("service", "maximum_age_months"): 263,
    ("service", "cost"): "free",
    ("service", "image_upload"): "no",
    ("service", "helpline"): False,
    ("service", "hours_known"): "scheduled",
    ("service", "timezone"): "Europe/London",
    ("service", "holidays"): "closed",
    ("service", "visibility"): "open",
    ("service", "pair"): "",
    ("service", "grade"): "B",
    ("service", "seen"): "2026-10",
    ("service", "sources"): [{"name": "a list", "locator": "https://example.org/list"}],
    ("phone", "type"): "sms",
    ("phone", "e164"): "+442079460000",
    ("phone", "short"): False,
    ("phone", "extension_text"): "",
    ("url", "kind"): "chat",
    ("location", "latitude"): 51.5,
    ("location", "longitude"): -0.25,
    ("location", "location_type"): "postal",
    ("address", "address_type"): "postal",
    ("schedule", "wkst"): "TU",
    ("schedule", "freq"): "WEEKLY",
    ("schedule", "byday"): "MO,TU",
}
OF_A_KIND: Final[dict[str, Any]] = {
    "integer": 7,
    "number": 2.5,
    "flag": True,
    "clock": "09:30",
    "moment": "2026-03-15T10:30:45Z",
    "list": ["something"],
    "object": {"column_9": "said by a file"},
}


def document(*, marker: str = "", named: str = "whole", depth: int = 9) -> dict[str, Any]:
    """Return a service with everything nested; each text says where it stands, and the marker."""
    return _object(ENTITIES["service"], named, marker, depth)


def id_of(path: str) -> str:
    """Return the id of the object at a path such as `whole/phones`."""
    return str(uuid.uuid5(SPACE, path))


def _object(shape: Entity, path: str, marker: str, depth: int) -> dict[str, Any]:
    found: dict[str, Any] = {"id": id_of(path)}
    for name in shape.order[1:-1]:
        child = shape.children.get(name)
        if child is None:
            found[name] = _value(shape, shape.fields[name], path, marker)
        elif depth or not child.many:
            found[name] = _below(child, path, marker, depth - 1)
    ours = {one.name: _value(shape, one, path, marker) for one in shape.profile.values()}
    ours = {name: value for name, value in ours.items() if value != shape.profile[name].default}
    return {**found, OURS: ours}


def _below(child: Child, path: str, marker: str, depth: int) -> Any:
    # A taxonomy, a unit and a program are one row wherever they are nested; so each is a path of its own.
    row = _object(
        ENTITIES[child.entity], f"{path}/{child.key}", marker, 0 if depth > 2 and _tie(child) else depth
    )
    return [row] if child.many else row


def _tie(child: Child) -> bool:
    return child.entity in ("attribute", "metadata")


def _value(shape: Entity, one: Field, path: str, marker: str) -> Any:
    if one.name == "confidential":
        return False
    if (shape.name, one.name) in SAID:
        return SAID[shape.name, one.name]
    if one.kind == "id":
        return id_of(f"{path}/{one.name}")
    if one.kind == "list":
        return [f"{marker}{path}/{one.name}"]
    if one.kind == "object":
        return {"column_9": f"{marker}{path}/{one.name}"}
    if one.kind != "text":
        return OF_A_KIND[one.kind]
    return _text(one, path, marker)


def _text(one: Field, path: str, marker: str) -> str:
    if one.name in ("url", "website", "uri", "logo", "schedule_link", "term_uri"):
        return f"https://example.org/{marker}{path}/{one.name}"
    if one.name in ("email", "assurer_email"):
        return f"{marker or 'desk'}@example.org"
    if one.longest and one.longest <= 3:
        return {"country": "GB"}.get(one.name, "x")
    last = path.rpartition("/")[2]
    return f"{marker}{last} {one.name}"[: one.longest]
