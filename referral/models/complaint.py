"""What people complained about, and nothing about who complained."""

import uuid

from django.db import models
from django.db.models import Q

from directory.models.service import Service


class Complaint(models.Model):
    """One complaint of one kind, about a service or, where that is empty, about this site.

    A day, no hour; rows have no order that could tell who came when. The public door only ever inserts here.
    """

    class Wrong(models.TextChoices):
        NOT_SAFE = "not-safe"
        NOT_RESPECTFUL = "not-respectful"
        REFUSED = "refused"
        ASKED_FOR_MONEY = "asked-for-money"
        BROKE_TRUST = "broke-trust"
        CANNOT_USE = "cannot-use"
        WRONG_INFORMATION = "wrong-information"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    service = models.ForeignKey(Service, on_delete=models.CASCADE, null=True, related_name="complaints")
    wrong = models.CharField(max_length=20, choices=Wrong)
    on = models.DateField()
    seen_at = models.DateTimeField(null=True, blank=True)  # a supervisor dealt with it

    class Meta:
        indexes = [models.Index(fields=["service", "wrong", "on"], name="referral_complaint_counted")]
        constraints = [
            models.CheckConstraint(
                condition=Q(
                    wrong__in=[
                        "not-safe",
                        "not-respectful",
                        "refused",
                        "asked-for-money",
                        "broke-trust",
                        "cannot-use",
                        "wrong-information",
                    ]
                ),
                name="referral_complaint_kind_known",
            )
        ]

    def __str__(self) -> str:
        return self.wrong
