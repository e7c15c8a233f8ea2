"""Open a case that is not one's own work: with a reason of a list, for an hour, on record, told."""

import datetime as dt
from typing import Final

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from referral import alarm
from referral.case_access import KIND, NoSuchCase, Refused, over, read_reference
from referral.models.case import Case, GlassBroken
from staff import audit
from staff.acts import Act
from staff.models.person import User
from staff.models.record import AuditEntry
from staff.roles import Ability

MOST_GUESSES: Final = 5  # references that there were not, of one person in an hour
UNKNOWN: Final = "unknown"  # what the record calls a case that there is not


class NoReason(Refused):
    """The reason is none of the list."""

    says = _("Choose a reason. Nothing was opened.")


class TooManyGuesses(Refused):
    """Somebody tried references that there are not."""

    says = _("You named cases that there are not. Ask your supervisor, or try again in an hour.")


def break_glass(*, person: User, reference: str, reason: str, now: dt.datetime) -> Case:
    """Let the person read and work on a case for an hour; the supervisors of its team are told.

    Raises: NotAllowed; NoReason; NoSuchCase; TooManyGuesses.
    """
    person.require(Ability.BREAK_GLASS)
    if reason not in GlassBroken.Reason.values:
        raise NoReason
    _see_that_nobody_guesses(person, now)
    with transaction.atomic():
        case = _live(reference, now)
        if case is not None:
            ends_at = now + dt.timedelta(minutes=settings.WAYPOST_GLASS_MINUTES)
            GlassBroken.objects.create(
                case=case, person=person, reason=reason, broken_at=now, ends_at=ends_at
            )
        _record(person, case, reason)
    if case is None:  # on record all the same: who tries out references is seen
        raise NoSuchCase
    alarm.write(one for one in alarm.supervisors(case.team_id) if one.pk != person.pk)
    return case


def _live(reference: str, now: dt.datetime) -> Case | None:
    """Return the case if it is there for anybody; invented ones are their maker's alone."""
    kept = Case.objects.true().exclude(over(now))
    return kept.filter(reference=read_reference(reference)).first()


def _record(person: User, case: Case | None, reason: str) -> None:
    about = case.reference if case else UNKNOWN
    audit.record(act=Act.CASE_GLASS_BROKEN, actor=person, subject_kind=KIND, subject_id=about, reason=reason)


def _see_that_nobody_guesses(person: User, now: dt.datetime) -> None:
    tried = AuditEntry.objects.filter(
        act=Act.CASE_GLASS_BROKEN, actor_id=person.pk, subject_id=UNKNOWN, at__gt=now - dt.timedelta(hours=1)
    )
    if tried.count() >= MOST_GUESSES:
        raise TooManyGuesses


def unseen(person: User) -> list[GlassBroken]:
    """Return what a supervisor has not looked at yet: openings of their team's cases, not their own."""
    found = GlassBroken.objects.filter(seen_at=None, case__team_id=person.team_id).exclude(person=person)
    return list(found.select_related("case", "person", "person__team").order_by("broken_at"))


def seen(*, person: User, pk: int, now: dt.datetime) -> None:
    """Keep that a supervisor of the case's team has looked at an opening; nobody looks at their own.

    Raises: NotAllowed; NoSuchCase.
    """
    with transaction.atomic():
        person.require(Ability.REVIEW_CASES)
        rows = GlassBroken.objects.filter(pk=pk, seen_at=None, case__team_id=person.team_id)
        row = rows.exclude(person=person).select_related("case").first()
        if row is None:
            raise NoSuchCase
        GlassBroken.objects.filter(pk=row.pk).update(seen_by=person, seen_at=now)
        audit.record(
            act=Act.CASE_GLASS_SEEN, actor=person, subject_kind=KIND, subject_id=row.case.reference,
            person=row.person_id,
        )  # fmt: skip
