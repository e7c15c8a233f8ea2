"""Teams, roles and second factors: what one administrator may do alone, and what takes a second one (S8).

Giving a role and helping somebody in without a second factor are proposals; taking a role away is one
person's act and holds at once.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final

from allauth.mfa.models import Authenticator
from django.db import transaction
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from staff import agreement, audit, labels, notices, sessions
from staff.acts import Act
from staff.letters import Happened
from staff.models.invitation import Invitation
from staff.models.person import RoleGrant, Team, User
from staff.models.proposal import Proposal
from staff.roles import Ability, Role, fits

ENOUGH_ADMINISTRATORS: Final = (
    2  # one proposes, another agrees; with fewer, no role could ever be given again
)
ROLE: Final = "role"
SECOND_FACTOR: Final = "second-factor"
Lines = list[tuple[str | Promise, str | Promise, str | Promise]]


class Refused(Exception):
    """A change to people that the house does not make; `says` is what the person at the desk reads."""

    says: str | Promise = _("This could not be done. Nothing was changed.")


class LastAdministrators(Refused):
    """Fewer than two administrators would be left."""

    says = _("Two administrators have to remain. Give the role to another person first.")


class AlreadyHolds(Refused):
    """The person has this role."""

    says = _("This person has that role already.")


class NotHolding(Refused):
    """The person does not have this role, or not any more."""

    says = _("This person does not have that role, or not any more.")


class DoesNotFit(Refused):
    """One of the roles stands alone."""

    says = _("Whoever reads the record has no other role. End the other role first.")


class HasLeft(Refused):
    """The account is closed, and no invitation is open for it."""

    says = _("This account is closed. Invite the person again first.")


class ForOneself(Refused):
    """Somebody would have agreed to what they get themselves."""

    says = _("You cannot agree to something for your own account.")


class NameTaken(Refused):
    """Another team has this name."""

    says = _("Another team has this name.")


# --- teams ---


def make_team(*, person: User, name: str) -> Team:
    """Return a new team.

    Raises: NotAllowed; NameTaken.
    """
    with transaction.atomic():
        person.require(Ability.MANAGE_TEAMS)
        _see_that_name_is_free(name)
        team = Team.objects.create(name=name)
        audit.record(act=Act.TEAM_MADE, actor=person, subject_kind="team", subject_id=team.pk)
    return team


def rename_team(*, person: User, team: Team, name: str) -> None:
    """Give a team another name.

    Raises: NotAllowed; NameTaken.
    """
    with transaction.atomic():
        person.require(Ability.MANAGE_TEAMS)
        _see_that_name_is_free(name, besides=team)
        team.name = name
        team.save(update_fields=["name"])
        audit.record(act=Act.TEAM_CHANGED, actor=person, subject_kind="team", subject_id=team.pk, part="name")


def place(*, person: User, whom: User, team: Team | None) -> None:
    """Put a person into a team, or into none.

    Raises: NotAllowed.
    """
    with transaction.atomic():
        person.require(Ability.MANAGE_TEAMS)
        User.objects.filter(pk=whom.pk).update(team=team)
        whom.team = team
        audit.record(
            act=Act.PERSON_CHANGED,
            actor=person,
            subject_kind="person",
            subject_id=whom.pk,
            part="team",
            team=team.pk if team else 0,
        )


def _see_that_name_is_free(name: str, *, besides: Team | None = None) -> None:
    if Team.objects.filter(name__iexact=name).exclude(pk=besides.pk if besides else None).exists():
        raise NameTaken


# --- roles ---


def propose_role(*, person: User, whom: User, role: Role, now: datetime) -> Proposal:
    """Ask a second administrator to agree that somebody gets a role.

    Raises: NotAllowed; AlreadyHolds; DoesNotFit; HasLeft; what `agreement.propose` raises.
    """
    with transaction.atomic():
        person.require(Ability.PROPOSE_ROLE)
        _see_that_role_can_begin(whom, role, now=now)
        return agreement.propose(
            proposer=person,
            kind=ROLE,
            subject_kind="person",
            subject_id=whom.pk,
            payload={"person": whom.pk, "role": str(role)},
        )


def grant_role(*, payload: Mapping[str, Any], proposer: User, agreer: User) -> None:
    """Open the grant that two administrators agreed on; `agreement.agree` calls this in its transaction.

    Raises: NotAllowed; ForOneself; AlreadyHolds; DoesNotFit; HasLeft.
    """
    now, role = timezone.now(), Role(payload["role"])
    with transaction.atomic():
        agreer.require(Ability.AGREE_ROLE)
        whom = User.objects.select_for_update().get(pk=payload["person"])
        if whom == agreer:
            raise ForOneself
        _see_that_role_can_begin(whom, role, now=now)
        RoleGrant.objects.create(user=whom, role=role, granted_by=proposer, agreed_by=agreer, granted_at=now)
        audit.record(
            act=Act.ROLE_GRANTED, actor=agreer, subject_kind="person", subject_id=whom.pk, role=str(role)
        )


def revoke_role(*, person: User, whom: User, role: Role, now: datetime) -> None:
    """End a role at once; one administrator is enough.

    Raises: NotAllowed; NotHolding; LastAdministrators.
    """
    with transaction.atomic():
        person.require(Ability.REVOKE_ROLE)
        if role == Role.ADMINISTRATOR:
            keep_two_administrators(besides=whom)
        ended = RoleGrant.objects.open().filter(user=whom, role=role).update(ended_at=now, ended_by=person)
        if not ended:
            raise NotHolding
        audit.record(
            act=Act.ROLE_REVOKED, actor=person, subject_kind="person", subject_id=whom.pk, role=str(role)
        )


def keep_two_administrators(*, besides: User) -> None:
    """See that enough administrators can sign in when this person is one no longer. Locks all their grants,
    so that two who leave in the same moment are not both let go.

    Raises: LastAdministrators if the person is one of them and fewer than two others are left.
    """
    grants = RoleGrant.objects.open().filter(role=Role.ADMINISTRATOR)
    holders = set(grants.select_for_update().order_by("pk").values_list("user_id", flat=True))
    left = User.objects.working().filter(pk__in=holders - {besides.pk}).count()
    if besides.pk in holders and left < ENOUGH_ADMINISTRATORS:
        raise LastAdministrators


def _see_that_role_can_begin(whom: User, role: Role, *, now: datetime) -> None:
    held = RoleGrant.objects.open().filter(user=whom).values_list("role", flat=True)
    if role in held:
        raise AlreadyHolds
    if not fits(role, beside=held):
        raise DoesNotFit
    see_that_account_is_open(whom, now=now)


def see_that_account_is_open(whom: User, *, now: datetime) -> None:
    """See that the person can sign in, or will when they accept their invitation.

    Raises: HasLeft.
    """
    if User.objects.working().filter(pk=whom.pk).exists():
        return
    if not Invitation.objects.open(now=now).filter(user=whom).exists():
        raise HasLeft


def role_lines(payload: Mapping[str, Any]) -> Lines:
    """Return what a proposal about a role shows: whose, which, and what it was before."""
    whom, role = User.objects.get(pk=payload["person"]), Role(payload["role"])
    return [
        (_("E-mail"), whom.email, whom.email),  # never the name: that is the person's own to change
        (_("Role"), _("does not have it"), labels.role(role)),
    ]


# --- second factors ---


def propose_second_factor_reset(*, person: User, whom: User, now: datetime) -> Proposal:
    """Ask a second administrator to agree that somebody who lost their second factor sets up a new one.

    Raises: NotAllowed; ForOneself; HasLeft; what `agreement.propose` raises.
    """
    with transaction.atomic():
        person.require(Ability.RESET_SECOND_FACTOR)
        if whom == person:
            raise ForOneself
        see_that_account_is_open(whom, now=now)
        return agreement.propose(
            proposer=person,
            kind=SECOND_FACTOR,
            subject_kind="person",
            subject_id=whom.pk,
            payload={"person": whom.pk},
        )


def reset_second_factor(*, payload: Mapping[str, Any], proposer: User, agreer: User) -> None:
    """Remove the person's second factors and end their sessions; the next sign-in asks for a new one.

    Raises: NotAllowed; ForOneself.
    """
    with transaction.atomic():
        agreer.require(Ability.RESET_SECOND_FACTOR)
        whom = User.objects.select_for_update().get(pk=payload["person"])
        if whom in (agreer, proposer):
            raise ForOneself
        remove_second_factors(whom)
        sessions.revoke_all(user=whom, actor=agreer)
        audit.record(act=Act.SECOND_FACTOR_RESET, actor=agreer, subject_kind="person", subject_id=whom.pk)
        notices.tell(whom=whom, happened=Happened.FACTOR)


def remove_second_factors(whom: User) -> None:
    """Forget all keys and codes of the person."""
    Authenticator.objects.filter(user=whom).delete()


def second_factor_lines(payload: Mapping[str, Any]) -> Lines:
    """Return what a proposal about a second factor shows."""
    whom = User.objects.get(pk=payload["person"])
    return [
        (_("E-mail"), whom.email, whom.email),
        (_("Second factor"), _("as set up"), _("removed; asked for at the next sign-in")),
    ]


KINDS: Final = (
    agreement.Kind(
        name=ROLE,
        propose=Ability.PROPOSE_ROLE,
        agree=Ability.AGREE_ROLE,
        lines=role_lines,
        carry_out=grant_role,
        title=_("A role for somebody"),
    ),
    agreement.Kind(
        name=SECOND_FACTOR,
        propose=Ability.RESET_SECOND_FACTOR,
        agree=Ability.RESET_SECOND_FACTOR,
        lines=second_factor_lines,
        carry_out=reset_second_factor,
        title=_("A lost second factor"),
    ),
)
