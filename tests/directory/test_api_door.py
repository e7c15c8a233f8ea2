"""The door of the open interface: open to any page, known to nobody, slowed down, and never written down."""

import http.client
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import DatabaseError, connection
from django.http import HttpResponse
from django.test import Client, RequestFactory
from django.test.utils import CaptureQueriesContext
from rest_framework.views import APIView

from directory import api_finding, api_guard, numbering
from safety.buckets import Buckets
from staff.models.person import User
from tests.running.site import serving

HSDS = "/api/hsds"
ENDPOINTS = [
    f"{HSDS}/", f"{HSDS}/profile", f"{HSDS}/services", f"{HSDS}/service_at_locations",
    f"{HSDS}/organizations", f"{HSDS}/taxonomies", f"{HSDS}/taxonomy_terms", "/api/openapi.json",
]  # fmt: skip
STEP = "/api/pathways/step"
JSON = "application/json"
CANARY = "canary-5d1e"

pytestmark = pytest.mark.django_db


# --- any page may read, nobody is known ---


@pytest.mark.parametrize(
    "path", [*ENDPOINTS, f"{HSDS}/services/7", f"{HSDS}/nothing", f"{HSDS}/services?page=x"]
)
@pytest.mark.parametrize("method", ["get", "head", "post", "put", "options"])
def test_any_page_may_read_every_answer_also_a_refusal(client: Client, path: str, method: str) -> None:
    answer = getattr(client, method)(path, headers={"origin": "https://elsewhere.example"})
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    assert answer.headers["Cross-Origin-Resource-Policy"] == "cross-origin"
    assert "Access-Control-Allow-Credentials" not in answer.headers
    assert answer.headers["Referrer-Policy"] == "no-referrer"
    assert answer.headers["Content-Security-Policy"].startswith("default-src 'none'")


@pytest.mark.parametrize("path", [*ENDPOINTS, f"{HSDS}/services/7"])
def test_a_browser_that_asks_first_is_let_in(client: Client, path: str) -> None:
    asks = {
        "origin": "https://elsewhere.example",
        "access-control-request-method": "POST",
        "access-control-request-headers": "content-type",
    }
    answer = client.options(path, headers=asks)
    assert (answer.status_code, answer.content) == (204, b"")
    assert "POST" in answer.headers["Access-Control-Allow-Methods"]
    assert "Content-Type" in answer.headers["Access-Control-Allow-Headers"]


@pytest.mark.promise("S1")
@pytest.mark.parametrize("path", ENDPOINTS)
@pytest.mark.parametrize("method", ["get", "post", "options"])
def test_nobody_is_known_not_even_who_is_signed_in_at_the_desk(
    path: str, method: str, greta: User, signed_in: Callable[..., Client]
) -> None:
    asked = {"content_type": JSON} if method == "post" else {}
    answer = getattr(signed_in(greta), method)(path, **asked)
    assert answer.status_code in {200, 204}
    assert not answer.cookies
    assert [name for name in ("session", "user", "auth") if hasattr(answer.wsgi_request, name)] == []
    assert "Cookie" not in answer.headers.get("Vary", "")


def test_json_is_read_at_the_interface_only(client: Client) -> None:
    assert client.post(f"{HSDS}/services", "{}", content_type=JSON).status_code == 200
    for elsewhere in ("/", "/en/", "/api/"):
        assert client.post(elsewhere, "{}", content_type=JSON).status_code == 415


def test_an_endpoint_that_does_not_open_itself_is_shut(rf: RequestFactory) -> None:
    class Forgotten(APIView):
        def get(self, request: Any) -> HttpResponse:
            raise AssertionError("nobody should get as far")

    answer = Forgotten.as_view()(rf.get("/"))
    assert (answer.status_code, json.loads(answer.content)["status"]) == (403, 403)
    assert not isinstance(getattr(answer, "user", None), AnonymousUser)


# --- what is known already is not sent again ---


@pytest.mark.parametrize("path", [*ENDPOINTS, f"{HSDS}/services?search=a&per_page=1"])
def test_what_a_client_has_already_is_not_sent_again(client: Client, path: str) -> None:
    mark = client.get(path).headers["ETag"]
    assert mark.startswith('"')
    for sent in (mark, f"W/{mark}", f'"other", {mark}'):
        again = client.get(path, headers={"if-none-match": sent})
        assert (again.status_code, again.content) == (304, b"")
        assert again.headers["ETag"] == mark
    assert client.get(path, headers={"if-none-match": '"other"'}).status_code == 200


def test_a_mark_is_another_one_for_another_question_and_after_every_change(
    client: Client, settings: Any
) -> None:
    def mark(asked: str) -> str:
        return client.get(f"{HSDS}/services?{asked}").headers["ETag"]

    marks = [mark("page=1"), mark("page=2"), mark("page=1&per_page=2"), mark("search=a")]
    numbering.grow(numbering.locked())
    marks.append(mark("page=1"))
    settings.WAYPOST_SHOW_SOURCED = False
    marks.append(mark("page=1"))
    assert len(set(marks)) == 6


