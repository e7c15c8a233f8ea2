"""The number that grows with every change of the directory, so that each process sees it (S6)."""

import secrets
from collections.abc import Collection
from typing import Final
from uuid import UUID

from django.utils import timezone

from directory.models.version import DirectoryVersion, VersionStep

STEPS_KEPT: Final = 500  # a process that lags farther behind reads everything again
LEAP: Final = 1_000_000  # more changes than a directory sees between two restores
MOST_IN_A_STEP: Final = 5_000  # listings; a step of more would be too long a row


def locked() -> DirectoryVersion:
    """Return the one row of the version, locked until the transaction ends: one writer at a time.

    Raises: django.db.transaction.TransactionManagementError outside a transaction.
    """
    DirectoryVersion.objects.get_or_create(pk=DirectoryVersion.ONLY)
    return DirectoryVersion.objects.select_for_update().get(pk=DirectoryVersion.ONLY)


def grow(version: DirectoryVersion, *, services: Collection[UUID] | None = None) -> None:
    """Make the number and its stamp new; `services` are all the listings that changed, None where more did.

    They have to be whole: what a process remembers of any other listing it goes on serving.
    """
    before = version.stamp
    version.number += 1
    version.stamp = secrets.token_hex(16)
    version.changed_at = timezone.now()
    version.save(update_fields=["number", "stamp", "changed_at"])
    VersionStep.objects.filter(number__gte=version.number).delete()  # of a database that was put back
    if services is None or len(services) > MOST_IN_A_STEP:
        return
    keys = [str(key) for key in services]
    VersionStep.objects.create(number=version.number, before=before, after=version.stamp, services=keys)
    VersionStep.objects.filter(number__lte=version.number - STEPS_KEPT).delete()


def leap() -> None:
    """Make the number greater than any that a process or a file remembers of a database that was put back.

    Else whoever reads copies would wait for a number that it saw before the loss. Runs in the transaction of
    whoever calls it.
    """
    version = locked()
    version.number += LEAP
    grow(version)


def changed_since(number: int, stamp: str, *, until: DirectoryVersion) -> set[UUID] | None:
    """Return the listings that changed between an edition and the version; None where nobody can tell."""
    if not number < until.number <= number + STEPS_KEPT:
        return None
    steps = VersionStep.objects.filter(number__gt=number, number__lte=until.number).order_by("number")
    changed: set[UUID] = set()
    for step in steps:
        if step.before != stamp:
            return None
        stamp = step.after
        changed.update(map(UUID, step.services))
    return changed if stamp == until.stamp else None
