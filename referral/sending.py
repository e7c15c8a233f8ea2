"""Referring a person: to a partner's inbox with what they agreed to, or by giving them a number.

The helpline's side. Each verb finds the case as one that this person works on, changes it and puts it on
record in one transaction. The key of what a partner reads is made before and destroyed after (S7).
"""

import datetime as dt
import json
import uuid
from collections.abc import Collection

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from directory.models.service import Service
from directory.topics import Need
from referral import case_content, casework, figures, identifiers, medical_clock, shared
from referral.case_access import find_to_work, kind_of
from referral.consent import Agreed, Agreement, Item, band_of, lacks, needs_check, shareable
from referral.models.case import Case
from referral.models.referral import Consent, PartnerDesk, Referral, ToldNumber
from referral.referral_moves import (
    Moved,
    Refused,
    destroy_key,
    follow_up,
    locked,
    make,
    new_reference,
    patience,
    record,
    write_step,
)
from referral.referral_states import UNANSWERED, Move, Reason, State
from referral.shared import Shared
from safety import keys
from staff import audit
from staff.acts import Act
from staff.models.person import User
from staff.roles import Ability


class NoPartner(Refused):
    """Nobody here answers for the service."""

    says = _("No partner answers here for this service. Give the person its number instead.")


class NoConsent(Refused):
    """The person did not agree, or until a day that is over or too far away."""

    says = _("The person has to agree, until a day within the next 90 days. Nothing was sent.")


class SentAlready(Refused):
    """The very same referral waits already."""

    says = _("This service has an open referral of this case already. Nothing was sent.")


class NeedsSupervisor(Refused):
    """A child's consent is widened by a supervisor, or not at all."""

    says = _("The person is or may be under 16: a supervisor has to send this. Nothing was sent.")


class OwnCheck(Refused):
    """Whoever wrote a consent down does not check it."""

    says = _("You prepared this yourself. Another supervisor has to check it.")


class NothingNew(Refused):
    """An answer without anything to add."""

    says = _("Tick what the person agrees to share beyond what was sent. Nothing was sent.")


class NamesSomebody(Refused):
    """The words for a partner look as if they named somebody."""

    says = _("These words look as if they named somebody. Take that out and send it again.")


def refer(
    *, person: User, reference: str, service: uuid.UUID, need: str, items: Collection[str], until: dt.date,
    agreed: Collection[str], words: str = "", follow: bool = True, now: dt.datetime,
) -> Referral:  # fmt: skip
    """Send a case to the partner who answers for a service, with exactly what the person agreed to.

    Where a supervisor has to check a child's consent, nothing is sent yet: the referral is drafted.
    Raises: NotAllowed; NoSuchCase; GlassNeeded; NotTaken; IsClosed; NoPartner; NoConsent; SentAlready.
    """
    person.require(Ability.REFER)
    key = keys.make()
    with transaction.atomic():
        # The desk is locked, and first, as by whoever ends it: nothing is sent past its end.
        desk = PartnerDesk.objects.select_for_update().filter(service_id=service).first()
        case = find_to_work(person, reference, now=now)
        if desk is None:
            raise NoPartner
        _see_that_it_is_new(case, service)
        content = case_content.of(case, now=now)
        yes = _agreement(need, service, items, until, agreed)
        if need not in content.facts.needs or lacks(yes, today=now.date()):
            raise NoConsent
        told = _shared(yes, content, case, words, now)
        referral = _new(case, desk.team_id, told, key, person, until, follow, now)
        checked = not needs_check(band_of(content.facts.age_band), yes.agreed)
        _keep_consent(case, referral, yes, person, now, checked_by=None)
        if checked:
            write_step(case=case, referral=referral, move=Move.CHECK, to=State.SENT, by=person, now=now,
                       detail={})  # fmt: skip
            record(Act.REFERRAL_SENT, referral, case, by=person, team=desk.team_id)
            figures.moved(case, State.SENT, now=now)
            medical_clock.referred(case, content.facts, need=yes.need, by=referral, now=now)
            casework.waits_for_partner(case, now=now)
        else:
            _draft(referral)
            record(Act.REFERRAL_DRAFTED, referral, case, by=person, team=desk.team_id)
    return referral


def _draft(referral: Referral) -> None:
    referral.state, referral.sent_at, referral.answer_by = State.DRAFTED.value, None, None
    referral.save(update_fields=["state", "sent_at", "answer_by"])


def _see_that_it_is_new(case: Case, service: uuid.UUID) -> None:
    rows, opener = Referral.objects.open().filter(case=case), case_content.opener_of([case])
    if any(case_content.kept(case, row, opener).service == str(service) for row in rows):
        raise SentAlready


def _agreement(
    need: str, service: uuid.UUID, items: Collection[str], until: dt.date, agreed: Collection[str]
) -> Agreement:
    try:
        chosen = shared.whole(frozenset(Item(item) for item in items))
        return Agreement(Need(need), str(service), chosen, until, frozenset(Agreed(who) for who in agreed))
    except ValueError:
        raise NoConsent from None


