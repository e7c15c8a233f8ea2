"""A partner's side of a referral: what came to the own team, what can be read of it, and the answer.

Each verb finds the referral in the inbox of the person's own team as the database has it now; another team's
is not there. Reading is put on record as it happens.
"""

import datetime as dt
import uuid
from collections.abc import Collection

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from directory import capacity
from directory.models.service import Service
from referral import case_content
from referral.case_access import Refused, read_reference
from referral.consent import Item
from referral.models.case import Case
from referral.models.referral import PartnerDesk, Referral
from referral.referral_moves import Moved, locked, make, record
from referral.referral_states import WITH_PARTNER, By, Move, State, way
from referral.shared import Shared
from safety import keys
from staff import audit
from staff.acts import Act
from staff.models.person import User
from staff.roles import Ability


class NoSuchReferral(Refused):
    """There is no such referral for this team: it never was, is destroyed, or is another team's."""

    says = _("There is no such referral.")


class NotYourService(Refused):
    """The person's team does not answer for the service."""

    says = _("Your team does not answer for this service. Nothing was changed.")


class NothingAsked(Refused):
    """A partner asks for more without saying what."""

    says = _("Tick what you need to know. Nothing was changed.")


def listed(*, person: User) -> list[Referral]:
    """Return what came to the person's team, those that wait for an answer first; the look is on record.

    Raises: NotAllowed.
    """
    person.require(Ability.ANSWER_REFERRAL)
    with transaction.atomic():
        _own_team(person)
        order = ("answer_by", "-made_at")
        rows = list(Referral.objects.inbox_of(person).defer("shared", "kept").order_by(*order))
        if rows:
            audit.record(
                act=Act.REFERRAL_LISTED, actor=person, subject_kind="team", subject_id=person.team_id or 0,
                count=len(rows),
            )  # fmt: skip
    return rows


def read(*, person: User, reference: str, now: dt.datetime) -> tuple[Referral, Shared | None]:
    """Return a referral of the own team with what may be read of it now; the first look makes it seen.

    What it held is None once it ended, was withdrawn, or its last day is over.
    Raises: NotAllowed; NoSuchReferral.
    """
    person.require(Ability.ANSWER_REFERRAL)
    with transaction.atomic():
        case, row = find(person, reference)
        if row.stands is State.SENT:
            make(case=case, referral=row, move=Move.SEE, by=person, now=now)
        else:
            record(Act.REFERRAL_READ, row, case, by=person, state=row.state)
        return row, _readable(row, now.date())


def _readable(row: Referral, today: dt.date) -> Shared | None:
    try:
        return case_content.shown_to_partner(row, today=today)
    except keys.KeyGone:
        return None


def accept(*, person: User, reference: str, now: dt.datetime) -> Referral:
    """Take the person on. Raises: NotAllowed; NoSuchReferral; Moved."""
    return _answered(person, reference, Move.ACCEPT, now)


def waitlist(*, person: User, reference: str, wait_days: int | None, now: dt.datetime) -> Referral:
    """Put the person on the list, with the wait that is expected.

    Units: days from now. Raises: NotAllowed; NoSuchReferral; Moved; NotInList.
    """
    return _answered(person, reference, Move.WAITLIST, now, wait_days=wait_days)


def decline(*, person: User, reference: str, reason: str, now: dt.datetime) -> Referral:
    """Give it back unanswered, with the reason. Raises: NotAllowed; NoSuchReferral; Moved; NotInList."""
    return _answered(person, reference, Move.DECLINE, now, reason=reason)


def ask(*, person: User, reference: str, items: Collection[str], now: dt.datetime) -> Referral:
    """Ask for more, item by item: the person is asked, and nothing comes without their word.

    Raises: NotAllowed; NoSuchReferral; Moved; NothingAsked.
    """
    known = tuple(sorted(item for item in set(items) if item in list(Item)))
    if not known or len(known) != len(set(items)):
        raise NothingAsked
    return _answered(person, reference, Move.ASK, now, items=known)


def start(*, person: User, reference: str, now: dt.datetime) -> Referral:
    """Keep that the help has begun. Raises: NotAllowed; NoSuchReferral; Moved."""
    return _answered(person, reference, Move.START, now)


def complete(*, person: User, reference: str, result: str, now: dt.datetime) -> Referral:
    """End it with its result. Raises: NotAllowed; NoSuchReferral; Moved; NotInList."""
    return _answered(person, reference, Move.COMPLETE, now, reason=result)


def hand_back(*, person: User, reference: str, reason: str, now: dt.datetime) -> Referral:
    """Give back what was begun. Raises: NotAllowed; NoSuchReferral; Moved; NotInList."""
    return _answered(person, reference, Move.HAND_BACK, now, reason=reason)


def person_not_reached(*, person: User, reference: str, now: dt.datetime) -> Referral:
    """Keep that the person could not be reached. Raises: NotAllowed; NoSuchReferral; Moved."""
    return _answered(person, reference, Move.NOT_REACHED, now, reason="person-not-reached")


def _answered(
    person: User, reference: str, move: Move, now: dt.datetime, *, reason: str = "",
    wait_days: int | None = None, items: tuple[str, ...] = (),
) -> Referral:  # fmt: skip
    person.require(Ability.ANSWER_REFERRAL)
    with transaction.atomic():
        case, row = find(person, reference)
        _see_that_it_is_the_partners(row, move)
        make(case=case, referral=row, move=move, by=person, now=now, reason=reason, wait_days=wait_days,
             items=items)  # fmt: skip
    return row


def _see_that_it_is_the_partners(row: Referral, move: Move) -> None:
    """Refuse a move that the table gives to the other side; an unknown one is refused when it is made."""
    if row.stands in WITH_PARTNER:
        try:
            by = way(row.stands, move).by
        except ValueError:
            return
        if by is not By.PARTNER:
            raise Moved("that move is the other side's")


def find(person: User, reference: str) -> tuple[Case, Referral]:
    """Return a referral of the own team with its case, locked. Raises: NoSuchReferral."""
    _own_team(person)
    found = Referral.objects.inbox_of(person).filter(reference=read_reference(reference)).first()
    if found is None:
        raise NoSuchReferral
    return locked(found)


def _own_team(person: User) -> None:
    """Read the person's team anew: a page may be older than a change of teams."""
    person.team_id = User.objects.values_list("team_id", flat=True).get(pk=person.pk)


def services_of(person: User) -> list[Service]:
    """Return the services that the person's team answers for, by name."""
    _own_team(person)
    desks = PartnerDesk.objects.of_team(person.team_id)
    return sorted((desk.service for desk in desks), key=lambda service: service.name.casefold())


def report_capacity(
    *, person: User, service: uuid.UUID, status: str, places: int | None, wait_days: int | None,
    now: dt.datetime,
) -> None:  # fmt: skip
    """Say how much room a service of the own team has; the matching knows at once.

    Raises: NotAllowed; NotYourService; directory.capacity.NoSuchAnswer.
    """
    person.require(Ability.REPORT_CAPACITY)
    with transaction.atomic():
        own = next((one for one in services_of(person) if one.pk == service), None)
        if own is None:
            raise NotYourService
        capacity.report(
            person=person, service=own, status=status, places=places, wait_days=wait_days, now=now
        )
