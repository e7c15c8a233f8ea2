"""Before something dangerous one proves anew who one is."""

import time

from django.contrib.auth.models import AnonymousUser
from django.test import Client, RequestFactory

from staff import stepping_up
from staff.models.person import User
from tests.people import PASSWORD, PROOFS
from tests.staff.account import code_at, give_app, sign_in

PROVE = "/desk/account/prove/"
PROVE_BY_CODE = "/desk/account/prove/code/"
DANGEROUS = "/desk/account/second-factor/app/"


def test_a_dangerous_page_asks_first_and_leads_back(client: Client, amina: User) -> None:
    sign_in(client, amina.email)
    asked = client.get(DANGEROUS)
    assert asked.status_code == 302
    assert asked.headers["Location"].startswith(f"{PROVE}?next=")
    answer = client.post(asked.headers["Location"], {"password": PASSWORD})
    assert answer.headers["Location"] == DANGEROUS
    assert client.get(DANGEROUS).status_code == 200


def test_a_wrong_password_proves_nothing(client: Client, amina: User) -> None:
    sign_in(client, amina.email)
    assert client.post(PROVE, {"password": "guess"}).status_code == 200
    assert client.get(DANGEROUS).status_code == 302


def test_five_wrong_ones_stop_it_for_a_while(client: Client, amina: User) -> None:
    sign_in(client, amina.email)
    for _guess in range(5):
        client.post(PROVE, {"password": "guess"})
    assert client.post(PROVE, {"password": PASSWORD}).status_code == 200


def test_a_proof_holds_for_five_minutes(client: Client, amina: User) -> None:
    sign_in(client, amina.email)
    client.post(PROVE, {"password": PASSWORD})
    session = client.session
    session[PROOFS] = [{**session[PROOFS][-1], "at": time.time() - 301}]
    session.save()
    assert client.get(DANGEROUS).status_code == 302


def test_who_has_a_second_factor_proves_with_it_and_not_with_the_password(
    client: Client, amina: User
) -> None:
    sign_in(client, amina.email)
    give_app(amina)
    assert client.post(PROVE, {"password": PASSWORD}).headers["Location"].startswith(PROVE_BY_CODE)
    assert client.get("/desk/account/second-factor/app/remove/").status_code == 302
    assert client.post(PROVE_BY_CODE, {"code": code_at()}).status_code == 302
    assert client.get("/desk/account/second-factor/app/remove/").status_code == 200


def test_a_new_proof_changes_the_key_of_the_session_and_the_old_one_opens_nothing(
    client: Client, amina: User
) -> None:
    sign_in(client, amina.email)
    before = client.cookies["desk"].value
    client.post(PROVE, {"password": PASSWORD})
    assert client.cookies["desk"].value != before
    assert client.get(DANGEROUS).status_code == 200
    thief = Client()
    thief.cookies["desk"] = before
    assert thief.get("/desk/").status_code == 302


def test_the_gate_can_ask(client: Client, amina: User) -> None:
    sign_in(client, amina.email)
    request = RequestFactory().get("/desk/people/?page=2")
    request.user, request.session = amina, client.session
    assert not stepping_up.proved_lately(request)
    assert (
        stepping_up.ask_again(request).headers["Location"] == f"{PROVE}?next=%2Fdesk%2Fpeople%2F%3Fpage%3D2"
    )


def test_after_a_form_one_comes_back_to_its_page_and_nothing_posted_is_kept(
    client: Client, amina: User
) -> None:
    sign_in(client, amina.email)
    request = RequestFactory().post(
        "/desk/people/7/roles/", {"role": "auditor"}, HTTP_REFERER="http://testserver/desk/people/7/"
    )
    request.user, request.session = amina, client.session
    before = dict(request.session.items())
    assert stepping_up.ask_again(request).headers["Location"] == f"{PROVE}?next=%2Fdesk%2Fpeople%2F7%2F"
    assert dict(request.session.items()) == before


def test_a_page_of_another_site_is_nowhere_to_come_back_to(client: Client, amina: User) -> None:
    sign_in(client, amina.email)
    request = RequestFactory().post("/desk/people/7/roles/", HTTP_REFERER="https://elsewhere.example/desk/")
    request.user, request.session = amina, client.session
    assert stepping_up.ask_again(request).headers["Location"] == f"{PROVE}?next=%2Fdesk%2F"


def test_a_stranger_has_proved_nothing(rf: RequestFactory) -> None:
    request = rf.get("/desk/")
    request.user, request.session = AnonymousUser(), {}
    assert not stepping_up.proved_lately(request)
