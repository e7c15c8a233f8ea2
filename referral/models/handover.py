"""What was handed over with a code, sealed twice, until it is opened, destroyed or over."""

import datetime as dt

from django.db import models

from referral.models.pathway import BookEdition
from safety.fields import SealedText


class HandoverQuerySet(models.QuerySet["Handover"]):
    """Questions about what is handed over."""

    def live(self, *, now: dt.datetime) -> "HandoverQuerySet":
        return self.filter(expires_at__gt=now)

    def over(self, *, now: dt.datetime) -> "HandoverQuerySet":
        return self.filter(expires_at__lte=now)


class Handover(models.Model):
    """Answers that wait for the one person who is given their code.

    `lookup` is what the code yields to find the row, so rows have no order. `outer` is sealed by what else
    the code yields; in it is a text sealed by the key of the `keys` database that `key` names. `edition`
    can't be deleted as long as the row lives. `expires_at` is a full hour, so that no row fits a visit.
    """

    lookup = models.CharField(max_length=64, primary_key=True)
    outer = SealedText()
    key = models.UUIDField(unique=True)
    edition = models.ForeignKey(
        BookEdition, models.PROTECT, to_field="edition", db_column="edition", related_name="+"
    )
    expires_at = models.DateTimeField(db_index=True)

    objects = HandoverQuerySet.as_manager()

    def __str__(self) -> str:
        return "a handover"


class HandoverPress(models.Model):
    """The digest of a random number of a form, so that loading its answer again makes no second code.

    It says nothing about what was told, and goes at the same hour.
    """

    digest = models.CharField(max_length=64, primary_key=True)
    expires_at = models.DateTimeField(db_index=True)

    def __str__(self) -> str:
        return "a press"