@pytest.mark.promise("S2")
def test_a_browser_keeps_no_answer_that_says_what_somebody_looked_for(client: Client) -> None:
    kept = {
        path: client.get(f"{HSDS}/{path}").headers["Cache-Control"]
        for path in ("services", "services?page=2", "services?search=a", "taxonomies?search=b")
    }
    assert list(kept.values()) == ["no-cache", "no-cache", "no-store", "no-store"]
    one = api_finding.shown_services().values_list("pk", flat=True)[0]
    assert client.get(f"{HSDS}/services/{one}").headers["Cache-Control"] == "no-store"
    assert client.post(f"{HSDS}/services", "{}", content_type=JSON).headers["Cache-Control"] == "no-store"


# --- what it costs ---


@pytest.mark.parametrize(
    ("asked", "queries"),
    [
        ("services", 3), ("services?per_page=200", 3), ("services?full=true&per_page=200", 3),
        ("services?minimal=true", 3), ("organizations", 3),
        ("organizations?full_service=true&per_page=200", 4),
        ("service_at_locations", 3), ("taxonomies", 3), ("taxonomy_terms?per_page=200", 3), ("", 0),
    ],
)  # fmt: skip
def test_a_page_costs_the_same_number_of_queries_however_long_it_is(
    client: Client, asked: str, queries: int
) -> None:
    with CaptureQueriesContext(
        connection,
    ) as told:
        assert client.get(f"{HSDS}/{asked}").status_code == 200
    assert len(told) <= queries


def test_a_directory_that_does_not_answer_is_said_so(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    def gone(*args: object) -> None:
        raise DatabaseError("gone")

    monkeypatch.setattr(api_finding.Found, "count", gone)
    answer = client.get(f"{HSDS}/services")
    assert (answer.status_code, answer.json()["status"]) == (503, 503)
    assert int(answer.headers["Retry-After"]) > 0


# --- patience ---


def test_who_asks_too_often_is_told_when_to_come_back(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(api_guard, "_buckets", Buckets(each=3, everybody=1000))
    statuses = [client.get(f"{HSDS}/services?per_page=1").status_code for _ in range(4)]
    assert statuses == [200, 200, 200, 429]
    answer = client.get(f"{HSDS}/services")
    assert answer.json()["status"] == 429
    assert 1 <= int(answer.headers["Retry-After"]) <= 20
    assert client.get(f"{HSDS}/services", REMOTE_ADDR="192.0.2.9").status_code == 200
    assert client.options(f"{HSDS}/services").status_code == 204


# --- nothing is written ---


@pytest.mark.promise("S2")
def test_neither_we_nor_the_server_write_down_what_was_asked(
    capfd: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    """The databases are empty files, so that what fails for want of tables is among what is asked."""
    environment = {
        "DJANGO_SETTINGS_MODULE": "config.settings.test",
        "WAYPOST_LOG_LEVEL": "INFO",
        "DATABASE_URL": f"sqlite:///{tmp_path}/main.sqlite3",
        "WAYPOST_KEYS_URL": f"sqlite:///{tmp_path}/keys.sqlite3",
    }
    with serving("config.wsgi:application", environment=environment) as running:
        statuses = {ask(running.port, *asked) for asked in ASKED}
    assert statuses == {200, 400, 404, 405, 503}
    assert CANARY not in "".join(capfd.readouterr())


ASKED = (
    ("GET", f"{HSDS}/services?search={CANARY}", None), ("GET", f"{HSDS}/services/{CANARY}", None),
    ("GET", f"{HSDS}/services?{CANARY}=1", None), ("GET", f"/api/{CANARY}", None),
    ("GET", f"{HSDS}/", None), ("POST", f"{HSDS}/services", json.dumps({"search": CANARY})),
    ("POST", f"{HSDS}/{CANARY}", "{"), ("POST", f"{HSDS}/services", f"{{{CANARY}"),
    ("POST", STEP, json.dumps({"answers": {CANARY: [CANARY]}, "edition": CANARY})),
    ("POST", STEP, json.dumps({CANARY: 1})), ("GET", f"{STEP}?answers={CANARY}", None),
    ("GET", f"/api/pathways/definition?edition={CANARY}", None), ("GET", f"/r48pxq/?{CANARY}", None),
)  # fmt: skip


def ask(port: int, method: str, path: str, body: str | None) -> int:
    connected = http.client.HTTPConnection("127.0.0.1", port, timeout=20)
    connected.request(method, path, body, {"User-Agent": CANARY} | ({"Content-Type": JSON} if body else {}))
    answer = connected.getresponse()
    answer.read()
    connected.close()
    return answer.status
