"""Emergency numbers by country."""

from django.db import models
from django.db.models import Q

from directory.models.service import Grade


class Purpose(models.TextChoices):
    """Who comes when the number is called."""

    ALL = "all"
    POLICE = "police"
    AMBULANCE = "ambulance"
    FIRE = "fire"
    UNKNOWN = "unknown"


class EmergencyNumber(models.Model):
    """A number for danger to life or body; the lowest position of a country is its main number."""

    id = models.UUIDField(primary_key=True)
    country = models.CharField(max_length=2)
    position = models.PositiveSmallIntegerField()
    number = models.CharField(max_length=30)
    purpose = models.CharField(max_length=10, choices=Purpose)
    grade = models.CharField(max_length=1, choices=Grade)
    confirmed_by_metadata = models.BooleanField()
    shown = models.BooleanField()
    doubts = models.JSONField(default=list, blank=True)
    note = models.TextField(blank=True)
    seen = models.CharField(max_length=10, blank=True)
    sources = models.JSONField(default=list, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(number=""), name="directory_emergency_has_a_number"),
            models.UniqueConstraint(
                fields=["country", "position"], name="directory_emergency_one_per_position"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.country} {self.number}"
