"""Services with what hangs below them, as directory.reaching asks for it, made of plain rows.

Django's own way asks a question for each kind of part of each kind of parent and makes an object of every row
with a look at each value; here a kind of part is one question with one value in it.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final, Protocol
from uuid import UUID

from django.db.models import Model

from directory import table_rights
from directory.hsds import keyed
from directory.hsds.keyed import Row
from directory.models.answering import Language, Schedule, ServiceArea
from directory.models.contact import Phone, Url
from directory.models.organization import Organization
from directory.models.place import Location, ServiceAtLocation
from directory.models.service import Service

# The public door's user of the database may read these alone (docs/decisions/0020).
OF_A_SERVICE: Final = tuple(table_rights.SERVICE.split())
OF_A_BODY: Final = ("id", "name")
OF_A_PLACE: Final = ("id", "service_id", "location_id", "position")
OF_A_LOCATION: Final = ("id", "confidential")

_MODELS: Final[Mapping[str, type[Model]]] = {
    "organization": Organization, "location": Location, "service_at_location": ServiceAtLocation,
    "phone": Phone, "url": Url, "language": Language, "schedule": Schedule, "service_area": ServiceArea,
}  # fmt: skip
# What directory.reaching asks for, by the row that it hangs under: name, entity, column of the parent.
_PHONES: Final = ("phones", "phone")
_SCHEDULES: Final = ("schedules", "schedule")
_PLACES: Final = ("service_at_locations", "service_at_location")
_BELOW: Final[Mapping[str, tuple[tuple[str, str], ...]]] = {
    "service_id": (
        _PHONES,
        _SCHEDULES,
        ("urls", "url"),
        ("languages", "language"),
        ("service_areas", "service_area"),
        _PLACES,
    ),
    "organization_id": (_PHONES,),
    "service_at_location_id": (_PHONES, _SCHEDULES),
    "location_id": (_PHONES, _SCHEDULES),
}


class Book(Protocol):
    """Rows that were read: those of which many hang under a parent, by link and parent, and others by id."""

    @property
    def many(self) -> Mapping[tuple[str, str], Mapping[UUID, list[Row]]]: ...
    @property
    def one(self) -> Mapping[str, Mapping[UUID, Row]]: ...


@dataclass(slots=True)
class _Rows:
    """The same, of what is read here."""

    many: defaultdict[tuple[str, str], defaultdict[UUID, list[Row]]] = field(
        default_factory=lambda: defaultdict(lambda: defaultdict(list))
    )
    one: dict[str, dict[UUID, Row]] = field(default_factory=dict)


def read(keys: Sequence[UUID]) -> Iterator[Service]:
    """Yield these services in this order, with their parts; as many questions for all as for one."""
    found = {row["id"]: row for row in keyed.rows(Service, "id", keys, only=OF_A_SERVICE)}
    book = _book(list(found.values()))
    for key in keys:
        if key in found:
            yield hung(keyed.of(Service, found[key]), book)


def _book(services: list[Row]) -> _Rows:
    book = _Rows()
    places = keyed.rows(ServiceAtLocation, "service_id", [row["id"] for row in services], only=OF_A_PLACE)
    _keep(places, "service_at_location", "service_id", book)
    _named("organization", services, OF_A_BODY, book)
    _named("location", places, OF_A_LOCATION, book)
    above = {
        "service_id": [row["id"] for row in services],
        "organization_id": list(book.one["organization"]),
        "service_at_location_id": [row["id"] for row in places],
        "location_id": list(book.one["location"]),
    }
    for via, parents in above.items():
        for _name_of_all, entity in _BELOW[via]:
            if entity != "service_at_location":
                _keep(keyed.rows(_MODELS[entity], via, parents), entity, via, book)
    return book


def _named(entity: str, naming: Iterable[Row], columns: Collection[str], book: _Rows) -> None:
    """Read the rows that others name."""
    keys = {row[f"{entity}_id"] for row in naming} - {None}
    book.one[entity] = {
        row["id"]: row for row in keyed.rows(_MODELS[entity], "id", keys, only=tuple(columns))
    }


def _keep(rows: list[Row], entity: str, via: str, book: _Rows) -> None:
    below = book.many[entity, via]
    for row in sorted(rows, key=lambda row: (row["position"], row["id"].int)):
        below[row[via]].append(row)


def hung(service: Service, book: Book) -> Service:
    """Return the service with its parts, as if they had been fetched with it."""
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
    return keyed.of(_MODELS[entity], row)
