"""A proposal is decided once: agreed, refused, withdrawn or run out. It waits for those who may decide."""

from datetime import timedelta
from threading import Barrier, Thread

import pytest
from django.core.management import call_command
from django.db import connection
from django.utils import timezone

from staff import agreement
from staff.acts import Act
from staff.agreement import Reason
from staff.models.person import RoleGrant, Team, User
from staff.models.proposal import Proposal
from staff.models.record import AuditEntry
from staff.roles import Role
from tests.people import make_person
from tests.staff.renaming import TeamIsFull, acts_about, agree, propose, unchanged

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("renaming_kind")]


# --- once, and whole or not at all ---


@pytest.mark.promise("S8")
def test_agreeing_twice_does_it_once(emeka: User, team: Team, proposal: Proposal):
    agree(emeka, proposal)
    Team.objects.filter(pk=team.pk).update(name="later")
    with pytest.raises(agreement.Closed):
        agree(emeka, proposal)
    team.refresh_from_db()
    assert team.name == "later"


@pytest.mark.promise("S8")
def test_what_fails_halfway_leaves_nothing_behind(dalia: User, emeka: User, team: Team):
    proposal = propose(dalia, team, name="broken")
    with pytest.raises(ZeroDivisionError):
        agree(emeka, proposal)
    assert unchanged(team, proposal)


def test_a_refusal_of_the_room_comes_back_in_its_own_words(dalia: User, emeka: User, team: Team):
    proposal = propose(dalia, team, name="full")
    with pytest.raises(agreement.NotCarriedOut) as refusal:
        agree(emeka, proposal)
    assert refusal.value.says == TeamIsFull.says
    assert unchanged(team, proposal)


def test_the_same_change_waits_only_once(dalia: User, team: Team, proposal: Proposal):
    with pytest.raises(agreement.AlreadyProposed):
        propose(dalia, team)
    assert Proposal.objects.count() == 1


def test_the_same_change_can_be_proposed_again_once_it_was_refused(
    dalia: User, emeka: User, team: Team, proposal: Proposal
):
    agreement.refuse(person=emeka, proposal=proposal, reason_code=Reason.NOT_NEEDED)
    assert propose(dalia, team).pk != proposal.pk


# --- refusing, withdrawing, running out ---


def test_refusing_does_nothing_but_say_why(emeka: User, team: Team, proposal: Proposal):
    agreement.refuse(person=emeka, proposal=proposal, reason_code="not-safe")
    team.refresh_from_db()
    proposal.refresh_from_db()
    assert (team.name, proposal.state, proposal.reason) == ("before", "refused", "not-safe")
    assert '"reason":"not-safe"' in AuditEntry.objects.get(act=Act.PROPOSAL_REFUSED).facts


def test_a_reason_that_is_not_in_the_list_is_refused(emeka: User, team: Team, proposal: Proposal):
    with pytest.raises(ValueError, match="not a valid Reason"):
        agreement.refuse(person=emeka, proposal=proposal, reason_code="because")
    assert unchanged(team, proposal)


def test_a_proposer_does_not_refuse_but_withdraw(team: Team):
    both = make_person("both", Role.LISTING_EDITOR, Role.VERIFIER)
    proposal = propose(both, team)
    with pytest.raises(agreement.OwnProposal):
        agreement.refuse(person=both, proposal=proposal, reason_code="not-right")
    agreement.withdraw(person=both, proposal=proposal)
    assert acts_about(proposal)[-1] == (Act.PROPOSAL_WITHDRAWN, both.pk)


def test_nobody_withdraws_what_somebody_else_proposed(emeka: User, team: Team, proposal: Proposal):
    with pytest.raises(agreement.NotYours):
        agreement.withdraw(person=emeka, proposal=proposal)
    assert unchanged(team, proposal)


