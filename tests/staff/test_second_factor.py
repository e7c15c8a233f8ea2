"""The second factor: asked for, forced, spent once, and never left out."""

from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from django.test import Client

from safety.keys import CannotOpen
from staff import people, second_factor
from staff.models.person import User
from tests.people import PASSWORD
from tests.staff.account import SECOND, SECRET, SIGN_IN, acts, code_at, everything_in, give_app, sign_in

INSIDE = "/desk/account/"
INDEX = "/desk/account/second-factor/"


@pytest.fixture
def forced(settings: object) -> None:
    """As everywhere but in development."""
    settings.WAYPOST_SECOND_FACTOR = True


def is_in(client: Client) -> bool:
    return client.get(INSIDE).status_code == 200


def test_a_password_alone_does_not_open_an_account_with_a_second_factor(client: Client, amina: User) -> None:
    give_app(amina)
    assert sign_in(client, amina.email).headers["Location"] == SECOND
    assert not is_in(client)


def test_the_code_of_the_app_does(client: Client, amina: User) -> None:
    give_app(amina)
    sign_in(client, amina.email)
    assert client.post(SECOND, {"code": code_at()}).headers["Location"] == "/desk/"
    assert is_in(client)


def test_a_wrong_code_does_not(client: Client, amina: User) -> None:
    give_app(amina)
    sign_in(client, amina.email)
    answer = client.post(SECOND, {"code": "000000"})
    assert answer.status_code == 200
    assert "did not fit" in answer.content.decode()
    assert not is_in(client)
    assert acts()[2:] == ["second-factor.failed"]


def test_a_code_opens_once(amina: User) -> None:
    give_app(amina)
    first, second = Client(), Client()
    code = code_at()
    for client in (first, second):
        sign_in(client, amina.email)
        client.post(SECOND, {"code": code})
    assert (is_in(first), is_in(second)) == (True, False)


def test_a_code_from_before_the_last_one_opens_nothing(amina: User) -> None:
    give_app(amina)
    first, second = Client(), Client()
    sign_in(first, amina.email)
    first.post(SECOND, {"code": code_at(1)})
    sign_in(second, amina.email)
    second.post(SECOND, {"code": code_at()})
    assert (is_in(first), is_in(second)) == (True, False)


def test_a_recovery_code_opens_once(amina: User) -> None:
    codes = give_app(amina)
    first, second = Client(), Client()
    for client in (first, second):
        sign_in(client, amina.email)
        client.post(SECOND, {"code": codes[0]})
    assert (is_in(first), is_in(second)) == (True, False)


def test_five_wrong_codes_stop_a_right_one_with_the_same_words(client: Client, amina: User) -> None:
    give_app(amina)
    for number in range(5):  # from five places: whoever gets here knows the password
        guesser = Client(REMOTE_ADDR=f"192.0.2.{number}")
        sign_in(guesser, amina.email)
        wrong = guesser.post(SECOND, {"code": "000000"})
    sign_in(client, amina.email)
    right = client.post(SECOND, {"code": code_at()})
    assert "did not fit" in wrong.content.decode()
    assert "did not fit" in right.content.decode()
    assert not is_in(client)


def test_the_page_of_the_code_is_for_whoever_gave_the_password(client: Client) -> None:
    assert client.get(SECOND).headers["Location"] == SIGN_IN


@pytest.mark.usefixtures("forced")
@pytest.mark.parametrize(
    "path", ["/desk/", "/desk/account/", "/desk/account/sessions/", "/desk/account/password/", "/desk/admin/"]
)
def test_without_one_every_page_leads_to_setting_one_up(client: Client, amina: User, path: str) -> None:
    sign_in(client, amina.email)
    assert client.get(path).headers["Location"] == INDEX
    assert "A password alone does not open the desk" in client.get(INDEX).content.decode()


@pytest.mark.usefixtures("forced")
def test_a_form_sent_without_one_changes_nothing(client: Client, amina: User) -> None:
    sign_in(client, amina.email)
    answer = client.post("/desk/account/sessions/", {"end": "others"})
    assert answer.headers["Location"] == INDEX


@pytest.mark.usefixtures("forced")
def test_an_app_is_set_up_and_recovery_codes_are_shown(client: Client, amina: User) -> None:
    sign_in(client, amina.email)
    client.post("/desk/account/prove/", {"password": PASSWORD})
    page = client.get("/desk/account/second-factor/app/")
    assert "data:image/svg+xml" in page.content.decode()
    secret = client.session["mfa.totp.secret"]
    answer = client.post("/desk/account/second-factor/app/", {"code": code_at(secret=secret)})
    assert answer.headers["Location"] == "/desk/account/second-factor/codes/"
    assert client.get(answer.headers["Location"]).content.decode().count("<code>") == 10
    assert is_in(client)
    assert acts() == ["signin.ok", "second-factor.added", "second-factor.added"]


@pytest.mark.usefixtures("forced")
def test_whoever_has_one_is_left_alone(client: Client, amina: User) -> None:
    give_app(amina)
    sign_in(client, amina.email)
    client.post(SECOND, {"code": code_at()})
    assert is_in(client)


