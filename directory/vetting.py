"""From a draft to the word of a second person: what happens to an edition before it is published (S8).

An edition is put before a second person (`submit`). That person works through the checklist for this very
edition (`tick`). If a number, an address or a place changes in a listing that people read or have read,
somebody asks at the old number (`record_call_back`), and a time passes that only a supervisor may shorten
(`shorten_cooling`). Agreeing itself is in publishing.py; it asks `held_up` first.
"""

import datetime as dt
from collections.abc import Collection, Iterator, Mapping
from enum import StrEnum
from typing import Any, Final

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from directory import sensitive, sheltering, writing
from directory.hsds import shapes
from directory.models.edition import CallBack, Checklist, Edition, EditionState
from directory.models.service import Service
from directory.states import VETTED, State, may_move
from staff import agreement, audit
from staff.acts import Act
from staff.agreement import Text
from staff.models.person import User
from staff.models.proposal import Proposal
from staff.roles import Ability

PUBLISH: Final = "listing-publish"
SUBJECT: Final = "listing"

# What the second person looks at, and says of each that it is so.
CHECKS: Final[Mapping[str, Promise]] = {
    "exists": _("The service exists and is run by whom the listing names."),
    "numbers": _("Every number was called or written to, and the right people answered."),
    "web": _("Every web address was opened and belongs to the service."),
    "hours": _("The hours, the time zone and holidays are right, or said to be unknown."),
    "whom": _("Whom it helps is right: ages, audience, and whom it does not take."),
    "languages": _("The languages and the places are right."),
    "traces": _("What it costs, and what stays on a bill or a phone, is right or said to be unknown."),
    "confidential": _("Nothing in it tells where a refuge is, or names somebody who must not be found."),
    "safe": _("Somebody in danger can turn to it: it blames nobody, and the listing says if police hear."),
}


class Shortening(StrEnum):
    """Why a cooling-off time is shortened; a closed list, so that nothing typed lands on record."""

    NUMBER_LEADS_NOWHERE = "number-leads-nowhere"
    NUMBER_LEADS_TO_A_STRANGER = "number-leads-to-a-stranger"
    DANGER = "danger"
    SERVICE_CONFIRMED_TWICE = "service-confirmed-twice"


SHORTENINGS: Final[Mapping[str, Promise]] = {
    Shortening.NUMBER_LEADS_NOWHERE: _("What people read now leads nowhere"),
    Shortening.NUMBER_LEADS_TO_A_STRANGER: _("What people read now leads to a stranger"),
    Shortening.DANGER: _("What people read now puts somebody in danger"),
    Shortening.SERVICE_CONFIRMED_TWICE: _("The service confirmed it in two ways that were known before"),
}


class Refused(Exception):
    """A verb of this module did nothing; `says` is what the person at the desk reads."""

    says: Text = _("This could not be done. Nothing was changed.")


class NotADraft(Refused):
    says = _("This is no draft any more: it is in review, or it was decided. Nothing was changed.")


class NotInReview(Refused):
    says = _("This edition is not in review any more. Nothing was changed.")


class NothingToCheck(Refused):
    says = _("Nothing in this edition needs that step.")


class OwnDraft(Refused):
    says = _("You wrote or proposed this yourself. Somebody else has to do that.")


class ChecklistOpen(Refused):
    says = _("The checklist is not complete: each point has to be ticked by you, for this very edition.")


class NoCallBack(Refused):
    says = _(
        "A number, an address or a place changes. Ask at the old number whether that is right, and record"
        " what came of it; if nobody answers, on two days."
    )


class Denied(Refused):
    says = _("Whoever answered at the old number said that the change is not right. Refuse it.")


class StillCooling(Refused):
    says = _(
        "A number, an address or a place changes, and the cooling-off time is not over. A supervisor may"
        " shorten it."
    )


class TablesChanged(Refused):
    says = _("The listing itself has changed since this was drafted. Put this draft aside and draft it anew.")


class HasANumber(Refused):
    says = _("The listing that people read has a number: ask there.")


def submit(*, person: User, edition: Edition) -> Proposal:
    """Put a draft before a second person; what people read stays as it is.

    Raises: NotAllowed; NotADraft; TablesChanged when it was drafted from what the tables no longer say.
    """
    person.require(Ability.PROPOSE_LISTING)
    with transaction.atomic():
        service, row = _locked(edition)
        if row.state != EditionState.DRAFT:
            raise NotADraft
        if _tables_changed(service, row):
            raise TablesChanged
        now = timezone.now()
        row.sensitive = [] if row.removes else _sensitive(service, row)
        row.state, row.submitted_at = EditionState.IN_REVIEW, now
        row.cooling_until = (
            now + dt.timedelta(hours=settings.WAYPOST_COOLING_HOURS) if row.sensitive else None
        )
        row.shortened_by_id, row.shortened_why = None, ""
        row.save()
        if service.state == State.DRAFT:
            _move(service, State.IN_REVIEW)
        _record(Act.LISTING_SUBMITTED, row, actor=person, shown=row.digest)
        return agreement.propose(
            proposer=person, kind=PUBLISH, subject_kind=SUBJECT, subject_id=str(service.pk),
            payload={"listing": str(service.pk), "edition": str(row.pk), "digest": row.digest},
        )  # fmt: skip