def _shared(
    yes: Agreement, content: case_content.Content, case: Case, words: str, now: dt.datetime
) -> Shared:
    there = shared.offered(
        content.facts, need=yes.need, answers=content.answers, contact=content.contact, words=words.strip()
    )
    told = shareable(yes, there, today=now.date())
    return Shared(
        service=yes.agency, need=yes.need, urgency=case.urgency, items=told,
        agreed=tuple(sorted(yes.agreed)),
    )  # fmt: skip


def _new(
    case: Case, team: int, told: Shared, key: uuid.UUID, person: User, until: dt.date, follow: bool,
    now: dt.datetime,
) -> Referral:  # fmt: skip
    referral = Referral(
        reference=new_reference(), case=case, to_team_id=team, urgency=case.urgency, state=State.SENT.value,
        key=key, until=until, made_by=person, made_at=now, sent_at=now,
        answer_by=now + patience(case.urgency),
        follow_up_on=follow_up(case.urgency, now.date()) if follow else None,
    )  # fmt: skip
    _seal(case, referral, told)
    referral.save(force_insert=True)
    return referral


def _seal(case: Case, referral: Referral, told: Shared) -> None:
    """Seal what is shared twice: for the partner under the referral's key, for the case under its own."""
    text = shared.to_json(told)
    referral.shared = keys.seal_with(referral.key, text, about=referral.about("shared"))
    referral.kept = keys.seal_with(case.key, text, about=referral.about("kept"))


def _keep_consent(
    case: Case, referral: Referral, yes: Agreement, person: User, now: dt.datetime, *, checked_by: User | None
) -> None:
    row = Consent(
        id=uuid.uuid4(), referral=referral, given_at=now, until=yes.until, kept_by=person,
        checked_by=checked_by,
    )  # fmt: skip
    said = {
        "need": yes.need, "agency": yes.agency, "items": sorted(yes.items), "agreed": sorted(yes.agreed),
    }  # fmt: skip
    row.agreement = keys.seal_with(case.key, json.dumps(said).ljust(512), about=row.about)
    row.save(force_insert=True)
    record(Act.CONSENT_GIVEN, referral, case, by=person, count=len(yes.items), until=yes.until.isoformat())


# --- a supervisor's check, and more for a partner who asks ---


def check(*, person: User, reference: str, referral: Referral, now: dt.datetime) -> None:
    """Send what was drafted, on the word of a supervisor who did not draft it.

    Raises: NotAllowed; NoSuchCase; IsClosed; NotTaken; OwnCheck; Moved; NoConsent when its last day is over.
    """
    person.require(Ability.CHECK_CONSENT)
    with transaction.atomic():
        case, row = _of_case(person, reference, referral, now)
        if row.made_by_id == person.pk:
            raise OwnCheck
        if row.until < now.date():
            raise NoConsent
        row.checked_by = person
        row.consents.filter(withdrawn_at=None).update(checked_by=person)
        make(case=case, referral=row, move=Move.CHECK, by=person, now=now)
        record(Act.CONSENT_CHECKED, row, case, by=person)
        facts, need = case_content.facts_of(case), case_content.kept(case, row).need
        medical_clock.referred(case, facts, need=need, by=row, now=now)


def answer(
    *, person: User, reference: str, referral: Referral, items: Collection[str], agreed: Collection[str],
    words: str = "", now: dt.datetime,
) -> None:  # fmt: skip
    """Give a partner who asked for more what the person now agrees to, beside what was sent before.

    Raises: NotAllowed; NoSuchCase; Moved; NoConsent; NothingNew; NeedsSupervisor; NamesSomebody.
    """
    person.require(Ability.REFER)
    if identifiers.kinds(words):
        raise NamesSomebody
    with transaction.atomic():
        case, row = _of_case(person, reference, referral, now)
        before, content = case_content.kept(case, row), case_content.of(case, now=now)
        yes = _agreement(before.need, uuid.UUID(before.service), {*items, *before.kinds}, row.until, agreed)
        if lacks(yes, today=now.date()):
            raise NoConsent
        young = needs_check(band_of(content.facts.age_band), yes.agreed)
        if young and not person.may(Ability.CHECK_CONSENT):
            raise NeedsSupervisor
        told = _shared(yes, content, case, words or str(before.items.get(Item.WORDS, "")), now)
        if told.items == before.items:
            raise NothingNew
        _keep_consent(case, row, yes, person, now, checked_by=person if young else None)
        _seal(case, row, told)
        make(case=case, referral=row, move=Move.ANSWER, by=person, now=now)
        record(Act.REFERRAL_ANSWERED, row, case, by=person)


# --- ending it from this side ---


