"""Referring: what a partner is sent, what brings a case back, and what ends it."""

import datetime as dt
import re

import pytest
from django.db import connection, transaction

from directory.models.service import Service
from referral import case_content, going_out, partnering, sending
from referral.case_access import IsClosed, NoSuchCase, NotTaken, Refused
from referral.consent import Agreed, Item
from referral.models.case import Case
from referral.models.referral import Referral
from referral.referral_states import State
from staff.acts import Act
from staff.models.person import User
from staff.models.record import AuditEntry
from staff.roles import NotAllowed, Role
from tests.people import make_person
from tests.referral.referring import CANARY, CHILD, a_case, a_desk, now, refer, trained

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


@pytest.mark.parametrize(
    "item", [Item.HAPPENED, Item.AGE_BAND, Item.GENDER, Item.COUNTRY, Item.LANGUAGE, Item.WORDS]
)
def test_the_partner_reads_exactly_what_was_agreed_to(
    item: Item, amina: User, farah: User, case: Case, service: Service
) -> None:
    sent = refer(amina, case, service, item, words=CANARY)
    _row, told = partnering.read(person=farah, reference=sent.reference, now=now())
    assert told is not None
    assert set(told.items) == {item.value}
    assert (told.need, told.urgency, told.service) == ("SAFETY", "U1", str(service.pk))


def test_the_case_waits_and_each_thing_is_on_record_once(amina: User, case: Case, service: Service) -> None:
    refer(amina, case, service, Item.COUNTRY)
    case.refresh_from_db()
    assert case.state == Case.State.WAITING
    assert on_record(Act.REFERRAL_SENT) == on_record(Act.CONSENT_GIVEN) == 1


def test_nothing_of_the_person_stands_in_clear(
    amina: User, farah: User, case: Case, service: Service
) -> None:
    sent = refer(amina, case, service, *Item, words=CANARY)
    partnering.read(person=farah, reference=sent.reference, now=now())
    partnering.decline(person=farah, reference=sent.reference, reason="status", now=now())
    with connection.cursor() as cursor:
        for table in ("referral_referral", "referral_step", "referral_consent", "staff_auditentry"):
            cursor.execute(f"SELECT * FROM {table}")  # noqa: S608 - names of this test
            text = repr(cursor.fetchall())
            for told in (
                CANARY,
                "SAFETY",
                "25-over",
                "'KE'",
                "p08",
                "status",
                str(service.pk),
                service.pk.hex,
            ):
                assert told not in text, f"{told} in {table}"


@pytest.mark.parametrize(
    "wrong", [{"agreed": []}, {"agreed": [Agreed.SAFE_ADULT]}, {"need": "LEGAL"}, {"items": ["name"]}]
)
def test_without_a_whole_consent_nothing_is_sent(
    wrong: dict[str, object], amina: User, case: Case, service: Service
) -> None:
    with pytest.raises(sending.NoConsent):
        refer(amina, case, service, **wrong)
    assert not Referral.objects.exists()


@pytest.mark.parametrize("days", [-1, 91])
def test_a_consent_that_is_over_or_has_no_near_end_sends_nothing(
    days: int, amina: User, case: Case, service: Service
) -> None:
    with pytest.raises(sending.NoConsent):
        refer(amina, case, service, until=now().date() + dt.timedelta(days=days))


def test_a_service_without_a_partner_here_is_told_and_not_referred_to(amina: User, case: Case) -> None:
    other = Service.objects.order_by("pk").first()
    with pytest.raises(sending.NoPartner):
        refer(amina, case, other)
    sending.tell(
        person=amina, reference=case.reference, service=other.pk, need="SAFETY", follow=True, now=now()
    )
    assert on_record(Act.NUMBER_TOLD) == 1
    told = case.numbers_told.get()
    assert case_content.opened(case, told)["service"] == str(other.pk)
    assert told.follow_up_on == now().date() + dt.timedelta(days=2)


def test_the_same_service_is_not_asked_twice_at_once(amina: User, case: Case, service: Service) -> None:
    refer(amina, case, service)
    with pytest.raises(sending.SentAlready):
        refer(amina, case, service)


@pytest.mark.parametrize(("urgency", "days"), [("U0", 2), ("U1", 2), ("U2", 10), ("U3", 10)])
def test_somebody_asks_later_what_became_of_it(
    urgency: str, days: int, amina: User, service: Service
) -> None:
    sent = refer(amina, a_case(amina, urgency=urgency), service)
    assert sent.follow_up_on == now().date() + dt.timedelta(days=days)
    assert refer(amina, a_case(amina), service, follow=False).follow_up_on is None


# --- children ---


