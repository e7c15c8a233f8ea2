"""What is done with a case: started, taken, passed on, raised, lowered, closed; each on record once (S9).

A key is made before the rows that it seals (S7); should the rest fail it is left over, opens nothing and is
swept. The three functions at the end move a case in the queue for the verbs of referrals, which record.
"""

import datetime as dt
import secrets
import uuid
from typing import Final

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from referral import alarm, case_facts, case_people, editions, figures, handover, told, triage
from referral.case_access import (
    LENGTH,
    LETTERS,
    PRACTICE_LASTS,
    IsClosed,
    NoSuchCase,
    NoTeam,
    Refused,
    clocks,
    find,
    find_to_work,
    is_own_work,
    kind_of,
    see_training,
)
from referral.case_facts import CaseFacts
from referral.models.case import Case
from referral.pathway.lines import SeedError
from referral.pathway.plan import Plan
from referral.told import Told
from referral.triage import Triage
from safety import codes, keys, retention
from staff import audit
from staff.acts import Act
from staff.models.person import Team, User
from staff.roles import Ability

FIRST_FEW: Final = 10  # untaken cases of one starter that stand in the queue by their clock alone


class TakenAlready(Refused):
    """Somebody was faster."""

    says = _("Somebody else has just taken this case. Nothing was changed.")


class NoSuchReason(Refused):
    """The reason is none of the list."""

    says = _("Choose a reason. Nothing was changed.")


class NotLower(Refused):
    """The urgency that was chosen is not less urgent, or not more."""

    says = _("The case has this urgency already, or one beyond it. Nothing was changed.")


class NobodyThere(Refused):
    """Nobody of that team could find the case."""

    says = _("Nobody there can take a case. Nothing was changed.")


class OpenReferrals(Refused):
    """A partner still has the case in hand."""

    says = _("A referral is still open: wait for its result, or take it back. Nothing was changed.")


LOWER_REASONS: Final = ("safe-now", "misunderstood", "person-asked", "entered-wrongly")


# --- start ---


def start_from_code(*, person: User, typed: str, now: dt.datetime) -> Case:
    """Return the case that a code becomes; the code opens nothing from then on.

    Raises: NotAllowed; NotTrained; NoTeam; handover.NoSuchCode; safety.codes.Misread.
    """
    person.require(Ability.OPEN_HANDOVER)
    _see_that_cases_may_start(person, now)
    codes.read(typed)
    key = keys.make()
    try:
        with transaction.atomic():
            what = handover.take(typed, now=now)
            return _start_with(person, what, key=key, origin=Case.Origin.CODE, now=now)
    except handover.NoSuchCode:
        keys.destroy(key)  # codes are typed wrongly often: no key is left over for each
        raise


def start_from_call(*, person: User, what: Told, now: dt.datetime) -> Case:
    """Return the case of a call that was walked at the desk; whoever talks with the person has taken it.

    Raises: NotAllowed; NotTrained; NoTeam.
    """
    _see_that_cases_may_start(person, now)
    key = keys.make()
    with transaction.atomic():
        return _start_with(person, what, key=key, origin=Case.Origin.CALL, now=now)


def start_practice(*, person: User, what: Told, now: dt.datetime) -> Case:
    """Return an invented case to practise on; nobody has to be trained for it.

    Raises: NotAllowed; NoTeam.
    """
    _see_that_cases_may_start(person, now, practice=True)
    key = keys.make()
    with transaction.atomic():
        return _start_with(person, what, key=key, origin=Case.Origin.CODE, now=now, practice=True)


def start_empty(*, person: User, facts: CaseFacts, urgency: str, now: dt.datetime) -> Case:
    """Return a case that nobody walked: what a worker chose from lists, taken by that worker.

    Raises: NotAllowed; NotTrained; NoTeam.
    """
    _see_that_cases_may_start(person, now)
    judged = Triage(urgency, facts.reasons or (triage.STAFF,))
    key = keys.make()
    with transaction.atomic():
        return _start(person, facts, judged, None, key=key, origin=Case.Origin.EMPTY, now=now, practice=False)