def withdraw_consent(*, person: User, reference: str, referral: Referral, now: dt.datetime) -> None:
    """End what the person agreed to: the partner reads nothing of it from now on. What they saw they saw.

    Raises: NotAllowed; NoSuchCase; Moved.
    """
    person.require(Ability.REFER)
    with transaction.atomic():
        case, row = _of_case(person, reference, referral, now)
        row.consents.filter(withdrawn_at=None).update(withdrawn_at=now)
        make(case=case, referral=row, move=Move.WITHDRAW, by=person, now=now)


def revoke(*, person: User, reference: str, referral: Referral, reason: str, now: dt.datetime) -> None:
    """Take a referral back. Raises: NotAllowed; NoSuchCase; Moved; NotInList."""
    person.require(Ability.REFER)
    with transaction.atomic():
        case, row = _of_case(person, reference, referral, now)
        make(case=case, referral=row, move=Move.REVOKE, by=person, now=now, reason=reason)


def partner_not_reached(*, person: User, reference: str, referral: Referral, now: dt.datetime) -> None:
    """Keep that the partner does not answer at all. Raises: NotAllowed; NoSuchCase; Moved."""
    person.require(Ability.REFER)
    with transaction.atomic():
        case, row = _of_case(person, reference, referral, now)
        make(case=case, referral=row, move=Move.NOT_REACHED, by=person, now=now,
             reason=Reason.PARTNER_NOT_REACHED)  # fmt: skip


def _of_case(person: User, reference: str, referral: Referral, now: dt.datetime) -> tuple[Case, Referral]:
    """Return the case and its referral, locked, where this person works on the case."""
    case = find_to_work(person, reference, now=now, ability=Ability.REFER)
    row = Referral.objects.select_for_update().filter(pk=referral.pk, case=case).first()
    if row is None:
        raise Moved("the referral is not of this case, or is destroyed")
    return case, row


# --- following up, and numbers ---


def followed(*, person: User, reference: str, referral: Referral, again: bool, now: dt.datetime) -> None:
    """Keep that somebody asked what became of it; `again` sets the next day for it, else there is none.

    Raises: NotAllowed; NoSuchCase.
    """
    person.require(Ability.REFER)
    with transaction.atomic():
        case, row = _of_case(person, reference, referral, now)
        row.follow_up_on = follow_up(row.urgency, now.date()) if again else None
        row.save(update_fields=["follow_up_on"])
        casework.touched(case, now=now)
        record(Act.REFERRAL_FOLLOWED, row, case, by=person)


def tell(
    *, person: User, reference: str, service: uuid.UUID, need: str, follow: bool, now: dt.datetime
) -> ToldNumber:
    """Keep that the person was given the contact of a service; nothing goes to the service.

    Raises: NotAllowed; NoSuchCase; GlassNeeded; NotTaken; IsClosed; NoPartner if there is no such listing.
    """
    person.require(Ability.REFER)
    with transaction.atomic():
        case = find_to_work(person, reference, now=now, ability=Ability.REFER)
        if need not in Need.__members__ or not Service.objects.filter(pk=service).exists():
            raise NoPartner
        row = ToldNumber(
            id=uuid.uuid4(), case=case, told_by=person, told_at=now,
            follow_up_on=follow_up(case.urgency, now.date()) if follow else None,
        )  # fmt: skip
        said = json.dumps({"service": str(service), "need": need}).ljust(128)
        row.which = keys.seal_with(case.key, said, about=row.about)
        row.save(force_insert=True)
        casework.touched(case, now=now)
        audit.record(act=Act.NUMBER_TOLD, actor=person, subject_kind=kind_of(case), subject_id=case.reference)
        medical_clock.referred(case, case_content.facts_of(case), need=need, by=row, now=now)
    return row


# --- the clock ---


def expire_due(*, now: dt.datetime) -> int:
    """Bring back every case whose partner did not answer in time; return how many. Safe to repeat."""
    return sum(_expire(row, now) for row in Referral.objects.overdue(now=now).order_by("answer_by"))


def _expire(referral: Referral, now: dt.datetime) -> bool:
    try:
        with transaction.atomic():
            case, row = locked(referral)
            if row.stands not in UNANSWERED or row.answer_by is None or row.answer_by > now:
                return False  # somebody answered, or another process was faster
            make(case=case, referral=row, move=Move.EXPIRE, by=None, now=now)
    except (Moved, keys.KeyGone):
        return False  # its case is being destroyed, and the inbox of everybody else is read all the same
    return True


def shut_over(*, today: dt.date) -> int:
    """Destroy the key of everything that no partner may read any more; return how many there were.

    Those whose last day is over while they are open are put on record; the rest was left over by a process
    that died between the end of a referral and its key.
    """
    found = list(Referral.objects.over(today=today).select_related("case"))
    for row in found:
        destroy_key(row)
        if row.ended_at is None:
            with transaction.atomic():
                record(Act.REFERRAL_SHUT, row, row.case, by=None, until=row.until.isoformat())
    return len(found)
