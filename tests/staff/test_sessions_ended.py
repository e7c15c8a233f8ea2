"""An administrator ends every session of one person, whose telephone may be in strange hands."""

from collections.abc import Callable

import pytest
from django.test import Client

from staff import sessions
from staff.models.person import User
from staff.models.record import AuditEntry
from staff.roles import NotAllowed
from tests.staff.account import acts, sign_in

pytestmark = pytest.mark.django_db

SignedIn = Callable[..., Client]
WORDS = "End every session now"


def page(person: User) -> str:
    return f"/desk/people/{person.pk}/"


def signed_in_as(person: User) -> Client:
    client = Client()
    assert sign_in(client, person.email).status_code == 302
    return client


def test_every_session_ends_and_the_next_press_leads_to_the_sign_in(
    greta: User, amina: User, bruno: User, signed_in: SignedIn
) -> None:
    clients, other = [signed_in_as(amina), signed_in_as(amina)], signed_in_as(bruno)
    said = signed_in(greta, proved=True).post(f"{page(amina)}end-sessions/", follow=True).content.decode()
    assert "Every session of this account has ended." in said
    for client in clients:
        assert client.get("/desk/").headers["Location"].startswith("/desk/sign-in/")
    assert other.get("/desk/").status_code == 200
    signed_in_as(amina)  # nothing else was taken away


def test_it_is_on_record_with_who_did_it_and_how_many_there_were(
    greta: User, amina: User, signed_in: SignedIn
) -> None:
    signed_in_as(amina), signed_in_as(amina)
    signed_in(greta, proved=True).post(f"{page(amina)}end-sessions/")
    entry = AuditEntry.objects.latest("number")
    assert (entry.act, entry.actor_id, entry.subject_id) == ("session.revoked", greta.pk, str(amina.pk))
    assert entry.facts == '{"count":2}'


def test_where_none_was_open_that_is_said_and_nothing_is_on_record(
    greta: User, amina: User, signed_in: SignedIn
) -> None:
    said = signed_in(greta, proved=True).post(f"{page(amina)}end-sessions/", follow=True).content.decode()
    assert "No session of this account was open." in said
    assert "session.revoked" not in acts()


def test_without_a_new_proof_they_go_on(greta: User, amina: User, signed_in: SignedIn) -> None:
    there = signed_in_as(amina)
    answer = signed_in(greta).post(f"{page(amina)}end-sessions/")
    assert "/desk/account/prove/" in answer.headers["Location"]
    assert there.get("/desk/").status_code == 200


@pytest.mark.promise("S8")
def test_nobody_but_an_administrator_ends_them(
    amina: User, bruno: User, chidi: User, dalia: User, hana: User, signed_in: SignedIn
) -> None:
    there = signed_in_as(amina)
    for person in (bruno, chidi, dalia, hana):
        assert signed_in(person, proved=True).post(f"{page(amina)}end-sessions/").status_code == 403
        with pytest.raises(NotAllowed):
            sessions.end_all_of(person=person, whom=amina)
    assert there.get("/desk/").status_code == 200


def test_ones_own_are_ended_on_the_page_that_shows_them(
    greta: User, amina: User, signed_in: SignedIn
) -> None:
    client = signed_in(greta, proved=True)
    assert WORDS in client.get(page(amina)).content.decode()
    assert WORDS not in client.get(page(greta)).content.decode()
    answer = client.post(f"{page(greta)}end-sessions/")
    assert answer.headers["Location"] == "/desk/account/sessions/"
    assert client.get("/desk/").status_code == 200


def test_a_supervisor_is_shown_no_such_button(chidi: User, amina: User, signed_in: SignedIn) -> None:
    assert WORDS not in signed_in(chidi).get(page(amina)).content.decode()
