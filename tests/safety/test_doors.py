"""The two doors: nothing that keeps a visitor's state runs at the public one."""

import re
from collections.abc import Iterable, Iterator

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.hashers import make_password
from django.core.files.base import ContentFile
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from safety.doors import LARGEST_FORM, refusal

pytestmark = pytest.mark.one_engine
FORM = "application/x-www-form-urlencoded"
SIGN_IN = "/desk/account/sign-in/"


@pytest.mark.promise("S1")
@pytest.mark.django_db
def test_a_public_answer_sets_no_cookie_and_knows_no_user(client: Client) -> None:
    answer = client.get("/")
    assert answer.status_code == 200
    assert not answer.cookies
    assert not hasattr(answer.wsgi_request, "session")
    assert not hasattr(answer.wsgi_request, "user")


@pytest.mark.promise("S1")
@pytest.mark.django_db
def test_a_session_cookie_of_the_desk_means_nothing_at_the_public_door(client: Client) -> None:
    client.cookies["desk"] = "anything"
    answer = client.post("/", "go=home", content_type=FORM)
    assert not hasattr(answer.wsgi_request, "session")
    assert not answer.cookies


def addresses(patterns: Iterable[URLPattern | URLResolver], before: str = "") -> Iterator[str]:
    """Yield every address of the public door, with something in the place of each variable."""
    for pattern in patterns:
        whole = before + re.sub(r"<[^>]*>", "en", str(pattern.pattern))
        if f"/{whole}".startswith("/desk/"):
            continue
        if isinstance(pattern, URLResolver):
            yield from addresses(pattern.url_patterns, whole)
        else:
            yield f"/{whole}"


PUBLIC = [*addresses(get_resolver().url_patterns), "/nothing-here/", "/de", "/desk"]


def test_there_are_public_addresses_to_walk() -> None:
    assert {"/", "/en/"} <= set(PUBLIC)


@pytest.mark.promise("S1")
@pytest.mark.django_db
@pytest.mark.parametrize("address", PUBLIC)
@pytest.mark.parametrize("method", ["get", "head", "post", "put", "delete", "options"])
def test_no_public_address_has_a_session_a_user_or_a_cookie(
    client: Client, address: str, method: str
) -> None:
    for name in ("desk", "desk-form", "desk-device", "__Host-desk"):
        client.cookies[name] = "from-the-desk"
    said = {"data": "go=home", "content_type": FORM} if method == "post" else {}
    answer = getattr(client, method)(address, **said)
    request = answer.wsgi_request
    assert not answer.cookies
    assert "Cookie" not in answer.headers.get("Vary", "")
    for name in ("session", "user", "allauth", "_messages"):
        assert not hasattr(request, name), name


@pytest.mark.django_db
def test_a_public_form_needs_no_token() -> None:
    answer = Client(enforce_csrf_checks=True).post("/", "go=home", content_type=FORM)
    assert answer.status_code == 200


@pytest.mark.django_db
def test_a_desk_form_without_its_token_is_refused() -> None:
    answer = Client(enforce_csrf_checks=True).post(SIGN_IN, {"login": "a@example.org", "password": "x"})
    assert answer.status_code == 403
    assert "Nothing was changed" in answer.content.decode()


@pytest.mark.django_db
def test_a_desk_page_asks_a_stranger_to_sign_in(client: Client) -> None:
    answer = client.get("/desk/")
    assert answer.status_code == 302
    assert answer.headers["Location"].startswith("/desk/sign-in/")


@pytest.mark.django_db
def test_signing_in_opens_the_desk_and_its_cookie_stays_under_desk(client: Client) -> None:
    get_user_model().objects.create(email="amina@example.org", password=make_password("correct horse"))
    answer = client.post(SIGN_IN, {"login": "Amina@example.org", "password": "correct horse"})
    assert answer.headers["Location"] == "/desk/"
    cookie = answer.cookies["desk"]
    assert (cookie["path"], cookie["httponly"], cookie["samesite"]) == ("/desk/", True, "Strict")
    assert client.get("/desk/account/").status_code == 200


@pytest.mark.django_db
def test_a_wrong_password_opens_nothing(client: Client) -> None:
    get_user_model().objects.create(email="bruno@example.org", password=make_password("correct horse"))
    answer = client.post(SIGN_IN, {"login": "bruno@example.org", "password": "wrong"})
    assert answer.status_code == 200
    assert client.get("/desk/account/").status_code == 302


@pytest.mark.parametrize(
    ("content_type", "length", "status"),
    [
        (FORM, "120", 0),
        (FORM, str(LARGEST_FORM + 1), 413),
        ("multipart/form-data", "120", 415),
        ("application/json", "2", 415),
        (FORM, "many", 400),
        ("", "0", 0),
    ],
)
def test_only_a_small_form_of_ours_is_read(content_type: str, length: str, status: int) -> None:
    assert refusal(content_type, length) == status


@pytest.mark.django_db
def test_a_form_of_ten_megabytes_gets_a_calm_page(client: Client) -> None:
    answer = client.post("/", "a=" + "x" * 10_000_000, content_type=FORM)
    assert answer.status_code == 413
    assert "data-quick-exit" in answer.content.decode()


@pytest.mark.promise("S2")
@pytest.mark.django_db
def test_a_file_is_refused_before_it_touches_a_disk(client: Client) -> None:
    answer = client.post("/", {"a": ContentFile(b"picture", name="private.jpg")})
    assert answer.status_code == 415
    assert "private" not in answer.content.decode()