def _see_that_cases_may_start(person: User, now: dt.datetime, *, practice: bool = False) -> None:
    person.require(Ability.WORK_CASE)
    if not practice:
        see_training(person, today=now.date())
    if person.team_id is None:
        raise NoTeam


def plan_of(what: Told) -> Plan:
    """Return the plan of what was told, on the edition that it was told on, or the newest if that is gone."""
    try:
        book = editions.book_kept(what.edition)
    except (LookupError, SeedError):
        book = editions.book(what.edition)
    return editions.plan(told.walked(what, book).state, book)


def _start_with(
    person: User, what: Told, *, key: uuid.UUID, origin: Case.Origin, now: dt.datetime, practice: bool = False
) -> Case:
    plan = plan_of(what)
    judged = triage.of_plan(plan, what.answers)
    facts = triage.facts_of(plan, judged, country=what.country, language=what.language)
    return _start(person, facts, judged, what, key=key, origin=origin, now=now, practice=practice)


def _start(
    person: User, facts: CaseFacts, judged: Triage, what: Told | None, *, key: uuid.UUID,
    origin: Case.Origin, now: dt.datetime, practice: bool,
) -> Case:  # fmt: skip
    case = Case(
        reference=_new_reference(), key=key, team_id=person.team_id, urgency=judged.urgency, origin=origin,
        practice=practice, edition=what.edition if what else "", started_by=person, created_at=now,
        touched_at=now, rank=triage.rank(judged.urgency, moved_up=0), turn=_turn(person),
        due_at=triage.first_answer_by(
            judged.urgency, short=judged.has_short_clock, now=now, clocks=clocks()
        ),
    )  # fmt: skip
    case.sealed_facts = keys.seal_with(key, case_facts.to_json(facts), about=case.about("facts"))
    if what is not None:
        case.told = keys.seal_with(key, told.to_json(what), about=case.about("told"))
    if origin != Case.Origin.CODE:  # whoever starts it has the person on the line
        _give_to(case, person, now)
    case.save(force_insert=True)
    _record(Act.CASE_STARTED, person, case, how=origin.value, before=triage.URGENCIES.index(case.urgency))
    figures.asked(case, facts, now=now)
    alarm.after_commit(case)
    return case


def _new_reference() -> str:
    """Return a reference that no case has. A second of the same would be refused by the database."""
    while True:
        drawn = "".join(secrets.choice(LETTERS) for _letter in range(LENGTH))
        if not Case.objects.filter(reference=drawn).exists():
            return drawn


def _turn(person: User) -> int:
    """Return how many tens of cases of this starter wait untaken: a flood stands behind everybody's first."""
    return Case.objects.untaken().filter(started_by=person).count() // FIRST_FEW


# --- take, give back, pass on ---


def take(*, person: User, reference: str, now: dt.datetime) -> Case:
    """Return the case, which is this person's from now on. One of any number who press at once gets it.

    Raises: NotAllowed; NotTrained; NoSuchCase; TakenAlready; IsClosed.
    """
    with transaction.atomic():
        person.require(Ability.WORK_CASE)
        case = find(person, reference, now=now)
        if not case.practice:
            see_training(person, today=now.date())
        if case.is_closed:
            raise IsClosed
        fresh, due_at = case.first_answer_at is None, case.due_at
        _give_to(case, person, now)
        taken = Case.objects.untaken().filter(pk=case.pk, team_id=person.team_id).update(
            state=case.state, taken_by=person, taken_at=now, due_at=case.due_at, touched_at=now,
            first_answer_at=case.first_answer_at, rung_at=None,
        )  # fmt: skip
        if not taken:
            raise TakenAlready
        _record(Act.CASE_TAKEN, person, case)
        if fresh:
            figures.answered(case, due_at=due_at, now=now)
    return case


