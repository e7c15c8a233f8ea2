"""Invitations: an account that opens nothing, a link that works once, one calm page for every other link."""

import datetime as dt
import hashlib
import re
from collections.abc import Iterable
from smtplib import SMTPException
from typing import Any

import pytest
from django.core import mail
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.utils import timezone

from staff import agreement, invitations, letters, people
from staff.acts import Act
from staff.models.invitation import Invitation
from staff.models.person import RoleGrant, User
from staff.models.proposal import Proposal
from staff.models.record import AuditEntry
from staff.roles import Ability, Role
from tests.people import PASSWORD

pytestmark = pytest.mark.django_db

NOW = timezone.now()
LATER = NOW + dt.timedelta(hours=invitations.HOURS)
EMAIL = "lina@example.org"


def invited(
    by: User, *, roles: Iterable[Role] = (Role.HELPLINE,), email: str = EMAIL, now: dt.datetime = NOW
) -> str:
    """Invite somebody and return the token as their letter has it."""
    invitations.invite(
        person=by,
        email=email,
        roles=roles,
        team=None,
        language="en",
        site="https://desk.example.org/",
        now=now,
    )
    return re.search(r"/invitation/([^/\s]+)/", mail.outbox[-1].body)[1]


def accepted(token: str, *, now: dt.datetime = NOW, password: str = PASSWORD) -> User:
    return invitations.accept(token=token, name="Lina", password=password, now=now)


def failures() -> int:
    return AuditEntry.objects.filter(act=Act.INVITATION_FAILED).count()


# --- inviting ---


@pytest.mark.promise("S8")
def test_an_invited_account_opens_nothing(greta: User):
    invited(greta)
    lina = User.objects.get(email=EMAIL)
    assert not lina.is_active
    assert not lina.has_usable_password()
    assert not any(lina.may(ability) for ability in Ability)
    assert not RoleGrant.objects.filter(user=lina).exists()


@pytest.mark.promise("S8")
def test_each_role_of_an_invitation_waits_for_a_second_administrator(greta: User, ivan: User):
    token = invited(greta, roles=[Role.HELPLINE, Role.VERIFIER])
    lina = accepted(token)
    assert lina.roles == frozenset()
    for proposal in agreement.waiting_for(ivan):
        agreement.agree(person=ivan, proposal=proposal, digest=proposal.digest)
    assert User.objects.get(email=EMAIL).roles == {Role.HELPLINE, Role.VERIFIER}


def test_roles_that_were_agreed_before_are_there_when_the_invitation_is_accepted(greta: User, ivan: User):
    token = invited(greta)
    proposal = agreement.waiting_for(ivan).get()
    agreement.agree(person=ivan, proposal=proposal, digest=proposal.digest)
    assert not User.objects.get(email=EMAIL).may(Ability.USE_DESK)
    assert accepted(token).may(Ability.USE_DESK)


def test_the_letter_holds_the_link_and_nothing_about_the_work(greta: User):
    invited(greta, roles=[Role.AUDITOR])
    letter = mail.outbox[-1]
    assert letter.to == [EMAIL]
    assert "https://desk.example.org/desk/people/invitation/" in letter.body
    assert "auditor" not in (letter.subject + letter.body).lower()
    assert "greta" not in (letter.subject + letter.body).lower()


def test_no_table_holds_the_token(greta: User):
    token = invited(greta)
    assert Invitation.objects.get().digest == hashlib.sha256(token.encode()).hexdigest()
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")  # noqa: S608 - a name of ours
            assert not [row for row in cursor.fetchall() if token in str(row)], table


def test_two_tokens_are_never_the_same_and_hold_32_bytes(greta: User):
    tokens = {invited(greta, email=f"{name}@example.org") for name in ("lina", "mara", "nils")}
    assert len(tokens) == 3
    assert {len(token) for token in tokens} == {43}  # 32 bytes in base64 without padding


def test_an_email_has_one_open_invitation_however_it_is_written(greta: User):
    invited(greta)
    with pytest.raises(invitations.AlreadyInvited):
        invited(greta, email="LINA@example.org")
    assert User.objects.filter(email__iexact=EMAIL).count() == 1


def test_the_database_holds_one_unanswered_invitation_for_a_person(greta: User):
    invited(greta)
    first = Invitation.objects.get()
    with pytest.raises(IntegrityError), transaction.atomic():
        Invitation.objects.create(user=first.user, digest="x", made_at=NOW, expires_at=LATER)


def test_somebody_who_works_here_is_not_invited(greta: User, amina: User):
    with pytest.raises(invitations.AlreadyHere):
        invited(greta, email="Amina@example.org")


def test_an_invitation_that_expired_makes_room_for_another(greta: User):
    first = invited(greta)
    second = invited(greta, roles=[], now=LATER)
    with pytest.raises(invitations.NotOpen):
        accepted(first, now=LATER)
    assert accepted(second, now=LATER).is_active


def test_an_auditor_is_invited_with_no_other_role(greta: User):
    with pytest.raises(people.DoesNotFit):
        invited(greta, roles=[Role.AUDITOR, Role.HELPLINE])
    assert not User.objects.filter(email=EMAIL).exists()


