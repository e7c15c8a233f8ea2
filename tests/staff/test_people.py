"""Teams, roles and second factors: one administrator takes, two give (S8)."""

import pytest
from allauth.mfa.models import Authenticator
from django.db import IntegrityError, transaction
from django.utils import timezone

from staff import agreement, people
from staff.acts import Act
from staff.models.person import RoleGrant, Team, User
from staff.models.proposal import Proposal
from staff.models.record import AuditEntry
from staff.models.session import DeskSession
from staff.roles import Ability, NotAllowed, Role
from tests.people import give, make_person, take

pytestmark = pytest.mark.django_db


def acts() -> list[str]:
    return list(AuditEntry.objects.in_order().values_list("act", flat=True))


def roles_of(person: User) -> frozenset[Role]:
    return User.objects.get(pk=person.pk).roles


def agreed(proposal: Proposal, *, by: User) -> None:
    agreement.agree(person=by, proposal=proposal, digest=proposal.digest)


def refusal(proposal: Proposal, *, by: User) -> type[BaseException]:
    """Return why the house did not carry out what two people wanted."""
    with pytest.raises(agreement.NotCarriedOut) as refused:
        agreed(proposal, by=by)
    return type(refused.value.__cause__)


# --- teams ---


def test_a_team_is_made_and_renamed_on_record(greta: User):
    team = people.make_team(person=greta, name="Weekend")
    people.rename_team(person=greta, team=team, name="Weekends")
    assert Team.objects.get(pk=team.pk).name == "Weekends"
    assert acts() == [Act.TEAM_MADE, Act.TEAM_CHANGED]


def test_two_teams_never_share_a_name(greta: User, amina: User):
    with pytest.raises(people.NameTaken):
        people.make_team(person=greta, name="day")


def test_a_team_may_change_the_case_of_its_name(greta: User, amina: User):
    people.rename_team(person=greta, team=amina.team, name="DAY")
    assert Team.objects.get(pk=amina.team_id).name == "DAY"


def test_a_person_is_put_into_a_team_on_record(greta: User, amina: User, bruno: User):
    people.place(person=greta, whom=amina, team=bruno.team)
    assert User.objects.get(pk=amina.pk).team == bruno.team
    assert acts() == [Act.PERSON_CHANGED]


# --- roles ---


@pytest.mark.promise("S8")
def test_a_proposed_role_is_no_role_until_a_second_administrator_agrees(greta: User, ivan: User, amina: User):
    proposal = people.propose_role(person=greta, whom=amina, role=Role.VERIFIER, now=timezone.now())
    assert roles_of(amina) == {Role.HELPLINE}
    agreed(proposal, by=ivan)
    assert roles_of(amina) == {Role.HELPLINE, Role.VERIFIER}
    grant = RoleGrant.objects.open().get(user=amina, role=Role.VERIFIER)
    assert (grant.granted_by, grant.agreed_by) == (greta, ivan)
    assert Act.ROLE_GRANTED in acts()


@pytest.mark.promise("S8")
def test_nobody_agrees_to_the_role_that_they_proposed(greta: User, ivan: User, amina: User):
    proposal = people.propose_role(person=greta, whom=amina, role=Role.VERIFIER, now=timezone.now())
    with pytest.raises(agreement.OwnProposal):
        agreed(proposal, by=greta)
    assert roles_of(amina) == {Role.HELPLINE}


@pytest.mark.promise("S8")
def test_nobody_agrees_to_a_role_for_themselves(greta: User, ivan: User):
    proposal = people.propose_role(person=greta, whom=ivan, role=Role.VERIFIER, now=timezone.now())
    assert refusal(proposal, by=ivan) is people.ForOneself
    assert roles_of(ivan) == {Role.ADMINISTRATOR}
    assert Proposal.objects.get(pk=proposal.pk).state == Proposal.State.OPEN


@pytest.mark.promise("S8")
def test_an_administrator_of_today_does_not_agree_with_who_proposed_them(
    greta: User, ivan: User, amina: User
):
    newcomer = make_person("noor", Role.ADMINISTRATOR, given_by=greta, now=timezone.now())
    proposal = people.propose_role(person=greta, whom=amina, role=Role.VERIFIER, now=timezone.now())
    with pytest.raises(agreement.RoleFromProposer):
        agreed(proposal, by=newcomer)


@pytest.mark.promise("S8")
def test_what_was_agreed_is_what_was_shown(greta: User, ivan: User, amina: User):
    proposal = people.propose_role(person=greta, whom=amina, role=Role.VERIFIER, now=timezone.now())
    User.objects.filter(pk=amina.pk).update(email="somebody.else@example.org")
    with pytest.raises(agreement.Changed):
        agreed(proposal, by=ivan)


def test_a_role_is_not_proposed_twice(greta: User, amina: User):
    with pytest.raises(people.AlreadyHolds):
        people.propose_role(person=greta, whom=amina, role=Role.HELPLINE, now=timezone.now())


