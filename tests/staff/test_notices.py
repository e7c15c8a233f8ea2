"""People are told by letter what happened to their account, and nothing of where or on what."""

import contextlib
import datetime as dt
from collections.abc import Callable, Iterator
from smtplib import SMTPException
from types import SimpleNamespace
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from django.core import mail
from django.core.handlers.base import BaseHandler
from django.db import transaction
from django.test import Client, RequestFactory
from django.utils import timezone

from staff import letters, lockout, notices, people, sign_in_record
from staff.letters import Happened
from staff.models.person import User
from staff.models.record import AuditEntry
from tests.people import PASSWORD
from tests.staff.account import SECOND, SIGN_IN, code_at, give_app, sign_in

pytestmark = pytest.mark.django_db

Ended = Callable[..., Any]
NEW_PASSWORD = "seven grey stones by the well"
BROWSER = "a browser that somebody knows"


@pytest.fixture
def ended(monkeypatch: pytest.MonkeyPatch) -> Ended:
    """Have transactions end at once inside, as outside of a test, in whose own they would never end."""

    @contextlib.contextmanager
    def at_once() -> Iterator[None]:
        with monkeypatch.context() as patched:
            patched.setattr(notices, "transaction", SimpleNamespace(on_commit=lambda does: does()))
            yield

    return at_once


def guess(email: str, times: int, *, address: str = "203.0.113.77") -> None:
    for _try in range(times):
        sign_in(Client(), email, "wrong", REMOTE_ADDR=address, HTTP_USER_AGENT=BROWSER)


def said() -> list[str]:
    return [letter.body.partition("\n")[0] for letter in mail.outbox]


def test_another_password_is_told(amina: User, ended: Ended) -> None:
    client = Client()
    sign_in(client, amina.email)
    with ended():
        client.post(
            "/desk/account/password/",
            {"oldpassword": PASSWORD, "password1": NEW_PASSWORD, "password2": NEW_PASSWORD},
        )
    assert said() == ["The password of your account was changed."]
    assert mail.outbox[0].to == [amina.email]


def test_a_second_factor_that_comes_or_goes_is_told_once(amina: User, ended: Ended) -> None:
    client = Client()
    sign_in(client, amina.email)
    client.post("/desk/account/prove/", {"password": PASSWORD})
    secret = client.get("/desk/account/second-factor/app/").context["form"].secret
    with ended():
        client.post("/desk/account/second-factor/app/", {"code": code_at(secret=secret)})
    assert Authenticator.objects.filter(user=amina).count() == 2  # the app, and recovery codes beside it
    assert said() == ["A second factor of your account was added or taken away."]


def test_one_that_administrators_took_away_is_told_to_its_owner(
    amina: User, greta: User, ivan: User, ended: Ended
) -> None:
    give_app(amina)
    with ended():
        people.reset_second_factor(payload={"person": amina.pk}, proposer=greta, agreer=ivan)
    assert [letter.to for letter in mail.outbox] == [[amina.email]]


@pytest.mark.parametrize(("times", "letters_sent"), [(4, 0), (5, 1), (30, 1)])
def test_wrong_passwords_are_told_from_the_lock_on_and_once(
    amina: User, ended: Ended, times: int, letters_sent: int
) -> None:
    with ended():
        guess(amina.email, times)
    assert len(said()) == letters_sent


def test_wrong_passwords_from_many_places_are_told_too(amina: User, ended: Ended) -> None:
    with ended():
        for number in range(lockout.ACCOUNT_FAILURES):
            guess(amina.email, 1, address=f"203.0.113.{number}")
    assert len(said()) == 1
    entry = AuditEntry.objects.filter(act="signin.locked").get()
    assert (entry.subject_id, entry.facts) == (str(amina.pk), '{"reason":"everywhere"}')


def test_wrong_codes_are_told_to_the_owner_and_on_record_as_theirs(amina: User, ended: Ended) -> None:
    give_app(amina)
    mail.outbox.clear()
    client = Client()
    sign_in(client, amina.email)
    with ended():
        for _try in range(7):
            client.post(SECOND, {"code": "000000"})
    assert len(said()) == 1
    assert AuditEntry.objects.filter(act="signin.locked").get().subject_id == str(amina.pk)


def test_on_another_day_it_is_told_again(amina: User, ended: Ended, monkeypatch: pytest.MonkeyPatch) -> None:
    for address, days, letters_sent in (("203.0.113.1", 0, 1), ("203.0.113.2", 0, 1), ("203.0.113.3", 1, 2)):
        moment = timezone.now() + dt.timedelta(days=days)
        monkeypatch.setattr(sign_in_record, "timezone", SimpleNamespace(now=lambda moment=moment: moment))
        with ended():
            guess(amina.email, 5, address=address)
        assert len(said()) == letters_sent


def test_nobody_is_told_of_an_account_that_is_not_there_or_closed(
    amina: User, bruno: User, ended: Ended
) -> None:
    User.objects.filter(pk=bruno.pk).update(is_active=False, left_at=timezone.now())
    with ended():
        guess("nobody@example.org", 6)
        guess(bruno.email, 6)
    assert mail.outbox == []


def test_a_letter_says_nothing_of_place_device_or_browser(amina: User, ended: Ended) -> None:
    with ended():
        guess(amina.email, 5)
    (letter,) = mail.outbox
    whole = f"{letter.subject} {letter.body}"
    assert not [word for word in ("203.0.113", BROWSER, "browser", "device", amina.name) if word in whole]
    assert "/desk/account/" in letter.body


def test_it_is_in_the_language_of_the_person(amina: User, ended: Ended) -> None:
    User.objects.filter(pk=amina.pk).update(language="ar")
    amina.refresh_from_db()
    asked = []
    for happened in Happened:
        letters.about_account(whom=amina, happened=happened, site="https://desk.example")
        asked.append(mail.outbox[-1].body)
    assert len(set(asked)) == len(Happened)


def test_the_letter_goes_when_the_answer_is_out(amina: User, ended: Ended) -> None:
    site = BaseHandler()
    site.load_middleware()
    for number in range(lockout.ACCOUNT_FAILURES):
        request = RequestFactory().post(
            SIGN_IN, {"login": amina.email, "password": "wrong"}, REMOTE_ADDR=f"203.0.113.{number}"
        )
        request._dont_enforce_csrf_checks = True
        with ended():
            answer = site.get_response(request)
    assert mail.outbox == []
    for close in answer._resource_closers:  # what the server does with an answer that is out
        close()
    assert len(mail.outbox) == 1


def test_what_was_undone_is_not_told(amina: User, django_capture_on_commit_callbacks: Ended) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        notices.tell(whom=amina, happened=Happened.PASSWORD)
        with contextlib.suppress(LookupError), transaction.atomic():
            notices.tell(whom=amina, happened=Happened.FACTOR)
            raise LookupError
    assert said() == ["The password of your account was changed."]


def test_a_mail_server_that_refuses_is_in_the_log_and_harms_nothing(
    amina: User, ended: Ended, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def refuse(*letter: object, **more: object) -> None:
        raise SMTPException("no")

    monkeypatch.setattr("staff.letters.send_mail", refuse)
    with ended():
        guess(amina.email, 5)
    assert "was not taken by the mail server" in caplog.text
    assert amina.email not in caplog.text
