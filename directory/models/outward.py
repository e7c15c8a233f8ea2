"""What the open interface reads: documents made when a listing is published, and nothing else.

The interface never queries the tables that editors write to, so a field that is added there stays inside
until directory.outward lets it out (S5). The rows are written in the transaction that publishes, and deleted
in the one that withdraws.
"""

import datetime as dt
from typing import Self

from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone


def _may_be_sent(path: str, *, show_sourced: bool, today: dt.date | None) -> Q:
    """Vetted and still in time, whether or not somebody ran listings_due (S6); sourced where told so."""
    in_time = Q(**{f"{path}due_on__gte": today or timezone.now().date()})
    if not show_sourced:
        return in_time & Q(**{f"{path}sourced": False})
    return in_time | Q(**{f"{path}sourced": True, f"{path}due_on": None})


class OutwardServiceQuerySet(models.QuerySet["OutwardService"]):
    """What may be sent on this day (UTC)."""

    def shown(self, *, show_sourced: bool, today: dt.date | None = None) -> Self:
        """The services that are in time, and sourced ones where told so."""
        return self.filter(_may_be_sent("", show_sourced=show_sourced, today=today))


class OutwardPlaceQuerySet(models.QuerySet["OutwardPlace"]):
    """What may be sent on this day (UTC)."""

    def shown(self, *, show_sourced: bool, today: dt.date | None = None) -> Self:
        """The places of services that are shown."""
        return self.filter(_may_be_sent("service__", show_sourced=show_sourced, today=today))


class OutwardOrganizationQuerySet(models.QuerySet["OutwardOrganization"]):
    """What may be sent on this day (UTC)."""

    def shown(self, *, show_sourced: bool, today: dt.date | None = None) -> Self:
        """The bodies that have at least one service which is shown."""
        services = OutwardService.objects.shown(show_sourced=show_sourced, today=today)
        return self.filter(Exists(services.filter(organization_id=OuterRef("pk"))))


class OutwardService(models.Model):
    """A published service as HSDS: the short form and the full one, ready to be sent."""

    id = models.UUIDField(primary_key=True)
    listing = models.CharField(max_length=120, unique=True)  # the listing's own id, as pages know it
    sourced = models.BooleanField()  # nobody here checked it: shown only where the installation says so
    due_on = models.DateField(null=True, db_index=True)  # the last day on which a vetted one may be sent
    organization_id = models.UUIDField(null=True, db_index=True)
    modified_at = models.DateTimeField(db_index=True)
    name = models.CharField(max_length=300)
    short = models.TextField()
    full = models.TextField()

    objects = OutwardServiceQuerySet.as_manager()

    def __str__(self) -> str:
        return self.listing


class OutwardOrganization(models.Model):
    """A body with at least one published service, as HSDS. `full` has no services: they are put in later."""

    id = models.UUIDField(primary_key=True)
    sourced = models.BooleanField()  # none of its services was checked here
    modified_at = models.DateTimeField(db_index=True)
    name = models.CharField(max_length=300)
    short = models.TextField()
    full = models.TextField()

    objects = OutwardOrganizationQuerySet.as_manager()

    def __str__(self) -> str:
        return self.name


class OutwardPlace(models.Model):
    """A published service at a location, as HSDS. A confidential place is not here at all.

    Units: degrees; None where no point may be told.
    """

    id = models.UUIDField(primary_key=True)
    service = models.ForeignKey(OutwardService, on_delete=models.CASCADE, related_name="places")
    modified_at = models.DateTimeField(db_index=True)
    latitude = models.FloatField(null=True)
    longitude = models.FloatField(null=True)
    postal_code = models.CharField(max_length=40, blank=True, db_index=True)  # folded, without spaces
    country = models.CharField(max_length=2, blank=True)
    short = models.TextField()
    full = models.TextField()

    objects = OutwardPlaceQuerySet.as_manager()

    def __str__(self) -> str:
        return str(self.pk)


class OutwardGoneQuerySet(models.QuerySet["OutwardGone"]):
    """What may be told of listings that went."""

    def told(self, *, show_sourced: bool) -> Self:
        """Those that anybody could read here: of sourced ones only where such listings are shown."""
        return self if show_sourced else self.filter(sourced=False)


class OutwardGone(models.Model):
    """A service that was let out and is let out no more: its key, and nothing of why (S6).

    Who keeps a copy asks for these and drops them. Only what had a row in OutwardService gets one: nothing
    that never was public is here.
    """

    id = models.UUIDField(primary_key=True)
    gone_at = models.DateTimeField(db_index=True)
    sourced = models.BooleanField()  # it was shown only where sourced listings are

    objects = OutwardGoneQuerySet.as_manager()

    def __str__(self) -> str:
        return str(self.pk)


class OutwardTerm(models.Model):
    """Which published rows carry a term: the filters of the interface."""

    service = models.ForeignKey(OutwardService, on_delete=models.CASCADE, related_name="terms")
    term_id = models.UUIDField(db_index=True)
    taxonomy_id = models.UUIDField(null=True, db_index=True)

    def __str__(self) -> str:
        return str(self.term_id)
