"""manage.py watch: what it says, what it leaves for whoever watches, and whom it writes to."""

import dataclasses
import datetime as dt
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.core import mail
from django.core.management import CommandError, call_command
from django.db import DatabaseError
from django.utils import timezone

from referral import health as of_referral
from referral import watching
from referral.models.case import Case, Duty
from safety import health, health_alerts, health_notes, health_replicas
from safety.health_alerts import Alert
from safety.models import LastPurge
from staff.models.person import User
from staff.roles import Role
from tests.people import make_person
from tests.referral import casing

pytestmark = pytest.mark.django_db(databases=["default", "keys"])
NOW = timezone.now()
WRONG = Alert("WaypostSomething", "waypost_ready", "above", 0, "today", "something is wrong")


@pytest.fixture(autouse=True)
def all_well(settings: Any, tmp_path: Path) -> Iterator[None]:
    """Everything that has to run has run a moment ago."""
    settings.NOTES_DIR = tmp_path / "notes"
    LastPurge.objects.update_or_create(pk=1, defaults={"at": NOW, "left": 0})
    health_notes.note("record", {"whole": 1.0})
    health_notes.note("backup", {"encrypted": 1.0})
    health_notes.note("drill", {})
    health.forget()
    yield
    health.forget()


@pytest.fixture
def something_wrong(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(health_alerts, "ALERTS", (WRONG,))


def test_it_says_that_nothing_presses_and_ends_well(capsys: pytest.CaptureFixture[str]) -> None:
    call_command("watch")
    assert capsys.readouterr().out.endswith("nothing presses.\n")


def test_it_names_what_is_wrong_and_ends_with_one(capsys: pytest.CaptureFixture[str]) -> None:
    LastPurge.objects.update(at=NOW - dt.timedelta(hours=4))
    health_notes.note("record", {"whole": 0.0})
    with pytest.raises(CommandError, match="2 things are wrong"):
        call_command("watch")
    said = capsys.readouterr().out.splitlines()
    assert [line.split(":")[0:2] for line in said] == [
        ["NOW", " WaypostRecordBroken"], ["today", " WaypostPurgeLate"],
    ]  # fmt: skip


def test_what_can_wait_for_a_week_does_not_make_it_fail(capsys: pytest.CaptureFixture[str]) -> None:
    health_notes.note("backup", {"encrypted": 0.0})
    call_command("watch")
    assert "this week: WaypostBackupReadable" in capsys.readouterr().out


def test_a_part_that_is_missing_is_named(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("directory.health.EmergencyNumber", None)
    with pytest.raises(CommandError):
        call_command("watch")
    assert capsys.readouterr().out.startswith("missing: emergency-numbers\nNOW: WaypostNotReady: ")


def test_it_leaves_what_only_the_owner_of_the_tables_may_ask_for() -> None:
    watching.look(now=NOW, tell=False)
    left = health_notes.every()
    assert left["waypost_purge_overdue"] == left["waypost_orphan_keys"] == left["waypost_alarm_silent"] == 0
    assert "waypost_database_bytes" not in left


def test_a_look_remembers_where_the_primary_was_so_that_the_next_one_knows_how_long_a_copy_lacks_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    trail = health_replicas.Trail()
    monkeypatch.setattr(health_replicas, "_trail", trail)
    trail.saw(1000.0, 500.0)
    watching.look(now=NOW, tell=False)
    trail.looks.clear()
    watching.look(now=NOW, tell=False)
    assert trail.behind(1300.0, 400.0) == 300


# --- who is told ---


def test_a_letter_goes_out_once_for_what_is_new_and_again_after_a_day(
    greta: User, something_wrong: None
) -> None:
    for hours, letters in ((0, 1), (1, 1), (23, 1), (25, 2), (26, 2)):
        watching.look(now=NOW + dt.timedelta(hours=hours), tell=True)
        assert len(mail.outbox) == letters, hours


def test_without_being_asked_nobody_is_written_to(greta: User, something_wrong: None) -> None:
    watching.look(now=NOW, tell=False)
    assert mail.outbox == []


def test_nobody_is_written_to_while_nothing_presses(greta: User, monkeypatch: pytest.MonkeyPatch) -> None:
    one = Alert("WaypostSomething", "waypost_ready", "above", 0, "week", "something is wrong")
    monkeypatch.setattr(health_alerts, "ALERTS", (one,))
    assert watching.look(now=NOW, tell=True).wrong == (one,)
    assert mail.outbox == []


@pytest.mark.promise("S2")
def test_the_letter_says_that_something_waits_and_nothing_of_what(
    greta: User, something_wrong: None, settings: Any
) -> None:
    settings.WAYPOST_WATCH_MAIL = ["night@example.org"]
    watching.look(now=NOW, tell=True)
    assert {to for one in mail.outbox for to in one.to} == {greta.email, "night@example.org"}
    for one in mail.outbox:
        assert one.subject == "Please look at the desk"
        assert "something is wrong" not in one.body
        assert "Waypost" not in one.subject + one.body


def test_an_administrator_on_duty_is_written_to_rather_than_all(greta: User, amina: User) -> None:
    other = make_person("gustav", Role.ADMINISTRATOR)
    Duty.objects.create(person=amina, until=NOW + dt.timedelta(hours=1))
    watching.write(now=NOW)
    assert {one.to[0] for one in mail.outbox} == {greta.email, other.email}
    Duty.objects.create(person=other, until=NOW + dt.timedelta(hours=1))
    mail.outbox.clear()
    watching.write(now=NOW)
    assert [one.to for one in mail.outbox] == [[other.email]]


def test_the_addresses_are_written_to_even_while_the_database_is_away(
    settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    def away() -> None:
        raise DatabaseError("the connection is closed")

    settings.WAYPOST_WATCH_MAIL = ["night@example.org"]
    monkeypatch.setattr(watching.User.objects, "working", away)
    watching.write(now=NOW)
    assert [one.to for one in mail.outbox] == [["night@example.org"]]


def test_a_mail_server_that_is_away_stops_nothing(greta: User, settings: Any, something_wrong: None) -> None:
    settings.WAYPOST_WATCH_MAIL = ["night@example.org"]
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1
    assert watching.look(now=NOW, tell=True).wrong == (WRONG,)


def test_a_letter_that_nobody_could_be_sent_is_tried_again_at_the_next_look(
    greta: User, settings: Any, something_wrong: None
) -> None:
    outbox, settings.EMAIL_BACKEND = settings.EMAIL_BACKEND, "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1
    watching.look(now=NOW, tell=True)
    settings.EMAIL_BACKEND = outbox
    for minutes, letters in ((5, 1), (10, 1)):
        watching.look(now=NOW + dt.timedelta(minutes=minutes), tell=True)
        assert len(mail.outbox) == letters, minutes


def test_whoever_looks_by_hand_takes_no_letter_from_anybody(
    greta: User, something_wrong: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    watching.look(now=NOW, tell=True)
    monkeypatch.setattr(health_alerts, "ALERTS", (WRONG, dataclasses.replace(WRONG, name="WaypostElse")))
    watching.look(now=NOW + dt.timedelta(minutes=4), tell=False)
    watching.look(now=NOW + dt.timedelta(minutes=5), tell=True)
    assert len(mail.outbox) == 2


# --- the alarm of the queue ---


def test_an_alarm_that_does_not_ring_is_seen_after_ten_minutes(amina: User) -> None:
    now = timezone.now()  # of this moment: the minutes count
    casing.trained(amina)
    case = casing.from_call(amina, now=now - dt.timedelta(days=2))
    Case.objects.filter(pk=case.pk).update(
        urgency="U0", due_at=now - dt.timedelta(minutes=9), rung_at=None, destroy_on=None
    )
    assert of_referral.alarm_is_silent() == 0
    Case.objects.filter(pk=case.pk).update(due_at=now - dt.timedelta(minutes=11))
    assert of_referral.alarm_is_silent() == 1
    Case.objects.filter(pk=case.pk).update(rung_at=now)
    assert of_referral.alarm_is_silent() == 0
