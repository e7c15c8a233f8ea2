"""What must never be told: the address of a refuge and whatever else is confidential, sealed (S5).

Apart from place.py and contact.py, so that no query of a public page, an interface or an export can reach it:
directory.sheltering alone imports this module, and a contract in pyproject.toml holds everybody to it.
"""

import uuid

from django.db import models

from directory.models.service import Service
from safety.fields import SealedText


class Part(models.TextChoices):
    """Which HSDS entity the sealed text is."""

    LOCATION = "location"  # with its addresses, point and words about the way
    PHONE = "phone"
    CONTACT = "contact"


class Shelter(models.Model):
    """One confidential piece of a listing: a nested HSDS object as JSON, readable only after unsealing.

    `edition_id` names the draft that brought it, until that is published; then it is empty.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    service = models.ForeignKey(Service, on_delete=models.CASCADE, related_name="+")
    part = models.CharField(max_length=10, choices=Part)
    part_id = models.UUIDField()
    edition_id = models.UUIDField(null=True, blank=True)
    sealed = SealedText()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["part", "part_id"], condition=models.Q(edition_id=None),
                name="directory_shelter_once_per_part",
            ),
            models.UniqueConstraint(
                fields=["part", "part_id", "edition_id"], name="directory_shelter_once_per_part_and_draft"
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return str(self.pk)
