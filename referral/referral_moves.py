"""Making a move of a referral: state, step, times, the case behind it, the key, the record, as one thing.

Both sides call this; who may make which move is theirs to see. Locks are taken in one order, the case first,
so that a partner who answers and a worker who takes it back wait for each other instead of for ever.
"""

import datetime as dt
import json
import secrets
import uuid
from typing import Any, Final

from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from referral import case_content, casework, figures, referral_states, triage
from referral.case_access import LENGTH, LETTERS, Refused, kind_of
from referral.models.case import Case
from referral.models.referral import Referral, Step
from referral.referral_states import BACK, ENDED, UNANSWERED, By, Move, NoSuchMove, State
from safety import keys
from staff import audit
from staff.acts import Act
from staff.models.person import User

KIND: Final = "referral"
DETAIL: Final = 256  # characters: sealed details are all as long
ACTS: Final = {
    State.SENT: Act.REFERRAL_SENT, State.SEEN: Act.REFERRAL_SEEN, State.ASKED: Act.REFERRAL_ASKED,
    State.ACCEPTED: Act.REFERRAL_ACCEPTED, State.WAITLISTED: Act.REFERRAL_WAITLISTED,
    State.STARTED: Act.REFERRAL_STARTED, State.COMPLETED: Act.REFERRAL_COMPLETED,
    State.DECLINED: Act.REFERRAL_DECLINED, State.RETURNED: Act.REFERRAL_RETURNED,
    State.UNREACHABLE: Act.REFERRAL_UNREACHABLE, State.EXPIRED: Act.REFERRAL_EXPIRED,
    State.WITHDRAWN: Act.CONSENT_WITHDRAWN, State.REVOKED: Act.REFERRAL_REVOKED,
}  # fmt: skip


class Moved(Refused):
    """It does not stand any more where the page showed it."""

    says = _("This referral has moved on since the page was shown. Nothing was changed: look at it again.")


class NotInList(Refused):
    """A page sent a reason or a wait that it did not offer."""

    says = _("Choose one of the reasons, and say how long people wait. Nothing was changed.")


def locked(referral: Referral) -> tuple[Case, Referral]:
    """Return the case and the referral as they are now, locked until the transaction ends.

    Raises: Moved if it is gone.
    """
    case = Case.objects.select_for_update().filter(pk=referral.case_id).first()
    row = Referral.objects.select_for_update().filter(pk=referral.pk).first()
    if case is None or row is None:
        raise Moved("the referral was destroyed with its case")
    return case, row


def make(
    *, case: Case, referral: Referral, move: Move, by: User | None, now: dt.datetime, reason: str = "",
    wait_days: int | None = None, items: tuple[str, ...] = (),
) -> None:  # fmt: skip
    """Make a move of a locked referral of a locked case; all that follows from it happens with it.

    Raises: Moved; NotInList.
    """
    before = referral.stands
    try:
        to = referral_states.after(before, move, reason=reason, wait_days=wait_days)
    except NoSuchMove as refusal:
        raise Moved("the table has no such move from there") from refusal
    except referral_states.NoSuchReason as refusal:
        raise NotInList("a reason that is not of the move's list") from refusal
    _stand(referral, to, now, by=referral_states.way(before, move).by)
    write_step(case=case, referral=referral, move=move, to=to, by=by, now=now,
               detail={"reason": reason, "wait_days": wait_days, "items": list(items)})  # fmt: skip
    record(ACTS[to], referral, case, by=by, state=before.value)
    _count(case, referral, to, reason, now)
    _follow(case, referral, to, now)
    if to in ENDED:
        forget_key(referral)


def _count(case: Case, referral: Referral, to: State, reason: str, now: dt.datetime) -> None:
    """Count where it stands, and the wait when the help begins."""
    figures.moved(case, to, reason=reason, now=now)
    if to is State.STARTED:
        listed = referral.steps.filter(move=Move.WAITLIST.value).order_by("at").first()
        quoted = case_content.opened(case, listed).get("wait_days") if listed else None
        figures.waited(case, quoted=quoted, since=referral.made_at, now=now)


def _stand(referral: Referral, to: State, now: dt.datetime, *, by: By) -> None:
    """Set the state, and the times that belong to it; only a partner answers."""
    referral.state = to.value
    if to is State.SENT:
        referral.sent_at, referral.answer_by = now, now + patience(referral.urgency)
    elif by is By.PARTNER and to not in UNANSWERED and referral.answered_at is None:
        referral.answered_at = now
    if to in ENDED:
        referral.ended_at = now
        referral.follow_up_on = None
    referral.save()


