"""Every verb about people, tried by every role that may not: each refuses, and nothing is written."""

from collections.abc import Callable, Mapping
from typing import Any, Final

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core import mail
from django.test import Client
from django.utils import timezone

from staff import invitations, leaving, people, sessions
from staff.models.invitation import Invitation
from staff.models.person import RoleGrant, Team, User
from staff.models.proposal import Proposal
from staff.models.record import AuditEntry
from staff.roles import NotAllowed, Role

pytestmark = [pytest.mark.django_db, pytest.mark.promise("S8")]

Verb = Callable[[User, User], Any]


def _invite(person: User, whom: User, *roles: Role) -> None:
    invitations.invite(
        person=person,
        email="lina@example.org",
        roles=roles,
        team=None,
        language="en",
        site="https://desk.example.org",
        now=timezone.now(),
    )


def _withdraw(person: User, whom: User) -> None:
    _token, invitation = invitations.open_invitation(whom=whom, by=None, now=timezone.now())
    invitations.withdraw(person=person, invitation=invitation, now=timezone.now())


def _grant(person: User, whom: User) -> None:
    payload = {"person": whom.pk, "role": "verifier"}
    people.grant_role(payload=payload, proposer=whom, agreer=person)


VERBS: Final[Mapping[str, Verb]] = {
    "make a team": lambda person, whom: people.make_team(person=person, name="Weekend"),
    "rename a team": lambda person, whom: people.rename_team(person=person, team=whom.team, name="Other"),
    "put into a team": lambda person, whom: people.place(person=person, whom=whom, team=None),
    "propose a role": lambda person, whom: people.propose_role(
        person=person, whom=whom, role=Role.VERIFIER, now=timezone.now()
    ),
    "grant a role": _grant,
    "end a role": lambda person, whom: people.revoke_role(
        person=person, whom=whom, role=Role.HELPLINE, now=timezone.now()
    ),
    "propose a new second factor": lambda person, whom: people.propose_second_factor_reset(
        person=person, whom=whom, now=timezone.now()
    ),
    "reset a second factor": lambda person, whom: people.reset_second_factor(
        payload={"person": whom.pk}, proposer=whom, agreer=person
    ),
    "end every session": lambda person, whom: sessions.end_all_of(person=person, whom=whom),
    "end access": lambda person, whom: leaving.end_access(
        person=person, leaver=whom, to=None, now=timezone.now()
    ),
    "invite without a role": _invite,
    "invite": lambda person, whom: _invite(person, whom, Role.HELPLINE),
    "withdraw an invitation": _withdraw,
}
OTHERS: Final = [role for role in Role if role != Role.ADMINISTRATOR]


def written() -> list[Any]:
    """Return all that a verb about people could have written."""
    return [
        *User.objects.order_by("pk").values_list("pk", "team", "is_active", "left_at"),
        *RoleGrant.objects.order_by("pk").values_list("pk", "ended_at"),
        *Team.objects.order_by("pk").values_list("name", flat=True),
        Proposal.objects.count(),
        AuditEntry.objects.count(),
        Invitation.objects.exclude(withdrawn_at=None).count(),
        len(mail.outbox),
    ]


@pytest.mark.parametrize("role", OTHERS)
@pytest.mark.parametrize("name", VERBS)
def test_a_verb_about_people_refuses_whoever_is_no_administrator(
    name: str, role: Role, cast: dict[Role, User], ivan: User, bruno: User
):
    before = written()
    with pytest.raises(NotAllowed) as refused:
        VERBS[name](cast[role], bruno)
    assert refused.type is NotAllowed  # by this room itself, before the agreement is asked
    assert written() == before


@pytest.mark.parametrize("name", VERBS)
def test_a_verb_about_people_refuses_a_closed_administrator(name: str, greta: User, ivan: User, bruno: User):
    User.objects.filter(pk=greta.pk).update(is_active=False)
    with pytest.raises(NotAllowed):
        VERBS[name](greta, bruno)


PAGES: Final = ("", "invite/", "teams/", "teams/{team}/", "{person}/")
POSTED: Final = ("role/", "end-role/", "team/", "second-factor/", "end-sessions/", "end-access/", "withdraw/")
SEEING: Final = frozenset({Role.SUPERVISOR})  # people of the own team


@pytest.mark.parametrize("role", [role for role in OTHERS if role not in SEEING])
def test_no_page_about_people_opens_to_another_role(
    role: Role, cast: dict[Role, User], bruno: User, signed_in: Callable[..., Client]
):
    client = signed_in(cast[role], proved=True)
    for path in PAGES:
        where = "/desk/people/" + path.format(team=bruno.team_id, person=bruno.pk)
        assert (where, client.get(where).status_code) == (where, 403)


@pytest.mark.parametrize("role", OTHERS)
def test_no_form_about_people_is_taken_from_another_role(
    role: Role, cast: dict[Role, User], bruno: User, signed_in: Callable[..., Client]
):
    client = signed_in(cast[role], proved=True)
    for path in POSTED:
        answer = client.post(f"/desk/people/{bruno.pk}/{path}", {"role": "verifier", "team": "", "to": ""})
        assert (path, answer.status_code) == (path, 403)


def test_a_stranger_is_sent_to_the_sign_in_page(client: Client, bruno: User):
    for path in (*PAGES, *(f"{{person}}/{path}" for path in POSTED)):
        answer = client.get("/desk/people/" + path.format(team=bruno.team_id, person=bruno.pk))
        assert answer.status_code == 302
        assert answer.headers["Location"].startswith("/desk/sign-in/")
    assert isinstance(answer.wsgi_request.user, AnonymousUser)
