"""Whether a listing is still true: asked apart from editing it, and by a date (S6).

One person verifies what is still in time. What was overdue, and therefore hidden, comes back on the word of
two.
"""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from directory import numbering, outward, publishing, wording
from directory.models.edition import Verification
from directory.models.service import Service, Withdrawal
from directory.states import DUE_SOON, VETTED, State, by_date
from staff import agreement, audit
from staff.acts import Act
from staff.agreement import Line, Text
from staff.models.person import User
from staff.roles import Ability

SHOW_AGAIN: Final = "listing-show-again"
SUBJECT: Final = "listing"
VERIFIABLE: Final = VETTED | {State.STALE, State.SOURCED}
GRACE: Final = dt.timedelta(days=7)  # what was found different, or did not answer, has so long
AT_ONCE: Final = 500  # listings whose date moved them, in one transaction


class NotToBeVerified(Exception):
    """Drafts are vetted, withdrawn listings restored; only what is or was public is verified."""

    says: Text = _("Only a listing that is public, due or overdue can be verified. Nothing was changed.")


class NotOverdue(Exception):
    """Somebody was faster."""

    says: Text = _("It is not overdue any more, or was verified again since. Nothing was changed.")


@dataclass(frozen=True, slots=True)
class Aged:
    """How many listings their dates moved."""

    due: int = 0
    stale: int = 0


def verify(*, person: User, service: Service, how: str, outcome: str) -> Verification:
    """Keep that somebody asked whether a listing is still true, and let what was found have its effect.

    True: it is public for another WAYPOST_VERIFY_DAYS; one that was overdue waits for a second person before
    it is shown again. Changed, or nobody reached: due within a week. Gone: withdrawn at once.
    A sourced listing is not vetted by that: it only has the event.
    Raises: NotAllowed; NotToBeVerified; ValueError for a way or an outcome that is not on the list.
    """
    person.require(Ability.VERIFY_LISTING)
    way, found = Verification.How(how), Verification.Outcome(outcome)
    with transaction.atomic():
        version = numbering.locked()
        row = Service.objects.select_for_update().get(pk=service.pk)
        if State(row.state) not in VERIFIABLE:
            raise NotToBeVerified
        now = timezone.now()
        made = Verification.objects.create(
            service=row,
            person_id=person.pk,
            at=now,
            how=way,
            outcome=found,
            due_on=_next(row, found, now=now),
        )
        _record_verified(made, by=person)
        _take_effect(row, made, by=person)
        outward.refresh([row.pk], version=version)
    return made


def _next(row: Service, found: str, *, now: dt.datetime) -> dt.date | None:
    """Return when it has to be asked again."""
    if found == Verification.Outcome.GONE or row.state == State.SOURCED:
        return None
    if found == Verification.Outcome.TRUE:
        return now.date() + dt.timedelta(days=settings.WAYPOST_VERIFY_DAYS)
    soon = now.date() + GRACE
    return min(row.due_on, soon) if row.due_on else soon


def _take_effect(row: Service, made: Verification, *, by: User) -> None:
    if made.outcome == Verification.Outcome.GONE:
        publishing.take_away(row, why=Withdrawal.CLOSED, by=by)
        return
    state = by_date(State(row.state), due_on=row.due_on, today=made.at.date())
    if state in VETTED and made.due_on:
        row.due_on = made.due_on
        state = by_date(State.PUBLISHED, due_on=made.due_on, today=made.at.date())
    if made.outcome == Verification.Outcome.TRUE and state in VETTED:
        row.verified_at = made.at
    overdue_only_now = state is State.STALE and row.state != State.STALE
    row.state = state.value
    row.save(update_fields=["state", "due_on", "verified_at"])
    if overdue_only_now:
        _record_aged(row)
    if state is State.STALE and made.outcome == Verification.Outcome.TRUE:
        _propose_showing_again(row, made, by=by)


def _propose_showing_again(row: Service, made: Verification, *, by: User) -> None:
    agreement.propose(
        proposer=by, kind=SHOW_AGAIN, subject_kind=SUBJECT, subject_id=str(row.pk),
        payload={"listing": str(row.pk), "verification": made.pk},
    )  # fmt: skip