def write_step(
    *, case: Case, referral: Referral, move: Move, to: State, by: User | None, now: dt.datetime,
    detail: dict[str, Any],
) -> None:  # fmt: skip
    """Keep a move; its reason and what was asked for are sealed under the key of the case."""
    step = Step(id=uuid.uuid4(), referral=referral, move=move.value, to=to.value, at=now, by=by)
    said = json.dumps({name: value for name, value in detail.items() if value not in ("", None, [])})
    step.detail = keys.seal_with(case.key, said.ljust(DETAIL), about=step.about)
    step.save(force_insert=True)


def _follow(case: Case, referral: Referral, to: State, now: dt.datetime) -> None:
    """Bring the case back to its worker where there is something to do, or have it wait for the partner."""
    moves_up = to in BACK and _moves_up(case, referral, to)
    if case.is_closed or case.taken_by_id is None:
        _waits_further_up(case, moves_up)
        return
    others = Referral.objects.open().filter(case=case).exclude(pk=referral.pk)
    if to in BACK:
        casework.comes_back(case, now=now, moves_up=moves_up)
    elif to is State.ASKED or (to in ENDED and not others.exists()):
        casework.comes_back(case, now=now, moves_up=False)
    elif to is State.SENT:
        casework.waits_for_partner(case, now=now)
    else:
        casework.touched(case, now=now)


def _waits_further_up(case: Case, moves_up: bool) -> None:
    """Move up a case that waits untaken: it stays where it is, and whoever is next finds it earlier."""
    if moves_up and not case.is_closed:
        case.moved_up += 1
        case.rank = triage.rank(case.urgency, moved_up=case.moved_up)
        case.save(update_fields=["moved_up", "rank"])


def _moves_up(case: Case, referral: Referral, to: State) -> bool:
    """Return whether the case moves up a step: after each expiry, and after every second decline.

    Source: catalogue, section 7 (waiting time).
    """
    if to is not State.DECLINED:
        return to is State.EXPIRED
    declined = Referral.objects.filter(Q(state=State.DECLINED.value) | Q(pk=referral.pk), case=case)
    return declined.count() % 2 == 0


def patience(urgency: str) -> dt.timedelta:
    """Return within which time a partner answers before the case comes back."""
    return {
        "U0": dt.timedelta(minutes=settings.WAYPOST_REFERRAL_U0_MINUTES),
        "U1": dt.timedelta(hours=settings.WAYPOST_REFERRAL_U1_HOURS),
        "U2": dt.timedelta(days=settings.WAYPOST_REFERRAL_U2_DAYS),
        "U3": dt.timedelta(days=settings.WAYPOST_REFERRAL_U3_DAYS),
    }[urgency]


def follow_up(urgency: str, today: dt.date) -> dt.date:
    """Return on which day somebody asks what became of it."""
    soon = urgency in ("U0", "U1")
    days = settings.WAYPOST_FOLLOW_UP_SOON_DAYS if soon else settings.WAYPOST_FOLLOW_UP_LATER_DAYS
    return today + dt.timedelta(days=days)


def new_reference() -> str:
    """Return a reference that nobody can guess and that counts nothing."""
    return "".join(secrets.choice(LETTERS) for _letter in range(LENGTH))


def record(act: Act, referral: Referral, case: Case, *, by: User | None, **facts: str | int) -> None:
    """Put on record what was done with a referral, and of which case."""
    kind = f"practice-{KIND}" if case.practice else KIND
    audit.record(
        act=act, actor=by, subject_kind=kind, subject_id=referral.reference, about_kind=kind_of(case),
        about=case.reference, **facts,
    )  # fmt: skip


def forget_key(referral: Referral) -> None:
    """See that the partner's key is destroyed as soon as this transaction is done.

    Until then, and if the process dies in between, the state alone keeps the partner out; `referrals_due`
    destroys what was left over.
    """
    if referral.key is not None:
        transaction.on_commit(lambda: destroy_key(referral))


def destroy_key(referral: Referral) -> None:
    """Destroy the key of a referral, and take its name off the row. Doing it again is safe."""
    if referral.key is not None:
        keys.destroy(referral.key)
        Referral.objects.filter(pk=referral.pk).update(key=None)
        referral.key = None
