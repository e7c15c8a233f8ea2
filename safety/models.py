"""The keys of what must become unreadable one day."""

import uuid

from django.db import models

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
