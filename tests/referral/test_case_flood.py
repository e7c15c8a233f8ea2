"""A thousand false codes and a thousand false cases do not hide a true one."""

import datetime as dt
import uuid

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from referral import case_reading, casework, handover
from referral.case_reading import Narrowed
from referral.models.case import Case
from referral.models.handover import Handover
from staff.models.person import User
from staff.roles import Role
from tests.people import make_person
from tests.referral import casing

pytestmark = pytest.mark.django_db(databases=["default", "keys"])
THOUSAND = 1000
DANGER = {"danger": ("yes",)}
NOW = timezone.now


def place(person: User, case: Case) -> int:
    """Return where a case stands in the queue of those that nobody has taken; 0 is the first."""
    order = case_reading.cases_of(person, Narrowed(), now=NOW()).values_list("pk", flat=True)
    return list(order).index(case.pk)


def flood(starter: User) -> None:
    """Make a thousand untaken U0 cases of one starter: twelve by the verb, the rest with its turns."""
    now = NOW() - dt.timedelta(hours=1)
    for _case in range(12):
        casing.from_code(starter, casing.tells("p01", answers=DANGER), now=now)
    model = Case.objects.latest("created_at")
    Case.objects.bulk_create(
        Case(
            reference=f"f{number:06}", key=uuid.uuid4(), team=starter.team, urgency="U0", origin="code",
            sealed_facts=model.sealed_facts, started_by=starter, created_at=now, touched_at=now, rank=0,
            turn=number // casework.FIRST_FEW, due_at=now + dt.timedelta(minutes=15),
        )
        for number in range(12, THOUSAND)
    )  # fmt: skip


def test_a_thousand_cases_of_one_starter_stand_behind_the_first_few_of_everybody_else(
    amina: User, chidi: User
) -> None:
    anna = make_person("anna", Role.HELPLINE, team="Day")
    casing.trained(amina, anna)
    flood(amina)
    assert Case.objects.filter(started_by=amina, turn__gt=0, rank=0).count() == THOUSAND - casework.FIRST_FEW
    true = casing.from_code(anna, casing.tells("p01", answers=DANGER))
    assert place(chidi, true) <= casework.FIRST_FEW
    first = case_reading.queue(person=chidi, narrowed=Narrowed(), page=1, now=NOW())
    assert true.reference in [row.case.reference for row in first.rows]


def test_without_turns_the_flood_would_hide_it(amina: User, chidi: User) -> None:
    """The same queue in the order of the clock alone: the check above can fail."""
    anna = make_person("anna", Role.HELPLINE, team="Day")
    casing.trained(amina, anna)
    flood(amina)
    true = casing.from_code(anna, casing.tells("p01", answers=DANGER))
    Case.objects.update(turn=0)
    assert place(chidi, true) == THOUSAND


def test_a_thousand_codes_that_nobody_typed_are_in_no_queue(amina: User) -> None:
    casing.trained(amina)
    code = handover.make(casing.tells(), now=NOW())
    made = Handover.objects.get()
    Handover.objects.bulk_create(
        Handover(
            lookup=f"{number:064x}", outer=made.outer, key=uuid.uuid4(),
            edition_id=made.edition_id,
            expires_at=NOW() + dt.timedelta(hours=3),
        )
        for number in range(THOUSAND)
    )  # fmt: skip
    assert case_reading.queue(person=amina, narrowed=Narrowed(), page=1, now=NOW()).total == 0
    true = casework.start_from_code(person=amina, typed=code.digits, now=NOW())
    assert place(amina, true) == 0


def test_a_long_queue_is_asked_for_with_as_many_queries_as_a_short_one(amina: User, chidi: User) -> None:
    casing.trained(amina)
    casing.from_code(amina)
    case_reading.queue(person=chidi, narrowed=Narrowed(), page=1, now=NOW())
    with CaptureQueriesContext(connection) as short:
        case_reading.queue(person=chidi, narrowed=Narrowed(), page=1, now=NOW())
    flood(amina)
    with CaptureQueriesContext(connection) as long:
        page = case_reading.queue(person=chidi, narrowed=Narrowed(), page=1, now=NOW())
    assert page.total == THOUSAND + 1
    assert len(long) == len(short)
