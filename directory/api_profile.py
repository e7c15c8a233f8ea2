"""Our HSDS profile as the open interface tells it: what stands under `waypost`, as JSON Schema (no Django).

Made from the one description of all documents (shapes.py) and the list of what may leave (opened.py).
"""

from collections.abc import Mapping
from functools import cache
from typing import Any, Final

from directory.doubts import Doubt, Note
from directory.hsds.opened import PROFILE, SOURCED, VETTED
from directory.hsds.schema import DIALECT, VERSION
from directory.hsds.shapes import ENTITIES, OURS, Field, Kind

Json = dict[str, Any]

# What an answer says of a listing that its document says otherwise or not at all: who checked it, and when;
# doubts and notes as codes, sources by name and address.
SAID_OF_A_SERVICE: Final[Mapping[str, Json]] = {
    "standing": {"type": "string", "enum": [VETTED, SOURCED]},
    "verified_on": {"type": "string", "format": "date"},
    "doubts": {"type": "array", "items": {"type": "string", "enum": [code.value for code in Doubt]}},
    "notes": {"type": "array", "items": {"type": "string", "enum": [code.value for code in Note]}},
    "sources": {
        "type": "array",
        "items": {
            "type": "object",
            "properties": {"name": {"type": "string"}, "locator": {"type": "string"}},
            "required": ["name"],
        },
    },
}
KINDS: Final[Mapping[Kind, Json]] = {
    "text": {"type": "string"},
    "integer": {"type": "integer"},
    "number": {"type": "number"},
    "flag": {"type": "boolean"},
    "clock": {"type": "string", "pattern": "^[0-9]{2}:[0-9]{2}$"},
    "date": {"type": "string", "format": "date"},
    "moment": {"type": "string", "format": "date-time"},
    "id": {"type": "string", "format": "uuid"},
    "list": {"type": "array"},
    "object": {"type": "object"},
}


def _schema(field: Field) -> Json:
    found = dict(KINDS[field.kind])
    if field.longest:
        found["maxLength"] = field.longest
    return found if field.default is None else {**found, "default": field.default}


@cache
def additions() -> Mapping[str, Json]:
    """Return, for each entity to which we add something, the schema of what stands under `waypost`."""
    found = {}
    for name, allowed in PROFILE.items():
        fields = {one.name: _schema(one) for one in ENTITIES[name].profile.values() if one.name in allowed}
        if name == "service":
            fields |= SAID_OF_A_SERVICE
        found[name] = {"type": "object", "properties": fields}
    return found


def profile(where: str) -> Json:
    """Return the profile as a JSON Schema document. `where` is its address."""
    return {
        "$schema": DIALECT,
        "$id": where,
        "title": "Waypost profile of HSDS",
        "description": f"What Waypost adds to HSDS {VERSION}: one member {OURS} in an object, as said here. "
        "A field that is left out has its default; one without a default is not known.",
        "hsds_version": VERSION,
        "member": OURS,
        "$defs": {name: {"properties": {OURS: schema}} for name, schema in additions().items()},
    }
