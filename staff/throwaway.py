"""Accounts to try the desk with, one for each role: in development only, with new passwords at each start."""

import secrets
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.conf import settings
from django.db import transaction

from staff import audit, labels
from staff.acts import Act
from staff.models.person import RoleGrant, Team, User
from staff.roles import Role

DOMAIN: Final = "@throwaway.invalid"  # RFC 2606: no mail ever arrives there
PASSWORD_BYTES: Final = 12
# Two administrators: with one, nobody could agree to anything.
ACCOUNTS: Final = (*((role.value, role) for role in Role), ("second-administrator", Role.ADMINISTRATOR))
# Cases and referrals belong to teams: without one, nobody could try them.
TEAMS: Final = {Role.HELPLINE: "Helpline", Role.SUPERVISOR: "Helpline", Role.PARTNER: "Partner"}


class OnlyInDevelopment(Exception):
    """Throw-away accounts were asked for where real people may work."""


@dataclass(frozen=True, slots=True)
class Account:
    """What is printed once and kept nowhere."""

    role: Role
    email: str
    password: str


def allowed() -> bool:
    """Return whether these are development settings."""
    return bool(getattr(settings, "WAYPOST_THROWAWAY", False))


def make(*, now: datetime) -> list[Account]:
    """Return one account for each role, and a second administrator, with passwords made this moment.

    Raises: OnlyInDevelopment.
    """
    if not allowed():
        raise OnlyInDevelopment
    with transaction.atomic():
        return [_account(name, role, now=now) for name, role in ACCOUNTS]


def _account(name: str, role: Role, *, now: datetime) -> Account:
    account = Account(role, f"{name}{DOMAIN}", secrets.token_urlsafe(PASSWORD_BYTES))
    called = str(labels.role(role)) + (" 2" if name != role else "")
    person, _new = User.objects.get_or_create(
        email=account.email, defaults={"name": called, "joined_at": now}
    )
    person.is_active, person.left_at, person.asked_on = True, None, None
    if person.team_id is None and role in TEAMS:
        person.team, _made = Team.objects.get_or_create(name=TEAMS[role])
    person.set_password(account.password)
    person.save()
    # S8: nobody agrees to these grants, which is why they exist where nobody in need is served.
    RoleGrant.objects.get_or_create(user=person, role=role, ended_at=None, defaults={"granted_at": now})
    audit.record(
        act=Act.PASSWORD_RESET, actor=None, subject_kind="person", subject_id=person.pk, reason="throw-away"
    )
    return account
