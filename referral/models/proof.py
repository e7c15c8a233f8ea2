"""The whole proof of an edition before it is published: how far it is, and what came of it."""

import datetime as dt
from typing import Final

from django.db import models
from django.db.models import Q

SILENT: Final = dt.timedelta(seconds=60)  # a run says every few seconds that it goes on


class PathwayProofQuerySet(models.QuerySet["PathwayProof"]):
    """Questions about proofs."""

    def of(self, digest: str) -> "PathwayProofQuerySet":
        """Return the proofs of a book, newest first, but for those of which nothing is known."""
        return self.filter(digest=digest).exclude(state=PathwayProof.State.BROKE_OFF).order_by("-begun_at")

    def running(self) -> "PathwayProofQuerySet":
        return self.filter(state=PathwayProof.State.RUNNING)


class PathwayProof(models.Model):
    """One run over every walk and every plan of a whole book. Units: `seconds` that it took.

    `digest` is that of all files with their contents: what was proved is this very book and no other. `at` is
    what the run is at, of which `done` of `total` are over. `breaches` are rows of rule, pathway, what is
    broken, and a walk that shows it; `broken` counts them all, also those that are not kept.
    """

    class State(models.TextChoices):
        RUNNING = "running"
        CLEAN = "clean"
        BROKEN = "broken"
        BROKE_OFF = "broke-off"  # killed, or a fault of the machine: nothing is known

    class At(models.TextChoices):
        BEGINNING = "beginning"
        WALKS = "walks"
        COUNTRIES = "countries"

    digest = models.CharField(max_length=64, db_index=True)
    edition = models.CharField(max_length=40)
    draft_id = models.UUIDField(null=True)  # None where an edition was proved
    state = models.CharField(max_length=10, choices=State, default=State.RUNNING)
    begun_by_id = models.BigIntegerField(null=True)  # None at the terminal
    begun_at = models.DateTimeField()
    beat_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    is_taken = models.BooleanField(default=False)  # whether the process that computes it has begun
    at = models.CharField(max_length=10, choices=At, default=At.BEGINNING)
    done = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(default=0)
    walks = models.BigIntegerField(default=0)
    plans = models.BigIntegerField(default=0)
    services = models.BigIntegerField(default=0)
    people = models.BigIntegerField(default=0)
    seconds = models.FloatField(default=0)
    directory = models.BigIntegerField(default=0)  # its version when the listings were looked at
    broken = models.PositiveIntegerField(default=0)
    breaches = models.JSONField(default=list)

    objects = PathwayProofQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["state"], condition=Q(state="running"), name="referral_proof_one_running"
            ),
            models.CheckConstraint(
                condition=Q(state="running", ended_at__isnull=True)
                | (~Q(state="running") & Q(ended_at__isnull=False)),
                name="referral_proof_ended",
            ),
            models.CheckConstraint(
                condition=~Q(state="clean") | Q(broken=0), name="referral_proof_clean_breaks_nothing"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.edition}: {self.state}"

    def is_running(self, *, now: dt.datetime) -> bool:
        """Return whether somebody still works at it; one that says nothing any more was killed."""
        return self.state == self.State.RUNNING and self.beat_at > now - SILENT
