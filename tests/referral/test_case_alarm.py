"""Who is called when a clock has ended, once, and with nothing of the case in the letter."""

import datetime as dt
import io
from typing import Any

import pytest
from django.core.management import call_command
from django.utils import timezone

from referral import alarm, case_duty, casework
from referral.models.case import Case
from staff.models.person import User
from staff.models.record import AuditEntry
from tests.referral import casing

pytestmark = pytest.mark.django_db(databases=["default", "keys"])
NOW = timezone.now


def late(person: User, urgency: str = "U1") -> Case:
    case = casing.empty(person, urgency)
    Case.objects.filter(pk=case.pk).update(due_at=NOW() - dt.timedelta(hours=1))
    return case


def test_an_overdue_case_rings_once_for_the_supervisors_of_its_team(
    amina: User, chidi: User, bruno: User, mailoutbox: list[Any]
) -> None:
    casing.trained(amina)
    case = late(amina)
    assert [alarm.ring_due(now=NOW()) for _times in range(2)] == [1, 0]
    assert [letter.to for letter in mailoutbox] == [[chidi.email]]
    assert case.shown not in mailoutbox[0].body + mailoutbox[0].subject
    entry = AuditEntry.objects.get(act="case.rung")
    assert (entry.subject_id, entry.actor_id) == (case.reference, None)


def test_what_can_wait_rings_for_nobody(amina: User, chidi: User, mailoutbox: list[Any]) -> None:
    casing.trained(amina)
    late(amina, "U2")
    assert alarm.ring_due(now=NOW()) == 0
    assert mailoutbox == []


def test_the_timer_rings_too(amina: User, chidi: User, mailoutbox: list[Any]) -> None:
    casing.trained(amina)
    late(amina, "U0")
    said = io.StringIO()
    call_command("referrals_due", stdout=said)
    assert "clocks of cases that ended: 1" in said.getvalue()
    assert len(mailoutbox) == 1


def test_those_on_duty_in_the_team_are_called_and_nobody_else(
    amina: User, bruno: User, chidi: User, mailoutbox: list[Any]
) -> None:
    casing.trained(amina, bruno)
    for person in (amina, bruno):
        until = NOW() + dt.timedelta(hours=8)
        case_duty.set_duty(person=person, until=until, sound=True, now=NOW())
    case = casing.from_code(amina, casing.tells("p01", answers={"danger": ("yes",)}))
    alarm.call(case.pk)
    assert [letter.to for letter in mailoutbox] == [[amina.email]]


def test_where_nobody_is_on_duty_the_supervisors_are_called(
    amina: User, chidi: User, mailoutbox: list[Any]
) -> None:
    casing.trained(amina)
    case = casing.from_code(amina, casing.tells("p01", answers={"danger": ("yes",)}))
    alarm.call(case.pk)
    assert [letter.to for letter in mailoutbox] == [[chidi.email]]


def test_a_case_that_somebody_has_taken_calls_nobody(amina: User, chidi: User, mailoutbox: list[Any]) -> None:
    casing.trained(amina)
    case = casing.from_code(amina, casing.tells("p01", answers={"danger": ("yes",)}))
    casework.take(person=amina, reference=case.reference, now=NOW())
    alarm.call(case.pk)
    assert mailoutbox == []


@pytest.mark.parametrize("hours", [0, 13])
def test_a_duty_ends_within_a_shift(amina: User, hours: int) -> None:
    with pytest.raises(case_duty.NoSuchHour):
        case_duty.set_duty(person=amina, until=NOW() + dt.timedelta(hours=hours), sound=True, now=NOW())
