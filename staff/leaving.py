"""When somebody leaves, or is no longer seen: access ends at once, and their work goes to somebody else."""

from datetime import date, datetime, timedelta
from typing import Final, Protocol

from django.db import transaction
from django.db.models import F, Q

from staff import agreement, audit, letters, sessions
from staff.acts import Act
from staff.models.invitation import Invitation
from staff.models.person import RoleGrant, User
from staff.models.proposal import Proposal
from staff.people import HasLeft, keep_two_administrators, remove_second_factors
from staff.roles import Ability

UNSEEN_DAYS: Final = 60  # a long leave; after that nobody notices who else uses an account
ANSWER_DAYS: Final = 14


class HandOver(Protocol):
    """Gives the open work of somebody who leaves to another person, or back to where it came from."""

    def __call__(self, *, leaver: User, to: User | None) -> None: ...


HAND_OVERS: Final[list[HandOver]] = []


def when_somebody_leaves(hand_over: HandOver) -> None:
    """Register what hands over a room's work; rooms call this when they start."""
    if hand_over not in HAND_OVERS:
        HAND_OVERS.append(hand_over)


def withdraw_proposals(*, leaver: User, to: User | None) -> None:
    """Withdraw what the person proposed: a proposal is its proposer's word, and nobody inherits it."""
    for proposal in Proposal.objects.by(leaver.pk).filter(state=Proposal.State.OPEN):
        agreement.withdraw(person=leaver, proposal=proposal)


def end_access(*, person: User, leaver: User, to: User | None, now: datetime) -> None:
    """Close the account at once: sessions, roles and second factors end, and the work is handed over.

    Raises: NotAllowed; HasLeft; LastAdministrators; what a registered hand-over raises.
    """
    with transaction.atomic():
        person.require(Ability.END_ACCESS)
        if to is not None and (to == leaver or not User.objects.working().filter(pk=to.pk).exists()):
            raise HasLeft
        _close(leaver, by=person, to=to, act=Act.PERSON_LEFT, now=now)


def _close(leaver: User, *, by: User | None, to: User | None, act: Act, now: datetime) -> None:
    keep_two_administrators(besides=leaver)
    for hand_over in HAND_OVERS:
        hand_over(leaver=leaver, to=to)
    if not User.objects.working().filter(pk=leaver.pk).update(is_active=False, left_at=now):
        raise HasLeft
    leaver.is_active, leaver.left_at = False, now
    leaver.set_unusable_password()
    leaver.save(update_fields=["password"])
    RoleGrant.objects.open().filter(user=leaver).update(ended_at=now, ended_by=by)
    Invitation.objects.unanswered().filter(user=leaver).update(withdrawn_at=now)
    remove_second_factors(leaver)
    sessions.revoke_all(user=leaver, actor=by)
    audit.record(act=act, actor=by, subject_kind="person", subject_id=leaver.pk)


# --- accounts that nobody uses ---


def unseen(*, today: date) -> list[User]:
    """Return people who have not been here for 60 days and were not asked yet."""
    before = today - timedelta(days=UNSEEN_DAYS)
    long_ago = Q(last_seen_on__lte=before) | Q(last_seen_on=None, joined_at__date__lte=before)
    return list(User.objects.working().filter(long_ago, asked_on=None).order_by("pk"))


def silent(*, today: date) -> list[User]:
    """Return people who were asked 14 days ago and have not been here since."""
    asked = User.objects.working().filter(asked_on__lte=today - timedelta(days=ANSWER_DAYS))
    return list(asked.filter(Q(last_seen_on=None) | Q(last_seen_on__lt=F("asked_on"))).order_by("pk"))


def ask_whether_needed(*, whom: User, site: str, today: date) -> None:
    """Ask a person by e-mail whether they still need the account.

    Raises: letters.NotSent, and then nothing is written: they are asked at the next run.
    """
    with transaction.atomic():
        User.objects.filter(pk=whom.pk).update(asked_on=today)
        audit.record(act=Act.PERSON_ASKED_DORMANT, actor=None, subject_kind="person", subject_id=whom.pk)
        letters.ask_whether_needed(whom=whom, site=site, days=ANSWER_DAYS)


def close_unused(*, whom: User, now: datetime) -> None:
    """Close an account whose person did not answer; their work goes back to where it came from.

    Raises: LastAdministrators.
    """
    with transaction.atomic():
        _close(whom, by=None, to=None, act=Act.PERSON_CLOSED_DORMANT, now=now)
