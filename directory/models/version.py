"""Which edition of the directory is in the tables."""

from django.db import models


class DirectoryVersion(models.Model):
    """The one row that grows with every change, so that each process sees that there was one (S6).

    The stamp is new at every change: two databases, or a database put back from a copy, never share one by
    chance.
    """

    ONLY = 1

    id = models.PositiveSmallIntegerField(primary_key=True, default=ONLY)
    number = models.PositiveBigIntegerField(default=0)
    stamp = models.CharField(max_length=32, blank=True)
    changed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.CheckConstraint(condition=models.Q(id=1), name="directory_version_is_one_row")]

    def __str__(self) -> str:
        return str(self.number)


class VersionStep(models.Model):
    """What one change of the version was about, so that a process reads again only that.

    `before` and `after` are the stamps on its two sides: only an unbroken row of steps leads from the edition
    that a process remembers to the present one. `services` are keys of listings, public or not any more.
    """

    number = models.PositiveBigIntegerField(primary_key=True)
    before = models.CharField(max_length=32, blank=True)
    after = models.CharField(max_length=32)
    services = models.JSONField(default=list)

    def __str__(self) -> str:
        return str(self.number)


class SeedFile(models.Model):
    """A file of the seeds with the digest it was loaded under: an unchanged file is not read again."""

    name = models.CharField(max_length=60, primary_key=True)
    digest = models.CharField(max_length=64)
    entries = models.PositiveIntegerField()

    def __str__(self) -> str:
        return self.name
