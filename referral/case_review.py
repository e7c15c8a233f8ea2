"""Case review: closed cases drawn by chance, and what was learned of them, without a word of theirs.

What a review finds is counted with all others and kept nowhere else; that there was one stands on record, and
so does each look at the case. A reviewer never draws a case that they worked on.
"""

import datetime as dt
import random
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from referral import case_access, editions, figure_cells, figures
from referral.case_access import KIND, Refused
from referral.models.case import Case, CaseQuerySet
from referral.models.figure import CaseDraw, PathwayLesson
from referral.review_lists import Answer, Flaw, Lesson, Question
from staff import audit
from staff.acts import Act
from staff.models.person import Team, User
from staff.models.record import AuditEntry
from staff.roles import Ability

SAMPLES: Final = (1, 3, 5, 10)
QUEUE_KIND: Final = "cases"  # what the record calls several cases, as for the queue
LIST: Final = "review"
# Whoever did one of these worked on the case.
WORK: Final = (
    Act.CASE_STARTED, Act.CASE_TAKEN, Act.CASE_URGENCY, Act.CASE_FACTS_CHANGED, Act.CASE_NOTED,
    Act.CASE_CONTACT_SET, Act.CASE_CLOSED, Act.CASE_REOPENED, Act.CASE_GLASS_BROKEN,
)  # fmt: skip


class NothingToDraw(Refused):
    """No case of the team may be drawn by this person."""

    says = _("There is no closed case to draw: all are reviewed, destroyed, or cases you worked on.")


class NoSuchDraw(Refused):
    """The case was not drawn by this person, is reviewed already, or is destroyed."""

    says = _("There is no such case to review. It may have been destroyed.")


class NotAnswered(Refused):
    """An answer is missing or is none of the list."""

    says = _("Choose an answer for each question, and what was learned. Nothing was kept.")


@dataclass(frozen=True, slots=True)
class Learned:
    """What a review found, all from lists. `where` is a pathway or a question of one: p06, p06.state."""

    answers: Mapping[str, str]
    lesson: str
    flaw: str = ""
    where: str = ""


# --- draw ---


def drawable(person: User, *, now: dt.datetime) -> CaseQuerySet:
    """Return the cases that chance may choose from: closed, of the own team, not one's own work."""
    worked = AuditEntry.objects.filter(actor_id=person.pk, subject_kind=KIND, act__in=WORK)
    there = case_access.visible(person, now=now).true().filter(team_id=person.team_id, draw=None)
    return there.filter(state=Case.State.CLOSED).exclude(reference__in=worked.values("subject_id"))


def draw(*, person: User, count: int, now: dt.datetime) -> int:
    """Draw so many cases, or as many as there are, and return how many.

    Raises: NotAllowed; NothingToDraw.
    """
    person.require(Ability.REVIEW_CASES)
    with transaction.atomic():
        # One draw of a team at a time: two would choose the same case and wait for each other.
        Team.objects.select_for_update(no_key=True).filter(pk=person.team_id).first()
        found = list(drawable(person, now=now))
        chosen = random.SystemRandom().sample(found, min(count, len(found)))
        if not chosen:
            raise NothingToDraw
        for case in chosen:
            _record(Act.CASE_DRAWN, person, case)
            CaseDraw.objects.create(case=case, reviewer=person, drawn_at=now)
    return len(chosen)


def waiting(*, person: User, now: dt.datetime) -> list[CaseDraw]:
    """Return what the person drew and has not reviewed, and put on record that it was listed.

    Raises: NotAllowed.
    """
    with transaction.atomic():
        person.require(Ability.REVIEW_CASES)
        found = list(_open(person, now).order_by("case__destroy_on", "drawn_at"))
        audit.record(
            act=Act.CASE_LISTED, actor=person, subject_kind=QUEUE_KIND, subject_id=LIST, count=len(found)
        )
    return found


