"""Figures: what was counted this month and this year, what was published of the months and years before, and
what case review learned. No row here belongs to a case, but the draw of one that waits for its review.
"""

import uuid

from django.db import models

from referral.models.case import Case
from staff.models.person import User


class Counter(models.Model):
    """How often something happened in a month or a year that is not over: a number, and nothing else.

    It is turned into a figure and deleted when its time is over. No page reads it.
    """

    id = models.CharField(primary_key=True, max_length=120)  # period, table and cell in one
    period = models.CharField(max_length=7)  # 2026-11, or 2026
    table = models.CharField(max_length=24)
    cell = models.CharField(max_length=60)
    number = models.PositiveIntegerField(default=0)

    class Meta:
        indexes = [models.Index(fields=["period"], name="referral_counter_period")]

    def __str__(self) -> str:
        return self.id


class Figure(models.Model):
    """A number that may be published: rounded, blurred, drawn once. What may not be has no row."""

    period = models.CharField(max_length=7)
    table = models.CharField(max_length=24)
    cell = models.CharField(max_length=60)
    number = models.PositiveIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["period", "table", "cell"], name="referral_figure_once"),
            models.CheckConstraint(
                condition=models.Q(number__gte=10), name="referral_figure_of_ten_people_or_more"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.period} {self.table} {self.cell}"


class CaseDraw(models.Model):
    """That a closed case was drawn for review, by whom, and when that was done. It goes with the case."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case = models.OneToOneField(Case, on_delete=models.CASCADE, related_name="draw")
    reviewer = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    drawn_at = models.DateTimeField()
    done_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["reviewer", "done_at"], name="referral_draw_waiting")]

    def __str__(self) -> str:
        return str(self.pk)


class PathwayLesson(models.Model):
    """What reviews ask the pathways' editors to look at: of which question, and what is wrong with it.

    It says neither who asked nor of which case, nor how often; once it is dealt with it is gone.
    """

    kind = models.CharField(max_length=16)
    pathway = models.CharField(max_length=8)
    question = models.CharField(max_length=40, blank=True)  # empty: the pathway as a whole
    month = models.CharField(max_length=7)  # in which it was first asked for

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["kind", "pathway", "question"], name="referral_lesson_once")
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.pathway}.{self.question}"
