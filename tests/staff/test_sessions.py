"""Sessions: how long, listed, ended one by one or all at once, and nothing in them about where."""

import time
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from staff import session_store, sessions
from staff.models.person import User
from staff.models.record import AuditEntry
from staff.models.session import DeskSession
from tests.people import PASSWORD
from tests.staff.account import acts, everything_in, sign_in

NEW_PASSWORD = "seven grey stones by the well"


def signed_in_as(person: User, **headers: str) -> Client:
    client = Client(**headers)
    assert sign_in(client, person.email).status_code == 302
    return client


def is_in(client: Client) -> bool:
    return client.get("/desk/account/").status_code == 200


def test_a_session_ends_after_half_an_hour_without_work(amina: User) -> None:
    client = signed_in_as(amina)
    session = sessions.listed(amina).get()
    left = session.expire_date - timezone.now()
    assert timedelta(minutes=29) < left <= timedelta(minutes=30)
    DeskSession.objects.update(expire_date=timezone.now() - timedelta(seconds=1))
    assert not is_in(client)


def test_work_keeps_it_open(amina: User) -> None:
    client = signed_in_as(amina)
    DeskSession.objects.update(expire_date=timezone.now() + timedelta(minutes=1))
    assert is_in(client)
    assert sessions.listed(amina).get().expire_date > timezone.now() + timedelta(minutes=29)


def test_it_ends_after_a_shift_however_busy(amina: User) -> None:
    client = signed_in_as(amina)
    moved = client.session
    moved[session_store.STARTED] = int(time.time()) - 12 * 3600 - 1
    moved.save()
    DeskSession.objects.update(expire_date=timezone.now() + timedelta(minutes=20))
    assert not is_in(client)


def test_near_the_end_of_the_shift_it_lasts_no_longer_than_that(amina: User) -> None:
    client = signed_in_as(amina)
    moved = client.session
    moved[session_store.STARTED] = int(time.time()) - 12 * 3600 + 300
    moved.save()
    assert is_in(client)
    assert sessions.listed(amina).get().expire_date < timezone.now() + timedelta(minutes=6)


def test_signing_in_changes_the_key_of_the_session(client: Client, amina: User) -> None:
    client.get("/desk/account/sign-in/")
    client.cookies["desk"] = "chosen-by-somebody-else-1234567890"
    sign_in(client, amina.email)
    assert client.cookies["desk"].value != "chosen-by-somebody-else-1234567890"


def test_the_list_shows_ones_own_sessions_and_no_key(amina: User, bruno: User) -> None:
    here, _there = signed_in_as(amina), signed_in_as(amina)
    signed_in_as(bruno)
    page = here.get("/desk/account/sessions/").content.decode()
    assert page.count('name="end"') == 2  # the other one, and all others
    assert "This is where you are now" in page
    assert not any(key in page for key in DeskSession.objects.values_list("session_key", flat=True))


def test_one_session_is_ended_from_another(amina: User) -> None:
    here, there = signed_in_as(amina), signed_in_as(amina)
    mark = DeskSession.objects.get(session_key=there.session.session_key).mark
    assert here.post("/desk/account/sessions/", {"end": mark}).status_code == 302
    assert is_in(here)
    assert not is_in(there)
    assert acts()[-1] == "session.revoked"


def test_all_others_are_ended_at_once(amina: User) -> None:
    here, there, elsewhere = signed_in_as(amina), signed_in_as(amina), signed_in_as(amina)
    here.post("/desk/account/sessions/", {"end": "others"})
    assert [is_in(client) for client in (here, there, elsewhere)] == [True, False, False]


def test_nobody_ends_a_session_of_somebody_else(amina: User, bruno: User) -> None:
    here, theirs = signed_in_as(amina), signed_in_as(bruno)
    session = DeskSession.objects.get(session_key=theirs.session.session_key)
    assert here.post("/desk/account/sessions/", {"end": session.mark}).status_code == 404
    with pytest.raises(sessions.NotYourSession):
        sessions.revoke(person=amina, session=session)
    assert is_in(theirs)


def test_a_new_password_ends_all_other_sessions(amina: User) -> None:
    here, there = signed_in_as(amina), signed_in_as(amina)
    answer = here.post(
        "/desk/account/password/",
        {"oldpassword": PASSWORD, "password1": NEW_PASSWORD, "password2": NEW_PASSWORD},
    )
    assert answer.status_code == 302
    assert is_in(here)
    assert not is_in(there)
    assert sessions.listed(amina).count() == 1
    assert acts()[-2:] == ["password.changed", "session.revoked"]


@pytest.mark.parametrize("poor", ["short", "amina@example.org", "password1234", "123456789012"])
def test_a_poor_password_is_not_taken(amina: User, poor: str) -> None:
    client = signed_in_as(amina)
    answer = client.post(
        "/desk/account/password/", {"oldpassword": PASSWORD, "password1": poor, "password2": poor}
    )
    assert answer.status_code == 200
    amina.refresh_from_db()
    assert amina.check_password(PASSWORD)


def test_a_session_left_open_does_not_let_somebody_guess_the_password(amina: User) -> None:
    client = signed_in_as(amina)
    for old in ("guess",) * 5 + (PASSWORD,):
        client.post(
            "/desk/account/password/",
            {"oldpassword": old, "password1": NEW_PASSWORD, "password2": NEW_PASSWORD},
        )
    amina.refresh_from_db()
    assert amina.check_password(PASSWORD)


def test_a_closed_account_is_out_at_once(amina: User) -> None:
    client = signed_in_as(amina)
    User.objects.filter(pk=amina.pk).update(is_active=False)
    assert not is_in(client)


def test_all_sessions_of_a_leaver_end_and_it_says_how_many(amina: User, greta: User) -> None:
    clients = [signed_in_as(amina), signed_in_as(amina)]
    assert sessions.revoke_all(user=amina, actor=greta) == 2
    assert [is_in(client) for client in clients] == [False, False]
    assert AuditEntry.objects.latest("number").actor_id == greta.pk


def test_the_house_itself_can_end_them(amina: User) -> None:
    signed_in_as(amina)
    sessions.revoke_all(user=amina, actor=None)
    assert AuditEntry.objects.latest("number").actor_id is None


@pytest.mark.promise("S9")
def test_the_table_of_sessions_says_nothing_about_where(amina: User) -> None:
    signed_in_as(amina, REMOTE_ADDR="203.0.113.77", HTTP_USER_AGENT="a browser that somebody knows")
    stored = everything_in("staff_desksession")
    assert stored
    assert not any(word in stored for word in ("203.0.113", "browser", "amina"))


def test_the_page_asks_whether_the_session_is_open(amina: User, client: Client) -> None:
    assert client.post("/desk/account/still-here/").status_code == 401
    here = signed_in_as(amina)
    says = here.post("/desk/account/still-here/").json()
    assert says["here"] is True
    assert says["person"] == str(amina.pk)
    assert says["seconds"] > 29 * 60
    assert len(says["token"]) == 64


def test_staying_needs_the_token_of_the_form(amina: User) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(amina)
    assert client.post("/desk/account/still-here/").status_code == 403
    token = client.get("/desk/account/still-here/").json()["token"]
    assert client.post("/desk/account/still-here/", headers={"X-CSRFToken": token}).status_code == 200
