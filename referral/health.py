"""What this room needs, and the one thing that it measures: whether its alarm still rings.

No number of cases, codes or visits: whoever watches keeps numbers for months, in files of their own, and at a
small helpline one more at nine in the morning is a person (docs/decisions/0024-watching-the-machine.md).
"""

import datetime as dt
from typing import Final

from django.conf import settings
from django.utils import timezone

from referral.models.case import Case
from referral.models.pathway import BookEdition
from referral.triage import RINGS
from safety import health

SILENT: Final = dt.timedelta(minutes=10)  # the timer that rings comes every minute


def has_pathways() -> bool:
    """Return whether there is an edition of the pathways, published at the desk or the one of the house."""
    if BookEdition.objects.filter(is_current=True).exists():
        return True
    return any((settings.SEEDS_DIR / "pathways").glob("*/*"))


def alarm_is_silent() -> float:
    """Return 1 if the clock of a case that cannot wait ended and nobody was called for it, else 0."""
    late = Case.objects.true().overdue(now=timezone.now() - SILENT)
    return float(late.filter(urgency__in=sorted(RINGS), rung_at=None).exists())


def register() -> None:
    """Say what this room needs and measures."""
    health.needs("pathways", has_pathways, of=("default",))
    health.measure(
        "waypost_alarm_silent",
        "whether the alarm of the queue stopped ringing",
        alarm_is_silent,
        deep=True,
        of=("default",),
    )