def opened(*, person: User, pk: uuid.UUID, now: dt.datetime) -> CaseDraw:
    """Return a drawn case, not opened, and put on record that it was looked at.

    Raises: NotAllowed; NoSuchDraw.
    """
    with transaction.atomic():
        found = _find(person, pk, now)
        _record(Act.CASE_SEEN, person, found.case, part=LIST)
    return found


def give_back(*, person: User, pk: uuid.UUID, now: dt.datetime) -> None:
    """Undo a draw: somebody else may draw the case. Raises: NotAllowed; NoSuchDraw."""
    with transaction.atomic():
        found = _find(person, pk, now)
        _record(Act.CASE_NOT_REVIEWED, person, found.case)
        found.delete()


def _open(person: User, now: dt.datetime) -> QuerySet[CaseDraw]:
    there = case_access.visible(person, now=now).filter(state=Case.State.CLOSED)
    return CaseDraw.objects.filter(reviewer=person, done_at=None, case__in=there).select_related("case")


def _find(person: User, pk: uuid.UUID, now: dt.datetime) -> CaseDraw:
    person.require(Ability.REVIEW_CASES)
    found = _open(person, now).select_for_update(of=("self",)).filter(pk=pk).first()
    if found is None:
        raise NoSuchDraw
    return found


def _record(act: Act, person: User, case: Case, **facts: str) -> None:
    audit.record(
        act=act, actor=person, subject_kind=case_access.kind_of(case), subject_id=case.reference, **facts
    )


# --- keep what was learned ---


def keep(*, person: User, pk: uuid.UUID, learned: Learned, now: dt.datetime) -> None:
    """Count what a review found, and ask the pathways' editors to look where it says so.

    Raises: NotAllowed; NoSuchDraw; NotAnswered.
    """
    with transaction.atomic():
        found = _find(person, pk, now)
        _check(learned)
        _record(Act.CASE_REVIEWED, person, found.case)
        figures.reviewed(learned.answers.items(), lesson=learned.lesson, now=now)
        found.done_at = now
        found.save(update_fields=["done_at"])
        if learned.lesson == Lesson.PATHWAY:
            _ask_the_editors(learned, now)


def _check(learned: Learned) -> None:
    answered = set(learned.answers) == set(Question) and set(learned.answers.values()) <= set(Answer)
    if not answered or learned.lesson not in set(Lesson):
        raise NotAnswered
    if learned.lesson == Lesson.PATHWAY and (learned.flaw not in set(Flaw) or learned.where not in places()):
        raise NotAnswered


def places() -> frozenset[str]:
    """Return the names of all pathways and of their questions: p06, p06.state."""
    every = editions.current().pathways.items()
    questions = {f"{folder}.{one.id}" for folder, pathway in every for one in pathway.questions.values()}
    return frozenset(questions | {folder for folder, _pathway in every})


def _ask_the_editors(learned: Learned, now: dt.datetime) -> None:
    pathway, _dot, question = learned.where.partition(".")
    PathwayLesson.objects.get_or_create(
        kind=learned.flaw, pathway=pathway, question=question,
        defaults={"month": figure_cells.month(now.date())},
    )  # fmt: skip


# --- what the editors are asked ---


def lessons() -> list[PathwayLesson]:
    """Return what reviews ask the editors to look at, by pathway."""
    return list(PathwayLesson.objects.order_by("pathway", "question", "kind"))


def lesson_done(*, person: User, pk: int) -> bool:
    """Put a lesson away, and return whether it was there. Raises: NotAllowed."""
    person.require(Ability.EDIT_PATHWAY)
    with transaction.atomic():
        found = PathwayLesson.objects.select_for_update().filter(pk=pk).first()
        if found is None:
            return False
        audit.record(
            act=Act.PATHWAY_LESSON_DONE, actor=person, subject_kind="pathway", subject_id=found.pathway,
            kind=found.kind,
        )  # fmt: skip
        found.delete()
    return True
