"""Make seeds/hsds/ of a checkout of the standard: structure only, none of its sentences.

What a schema demands (types, formats, choices, what is required, what is nested) is kept; titles,
descriptions, examples and whatever serves tables is left out. A response schema of the standard repeats the
same object in hundreds of places: here it stands once and is referred to, which says the same.

Usage: python -m seeds.building.hsds FOLDER, where FOLDER holds the entity schemas and compiled/.
"""

import json
import sys
from pathlib import Path
from typing import Any, Final

TARGET: Final = Path(__file__).resolve().parents[1] / "hsds"
VERSION: Final = "3.2.3"
# The file of the standard, and what the responses that it describes are called here.
RESPONSES: Final = {
    "service": "compiled/service.min.json",
    "organization": "compiled/organization.min.json",
    "service_at_location": "compiled/service_at_location.min.json",
    "service_list": "compiled/service_list.json",
    "organization_list": "compiled/organization_list.json",
    "service_at_location_list": "compiled/service_at_location_list.json",
}
NOT_ENTITIES: Final = {"openapi.json", "meta_table_description.json"}
ABOUT: Final = {
    "of": "Human Services Data Specification (HSDS), an Open Referral resource, https://openreferral.org/",
    "source": "https://github.com/openreferral/specification",
    "version": VERSION,
    "licence": "CC BY-SA 4.0, https://creativecommons.org/licenses/by-sa/4.0/",
    "changed": "reduced to structure by seeds/building/hsds.py; the words of the standard are left out",
}

Schema = dict[str, Any]


def reduced(schema: Any) -> Any:
    """Return what a schema demands, without its words."""
    kept: Schema = {}
    for word, value in schema.items():
        if word == "properties":
            kept[word] = {name: reduced(inner) for name, inner in value.items()}
        elif word == "items":
            kept[word] = reduced(value)
        elif word in {"type", "format", "enum", "$ref"} or (word == "required" and isinstance(value, list)):
            kept[word] = value
    return kept


def shared(schema: Schema, name: str, definitions: dict[str, Schema], known: dict[str, str]) -> Schema:
    """Return the schema with each object replaced by a reference, and put the objects into `definitions`."""
    if "items" in schema:
        return {**schema, "items": shared(schema["items"], name, definitions, known)}
    if "properties" not in schema:
        return schema
    inner = {key: shared(value, key, definitions, known) for key, value in schema["properties"].items()}
    whole = {**schema, "properties": inner}
    text = json.dumps(whole, sort_keys=True)
    if text not in known:
        known[text] = _free(name, definitions)
        definitions[known[text]] = whole
    return {"$ref": f"#/$defs/{known[text]}"}


def _free(name: str, definitions: dict[str, Schema]) -> str:
    taken = sum(1 for other in definitions if other.partition(".")[0] == name)
    return f"{name}.{taken + 1}" if taken else name


def entities(folder: Path) -> dict[str, Schema]:
    """Return the schema of each entity; a reference names the entity."""
    found = {}
    for path in sorted(folder.glob("*.json")):
        if path.name not in NOT_ENTITIES:
            text = json.dumps(reduced(json.loads(path.read_bytes()))).replace('.json"', '"')
            found[path.stem] = json.loads(text)
    return found


def responses(folder: Path) -> Schema:
    """Return the schemas of the responses, over one set of definitions."""
    definitions: dict[str, Schema] = {}
    known: dict[str, str] = {}
    roots = {
        name: shared(reduced(json.loads((folder / file).read_bytes())), name, definitions, known)
        for name, file in RESPONSES.items()
    }
    return {"roots": roots, "$defs": definitions}


def main(folder: Path) -> None:
    """Write both files."""
    for name, made in (("entities", {"entities": entities(folder)}), ("responses", responses(folder))):
        text = json.dumps({"about": ABOUT, **made}, indent=1, ensure_ascii=False)
        (TARGET / f"{name}.json").write_text(text + "\n", encoding="utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