def tick(*, person: User, edition: Edition, checked: Collection[str]) -> Checklist:
    """Keep what this person has looked at in this very edition; the last word of a person counts.

    Raises: NotAllowed; NotInReview; OwnDraft; ValueError for a point that is not on the list.
    """
    person.require(Ability.AGREE_LISTING)
    if unknown := set(checked) - set(CHECKS):
        raise ValueError(
            f"{len(unknown)} of the points are not on the checklist; see directory.vetting.CHECKS"
        )
    with transaction.atomic():
        row = _in_review(edition, by=person)
        ticked = Checklist.objects.create(
            edition=row, person_id=person.pk, at=timezone.now(), digest=row.digest,
            checked=[check for check in CHECKS if check in checked],
        )  # fmt: skip
        _record(Act.CHECKLIST_TICKED, row, actor=person, shown=row.digest, count=len(ticked.checked))
        return ticked


def record_call_back(*, person: User, edition: Edition, outcome: str) -> CallBack:
    """Keep that the old number was asked whether the change is right, and what came of it.

    Raises: NotAllowed; NotInReview; NothingToCheck where nothing sensitive changes; OwnDraft; HasANumber when
    the listing has one and it is said to have none; ValueError for an outcome that is not on the list.
    """
    person.require(Ability.VERIFY_LISTING)
    said = CallBack.Outcome(outcome)
    with transaction.atomic():
        row = _in_review(edition, by=person)
        if not row.sensitive:
            raise NothingToCheck
        if said == CallBack.Outcome.NO_OLD_NUMBER and old_numbers(row):
            raise HasANumber
        made = CallBack.objects.create(edition=row, person_id=person.pk, at=timezone.now(), outcome=said)
        _record(Act.CALL_BACK_RECORDED, row, actor=person, outcome=said.value)
        return made


def shorten_cooling(*, person: User, edition: Edition, why: str) -> None:
    """End the cooling-off time now, on a supervisor's word; the call-back step and the second person stay.

    Raises: NotAllowed; NotInReview; NothingToCheck when no time is running; OwnDraft; ValueError (reason).
    """
    person.require(Ability.SHORTEN_COOLING)
    reason = Shortening(why)
    with transaction.atomic():
        row, now = _in_review(edition, by=person), timezone.now()
        if row.cooling_until is None or row.cooling_until <= now:
            raise NothingToCheck
        row.cooling_until, row.shortened_by_id, row.shortened_why = now, person.pk, reason.value
        row.save(update_fields=["cooling_until", "shortened_by_id", "shortened_why"])
        _record(Act.COOLING_SHORTENED, row, actor=person, reason=reason.value)


def refuse(*, person: User, edition: Edition, reason_code: str) -> Proposal:
    """Refuse an edition, with a reason from the list; what people read stays as it is.

    Raises: NotAllowed (NotYours); NotInReview; agreement.OwnProposal; ValueError (reason).
    """
    with transaction.atomic():
        proposal = proposal_of(edition)
        if proposal is None:
            raise NotInReview
        return agreement.refuse(person=person, proposal=proposal, reason_code=reason_code)


def take_back(*, person: User, edition: Edition) -> Proposal:
    """Make an edition a draft again; only who proposed it. Raises: NotInReview; agreement.NotYours."""
    with transaction.atomic():
        proposal = proposal_of(edition)
        if proposal is None:
            raise NotInReview
        return agreement.withdraw(person=person, proposal=proposal)


def discard(*, person: User, edition: Edition) -> None:
    """Put a draft aside, so that the listing can be drafted anew; it stays in the history.

    Raises: NotAllowed; NotADraft.
    """
    person.require(Ability.EDIT_LISTING)
    with transaction.atomic():
        _service, row = _locked(edition)
        if row.state != EditionState.DRAFT:
            raise NotADraft
        row.state = EditionState.SUPERSEDED
        row.save(update_fields=["state"])
        _record(Act.LISTING_DISCARDED, row, actor=person)


def let_go(*, payload: dict[str, Any], state: str, reason: str, by: User | None) -> None:
    """Make a refused edition refused, and one that was taken back or ran out a draft again."""
    row = (
        Edition.objects.select_for_update()
        .filter(pk=payload["edition"], state=EditionState.IN_REVIEW)
        .first()
    )
    if row is None:
        return
    service = Service.objects.select_for_update().get(pk=row.service_id)
    if state == Proposal.State.REFUSED:
        row.state, row.decided_at = EditionState.REFUSED, timezone.now()
        _record(Act.LISTING_REFUSED, row, actor=by, reason=reason)
    else:
        row.state, row.submitted_at, row.cooling_until = EditionState.DRAFT, None, None
        _record(Act.LISTING_TAKEN_BACK, row, actor=by)
    row.save()
    if service.state == State.IN_REVIEW:
        _move(service, State.DRAFT)


