"""In which languages, when and where a service answers."""

from django.db import models
from django.db.models import Q

from directory.models.contact import Phone
from directory.models.entry import Entry
from directory.models.place import Location, ServiceAtLocation
from directory.models.service import Service


class Language(Entry):
    """A language in which a service, a place or a number answers, as BCP 47 (HSDS language)."""

    service = models.ForeignKey(
        Service, on_delete=models.CASCADE, null=True, blank=True, related_name="languages"
    )
    location = models.ForeignKey(
        Location, on_delete=models.CASCADE, null=True, blank=True, related_name="languages"
    )
    phone = models.ForeignKey(
        Phone, on_delete=models.CASCADE, null=True, blank=True, related_name="languages"
    )
    name = models.TextField(blank=True)  # as a file wrote it; pages make the name from the code
    code = models.CharField(max_length=35, blank=True)
    note = models.TextField(blank=True)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["service", "code"], condition=~Q(code=""), name="directory_language_once_per_service"
            )
        ]

    def __str__(self) -> str:
        return self.code or self.name


class Schedule(Entry):
    """When a service, a place or a service in a place is open (HSDS schedule).

    Units: minutes after local midnight; `closes_at` at or before `opens_at` lies on the next day; both empty
    where only words are known. `timezone` is the hours from UTC that a file gave; the zone's name is the
    service's own.
    """

    service = models.ForeignKey(
        Service, on_delete=models.CASCADE, null=True, blank=True, related_name="schedules"
    )
    location = models.ForeignKey(
        Location, on_delete=models.CASCADE, null=True, blank=True, related_name="schedules"
    )
    service_at_location = models.ForeignKey(
        ServiceAtLocation, on_delete=models.CASCADE, null=True, blank=True, related_name="schedules"
    )
    byday = models.CharField(max_length=120, blank=True)
    opens_at = models.PositiveSmallIntegerField(null=True, blank=True)
    closes_at = models.PositiveSmallIntegerField(null=True, blank=True)
    valid_from = models.CharField(max_length=40, blank=True)
    valid_to = models.CharField(max_length=40, blank=True)
    dtstart = models.CharField(max_length=40, blank=True)
    timezone = models.FloatField(null=True, blank=True)
    until = models.CharField(max_length=40, blank=True)
    count = models.PositiveIntegerField(null=True, blank=True)
    wkst = models.CharField(max_length=2, blank=True)
    freq = models.CharField(max_length=10, blank=True)
    interval = models.PositiveSmallIntegerField(null=True, blank=True)
    byweekno = models.TextField(blank=True)
    bymonthday = models.TextField(blank=True)
    byyearday = models.TextField(blank=True)
    description = models.TextField(blank=True)
    schedule_link = models.TextField(blank=True)
    attending_type = models.TextField(blank=True)
    notes = models.TextField(blank=True)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(opens_at=None, closes_at=None) | Q(opens_at__lt=1440, closes_at__lte=1440),
                name="directory_schedule_within_a_day",
            )
        ]

    def __str__(self) -> str:
        return f"{self.byday} {self.opens_at}-{self.closes_at}"


class ServiceArea(Entry):
    """Where the service helps (HSDS service_area); XX is everywhere, EU the member states.

    `country` is empty only where a file names an area and no country could be read from it.
    """

    service = models.ForeignKey(
        Service, on_delete=models.CASCADE, null=True, blank=True, related_name="service_areas"
    )
    service_at_location = models.ForeignKey(
        ServiceAtLocation, on_delete=models.CASCADE, null=True, blank=True, related_name="service_areas"
    )
    country = models.CharField(max_length=2, blank=True, db_index=True)
    region = models.CharField(max_length=120, blank=True)
    name = models.TextField(blank=True)
    description = models.TextField(blank=True)
    extent = models.TextField(blank=True)
    extent_type = models.TextField(blank=True)
    uri = models.TextField(blank=True)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["service", "country", "region"], condition=Q(name="", extent="") & ~Q(country=""),
                name="directory_area_once_per_service",
            )
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.country} {self.region}".strip() or self.name
