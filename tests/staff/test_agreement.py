"""A second person: who may agree to what, and that it is exactly what was shown."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import get_language, override

from staff import agreement
from staff.acts import Act
from staff.models.person import RoleGrant, Team, User
from staff.models.proposal import Proposal
from staff.models.record import AuditEntry
from staff.roles import Ability, Role
from tests.people import give, make_person, take
from tests.staff.renaming import acts_about, agree, kind, propose, unchanged

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("renaming_kind")]


# --- agreeing ---


@pytest.mark.promise("S8")
def test_what_two_people_want_is_done_and_on_record(dalia: User, emeka: User, team: Team, proposal: Proposal):
    agree(emeka, proposal)
    team.refresh_from_db()
    assert team.name == "after"
    assert acts_about(proposal) == [(Act.PROPOSAL_MADE, dalia.pk), (Act.PROPOSAL_AGREED, emeka.pk)]


@pytest.mark.promise("S8")
def test_a_proposal_alone_changes_nothing(team: Team, proposal: Proposal):
    assert unchanged(team, proposal)


@pytest.mark.promise("S8")
def test_the_record_says_what_the_second_person_was_shown(emeka: User, proposal: Proposal):
    agree(emeka, proposal)
    entry = AuditEntry.objects.get(act=Act.PROPOSAL_AGREED)
    assert f'"shown":"{proposal.digest}"' in entry.facts


@pytest.mark.promise("S8")
def test_a_proposer_never_agrees(team: Team):
    both = make_person("both", Role.LISTING_EDITOR, Role.VERIFIER)
    proposal = propose(both, team)
    with pytest.raises(agreement.OwnProposal):
        agree(both, proposal)
    assert unchanged(team, proposal)


@pytest.mark.promise("S8")
def test_the_database_itself_refuses_a_proposer_who_agrees(dalia: User, proposal: Proposal):
    with pytest.raises(IntegrityError), transaction.atomic():
        Proposal.objects.filter(pk=proposal.pk).update(
            state="agreed", decided_by_id=dalia.pk, decided_at=timezone.now()
        )


@pytest.mark.promise("S8")
def test_an_agreement_without_a_second_person_is_refused_by_the_database(proposal: Proposal):
    with pytest.raises(IntegrityError), transaction.atomic():
        Proposal.objects.filter(pk=proposal.pk).update(state="agreed", decided_at=timezone.now())


@pytest.mark.promise("S8")
@pytest.mark.parametrize("part", ["granted_by", "agreed_by"])
def test_a_role_that_came_from_the_proposer_today_does_not_agree_with_them(
    dalia: User, emeka: User, team: Team, proposal: Proposal, part: str
):
    grants = RoleGrant.objects.filter(user=emeka)
    grants.update(granted_at=timezone.now() - timedelta(hours=23, minutes=59), **{part: dalia})
    with pytest.raises(agreement.RoleFromProposer):
        agree(emeka, proposal)
    assert unchanged(team, proposal)


@pytest.mark.promise("S8")
def test_a_role_that_came_from_the_proposer_longer_ago_agrees(dalia: User, emeka: User, proposal: Proposal):
    grants = RoleGrant.objects.filter(user=emeka)
    grants.update(granted_at=timezone.now() - timedelta(hours=24, minutes=1), granted_by=dalia)
    assert agree(emeka, proposal).state == Proposal.State.AGREED


def test_a_new_role_from_somebody_else_agrees(emeka: User, greta: User, proposal: Proposal):
    RoleGrant.objects.filter(user=emeka).update(granted_at=timezone.now(), granted_by=greta)
    assert agree(emeka, proposal).state == Proposal.State.AGREED


@pytest.mark.promise("S8")
def test_another_role_does_not_hide_that_the_agreeing_one_came_from_the_proposer(
    dalia: User, team: Team, proposal: Proposal
):
    puppet = make_person("puppet", Role.HELPLINE)
    give(puppet, [Role.VERIFIER], given_by=dalia, now=timezone.now())
    with pytest.raises(agreement.RoleFromProposer):
        agree(puppet, proposal)
    assert unchanged(team, proposal)


@pytest.mark.promise("S8")
@pytest.mark.parametrize("role", [role for role in Role if role is not Role.VERIFIER], ids=str)
def test_a_role_without_the_ability_does_not_agree(role: Role, team: Team, proposal: Proposal):
    somebody = make_person("somebody", role)
    with pytest.raises(agreement.NotYours):
        agree(somebody, proposal)
    with pytest.raises(agreement.NotYours):
        agreement.refuse(person=somebody, proposal=proposal, reason_code="not-right")
    assert unchanged(team, proposal)


@pytest.mark.promise("S8")
@pytest.mark.parametrize("role", [role for role in Role if role is not Role.LISTING_EDITOR], ids=str)
def test_a_role_without_the_ability_does_not_propose(role: Role, team: Team):
    somebody = make_person("somebody", role)
    with pytest.raises(agreement.NotYours):
        propose(somebody, team)
    assert not Proposal.objects.exists()


@pytest.mark.promise("S8")
def test_a_role_that_ended_since_the_page_was_opened_does_not_agree(
    emeka: User, team: Team, proposal: Proposal
):
    assert emeka.may(Ability.AGREE_LISTING)
    RoleGrant.objects.filter(user=emeka).update(ended_at=timezone.now())
    with pytest.raises(agreement.NotYours):
        agree(emeka, proposal)
    assert unchanged(team, proposal)


@pytest.mark.promise("S8")
def test_what_was_proposed_by_somebody_who_may_not_any_more_is_not_done(
    dalia: User, emeka: User, team: Team, proposal: Proposal
):
    take(dalia, Role.LISTING_EDITOR)
    with pytest.raises(agreement.ProposerGone):
        agree(emeka, proposal)
    assert unchanged(team, proposal)


# --- what was shown ---


@pytest.mark.promise("S8")
def test_what_changed_since_it_was_proposed_is_not_done(emeka: User, team: Team, proposal: Proposal):
    Team.objects.filter(pk=team.pk).update(name="meanwhile")
    with pytest.raises(agreement.Changed):
        agree(emeka, proposal)
    team.refresh_from_db()
    assert team.name == "meanwhile"
    assert len(acts_about(proposal)) == 1


@pytest.mark.promise("S8")
def test_a_page_that_showed_something_else_agrees_to_nothing(emeka: User, team: Team, proposal: Proposal):
    with pytest.raises(agreement.Changed):
        agreement.agree(person=emeka, proposal=proposal, digest="0" * 64)
    assert unchanged(team, proposal)


@pytest.mark.promise("S8")
def test_a_payload_that_was_swapped_in_the_database_is_not_carried_out(
    emeka: User, team: Team, proposal: Proposal
):
    swapped = proposal.payload.replace("after", "elsewhere")
    Proposal.objects.filter(pk=proposal.pk).update(payload=swapped)
    with pytest.raises(agreement.Changed):
        agree(emeka, proposal)
    assert unchanged(team, proposal)


def test_the_digest_is_the_same_in_every_language(emeka: User, team: Team, proposal: Proposal):
    with override("ar"):
        assert agree(emeka, proposal).state == Proposal.State.AGREED


def test_lines_that_change_with_the_language_are_refused(dalia: User, team: Team):
    agreement.register(kind("eager", lines=lambda payload: [(str(get_language()), "", "")]))
    with pytest.raises(agreement.BadKind):
        agreement.propose(proposer=dalia, kind="eager", subject_kind="team", subject_id=1, payload={})


def test_two_kinds_of_one_name_are_refused():
    with pytest.raises(agreement.BadKind):
        agreement.register(kind(agree=Ability.AGREE_ROLE))


def test_a_kind_that_nobody_registered_is_refused(dalia: User):
    with pytest.raises(agreement.UnknownKind):
        agreement.propose(proposer=dalia, kind="unheard-of", subject_kind="team", subject_id=1, payload={})
