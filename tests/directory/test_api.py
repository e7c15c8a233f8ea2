"""The open interface: pages, filters, single rows, and what is refused."""

import json
import uuid
from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client

from directory import published, topics_tree
from directory.models.outward import OutwardOrganization, OutwardService
from directory.models.service import Service
from directory.topics import Kind, Need
from tests.directory.every_entity import publish, whole

HSDS = "/api/hsds"
LISTS = ["services", "service_at_locations", "organizations", "taxonomies", "taxonomy_terms"]
NOBODY = str(uuid.UUID(int=7))
EMPTY: dict[str, dict[str, Any]] = {"get": {}, "post": {"content_type": "application/json"}}

pytestmark = pytest.mark.django_db


def get(client: Client, path: str, **asked: Any) -> dict[str, Any]:
    answer = client.get(f"{HSDS}/{path}", asked)
    assert answer.status_code == 200, answer.content
    return answer.json()


@pytest.fixture
def everything(db: None) -> Iterator[str]:
    yield str(publish(whole())[0])
    published.forget()


# --- pages ---


@pytest.mark.parametrize("path", LISTS)
def test_a_page_says_what_it_is_a_page_of(client: Client, everything: str, path: str) -> None:
    page = get(client, path, per_page=1, page=1)
    assert page["size"] == len(page["contents"]) == 1
    assert (page["page_number"], page["first_page"], page["empty"]) == (1, True, False)
    assert page["total_pages"] == page["total_items"]
    assert page["last_page"] is (page["total_items"] == 1)


def test_pages_together_hold_every_row_once(client: Client) -> None:
    pages = [get(client, "services", per_page=200, page=number) for number in range(1, 6)]
    ids = [row["id"] for page in pages for row in page["contents"]]
    assert len(ids) == len(set(ids)) == OutwardService.objects.count() == pages[0]["total_items"]
    assert [page["last_page"] for page in pages] == [False] * 4 + [True]


def test_a_page_behind_the_last_is_empty(client: Client) -> None:
    page = get(client, "services", page=1_000_000)
    assert (page["contents"], page["size"], page["empty"]) == ([], 0, True)


def test_ndjson_holds_every_row_one_a_line(client: Client) -> None:
    answer = client.get(f"{HSDS}/services", {"format": "ndjson", "page": 7})
    assert answer.headers["Content-Type"] == "application/x-ndjson"
    rows = [json.loads(line) for line in b"".join(answer.streaming_content).splitlines()]
    assert len({row["id"] for row in rows}) == len(rows) == OutwardService.objects.count()


def test_the_short_form_is_part_of_the_full_one(client: Client, everything: str) -> None:
    short, full = (get(client, "services", search="everything", full=full) for full in ("false", "true"))
    assert short["contents"][0]["id"] == everything
    assert "phones" not in short["contents"][0]
    assert full["contents"] == [get(client, f"services/{everything}")]


def test_the_minimal_form_says_what_changed_and_when(client: Client) -> None:
    page = get(client, "services", minimal="true")
    assert page["size"] == page["total_items"] == OutwardService.objects.count()
    assert set(page["contents"][0]) <= {"id", "name", "status", "last_modified", "modified_date"}
    assert all(row["modified_date"] for row in page["contents"])


# --- the twin by POST ---


@pytest.mark.parametrize("path", [*LISTS, "", "profile"])
@pytest.mark.parametrize("kind", ["application/json", "application/x-www-form-urlencoded"])
def test_a_question_by_post_has_the_same_answer(client: Client, path: str, kind: str) -> None:
    asked = {"search": "a", "per_page": 3} if path in LISTS else {}
    body = json.dumps(asked) if kind.endswith("json") else "&".join(f"{k}={v}" for k, v in asked.items())
    posted = client.post(f"{HSDS}/{path}", body, content_type=kind)
    assert posted.status_code == 200
    assert posted.content == client.get(f"{HSDS}/{path}", asked).content


