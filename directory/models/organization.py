"""Who runs a service."""

from django.db import models


class Organization(models.Model):
    """A body that runs one or more services (HSDS organization)."""

    id = models.UUIDField(primary_key=True)
    name = models.CharField(max_length=300)
    alternate_name = models.CharField(max_length=300, blank=True)
    description = models.TextField(blank=True)
    email = models.CharField(max_length=254, blank=True)
    website = models.CharField(max_length=500, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~models.Q(name=""), name="directory_organization_has_a_name"),
        ]

    def __str__(self) -> str:
        return self.name