def test_a_letter_that_is_not_taken_leaves_nothing_behind(greta: User, monkeypatch: pytest.MonkeyPatch):
    def refuse(*args: Any, **options: Any) -> None:
        raise SMTPException

    monkeypatch.setattr(letters, "send_mail", refuse)
    with pytest.raises(letters.NotSent):
        invitations.invite(
            person=greta, email=EMAIL, roles=[Role.HELPLINE], team=None, language="en", site="x", now=NOW
        )
    assert not User.objects.filter(email=EMAIL).exists()
    assert not Proposal.objects.exists()
    assert not AuditEntry.objects.exists()


def test_a_withdrawn_invitation_opens_nothing_and_takes_its_roles_along(greta: User, ivan: User):
    token = invited(greta)
    proposal = agreement.waiting_for(ivan).get()
    agreement.agree(person=ivan, proposal=proposal, digest=proposal.digest)
    invitations.withdraw(person=greta, invitation=Invitation.objects.get(), now=NOW)
    with pytest.raises(invitations.NotOpen):
        accepted(token)
    assert not RoleGrant.objects.open().filter(user__email=EMAIL).exists()


def test_a_used_invitation_is_not_withdrawn(greta: User):
    accepted(invited(greta))
    with pytest.raises(invitations.NotInvited):
        invitations.withdraw(person=greta, invitation=Invitation.objects.get(), now=NOW)


@pytest.mark.promise("S8")
def test_a_role_of_a_withdrawn_invitation_cannot_be_agreed_to(greta: User, ivan: User):
    invited(greta)
    invitations.withdraw(person=greta, invitation=Invitation.objects.get(), now=NOW)
    proposal = agreement.waiting_for(ivan).get()
    with pytest.raises(agreement.NotCarriedOut) as refused:
        agreement.agree(person=ivan, proposal=proposal, digest=proposal.digest)
    assert isinstance(refused.value.__cause__, people.HasLeft)


# --- accepting ---


def test_an_invitation_is_accepted_once(greta: User):
    token = invited(greta)
    assert accepted(token).is_active
    with pytest.raises(invitations.NotOpen):
        accepted(token, password="another way to the harbour")
    assert User.objects.get(email=EMAIL).check_password(PASSWORD)


def test_an_invitation_is_open_for_72_hours_and_not_a_moment_longer(greta: User):
    token = invited(greta)
    moment = dt.timedelta(microseconds=1)
    assert invitations.look_at(token=token, now=LATER - moment)
    with pytest.raises(invitations.NotOpen):
        invitations.look_at(token=token, now=LATER)


def test_a_weak_password_opens_no_account_and_leaves_the_link_open(greta: User):
    token = invited(greta)
    with pytest.raises(ValidationError):
        accepted(token, password="123456789012")
    assert not User.objects.get(email=EMAIL).is_active
    assert accepted(token).is_active


@pytest.mark.parametrize("token", ["wrong", "A" * 43, "x" * 5000, "ünïcode"])
def test_a_wrong_token_opens_nothing_and_is_counted_without_being_kept(token: str, greta: User):
    with pytest.raises(invitations.NotOpen):
        accepted(token)
    entry = AuditEntry.objects.get(act=Act.INVITATION_FAILED)
    assert (entry.actor_id, entry.subject_id) == (None, "0")
    assert token not in f"{entry.facts}{entry.subject_id}"


# --- the page ---


def where(token: str) -> str:
    return f"/desk/people/invitation/{token}/"


def test_the_link_leads_to_a_page_that_opens_the_account(greta: User, client: Client):
    token = invited(greta)
    assert client.get(where(token)).status_code == 200
    answer = client.post(where(token), {"name": "Lina", "password": PASSWORD, "again": PASSWORD})
    assert answer.headers["Location"] == "/desk/sign-in/"
    lina = User.objects.get(email=EMAIL)
    assert (lina.name, lina.is_active, lina.check_password(PASSWORD)) == ("Lina", True, True)


@pytest.mark.parametrize("method", ["get", "post"])
def test_wrong_expired_used_and_withdrawn_links_get_the_same_page_and_are_counted(
    method: str, greta: User, client: Client
):
    long_ago = NOW - dt.timedelta(hours=invitations.HOURS)
    used, expired = invited(greta), invited(greta, email="mara@example.org", now=long_ago)
    withdrawn = invited(greta, email="nils@example.org")
    accepted(used)
    invitations.withdraw(
        person=greta, invitation=Invitation.objects.get(user__email="nils@example.org"), now=NOW
    )
    form = {"name": "Lina", "password": PASSWORD, "again": PASSWORD}
    answers = [getattr(client, method)(where(token), form) for token in ("A" * 43, used, expired, withdrawn)]
    assert {answer.status_code for answer in answers} == {404}
    assert len({answer.content for answer in answers}) == 1
    assert failures() == 4


def test_the_page_says_what_is_wrong_with_a_password_and_repeats_none(greta: User, client: Client):
    token = invited(greta)
    answer = client.post(where(token), {"name": "Lina", "password": "short", "again": "short"})
    assert answer.status_code == 422
    assert 'value="short"' not in answer.content.decode()
    assert not User.objects.get(email=EMAIL).is_active


def test_two_different_passwords_open_nothing(greta: User, client: Client):
    token = invited(greta)
    answer = client.post(where(token), {"name": "Lina", "password": PASSWORD, "again": PASSWORD + "!"})
    assert "not the same" in answer.content.decode()
    assert not User.objects.get(email=EMAIL).is_active