def test_a_role_that_came_another_way_in_between_is_not_given_twice(greta: User, ivan: User, amina: User):
    proposal = people.propose_role(person=greta, whom=amina, role=Role.VERIFIER, now=timezone.now())
    give(amina, [Role.VERIFIER])
    assert refusal(proposal, by=ivan) is people.AlreadyHolds
    assert RoleGrant.objects.open().filter(user=amina, role=Role.VERIFIER).count() == 1


def test_the_database_holds_a_role_once(amina: User):
    with pytest.raises(IntegrityError), transaction.atomic():
        give(amina, [Role.HELPLINE])


def test_an_auditor_gets_no_second_role(greta: User, hana: User):
    with pytest.raises(people.DoesNotFit):
        people.propose_role(person=greta, whom=hana, role=Role.HELPLINE, now=timezone.now())


def test_a_closed_account_gets_no_role(greta: User, amina: User):
    User.objects.filter(pk=amina.pk).update(is_active=False, left_at=timezone.now())
    with pytest.raises(people.HasLeft):
        people.propose_role(person=greta, whom=amina, role=Role.VERIFIER, now=timezone.now())


@pytest.mark.promise("S8")
def test_one_administrator_ends_a_role_and_it_is_gone_at_once(greta: User, amina: User):
    people.revoke_role(person=greta, whom=amina, role=Role.HELPLINE, now=timezone.now())
    assert roles_of(amina) == frozenset()
    assert acts() == [Act.ROLE_REVOKED]


def test_a_role_that_nobody_holds_cannot_end(greta: User, amina: User):
    with pytest.raises(people.NotHolding):
        people.revoke_role(person=greta, whom=amina, role=Role.VERIFIER, now=timezone.now())


@pytest.mark.promise("S8")
def test_the_last_two_administrators_stay(greta: User, ivan: User):
    with pytest.raises(people.LastAdministrators):
        people.revoke_role(person=greta, whom=ivan, role=Role.ADMINISTRATOR, now=timezone.now())
    assert roles_of(ivan) == {Role.ADMINISTRATOR}


def test_a_third_administrator_makes_room_for_one_to_go(greta: User, ivan: User):
    make_person("noor", Role.ADMINISTRATOR)
    people.revoke_role(person=greta, whom=ivan, role=Role.ADMINISTRATOR, now=timezone.now())
    assert roles_of(ivan) == frozenset()


def test_an_administrator_who_was_only_invited_does_not_count(greta: User, ivan: User):
    User.objects.filter(pk=make_person("noor", Role.ADMINISTRATOR).pk).update(is_active=False)
    with pytest.raises(people.LastAdministrators):
        people.revoke_role(person=greta, whom=ivan, role=Role.ADMINISTRATOR, now=timezone.now())


def test_a_verb_reads_roles_anew(greta: User, amina: User):
    assert greta.may(Ability.REVOKE_ROLE)
    RoleGrant.objects.filter(user=greta).update(ended_at=timezone.now())
    with pytest.raises(NotAllowed):
        people.revoke_role(person=greta, whom=amina, role=Role.HELPLINE, now=timezone.now())


# --- second factors ---


def lost(person: User) -> None:
    Authenticator.objects.create(user=person, type=Authenticator.Type.TOTP, data={"secret": "x"})
    DeskSession.objects.create(
        session_key=f"key-{person.pk}", session_data="", user=person, expire_date=timezone.now()
    )


@pytest.mark.promise("S8")
def test_a_lost_second_factor_ends_when_a_second_administrator_agrees(greta: User, ivan: User, amina: User):
    lost(amina)
    proposal = people.propose_second_factor_reset(person=greta, whom=amina, now=timezone.now())
    assert Authenticator.objects.filter(user=amina).exists()
    agreed(proposal, by=ivan)
    assert not Authenticator.objects.filter(user=amina).exists()
    assert not DeskSession.objects.filter(user=amina).exists()
    assert Act.SECOND_FACTOR_RESET in acts()


@pytest.mark.promise("S8")
def test_nobody_helps_themselves_to_a_new_second_factor(greta: User, ivan: User):
    with pytest.raises(people.ForOneself):
        people.propose_second_factor_reset(person=greta, whom=greta, now=timezone.now())
    proposal = people.propose_second_factor_reset(person=greta, whom=ivan, now=timezone.now())
    assert refusal(proposal, by=ivan) is people.ForOneself


def test_the_proposer_alone_does_not_reset_a_second_factor(greta: User, ivan: User, amina: User):
    lost(amina)
    proposal = people.propose_second_factor_reset(person=greta, whom=amina, now=timezone.now())
    with pytest.raises(agreement.OwnProposal):
        agreed(proposal, by=greta)
    assert Authenticator.objects.filter(user=amina).exists()


# --- how a person is asked ---


def test_a_grant_of_an_unknown_role_gives_nothing(amina: User):
    RoleGrant.objects.filter(user=amina).update(role="superuser")
    assert roles_of(amina) == frozenset()


def test_nobody_has_a_right_by_the_names_of_django(greta: User):
    assert not greta.has_perm("staff.change_user")
    assert not greta.has_module_perms("staff")
    assert not hasattr(greta, "is_superuser")


def test_the_admin_opens_to_whoever_uses_the_desk(greta: User):
    assert greta.is_staff
    take(greta, Role.ADMINISTRATOR)
    assert not greta.is_staff
