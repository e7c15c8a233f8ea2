"""The schemas of HSDS 3.2.3, reduced to structure, as JSON Schema (no Django).

Source: seeds/hsds/, made by seeds/building/hsds.py from the standard's own files (CC BY-SA 4.0).
"""

import json
from functools import cache
from pathlib import Path
from typing import Any, Final

FOLDER: Final = Path(__file__).resolve().parents[2] / "seeds" / "hsds"
DIALECT: Final = "https://json-schema.org/draft/2020-12/schema"
VERSION: Final = "3.2.3"

Schema = dict[str, Any]


@cache
def _read(name: str) -> Schema:
    found: Schema = json.loads((FOLDER / f"{name}.json").read_bytes())
    return found


def entities() -> dict[str, Schema]:
    """Return the schema of each entity by its name; a `$ref` in it is the name of another."""
    found: dict[str, Schema] = _read("entities")["entities"]
    return found


def response(name: str) -> Schema:
    """Return the schema that the standard gives for a response, whole in itself.

    `name` is an entity that can be asked for (service, organization, service_at_location), the same with
    `_list` for a row of its list, or taxonomy or taxonomy_term.
    """
    read = _read("responses")
    if name in read["roots"]:
        return {"$schema": DIALECT, **read["roots"][name], "$defs": read["$defs"]}
    return {
        "$schema": DIALECT,
        "$ref": f"#/$defs/{name}",
        "$defs": {entity: pointed(schema, "#/$defs/") for entity, schema in entities().items()},
    }


def pointed(schema: Any, where: str) -> Any:
    """Return the schema with each reference to an entity made one to a place in a document."""
    if isinstance(schema, dict):
        return {
            key: f"{where}{value}" if key == "$ref" else pointed(value, where)
            for key, value in schema.items()
        }
    return [pointed(one, where) for one in schema] if isinstance(schema, list) else schema
