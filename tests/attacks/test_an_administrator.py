"""An administrator tries what is not theirs: to read content, to act alone, to rewrite what they did."""

import io
import json
from collections.abc import Callable

import pytest
from django.core.management import call_command
from django.db import DatabaseError, connection, transaction
from django.test import Client
from django.utils import timezone

from directory.models.service import Service
from referral import case_access, case_glass, case_reading, casework
from referral.models.case import Case
from safety import retention
from safety.models import RetentionSetting
from staff import agreement, people, retention_change
from staff.models.person import Team, User
from staff.models.record import AuditEntry
from staff.roles import Ability, NotAllowed, Role, may
from tests.house.test_every_door import DESK_DOORS, NAMED
from tests.people import make_person
from tests.referral import casing

pytestmark = [pytest.mark.django_db(databases=["default", "keys"]), pytest.mark.one_engine]
CANARY = "heron-in-the-reeds"


@pytest.fixture
def case(amina: User) -> Case:
    """A case of Amina's."""
    casing.trained(amina)
    return casing.from_call(amina)


def agreed(person: User, proposal) -> None:
    digest = agreement.digest_now(agreement.kind_of(proposal), proposal.contents)
    agreement.agree(person=person, proposal=proposal, digest=digest)


# --- to read ---


def test_no_ability_of_an_administrator_is_about_what_people_told() -> None:
    content = (
        Ability.SEE_CASES, Ability.WORK_CASE, Ability.BREAK_GLASS, Ability.REVIEW_CASES,
        Ability.OPEN_HANDOVER,
        Ability.REFER, Ability.ANSWER_REFERRAL, Ability.EXPORT_REFERRAL, Ability.READ_SHELTER,
        Ability.READ_RECORD, Ability.EXPORT_RECORD, Ability.SEE_FIGURES, Ability.EDIT_LISTING,
        Ability.EDIT_PATHWAY,
    )  # fmt: skip
    assert [one for one in content if may([Role.ADMINISTRATOR], one)] == []


def test_no_verb_opens_a_case_to_an_administrator_of_the_same_team(
    greta: User, amina: User, case: Case
) -> None:
    greta.team = amina.team
    greta.save(update_fields=["team"])
    now, on_it = timezone.now(), {"person": greta, "reference": case.reference}
    for verb in (
        lambda: case_reading.opened(**on_it, now=now),
        lambda: case_reading.contact_of(**on_it, now=now),
        lambda: case_glass.break_glass(**on_it, reason="danger", now=now),
        lambda: casework.take(**on_it, now=now),
        lambda: case_access.find(greta, case.reference, now=now),
    ):
        with pytest.raises(NotAllowed):
            verb()


def test_no_page_of_an_administrator_holds_a_case_or_its_reference(
    greta: User, amina: User, case: Case, signed_in: Callable[..., Client]
) -> None:
    greta.team = amina.team
    greta.save(update_fields=["team"])
    client, asked, held = signed_in(greta, proved=True), 0, []
    for door in DESK_DOORS:
        address = NAMED.sub(lambda found: case.reference if "reference" in found[0] else "1", door.route)
        if door.name in ("desk:sign-out", "account_logout") or "<uuid:" in door.route:
            continue
        answer = client.get(address)
        said = b"" if answer.streaming else answer.content
        asked += 1
        if answer.status_code == 200 and (case.shown.encode() in said or case.reference.encode() in said):
            held.append(door.name)
    assert held == []
    assert asked > 60


def test_an_administrator_who_joins_a_case_team_by_themselves_gets_no_role(greta: User) -> None:
    people.place(person=greta, whom=greta, team=Team.objects.create(name="Day"))
    proposal = people.propose_role(person=greta, whom=greta, role=Role.SUPERVISOR, now=timezone.now())
    with pytest.raises((people.Refused, agreement.Refused)):
        agreed(greta, proposal)
    assert not greta.grants.open().filter(role=Role.SUPERVISOR).exists()


def test_two_accounts_of_one_person_take_a_day_at_least(greta: User, ivan: User) -> None:
    friend = make_person("friend")
    proposal = people.propose_role(person=greta, whom=friend, role=Role.ADMINISTRATOR, now=timezone.now())
    agreed(ivan, proposal)  # he was told a story
    again = people.propose_role(person=greta, whom=greta, role=Role.HELPLINE, now=timezone.now())
    with pytest.raises(agreement.RoleFromProposer):
        agreed(User.objects.get(pk=friend.pk), again)


# --- to act alone ---


def test_an_administrator_publishes_nothing(greta: User, signed_in: Callable[..., Client]) -> None:
    client, listing = signed_in(greta, proved=True), Service.objects.first()
    before = Service.objects.filter(pk=listing.pk).values().get()
    for door in DESK_DOORS:
        if door.name.startswith(("listings:", "editing:", "admin:directory")):
            address = NAMED.sub(lambda found: str(listing.pk), door.route)
            assert client.post(address, {"name": CANARY}).status_code in (403, 404, 405), door.name
    assert Service.objects.filter(pk=listing.pk).values().get() == before


@pytest.mark.parametrize("value", [1, 60])
def test_an_administrator_alone_changes_no_time_of_keeping(
    greta: User, value: int, signed_in: Callable[..., Client]
) -> None:
    before = retention.value("case")
    proposal = retention_change.propose(person=greta, slug="case", value=value)
    with pytest.raises(agreement.OwnProposal):
        agreed(greta, proposal)
    client = signed_in(greta, proved=True)
    client.post(f"/desk/agreements/{proposal.pk}/agree/", {"digest": proposal.digest})
    client.post("/desk/retention/", {"time": "case", "value": value})
    assert retention.value("case") == before
    assert not RetentionSetting.objects.exists()


# --- to rewrite ---


CHANGES = {
    "another person": "UPDATE staff_auditentry SET actor_id = NULL",
    "another act": "UPDATE staff_auditentry SET act = 'signin.ok'",
    "gone": "DELETE FROM staff_auditentry",
    "another head": "UPDATE staff_audithead SET number = 0",
}


@pytest.mark.parametrize("change", CHANGES)
def test_the_tables_refuse_to_have_the_record_changed(change: str, greta: User) -> None:
    people.make_team(person=greta, name=CANARY)
    before = list(AuditEntry.objects.values())
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(CHANGES[change])
    assert list(AuditEntry.objects.values()) == before


def test_no_page_and_no_command_of_theirs_changes_an_entry(
    greta: User, signed_in: Callable[..., Client]
) -> None:
    people.make_team(person=greta, name=CANARY)
    client, entry = signed_in(greta, proved=True), AuditEntry.objects.latest("number")
    before = AuditEntry.objects.filter(pk=entry.pk).values().get()
    for door in DESK_DOORS:
        if "record" in door.route or "audit" in door.route:
            address = NAMED.sub(lambda found: str(entry.pk), door.route)
            assert client.post(address, {"act": "x"}).status_code in (403, 404, 405), door.name
    assert AuditEntry.objects.filter(pk=entry.pk).values().get() == before
    call_command("audit_verify", stdout=io.StringIO())


def test_what_they_did_names_them_and_not_what_they_read(greta: User) -> None:
    people.make_team(person=greta, name=CANARY)
    entry = AuditEntry.objects.latest("number")
    assert entry.actor_id == greta.pk
    assert CANARY not in json.dumps(list(AuditEntry.objects.values()), default=str)
