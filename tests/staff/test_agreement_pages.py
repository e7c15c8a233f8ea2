"""The pages of the second person: what waits, before and after, and buttons for those who may press them."""

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from staff import agreement
from staff.models.person import RoleGrant, Team, User
from staff.models.proposal import Proposal
from staff.roles import Role
from tests.people import make_person, take
from tests.staff.renaming import propose, unchanged

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("renaming_kind")]
LIST = "/desk/agreements/"
SIGHTED = {
    Role.LISTING_EDITOR,
    Role.VERIFIER,
    Role.PATHWAY_EDITOR,
    Role.PATHWAY_REVIEWER,
    Role.ADMINISTRATOR,
}


@pytest.fixture
def emekas(emeka: User, signed_in) -> Client:
    return signed_in(emeka, proved=True)


def page_of(proposal: Proposal) -> str:
    return f"{LIST}{proposal.pk}/"


def shown(client: Client, proposal: Proposal) -> str:
    """The digest that the page carries: whoever agrees sends it back."""
    return re.search(r'name="shown" value="([0-9a-f]{64})"', client.get(page_of(proposal)).content.decode())[
        1
    ]


def said(answer) -> str:
    return " ".join(str(message) for message in answer.context["messages"])


def test_what_waits_stands_on_the_page_of_the_one_who_may_agree(emekas: Client, proposal: Proposal):
    page = emekas.get(LIST)
    assert [row.proposal for row in page.context["waiting"]] == [proposal]
    assert "Dalia" in page.content.decode()


def test_a_proposer_sees_how_the_own_proposals_stand(dalia: User, signed_in, proposal: Proposal):
    page = signed_in(dalia).get(LIST)
    assert ([row.state for row in page.context["mine"]], page.context["waiting"]) == (["waits"], [])


@pytest.mark.promise("S8")
@pytest.mark.parametrize("role", list(Role), ids=str)
def test_only_those_whose_work_it_is_see_the_list(role: Role, cast: dict[Role, User], signed_in):
    assert signed_in(cast[role]).get(LIST).status_code == (200 if role in SIGHTED else 403)


@pytest.mark.promise("S8")
@pytest.mark.parametrize("role", [role for role in Role if role not in SIGHTED], ids=str)
@pytest.mark.parametrize("button", ["agree", "refuse", "withdraw"])
def test_no_other_role_decides(
    role: Role, button: str, cast: dict[Role, User], signed_in, team: Team, proposal: Proposal
):
    sent = {"shown": proposal.digest, "reason": "not-right"}
    answer = signed_in(cast[role], proved=True).post(f"{page_of(proposal)}{button}/", sent)
    assert answer.status_code == 403
    assert unchanged(team, proposal)


@pytest.mark.promise("S8")
@pytest.mark.parametrize("button", ["", "agree/", "refuse/", "withdraw/"])
def test_somebody_of_another_kind_of_work_sees_and_decides_nothing(
    greta: User, signed_in, button: str, team: Team, proposal: Proposal
):
    client = signed_in(greta, proved=True)
    sent = {"shown": proposal.digest, "reason": "not-right"}
    answer = client.post(page_of(proposal) + button, sent) if button else client.get(page_of(proposal))
    assert answer.status_code == 403
    assert unchanged(team, proposal)


def test_a_proposal_is_shown_as_before_and_after_with_who_proposed_it(emekas: Client, proposal: Proposal):
    page = emekas.get(page_of(proposal)).content.decode()
    assert re.search(r"<td><bdi>before</bdi></td><td><bdi>after</bdi></td>", page)
    assert "Dalia" in page
    assert '<caption id="change">' in page


@pytest.mark.promise("S8")
def test_pressing_agree_carries_out_what_the_page_showed(emekas: Client, team: Team, proposal: Proposal):
    answer = emekas.post(f"{page_of(proposal)}agree/", {"shown": shown(emekas, proposal)}, follow=True)
    team.refresh_from_db()
    assert (team.name, said(answer)) == ("after", "Agreed. It is done, and on record.")


@pytest.mark.promise("S8")
def test_pressing_agree_on_a_page_that_is_out_of_date_does_nothing_and_says_so(
    emekas: Client, team: Team, proposal: Proposal
):
    digest = shown(emekas, proposal)
    Team.objects.filter(pk=team.pk).update(name="meanwhile")
    answer = emekas.post(f"{page_of(proposal)}agree/", {"shown": digest}, follow=True)
    team.refresh_from_db()
    assert team.name == "meanwhile"
    assert "changed since" in said(answer)
    assert not answer.context["may_agree"]


@pytest.mark.promise("S8")
def test_agreeing_asks_for_a_new_proof_first(emeka: User, signed_in, team: Team, proposal: Proposal):
    answer = signed_in(emeka).post(f"{page_of(proposal)}agree/", {"shown": proposal.digest})
    assert answer.status_code == 302
    assert unchanged(team, proposal)


