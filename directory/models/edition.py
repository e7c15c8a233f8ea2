"""The drafts and the history of a listing, and who checked what."""

import uuid

from django.db import models
from django.db.models import Q

from directory.models.service import Service


class EditionState(models.TextChoices):
    DRAFT = "draft"
    IN_REVIEW = "in_review"
    PUBLISHED = "published"
    REFUSED = "refused"
    SUPERSEDED = "superseded"  # a newer one was published, or another draft took its place


class Origin(models.TextChoices):
    DESK = "desk"
    IMPORT = "import"
    RESTORED = "restored"  # an older edition, proposed again
    FOUND = "found"  # what the tables held when the first draft was begun: seeds, or a first stock


class Edition(models.Model):
    """One edition of a listing, whole: an HSDS service with everything nested, and our profile.

    What is confidential is not in it: the document says only that there is something (S5).
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    service = models.ForeignKey(Service, on_delete=models.CASCADE, related_name="editions")
    number = models.PositiveIntegerField()
    document = models.JSONField()
    digest = models.CharField(max_length=64)
    based_on = models.CharField(max_length=64, blank=True)  # digest of what it was drafted from
    state = models.CharField(max_length=12, choices=EditionState, default=EditionState.DRAFT)
    origin = models.CharField(max_length=10, choices=Origin)
    feed = models.CharField(max_length=60, blank=True)
    removes = models.BooleanField(default=False)  # the feed has it no more: a proposal to withdraw
    created_by_id = models.BigIntegerField(null=True, blank=True)
    created_at = models.DateTimeField()
    submitted_at = models.DateTimeField(null=True, blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)
    # A change of phone, web or place waits (S8): until when, or who shortened it and why.
    sensitive = models.JSONField(default=list, blank=True)
    cooling_until = models.DateTimeField(null=True, blank=True)
    shortened_by_id = models.BigIntegerField(null=True, blank=True)
    shortened_why = models.CharField(max_length=30, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["service", "number"], name="directory_edition_number_once"),
            models.UniqueConstraint(
                fields=["service"], condition=Q(state="draft") | Q(state="in_review"),
                name="directory_edition_one_open",
            ),
        ]  # fmt: skip
        indexes = [models.Index(fields=["state", "created_at"], name="directory_edition_state")]

    def __str__(self) -> str:
        return str(self.pk)


class CallBack(models.Model):
    """The step for a changed phone, web or place: the old number was asked, and what came of it."""

    class Outcome(models.TextChoices):
        CONFIRMED = "confirmed"
        NOT_REACHED = "not-reached"
        DENIED = "denied"
        NO_OLD_NUMBER = "no-old-number"

    edition = models.ForeignKey(Edition, on_delete=models.CASCADE, related_name="call_backs")
    person_id = models.BigIntegerField()
    at = models.DateTimeField()
    outcome = models.CharField(max_length=15, choices=Outcome)

    def __str__(self) -> str:
        return str(self.pk)


class Checklist(models.Model):
    """What the second person looked at before agreeing: codes of directory.vetting.CHECKS, all of them."""

    edition = models.ForeignKey(Edition, on_delete=models.CASCADE, related_name="checklists")
    person_id = models.BigIntegerField()
    at = models.DateTimeField()
    digest = models.CharField(max_length=64)  # of the edition that was looked at
    checked = models.JSONField()

    def __str__(self) -> str:
        return str(self.pk)


class Verification(models.Model):
    """Somebody asked whether a listing is still true: apart from editing it."""

    class How(models.TextChoices):
        CALLED = "called"
        EMAILED = "emailed"
        WEBSITE = "website"
        VISITED = "visited"
        PARTNER = "partner"

    class Outcome(models.TextChoices):
        TRUE = "true"
        CHANGED = "changed"
        NOT_REACHED = "not-reached"
        GONE = "gone"

    service = models.ForeignKey(Service, on_delete=models.CASCADE, related_name="verifications")
    person_id = models.BigIntegerField()
    at = models.DateTimeField()
    how = models.CharField(max_length=10, choices=How)
    outcome = models.CharField(max_length=12, choices=Outcome)
    due_on = models.DateField(null=True, blank=True)  # when it has to be asked again

    def __str__(self) -> str:
        return str(self.pk)
