"""Cases and who has nothing to do with them: every role, and the same role in another team.

That each page opens to the roles of the one table and to no other is tests/house/test_every_door.py; here are
the verbs themselves, whoever calls them.
"""

import datetime as dt
import json
import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client
from django.utils import timezone

from referral import (
    case_duty,
    case_glass,
    case_notes,
    case_practice,
    case_reading,
    case_removal,
    casework,
    desk_cases,
)
from referral.case_access import GlassNeeded, NoSuchCase, NotTaken
from referral.case_facts import CaseFacts
from referral.case_reading import Narrowed
from referral.models.case import Case, GlassBroken
from staff.models.person import User
from staff.models.record import AuditEntry
from staff.roles import Ability, NotAllowed, Role, may
from tests.people import make_person
from tests.referral import casing

pytestmark = pytest.mark.django_db(databases=["default", "keys"])
FACTS = CaseFacts(needs={"SAFETY": 2}, country="GB", language="en", age_band="25-over")
TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="[^"]*"')
Verb = Callable[[], object]


def on_a_case(person: User, case: Case) -> Iterator[tuple[Ability, str, Verb]]:
    """Yield every verb that works on one case, with the ability it asks for."""
    it: dict[str, Any] = {"person": person, "reference": case.reference, "now": timezone.now()}
    until = timezone.now().date()
    said = {"way": "sms", "value": "x"}
    work, see = Ability.WORK_CASE, Ability.SEE_CASES
    yield see, "opened", lambda: case_reading.opened(**it)
    yield see, "contact_of", lambda: case_reading.contact_of(**it)
    yield work, "take", lambda: casework.take(**it)
    yield work, "release", lambda: casework.release(**it)
    yield work, "pass_on", lambda: casework.pass_on(team=case.team, **it)
    yield work, "raise", lambda: casework.raise_urgency(urgency="U0", **it)
    yield (
        Ability.LOWER_URGENCY,
        "lower",
        lambda: casework.lower_urgency(urgency="U3", reason="safe-now", **it),
    )
    yield Ability.CLOSE_CASE, "close", lambda: casework.close(reason="need-met", **it)
    yield Ability.CLOSE_CASE, "reopen", lambda: casework.reopen(**it)
    yield work, "note", lambda: case_notes.note(text="x", **it)
    yield work, "set_facts", lambda: case_notes.set_facts(facts=FACTS, **it)
    yield work, "set_contact", lambda: case_notes.set_contact(said=said, agreed=True, until=until, **it)
    yield work, "remove_contact", lambda: case_notes.remove_contact(**it)
    yield (
        work,
        "ask",
        lambda: case_removal.ask(
            address="https://a.example/1", platform="P", service="S", all_adults=True, **it
        ),
    )
    yield work, "answered", lambda: case_removal.answered(pk=str(case.pk), state="removed", **it)


def of_their_own(person: User, case: Case) -> Iterator[tuple[Ability, str, Verb]]:
    """Yield the verbs that work on no case yet, with the ability they ask for."""
    now = timezone.now()
    work = Ability.WORK_CASE
    yield Ability.OPEN_HANDOVER, "code", lambda: casework.start_from_code(person=person, typed="1", now=now)
    yield work, "call", lambda: casework.start_from_call(person=person, what=casing.tells(), now=now)
    yield work, "empty", lambda: casework.start_empty(person=person, facts=FACTS, urgency="U2", now=now)
    yield work, "practice", lambda: case_practice.begin(person=person, now=now)
    yield work, "training", lambda: case_duty.confirm_training(person=person, on=now.date(), today=now.date())
    yield work, "duty", lambda: case_duty.set_duty(person=person, until=None, sound=True, now=now)
    yield (
        Ability.SEE_CASES,
        "queue",
        lambda: case_reading.queue(person=person, narrowed=Narrowed(), page=1, now=now),
    )
    yield (
        Ability.BREAK_GLASS,
        "glass",
        lambda: case_glass.break_glass(person=person, reference=case.reference, reason="danger", now=now),
    )
    yield Ability.REVIEW_CASES, "seen", lambda: case_glass.seen(person=person, pk=1, now=now)


def bare(answer: HttpResponse, reference: str) -> str:
    """Return a page without its token and its own address."""
    return TOKEN.sub("", answer.content.decode()).replace(reference, "")


@pytest.fixture
def case(amina: User) -> Case:
    casing.trained(amina)
    return casing.empty(amina, age_band="25-over")


@pytest.mark.promise("S8")
@pytest.mark.parametrize("role", [*Role, None], ids=str)
def test_a_verb_refuses_every_role_that_may_not(role: Role | None, case: Case) -> None:
    person = make_person("other", *([role] if role else []), team="Day")
    before, refused = Case.objects.filter(pk=case.pk).values().get(), 0
    for ability, name, verb in (*on_a_case(person, case), *of_their_own(person, case)):
        if not may([role] if role else [], ability):
            with pytest.raises(NotAllowed):
                verb()
            refused += 1
            assert Case.objects.filter(pk=case.pk).values().get() == before, name
    expected = {Role.SUPERVISOR: 0, Role.HELPLINE: 1}.get(role, 24)  # type: ignore[arg-type]
    assert refused == expected
    assert not AuditEntry.objects.filter(actor_id=person.pk).exists()