@pytest.mark.parametrize("sent", [{}, {"shown": ""}, {"shown": "not a digest"}])
def test_a_word_without_what_was_shown_leads_back_to_the_page(
    emekas: Client, team: Team, proposal: Proposal, sent: dict[str, str]
):
    answer = emekas.post(f"{page_of(proposal)}agree/", sent)
    assert (answer.status_code, answer.headers["Location"]) == (302, page_of(proposal))
    assert unchanged(team, proposal)


def test_the_way_back_from_the_proof_leads_to_the_page(emekas: Client, proposal: Proposal):
    assert emekas.get(f"{page_of(proposal)}agree/").headers["Location"] == page_of(proposal)


@pytest.mark.promise("S8")
def test_a_proposer_has_no_button_to_agree_and_is_refused_without_it(
    signed_in, team: Team, renaming_kind: None
):
    both = make_person("both", Role.LISTING_EDITOR, Role.VERIFIER)
    proposal, client = propose(both, team), signed_in(both, proved=True)
    page = client.get(page_of(proposal)).content.decode()
    assert "/agree/" not in page
    assert "/refuse/" not in page
    assert "/withdraw/" in page
    answer = client.post(f"{page_of(proposal)}agree/", {"shown": proposal.digest}, follow=True)
    assert "You proposed this yourself" in said(answer)
    assert unchanged(team, proposal)


@pytest.mark.promise("S8")
def test_a_role_from_the_proposer_today_is_told_why_not(
    dalia: User, emeka: User, emekas: Client, team: Team, proposal: Proposal
):
    RoleGrant.objects.filter(user=emeka).update(granted_at=timezone.now(), granted_by=dalia)
    page = emekas.get(page_of(proposal)).content.decode()
    assert "less than a day ago" in page
    assert "/agree/" not in page
    answer = emekas.post(f"{page_of(proposal)}agree/", {"shown": proposal.digest}, follow=True)
    assert "less than a day ago" in said(answer)
    assert unchanged(team, proposal)


@pytest.mark.promise("S8")
def test_a_role_that_ended_under_the_page_agrees_to_nothing(
    emeka: User, emekas: Client, team: Team, proposal: Proposal
):
    digest = shown(emekas, proposal)
    take(emeka, Role.VERIFIER)
    assert emekas.post(f"{page_of(proposal)}agree/", {"shown": digest}).status_code == 403
    assert unchanged(team, proposal)


def test_refusing_asks_why(emekas: Client, team: Team, proposal: Proposal):
    answer = emekas.post(f"{page_of(proposal)}refuse/", {}, follow=True)
    assert "Choose why" in said(answer)
    assert unchanged(team, proposal)


def test_a_reason_that_was_typed_is_not_taken(emekas: Client, team: Team, proposal: Proposal):
    answer = emekas.post(f"{page_of(proposal)}refuse/", {"reason": "she called me"}, follow=True)
    assert "Choose why" in said(answer)
    assert unchanged(team, proposal)


def test_a_refused_proposal_says_why_and_by_whom(emekas: Client, proposal: Proposal):
    emekas.post(f"{page_of(proposal)}refuse/", {"reason": "not-safe"})
    page = emekas.get(page_of(proposal)).content.decode()
    assert "It could put somebody in danger" in page
    assert "Emeka" in page
    assert "/refuse/" not in page


def test_a_proposer_withdraws(dalia: User, signed_in, proposal: Proposal):
    signed_in(dalia).post(f"{page_of(proposal)}withdraw/")
    proposal.refresh_from_db()
    assert proposal.state == Proposal.State.WITHDRAWN


def test_nobody_withdraws_for_the_proposer(emekas: Client, team: Team, proposal: Proposal):
    assert emekas.post(f"{page_of(proposal)}withdraw/").status_code == 403
    assert unchanged(team, proposal)


@pytest.mark.promise("S8")
def test_pressing_agree_a_second_time_says_that_it_was_decided(emekas: Client, proposal: Proposal):
    digest = shown(emekas, proposal)
    emekas.post(f"{page_of(proposal)}agree/", {"shown": digest})
    answer = emekas.post(f"{page_of(proposal)}agree/", {"shown": digest}, follow=True)
    assert "decided already" in said(answer)


def test_a_refusal_of_the_room_is_read_in_its_own_words(dalia: User, emekas: Client, team: Team, proposal):
    full = propose(dalia, team, name="full")
    answer = emekas.post(f"{page_of(full)}agree/", {"shown": shown(emekas, full)}, follow=True)
    assert said(answer) == "The team is full."


def test_a_proposal_whose_time_is_over_has_no_button(dalia: User, emekas: Client, team: Team, proposal):
    Proposal.objects.filter(pk=proposal.pk).update(expires_at=timezone.now() - timedelta(seconds=1))
    page = emekas.get(page_of(proposal)).content.decode()
    assert "/agree/" not in page
    assert "/refuse/" not in page
    assert "decided already, or its time is over" in page


def test_a_proposal_that_is_not_there_is_not_found(emekas: Client):
    assert emekas.get(f"{LIST}987654/").status_code == 404


def test_a_kind_that_no_room_knows_any_more_is_not_found(
    emekas: Client, proposal: Proposal, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(agreement, "_KINDS", {})
    assert emekas.get(page_of(proposal)).status_code == 404
    assert emekas.get(LIST).status_code == 200
