"""What the open interface reads: documents made when a listing is published, and nothing else.

The interface never queries the tables that editors write to, so a field that is added there stays inside
until directory.outward lets it out (S5). The rows are written in the transaction that publishes, and deleted
in the one that withdraws.
"""

from django.db import models


class OutwardService(models.Model):
    """A published service as HSDS: the short form and the full one, ready to be sent."""

    id = models.UUIDField(primary_key=True)
    listing = models.CharField(max_length=120, unique=True)  # the listing's own id, as pages know it
    sourced = models.BooleanField()  # nobody here checked it: shown only where the installation says so
    organization_id = models.UUIDField(null=True, db_index=True)
    modified_at = models.DateTimeField(db_index=True)
    name = models.CharField(max_length=300)
    short = models.TextField()
    full = models.TextField()

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

    def __str__(self) -> str:
        return str(self.pk)


class OutwardTerm(models.Model):
    """Which published rows carry a term: the filters of the interface."""

    service = models.ForeignKey(OutwardService, on_delete=models.CASCADE, related_name="terms")
    term_id = models.UUIDField(db_index=True)
    taxonomy_id = models.UUIDField(null=True, db_index=True)

    def __str__(self) -> str:
        return str(self.term_id)
