"""The pages about people: who is shown to whom, and what an administrator's press does."""

from collections.abc import Callable

import pytest
from django.core import mail
from django.test import Client
from django.utils import timezone

from staff.models.invitation import Invitation
from staff.models.person import RoleGrant, Team, User
from staff.models.proposal import Proposal
from staff.roles import Role
from tests.people import make_person

pytestmark = pytest.mark.django_db

SignedIn = Callable[..., Client]
LIST = "/desk/people/"


def page(person: User) -> str:
    return f"{LIST}{person.pk}/"


def test_an_administrator_sees_everybody(greta: User, amina: User, bruno: User, signed_in: SignedIn):
    said = signed_in(greta).get(LIST).content.decode()
    assert all(person.email in said for person in (greta, amina, bruno))


def test_a_supervisor_sees_the_own_team_only(chidi: User, amina: User, bruno: User, signed_in: SignedIn):
    client = signed_in(chidi)
    said = client.get(LIST).content.decode()
    assert amina.email in said
    assert bruno.email not in said
    assert client.get(page(amina)).status_code == 200
    assert client.get(page(bruno)).status_code == 404


def test_a_supervisor_without_a_team_sees_nobody_else(chidi: User, greta: User, signed_in: SignedIn):
    User.objects.filter(pk=chidi.pk).update(team=None)
    said = signed_in(chidi).get(LIST).content.decode()
    assert greta.email not in said


def test_a_supervisor_is_shown_no_button_for_accounts(chidi: User, amina: User, signed_in: SignedIn):
    said = signed_in(chidi).get(page(amina)).content.decode()
    assert f"{page(amina)}end-access/" not in said
    assert f"{page(amina)}role/" not in said


@pytest.mark.parametrize(
    ("asked", "found"),
    [({"q": "AMI"}, "amina"), ({"role": "supervisor"}, "chidi"), ({"q": "bruno@example.org"}, "bruno")],
)
def test_people_are_found_by_name_email_and_role(
    asked: dict[str, str], found: str, greta: User, amina: User, bruno: User, chidi: User, signed_in: SignedIn
):
    said = signed_in(greta).get(LIST, asked).content.decode()
    names = {person.name for person in (amina, bruno, chidi) if f">{person.name}</a>" in said}
    assert names == {found.capitalize()}


def test_people_are_found_by_team(greta: User, amina: User, bruno: User, signed_in: SignedIn):
    said = signed_in(greta).get(LIST, {"team": bruno.team_id}).content.decode()
    assert bruno.email in said
    assert amina.email not in said


def test_people_who_have_left_are_shown_when_asked_for(greta: User, amina: User, signed_in: SignedIn):
    User.objects.filter(pk=amina.pk).update(is_active=False, left_at=timezone.now())
    client = signed_in(greta)
    assert amina.email not in client.get(LIST).content.decode()
    assert amina.email in client.get(LIST, {"left": "on"}).content.decode()


def test_the_list_asks_the_database_as_often_for_many_as_for_few(
    greta: User, signed_in: SignedIn, django_assert_max_num_queries: Callable
):
    for number in range(12):
        make_person(f"worker{number}", Role.HELPLINE, team=f"Team {number}")
    client = signed_in(greta)
    client.get(LIST)
    with django_assert_max_num_queries(16):
        client.get(LIST)


def test_a_person_is_shown_with_the_history_of_their_roles(
    greta: User, ivan: User, amina: User, signed_in: SignedIn
):
    RoleGrant.objects.filter(user=amina).update(agreed_by=ivan, ended_at=timezone.now(), ended_by=greta)
    said = signed_in(greta).get(page(amina)).content.decode()
    assert "Helpline worker" in said
    assert "Ivan" in said


@pytest.mark.promise("S8")
def test_a_role_is_proposed_from_the_page_and_not_given(greta: User, amina: User, signed_in: SignedIn):
    client = signed_in(greta, proved=True)
    answer = client.post(f"{page(amina)}role/", {"role": "verifier"}, follow=True)
    assert "begins when a second administrator agrees" in answer.content.decode()
    assert Proposal.objects.get().contents == {"person": amina.pk, "role": "verifier"}
    assert not RoleGrant.objects.filter(user=amina, role="verifier").exists()


def test_proposing_the_same_role_twice_says_so(greta: User, amina: User, signed_in: SignedIn):
    client = signed_in(greta, proved=True)
    for _time in range(2):
        answer = client.post(f"{page(amina)}role/", {"role": "verifier"}, follow=True)
    assert "already" in answer.content.decode()
    assert Proposal.objects.count() == 1


@pytest.mark.promise("S8")
def test_a_role_does_not_change_without_a_new_proof_of_who_is_there(
    greta: User, amina: User, signed_in: SignedIn
):
    client = signed_in(greta)
    for path in ("role/", "end-role/", "second-factor/", "end-sessions/", "end-access/"):
        answer = client.post(page(amina) + path, {"role": "helpline-worker", "to": ""})
        assert "/desk/account/prove/" in answer.headers["Location"]
    assert RoleGrant.objects.open().filter(user=amina).count() == 1
    assert not Proposal.objects.exists()