def _give_to(case: Case, person: User, now: dt.datetime) -> None:
    """Put the case into somebody's hands: the first answer is given, the clock of the next look runs."""
    case.state, case.taken_by, case.taken_at, case.touched_at = Case.State.OPEN, person, now, now
    case.first_answer_at = case.first_answer_at or now
    case.due_at = triage.next_look_by(case.urgency, now=now, clocks=clocks())


def release(*, person: User, reference: str, now: dt.datetime) -> Case:
    """Put the case back into the queue of the team; nobody is asked why.

    Raises: NotAllowed; NoSuchCase; GlassNeeded; NotTaken; IsClosed.
    """
    with transaction.atomic():
        case = find_to_work(person, reference, now=now)
        _back_into_queue(case, now)
        _record(Act.CASE_RELEASED, person, case)
    return case


def _back_into_queue(case: Case, now: dt.datetime) -> None:
    case.state, case.taken_by, case.taken_at, case.touched_at = Case.State.NEW, None, None, now
    case.due_at = triage.first_answer_by(case.urgency, short=False, now=now, clocks=clocks())
    case.rung_at = None
    case.save(update_fields=["state", "taken_by", "taken_at", "touched_at", "due_at", "rung_at"])


def pass_on(*, person: User, reference: str, team: Team, now: dt.datetime, whom: User | None = None) -> Case:
    """Put the case into a team's queue, or into the hands of one of its people; nobody is asked why.

    Raises: NotAllowed; NoSuchCase; GlassNeeded; NotTaken; IsClosed; NobodyThere.
    """
    with transaction.atomic():
        case = find_to_work(person, reference, now=now, free=True)
        takers = case_people.taking(team, now=now).filter(**({"pk": whom.pk} if whom else {}))
        if case.practice or not takers.exists():
            raise NobodyThere
        before, case.team = case.team_id, team
        fresh, due_at = case.first_answer_at is None, case.due_at
        case.save(update_fields=["team"])
        _back_into_queue(case, now)
        if whom is not None:
            _give_to(case, whom, now)
            case.save(update_fields=["state", "taken_by", "taken_at", "due_at", "first_answer_at"])
        facts = {"person": whom.pk} if whom else {}
        _record(Act.CASE_PASSED, person, case, team=team.pk, before=before, **facts)
        if whom is not None and fresh:
            figures.answered(case, due_at=due_at, now=now)
        alarm.after_commit(case)
    return case


# --- urgency ---


def raise_urgency(*, person: User, reference: str, urgency: str, now: dt.datetime) -> Case:
    """Make a case more urgent; anybody of the team may, at once, and its clock begins anew.

    Raises: NotAllowed; NoSuchCase; GlassNeeded; IsClosed; NotLower.
    """
    with transaction.atomic():
        case = find_to_work(person, reference, now=now, free=True)
        if urgency not in triage.URGENCIES or not triage.is_lower(case.urgency, than=urgency):
            raise NotLower
        _set_urgency(person, case, urgency, now)
        alarm.after_commit(case)
    return case


def lower_urgency(*, person: User, reference: str, urgency: str, reason: str, now: dt.datetime) -> Case:
    """Make a case less urgent, with a reason of the list.

    Raises: NotAllowed; NoSuchCase; GlassNeeded; NotTaken; IsClosed; NotLower; NoSuchReason.
    """
    with transaction.atomic():
        case = find_to_work(person, reference, now=now, ability=Ability.LOWER_URGENCY)
        if reason not in LOWER_REASONS:
            raise NoSuchReason
        if urgency not in triage.URGENCIES or not triage.is_lower(urgency, than=case.urgency):
            raise NotLower
        _set_urgency(person, case, urgency, now, reason=reason)
    return case


