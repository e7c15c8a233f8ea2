"""Cases as the verbs make and change them."""

import datetime as dt
import threading

import pytest
from django.db import connections
from django.utils import timezone

from referral import case_access, case_reading, casework, editing_review, handover
from referral.case_access import GlassNeeded, IsClosed, NoSuchCase, NotTaken, NotTrained
from referral.handover import NoSuchCode
from referral.models.case import Case
from safety import keys
from staff.models.person import User
from staff.models.record import AuditEntry
from staff.roles import Role
from tests.people import make_person
from tests.referral import casing

NOW = timezone.now
BOTH = pytest.mark.django_db(databases=["default", "keys"])


def acts(case: Case) -> list[str]:
    return list(
        AuditEntry.objects.filter(subject_id=case.reference).order_by("number").values_list("act", flat=True)
    )


@BOTH
def test_a_code_becomes_a_case_and_opens_nothing_any_more(amina: User) -> None:
    casing.trained(amina)
    code = handover.make(casing.tells(), now=NOW())
    case = casework.start_from_code(person=amina, typed=code.digits, now=NOW())
    assert (case.state, case.taken_by, case.origin) == ("new", None, "code")
    with pytest.raises(NoSuchCode):
        casework.start_from_code(person=amina, typed=code.digits, now=NOW())
    assert acts(case) == ["case.started"]


@BOTH
def test_nothing_that_was_told_stands_in_the_row(amina: User) -> None:
    casing.trained(amina)
    case = casing.from_call(amina, casing.tells("p06", country="PN", language="fr"))
    row = " ".join(str(value) for value in Case.objects.filter(pk=case.pk).values()[0].values())
    assert [word for word in ("REMOVAL", "25-over", "'fr'") if word in row] == []
    found = case_reading.opened(person=amina, reference=case.reference, now=NOW())
    assert (found.facts.country, found.facts.language, found.facts.age_band) == ("PN", "fr", "25-over")
    assert found.told == casing.tells("p06", country="PN", language="fr")


@BOTH
def test_a_case_without_its_key_is_not_there(amina: User) -> None:
    casing.trained(amina)
    case = casing.from_call(amina)
    keys.destroy(case.key)
    with pytest.raises(NoSuchCase):
        case_reading.opened(person=amina, reference=case.reference, now=NOW())


@BOTH
def test_nobody_starts_or_takes_a_case_before_their_training_is_confirmed(amina: User, chidi: User) -> None:
    with pytest.raises(NotTrained):
        casing.from_call(amina)
    casing.trained(chidi)
    case = casing.from_code(chidi)
    with pytest.raises(NotTrained):
        casework.take(person=amina, reference=case.reference, now=NOW())


@BOTH
def test_an_hour_of_danger_makes_the_case_a_u0(amina: User) -> None:
    casing.trained(amina)
    case = casing.from_code(amina, casing.tells("p01", answers={"danger": ("yes",)}))
    assert (case.urgency, case.rank) == ("U0", 0)
    assert case.due_at == case.created_at + dt.timedelta(minutes=15)


@BOTH
def test_a_case_of_another_team_is_not_there(amina: User, bruno: User) -> None:
    casing.trained(amina, bruno)
    case = casing.from_call(amina)
    for verb in (casework.take, casework.release, casework.reopen):
        with pytest.raises(NoSuchCase):
            verb(person=bruno, reference=case.reference, now=NOW())
    with pytest.raises(NoSuchCase):
        case_reading.opened(person=bruno, reference=case.reference, now=NOW())
    assert (
        case_reading.queue(person=bruno, narrowed=case_reading.Narrowed(whose="all"), page=1, now=NOW()).total
        == 0
    )


@BOTH
def test_a_case_that_a_colleague_has_taken_asks_for_a_reason(amina: User, chidi: User) -> None:
    anna = make_person("anna", Role.HELPLINE, team="Day")
    casing.trained(amina, anna)
    case = casing.from_call(amina)
    with pytest.raises(GlassNeeded):
        case_reading.opened(person=anna, reference=case.reference, now=NOW())
    assert case_reading.opened(person=chidi, reference=case.reference, now=NOW()).case == case


