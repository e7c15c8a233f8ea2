"""The record: what people at the desk did, in rows that only grow (S9).

The rows name people and things by number and kind, without foreign keys: whatever is closed or destroyed
later stays named here, and nothing here stops it from going. `staff.audit.record` is the only writer.
"""

from typing import Any, NoReturn

from django.db import models


class AppendOnly(Exception):
    """Raised when code asks to change or remove what is on record."""


class AuditEntryQuerySet(models.QuerySet["AuditEntry"]):
    """Questions to the record; whatever would rewrite it is refused."""

    def in_order(self) -> "AuditEntryQuerySet":
        return self.order_by("number")

    def newest_first(self) -> "AuditEntryQuerySet":
        return self.order_by("-number")

    def about(self, subject_kind: str, subject_id: str | int) -> "AuditEntryQuerySet":
        return self.filter(subject_kind=subject_kind, subject_id=str(subject_id))

    def update(self, **values: Any) -> NoReturn:
        raise AppendOnly("an entry of the record is never changed; record a new act instead")

    def delete(self) -> NoReturn:
        raise AppendOnly("an entry of the record is never removed")

    def bulk_create(self, *rows: Any, **options: Any) -> NoReturn:
        raise AppendOnly("entries are written one by one, by staff.audit.record, which chains them")

    def bulk_update(self, *rows: Any, **options: Any) -> NoReturn:
        raise AppendOnly("an entry of the record is never changed; record a new act instead")


class AuditEntry(models.Model):
    """One act, chained to the one before it by that one's digest.

    Units: `at` is UTC, cut to milliseconds. `facts` is canonical JSON as text, so that both engines keep the
    very bytes that were hashed. `actor_id` is empty where the house itself acted, or nobody known did.
    """

    number = models.PositiveBigIntegerField(primary_key=True)
    at = models.DateTimeField(db_index=True)
    act = models.CharField(max_length=40, db_index=True)
    actor_id = models.BigIntegerField(null=True, db_index=True)
    subject_kind = models.CharField(max_length=30)
    subject_id = models.CharField(max_length=64)
    facts = models.TextField()
    previous = models.CharField(max_length=64)
    digest = models.CharField(max_length=64)

    objects = AuditEntryQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["subject_kind", "subject_id"], name="staff_audit_subject")]

    def __str__(self) -> str:
        return f"entry {self.number}"

    def save(self, *args: Any, **options: Any) -> None:
        """Insert the row. Raises: AppendOnly if it stands already."""
        if not self._state.adding:
            raise AppendOnly("an entry of the record is never changed; record a new act instead")
        options["force_insert"] = True
        super().save(*args, **options)

    def delete(self, *args: Any, **options: Any) -> NoReturn:
        """Raises: AppendOnly, always."""
        raise AppendOnly("an entry of the record is never removed")


class AuditHead(models.Model):
    """The newest number and digest: one row, locked by whoever writes, so that the numbers have no gap."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    number = models.PositiveBigIntegerField(default=0)
    digest = models.CharField(max_length=64)
    at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(id=1), name="staff_audit_head_is_one_row"),
        ]

    def __str__(self) -> str:
        return f"head at {self.number}"


class AuditCut(models.Model):
    """Where the beginning of the record was cut off because its time was over: the last entry that went.

    The entry after it names this digest, so what is left is still proved. Rows only grow.
    """

    number = models.PositiveBigIntegerField(primary_key=True)
    digest = models.CharField(max_length=64)
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"cut after {self.number}"
