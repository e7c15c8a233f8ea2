"""A partner's side: the own inbox, each answer, room and waiting time; another team's is not there."""

import datetime as dt
from collections.abc import Callable

import pytest
from django.db import transaction

from directory import capacity, published
from directory.models.service import Service
from referral import case_content, partnering, sending
from referral.case_access import Refused
from referral.consent import Agreed, Item
from referral.models.case import Case
from referral.models.referral import Referral
from referral.referral_moves import Moved, NotInList
from referral.referral_states import State
from staff.acts import Act
from staff.models.person import Team, User
from staff.models.record import AuditEntry
from staff.roles import NotAllowed, Role
from tests.people import make_person
from tests.referral.referring import CHILD, a_case, a_desk, now, refer, trained

pytestmark = pytest.mark.django_db(databases=["default", "keys"])


@pytest.fixture
def case(amina: User) -> Case:
    return a_case(amina)


@pytest.fixture
def service(farah: User, greta: User) -> Service:
    return a_desk(farah, greta)


@pytest.fixture
def seen(amina: User, farah: User, case: Case, service: Service) -> Referral:
    """A referral that the partner has opened."""
    sent = refer(amina, case, service, Item.COUNTRY)
    return partnering.read(person=farah, reference=sent.reference, now=now())[0]


def acts() -> list[str]:
    return list(AuditEntry.objects.order_by("number").values_list("act", flat=True))


def test_the_first_look_makes_it_seen_and_every_look_is_on_record(farah: User, seen: Referral) -> None:
    assert seen.state == State.SEEN
    partnering.read(person=farah, reference=seen.shown, now=now())
    assert acts()[-2:] == [Act.REFERRAL_SEEN, Act.REFERRAL_READ]


def test_from_accepted_to_completed_the_case_waits_and_then_comes_back_without_moving_up(
    farah: User, case: Case, seen: Referral
) -> None:
    partnering.accept(person=farah, reference=seen.reference, now=now())
    partnering.start(person=farah, reference=seen.reference, now=now())
    case.refresh_from_db()
    assert case.state == Case.State.WAITING
    row = partnering.complete(person=farah, reference=seen.reference, result="need-met", now=now())
    case.refresh_from_db()
    assert (row.state, case.state, case.moved_up) == (State.COMPLETED, Case.State.OPEN, 0)
    assert acts()[-3:] == [Act.REFERRAL_ACCEPTED, Act.REFERRAL_STARTED, Act.REFERRAL_COMPLETED]
    assert case_content.opened(case, row.steps.last())["reason"] == "need-met"


