"""Signing in: one answer to every failure, cookies that stay at the desk, everything on record."""

import re
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.hashers import get_hasher
from django.test import Client
from django.urls import reverse

from staff.models.person import User
from staff.models.record import AuditEntry
from tests.people import PASSWORD
from tests.staff.account import SIGN_IN, acts, sign_in

STATIC = Path(__file__).resolve().parents[2] / "staff" / "static" / "staff"
TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="[^"]*"')


def seen(answer) -> tuple[int, str]:
    """Return what a stranger can compare: status and page, without token and what they typed."""
    page = TOKEN.sub("", answer.content.decode())
    return answer.status_code, re.sub(r'value="[^"]*@example.org"', "", page)


def test_a_right_password_opens_the_desk(client: Client, amina: User) -> None:
    answer = sign_in(client, "Amina@Example.org")
    assert answer.status_code == 302
    assert answer.headers["Location"] == "/desk/"
    assert client.get("/desk/").status_code == 200


def test_one_comes_out_where_one_wanted_to_go(client: Client, amina: User) -> None:
    first = client.get("/desk/account/")
    second = client.get(first.headers["Location"])
    answer = client.post(second.headers["Location"], {"login": amina.email, "password": PASSWORD})
    assert answer.headers["Location"] == "/desk/account/"


def test_the_way_on_never_leads_to_another_site(client: Client, amina: User) -> None:
    answer = client.post(
        f"{SIGN_IN}?next=https://elsewhere.example/", {"login": amina.email, "password": PASSWORD}
    )
    assert answer.headers["Location"] == "/desk/"


def test_wrong_unknown_closed_and_locked_get_the_same_page(
    client: Client, amina: User, bruno: User, chidi: User
) -> None:
    User.objects.filter(pk=bruno.pk).update(is_active=False)
    for _guess in range(5):
        sign_in(Client(), chidi.email, "guess")
    answers = [
        sign_in(Client(), amina.email, "guess"),
        sign_in(Client(), "nobody@example.org", "guess"),
        sign_in(Client(), bruno.email),
        sign_in(Client(), chidi.email),
    ]
    assert len({seen(answer) for answer in answers}) == 1
    assert answers[0].status_code == 200


@pytest.mark.parametrize(
    "who", ["amina@example.org", "nobody@example.org", "bruno@example.org", "chidi@example.org"]
)
def test_every_failure_costs_one_hash(
    who: str, amina: User, bruno: User, chidi: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    User.objects.filter(pk=bruno.pk).update(is_active=False)
    for _guess in range(5):
        sign_in(Client(), chidi.email, "guess")
    hashed = []
    hasher = type(get_hasher())
    encode = hasher.encode
    monkeypatch.setattr(hasher, "encode", lambda *given: hashed.append(1) or encode(*given))
    sign_in(Client(), who, "guess")
    assert len(hashed) == 1


def test_the_page_says_nothing_about_why(client: Client, amina: User) -> None:
    page = sign_in(client, amina.email, "guess").content.decode()
    assert "do not fit together" in page
    assert "guess" not in page


def test_nobody_signs_up(client: Client) -> None:
    assert client.get("/desk/account/signup/").status_code == 404


def test_signing_out_asks_the_browser_to_drop_what_it_kept(client: Client, amina: User) -> None:
    sign_in(client, amina.email)
    answer = client.post("/desk/sign-out/")
    assert answer.headers["Clear-Site-Data"] == '"storage"'


def test_signing_out_is_asked_by_post(client: Client, amina: User) -> None:
    sign_in(client, amina.email)
    assert client.get("/desk/sign-out/").status_code == 405
    assert client.post("/desk/sign-out/").status_code == 302
    assert client.get("/desk/").status_code == 302


def test_what_happens_at_the_door_is_on_record_without_what_was_typed(client: Client, amina: User) -> None:
    sign_in(client, amina.email, "my old password")
    sign_in(client, "stranger@example.net", "guess")
    sign_in(client, amina.email)
    client.post("/desk/sign-out/")
    assert acts() == ["signin.failed", "signin.failed", "signin.ok", "signin.ended"]
    subjects = list(AuditEntry.objects.order_by("number").values_list("subject_id", flat=True))
    assert subjects == [str(amina.pk), "unknown", str(amina.pk), str(amina.pk)]
    written = str(list(AuditEntry.objects.values()))
    assert not any(word in written for word in ("stranger", "guess", "old password", "amina", PASSWORD))


def test_the_cookies_of_the_desk_stay_at_the_desk(client: Client, amina: User) -> None:
    client.get(SIGN_IN)
    answer = sign_in(client, amina.email)
    cookies = {**client.cookies, **answer.cookies}
    assert set(cookies) == {"desk", "desk-form", "desk-device"}
    for cookie in cookies.values():
        assert (cookie["path"], cookie["httponly"], cookie["samesite"]) == ("/desk/", True, "Strict")


def test_in_production_the_cookies_belong_to_this_host_alone(amina: User, settings: Any) -> None:
    settings.SESSION_COOKIE_NAME, settings.CSRF_COOKIE_NAME = "__Host-desk", "__Host-desk-form"
    settings.WAYPOST_DEVICE_COOKIE = "__Host-desk-device"
    settings.SESSION_COOKIE_PATH = settings.CSRF_COOKIE_PATH = "/"
    settings.SESSION_COOKIE_SECURE = settings.CSRF_COOKIE_SECURE = True
    client = Client()
    first = client.get(SIGN_IN, secure=True)
    second = client.post(SIGN_IN, {"login": amina.email, "password": PASSWORD}, secure=True)
    cookies = {**first.cookies, **second.cookies}
    assert set(cookies) == {"__Host-desk", "__Host-desk-form", "__Host-desk-device"}
    for cookie in cookies.values():
        kept = {name: cookie[name] for name in ("path", "domain", "secure", "httponly", "samesite")}
        assert kept == {"path": "/", "domain": "", "secure": True, "httponly": True, "samesite": "Strict"}
    assert not client.get("/", secure=True).cookies


def test_the_names_of_the_sign_in_stand(client: Client) -> None:
    assert reverse("desk:sign-in") == "/desk/sign-in/"
    assert reverse("desk:sign-out") == "/desk/sign-out/"
    assert client.get("/desk/sign-in/").headers["Location"] == SIGN_IN


@pytest.mark.parametrize("script", sorted(STATIC.glob("*.js")), ids=lambda path: path.name)
def test_no_script_of_the_desk_stores_anything_or_hands_text_to_the_parser(script: Path) -> None:
    said = script.read_text(encoding="utf-8")
    assert (
        re.findall(r"localStorage|sessionStorage|indexedDB|document\.cookie|innerHTML|eval\(|outerHTML", said)
        == []
    )