def showing_again_lines(payload: Mapping[str, Any]) -> list[Line]:
    """Return what agreeing would change, and what would then be read at the public door."""
    row = Service.objects.prefetch_related("phones").filter(pk=payload["listing"]).first()
    made = Verification.objects.filter(pk=payload["verification"]).first()
    if row is None or made is None:
        return []
    numbers = ", ".join(phone.number for phone in sorted(row.phones.all(), key=lambda phone: phone.position))
    return [
        (_("Listing"), row.name, row.name),
        (_("State"), wording.STATES[State(row.state)], wording.STATES[State.PUBLISHED]),
        (_("Verified on"), _day(row.verified_at), _day(made.at)),
        (_("Numbers that people would call"), "", numbers),
    ]


def show_again(*, payload: Mapping[str, Any], proposer: User, agreer: User) -> None:
    """Make an overdue listing public again; runs inside the transaction of the agreement.

    Raises: NotOverdue when it is not, or when what was verified is overdue itself.
    """
    version = numbering.locked()
    row = Service.objects.select_for_update().get(pk=payload["listing"])
    made = Verification.objects.get(pk=payload["verification"], service=row)
    state = by_date(State.PUBLISHED, due_on=made.due_on, today=timezone.now().date())
    newer = row.verifications.filter(at__gt=made.at).exclude(outcome=Verification.Outcome.TRUE).exists()
    if row.state != State.STALE or state is State.STALE or newer:
        raise NotOverdue
    row.state, row.due_on, row.verified_at = state.value, made.due_on, made.at
    row.save(update_fields=["state", "due_on", "verified_at"])
    audit.record(act=Act.LISTING_RESTORED, actor=agreer, subject_kind=SUBJECT, subject_id=str(row.pk))
    outward.refresh([row.pk], version=version)


def age(*, today: dt.date) -> Aged:
    """Make every vetted listing what its date says it is on this day, each on record.

    Nothing depends on its being run in time for what people read: what is overdue is hidden by its date (S6).
    """
    due = stale = 0
    while moved := _age_some(today=today):
        due, stale = due + moved.due, stale + moved.stale
    return Aged(due, stale)


def _age_some(*, today: dt.date) -> Aged | None:
    over = Q(due_on__lt=today) | Q(due_on=None)
    near = Q(state=State.PUBLISHED, due_on__lte=today + DUE_SOON)
    with transaction.atomic():
        version = numbering.locked()
        found = Service.objects.filter(Q(state__in=VETTED) & over | near).select_for_update().order_by("pk")
        moved = [(row, by_date(State(row.state), due_on=row.due_on, today=today)) for row in found[:AT_ONCE]]
        if not moved:
            return None
        for row, state in moved:
            row.state = state.value
            _record_aged(row)
        Service.objects.bulk_update([row for row, _state in moved], ["state"])
        if gone := [row.pk for row, state in moved if state is State.STALE]:
            outward.refresh(gone, version=version)
    return Aged(
        due=sum(state is State.DUE for _row, state in moved),
        stale=sum(state is State.STALE for _row, state in moved),
    )


def _record_aged(row: Service) -> None:
    until = {"until": row.due_on.isoformat()} if row.due_on else {}
    audit.record(
        act=Act.LISTING_AGED,
        actor=None,
        subject_kind=SUBJECT,
        subject_id=str(row.pk),
        state=row.state,
        **until,
    )


def _record_verified(made: Verification, *, by: User) -> None:
    until = {"until": made.due_on.isoformat()} if made.due_on else {}
    audit.record(
        act=Act.LISTING_VERIFIED, actor=by, subject_kind=SUBJECT, subject_id=str(made.service_id),
        how=made.how, outcome=made.outcome, **until,
    )  # fmt: skip


def _day(at: dt.datetime | None) -> str:
    return at.date().isoformat() if at else ""


def register() -> None:
    """Tell the agreements how an overdue listing comes back."""
    agreement.register(
        agreement.Kind(
            name=SHOW_AGAIN,
            propose=Ability.VERIFY_LISTING,
            agree=Ability.AGREE_LISTING,
            lines=showing_again_lines,
            carry_out=show_again,
            title=_("Show an overdue listing again"),
        )
    )
