"""The open interface described for OpenAPI 3.1: its addresses, parameters and answers.

Made from the views (which parameters), the reader of parameters (what each takes) and the schemas of the
standard with our profile in them (what comes back), so that the description cannot fall behind.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

from directory import api, api_profile
from directory.api_door import Endpoint
from directory.api_reading import PARAMETERS
from directory.hsds import schema
from directory.hsds.shapes import OURS

Json = dict[str, Any]
SCHEMAS: Final = "#/components/schemas/"
LISTS: Final = ("service_list", "organization_list", "service_at_location_list")
ENTITY_OF_LIST: Final = {name: name.removesuffix("_list") for name in LISTS}


@dataclass(frozen=True, slots=True)
class Address:
    """An address: what answers there, what it gives, and whether the standard demands it."""

    path: str
    view: type[Endpoint]
    called: str
    summary: str
    gives: tuple[str, ...]
    required: bool = False
    by_post: bool = True

    @property
    def is_list(self) -> bool:
        return issubclass(self.view, api.List)


ADDRESSES: Final = (
    Address("/", api.About, "About", "What this interface is, and which version of HSDS it speaks.",
            ("about",), required=True),
    Address("/profile", api.Profile, "Profile", "What Waypost adds to HSDS, as JSON Schema.", ("profile",)),
    Address("/services", api.Services, "Services", "Services, in pages.",
            ("service_list", "service", "service_minimal"), required=True),
    Address("/services/{id}", api.Service, "Service", "A service with everything nested in it.",
            ("service",), required=True),
    Address("/withdrawn", api.Withdrawn, "Withdrawn",
            "Ids of services that were here and are here no more: whoever keeps a copy drops them.",
            ("withdrawn",)),
    Address("/service_at_locations", api.Places, "ServicesAtLocations", "Services at a place, in pages.",
            ("service_at_location_list", "service_at_location")),
    Address("/service_at_locations/{id}", api.Place, "ServiceAtLocation", "A service at a place.",
            ("service_at_location",)),
    Address("/organizations", api.Organizations, "Organizations", "Organizations, in pages.",
            ("organization_list", "organization")),
    Address("/organizations/{id}", api.Organization, "Organization", "An organization with its services.",
            ("organization",)),
    Address("/taxonomies", api.Taxonomies, "Taxonomies", "Taxonomies, in pages.", ("taxonomy",)),
    Address("/taxonomies/{id}", api.Taxonomy, "Taxonomy", "A taxonomy.", ("taxonomy",)),
    Address("/taxonomy_terms", api.Terms, "TaxonomyTerms", "Terms of taxonomies, in pages.",
            ("taxonomy_term",)),
    Address("/taxonomy_terms/{id}", api.Term, "TaxonomyTerm", "A term of a taxonomy.", ("taxonomy_term",)),
)  # fmt: skip


# --- addresses ---


def paths(below: str) -> Json:
    """Return the addresses with what can be done at each."""
    return {f"{below}{one.path}": _item(one) for one in ADDRESSES}


def _item(one: Address) -> Json:
    found: Json = {"get": _operation(one, "get"), "post": _operation(one, "post")}
    if "{id}" in one.path:
        found["parameters"] = [{
            "name": "id", "in": "path", "required": True, "description": "The id of what is asked for.",
            "schema": {"type": "string", "format": "uuid"},
        }]  # fmt: skip
    return found


def _operation(one: Address, method: str) -> Json:
    found: Json = {
        "operationId": f"{method}{one.called}",
        "summary": one.summary,
        "tags": ["required" if one.required and method == "get" else "optional"],
        "responses": {**_answers(one, method), **_problems(one, method)},
    }
    if method == "get" and one.view.parameters:
        found["parameters"] = [_parameter(name) for name in one.view.parameters]
    if method == "get":
        found.setdefault("parameters", []).append({"$ref": "#/components/parameters/if-none-match"})
    if method == "post":
        found["description"] = "The same as by GET; what is asked stands in the body and in no address."
        found["requestBody"] = _body(one)
    return found


def _parameter(name: str) -> Json:
    known = PARAMETERS[name]
    return {"name": name, "in": "query", "required": False, "description": known.says, "schema": known.schema}


def _body(one: Address) -> Json:
    members = {
        name: {**PARAMETERS[name].schema, "description": PARAMETERS[name].says}
        for name in one.view.parameters
    }
    asked = {"type": "object", "properties": members, "additionalProperties": False}
    kinds = ("application/json", "application/x-www-form-urlencoded")
    return {"required": False, "content": {kind: {"schema": asked} for kind in kinds}}


def _answers(one: Address, method: str) -> Json:
    rows = [{"$ref": f"{SCHEMAS}{name}"} for name in one.gives]
    row = rows[0] if len(rows) == 1 else {"anyOf": rows}
    content: Json = {"application/json": {"schema": _page(row) if one.is_list else row}}
    if one.is_list:
        content["application/x-ndjson"] = {"schema": {"type": "string"}}
    found: Json = {"200": {"description": one.summary, "content": content}}
    if method == "get":
        found["200"]["headers"] = {"ETag": {"schema": {"type": "string"}}}
        found["304"] = {"description": "What the client has already is still true."}
    return found


def _page(row: Json) -> Json:
    rows = {"type": "object", "properties": {"contents": {"type": "array", "items": row}}}
    return {"allOf": [{"$ref": f"{SCHEMAS}page"}, {**rows, "required": ["contents"]}]}


def _problems(one: Address, method: str) -> Json:
    names = ["400", "429", "503", *(["404"] if "{id}" in one.path else [])]
    names += ["413", "415"] if method == "post" else []
    return {name: {"$ref": f"#/components/responses/{name}"} for name in sorted(names)}


# --- what comes back ---


def schemas() -> Json:
    """Return what the answers hold: the entities of the standard with our profile, pages, problems."""
    return {**dict(_entities()), **dict(_lists()), **_OURS, "page": _PAGE}


def _entities() -> Iterator[tuple[str, Json]]:
    for name, bare in schema.entities().items():
        found = schema.pointed(bare, SCHEMAS)
        below = dict(found["properties"])
        if name == "organization":  # what nests it has no field for it in the entity, only in the answer
            below["services"] = {"type": "array", "items": {"$ref": f"{SCHEMAS}service"}}
        if name == "service_at_location":
            below["service"] = {"$ref": f"{SCHEMAS}service"}
        yield name, _with_profile({**found, "properties": below}, name)
    yield from ((f"{OURS}_{name}", added) for name, added in api_profile.additions().items())


def _with_profile(found: Json, entity: str) -> Json:
    if entity not in api_profile.additions():
        return found
    ours = {OURS: {"$ref": f"{SCHEMAS}{OURS}_{entity}"}}
    return {**found, "properties": {**found["properties"], **ours}}


def _lists() -> Iterator[tuple[str, Json]]:
    for name in LISTS:
        whole = schema.response(name)
        yield name, _inlined(whole, whole["$defs"], ENTITY_OF_LIST[name])


def _inlined(found: Json, definitions: Json, entity: str) -> Json:
    """Return a schema with what it refers to in its place, and our profile in every object."""
    if "$ref" in found:
        found = definitions[found["$ref"].rpartition("/")[2]]
    if "properties" not in found:
        return found
    inner = {name: _inlined(below, definitions, name) for name, below in found["properties"].items()}
    return _with_profile({**found, "properties": inner}, entity)


_PAGE: Final[Json] = {
    "type": "object",
    "properties": {
        **{name: {"type": "integer"} for name in ("total_items", "total_pages", "page_number", "size")},
        **{name: {"type": "boolean"} for name in ("first_page", "last_page", "empty")},
        "contents": {"type": "array"},
    },
    "required": ["empty"],
}  # fmt: skip
_TEXT: Final[Json] = {"type": "string"}
_URI: Final[Json] = {"type": "string", "format": "uri"}
_OURS: Final[Json] = {
    "service_minimal": {
        "type": "object",
        "properties": {
            "id": {"type": "string", "format": "uuid"},
            **{name: _TEXT for name in ("name", "status")},
            **{
                name: {"type": "string", "format": "date-time"} for name in ("last_modified", "modified_date")
            },
        },
        "required": ["id", "name", "status"],
    },
    "about": {
        "type": "object",
        "properties": {
            **{name: _TEXT for name in ("version", "description")},
            **{name: _URI for name in ("profile", "openapi_url", "data_guide")},
            "publisher": {"type": "object", "properties": {"name": _TEXT, "website": _URI}},
        },
        "required": ["version", "profile", "openapi_url"],
    },
    "profile": {"type": "object", "required": ["$schema", "$id", "$defs"]},
    "withdrawn": {
        "type": "object",
        "properties": {
            **_PAGE["properties"],
            "contents": {
                "type": "array",
                "items": {
                    "type": "object",
                    "properties": {"id": {"type": "string", "format": "uuid"}},
                    "required": ["id"],
                },
            },
        },
        "required": ["total_items", "empty", "contents"],
    },
}
