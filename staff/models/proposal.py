"""What one person proposed and another has to agree to (S8). `staff.agreement` holds the verbs."""

import json
from datetime import datetime
from typing import Any

from django.db import models


class ProposalQuerySet(models.QuerySet["Proposal"]):
    """Questions about proposals."""

    def open(self, *, now: datetime) -> "ProposalQuerySet":
        return self.filter(state=Proposal.State.OPEN, expires_at__gt=now)

    def overdue(self, *, now: datetime) -> "ProposalQuerySet":
        return self.filter(state=Proposal.State.OPEN, expires_at__lte=now)

    def by(self, person_id: int) -> "ProposalQuerySet":
        return self.filter(proposer_id=person_id)


class Proposal(models.Model):
    """A change that waits for a second person. It names people and its subject by kind and id, without a
    foreign key: both may go while the decision stays.

    Units: `payload` is canonical JSON of ids and slugs, as text; `digest` covers it and the lines that the
    proposer was shown.
    """

    class State(models.TextChoices):
        OPEN = "open"
        AGREED = "agreed"
        REFUSED = "refused"
        WITHDRAWN = "withdrawn"
        EXPIRED = "expired"

    kind = models.CharField(max_length=40)
    subject_kind = models.CharField(max_length=30)
    subject_id = models.CharField(max_length=64)
    payload = models.TextField()
    payload_digest = models.CharField(max_length=64)
    digest = models.CharField(max_length=64)
    proposer_id = models.BigIntegerField(db_index=True)
    proposed_at = models.DateTimeField()
    expires_at = models.DateTimeField(db_index=True)
    state = models.CharField(max_length=10, choices=State.choices, default=State.OPEN)
    decided_by_id = models.BigIntegerField(null=True)
    decided_at = models.DateTimeField(null=True)
    reason = models.CharField(max_length=30, blank=True)

    objects = ProposalQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "subject_kind", "subject_id", "payload_digest"],
                condition=models.Q(state="open"),
                name="staff_proposal_open_once",
            ),
            # S8: the database refuses it too, should a verb ever forget.
            models.CheckConstraint(
                condition=~models.Q(state="agreed")
                | (
                    models.Q(decided_by_id__isnull=False, decided_at__isnull=False)
                    & ~models.Q(decided_by_id=models.F("proposer_id"))
                ),
                name="staff_proposal_agreed_by_another",
            ),
        ]

    def __str__(self) -> str:
        return f"proposal {self.pk}"

    @property
    def contents(self) -> dict[str, Any]:
        """The payload as it was proposed."""
        return json.loads(self.payload)
