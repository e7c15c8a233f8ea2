"""What ends a referral: no answer, a partner not reached, a withdrawn consent, its last day, taken back."""

import datetime as dt
from collections.abc import Callable

import pytest

from directory.models.service import Service
from referral import partnering, sending
from referral.consent import Item
from referral.models.case import Case
from referral.referral_moves import Moved, NotInList
from referral.referral_states import State
from safety import keys
from staff.acts import Act
from staff.models.person import User
from staff.models.record import AuditEntry
from tests.referral.referring import a_case, a_desk, now, refer

pytestmark = pytest.mark.django_db(databases=["default", "keys"])
LATER = dt.timedelta(hours=4, minutes=1)  # an answer to U1 was due a minute ago


@pytest.fixture
def case(amina: User) -> Case:
    return a_case(amina)


@pytest.fixture
def service(farah: User, greta: User) -> Service:
    return a_desk(farah, greta)


def on_record(act: Act) -> int:
    return AuditEntry.objects.filter(act=act.value).count()


# --- unanswered, and back ---


@pytest.mark.parametrize(("urgency", "patience"), [
    ("U0", dt.timedelta(minutes=30)), ("U1", dt.timedelta(hours=4)), ("U2", dt.timedelta(days=2)),
    ("U3", dt.timedelta(days=5)),
])  # fmt: skip
def test_without_an_answer_in_time_the_case_comes_back_and_moves_up(
    urgency: str, patience: dt.timedelta, amina: User, service: Service
) -> None:
    case = a_case(amina, urgency=urgency)
    sent = refer(amina, case, service)
    assert sending.expire_due(now=sent.sent_at + patience - dt.timedelta(seconds=1)) == 0
    assert sending.expire_due(now=sent.sent_at + patience) == 1
    assert sending.expire_due(now=sent.sent_at + patience) == 0
    case.refresh_from_db()
    sent.refresh_from_db()
    assert (case.state, case.moved_up, sent.state) == (Case.State.OPEN, 1, State.EXPIRED)


def test_what_was_only_looked_at_expires_too(amina: User, farah: User, case: Case, service: Service) -> None:
    sent = refer(amina, case, service)
    partnering.read(person=farah, reference=sent.reference, now=now())
    assert sending.expire_due(now=now() + LATER) == 1


def test_an_answer_stops_the_clock(amina: User, farah: User, case: Case, service: Service) -> None:
    sent = refer(amina, case, service)
    partnering.read(person=farah, reference=sent.reference, now=now())
    partnering.accept(person=farah, reference=sent.reference, now=now())
    assert sending.expire_due(now=now() + LATER) == 0


def test_a_case_whose_key_is_gone_stops_no_clock_of_the_others(
    amina: User, case: Case, service: Service
) -> None:
    refer(amina, case, service)
    other = refer(amina, a_case(amina), service)
    keys.destroy(case.key)
    assert sending.expire_due(now=now() + LATER) == 1
    other.refresh_from_db()
    assert (other.state, other.answered_at) == (State.EXPIRED, None)


def test_a_case_that_nobody_holds_any_more_moves_up_where_it_waits(
    amina: User, case: Case, service: Service
) -> None:
    refer(amina, case, service)
    Case.objects.filter(pk=case.pk).update(state="new", taken_by=None)
    before = case.rank
    sending.expire_due(now=now() + LATER)
    case.refresh_from_db()
    assert (case.state, case.moved_up) == (Case.State.NEW, 1)
    assert case.rank <= before


def test_a_partner_who_cannot_be_reached_is_like_no_answer(amina: User, case: Case, service: Service) -> None:
    sent = refer(amina, case, service)
    sending.partner_not_reached(person=amina, reference=case.reference, referral=sent, now=now())
    case.refresh_from_db()
    assert case.state == Case.State.OPEN


# --- withdrawn, revoked, over ---


@pytest.mark.promise("S7")
def test_a_withdrawn_consent_closes_what_the_partner_could_see_at_once(
    amina: User,
    farah: User,
    case: Case,
    service: Service,
    django_capture_on_commit_callbacks: Callable[..., object],
) -> None:
    sent = refer(amina, case, service, Item.COUNTRY)
    key, sealed = sent.key, sent.shared
    with django_capture_on_commit_callbacks(execute=True):
        sending.withdraw_consent(person=amina, reference=case.reference, referral=sent, now=now())
    with pytest.raises(keys.KeyGone):
        keys.unseal_with(key, sealed, about=sent.about("shared"))
    row, told = partnering.read(person=farah, reference=sent.reference, now=now())
    assert told is None
    assert row.key is None
    assert row.consents.get().withdrawn_at is not None
    assert on_record(Act.CONSENT_WITHDRAWN) == 1


@pytest.mark.promise("S7")
def test_the_state_shuts_it_even_where_the_process_dies_before_the_key(
    amina: User, farah: User, case: Case, service: Service
) -> None:
    sent = refer(amina, case, service, Item.COUNTRY)
    sending.withdraw_consent(
        person=amina, reference=case.reference, referral=sent, now=now()
    )  # never commits
    row, told = partnering.read(person=farah, reference=sent.reference, now=now())
    assert told is None
    assert row.key is not None
    assert sending.shut_over(today=now().date()) == 1
    with pytest.raises(keys.KeyGone):
        keys.unseal_with(sent.key, sent.shared, about=sent.about("shared"))


@pytest.mark.promise("S7")
def test_after_its_last_day_nothing_can_be_read(
    amina: User, farah: User, case: Case, service: Service
) -> None:
    sent = refer(amina, case, service, Item.COUNTRY, until=now().date())
    partnering.read(person=farah, reference=sent.reference, now=now())
    partnering.accept(person=farah, reference=sent.reference, now=now())
    tomorrow = now() + dt.timedelta(days=1)
    assert partnering.read(person=farah, reference=sent.reference, now=tomorrow)[1] is None
    assert sending.shut_over(today=now().date()) == 0
    assert sending.shut_over(today=tomorrow.date()) == 1
    assert on_record(Act.REFERRAL_SHUT) == 1
    sent.refresh_from_db()
    assert (sent.state, sent.key) == (State.ACCEPTED, None)


def test_what_was_sent_can_be_taken_back_with_a_reason_of_the_list(
    amina: User, case: Case, service: Service
) -> None:
    sent = refer(amina, case, service)
    with pytest.raises(NotInList):
        sending.revoke(person=amina, reference=case.reference, referral=sent, reason="full", now=now())
    sending.revoke(person=amina, reference=case.reference, referral=sent, reason="wrong-service", now=now())
    case.refresh_from_db()
    assert case.state == Case.State.OPEN
    with pytest.raises(Moved):
        sending.withdraw_consent(person=amina, reference=case.reference, referral=sent, now=now())


def test_a_follow_up_is_done_or_set_again(amina: User, case: Case, service: Service) -> None:
    sent = refer(amina, case, service)
    sending.followed(
        person=amina, reference=case.reference, referral=sent, again=True, now=now() + LATER * 12
    )
    sent.refresh_from_db()
    assert sent.follow_up_on == (now() + LATER * 12).date() + dt.timedelta(days=2)
    sending.followed(person=amina, reference=case.reference, referral=sent, again=False, now=now())
    sent.refresh_from_db()
    assert sent.follow_up_on is None