@pytest.mark.promise("S7")
def test_closing_the_loop_destroys_what_the_partner_read(
    farah: User, seen: Referral, django_capture_on_commit_callbacks: Callable[..., object]
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        partnering.decline(person=farah, reference=seen.reference, reason="full", now=now())
    row, told = partnering.read(person=farah, reference=seen.reference, now=now())
    assert (row.key, told) == (None, None)


def test_a_place_on_the_list_comes_with_its_wait(farah: User, case: Case, seen: Referral) -> None:
    with pytest.raises(NotInList):
        partnering.waitlist(person=farah, reference=seen.reference, wait_days=None, now=now())
    row = partnering.waitlist(person=farah, reference=seen.reference, wait_days=21, now=now())
    assert case_content.opened(case, row.steps.last())["wait_days"] == 21


def test_the_second_decline_moves_the_case_up_and_the_first_does_not(
    amina: User, farah: User, greta: User, case: Case, seen: Referral
) -> None:
    partnering.decline(person=farah, reference=seen.reference, reason="full", now=now())
    case.refresh_from_db()
    assert (case.state, case.moved_up) == (Case.State.OPEN, 0)
    sent = refer(amina, case, a_desk(farah, greta, nth=1))
    partnering.read(person=farah, reference=sent.reference, now=now())
    partnering.decline(person=farah, reference=sent.reference, reason="age", now=now())
    case.refresh_from_db()
    assert case.moved_up == 1


@pytest.mark.parametrize("reason", ["", "need-met", "because they said so"])
def test_declining_needs_a_reason_of_its_list(reason: str, farah: User, seen: Referral) -> None:
    with pytest.raises(NotInList):
        partnering.decline(person=farah, reference=seen.reference, reason=reason, now=now())


def test_more_is_asked_for_by_item_and_comes_only_with_the_persons_word(
    amina: User, farah: User, case: Case, seen: Referral
) -> None:
    with pytest.raises(partnering.NothingAsked):
        partnering.ask(person=farah, reference=seen.reference, items=["passport"], now=now())
    partnering.ask(person=farah, reference=seen.reference, items=[Item.AGE_BAND, Item.LANGUAGE], now=now())
    case.refresh_from_db()
    assert case.state == Case.State.OPEN
    more = {"person": amina, "reference": case.reference, "referral": seen, "now": now()}
    with pytest.raises(sending.NoConsent):
        sending.answer(items=[Item.AGE_BAND], agreed=[], **more)
    with pytest.raises(sending.NothingNew):
        sending.answer(items=[Item.COUNTRY], agreed=[Agreed.PERSON], **more)
    sending.answer(items=[Item.AGE_BAND], agreed=[Agreed.PERSON], **more)
    _row, told = partnering.read(person=farah, reference=seen.reference, now=now())
    assert told is not None
    assert set(told.items) == {"country", "age-band"}
    assert seen.consents.count() == 2


def test_more_of_a_child_is_given_by_a_supervisor_alone(
    amina: User, chidi: User, farah: User, service: Service
) -> None:
    case = a_case(amina, facts=CHILD)
    sent = refer(amina, case, service, need="CHILD_PROTECTION")
    sending.check(person=trained(chidi), reference=case.reference, referral=sent, now=now())
    partnering.read(person=farah, reference=sent.reference, now=now())
    partnering.ask(person=farah, reference=sent.reference, items=[Item.AGE_BAND], now=now())
    more = {"reference": case.reference, "referral": sent, "items": [Item.AGE_BAND], "now": now(),
            "agreed": [Agreed.PERSON]}  # fmt: skip
    with pytest.raises(sending.NeedsSupervisor):
        sending.answer(person=amina, **more)
    sending.answer(person=chidi, **more)


@pytest.mark.parametrize("verb", ["start", "complete", "hand_back", "person_not_reached"])
def test_a_move_that_the_table_has_not_changes_nothing(verb: str, farah: User, seen: Referral) -> None:
    reason = {"complete": {"result": "need-met"}, "hand_back": {"reason": "other"}}.get(verb, {})
    with pytest.raises(Moved), transaction.atomic():
        getattr(partnering, verb)(person=farah, reference=seen.reference, now=now(), **reason)
    seen.refresh_from_db()
    assert seen.state == State.SEEN


def test_a_partner_makes_no_move_of_the_sender(
    amina: User, farah: User, case: Case, service: Service
) -> None:
    sent = refer(amina, case, service)
    with pytest.raises(Refused):
        partnering.person_not_reached(person=farah, reference=sent.reference, now=now())
    sent.refresh_from_db()
    assert sent.state == State.SENT


# --- who may not ---


def answers(person: User, row: Referral) -> list[Callable[[], object]]:
    it = {"person": person, "reference": row.reference, "now": now()}
    return [
        lambda: partnering.read(**it),
        lambda: partnering.accept(**it),
        lambda: partnering.waitlist(wait_days=3, **it),
        lambda: partnering.decline(reason="full", **it),
        lambda: partnering.ask(items=[Item.AGE_BAND], **it),
        lambda: partnering.start(**it),
        lambda: partnering.complete(result="need-met", **it),
        lambda: partnering.hand_back(reason="other", **it),
        lambda: partnering.person_not_reached(**it),
    ]


def test_nothing_of_another_team_is_there(seen: Referral) -> None:
    stranger = make_person("paula", Role.PARTNER, team="Other house")
    homeless = make_person("quentin", Role.PARTNER)
    for person in (stranger, homeless):
        assert partnering.listed(person=person) == []
        for verb in answers(person, seen):
            with pytest.raises(partnering.NoSuchReferral):
                verb()


def test_somebody_who_changed_teams_finds_nothing_of_the_team_before(farah: User, seen: Referral) -> None:
    User.objects.filter(pk=farah.pk).update(team=Team.objects.create(name="Elsewhere"))
    with pytest.raises(partnering.NoSuchReferral):
        partnering.read(person=farah, reference=seen.reference, now=now())


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.PARTNER])
def test_no_other_role_reads_or_answers(
    role: Role, cast: dict[Role, User], farah: User, seen: Referral
) -> None:
    person = cast[role]
    User.objects.filter(pk=person.pk).update(team=farah.team)  # in the very team, and still
    for verb in (*answers(person, seen), lambda: partnering.listed(person=person)):
        with pytest.raises(NotAllowed):
            verb()


# --- room ---


def report(person: User, service: Service, **other: object) -> None:
    said = {"status": "waitlist", "places": None, "wait_days": 12, "now": now(), **other}
    partnering.report_capacity(person=person, service=service.pk, **said)


def test_room_counts_at_once_in_the_matching_and_on_plans_and_is_on_record(
    farah: User, service: Service, django_capture_on_commit_callbacks: Callable[..., object]
) -> None:
    before = published.current().version
    with django_capture_on_commit_callbacks(execute=True):
        report(farah, service)
    assert published.current().version == before + 1
    assert published.current().listings[service.seed_id].wait_days == 12
    told = capacity.told([service.pk], today=now().date())[service.pk]
    assert (told.status, told.wait_days, told.fresh) == ("waitlist", 12, True)
    assert acts()[-1] == Act.CAPACITY_REPORTED
    published.forget()


@pytest.mark.parametrize(("days", "fresh"), [(14, True), (15, False)])
def test_after_a_fortnight_room_is_not_confirmed(
    days: int, fresh: bool, farah: User, service: Service
) -> None:
    report(farah, service)
    later = now().date() + dt.timedelta(days=days)
    assert capacity.told([service.pk], today=later)[service.pk].fresh is fresh


def test_room_of_a_service_of_others_is_not_theirs_to_say(farah: User, service: Service) -> None:
    other = Service.objects.exclude(pk=service.pk).order_by("pk").first()
    with pytest.raises(partnering.NotYourService):
        report(farah, other)
    with pytest.raises(partnering.NotYourService):
        report(make_person("paula", Role.PARTNER, team="Other house"), service)


@pytest.mark.parametrize(
    "wrong", [{"status": "lots"}, {"wait_days": -1}, {"wait_days": 731}, {"places": 10_000}]
)
def test_room_takes_nothing_but_what_the_form_offers(
    wrong: dict[str, object], farah: User, service: Service
) -> None:
    with pytest.raises(capacity.NoSuchAnswer):
        report(farah, service, **wrong)


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.PARTNER])
def test_no_other_role_reports_room(
    role: Role, cast: dict[Role, User], farah: User, service: Service
) -> None:
    User.objects.filter(pk=cast[role].pk).update(team=farah.team)
    with pytest.raises(NotAllowed):
        report(cast[role], service)
