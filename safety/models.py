"""The keys of what must become unreadable one day, and how long what lives."""

import uuid

from django.db import models
from django.db.models import Q

from safety.fields import SealedText


class DataKey(models.Model):
    """The key of one sealed thing, sealed itself. Its row is destroyed first when the thing has to go (S7).

    It lives in the `keys` database, apart from whatever it opens: a stolen copy of one opens nothing.
    """

    database = "keys"  # config.routers reads this

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    wrapped = SealedText()
    made_at = models.DateTimeField()

    def __str__(self) -> str:
        return str(self.pk)


class RetentionSetting(models.Model):
    """A time of keeping that somebody changed; what has no row has the default of safety/keeping_times.py."""

    slug = models.CharField(max_length=40, primary_key=True)
    value = models.PositiveIntegerField()
    changed_at = models.DateTimeField()

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(value__gt=0), name="safety_retention_is_some_time")]

    def __str__(self) -> str:
        return f"{self.slug}: {self.value}"


class Destroyed(models.Model):
    """How many things of a kind the purge destroyed on a day: what the retention report is made of."""

    kind = models.CharField(max_length=40)
    on = models.DateField()
    count = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["kind", "on"], name="safety_destroyed_once_a_day")]

    def __str__(self) -> str:
        return f"{self.kind} on {self.on}: {self.count}"


class LastPurge(models.Model):
    """When the purge last came to its end, and how much it had to leave: one row."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    at = models.DateTimeField()
    left = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(id=1), name="safety_last_purge_is_one_row")]

    def __str__(self) -> str:
        return f"purge of {self.at}"
