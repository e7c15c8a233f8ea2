"""Each answer carries its headers, whatever kind of answer it is."""

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory

from safety.headers import DESK, EVERYWHERE, POLICY, PUBLIC, CookieAtPublicDoor, Headers

ANSWERS = [
    "/",
    "/en/",
    "/ar/",
    "/no-such-page/",
    "/xx/",
    "/static/safety/site.css",
    "/static/safety/none.css",
    "/desk/",
]


@pytest.mark.django_db
@pytest.mark.parametrize("path", ANSWERS)
def test_every_answer_carries_the_whole_table(client: Client, path: str) -> None:
    answer = client.get(path)
    answer.close()
    for name, value in {**EVERYWHERE, **(DESK if path.startswith("/desk") else PUBLIC)}.items():
        assert answer.headers[name] == value
    assert answer.headers["Content-Security-Policy"] == POLICY


def test_only_the_desk_may_ask_for_a_passkey() -> None:
    assert "publickey-credentials-get=(self)" in DESK["Permissions-Policy"]
    assert "publickey-credentials-get=()" in EVERYWHERE["Permissions-Policy"]
    assert "camera=()" in DESK["Permissions-Policy"]


@pytest.mark.promise("S2")
@pytest.mark.django_db
@pytest.mark.parametrize("path", [path for path in ANSWERS if not path.startswith("/desk")])
def test_no_public_answer_lets_a_browser_say_where_it_was(client: Client, path: str) -> None:
    answer = client.get(path)
    answer.close()
    assert answer.headers["Referrer-Policy"] == PUBLIC["Referrer-Policy"] == "no-referrer"


@pytest.mark.promise("S1")
def test_a_cookie_at_the_public_door_is_an_error_and_not_an_answer() -> None:
    def careless(request: HttpRequest) -> HttpResponse:
        response = HttpResponse()
        response.set_cookie("seen", "1")
        return response

    with pytest.raises(CookieAtPublicDoor):
        Headers(careless)(RequestFactory().get("/"))


@pytest.mark.parametrize("name", ["X-Powered-By", "ETag", "Last-Modified"])
def test_what_names_the_software_or_marks_a_visitor_is_taken_away(name: str) -> None:
    answer = Headers(lambda request: HttpResponse(headers={name: "something"}))(RequestFactory().get("/"))
    assert name not in answer.headers


def test_the_policy_names_no_other_origin() -> None:
    assert "http" not in POLICY
    assert "unsafe" not in POLICY
    assert "*" not in POLICY
