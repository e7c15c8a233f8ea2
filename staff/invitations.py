"""Inviting somebody: an account without a role, a link that sets its first password once, and a proposal for
each role that a second administrator has to agree to (S8).
"""

import hashlib
import secrets
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Final

from django.contrib.auth.password_validation import validate_password
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from staff import audit, letters, people
from staff.acts import Act
from staff.models.invitation import Invitation
from staff.models.person import RoleGrant, Team, User
from staff.people import Refused
from staff.roles import Ability, Role, fits

HOURS: Final = 72  # a long weekend
TOKEN_BYTES: Final = 32  # 256 bits: nobody guesses one, so no brake is needed beside the count


class NotOpen(Exception):
    """A token that opens nothing: wrong, too old, used or withdrawn. Nothing tells which."""


class AlreadyHere(Refused):
    """The e-mail belongs to somebody who can sign in."""

    says = _("Somebody with this e-mail works here already.")


class AlreadyInvited(Refused):
    """An invitation for this e-mail is open."""

    says = _("An invitation for this e-mail is open. Withdraw it first, or wait until it has expired.")


class NotInvited(Refused):
    """No invitation is open that could be withdrawn."""

    says = _("This invitation was used or withdrawn already.")


def invite(
    *,
    person: User,
    email: str,
    roles: Iterable[Role],
    team: Team | None,
    language: str,
    site: str,
    now: datetime,
) -> Invitation:
    """Make an account that opens nothing yet, send its link, and propose its roles.

    Raises: NotAllowed; AlreadyHere; AlreadyInvited; DoesNotFit; letters.NotSent, and then nothing is written.
    """
    wanted = frozenset(roles)
    with transaction.atomic():
        person.require(Ability.INVITE)
        if not all(fits(role, beside=wanted) for role in wanted):
            raise people.DoesNotFit
        whom = _account(email, team=team, language=language)
        token, invitation = open_invitation(whom=whom, by=person, now=now)
        held = RoleGrant.objects.open().filter(user=whom).values_list("role", flat=True)
        for role in sorted(wanted - set(held)):
            people.propose_role(person=person, whom=whom, role=role, now=now)
        audit.record(act=Act.PERSON_INVITED, actor=person, subject_kind="person", subject_id=whom.pk)
        letters.invite(whom=whom, token=token, site=site, hours=HOURS)
    return invitation


def open_invitation(*, whom: User, by: User | None, now: datetime) -> tuple[str, Invitation]:
    """Return a token and the invitation that keeps its digest; one that was too old makes room for it.

    Raises: AlreadyInvited.
    """
    earlier = Invitation.objects.unanswered().filter(user=whom)
    if earlier.open(now=now).exists():
        raise AlreadyInvited
    earlier.update(withdrawn_at=now)
    token = secrets.token_urlsafe(TOKEN_BYTES)
    expires_at = now + timedelta(hours=HOURS)
    invitation = Invitation.objects.create(
        user=whom, digest=digest(token), invited_by=by, made_at=now, expires_at=expires_at
    )
    return token, invitation


def new_account(email: str, *, team: Team | None = None, language: str = "en") -> User:
    """Return a new account that nobody can sign in to."""
    whom = User(email=User.objects.normalize_email(email), team=team, language=language, is_active=False)
    whom.set_unusable_password()
    whom.save()
    return whom


def _account(email: str, *, team: Team | None, language: str) -> User:
    whom = User.objects.select_for_update().filter(email__iexact=email).first()
    if whom is None:
        return new_account(email, team=team, language=language)
    if whom.is_active:
        raise AlreadyHere
    whom.team, whom.language = team, language
    whom.save(update_fields=["team", "language"])
    return whom


def withdraw(*, person: User, invitation: Invitation, now: datetime) -> None:
    """Make the link worthless, and end the roles that were agreed for it.

    Raises: NotAllowed; NotInvited.
    """
    with transaction.atomic():
        person.require(Ability.INVITE)
        if not Invitation.objects.unanswered().filter(pk=invitation.pk).update(withdrawn_at=now):
            raise NotInvited
        people.keep_two_administrators(besides=invitation.user)
        RoleGrant.objects.open().filter(user=invitation.user).update(ended_at=now, ended_by=person)
        audit.record(
            act=Act.INVITATION_WITHDRAWN,
            actor=person,
            subject_kind="invitation",
            subject_id=invitation.pk,
        )


def look_at(*, token: str, now: datetime) -> Invitation:
    """Return the open invitation of a token; a token that opens nothing is counted.

    Raises: NotOpen.
    """
    found = Invitation.objects.open(now=now).filter(digest=digest(token)).first()
    if found is None:
        _count_failure(token)
        raise NotOpen
    return found


def accept(*, token: str, name: str, password: str, now: datetime) -> User:
    """Set name and password and open the account, once. The roles it has are those that were agreed.

    Raises: NotOpen; ValidationError when the password is too weak.
    """
    try:
        with transaction.atomic():
            return _accept(token, name=name, password=password, now=now)
    except NotOpen:
        _count_failure(token)
        raise


def _accept(token: str, *, name: str, password: str, now: datetime) -> User:
    invitation = Invitation.objects.open(now=now).select_for_update().filter(digest=digest(token)).first()
    if invitation is None:
        raise NotOpen
    whom = User.objects.select_for_update().get(pk=invitation.user_id)
    whom.name = name
    validate_password(password, whom)
    whom.set_password(password)
    whom.is_active, whom.joined_at, whom.left_at = True, now, None
    whom.last_seen_on, whom.asked_on = now.date(), None
    whom.save()
    Invitation.objects.filter(pk=invitation.pk).update(used_at=now)
    audit.record(act=Act.PERSON_JOINED, actor=whom, subject_kind="person", subject_id=whom.pk)
    return whom


def _count_failure(token: str) -> None:
    known = Invitation.objects.filter(digest=digest(token)).first()
    with transaction.atomic():
        audit.record(
            act=Act.INVITATION_FAILED,
            actor=None,
            subject_kind="invitation",
            subject_id=known.pk if known else 0,  # 0: no invitation has, or ever had, this token
        )


def digest(token: str) -> str:
    """Return what is kept of a token."""
    return hashlib.sha256(token.encode()).hexdigest()