def proposal_of(edition: Edition) -> Proposal | None:
    """Return the proposal of an edition in review, its time over or not: it can still be taken back."""
    waiting = Proposal.objects.filter(
        state=Proposal.State.OPEN, kind=PUBLISH, subject_kind=SUBJECT, subject_id=str(edition.service_id)
    )
    return next((one for one in waiting if one.contents["edition"] == str(edition.pk)), None)


def hindrances(edition: Edition, person: User) -> list[Exception]:
    """Return everything that keeps this person from agreeing now; each has `says`. Empty: they may."""
    proposal = proposal_of(edition)
    if proposal is None:
        return [NotInReview()]
    kept = agreement.hindrance(person, proposal)
    found: list[Exception] = list(held_up(edition, person))
    if kept is not None and not isinstance(kept, agreement.NotCarriedOut):
        found.insert(0, kept)
    return found


def held_up(edition: Edition, person: User) -> Iterator[Refused]:
    """Yield what is still missing before this person may agree to this edition, whatever their roles."""
    if edition.state != EditionState.IN_REVIEW:
        yield NotInReview()
        return
    if person.pk == edition.created_by_id:
        yield OwnDraft()
    if _tables_changed(edition.service, edition):
        yield TablesChanged()
    if edition.removes:
        return
    if not _all_ticked(edition, person):
        yield ChecklistOpen()
    if edition.sensitive:
        yield from _sensitive_held_up(edition)


def old_numbers(edition: Edition) -> list[str]:
    """Return the numbers at which a call-back asks: those of the listing as it is, without the new ones."""
    return sensitive.phones(writing.document_of(edition.service))


def is_or_was_read(service: Service) -> bool:
    """Return whether people read this listing now, or did so once: then changing its number is dangerous."""
    state = State(service.state_before or service.state)
    if state in VETTED | {State.STALE} or (state is State.SOURCED and settings.WAYPOST_SHOW_SOURCED):
        return True
    known = (EditionState.PUBLISHED, EditionState.SUPERSEDED)
    return service.editions.filter(state__in=known, decided_at__isnull=False).exists()


def _sensitive(service: Service, edition: Edition) -> list[str]:
    if not is_or_was_read(service):
        return []
    found = set(sensitive.touched(writing.document_of(service), edition.document))
    if sheltering.count_waiting(edition):
        found.add(sensitive.Part.PLACES)  # S5: that a sealed part changes is known, what it says is not
    return [part.value for part in sensitive.Part if part in found]


def _sensitive_held_up(edition: Edition) -> Iterator[Refused]:
    asked = edition.call_backs.filter(at__gte=edition.submitted_at)
    outcomes = {call.outcome for call in asked}
    days = {call.at.date() for call in asked if call.outcome == CallBack.Outcome.NOT_REACHED}
    if CallBack.Outcome.DENIED in outcomes:
        yield Denied()
    elif not outcomes & {CallBack.Outcome.CONFIRMED, CallBack.Outcome.NO_OLD_NUMBER} and len(days) < 2:
        yield NoCallBack()
    if edition.cooling_until is None or edition.cooling_until > timezone.now():
        yield StillCooling()


def _all_ticked(edition: Edition, person: User) -> bool:
    mine = edition.checklists.filter(person_id=person.pk, digest=edition.digest, at__gte=edition.submitted_at)
    last = mine.order_by("-at", "-pk").first()
    return last is not None and set(CHECKS) <= set(last.checked)


def _tables_changed(service: Service, edition: Edition) -> bool:
    """A listing that has nothing but its row was drafted from nothing."""
    if edition.based_on:
        return shapes.digest(writing.document_of(service)) != edition.based_on
    return State(service.state_before or service.state) not in (State.DRAFT, State.IN_REVIEW)


def _in_review(edition: Edition, *, by: User) -> Edition:
    """Return the row as it is now, locked, if it is in review and somebody else wrote and proposed it."""
    _service, row = _locked(edition)
    proposal = proposal_of(row)
    if row.state != EditionState.IN_REVIEW or proposal is None:
        raise NotInReview
    if by.pk in (row.created_by_id, proposal.proposer_id):
        raise OwnDraft
    return row


def _locked(edition: Edition) -> tuple[Service, Edition]:
    service = Service.objects.select_for_update().get(pk=edition.service_id)
    return service, Edition.objects.select_for_update().get(pk=edition.pk)


def _move(service: Service, to: State) -> None:
    if not may_move(State(service.state), to):
        raise NotADraft
    service.state = to.value
    service.save(update_fields=["state"])


def _record(act: Act, edition: Edition, *, actor: User | None, **facts: str | int) -> None:
    audit.record(
        act=act, actor=actor, subject_kind=SUBJECT, subject_id=str(edition.service_id),
        edition=str(edition.pk), **facts,
    )  # fmt: skip
