"""What the desk's pages about listings are about: found by their keys, or there is no such page."""

import uuid
from collections.abc import Iterable
from typing import Final

from django.http import Http404

from directory.models.edition import Edition, EditionState
from directory.models.service import Service
from staff.models.person import User

SHEET: Final = "admin:directory_service_change"
OPEN: Final = (EditionState.DRAFT, EditionState.IN_REVIEW)


def listing(pk: uuid.UUID) -> Service:
    """Return a listing. Raises: Http404."""
    row = Service.objects.filter(pk=pk).first()
    if row is None:
        raise Http404
    return row


def edition(pk: uuid.UUID) -> Edition:
    """Return an edition. Raises: Http404."""
    found = Edition.objects.select_related("service").filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


def open_edition(row: Service) -> Edition | None:
    """Return the edition of a listing that is being written or is in review."""
    return row.editions.filter(state__in=OPEN).first()


def names(ids: Iterable[int | None]) -> dict[int, str]:
    """Return how people are called; whoever is gone altogether is not in it."""
    wanted = {number for number in ids if number}
    return {person.pk: person.called for person in User.objects.filter(pk__in=wanted)}
