"""That somebody asked for a page which is not part of their work goes on record, and so does that they named
something which is not there or not theirs: once a day for each kind of page, so that neither a slip of the
hand nor a program that knocks all night fills the record.
"""

from datetime import UTC, datetime, time
from typing import Final

from django.db import transaction

from staff import audit
from staff.acts import Act
from staff.models.person import User
from staff.models.record import AuditEntry
from staff.roles import Ability

KIND: Final = "page"
UNMARKED: Final = "no-ability"  # a page that names none, which is a fault of ours and shut to everybody


def note(*, person: User, ability: Ability | None, now: datetime, act: Act = Act.PAGE_REFUSED) -> None:
    """See that the refusals of a person at this kind of page stand on record for this day (UTC)."""
    kind = str(ability or UNMARKED)
    day = datetime.combine(now.astimezone(UTC).date(), time(), tzinfo=UTC)
    said = AuditEntry.objects.filter(
        act=act, actor_id=person.pk, subject_kind=KIND, subject_id=kind, at__gte=day
    )
    if said.exists():  # without a lock: whoever knocks again and again holds nobody up
        return
    with transaction.atomic():
        audit.lock()
        if not said.exists():
            audit.record(act=act, actor=person, subject_kind=KIND, subject_id=kind)
