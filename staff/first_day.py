"""The first two administrators of an installation. Before them nobody could agree to anything; after them
nobody is made this way again (S8).
"""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from staff import audit, invitations
from staff.acts import Act
from staff.models.invitation import Invitation
from staff.models.person import RoleGrant, User
from staff.people import ENOUGH_ADMINISTRATORS
from staff.roles import Role


class AlreadyBegun(Exception):
    """Somebody has or had a role here: new people are invited by an administrator."""


class NotTwoPeople(Exception):
    """There have to be two addresses, of two people."""


def begin(*, emails: Sequence[str], now: datetime) -> list[tuple[User, str]]:
    """Return two administrators with the tokens of their invitations; they set their own passwords.

    Raises: AlreadyBegun; NotTwoPeople.
    """
    if len(emails) != ENOUGH_ADMINISTRATORS or len({email.casefold() for email in emails}) != len(emails):
        raise NotTwoPeople
    with transaction.atomic():
        # First the record, whose head is locked: of two who begin in the same moment, one waits here.
        audit.record(
            act=Act.FIRST_PEOPLE_MADE,
            actor=None,
            subject_kind="installation",
            subject_id=1,
            count=len(emails),
        )
        if RoleGrant.objects.exists():
            raise AlreadyBegun
        return [_administrator(email, now=now) for email in emails]


def renew(*, now: datetime) -> list[tuple[User, str]]:
    """Return new links for the same two, whose first ones expired before anybody came; the old ones are void.

    Raises: AlreadyBegun as soon as one person can sign in: that one invites the other again.
    """
    with transaction.atomic():
        waiting = list(User.objects.holding(Role.ADMINISTRATOR).select_for_update().order_by("pk"))
        if User.objects.exclude(joined_at=None).exists() or User.objects.working().exists():
            raise AlreadyBegun
        Invitation.objects.unanswered().filter(user__in=waiting).update(withdrawn_at=now)
        return [(whom, _renewed(whom, now=now)) for whom in waiting]


def _renewed(whom: User, *, now: datetime) -> str:
    token, _invitation = invitations.open_invitation(whom=whom, by=None, now=now)
    audit.record(act=Act.PERSON_INVITED, actor=None, subject_kind="person", subject_id=whom.pk)
    return token


def _administrator(email: str, *, now: datetime) -> tuple[User, str]:
    whom = User.objects.filter(email__iexact=email).first() or invitations.new_account(email)
    whom.is_active = (
        False  # until the invitation is accepted, also for an account from before there were roles
    )
    whom.save(update_fields=["is_active"])
    RoleGrant.objects.create(user=whom, role=Role.ADMINISTRATOR, granted_at=now)
    token, _invitation = invitations.open_invitation(whom=whom, by=None, now=now)
    audit.record(
        act=Act.ROLE_GRANTED,
        actor=None,
        subject_kind="person",
        subject_id=whom.pk,
        role=Role.ADMINISTRATOR.value,
        reason="first-people",
    )
    return whom, token
