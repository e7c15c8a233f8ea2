"""How much room a service has, as those who answer for it said at the desk."""

from typing import Final

from django.db import models
from django.db.models import Q

from directory.models.service import Service
from staff.models.person import User

FRESH_DAYS: Final = 14  # catalogue, section 7: what was confirmed before that counts as not confirmed


class Room(models.Model):
    """The newest word of a service's own people: whether it takes anybody, and how long people wait.

    It stands beside the listing and not in it. What two people agreed to in the listing (its service_capacity
    rows among it) is neither changed by this nor changes it when an older draft is published.
    """

    class Status(models.TextChoices):
        """Source: capacity answers of the HL7 guide on social care (catalogue, HL7-CAP)."""

        ACCEPTING = "accepting"
        WAITLIST = "waitlist"
        ASSESSMENT = "assessment"  # they look at each person first
        CLOSED = "closed"  # nobody new for now

    service = models.OneToOneField(Service, on_delete=models.CASCADE, related_name="room", primary_key=True)
    status = models.CharField(max_length=10, choices=Status)
    places = models.PositiveSmallIntegerField(null=True, blank=True)
    wait_days = models.PositiveSmallIntegerField(null=True, blank=True)
    confirmed_at = models.DateTimeField()
    confirmed_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(status__in=["accepting", "waitlist", "assessment", "closed"]),
                name="directory_room_status_known",
            ),
        ]

    def __str__(self) -> str:
        return self.status
