"""The description of the open interfaces is whole, and people can read of it on a page like every other."""

import json
import re
from collections.abc import Iterator
from typing import Any

import pytest
import schemathesis
from django.test import Client
from jsonschema import Draft202012Validator

from config.openapi import document
from directory.api_reading import PARAMETERS

METHODS = {"get", "post"}


def references(part: Any) -> Iterator[str]:
    if isinstance(part, dict):
        if isinstance(part.get("$ref"), str):
            yield part["$ref"]
        for below in part.values():
            yield from references(below)
    elif isinstance(part, list):
        for below in part:
            yield from references(below)


def place(reference: str) -> Any:
    found: Any = document()
    for name in reference.removeprefix("#/").split("/"):
        found = found[name]
    return found


def operations() -> Iterator[tuple[str, dict[str, Any]]]:
    for path, item in document()["paths"].items():
        yield from ((f"{method} {path}", item[method]) for method in METHODS & set(item))


def test_the_document_is_valid_openapi() -> None:
    schemathesis.openapi.from_dict(document()).validate()
    assert document()["openapi"] == "3.1.0"


def test_every_schema_of_it_is_a_schema() -> None:
    for schema in document()["components"]["schemas"].values():
        Draft202012Validator.check_schema(schema)


def test_every_reference_leads_somewhere_in_the_document() -> None:
    found = set(references(document()))
    assert len(found) > 40
    assert all(one.startswith("#/") and place(one) is not None for one in found)


def test_every_operation_has_a_name_of_its_own_and_says_what_can_go_wrong() -> None:
    names = [operation["operationId"] for _path, operation in operations()]
    assert len(set(names)) == len(names) == 26 + 5
    for path, operation in operations():
        assert {"200", "400", "429", "503"} <= set(operation["responses"]), path
        of_one = "{id}" in path or path.endswith(("/definition", "/step"))
        assert ("404" in operation["responses"]) == of_one
        assert ("304" in operation["responses"]) == path.startswith("get")
        assert ("413" in operation["responses"]) == path.startswith("post")


@pytest.mark.django_db
def test_the_document_is_served_as_it_is(client: Client) -> None:
    answer = client.get("/api/openapi.json")
    assert answer.headers["Content-Type"] == "application/json"
    assert answer.json() == json.loads(json.dumps(document()))


# --- the page ---


@pytest.mark.django_db
@pytest.mark.parametrize("method", ["get", "post"])
def test_the_page_tells_of_every_address_and_every_parameter(client: Client, method: str) -> None:
    asked = {"content_type": "application/x-www-form-urlencoded"} if method == "post" else {}
    page = getattr(client, method)("/api/", **asked).content.decode()
    for path in document()["paths"]:
        assert f"<code>{path}</code>" in page
    for name in PARAMETERS:
        assert f"<code>{name}</code>" in page


@pytest.mark.promise("S2")
@pytest.mark.promise("S3")
@pytest.mark.django_db
def test_the_page_has_the_neutral_title_and_the_way_out(client: Client) -> None:
    answer = client.get("/api/", headers={"accept-language": "ar"})
    page = answer.content.decode()
    start = client.get("/", headers={"accept-language": "ar"}).content.decode()
    title = re.compile(r"<title>[^<]*</title>")
    assert title.findall(page) == title.findall(start)
    assert "data-quick-exit" in page
    assert 'dir="rtl"' in page
    assert '<div lang="en" dir="ltr">' in page
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.headers["Cross-Origin-Resource-Policy"] == "same-origin"
    assert re.findall(r'(?:src|action)="(?!/)[^"]*"', page) == []
