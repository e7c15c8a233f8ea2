"""Every answer of the open interface is what HSDS 3.2.3 says, and holds nothing beyond it but our profile.

With `-s` the table of endpoints is printed: how many objects were looked at, and what was found.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from typing import Any, Final

import pytest
from django.test import Client
from jsonschema_rs import Draft202012Validator

from config.openapi import document
from directory import api_description, published
from directory.api_description import ADDRESSES, SCHEMAS, Address
from directory.hsds import schema
from tests.directory.every_entity import publish, whole

HSDS: Final = "/api/hsds"
DEFS: Final = "#/$defs/"
# What a row of each address has to be by the standard, in its short form, in its full one, and alone.
ROWS: Final = {
    "/services": ("service_list", "service"),
    "/service_at_locations": ("service_at_location_list", "service_at_location"),
    "/organizations": ("organization_list", "organization"),
    "/taxonomies": ("taxonomy", "taxonomy"),
    "/taxonomy_terms": ("taxonomy_term", "taxonomy_term"),
}
FORMS: Final[dict[str, list[dict[str, str]]]] = {
    "/services": [{}, {"full": "true"}, {"minimal": "true"}],
    "/service_at_locations": [{}, {"full": "true"}],
    "/organizations": [{}, {"full": "true"}, {"full_service": "true"}],
    "/taxonomies": [{}],
    "/taxonomy_terms": [{}],
}

pytestmark = pytest.mark.django_db


def closed(schema: Any) -> Any:
    """Return a schema that refuses every field which it does not name."""
    if isinstance(schema, list):
        return [closed(one) for one in schema]
    if not isinstance(schema, dict):
        return schema
    found = {key: closed(value) for key, value in schema.items()}
    if isinstance(schema.get("properties"), dict) and schema.get("type") == "object":
        found["additionalProperties"] = False
    return found


@cache
def by_the_standard(name: str) -> Draft202012Validator:
    return Draft202012Validator(schema.response(name), validate_formats=True)


@cache
def by_us(name: str) -> Draft202012Validator:
    """Return what refuses a field that neither the standard nor our profile has."""
    known = json.loads(json.dumps(closed(api_description.schemas())).replace(SCHEMAS, DEFS))
    return Draft202012Validator({"$ref": f"{DEFS}{name}", "$defs": known}, validate_formats=True)


@dataclass(slots=True)
class Line:
    """What was found at an address."""

    address: Address
    objects: int = 0
    faults: list[str] = field(default_factory=list)

    def look(self, row: Any, name: str, ours: str = "") -> None:
        self.objects += 1
        for validator in (by_the_standard(name), by_us(ours or name)):
            self.faults += [
                f"{error.instance_path}: {error.message[:90]}" for error in validator.iter_errors(row)
            ]

    def __str__(self) -> str:
        need = "required" if self.address.required else "optional"
        said = "conforms" if not self.faults else f"{len(self.faults)} faults, {self.faults[0]}"
        takes = len(self.address.view.parameters)
        path = f"{HSDS}{self.address.path}"
        return f"{path:<38} GET POST  {need:<9} {takes:>2} parameters {self.objects:>5} objects  {said}"


def rows_of(client: Client, path: str, asked: dict[str, str]) -> Iterator[Any]:
    answer = client.get(f"{HSDS}{path}", {**asked, "format": "ndjson"})
    yield from map(json.loads, b"".join(answer.streaming_content).splitlines())


def look_at_list(client: Client, line: Line) -> None:
    """Look at every row in every form, and at a page of each."""
    short, full = ROWS[line.address.path]
    for asked in FORMS[line.address.path]:
        name = full if set(asked) & {"full", "full_service"} else short
        ours = "service_minimal" if "minimal" in asked else ""
        for row in rows_of(client, line.address.path, asked):
            line.look(row, name, ours)
        page = client.get(f"{HSDS}{line.address.path}", {**asked, "per_page": "2"}).json()
        page_of = {**api_description.schemas()["page"], "additionalProperties": False}
        line.faults += [error.message for error in Draft202012Validator(page_of).iter_errors(page)]


def look_at_one(client: Client, line: Line) -> None:
    listed = line.address.path.removesuffix("/{id}")
    ids = [row["id"] for row in client.get(f"{HSDS}{listed}", {"per_page": "5"}).json()["contents"]]
    for one in ids:
        line.look(client.get(f"{HSDS}{listed}/{one}").json(), ROWS[listed][1])


def look_at_about(client: Client, line: Line) -> None:
    answer = client.get(f"{HSDS}{line.address.path}").json()
    line.objects += 1
    (name,) = line.address.gives
    line.faults += [error.message for error in by_us(name).iter_errors(answer)]


def look(client: Client, address: Address) -> Line:
    line = Line(address)
    if address.is_list:
        look_at_list(client, line)
    elif "{id}" in address.path:
        look_at_one(client, line)
    else:
        look_at_about(client, line)
    return line


@pytest.fixture(autouse=True)
def _everything(db: None) -> Iterator[None]:
    publish(whole())
    yield
    published.forget()


def test_every_answer_conforms_and_has_no_field_beyond_our_profile(client: Client) -> None:
    lines = [look(client, address) for address in ADDRESSES]
    print(*lines, sep="\n")
    assert [str(line) for line in lines if line.faults] == []
    assert all(line.objects for line in lines)
    assert sum(line.objects for line in lines) > 3_000


def test_every_list_of_the_standard_has_its_address() -> None:
    assert {address.path for address in ADDRESSES if address.is_list} == set(ROWS)


@pytest.mark.parametrize("name", [name for names in ROWS.values() for name in names])
def test_a_field_that_nobody_knows_would_be_seen(name: str) -> None:
    assert any("surprise" in error.message for error in by_us(name).iter_errors({"surprise": 1}))


def test_a_wrong_type_would_be_seen() -> None:
    assert list(by_the_standard("service").iter_errors({"id": "x", "name": "x", "status": "open"}))


def test_the_description_names_every_address_and_every_parameter() -> None:
    paths = document()["paths"]
    for address in ADDRESSES:
        told = paths[f"{HSDS}{address.path}"]
        named = {one.get("name") for one in told["get"].get("parameters", [])} - {None}
        assert named == set(address.view.parameters)
