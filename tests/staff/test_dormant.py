"""Accounts that nobody uses: asked about after 60 days, closed 14 days later, on record."""

import datetime as dt
from io import StringIO
from smtplib import SMTPException
from typing import Any

import pytest
from django.core import mail
from django.core.management import CommandError, call_command
from django.utils import timezone

from staff import leaving, letters
from staff.acts import Act
from staff.models.person import User
from staff.models.record import AuditEntry

pytestmark = pytest.mark.django_db

TODAY = timezone.now().date()


def last_seen(person: User, *, days_ago: int | None, asked_days_ago: int | None = None) -> None:
    def day(ago: int | None) -> dt.date | None:
        return None if ago is None else TODAY - dt.timedelta(days=ago)

    User.objects.filter(pk=person.pk).update(last_seen_on=day(days_ago), asked_on=day(asked_days_ago))


def run() -> str:
    out = StringIO()
    call_command("people_dormant", "--site", "https://desk.example.org", stdout=out)
    return out.getvalue()


@pytest.mark.parametrize(("days", "asked"), [(59, False), (60, True), (300, True)])
def test_an_account_is_asked_about_after_sixty_days(days: int, asked: bool, amina: User):
    last_seen(amina, days_ago=days)
    assert (amina in leaving.unseen(today=TODAY)) is asked


def test_an_account_that_was_never_used_is_asked_about_from_the_day_it_was_opened(amina: User):
    last_seen(amina, days_ago=None)
    assert amina in leaving.unseen(today=TODAY)
    User.objects.filter(pk=amina.pk).update(joined_at=timezone.now())
    assert amina not in leaving.unseen(today=TODAY)


def test_the_letter_says_only_that_the_account_would_be_closed(amina: User):
    last_seen(amina, days_ago=60)
    run()
    letter = mail.outbox[0]
    assert letter.to == [amina.email]
    assert "https://desk.example.org/desk/" in letter.body
    assert AuditEntry.objects.get().act == Act.PERSON_ASKED_DORMANT


def test_nobody_is_asked_twice(amina: User):
    last_seen(amina, days_ago=60)
    run()
    run()
    assert len(mail.outbox) == 1


@pytest.mark.parametrize(("days", "closed"), [(13, False), (14, True)])
def test_an_account_closes_fourteen_days_after_the_letter(days: int, closed: bool, amina: User):
    last_seen(amina, days_ago=60 + days, asked_days_ago=days)
    run()
    assert User.objects.get(pk=amina.pk).is_active is not closed
    assert AuditEntry.objects.filter(act=Act.PERSON_CLOSED_DORMANT).count() == int(closed)


def test_whoever_came_back_keeps_the_account(amina: User):
    last_seen(amina, days_ago=3, asked_days_ago=20)
    run()
    assert User.objects.get(pk=amina.pk).is_active


def test_the_last_administrators_are_kept_and_the_command_says_so(greta: User, ivan: User):
    for person in (greta, ivan):
        last_seen(person, days_ago=90, asked_days_ago=30)
    assert "kept as one of the last administrators 2" in run()
    assert User.objects.working().count() == 2


def test_a_letter_that_is_not_taken_is_tried_again(amina: User, monkeypatch: pytest.MonkeyPatch):
    def refuse(*args: Any, **options: Any) -> None:
        raise SMTPException

    last_seen(amina, days_ago=60)
    with monkeypatch.context() as broken:
        broken.setattr(letters, "send_mail", refuse)
        with pytest.raises(CommandError, match="1 letter"):
            run()
    assert not AuditEntry.objects.exists()
    assert amina in leaving.unseen(today=TODAY)


def test_somebody_who_was_invited_or_has_left_is_not_asked(amina: User, bruno: User):
    for person in (amina, bruno):
        last_seen(person, days_ago=100)
    User.objects.filter(pk=amina.pk).update(is_active=False)
    User.objects.filter(pk=bruno.pk).update(left_at=timezone.now())
    assert leaving.unseen(today=TODAY) == []