def test_a_childs_referral_waits_for_a_supervisor_and_no_partner_sees_it(
    amina: User, chidi: User, farah: User, service: Service
) -> None:
    case = a_case(amina, facts=CHILD)
    drafted = refer(amina, case, service, Item.AGE_BAND, need="CHILD_PROTECTION")
    assert drafted.state == State.DRAFTED
    assert partnering.listed(person=farah) == []
    with pytest.raises(partnering.NoSuchReferral):
        partnering.read(person=farah, reference=drafted.reference, now=now())
    with pytest.raises(NotAllowed):
        sending.check(person=amina, reference=case.reference, referral=drafted, now=now())
    sending.check(person=trained(chidi), reference=case.reference, referral=drafted, now=now())
    assert [row.pk for row in partnering.listed(person=farah)] == [drafted.pk]
    assert on_record(Act.CONSENT_CHECKED) == 1


def test_what_no_supervisor_checked_reaches_nobody_when_it_is_taken_back_either(
    amina: User, farah: User, service: Service
) -> None:
    case = a_case(amina, facts=CHILD)
    drafted = refer(amina, case, service, need="CHILD_PROTECTION")
    on_it = {"person": amina, "reference": case.reference, "referral": drafted, "now": now()}
    sending.revoke(reason="wrong-service", **on_it)
    assert partnering.listed(person=farah) == []
    with pytest.raises(partnering.NoSuchReferral):
        partnering.read(person=farah, reference=drafted.reference, now=now())
    with pytest.raises(going_out.NothingToShow):
        going_out.for_case(how=going_out.LETTER, site="Waypost", **on_it)


def test_nobody_checks_their_own(chidi: User, service: Service) -> None:
    case = a_case(chidi, facts=CHILD)
    drafted = refer(chidi, case, service, need="CHILD_PROTECTION")
    with pytest.raises(sending.OwnCheck):
        sending.check(person=chidi, reference=case.reference, referral=drafted, now=now())


# --- who may not ---


@pytest.mark.parametrize("role", [role for role in Role if role not in (Role.HELPLINE, Role.SUPERVISOR)])
def test_no_other_role_refers_tells_or_takes_back(
    role: Role, amina: User, cast: dict[Role, User], case: Case, service: Service
) -> None:
    sent, person = refer(amina, case, service), cast[role]
    on_it = {"person": person, "reference": case.reference, "now": now()}
    for verb in (
        lambda: refer(person, case, service),
        lambda: sending.tell(service=service.pk, need="SAFETY", follow=True, **on_it),
        lambda: sending.withdraw_consent(referral=sent, **on_it),
        lambda: sending.revoke(referral=sent, reason="wrong-service", **on_it),
        lambda: sending.partner_not_reached(referral=sent, **on_it),
        lambda: sending.followed(referral=sent, again=False, **on_it),
        lambda: sending.answer(referral=sent, items=[], agreed=[], **on_it),
        lambda: sending.check(referral=sent, **on_it),
    ):
        with pytest.raises(NotAllowed), transaction.atomic():
            verb()


def test_another_teams_case_is_not_there_to_refer(bruno: User, case: Case, service: Service) -> None:
    with pytest.raises(NoSuchCase):
        refer(trained(bruno), case, service)


def test_a_case_in_nobodys_hands_or_closed_is_not_referred(amina: User, case: Case, service: Service) -> None:
    Case.objects.filter(pk=case.pk).update(state="new", taken_by=None)
    with pytest.raises(NotTaken):
        refer(amina, case, service)
    Case.objects.filter(pk=case.pk).update(
        state="closed", closed_at=now(), destroy_on=now().date() + dt.timedelta(days=9)
    )
    with pytest.raises(IsClosed):
        refer(amina, case, service)


def test_a_referral_of_another_case_is_not_moved_by_this_one(amina: User, service: Service) -> None:
    one, other = a_case(amina), a_case(amina)
    sent = refer(amina, one, service)
    with pytest.raises(Refused), transaction.atomic():
        sending.withdraw_consent(person=amina, reference=other.reference, referral=sent, now=now())
    sent.refresh_from_db()
    assert sent.state == State.SENT


def test_an_invented_case_reaches_no_partner(amina: User, farah: User, service: Service) -> None:
    invented = a_case(amina)
    Case.objects.filter(pk=invented.pk).update(practice=True)
    sent = refer(amina, invented, service)
    assert partnering.listed(person=farah) == []
    with pytest.raises(partnering.NoSuchReferral):
        partnering.read(person=farah, reference=sent.reference, now=now())
    assert AuditEntry.objects.filter(act=Act.REFERRAL_SENT.value).get().subject_kind == "practice-referral"


def test_references_tell_nothing_of_the_case(amina: User, case: Case, service: Service) -> None:
    sent = refer(amina, case, service)
    assert re.fullmatch(r"[0-9a-hjkmnp-tv-z]{7}", sent.reference)
    assert sent.reference != case.reference


def test_a_partner_of_another_team_finds_nothing(amina: User, case: Case, service: Service) -> None:
    sent = refer(amina, case, service)
    stranger = make_person("paula", Role.PARTNER, team="Other house")
    assert partnering.listed(person=stranger) == []
    with pytest.raises(partnering.NoSuchReferral):
        partnering.read(person=stranger, reference=sent.reference, now=now())