def test_one_row_is_given_by_post_too(client: Client, everything: str) -> None:
    assert client.post(f"{HSDS}/services/{everything}", **EMPTY["post"]).json()["id"] == everything


def test_json_holds_numbers_and_flags_as_such(client: Client) -> None:
    asked = {"page": 2, "per_page": 2, "full": True}
    answer = client.post(f"{HSDS}/services", json.dumps(asked), content_type="application/json")
    assert answer.content == client.get(f"{HSDS}/services?page=2&per_page=2&full=true").content


# --- filters ---


def test_filters_combine_by_and(client: Client, everything: str) -> None:
    full = get(client, f"services/{everything}")
    right = {
        "taxonomy_term_id": str(topics_tree.kind_id(Kind.DOMESTIC_VIOLENCE)),
        "taxonomy_id": str(topics_tree.OURS),
        "organization_id": full["organization"]["id"],
        "search": "everything",
        "modified_after": "2026-01-01",
    }
    assert [row["id"] for row in get(client, "services", **right)["contents"]] == [everything]
    wrong = {
        "taxonomy_term_id": str(topics_tree.kind_id(Kind.PREVENTION_OFFENDER)), "taxonomy_id": NOBODY,
        "organization_id": NOBODY, "search": "qqqqqqq", "modified_after": "2999-01-01T00:00:00Z",
    }  # fmt: skip
    for name, value in wrong.items():
        for path in ("services", "service_at_locations"):
            assert get(client, path, **{**right, name: value})["total_items"] == 0, (path, name)


def test_a_term_of_one_taxonomy_is_not_found_in_another(client: Client) -> None:
    term = str(topics_tree.kind_id(Kind.CRISIS))
    assert get(client, "services", taxonomy_term_id=term)["total_items"] > 0
    both = get(client, "services", taxonomy_term_id=term, taxonomy_id=str(topics_tree.PUBLIC))
    assert both["total_items"] == 0


def test_a_need_finds_the_kinds_that_meet_it(client: Client) -> None:
    found = get(client, "services", taxonomy_term_id=str(topics_tree.need_id(Need.SHELTER)), per_page=200)
    kinds = Service.objects.filter(pk__in=[row["id"] for row in found["contents"]])
    assert {kind for row in kinds for kind in (row.kind, *row.more_kinds)} >= {"domestic_violence"}
    assert all({row.kind, *row.more_kinds} & {"domestic_violence", "trafficking"} for row in kinds)


@pytest.mark.parametrize("path", LISTS)
def test_words_are_looked_for(client: Client, everything: str, path: str) -> None:
    assert get(client, path, search="zzzzqqqq")["total_items"] == 0


def test_organizations_are_found_by_what_their_services_carry(client: Client, everything: str) -> None:
    term = str(topics_tree.kind_id(Kind.DOMESTIC_VIOLENCE))
    owner = get(client, f"services/{everything}")["organization"]["id"]
    found = get(client, "organizations", taxonomy_term_id=term, per_page=200)
    assert owner in {row["id"] for row in found["contents"]}
    assert get(client, "organizations", taxonomy_term_id=NOBODY)["total_items"] == 0


def test_an_organization_holds_its_services_short_or_full(client: Client, everything: str) -> None:
    owner = get(client, f"services/{everything}")["organization"]["id"]
    short = get(client, f"organizations/{owner}")["services"]
    full = get(client, f"organizations/{owner}", full_service="true")["services"]
    assert [row["id"] for row in short] == [row["id"] for row in full] == [everything]
    assert "phones" not in short[0]
    assert full == [get(client, f"services/{everything}")]
    listed = get(client, "organizations", full_service="true", search="everything")["contents"]
    assert listed == [get(client, f"organizations/{owner}", full_service="true")]


def test_terms_are_found_from_above_and_from_below(client: Client) -> None:
    tops = get(client, "taxonomy_terms", top_only="true", taxonomy_id=str(topics_tree.OURS), per_page=200)
    assert {row["code"] for row in tops["contents"]} == {*(need.value for need in Need), "other"}
    below = get(client, "taxonomy_terms", parent_id=str(topics_tree.need_id(Need.SAFETY)))["contents"]
    assert "domestic_violence" in {row["code"] for row in below}


