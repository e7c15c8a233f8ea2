"""What the public said of a listing without a word, and without anything about who said it."""

import uuid

from django.db import models

from directory.models.service import Service


class Feedback(models.Model):
    """One press of one button. A day, no hour; rows have no order that could tell who came when.

    The public door only ever inserts here.
    """

    class Said(models.TextChoices):
        NO_ANSWER = "no-answer"
        GONE = "gone"
        NOT_SAFE = "not-safe"
        HELPED = "helped"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    service = models.ForeignKey(Service, on_delete=models.CASCADE, related_name="feedback")
    said = models.CharField(max_length=10, choices=Said)
    on = models.DateField()
    seen_at = models.DateTimeField(null=True, blank=True)  # a verifier dealt with it

    class Meta:
        indexes = [models.Index(fields=["service", "said", "on"], name="directory_feedback_counted")]

    def __str__(self) -> str:
        return self.said
