"""What goes on record about signing in, passwords and second factors. Each receiver writes one act; nothing
that was typed gets into it.
"""

import time
from datetime import UTC
from typing import Any, Final

from allauth.account import signals as account
from allauth.mfa import signals as factors
from allauth.mfa.models import Authenticator
from axes.signals import user_locked_out
from django.contrib.auth.signals import user_logged_in, user_logged_out, user_login_failed
from django.db import transaction
from django.db.models.signals import post_save
from django.dispatch import receiver
from django.http import HttpRequest
from django.utils import timezone

from staff import lockout, notices, sessions
from staff.audit import Act, record
from staff.letters import Happened
from staff.lockout import Door
from staff.models.person import User
from staff.models.record import AuditEntry
from staff.second_factor import slug
from staff.session_store import STARTED, SessionStore

UNKNOWN: Final = "unknown"
OF_A_PERSON: Final = frozenset({Door.SECOND_FACTOR, Door.PRESENT})  # counted by the number of the account


@receiver(account.authentication_step_completed, dispatch_uid="staff.proved_anew")
def proved_anew(sender: Any, request: HttpRequest, reauthenticated: bool = False, **kwargs: Any) -> None:
    """A new proof gives the session a new key: whoever copied the old one before does not profit from it."""
    if reauthenticated:
        request.session.cycle_key()


def note(act: Act, *, actor: User | None, subject: User | None, **facts: str | int) -> None:
    """Put an act about an account on record; an account that nobody has is `unknown`, whatever was typed."""
    with transaction.atomic():
        record(
            act=act,
            actor=actor,
            subject_kind="account",
            subject_id=subject.pk if subject else UNKNOWN,
            **facts,
        )


def asked_for(email: object) -> User | None:
    """Return the person whose e-mail somebody typed."""
    return User.objects.filter(email__iexact=str(email or "")).first()


@receiver(user_logged_in, dispatch_uid="staff.signed_in")
def signed_in(sender: Any, request: HttpRequest, user: User, **kwargs: Any) -> None:
    request.session[STARTED] = int(time.time())
    SessionStore.clear_expired()  # nobody else sweeps, and an old session says when somebody worked
    note(Act.SIGNIN_OK, actor=user, subject=user, how=_how(request))


def _how(request: HttpRequest) -> str:
    """Return the last proof that was given, in a word of the record."""
    proofs = request.session.get("account_authentication_methods") or [{}]
    last = proofs[-1]
    return slug(last.get("type") or last.get("method") or "password")


@receiver(user_login_failed, dispatch_uid="staff.sign_in_failed")
def failed(
    sender: Any, credentials: dict[str, Any], request: HttpRequest | None = None, **kwargs: Any
) -> None:
    """A refused try at a locked account is not written again: whoever guesses must not flood the record."""
    if request is not None and getattr(request, "axes_locked_out", False) and not _just_locked(request):
        return
    whom = asked_for(credentials.get("email"))
    note(Act.SIGNIN_FAILED, actor=None, subject=whom)
    if whom and request is not None and lockout.tried_from_everywhere(request, credentials):
        _braked(whom, reason="everywhere")


@receiver(user_locked_out, dispatch_uid="staff.sign_in_locked")
def locked(sender: Any, request: HttpRequest, **kwargs: Any) -> None:
    if not _just_locked(request):
        return
    about = (request.axes_credentials or {}).get("email")
    door, _space, name = str(about).partition(" ")
    if door in OF_A_PERSON:
        _braked(User.objects.filter(pk=name).first(), kind=door)
    elif door in set(Door):
        note(Act.SIGNIN_LOCKED, actor=None, subject=None, kind=door)
    else:
        _braked(asked_for(about))


def _braked(whom: User | None, **facts: str) -> None:
    """Put on record that an account takes no more tries for a while, and tell its owner, at most once a day:
    whoever guesses must not fill a mailbox.
    """
    said = AuditEntry.objects.filter(
        act=Act.SIGNIN_LOCKED, subject_kind="account", subject_id=str(whom.pk if whom else UNKNOWN),
        at__gte=timezone.now().astimezone(UTC).replace(hour=0, minute=0, second=0, microsecond=0),
    )  # fmt: skip
    known = whom is None or said.exists()
    note(Act.SIGNIN_LOCKED, actor=None, subject=whom, **facts)
    if whom and not known:
        notices.tell(whom=whom, happened=Happened.TRIES)


def _just_locked(request: HttpRequest) -> bool:
    return getattr(request, "axes_failures_since_start", None) is not None


@receiver(user_logged_out, dispatch_uid="staff.signed_out")
def signed_out(sender: Any, request: HttpRequest, user: User | None, **kwargs: Any) -> None:
    if user is not None:
        note(Act.SIGNIN_ENDED, actor=user, subject=user)


@receiver((account.password_changed, account.password_set), dispatch_uid="staff.password_changed")
def password_changed(sender: Any, request: HttpRequest, user: User, **kwargs: Any) -> None:
    """End the other sessions: whoever changes a password may do so because somebody else knows it."""
    with transaction.atomic():
        note(Act.PASSWORD_CHANGED, actor=user, subject=user)
        notices.tell(whom=user, happened=Happened.PASSWORD)
        sessions.revoke_all(user=user, but=request.session.session_key)


@receiver(account.password_reset, dispatch_uid="staff.password_reset")
def password_reset(sender: Any, request: HttpRequest, user: User, **kwargs: Any) -> None:
    with transaction.atomic():
        note(Act.PASSWORD_RESET, actor=user, subject=user)
        notices.tell(whom=user, happened=Happened.PASSWORD)
        sessions.revoke_all(user=user)


@receiver(post_save, sender=Authenticator, dispatch_uid="staff.factor_added")
def factor_added(sender: Any, instance: Authenticator, created: bool, **kwargs: Any) -> None:
    """allauth's own signal comes after the transaction, where an act could stand without its record."""
    if created:
        note(Act.SECOND_FACTOR_ADDED, actor=instance.user, subject=instance.user, how=slug(instance.type))
        notices.tell(whom=instance.user, happened=Happened.FACTOR)


@receiver(factors.authenticator_removed, dispatch_uid="staff.factor_removed")
def factor_removed(sender: Any, user: User, authenticator: Any, **kwargs: Any) -> None:
    note(Act.SECOND_FACTOR_REMOVED, actor=user, subject=user, how=slug(authenticator.type))
    notices.tell(whom=user, happened=Happened.FACTOR)