# --- what may be shown ---


@pytest.mark.promise("S6")
def test_what_nobody_checked_is_not_there_where_it_is_not_shown(
    client: Client, everything: str, settings: Any
) -> None:
    settings.WAYPOST_SHOW_SOURCED = False
    sourced = OutwardService.objects.filter(sourced=True).first()
    assert sourced is not None
    for path in ("services", "organizations", "service_at_locations"):
        assert get(client, path)["total_items"] == 1, path
        answer = client.get(f"{HSDS}/{path}", {"format": "ndjson"})
        assert len(b"".join(answer.streaming_content).splitlines()) == 1
    assert client.get(f"{HSDS}/services/{sourced.pk}").status_code == 404
    hidden = OutwardOrganization.objects.filter(sourced=True).first()
    assert hidden is not None
    assert client.get(f"{HSDS}/organizations/{hidden.pk}").status_code == 404


# --- what is refused ---


@pytest.mark.parametrize("path", [f"{path}/{key}" for path in LISTS for key in (NOBODY, "7", "%00", "a/b")])
@pytest.mark.parametrize("method", ["get", "post"])
def test_what_is_not_there_is_said_so(client: Client, path: str, method: str) -> None:
    answer = getattr(client, method)(f"{HSDS}/{path}", **EMPTY[method])
    assert answer.status_code == 404
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert answer.json()["status"] == 404


BAD = [
    ("page", "0"), ("page", "x"), ("page", ""), ("page", "1000001"), ("page", "-1"), ("page", "٣"),
    ("per_page", "201"), ("per_page", "1.5"), ("format", "xml"), ("taxonomy_term_id", "7"),
    ("taxonomy_id", "x"), ("organization_id", ""), ("modified_after", "yesterday"),
    ("modified_after", "0001-01-01T00:00:00+14:00"), ("minimal", "maybe"), ("full", "2"),
    ("search", "x" * 201), ("no-such-thing", "1"),
]  # fmt: skip


@pytest.mark.parametrize(("name", "value"), BAD)
@pytest.mark.parametrize("method", ["get", "post"])
def test_a_value_that_does_not_fit_is_refused_and_not_repeated(
    client: Client, name: str, value: str, method: str
) -> None:
    if method == "get":
        answer = client.get(f"{HSDS}/services", {name: value})
    else:
        answer = client.post(f"{HSDS}/services", json.dumps({name: value}), content_type="application/json")
    said = answer.json()
    assert (answer.status_code, said["status"]) == (400, 400)
    assert said["expected"]
    assert said.get("parameter", "") in {name, ""}
    assert len(value) < 3 or value not in answer.content.decode()


@pytest.mark.parametrize("body", ["[]", "7", "{", '"', "\xff", "[" * 20_000, '{"page":' + "9" * 5000 + "}"])
def test_a_body_that_is_no_question_is_refused(client: Client, body: str) -> None:
    answer = client.post(f"{HSDS}/services", body, content_type="application/json")
    assert (answer.status_code, answer.headers["Content-Type"]) == (400, "application/problem+json")


@pytest.mark.parametrize(
    ("kind", "body", "status"),
    [("text/plain", "x", 415), ("multipart/form-data; boundary=x", "x", 415),
     ("application/json", "x" * 40_000, 413)],
)  # fmt: skip
def test_other_bodies_are_refused_before_they_are_read(
    client: Client, kind: str, body: str, status: int
) -> None:
    answer = client.post(f"{HSDS}/services", body, content_type=kind)
    assert (answer.status_code, answer.json()["status"]) == (status, status)


@pytest.mark.parametrize("method", ["put", "patch", "delete"])
def test_nothing_can_be_changed(client: Client, method: str) -> None:
    answer = getattr(client, method)(f"{HSDS}/services")
    assert answer.status_code == 405
    assert answer.headers["Allow"] == "GET, POST, HEAD, OPTIONS"
