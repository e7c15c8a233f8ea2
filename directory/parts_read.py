"""A service with all that hangs below it, from rows that were read already: nothing is asked twice."""

from collections.abc import Mapping
from typing import Any, Final
from uuid import UUID

from django.db.models import Model

from directory.hsds import keyed
from directory.hsds.table_of import MODELS
from directory.hsds.write import Book, Row
from directory.models.service import Service

# What directory.reaching asks for, by the row that it hangs under: name, entity, column of the parent.
_PHONES: Final = ("phones", "phone")
_SCHEDULES: Final = ("schedules", "schedule")
_BELOW: Final[Mapping[str, tuple[tuple[str, str], ...]]] = {
    "service_id": (
        _PHONES,
        _SCHEDULES,
        ("urls", "url"),
        ("languages", "language"),
        ("service_areas", "service_area"),
        ("service_at_locations", "service_at_location"),
    ),
    "organization_id": (_PHONES,),
    "service_at_location_id": (_PHONES, _SCHEDULES),
    "location_id": (_PHONES, _SCHEDULES),
}


def hung(service: Service, book: Book) -> Service:
    """Return the service with its parts, as if they had been fetched with it (directory.reaching.PARTS)."""
    _hang(service, "service_id", book)
    _name(service, "organization", service.organization_id, book)
    places: list[Any] = service._prefetched_objects_cache["service_at_locations"]
    for place in places:
        _hang(place, "service_at_location_id", book)
        _name(place, "location", place.location_id, book)
    return service


def _hang(parent: Any, via: str, book: Book) -> None:
    parent._prefetched_objects_cache = {
        name: [_object(entity, row) for row in book.many[entity, via].get(parent.pk, ())]
        for name, entity in _BELOW[via]
    }


def _name(child: Any, name: str, key: UUID | None, book: Book) -> None:
    """Put the row that another one names beside it, with its own parts."""
    named = _object(name, book.one[name][key]) if key else None
    if named is not None:
        _hang(named, f"{name}_id", book)
    child._state.fields_cache[name] = named


def _object(entity: str, row: Row) -> Model:
    return keyed.of(MODELS[entity], row)