@BOTH
def test_a_case_is_worked_on_by_whoever_took_it(amina: User) -> None:
    casing.trained(amina)
    case = casing.from_code(amina)
    with pytest.raises(NotTaken):
        casework.close(person=amina, reference=case.reference, reason="need-met", now=NOW())
    casework.take(person=amina, reference=case.reference, now=NOW())
    closed = casework.close(person=amina, reference=case.reference, reason="need-met", now=NOW())
    assert closed.destroy_on == (NOW() + dt.timedelta(days=30)).date()
    with pytest.raises(IsClosed):
        casework.release(person=amina, reference=case.reference, now=NOW())
    assert acts(case) == ["case.started", "case.taken", "case.closed"]


@BOTH
def test_a_case_that_is_due_is_not_opened_again(amina: User) -> None:
    casing.trained(amina)
    case = casing.from_call(amina)
    casework.close(person=amina, reference=case.reference, reason="need-met", now=NOW())
    later = NOW() + dt.timedelta(days=31)
    with pytest.raises((NoSuchCase, NotTrained)):
        casework.reopen(person=amina, reference=case.reference, now=later)
    assert casework.reopen(person=amina, reference=case.reference, now=NOW()).state == "open"


@BOTH
def test_urgency_is_raised_by_anybody_and_lowered_with_a_reason(amina: User) -> None:
    casing.trained(amina)
    case = casing.empty(amina, "U2")
    assert casework.raise_urgency(person=amina, reference=case.reference, urgency="U0", now=NOW()).rank == 0
    with pytest.raises(casework.NoSuchReason):
        casework.lower_urgency(person=amina, reference=case.reference, urgency="U3", reason="", now=NOW())
    lowered = casework.lower_urgency(
        person=amina, reference=case.reference, urgency="U3", reason="safe-now", now=NOW()
    )
    assert lowered.urgency == "U3"
    with pytest.raises(casework.NotLower):
        casework.lower_urgency(
            person=amina, reference=case.reference, urgency="U1", reason="safe-now", now=NOW()
        )


@BOTH
def test_a_case_is_passed_to_another_team_and_is_gone_from_here(amina: User, bruno: User) -> None:
    casing.trained(amina, bruno)
    case = casing.from_call(amina)
    casework.pass_on(person=amina, reference=case.reference, team=bruno.team, now=NOW())
    with pytest.raises(NoSuchCase):
        case_reading.opened(person=amina, reference=case.reference, now=NOW())
    assert casework.take(person=bruno, reference=case.reference, now=NOW()).taken_by == bruno


@BOTH
def test_a_disappointed_case_moves_up_one_step_and_never_to_u0(amina: User) -> None:
    casing.trained(amina)
    case = casing.empty(amina, "U2")
    for _times in range(3):
        casework.comes_back(case, now=NOW(), moves_up=True)
    assert (case.urgency, case.rank, case.moved_up) == ("U2", 1, 3)


@pytest.mark.django_db(transaction=True, databases=["default", "keys"])
def test_fifty_people_press_at_once_and_one_of_them_has_the_case() -> None:
    editing_review.the_seeds_kept()  # tests before this one may have emptied the tables
    people = [make_person(f"p{number}", Role.HELPLINE, team="Day") for number in range(50)]
    casing.trained(*people)
    case = casing.from_code(people[0])
    start, won, lost = threading.Barrier(50), [], []

    def press(person: User) -> None:
        start.wait()
        try:
            casework.take(person=person, reference=case.reference, now=NOW())
            won.append(person.pk)
        except casework.TakenAlready:
            lost.append(person.pk)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=press, args=(person,)) for person in people]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    case.refresh_from_db()
    assert (len(won), len(lost), [case.taken_by_id]) == (1, 49, won)
    assert acts(case).count("case.taken") == 1


def test_a_reference_is_read_as_people_say_it() -> None:
    assert case_access.read_reference(" K7Q-2MXD ") == "k7q2mxd"
    assert case_access.read_reference("koI l") == "k011"
