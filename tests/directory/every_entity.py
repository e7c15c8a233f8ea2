"""A made-up service that uses every entity of HSDS and every field of it and of our profile, for tests."""

import datetime as dt
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Final

from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from django.utils import timezone

from directory import numbering, outward, published, writing
from directory.hsds import schema
from directory.hsds.shapes import ENTITIES, OURS, Field
from directory.models.service import Service
from directory.states import State

SPACE: Final = uuid.UUID("6f0c1e3a-0000-5000-8000-000000000000")
# What a column or a rule of ours takes, where a word alone would not do.
SPECIAL: Final[dict[tuple[str, str], Any]] = {
    ("service", "status"): "active", ("service", "minimum_age"): 12, ("service", "maximum_age"): 17,
    ("service", "minimum_age_months"): 144, ("service", "maximum_age_months"): 215,
    ("service", "kind"): "domestic_violence", ("service", "more_kinds"): ["legal"],
    ("service", "country"): "GB", ("service", "audience"): "children", ("service", "image_age"): "under18",
    ("service", "callers"): "anyone", ("service", "cost"): "free", ("service", "image_upload"): "no",
    ("service", "hours_known"): "scheduled", ("service", "timezone"): "Europe/London",
    ("service", "holidays"): "closed", ("service", "visibility"): "open", ("service", "grade"): "A",
    ("service", "group"): "", ("service", "pair"): "", ("service", "helpline"): False,
    ("service", "seen"): "2026-01-31", ("service", "doubts"): [], ("service", "notes"): [],
    ("service", "exclusions"): ["Nobody who lives abroad."], ("service", "rows"): [],
    ("service", "sources"): [{"name": "a made-up source", "locator": "https://example.org/source"}],
    ("phone", "number"): "0800 111 222", ("phone", "e164"): "+44800111222", ("phone", "extension"): 12,
    ("phone", "type"): "voice", ("phone", "short"): False, ("phone", "valid"): True,
    ("phone", "extension_text"): "", ("url", "kind"): "chat",
    ("schedule", "freq"): "WEEKLY", ("schedule", "wkst"): "MO", ("schedule", "byday"): "MO,TU",
    ("schedule", "interval"): 2, ("schedule", "timezone"): 1, ("schedule", "byweekno"): "41",
    ("schedule", "bymonthday"): "2", ("schedule", "byyearday"): "2", ("schedule", "count"): 30,
    ("location", "latitude"): 51.5, ("location", "longitude"): -0.12, ("address", "country"): "GB",
    ("address", "postal_code"): "SW1A 1AA", ("service_area", "country"): "GB",
    ("service_area", "extent_type"): "other", ("language", "code"): "en", ("cost_option", "currency"): "GBP",
    ("service_capacity", "updated"): "2026-01-31T10:00:00Z",
    ("organization", "year_incorporated"): 1999, ("taxonomy_term", "language"): "en",
}  # fmt: skip
KINDS: Final[dict[str, Any]] = {
    "integer": 3, "number": 2.5, "flag": True, "clock": "09:30", "date": "2026-01-31",
    "moment": "2026-01-31T10:00:00Z", "list": [], "object": {},
}  # fmt: skip
FORMATS: Final = {"uri": "https://example.org/made-up", "email": "desk@example.org"}
INSIDE: Final = {"extra", "confidential"}


def whole(name: str = "everything", **said: Any) -> dict[str, Any]:
    """Return the document of a service that uses everything; `said` are fields of its profile."""
    found = _object("service", name, ())
    found["name"] = f"A service called {name}"
    found[OURS] = {**found[OURS], "listing": name, **said}
    return found


def publish(*documents: dict[str, Any], state: State = State.PUBLISHED) -> list[uuid.UUID]:
    """Put these listings into the directory, and out of it, as two people and an import would."""
    ids = writing.write_documents(documents, state=state)
    now = timezone.now()
    Service.objects.filter(pk__in=ids).update(verified_at=now, due_on=now.date() + dt.timedelta(days=90))
    outward.refresh(ids, version=numbering.locked())
    published.forget()  # the search would find what it found a second ago
    return ids


@contextmanager
def asked_in_this_process() -> Iterator[None]:
    """Have a directory with every entity; no question closes the connection that the test rolls back."""
    publish(whole())
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)
    published.forget()


def _object(entity: str, path: str, above: tuple[str, ...]) -> dict[str, Any]:
    shape = ENTITIES[entity]
    found: dict[str, Any] = {"id": str(uuid.uuid5(SPACE, f"{path}/{entity}"))}
    for key in shape.order[1:-1]:
        child = shape.children.get(key)
        if child is None:
            found[key] = _value(entity, shape.fields[key], path)
        elif child.entity not in above:
            below = _object(child.entity, f"{path}/{key}", (*above, entity))
            found[key] = [below] if child.many else below
    ours = {one.name: _value(entity, one, path) for one in shape.profile.values() if one.name not in INSIDE}
    told = {key: value for key, value in ours.items() if value not in ("", [], {}, None)}
    return {**found, OURS: told} if told else found


def _value(entity: str, field: Field, path: str) -> Any:
    if (entity, field.name) in SPECIAL:
        return SPECIAL[entity, field.name]
    if field.kind == "id":
        return str(uuid.uuid5(SPACE, f"{path}/{field.name}"))
    if field.kind != "text":
        return KINDS[field.kind]
    told = schema.entities()[entity]["properties"].get(field.name, {})
    if "enum" in told:
        return told["enum"][0]
    if field.longest == 40:
        return "2026-01-31"
    return FORMATS.get(told.get("format", ""), f"made up: {field.name}")
