"""The command of the timer: what is unanswered comes back, what is over closes, and twice is once."""

import datetime as dt
import io

import pytest
from django.core.management import call_command

from referral.consent import Item
from referral.models.referral import Referral
from referral.referral_states import State
from safety.models import DataKey
from staff.acts import Act
from staff.models.person import User
from staff.models.record import AuditEntry
from tests.referral.referring import a_case, a_desk, now, refer

pytestmark = pytest.mark.django_db(databases=["default", "keys"])


def due() -> str:
    call_command("referrals_due", stdout=(told := io.StringIO()))
    return told.getvalue()


@pytest.fixture
def sent(amina: User, farah: User, greta: User) -> Referral:
    return refer(amina, a_case(amina), a_desk(farah, greta), Item.COUNTRY)


def test_what_nobody_answered_comes_back_once(sent: Referral) -> None:
    assert due() == ""
    Referral.objects.update(answer_by=now() - dt.timedelta(minutes=1))
    assert "came back unanswered: 1" in due()
    sent.refresh_from_db()
    assert sent.state == State.EXPIRED
    due()
    assert AuditEntry.objects.filter(act=Act.REFERRAL_EXPIRED).count() == 1


@pytest.mark.promise("S7")
def test_after_the_last_day_the_key_is_gone_and_that_is_on_record(sent: Referral) -> None:
    key = sent.key
    Referral.objects.update(until=now().date() - dt.timedelta(days=1))
    assert "closed for the partner: 1" in due()
    sent.refresh_from_db()
    assert (sent.key, DataKey.objects.filter(pk=key).exists()) == (None, False)
    assert AuditEntry.objects.filter(act=Act.REFERRAL_SHUT).count() == 1
    assert due() == ""


@pytest.mark.promise("S7")
def test_a_key_that_a_dead_process_left_over_is_destroyed(sent: Referral) -> None:
    key = sent.key
    Referral.objects.update(state=State.WITHDRAWN, ended_at=now())
    due()
    assert not DataKey.objects.filter(pk=key).exists()