@pytest.mark.parametrize("closing", ["refused", "withdrawn", "expired"])
def test_what_is_closed_is_neither_agreed_nor_refused_nor_withdrawn(
    dalia: User, emeka: User, team: Team, proposal: Proposal, closing: str
):
    {
        "refused": lambda: agreement.refuse(person=emeka, proposal=proposal, reason_code="not-right"),
        "withdrawn": lambda: agreement.withdraw(person=dalia, proposal=proposal),
        "expired": lambda: agreement.expire(now=timezone.now() + timedelta(days=15)),
    }[closing]()
    for attempt in (
        lambda: agree(emeka, proposal),
        lambda: agreement.refuse(person=emeka, proposal=proposal, reason_code="not-right"),
        lambda: agreement.withdraw(person=dalia, proposal=proposal),
    ):
        with pytest.raises(agreement.Closed):
            attempt()
    team.refresh_from_db()
    assert team.name == "before"


def test_a_proposal_whose_time_is_over_is_closed_before_anybody_swept_it(
    dalia: User, emeka: User, team: Team
):
    proposal = propose(dalia, team, days=0)
    with pytest.raises(agreement.Closed):
        agree(emeka, proposal)
    assert unchanged(team, proposal)


def test_what_ran_out_can_still_be_withdrawn_and_proposed_again(dalia: User, team: Team):
    overdue = propose(dalia, team, days=0)
    assert propose(dalia, team).state == Proposal.State.OPEN
    overdue.refresh_from_db()
    assert overdue.state == Proposal.State.EXPIRED
    again = propose(dalia, team, name="other", days=0)
    assert agreement.withdraw(person=dalia, proposal=again).state == Proposal.State.WITHDRAWN


def test_running_out_is_on_record_without_a_person(proposal: Proposal):
    assert agreement.expire(now=timezone.now() + timedelta(days=14, seconds=1)) == 1
    assert acts_about(proposal)[-1] == (Act.PROPOSAL_EXPIRED, None)


def test_nothing_runs_out_before_its_time(proposal: Proposal):
    assert agreement.expire(now=timezone.now() + timedelta(days=13)) == 0


# --- what waits for whom ---


def test_a_proposal_waits_for_those_who_could_agree_and_for_nobody_else(
    cast: dict[Role, User], proposal: Proposal
):
    waiting = {role for role, person in cast.items() if agreement.waiting_for(person).exists()}
    assert waiting == {Role.VERIFIER}


def test_nothing_waits_for_its_own_proposer(team: Team):
    both = make_person("both", Role.LISTING_EDITOR, Role.VERIFIER)
    propose(both, team)
    assert not agreement.waiting_for(both).exists()


def test_nothing_waits_for_somebody_whose_role_came_from_the_proposer_today(
    dalia: User, emeka: User, proposal: Proposal
):
    RoleGrant.objects.filter(user=emeka).update(granted_at=timezone.now(), granted_by=dalia)
    assert not agreement.waiting_for(emeka).exists()


def test_nothing_waits_after_its_time(dalia: User, emeka: User, team: Team):
    propose(dalia, team, days=0)
    assert not agreement.waiting_for(emeka).exists()


@pytest.mark.promise("S8")
@pytest.mark.django_db(transaction=True)
def test_of_two_who_agree_in_the_same_moment_one_does_it_and_the_other_is_told(
    emeka: User, team: Team, proposal: Proposal
):
    together, outcomes = Barrier(2), []

    def try_to(person: User) -> None:
        try:
            together.wait()
            outcomes.append(agree(person, proposal).state)
        except agreement.Closed:
            outcomes.append("closed")
        finally:
            connection.close()

    tries = [Thread(target=try_to, args=(person,)) for person in (emeka, make_person("ember", Role.VERIFIER))]
    for one in tries:
        one.start()
    for one in tries:
        one.join()
    assert sorted(outcomes) == ["agreed", "closed"]
    assert AuditEntry.objects.filter(act=Act.PROPOSAL_AGREED).count() == 1


def test_the_command_for_the_timer_says_how_many_ran_out(
    dalia: User, team: Team, capsys: pytest.CaptureFixture[str]
):
    propose(dalia, team, days=0)
    call_command("proposals_expire")
    assert capsys.readouterr().out == "Proposals that expired: 1\n"
