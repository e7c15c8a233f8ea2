"""Where a service is found. A place that must stay secret is in shelter.py instead, never here (S5)."""

from django.db import models
from django.db.models import Q

from directory.models.entry import Entry
from directory.models.organization import Organization
from directory.models.service import Service


class LocationType(models.TextChoices):
    PHYSICAL = "physical"
    POSTAL = "postal"
    VIRTUAL = "virtual"


class Location(Entry):
    """A place (HSDS location).

    A confidential one has no address, no point and no words about the way to it: those are sealed in
    shelter.py, and the constraint refuses a row that is both confidential and tells where it is (S5).
    Units: degrees of WGS 84.
    """

    organization = models.ForeignKey(
        Organization, on_delete=models.SET_NULL, null=True, blank=True, related_name="locations"
    )
    location_type = models.CharField(max_length=10, choices=LocationType, default=LocationType.PHYSICAL)
    url = models.TextField(blank=True)
    name = models.TextField(blank=True)
    alternate_name = models.TextField(blank=True)
    description = models.TextField(blank=True)
    transportation = models.TextField(blank=True)
    latitude = models.FloatField(null=True, blank=True)
    longitude = models.FloatField(null=True, blank=True)
    external_identifier = models.TextField(blank=True)
    external_identifier_type = models.TextField(blank=True)
    confidential = models.BooleanField(default=False)
    feed = models.CharField(max_length=60, blank=True, db_index=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(confidential=False)
                | Q(
                    confidential=True,
                    latitude=None,
                    longitude=None,
                    url="",
                    name="",
                    alternate_name="",
                    description="",
                    transportation="",
                    external_identifier="",
                    external_identifier_type="",
                ),
                name="directory_location_confidential_tells_nothing",
            ),  # fmt: skip
            models.CheckConstraint(
                condition=Q(latitude=None) | Q(latitude__gte=-90, latitude__lte=90),
                name="directory_location_latitude_on_earth",
            ),
            models.CheckConstraint(
                condition=Q(longitude=None) | Q(longitude__gte=-180, longitude__lte=180),
                name="directory_location_longitude_on_earth",
            ),
        ]

    def __str__(self) -> str:
        return self.name or str(self.pk)


class Address(Entry):
    """An address that may be told (HSDS address)."""

    location = models.ForeignKey(Location, on_delete=models.CASCADE, related_name="addresses")
    attention = models.TextField(blank=True)
    address_1 = models.TextField(blank=True)
    address_2 = models.TextField(blank=True)
    city = models.TextField(blank=True)
    region = models.TextField(blank=True)
    state_province = models.TextField(blank=True)
    postal_code = models.TextField(blank=True)
    country = models.CharField(max_length=2, blank=True)
    address_type = models.CharField(max_length=10, choices=LocationType, default=LocationType.PHYSICAL)
    position = models.PositiveSmallIntegerField(default=0)

    def __str__(self) -> str:
        return ", ".join(part for part in (self.address_1, self.city, self.country) if part)


class Accessibility(Entry):
    """How a place is reached by people with disabilities (HSDS accessibility)."""

    location = models.ForeignKey(Location, on_delete=models.CASCADE, related_name="accessibility")
    description = models.TextField(blank=True)
    details = models.TextField(blank=True)
    url = models.TextField(blank=True)
    position = models.PositiveSmallIntegerField(default=0)

    def __str__(self) -> str:
        return self.description


class ServiceAtLocation(Entry):
    """A service in one of its places (HSDS service_at_location)."""

    service = models.ForeignKey(Service, on_delete=models.CASCADE, related_name="service_at_locations")
    location = models.ForeignKey(Location, on_delete=models.CASCADE, related_name="service_at_locations")
    description = models.TextField(blank=True)
    position = models.PositiveSmallIntegerField(default=0)

    def __str__(self) -> str:
        return str(self.pk)
