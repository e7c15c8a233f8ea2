"""Leaving: access ends at once, the work is handed over, and two administrators remain."""

from collections.abc import Callable

import pytest
from allauth.mfa.models import Authenticator
from django.test import Client
from django.utils import timezone

from staff import agreement, leaving, people
from staff.acts import Act
from staff.models.person import RoleGrant, User
from staff.models.proposal import Proposal
from staff.models.record import AuditEntry
from staff.models.session import DeskSession
from staff.roles import Role
from tests.people import make_person

pytestmark = pytest.mark.django_db


def end(leaver: User, *, by: User, to: User | None = None) -> None:
    leaving.end_access(person=by, leaver=leaver, to=to, now=timezone.now())


def test_whoever_leaves_is_out_at_the_next_click(greta: User, amina: User, signed_in: Callable[..., Client]):
    client = signed_in(amina)
    assert client.get("/desk/").status_code == 200
    end(amina, by=greta)
    assert client.get("/desk/").status_code == 302


def test_leaving_ends_sessions_roles_and_second_factors_on_record(
    greta: User, amina: User, signed_in: Callable[..., Client]
):
    signed_in(amina)
    Authenticator.objects.create(user=amina, type=Authenticator.Type.TOTP, data={"secret": "x"})
    end(amina, by=greta)
    assert not DeskSession.objects.filter(user=amina).exists()
    assert not Authenticator.objects.filter(user=amina).exists()
    assert RoleGrant.objects.get(user=amina).ended_by == greta
    assert AuditEntry.objects.get(act=Act.PERSON_LEFT).subject_id == str(amina.pk)


def test_somebody_who_left_cannot_sign_in(greta: User, amina: User):
    end(amina, by=greta)
    assert not User.objects.working().filter(pk=amina.pk).exists()
    assert not User.objects.get(pk=amina.pk).has_usable_password()


def test_nobody_leaves_twice(greta: User, amina: User):
    end(amina, by=greta)
    with pytest.raises(people.HasLeft):
        end(amina, by=greta)


def test_proposals_of_whoever_leaves_are_withdrawn(greta: User, ivan: User, amina: User):
    make_person("noor", Role.ADMINISTRATOR)
    proposal = people.propose_role(person=ivan, whom=amina, role=Role.VERIFIER, now=timezone.now())
    end(ivan, by=greta)
    assert Proposal.objects.get(pk=proposal.pk).state == Proposal.State.WITHDRAWN


@pytest.mark.promise("S8")
def test_a_role_for_whoever_left_cannot_be_agreed_to(greta: User, ivan: User, amina: User):
    proposal = people.propose_role(person=greta, whom=amina, role=Role.VERIFIER, now=timezone.now())
    end(amina, by=greta)
    with pytest.raises(agreement.NotCarriedOut) as refused:
        agreement.agree(person=ivan, proposal=proposal, digest=proposal.digest)
    assert isinstance(refused.value.__cause__, people.HasLeft)


def test_the_work_is_handed_over_by_every_room(
    greta: User, amina: User, bruno: User, monkeypatch: pytest.MonkeyPatch
):
    handed: list[tuple[User, User | None]] = []
    monkeypatch.setattr(leaving, "HAND_OVERS", [*leaving.HAND_OVERS])
    leaving.when_somebody_leaves(lambda *, leaver, to: handed.append((leaver, to)))
    end(amina, by=greta, to=bruno)
    assert handed == [(amina, bruno)]


def test_work_is_not_handed_to_whoever_leaves_or_has_left(greta: User, amina: User, bruno: User):
    end(bruno, by=greta)
    for to in (amina, bruno):
        with pytest.raises(people.HasLeft):
            end(amina, by=greta, to=to)
    assert User.objects.get(pk=amina.pk).is_active


def test_a_hand_over_that_fails_keeps_the_account_open(
    greta: User, amina: User, monkeypatch: pytest.MonkeyPatch
):
    def fail(*, leaver: User, to: User | None) -> None:
        raise RuntimeError

    monkeypatch.setattr(leaving, "HAND_OVERS", [fail])
    with pytest.raises(RuntimeError):
        end(amina, by=greta)
    assert User.objects.get(pk=amina.pk).is_active
    assert not AuditEntry.objects.filter(act=Act.PERSON_LEFT).exists()


@pytest.mark.promise("S8")
def test_the_last_two_administrators_do_not_leave_not_even_by_themselves(greta: User, ivan: User):
    for by in (greta, ivan):
        with pytest.raises(people.LastAdministrators):
            end(ivan, by=by)
    assert User.objects.working().holding(Role.ADMINISTRATOR).count() == 2


def test_an_administrator_leaves_when_two_others_remain(greta: User, ivan: User):
    make_person("noor", Role.ADMINISTRATOR)
    end(ivan, by=greta)
    assert User.objects.working().holding(Role.ADMINISTRATOR).count() == 2


def test_whoever_came_back_needs_roles_anew(greta: User, amina: User):
    end(amina, by=greta)
    User.objects.filter(pk=amina.pk).update(is_active=True, left_at=None)
    assert User.objects.get(pk=amina.pk).roles == frozenset()
