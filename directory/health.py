"""What this room needs to serve anybody, and what it measures: counts of listings, which are no people."""

from typing import Final

from django.db import DEFAULT_DB_ALIAS
from django.db.models import Q
from django.utils import timezone

from directory.models.emergency import EmergencyNumber
from directory.models.service import Service, Visibility
from directory.states import DUE_SOON, VETTED
from safety import health

MAIN: Final = (DEFAULT_DB_ALIAS,)


def has_emergency_numbers() -> bool:
    """Return whether any emergency number is known: without one no page may be shown (S4)."""
    return EmergencyNumber.objects.exists()


def emergency_numbers() -> float:
    """Return how many emergency numbers are known."""
    return float(EmergencyNumber.objects.count())


def shown() -> float:
    """Return how many vetted listings people can read today."""
    return float(Service.objects.published().count())


def due() -> float:
    """Return how many of those have to be verified again within the time that counts as soon."""
    today = timezone.now().date()
    return float(Service.objects.published().filter(due_on__lte=today + DUE_SOON).count())


def overdue() -> float:
    """Return how many vetted listings are hidden because nobody verified them in time."""
    today = timezone.now().date()
    late = Q(due_on__lt=today) | Q(due_on=None)
    hidden = Service.objects.filter(late, state__in=VETTED).exclude(visibility=Visibility.STAFF)
    return float(hidden.count() + Service.objects.filter(state="stale").count())


def register() -> None:
    """Say what this room needs and measures."""
    health.needs("emergency-numbers", has_emergency_numbers, of=MAIN)
    health.measure("waypost_emergency_numbers", "emergency numbers", emergency_numbers, of=MAIN)
    health.measure("waypost_listings_shown", "vetted listings that people can read", shown, of=MAIN)
    health.measure("waypost_listings_due", "of those, to be verified again soon", due, of=MAIN)
    health.measure(
        "waypost_listings_overdue", "hidden because nobody verified them in time", overdue, of=MAIN
    )
