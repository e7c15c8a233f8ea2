"""How long what this room holds of people at the desk lives, and what destroys it."""

from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Any, Final

from allauth.account.models import EmailAddress, EmailConfirmation
from allauth.mfa.models import Authenticator
from axes.models import AccessAttempt, AccessAttemptExpiration, AccessFailureLog, AccessLog
from django.contrib.admin.models import LogEntry
from django.contrib.auth.hashers import UNUSABLE_PASSWORD_PREFIX
from django.contrib.auth.models import Group, Permission
from django.contrib.contenttypes.models import ContentType
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from safety import database_rights, inventory, retention
from staff import audit, record_cut, table_rights
from staff.acts import Act
from staff.inventory import TABLES
from staff.models.invitation import Invitation
from staff.models.person import RoleGrant, Team, User
from staff.models.proposal import Proposal
from staff.models.record import AuditCut, AuditEntry, AuditHead
from staff.models.session import DeskSession

FORGOTTEN: Final = "@forgotten.invalid"  # ends the address of an account whose person is not known any more
PERSON: Final = "person-left"
FAILURE: Final = "sign-in-failure"


def register() -> None:
    """Give every model of this room, and of the packages that it brought along, its time."""
    inventory.declare(TABLES)
    database_rights.declare(table_rights.TABLES)
    retention.recorded_by(put_on_record)
    retention.register(
        User, kind=PERSON, keep_for=PERSON, due=_people_pks, destroy=forget, on_record="each"
    )  # fmt: skip
    for part in (RoleGrant, EmailAddress, EmailConfirmation, Authenticator):
        retention.part_of(part, kind=PERSON)
    _clock(Invitation, "invitation", invitations_due)
    _clock(Proposal, "proposal", proposals_due)
    _clock(DeskSession, "session", sessions_due, on_record="nowhere")
    _clock(AccessAttempt, FAILURE, failures_due, on_record="nowhere")
    retention.part_of(AccessAttemptExpiration, kind=FAILURE)
    retention.register(
        AuditEntry, kind="record", keep_for="record", due=record_cut.due, destroy=record_cut.cut,
        on_record="each",
    )  # fmt: skip
    _about_nobody()


def _clock(model: Any, kind: str, due: Any, on_record: retention.OnRecord = "count") -> None:
    """Give a model whose rows stand alone a clock: what is due is deleted, if it still is due."""

    def destroy(pk: Any) -> None:
        due(timezone.now()).filter(pk=pk).delete()

    def pks(now: datetime) -> Iterable[Any]:
        return due(now).values_list("pk", flat=True)

    retention.register(model, kind=kind, keep_for=kind, due=pks, destroy=destroy, on_record=on_record)


def _about_nobody() -> None:
    retention.not_personal(Team, why="the name of a team")
    retention.not_personal(AuditHead, why="a number and a digest")
    retention.not_personal(AuditCut, why="a number and a digest")
    for model in (Permission, Group, Group.permissions.through, ContentType):
        retention.not_personal(model, why="Django's own list; nobody has a right by it here")
    for model in (AccessLog, AccessFailureLog):
        retention.not_personal(model, why="never written: settings keep axes from it")
    retention.not_personal(LogEntry, why="never written: the record takes its place")


def put_on_record(kind: str, count: int) -> None:
    """Put on record that the purge destroyed so many of a kind."""
    audit.record(
        act=Act.RETENTION_PURGED, actor=None, subject_kind="retention", subject_id=kind, count=count
    )  # fmt: skip


# --- people who left ---

Forget = Callable[[User], None]
_elsewhere: Final[list[Forget]] = []


def also_forget(what: Forget) -> None:
    """Have a room further up forget with a person what it knows of them; asked once, when it starts."""
    if what not in _elsewhere:
        _elsewhere.append(what)


def people_due(now: datetime) -> Any:
    """Return who left so long ago that nobody asks any more, and who never came to a last invitation."""
    known = User.objects.exclude(email__endswith=FORGOTTEN)
    never_came = Q(
        joined_at=None, left_at=None, last_login=None, password__startswith=UNUSABLE_PASSWORD_PREFIX
    )
    invited = Exists(Invitation.objects.filter(user=OuterRef("pk")))  # no join: its rows can't be locked
    return known.filter(Q(left_at__lt=now - retention.keep(PERSON)) | never_came & ~invited)


def _people_pks(now: datetime) -> Iterable[int]:
    return people_due(now).values_list("pk", flat=True)


def forget(pk: int) -> None:
    """Leave of a person the number alone, by which the record and their work name them. On record."""
    person = people_due(timezone.now()).select_for_update().filter(pk=pk).first()
    if person is None:
        return
    Authenticator.objects.filter(user=person).delete()
    EmailAddress.objects.filter(user=person).delete()
    Invitation.objects.filter(user=person).delete()
    RoleGrant.objects.filter(user=person).exclude(ended_at=None).delete()
    for what in _elsewhere:
        what(person)
    person.email, person.name, person.is_active = f"{pk}{FORGOTTEN}", "", False
    person.team, person.last_login, person.last_seen_on, person.asked_on = None, None, None, None
    person.language, person.left_at = "en", person.left_at or timezone.now()
    person.set_unusable_password()
    person.save()
    audit.record(act=Act.PERSON_FORGOTTEN, actor=None, subject_kind="person", subject_id=pk)


# --- what stands alone ---


def invitations_due(now: datetime) -> Any:
    """Return invitations that were answered, withdrawn or ran out long ago."""
    over = now - retention.keep("invitation")
    return Invitation.objects.filter(Q(used_at__lt=over) | Q(withdrawn_at__lt=over) | Q(expires_at__lt=over))


def proposals_due(now: datetime) -> Any:
    """Return proposals that were decided long ago; what they led to is on record by number."""
    return Proposal.objects.exclude(state=Proposal.State.OPEN).filter(
        decided_at__lt=now - retention.keep("proposal")
    )


def sessions_due(now: datetime) -> Any:
    """Return sessions that have ended."""
    return DeskSession.objects.filter(expire_date__lt=now - retention.keep("session"))


def failures_due(now: datetime) -> Any:
    """Return counts of wrong passwords that slow nobody down any more."""
    return AccessAttempt.objects.filter(attempt_time__lt=now - retention.keep(FAILURE))
