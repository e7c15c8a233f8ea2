"""Who is called when nobody can wait: those on duty for a new U0, supervisors for a clock that ended.

What goes out by e-mail says that something waits at the desk, and nothing else. On the desk the page of the
queue sounds, for whoever has not switched it off.
"""

import datetime as dt
import logging
from collections.abc import Iterable
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from referral.case_access import kind_of
from referral.models.case import Case, CaseQuerySet
from referral.triage import NOW, RINGS
from staff import audit, letters
from staff.acts import Act
from staff.models.person import User
from staff.roles import Role

log = logging.getLogger(__name__)


def after_commit(case: Case) -> None:
    """Alarm those on duty once the case is really there, if it is one that cannot wait and nobody has it."""
    if case.urgency == NOW and case.taken_by_id is None and not case.practice:
        pk = case.pk
        transaction.on_commit(lambda: call(pk))


def call(pk: UUID) -> None:
    """Write to those on duty in the team of a case, once; to its supervisors where nobody is on duty."""
    now = timezone.now()
    case = Case.objects.filter(pk=pk, alarmed_at=None, state=Case.State.NEW).first()
    if case is None or not Case.objects.filter(pk=pk, alarmed_at=None).update(alarmed_at=now):
        return
    write(on_duty(case.team_id, now=now) or supervisors(case.team_id))


def on_duty(team_id: int, *, now: dt.datetime) -> list[User]:
    """Return the people of a team who are on duty."""
    return list(User.objects.working().filter(team_id=team_id, duty__until__gt=now))


def supervisors(team_id: int) -> list[User]:
    """Return the supervisors of a team; where it has none, all there are."""
    every = User.objects.working().holding(Role.SUPERVISOR)
    return list(every.filter(team_id=team_id)) or list(every)


def write(people: Iterable[User]) -> None:
    """Write to each that something waits. A mail server that is away stops nothing: the desk shows it too."""
    for whom in people:
        try:
            letters.something_waits(whom=whom, site=letters.own_site())
        except letters.NotSent:
            log.warning("an alarm could not be sent by e-mail; it stands at the desk")


def ring_due(*, now: dt.datetime) -> int:
    """Tell the supervisors of every U0 and U1 whose clock has ended, once each; return how many those are.

    Asked by every look at a queue and each minute by a timer: an overdue case never waits for a shift to end.
    """
    teams: list[int] = []
    for pk in list(_overdue(now).filter(rung_at=None).values_list("pk", flat=True)):
        with transaction.atomic():
            if not _overdue(now).filter(pk=pk, rung_at=None).update(rung_at=now):
                continue
            case = Case.objects.get(pk=pk)
            audit.record(act=Act.CASE_RUNG, actor=None, subject_kind=kind_of(case), subject_id=case.reference)
            teams.append(case.team_id)
    for team_id in sorted(set(teams)):
        write(supervisors(team_id))
    return len(teams)


def _overdue(now: dt.datetime) -> CaseQuerySet:
    return Case.objects.true().overdue(now=now).filter(urgency__in=sorted(RINGS))
