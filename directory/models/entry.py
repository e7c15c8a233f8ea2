"""What every row of a standard listing has."""

import uuid

from django.db import models


class Entry(models.Model):
    """A row of an HSDS entity: its identifier, and what a foreign file said that has no column here.

    `extra` is kept so that nothing of a file is lost. It never leaves by a public door.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    extra = models.JSONField(default=dict, blank=True)

    class Meta:
        abstract = True
