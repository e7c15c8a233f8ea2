"""Sessions of the desk: list them, end one, end all."""

from datetime import timedelta
from typing import Final

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from staff.audit import Act, record
from staff.models.person import User
from staff.models.session import DeskSession
from staff.roles import Ability


class Themselves:
    """Says that people end their own sessions."""


THEMSELVES: Final = Themselves()


class NotYourSession(Exception):
    """Raised when somebody would end one session of another person; an administrator ends all of them."""


def listed(user: User) -> QuerySet[DeskSession]:
    """Return the sessions in which somebody is signed in now, the newest first."""
    return DeskSession.objects.filter(user=user, expire_date__gt=timezone.now()).order_by("-started_at")


def last_used(session: DeskSession) -> object:
    """Return when a session was last used; near its last hour, a moment at or before that."""
    return session.expire_date - timedelta(seconds=settings.SESSION_COOKIE_AGE)


def revoke(*, person: User, session: DeskSession) -> None:
    """End one session of one's own.

    Raises: NotYourSession.
    """
    if session.user_id != person.pk:
        raise NotYourSession("only the person who is signed in there may end a session")
    with transaction.atomic():
        session.delete()
        record(act=Act.SESSION_REVOKED, actor=person, subject_kind="account", subject_id=person.pk, count=1)


def revoke_all(*, user: User, but: str | None = None, actor: User | None | Themselves = THEMSELVES) -> int:
    """End all sessions of a person, or all but the one with this key, and return how many there were.

    Recorded when there were any; `actor` is who did it where that is not the person, None for the house.
    """
    with transaction.atomic():
        going = DeskSession.objects.filter(user=user).exclude(session_key=but or "")
        ended = going.count()
        going.delete()
        if ended:
            record(
                act=Act.SESSION_REVOKED,
                actor=user if isinstance(actor, Themselves) else actor,
                subject_kind="account",
                subject_id=user.pk,
                count=ended,
            )
    return ended


def end_all_of(*, person: User, whom: User) -> int:
    """End every session of somebody else at once, and return how many there were: a device may be in strange
    hands. One administrator is enough: it takes away and opens nothing.

    Raises: NotAllowed.
    """
    with transaction.atomic():
        person.require(Ability.END_ACCESS)
        return revoke_all(user=whom, actor=person)
