"""Who may open which case, asked by every verb and every page, inside its transaction.

A case of another team is not there. A case that a colleague of the team has taken asks for a reason.
"""

import datetime as dt
from typing import Final

from django.conf import settings
from django.db.models import Q
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from referral.models.case import Case, CaseQuerySet, GlassBroken, Training
from referral.triage import Clocks
from safety import retention
from staff.models.person import User
from staff.roles import Ability

LETTERS: Final = "0123456789abcdefghjkmnpqrstvwxyz"  # Crockford's: none is taken for another one
LENGTH: Final = 7
AS_READ: Final = str.maketrans({"o": "0", "i": "1", "l": "1"})
# What the record calls a case; an invented one is called otherwise, so that nobody counts it.
KIND: Final = "case"
PRACTICE_KIND: Final = "practice-case"
PRACTICE_LASTS: Final = dt.timedelta(days=1)  # an invented case is thrown away after a shift


class Refused(Exception):
    """A verb did not do what was asked; `says` tells the worker why."""

    says: str | Promise = _("Nothing was changed.")


class NoSuchCase(Refused):
    """There is no such case for this person: it never was, it is destroyed, or it is another team's."""

    says = _("There is no such case.")


class GlassNeeded(Refused):
    """A colleague works on the case: whoever opens it says why."""

    says = _("A colleague works on this case. Say why you open it.")

    def __init__(self, reference: str) -> None:
        super().__init__("a reason is needed")
        self.reference = reference


class NotTaken(Refused):
    """Nobody has taken the case yet, and what was asked is for whoever has."""

    says = _("Take the case first. Nothing was changed.")


class IsClosed(Refused):
    """The case is closed."""

    says = _("The case is closed. Nothing was changed.")


class NoTeam(Refused):
    """Whoever starts a case belongs to no team, so nobody would find it."""

    says = _("You belong to no team yet. Ask an administrator. Nothing was changed.")


class NotTrained(Refused):
    """Nobody starts or takes a case before their safeguarding training is confirmed."""

    says = _("Confirm your safeguarding training first. Nothing was changed.")


def read_reference(typed: str) -> str:
    """Return a reference as it is kept, whatever dashes, spaces and capitals somebody read out."""
    plain = "".join(letter for letter in typed.casefold() if letter.isalnum())
    return plain.translate(AS_READ)[: LENGTH + 1]


def kind_of(case: Case) -> str:
    """Return what the record calls this case."""
    return PRACTICE_KIND if case.practice else KIND


def visible(person: User, *, now: dt.datetime) -> CaseQuerySet:
    """Return the cases that are there for this person: not one that must be destroyed, nor somebody else's
    practice.
    """
    kept = Case.objects.seen_by(person, now=now).exclude(over(now))
    return kept.filter(Q(practice=False) | Q(started_by=person))


def over(now: dt.datetime) -> Q:
    """Return what holds of a case that must go: closed long enough, untouched for too long, or invented and
    over. From then on nobody finds it, also before it is destroyed (S7).
    """
    closed = Q(state=Case.State.CLOSED)
    return (
        (closed & (Q(destroy_on__lte=now.date()) | Q(closed_at__lte=now - retention.keep("case"))))
        | (~closed & Q(touched_at__lte=now - retention.keep("case-untouched")))
        | Q(practice=True, touched_at__lte=now - PRACTICE_LASTS)
    )


def find(person: User, reference: str, *, now: dt.datetime, lock: bool = False) -> Case:
    """Return the case if it is there for this person, locked until the transaction ends if asked.

    Raises: NotAllowed; NoSuchCase.
    """
    person.require(Ability.SEE_CASES)
    person.team_id = User.objects.values_list("team_id", flat=True).get(pk=person.pk)
    found = visible(person, now=now)
    if lock:
        found = found.select_for_update(of=("self",))
    case = found.filter(reference=read_reference(reference)).first()
    if case is None:
        raise NoSuchCase
    return case


def is_own_work(person: User, case: Case) -> bool:
    """Return whether the case is the person's: taken by them, free, or of the team they look after."""
    if case.team_id != person.team_id:
        return False
    return case.taken_by_id in (None, person.pk) or person.may(Ability.REVIEW_CASES)


def has_reason(person: User, case: Case, *, now: dt.datetime) -> bool:
    """Return whether the person gave a reason that still holds."""
    return GlassBroken.objects.filter(case=case, person=person, ends_at__gt=now).exists()


def find_to_read(person: User, reference: str, *, now: dt.datetime) -> Case:
    """Return a case that the person may read. Raises: NotAllowed; NoSuchCase; GlassNeeded."""
    case = find(person, reference, now=now)
    _see_why(person, case, now=now)
    return case


def find_to_work(
    person: User,
    reference: str,
    *,
    now: dt.datetime,
    ability: Ability = Ability.WORK_CASE,
    free: bool = False,
) -> Case:
    """Return an open case, locked, that the person works on; with `free` also one that nobody has taken.

    Raises: NotAllowed; NoSuchCase; GlassNeeded; NotTaken; IsClosed.
    """
    person.require(ability)
    case = find(person, reference, now=now, lock=True)
    _see_why(person, case, now=now)
    if case.is_closed:
        raise IsClosed
    if case.taken_by_id is None and not free:
        raise NotTaken
    return case


def _see_why(person: User, case: Case, *, now: dt.datetime) -> None:
    if not is_own_work(person, case) and not has_reason(person, case, now=now):
        raise GlassNeeded(case.reference)


def see_training(person: User, *, today: dt.date) -> None:
    """See that the person's training holds. Raises: NotTrained."""
    if not is_trained(person, today=today):
        raise NotTrained


def is_trained(person: User, *, today: dt.date) -> bool:
    """Return whether the person's training holds today."""
    return Training.objects.filter(person=person, renew_on__gte=today).exists()


def clocks() -> Clocks:
    """Return the clocks as this installation has set them."""
    return Clocks(
        now=dt.timedelta(minutes=settings.WAYPOST_CLOCK_U0_MINUTES),
        today=dt.timedelta(hours=settings.WAYPOST_CLOCK_U1_HOURS),
        short=dt.timedelta(hours=settings.WAYPOST_CLOCK_SHORT_HOURS),
        three_days=dt.timedelta(days=settings.WAYPOST_CLOCK_U2_DAYS),
        planned=dt.timedelta(days=settings.WAYPOST_CLOCK_U3_DAYS),
    )
