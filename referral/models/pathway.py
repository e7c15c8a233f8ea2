"""Editions of the pathways as they were published, and the drafts on the way there."""

import datetime as dt
import uuid
from typing import Any, Final

from django.db import models
from django.db.models import Q

FINISHES_WITHIN: Final = dt.timedelta(hours=24)  # a walk begun on an edition finishes on it for so long


class PathwayFile(models.Model):
    """The text of one file, once, however many editions hold it. Units: `digest` is SHA-256, hexadecimal."""

    digest = models.CharField(max_length=64, primary_key=True)
    text = models.TextField()

    def __str__(self) -> str:
        return self.digest[:12]


class BookEditionQuerySet(models.QuerySet["BookEdition"]):
    """Questions about editions."""

    def current(self) -> "BookEditionQuerySet":
        return self.filter(is_current=True)

    def published(self) -> "BookEditionQuerySet":
        """Return those that were published at the desk, and what they took the place of.

        What the house comes with is kept too, as something that codes are given on; nobody published it.
        """
        return self.exclude(origin="seeds", is_current=False, superseded_at=None)

    def walked(self, *, now: dt.datetime) -> "BookEditionQuerySet":
        """Return the edition that walks begin on, and those on which walks may still be under way.

        What was taken back is walked no further: it was taken back because something in it is wrong.
        """
        under_way = Q(superseded_at__gt=now - FINISHES_WITHIN, rolled_back_at__isnull=True)
        return self.filter(Q(is_current=True) | under_way)


class BookEdition(models.Model):
    """All pathways as they were at one time: which file had which content.

    `files` leads from a path below seeds/ to the digest of a PathwayFile. `edition` is what the reader of
    the files makes of them, so that equal files are one edition, wherever they come from.
    """

    class Origin(models.TextChoices):
        SEEDS = "seeds"  # what the house came with, kept when the first edition of its own was published
        DESK = "desk"

    edition = models.CharField(max_length=40, unique=True)
    files = models.JSONField()
    origin = models.CharField(max_length=10, choices=Origin)
    folder = models.CharField(max_length=10, blank=True)  # which pathway the draft was about
    kind = models.CharField(max_length=10, blank=True)
    before = models.CharField(max_length=40, blank=True)  # the edition that it took the place of
    proposer_id = models.BigIntegerField(null=True)
    agreer_id = models.BigIntegerField(null=True)
    published_at = models.DateTimeField()
    superseded_at = models.DateTimeField(null=True)
    rolled_back_at = models.DateTimeField(null=True)
    is_current = models.BooleanField(default=False)

    objects = BookEditionQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["is_current"], condition=Q(is_current=True), name="referral_edition_one_current"
            ),
            models.CheckConstraint(
                condition=~Q(is_current=True) | Q(superseded_at__isnull=True),
                name="referral_edition_current_is_not_superseded",
            ),
            # S8: the database refuses it too, should a verb ever forget.
            models.CheckConstraint(
                condition=Q(origin="seeds")
                | (
                    Q(proposer_id__isnull=False, agreer_id__isnull=False)
                    & ~Q(agreer_id=models.F("proposer_id"))
                ),
                name="referral_edition_agreed_by_another",
            ),
        ]

    def __str__(self) -> str:
        return self.edition


class PathwayDraft(models.Model):
    """A change of one folder of the pathways, of its structure or of its wording, never of both.

    `files` holds only what differs: path to digest; `base` says what those files were when the draft was
    begun ("" where there was none). `report` is what checking it last found, for the digests that it names.
    """

    class Kind(models.TextChoices):
        STRUCTURE = "structure"
        WORDING = "wording"

    class State(models.TextChoices):
        DRAFT = "draft"
        IN_REVIEW = "in-review"
        PUBLISHED = "published"
        DISCARDED = "discarded"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    folder = models.CharField(max_length=10)
    kind = models.CharField(max_length=10, choices=Kind)
    state = models.CharField(max_length=10, choices=State, default=State.DRAFT)
    based_on = models.CharField(max_length=40)
    files = models.JSONField(default=dict)
    base = models.JSONField(default=dict)
    digest = models.CharField(max_length=64)
    report = models.JSONField(default=dict)
    created_by_id = models.BigIntegerField()
    created_at = models.DateTimeField()
    saved_by_id = models.BigIntegerField()
    writers = models.JSONField(default=list)  # ids of everybody who wrote in it: none of them agrees to it
    saved_at = models.DateTimeField()
    submitted_at = models.DateTimeField(null=True)
    decided_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["folder", "kind"],
                condition=Q(state="draft") | Q(state="in-review"),
                name="referral_draft_one_open",
            )
        ]

    def __str__(self) -> str:
        return f"{self.folder}, {self.kind}"

    @property
    def is_open(self) -> bool:
        return self.state in (self.State.DRAFT, self.State.IN_REVIEW)

    @property
    def found(self) -> dict[str, Any]:
        """What the last check said, if it was of the draft as it is now."""
        return self.report if self.report.get("digest") == self.digest else {}