@pytest.mark.promise("S8")
def test_for_another_team_a_case_is_not_there_whatever_is_tried(case: Case, bruno: User) -> None:
    casing.trained(bruno)
    before = Case.objects.filter(pk=case.pk).values().get()
    for _ability, name, verb in on_a_case(bruno, case):
        if name != "reopen":
            with pytest.raises(NoSuchCase):
                verb()
        assert Case.objects.filter(pk=case.pk).values().get() == before, name


@pytest.mark.promise("S8")
def test_no_page_and_no_count_tells_another_team_that_there_is_a_case(
    case: Case, amina: User, bruno: User, signed_in: Callable[..., Client]
) -> None:
    casing.trained(bruno)
    client, empty = signed_in(bruno), case_reading.mark(bruno, now=timezone.now())
    casing.from_code(amina, casing.tells("p01", answers={"danger": ("yes",)}))
    assert case_reading.mark(bruno, now=timezone.now()) == empty
    assert client.get("/desk/cases/bell/").json()["now"] == 0
    for whose in ("waiting", "mine", "all", "closed"):
        assert client.get("/desk/cases/", {"whose": whose}).context["page"].total == 0
    assert client.get("/desk/cases/next/").headers["Location"] == "/desk/cases/"
    assert desk_cases.panel(bruno).rows == ()
    for made in Case.objects.all():
        there = client.get(f"/desk/cases/{made.reference}/")
        nowhere = client.get("/desk/cases/0000000/")
        assert there.status_code == nowhere.status_code == 404
        assert bare(there, made.reference) == bare(nowhere, "0000000")
        for what in ("match/", "contact/", "removal/", "refer/"):
            assert client.get(f"/desk/cases/{made.reference}/{what}").status_code in (404, 302)


def test_a_colleague_of_the_team_gives_a_reason_first_and_its_supervisor_is_told(
    case: Case, bruno: User, chidi: User, signed_in: Callable[..., Client], mailoutbox: list[Any]
) -> None:
    casing.trained(bruno)
    client, it = signed_in(bruno), f"/desk/cases/{case.reference}/"
    assert client.post("/desk/cases/open/", {"reference": case.shown, "reason": ""}).status_code == 422
    assert client.get(it).status_code == 404
    client.post("/desk/cases/open/", {"reference": case.shown, "reason": "danger"})
    assert client.get(it).status_code == 200
    entry = AuditEntry.objects.get(act="case.glass-broken", subject_id=case.reference)
    assert (entry.actor_id, json.loads(entry.facts)["reason"]) == (bruno.pk, "danger")
    assert [letter.to for letter in mailoutbox] == [[chidi.email]]
    supervisor = signed_in(chidi)
    assert "Opened from outside" in supervisor.get("/desk/cases/").content.decode()
    supervisor.post(f"/desk/cases/glass/{GlassBroken.objects.get().pk}/seen/")
    assert "Opened from outside" not in supervisor.get("/desk/cases/").content.decode()
    GlassBroken.objects.update(ends_at=timezone.now() - dt.timedelta(minutes=1))
    assert client.get(it).status_code == 404


def test_a_taken_case_asks_a_colleague_for_a_reason_on_every_page(
    case: Case, signed_in: Callable[..., Client]
) -> None:
    anna = make_person("anna", Role.HELPLINE, team="Day")
    casing.trained(anna)
    client = signed_in(anna)
    for what in ("", "match/", "contact/", "removal/"):
        page = client.get(f"/desk/cases/{case.reference}/{what}")
        assert "Why do you open it?" in page.content.decode()
    with pytest.raises(GlassNeeded):
        casework.close(person=anna, reference=case.reference, reason="need-met", now=timezone.now())


def test_who_guesses_references_is_stopped_and_seen(bruno: User, signed_in: Callable[..., Client]) -> None:
    client = signed_in(bruno)
    for number in range(case_glass.MOST_GUESSES + 1):
        said = {"reference": f"00000{number}", "reason": "danger"}
        page = client.post("/desk/cases/open/", said).content.decode()
    assert "You named cases that there are not" in page
    tried = AuditEntry.objects.filter(act="case.glass-broken", subject_id=case_glass.UNKNOWN)
    assert tried.count() == case_glass.MOST_GUESSES


def test_what_nobody_has_taken_is_only_read(amina: User) -> None:
    casing.trained(amina)
    case = casing.from_code(amina)
    with pytest.raises(NotTaken):
        case_notes.note(person=amina, reference=case.reference, text="x", now=timezone.now())
