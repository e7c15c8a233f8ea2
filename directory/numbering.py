"""The number that grows with every change of the directory, so that each process sees it (S6)."""

import secrets

from django.utils import timezone

from directory.models.version import DirectoryVersion


def locked() -> DirectoryVersion:
    """Return the one row of the version, locked until the transaction ends: one writer at a time.

    Raises: django.db.transaction.TransactionManagementError outside a transaction.
    """
    DirectoryVersion.objects.get_or_create(pk=DirectoryVersion.ONLY)
    return DirectoryVersion.objects.select_for_update().get(pk=DirectoryVersion.ONLY)


def grow(version: DirectoryVersion) -> None:
    """Make the number and its stamp new."""
    version.number += 1
    version.stamp = secrets.token_hex(16)
    version.changed_at = timezone.now()
    version.save(update_fields=["number", "stamp", "changed_at"])
