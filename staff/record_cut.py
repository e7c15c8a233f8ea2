"""Let the oldest entries of the record go when their time is over, without breaking the chain.

A cut keeps number and digest of the last entry that goes; the first one that stays names that digest, and the
act of cutting is an entry itself. The database refuses a cut at anything younger than 90 days.
"""

from datetime import datetime

from django.db import connection
from django.utils import timezone

from safety import retention
from staff import audit
from staff.acts import Act
from staff.models.record import AuditCut, AuditEntry


def due(now: datetime) -> list[int]:
    """Return the number of the newest entry that has to go, if any has; whole days, so that one cut a day is
    enough. The newest entry of all always stays, for the chain to go on from.
    """
    midnight = now.replace(hour=0, minute=0, second=0, microsecond=0)
    oldest = AuditEntry.objects.in_order().first()
    first_that_stays = (
        AuditEntry.objects.in_order().filter(at__gte=midnight - retention.keep("record")).first()
        or AuditEntry.objects.newest_first().first()
    )
    if oldest is None or first_that_stays is None or oldest.number >= first_that_stays.number:
        return []
    return [first_that_stays.number - 1]


def cut(number: int) -> None:
    """Remove the entries up to a number, if they are due still. On record. Inside a transaction."""
    if number not in due(timezone.now()):
        return
    last = AuditEntry.objects.get(pk=number)
    AuditCut.objects.create(number=number, digest=last.digest, at=timezone.now())
    with connection.cursor() as cursor:  # the model refuses every removal
        cursor.execute("DELETE FROM staff_auditentry WHERE number <= %s", [number])
        gone = cursor.rowcount
    audit.record(
        act=Act.RECORD_CUT, actor=None, subject_kind="record", subject_id="entries", last=number, count=gone,
        shown=last.digest,
    )  # fmt: skip