def _set_urgency(person: User, case: Case, urgency: str, now: dt.datetime, **facts: str) -> None:
    before, case.urgency, case.touched_at = case.urgency, urgency, now
    case.rank = triage.rank(urgency, moved_up=case.moved_up)
    if case.taken_by_id is None:
        case.due_at = triage.first_answer_by(urgency, short=False, now=now, clocks=clocks())
    else:
        case.due_at = triage.next_look_by(urgency, now=now, clocks=clocks())
    case.alarmed_at = case.rung_at = None
    case.save(update_fields=["urgency", "rank", "due_at", "touched_at", "alarmed_at", "rung_at"])
    places = triage.URGENCIES.index(before), triage.URGENCIES.index(urgency)
    _record(Act.CASE_URGENCY, person, case, before=places[0], after=places[1], **facts)


# --- close, open again ---


def close(*, person: User, reference: str, reason: str, now: dt.datetime) -> Case:
    """Close a case; its last day is set, and no clock runs any more.

    Raises: NotAllowed; NoSuchCase; GlassNeeded; NotTaken; IsClosed; NoSuchReason; OpenReferrals.
    """
    with transaction.atomic():
        case = find_to_work(person, reference, now=now, ability=Ability.CLOSE_CASE)
        if reason not in Case.Reason.values or reason == Case.Reason.EXPIRED:
            raise NoSuchReason
        if case.referrals.open().exists():
            raise OpenReferrals
        keep = PRACTICE_LASTS if case.practice else retention.keep("case")
        case.state, case.close_reason, case.closed_at, case.touched_at = Case.State.CLOSED, reason, now, now
        case.destroy_on, case.due_at = (now + keep).date(), None
        case.save(update_fields=["state", "close_reason", "closed_at", "touched_at", "destroy_on", "due_at"])
        _record(Act.CASE_CLOSED, person, case, reason=reason, until=case.destroy_on.isoformat())
        figures.closed(case, reason, now=now)
    return case


def reopen(*, person: User, reference: str, now: dt.datetime) -> Case:
    """Open a closed case again, in the hands of whoever asks; one that is due to be destroyed is not there.

    Raises: NotAllowed; NotTrained; NoSuchCase; GlassNeeded; Refused if it is not closed.
    """
    with transaction.atomic():
        person.require(Ability.CLOSE_CASE)
        see_training(person, today=now.date())
        case = find(person, reference, now=now, lock=True)
        if not case.is_closed or not is_own_work(person, case):
            raise NoSuchCase if case.is_closed else Refused
        case.close_reason, case.closed_at, case.destroy_on = "", None, None
        _give_to(case, person, now)
        case.save()
        _record(Act.CASE_REOPENED, person, case)
    return case


# --- moves for the verbs of referrals: no ability is asked here, nothing is recorded ---


def waits_for_partner(case: Case, *, now: dt.datetime) -> None:
    """Have a locked case wait for a partner; the clock of the next look runs."""
    case.state, case.touched_at = Case.State.WAITING, now
    case.due_at = triage.next_look_by(case.urgency, now=now, clocks=clocks())
    case.save(update_fields=["state", "touched_at", "due_at"])


def comes_back(case: Case, *, now: dt.datetime, moves_up: bool) -> None:
    """Bring a locked case back to whoever has it, one step further up if a referral was lost for good."""
    case.state, case.touched_at = Case.State.OPEN, now
    case.moved_up += int(moves_up)
    case.rank = triage.rank(case.urgency, moved_up=case.moved_up)
    case.due_at = triage.first_answer_by(case.urgency, short=False, now=now, clocks=clocks())
    case.rung_at = None
    case.save(update_fields=["state", "touched_at", "moved_up", "rank", "due_at", "rung_at"])


def touched(case: Case, *, now: dt.datetime) -> None:
    """Note that somebody did something with a locked case: the clock of the next look begins anew."""
    case.touched_at = now
    if case.taken_by_id is not None and not case.is_closed:
        case.due_at = triage.next_look_by(case.urgency, now=now, clocks=clocks())
    case.save(update_fields=["touched_at", "due_at"])


def _record(act: Act, person: User, case: Case, /, **facts: str | int) -> None:
    audit.record(act=act, actor=person, subject_kind=kind_of(case), subject_id=case.reference, **facts)
