"""A forgotten password: one answer for everybody, a link that works once, no way past the second factor."""

import re
from datetime import datetime, timedelta
from smtplib import SMTPException

import pytest
from django.contrib.auth.tokens import PasswordResetTokenGenerator
from django.core import mail
from django.core.handlers.base import BaseHandler
from django.test import Client, RequestFactory

from staff.models.person import User
from tests.people import PASSWORD
from tests.staff.account import SECOND, acts, give_app, sign_in

ASK = "/desk/account/password/reset/"
NEW_PASSWORD = "seven grey stones by the well"
TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="[^"]*"')


def ask(email: str) -> tuple[int, str, str]:
    client = Client()
    answer = client.post(ASK, {"email": email})
    page = client.get(answer.headers["Location"])
    return answer.status_code, answer.headers["Location"], TOKEN.sub("", page.content.decode())


def link() -> str:
    """Return the path of the link in the letter that was sent last."""
    return re.search(r"http://testserver(/desk/\S+)", mail.outbox[-1].body).group(1)


def go_on(client: Client, path: str):
    """Follow a link as a browser does: look, press the button, come to the form."""
    assert client.get(path).status_code == 200
    answer = client.post(path)
    return answer if answer.status_code == 200 else client.get(answer.headers["Location"])


def choose(client: Client, path: str, password: str = NEW_PASSWORD):
    answer = client.post(path)
    form = answer.headers["Location"]
    return client.post(form, {"password1": password, "password2": password})


def test_known_unknown_and_closed_get_the_same_words(amina: User, bruno: User) -> None:
    User.objects.filter(pk=bruno.pk).update(is_active=False)
    assert len({ask(email) for email in (amina.email, "nobody@example.org", bruno.email)}) == 1
    assert [letter.to for letter in mail.outbox] == [[amina.email]]


def answer_on_its_way(email: str):
    """Return the answer as the server has it, before it is sent."""
    site = BaseHandler()
    site.load_middleware()
    request = RequestFactory().post(ASK, {"email": email})
    request._dont_enforce_csrf_checks = True
    return site.get_response(request)


def test_the_letter_goes_out_after_the_answer(amina: User) -> None:
    answer = answer_on_its_way(amina.email)
    assert answer.status_code == 302
    assert mail.outbox == []
    for close in answer._resource_closers:  # what the server does with an answer that is out
        close()
    assert len(mail.outbox) == 1


def test_a_mail_server_that_refuses_is_in_the_log_and_not_on_the_page(
    amina: User, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def refuse(letter: object) -> None:
        raise SMTPException("no")

    monkeypatch.setattr("django.core.mail.EmailMessage.send", refuse)
    answer = answer_on_its_way(amina.email)
    for close in answer._resource_closers:
        close()
    assert "mail server" in caplog.text
    assert "amina" not in caplog.text


def test_the_letter_holds_a_link_and_nothing_about_anybody(amina: User) -> None:
    ask(amina.email)
    letter = mail.outbox[0]
    assert link().startswith(ASK)
    assert "amina" not in (letter.subject + letter.body).lower()


def test_the_letter_goes_to_the_address_of_the_account(amina: User) -> None:
    ask("AMINA@example.org")
    assert mail.outbox[0].to == ["amina@example.org"]


def test_looking_at_the_link_uses_nothing_up(client: Client, amina: User) -> None:
    ask(amina.email)
    path = link()
    for _look in range(3):  # mail servers look at links before people do
        assert Client().get(path).status_code == 200
    assert choose(client, path).status_code == 302


def test_a_link_sets_a_new_password_once(client: Client, amina: User) -> None:
    ask(amina.email)
    path = link()
    assert choose(client, path).status_code == 302
    amina.refresh_from_db()
    assert amina.check_password(NEW_PASSWORD)
    assert "This link does not work" in go_on(Client(), path).content.decode()


def test_a_link_signs_nobody_in_and_ends_what_was_open(client: Client, amina: User) -> None:
    elsewhere = Client()
    sign_in(elsewhere, amina.email)
    ask(amina.email)
    choose(client, link())
    assert client.get("/desk/account/").status_code == 302
    assert elsewhere.get("/desk/account/").status_code == 302


def test_a_new_password_does_not_pass_the_second_factor_by(client: Client, amina: User) -> None:
    give_app(amina)
    ask(amina.email)
    choose(client, link())
    assert sign_in(client, amina.email, NEW_PASSWORD).headers["Location"] == SECOND
    assert client.get("/desk/account/").status_code == 302


def test_a_link_older_than_an_hour_does_nothing(
    client: Client, amina: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    ask(amina.email)
    later = datetime.now() + timedelta(minutes=61)  # noqa: DTZ005 - Django's own clock for tokens has no zone
    monkeypatch.setattr(PasswordResetTokenGenerator, "_now", lambda generator: later)
    assert "This link does not work" in go_on(client, link()).content.decode()


@pytest.mark.django_db
@pytest.mark.parametrize("path", [f"{ASK}zz-nothing-of-ours/", f"{ASK}1-0/"])
def test_a_made_up_link_gets_a_calm_page_and_is_counted(client: Client, path: str) -> None:
    assert "This link does not work" in go_on(client, path).content.decode()
    assert acts() == ["password.reset-failed"]


def test_an_account_that_was_never_opened_gets_no_link(amina: User) -> None:
    known = ask(amina.email)
    amina.set_unusable_password()
    amina.save()
    mail.outbox.clear()
    assert ask(amina.email) == known
    assert mail.outbox == []


def test_a_mailbox_is_not_flooded(amina: User) -> None:
    pages = {ask(amina.email) for _time in range(8)}
    assert len(pages) == 1
    assert len(mail.outbox) == 5


def test_it_is_on_record(client: Client, amina: User) -> None:
    ask(amina.email)
    ask("nobody@example.org")
    choose(client, link())
    assert acts() == ["password.reset-asked", "password.reset-asked", "password.reset"]
    assert PASSWORD not in str(mail.outbox[0].body)
