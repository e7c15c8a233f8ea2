"""The edition of the pathways that is walked now: read once per process from the seeds."""

from functools import cache

from django.conf import settings
from django.utils import timezone

from referral.pathway.plan import Plan, build
from referral.pathway.read import read
from referral.pathway.shapes import Book, State


@cache
def current() -> Book:
    """Return the book of all pathways.

    Raises: SeedError if a file of it is not as it must be.
    """
    return read(settings.SEEDS_DIR / "pathways")


def plan(state: State) -> Plan:
    """Return the plan of a walk by the current book, as it reads today."""
    return build(current(), state, today=timezone.localdate())
