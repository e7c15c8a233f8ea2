"""Who answers for which service: proposed and agreed by two, ended by one, and what ends with it."""

import uuid
from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from directory.models.service import Service
from referral import partner_desks
from referral.models.referral import PartnerDesk, Referral
from referral.referral_states import State
from safety import keys
from staff import agreement
from staff.models.person import User
from staff.models.proposal import Proposal
from staff.roles import NotAllowed, Role
from tests.people import make_person
from tests.referral.referring import a_case, a_desk, refer

pytestmark = pytest.mark.django_db(databases=["default", "keys"])


@pytest.fixture
def service() -> Service:
    return Service.objects.filter(country="KE").order_by("pk")[0]


def agreed(person: User, waits: Proposal) -> None:
    agreement.agree(person=person, proposal=waits, digest=waits.digest)


def test_two_administrators_set_it_and_one_alone_does_not(
    farah: User, greta: User, ivan: User, service: Service
) -> None:
    waits = partner_desks.propose(person=greta, service=service.pk, team=farah.team_id)
    assert not PartnerDesk.objects.exists()
    with pytest.raises(agreement.OwnProposal):
        agreed(greta, waits)
    agreed(ivan, waits)
    assert PartnerDesk.objects.get().team == farah.team


def test_a_team_without_partner_workers_is_not_proposed(greta: User, amina: User, service: Service) -> None:
    with pytest.raises(partner_desks.NobodyAnswers):
        partner_desks.propose(person=greta, service=service.pk, team=amina.team_id)
    with pytest.raises(partner_desks.NotThere):
        partner_desks.propose(person=greta, service=uuid.uuid4(), team=amina.team_id)


def test_ending_it_takes_back_what_is_open_to_that_service_alone(
    amina: User, farah: User, greta: User
) -> None:
    first, second = a_desk(farah, greta), a_desk(farah, greta, nth=1)
    case = a_case(amina)
    gone, stays = refer(amina, case, first), refer(amina, case, second)
    assert partner_desks.end(person=greta, service=first.pk) == 1
    states = dict(Referral.objects.values_list("pk", "state"))
    assert states == {gone.pk: State.REVOKED, stays.pk: State.SENT}


def test_a_case_whose_key_is_gone_does_not_keep_a_desk_from_ending(
    amina: User, farah: User, greta: User
) -> None:
    service = a_desk(farah, greta)
    lost, sent = (refer(amina, a_case(amina), service) for _one in range(2))
    keys.destroy(lost.case.key)
    assert partner_desks.end(person=greta, service=service.pk) == 1
    sent.refresh_from_db()
    assert sent.state == State.REVOKED


def test_the_page_finds_a_listing_proposes_and_ends(
    farah: User, greta: User, ivan: User, service: Service, signed_in: Callable[..., Client]
) -> None:
    client = signed_in(greta, proved=True)
    page = client.get(reverse("partners:every"), {"q": service.name[:20]}).content.decode()
    assert str(service.pk) in page
    said = {"service": str(service.pk), "team": farah.team_id}
    answer = client.post(reverse("partners:propose"), said, follow=True)
    assert "Proposed." in answer.content.decode()
    assert "already" in client.post(reverse("partners:propose"), said, follow=True).content.decode()
    agreed(ivan, Proposal.objects.get())
    answer = client.post(reverse("partners:end", args=[service.pk]), follow=True)
    assert "Ended." in answer.content.decode()
    assert not PartnerDesk.objects.exists()


@pytest.mark.parametrize("said", [{}, {"service": "x"}, {"team": "1"}])
def test_a_form_that_is_not_whole_proposes_nothing(
    said: dict[str, str], greta: User, signed_in: Callable[..., Client]
) -> None:
    answer = signed_in(greta, proved=True).post(reverse("partners:propose"), said, follow=True)
    assert "Choose a listing and a team" in answer.content.decode()
    assert not Proposal.objects.exists()


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.ADMINISTRATOR])
def test_no_other_role_proposes_or_ends(
    role: Role, cast: dict[Role, User], farah: User, greta: User, signed_in: Callable[..., Client]
) -> None:
    service = a_desk(farah, greta)
    with pytest.raises(NotAllowed):
        partner_desks.propose(person=cast[role], service=service.pk, team=farah.team_id)
    with pytest.raises(NotAllowed):
        partner_desks.end(person=cast[role], service=service.pk)
    client = signed_in(cast[role], proved=True)
    assert client.get(reverse("partners:every")).status_code == 403
    assert client.post(reverse("partners:end", args=[service.pk])).status_code == 403
    assert PartnerDesk.objects.count() == 1


def test_a_new_team_takes_the_place_of_the_one_before_and_what_that_could_read_comes_back(
    amina: User, farah: User, greta: User, ivan: User
) -> None:
    service = a_desk(farah, greta)
    row = refer(amina, a_case(amina), service)
    other = make_person("paula", Role.PARTNER, team="Other house")
    waits = partner_desks.propose(person=greta, service=service.pk, team=other.team_id)
    agreed(ivan, waits)
    row.refresh_from_db()
    assert (PartnerDesk.objects.get().team, row.state) == (other.team, State.REVOKED)