@pytest.mark.usefixtures("forced")
def test_recovery_codes_alone_are_no_second_factor(client: Client, amina: User) -> None:
    give_app(amina)
    Authenticator.objects.filter(type=Authenticator.Type.TOTP).delete()
    sign_in(client, amina.email)
    assert client.get("/desk/").headers["Location"] == INDEX


@pytest.mark.usefixtures("forced")
def test_when_a_lost_one_was_taken_away_a_new_one_has_to_be_set_up(client: Client, amina: User) -> None:
    give_app(amina)
    people.remove_second_factors(amina)
    assert not Authenticator.objects.filter(user=amina).exists()
    sign_in(client, amina.email)
    assert client.get("/desk/").headers["Location"] == INDEX


def test_a_stolen_database_alone_shows_no_secret(amina: User) -> None:
    codes = give_app(amina)
    stored = everything_in("mfa_")
    assert stored
    assert SECRET not in stored
    assert not any(code in stored for code in codes)


def test_the_secret_of_an_app_is_sealed_as_everything_else_and_a_changed_one_does_not_open(
    settings: object,
) -> None:
    adapter = second_factor.Adapter()
    sealed = adapter.encrypt(SECRET)
    assert sealed.startswith("s1:")
    assert adapter.decrypt(sealed) == SECRET
    with pytest.raises(CannotOpen):
        adapter.decrypt(sealed[:-4] + ("AAAA" if sealed[-4:] != "AAAA" else "BBBB"))
    settings.SECRET_KEY = "another installation's, " * 4  # type: ignore[attr-defined]
    with pytest.raises(CannotOpen):
        adapter.decrypt(sealed)


def test_one_that_an_earlier_version_kept_still_opens(settings: Any) -> None:
    kept = second_factor._fernet(settings.SECRET_KEY).encrypt(SECRET.encode()).decode()
    assert second_factor.Adapter().decrypt(kept) == SECRET


def test_another_persons_passkey_cannot_be_removed(client: Client, amina: User, bruno: User) -> None:
    theirs = Authenticator.objects.create(user=bruno, type=Authenticator.Type.WEBAUTHN, data={"name": "key"})
    sign_in(client, amina.email)
    client.post("/desk/account/prove/", {"password": PASSWORD})
    assert client.get(f"/desk/account/second-factor/passkeys/{theirs.pk}/remove/").status_code == 404
    assert client.post(f"/desk/account/second-factor/passkeys/{theirs.pk}/remove/").status_code == 404


def test_a_passkey_of_nobody_opens_nothing(client: Client, amina: User) -> None:
    client.get("/desk/account/sign-in/passkey/", HTTP_ACCEPT="application/json")
    made_up = '{"id": "AA", "rawId": "AA", "type": "public-key", "response": {"userHandle": "MQ"}}'
    answer = client.post("/desk/account/sign-in/passkey/", {"credential": made_up})
    assert answer.headers["Location"] == SIGN_IN
    assert not is_in(client)


PAGES = {
    "/desk/account/": "Your account",
    "/desk/account/password/": "Change your password",
    "/desk/account/sessions/": "Where you are signed in",
    INDEX: "Second factor",
    "/desk/account/second-factor/app/remove/": "Remove the app",
    "/desk/account/second-factor/codes/": "Recovery codes",
    "/desk/account/second-factor/codes/new/": "New recovery codes",
    "/desk/account/second-factor/passkeys/": "Passkeys",
    "/desk/account/second-factor/passkeys/add/": "Add a passkey",
    "/desk/account/prove/code/": "Show that it is you",
}


@pytest.mark.parametrize(("path", "title"), PAGES.items())
def test_each_page_of_the_account_is_ours(client: Client, amina: User, path: str, title: str) -> None:
    give_app(amina)
    sign_in(client, amina.email)
    client.post(SECOND, {"code": code_at()})
    client.post("/desk/account/prove/code/", {"code": code_at(1)})
    page = client.get(path).content.decode()
    assert f"<h1>{title}</h1>" in page
    assert "<script>" not in page


def test_removing_an_app_is_on_record_and_its_codes_go_with_it(client: Client, amina: User) -> None:
    give_app(amina)
    sign_in(client, amina.email)
    client.post(SECOND, {"code": code_at()})
    client.post("/desk/account/prove/code/", {"code": code_at(1)})
    assert client.post("/desk/account/second-factor/app/remove/").status_code == 302
    assert not Authenticator.objects.filter(user=amina).exists()
    assert acts()[-2:] == ["second-factor.removed", "second-factor.removed"]


def test_new_recovery_codes_replace_the_old_ones(client: Client, amina: User) -> None:
    old = give_app(amina)
    sign_in(client, amina.email)
    client.post(SECOND, {"code": code_at()})
    client.post("/desk/account/prove/code/", {"code": code_at(1)})
    client.post("/desk/account/second-factor/codes/new/")
    page = client.get("/desk/account/second-factor/codes/").content.decode()
    assert page.count("<code>") == 10
    assert not any(code in page for code in old)