def test_a_role_ends_from_the_page(greta: User, amina: User, signed_in: SignedIn):
    signed_in(greta, proved=True).post(f"{page(amina)}end-role/", {"role": "helpline-worker"})
    assert not RoleGrant.objects.open().filter(user=amina).exists()


def test_access_ends_from_the_page(greta: User, amina: User, bruno: User, signed_in: SignedIn):
    signed_in(greta, proved=True).post(f"{page(amina)}end-access/", {"to": bruno.pk, "sure": "on"})
    assert User.objects.get(pk=amina.pk).left_at


def test_access_does_not_end_by_a_press_alone(greta: User, amina: User, signed_in: SignedIn):
    answer = signed_in(greta, proved=True).post(f"{page(amina)}end-access/", {"to": ""}, follow=True)
    assert "Something was left out" in answer.content.decode()
    assert User.objects.get(pk=amina.pk).is_active


def test_a_role_that_does_not_exist_is_refused_with_a_word(greta: User, amina: User, signed_in: SignedIn):
    client = signed_in(greta, proved=True)
    answer = client.post(f"{page(amina)}role/", {"role": "superuser"}, follow=True)
    assert "Nothing was changed" in answer.content.decode()
    assert not Proposal.objects.exists()


def test_the_page_says_why_the_last_administrators_stay(greta: User, ivan: User, signed_in: SignedIn):
    client = signed_in(greta, proved=True)
    answer = client.post(f"{page(ivan)}end-access/", {"to": "", "sure": "on"}, follow=True)
    assert "Two administrators have to remain" in answer.content.decode()
    assert User.objects.get(pk=ivan.pk).is_active


def test_a_new_second_factor_is_proposed_from_the_page(greta: User, amina: User, signed_in: SignedIn):
    signed_in(greta, proved=True).post(f"{page(amina)}second-factor/")
    assert Proposal.objects.get().kind == "second-factor"


@pytest.mark.parametrize(
    "path", ["role/", "end-role/", "team/", "second-factor/", "end-sessions/", "end-access/", "withdraw/"]
)
def test_looking_at_the_address_of_a_press_changes_nothing(
    path: str, greta: User, amina: User, signed_in: SignedIn
):
    answer = signed_in(greta, proved=True).get(page(amina) + path)
    assert answer.headers["Location"] == page(amina)
    assert not Proposal.objects.exists()


def test_somebody_is_invited_from_the_page(greta: User, amina: User, signed_in: SignedIn):
    form = {"email": "lina@example.org", "roles": ["verifier"], "team": amina.team_id, "language": "ar"}
    answer = signed_in(greta, proved=True).post("/desk/people/invite/", form, follow=True)
    lina = User.objects.get(email="lina@example.org")
    assert (lina.team, lina.language, lina.is_active) == (amina.team, "ar", False)
    assert "http://testserver/desk/people/invitation/" in mail.outbox[0].body
    assert "Verifier" in answer.content.decode()


def test_an_invitation_that_is_refused_keeps_what_was_typed(greta: User, amina: User, signed_in: SignedIn):
    form = {"email": amina.email, "roles": ["verifier"], "team": "", "language": "en"}
    answer = signed_in(greta, proved=True).post("/desk/people/invite/", form)
    said = answer.content.decode()
    assert answer.status_code == 422
    assert amina.email in said
    assert "works here already" in said


def test_an_invitation_is_withdrawn_from_the_page(greta: User, signed_in: SignedIn):
    client = signed_in(greta, proved=True)
    client.post(
        "/desk/people/invite/", {"email": "lina@example.org", "roles": ["verifier"], "language": "en"}
    )
    client.post(f"{page(User.objects.get(email='lina@example.org'))}withdraw/")
    assert Invitation.objects.get().withdrawn_at


def test_teams_are_made_renamed_and_filled_from_the_pages(greta: User, amina: User, signed_in: SignedIn):
    client = signed_in(greta)
    client.post("/desk/people/teams/", {"name": "Weekend"})
    team = Team.objects.get(name="Weekend")
    client.post(f"/desk/people/teams/{team.pk}/", {"name": "Weekends"})
    client.post(f"{page(amina)}team/", {"team": team.pk})
    assert User.objects.get(pk=amina.pk).team.name == "Weekends"


def test_a_taken_name_of_a_team_is_refused_with_a_word(greta: User, amina: User, signed_in: SignedIn):
    answer = signed_in(greta).post("/desk/people/teams/", {"name": "DAY"})
    assert answer.status_code == 422
    assert "Another team has this name" in answer.content.decode()


@pytest.mark.parametrize("path", ["99999/", "teams/99999/"])
def test_what_is_not_there_is_not_found(path: str, greta: User, signed_in: SignedIn):
    assert signed_in(greta).get(LIST + path).status_code == 404
