"""Which numbers and which hours count for a service, of those that it, its places and its body have.

What a service says of itself comes first; only where it says nothing are the places asked where it is found,
and last the body that runs it. A confidential place is not asked at all (S5).
"""

from collections.abc import Callable, Collection
from typing import Any, Final

from directory.models.answering import Schedule
from directory.models.contact import Phone
from directory.models.place import ServiceAtLocation
from directory.models.service import Service


def _in_order(rows: Collection[Any]) -> list[Any]:
    return sorted(rows, key=_position) if len(rows) > 1 else list(rows)


def _position(row: Any) -> int:
    return int(row.position)


def below(parent: Any, name: str) -> list[Any]:
    """Return the rows of one parent as an editor put them: what was fetched with it, or is asked for now."""
    fetched = getattr(parent, "_prefetched_objects_cache", {}).get(name)
    if fetched is None:
        return _in_order(getattr(parent, name).all())
    return _in_order(fetched)


def phones(service: Service) -> list[Phone]:
    """Return the numbers of a service, else those of its places, else those of the body that runs it."""
    own = below(service, "phones")
    if own:
        return own
    there = [phone for place in _places(service) for phone in _phones_of(place)]
    if there:
        return list({(phone.number, phone.type): phone for phone in there}.values())
    return below(service.organization, "phones") if service.organization else []


def schedules(service: Service) -> list[Schedule]:
    """Return the openings of a service, else those of its places."""
    own = below(service, "schedules")
    return own or [row for place in _places(service) for row in _schedules_of(place)]


def places_differ(service: Service) -> bool:
    """Return whether the openings are those of several places that do not open at the same times."""
    if below(service, "schedules"):
        return False
    told = {frozenset(_told(row) for row in _schedules_of(place)) for place in _places(service)}
    return len(told) > 1


def _places(service: Service) -> list[ServiceAtLocation]:
    return [place for place in below(service, "service_at_locations") if not place.location.confidential]


def _phones_of(place: ServiceAtLocation) -> list[Phone]:
    return below(place, "phones") or below(place.location, "phones")


def _schedules_of(place: ServiceAtLocation) -> list[Schedule]:
    return below(place, "schedules") or below(place.location, "schedules")


_OWN: Final = frozenset({"id", "service_id", "location_id", "service_at_location_id", "position"})


def _told(row: Schedule) -> frozenset[tuple[str, object]]:
    """Return what a row says, without what it is tied to."""
    fields: Callable[[str], object] = row.__dict__.get
    names = [field.attname for field in row._meta.concrete_fields if field.attname not in _OWN]
    return frozenset((name, str(fields(name))) for name in names)
