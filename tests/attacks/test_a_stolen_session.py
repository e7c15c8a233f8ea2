"""Somebody has the session of a worker: planted it before, took it over, or kept it for later."""

from collections.abc import Callable

import pytest
from django.conf import settings
from django.test import Client
from django.utils import timezone

from staff import session_store
from staff.models.person import User
from staff.models.session import DeskSession
from staff.roles import Role
from tests.people import PASSWORD, take
from tests.staff.account import sign_in

pytestmark = [pytest.mark.django_db, pytest.mark.one_engine]
NEW_PASSWORD = "seven grey stones by the well"
INSIDE = "/desk/account/"


@pytest.fixture
def worker(amina: User) -> Client:
    """Amina, signed in as she does it."""
    client = Client()
    assert sign_in(client, amina.email).status_code == 302
    return client


def thief_of(client: Client) -> Client:
    """Return another browser with the very session of this one."""
    thief = Client()
    thief.cookies[settings.SESSION_COOKIE_NAME] = client.cookies[settings.SESSION_COOKIE_NAME].value
    return thief


def is_in(client: Client) -> bool:
    return client.get(INSIDE).status_code == 200


def test_whoever_has_the_cookie_is_in_so_that_the_others_mean_something(worker: Client) -> None:
    assert is_in(thief_of(worker))


# --- planted ---


def test_a_session_that_was_planted_before_is_nobodys_after_signing_in(amina: User) -> None:
    planted = session_store.SessionStore()
    planted["anything"] = 1
    planted.create()
    victim, thief = Client(), Client()
    for browser in (victim, thief):
        browser.cookies[settings.SESSION_COOKIE_NAME] = planted.session_key
    sign_in(victim, amina.email)
    assert is_in(victim)
    assert not is_in(thief)


def test_a_session_of_somebodys_own_that_was_planted_does_not_become_the_victims(
    amina: User, bruno: User
) -> None:
    thief, victim = Client(), Client()
    sign_in(thief, bruno.email)
    victim.cookies[settings.SESSION_COOKIE_NAME] = thief.cookies[settings.SESSION_COOKIE_NAME].value
    assert victim.post("/desk/sign-out/").status_code == 302
    sign_in(victim, amina.email)
    assert is_in(victim)
    assert not is_in(thief)


def test_a_number_that_nobody_gave_out_is_no_session(amina: User) -> None:
    client = Client()
    client.cookies[settings.SESSION_COOKIE_NAME] = "a" * 32
    sign_in(client, amina.email)
    assert not DeskSession.objects.filter(session_key="a" * 32).exists()


# --- stolen ---


def test_signing_out_ends_the_stolen_copy_too(worker: Client) -> None:
    thief = thief_of(worker)
    assert worker.post("/desk/sign-out/").status_code == 302
    assert not is_in(thief)


def test_a_thief_who_stays_busy_is_out_after_a_shift(worker: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    thief, later = thief_of(worker), timezone.now() + timezone.timedelta(hours=12, minutes=1)
    DeskSession.objects.update(expire_date=later + timezone.timedelta(minutes=20))
    monkeypatch.setattr(timezone, "now", lambda: later)
    assert not is_in(thief)


def test_a_thief_does_nothing_dangerous_without_the_second_proof(
    greta: User, amina: User, signed_in: Callable[..., Client]
) -> None:
    thief = thief_of(signed_in(greta))
    for address in ("/desk/account/second-factor/app/", f"/desk/people/{amina.pk}/role/"):
        answer = thief.get(address)
        assert answer.status_code in (302, 404, 405), address
        assert answer.status_code != 302 or "/prove/" in answer.headers["Location"]
    for role in Role:
        thief.post(f"/desk/people/{amina.pk}/role/", {"role": role})
    assert amina.grants.open().count() == 1


def test_the_owner_sees_the_session_and_ends_it(worker: Client, amina: User) -> None:
    thief = Client()
    sign_in(thief, amina.email)
    stolen = DeskSession.objects.get(session_key=thief.session.session_key)
    assert stolen.mark in worker.get("/desk/account/sessions/").content.decode()
    worker.post("/desk/account/sessions/", {"end": stolen.mark})
    assert not is_in(thief)


# --- kept ---


def test_a_stolen_copy_is_out_when_the_password_changes(worker: Client) -> None:
    thief = thief_of(worker)
    worker.post(
        "/desk/account/password/",
        {"oldpassword": PASSWORD, "password1": NEW_PASSWORD, "password2": NEW_PASSWORD},
    )
    assert is_in(worker)
    assert not is_in(thief)


def test_a_password_that_was_changed_anywhere_ends_what_was_open(worker: Client, amina: User) -> None:
    amina.set_password(NEW_PASSWORD)
    amina.save(update_fields=["password"])  # by a way that tells no session of it
    assert not is_in(worker)


def test_a_session_kept_after_a_role_ended_opens_nothing_of_it(worker: Client, amina: User) -> None:
    assert worker.get("/desk/cases/").status_code == 200
    take(amina, Role.HELPLINE)
    assert worker.get("/desk/cases/").status_code == 403


def test_a_session_kept_after_an_account_was_closed_is_out(worker: Client, amina: User) -> None:
    User.objects.filter(pk=amina.pk).update(is_active=False)
    assert not is_in(worker)
