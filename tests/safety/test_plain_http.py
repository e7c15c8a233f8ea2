"""Over http people are led to https, and programs are refused."""

from typing import Any

import pytest
from django.test import Client

from safety.headers import INTERFACE
from safety.plain_http import SAYS

PROGRAMS = ("/api/hsds/", "/api/hsds/services", "/api/openapi.json", "/api/none")
PEOPLE = ("/", "/en/", "/api/", "/desk/")


@pytest.fixture(autouse=True)
def one_of_https(settings: Any) -> None:
    settings.SECURE_SSL_REDIRECT = True


@pytest.mark.parametrize("path", PROGRAMS)
@pytest.mark.parametrize("method", ["get", "post", "options"])
def test_a_program_is_refused_and_led_nowhere(client: Client, path: str, method: str) -> None:
    answer = getattr(client, method)(path)
    assert (answer.status_code, answer.content.decode()) == (403, SAYS)
    assert "Location" not in answer.headers
    assert {name: answer.headers.get(name) for name in INTERFACE} == INTERFACE


@pytest.mark.parametrize("path", PEOPLE)
def test_people_are_led_on(client: Client, path: str) -> None:
    answer = client.get(path)
    assert answer.status_code == 301
    assert answer.headers["Location"] == f"https://testserver{path}"


@pytest.mark.parametrize("path", PROGRAMS)
def test_somebody_with_a_browser_is_led_on_from_there_too(client: Client, path: str) -> None:
    answer = client.get(path, headers={"accept": "text/html,application/xhtml+xml,*/*;q=0.8"})
    assert (answer.status_code, answer.headers["Location"]) == (301, f"https://testserver{path}")


@pytest.mark.django_db
def test_over_https_programs_are_answered(client: Client) -> None:
    assert client.get("/api/hsds/", secure=True).status_code == 200


@pytest.mark.django_db
def test_on_ones_own_machine_nobody_is_refused(client: Client, settings: Any) -> None:
    settings.SECURE_SSL_REDIRECT = False
    assert client.get("/api/hsds/").status_code == 200
