"""What leaves the house, made anew whenever the tables change: documents of the open interface, search rows.

One verb, called inside the transaction of whatever changes what is public. The interface and the search read
nothing but what was written here, so what is not let out here is out of their reach (S5, S6).
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping
from typing import Any, Final
from uuid import UUID

import msgspec
from django.db import transaction
from django.utils import timezone

from directory import disclosure, numbering, parts_read, published, topics_tree, writing
from directory.hsds import keyed, opened
from directory.hsds.keyed import Row
from directory.hsds.shapes import OURS, Document, read_key
from directory.hsds.upsert import insert, upsert
from directory.models.outward import (
    OutwardGone,
    OutwardOrganization,
    OutwardPlace,
    OutwardService,
    OutwardTerm,
)
from directory.models.place import ServiceAtLocation
from directory.models.service import Service, Visibility
from directory.models.version import DirectoryVersion
from directory.search import index
from directory.search.folding import folded
from directory.states import VETTED, State
from directory.unhindered import for_many_rows

CHUNK: Final = 2_000  # services whose documents are in memory at once
GONE_DAYS: Final = 400  # so long it is told that a service went; who asks less often reads everything anew
OUTWARD: Final = [state.value for state in VETTED | {State.SOURCED}]
Progress = Callable[[int, int], None]


def refresh(ids: Collection[UUID], *, version: DirectoryVersion, alone: bool = False) -> None:
    """Make what the open interface and the search hold of these services what the tables now say.

    Listings that share a body, a place or a pair with them are made anew too. What may not be shown is gone.
    `alone`: there are no other listings. The version grows, and what processes remember is dropped once the
    transaction is done.
    """
    changed = list(dict.fromkeys(ids)) if alone else _with_neighbours(ids)
    _make(changed)
    numbering.grow(version, services=changed)
    transaction.on_commit(published.look_again)


def rebuild(progress: Progress | None = None) -> int:
    """Make everything anew and return how many services are let out."""
    with transaction.atomic():
        version = numbering.locked()
        gone = OutwardService.objects.exclude(pk__in=Service.objects.values("pk"))
        _make([*Service.objects.values_list("pk", flat=True), *gone.values_list("pk", flat=True)], progress)
        numbering.grow(version)
        transaction.on_commit(published.forget)
    return OutwardService.objects.count()


def _make(ids: Collection[UUID], progress: Progress | None = None) -> None:
    wanted = list(dict.fromkeys(ids))
    if len(wanted) > CHUNK:
        for_many_rows()
    for start in range(0, len(wanted), CHUNK):
        part = wanted[start : start + CHUNK]
        index.put(part, read=_make_services(part))
        if progress:
            progress(start + len(part), len(wanted))
    _drop_empty_bodies()


def _with_neighbours(ids: Collection[UUID]) -> list[UUID]:
    """Return the listings with those whose documents hold something of theirs."""
    wanted = list(dict.fromkeys(ids))
    found = dict.fromkeys(wanted)
    for start in range(0, len(wanted), CHUNK):
        part = wanted[start : start + CHUNK]
        own = Service.objects.filter(pk__among=part)
        pairs = {*own.exclude(pair="").values_list("pair", flat=True), *_former_pairs(part)}
        bodies = own.exclude(organization=None).values("organization_id")
        places = ServiceAtLocation.objects.filter(service_id__among=part).values("location_id")
        near = (
            Service.objects.filter(organization_id__in=bodies),
            Service.objects.filter(service_at_locations__location_id__in=places),
            Service.objects.filter(pair__in=pairs),
        )
        for one in near:
            found.update(dict.fromkeys(one.filter(state__in=OUTWARD).values_list("pk", flat=True)))
    return list(found)


def _former_pairs(ids: list[UUID]) -> set[str]:
    """Return the pairs that these listings belonged to when they were last let out."""
    told = OutwardService.objects.filter(pk__among=ids, full__contains='"pair"')
    documents = map(msgspec.json.decode, told.values_list("full", flat=True))
    return {document[OURS].get("pair", "") for document in documents} - {""}


# --- services ---


def _make_services(ids: list[UUID]) -> dict[UUID, Service]:
    """Write what is let out of these services, and return those that are, with their parts."""
    own = _read(ids, "state", "visibility", "due_on", "pair")
    standing = _standing(own)
    now = timezone.now()
    stored = list(OutwardService.objects.filter(pk__among=ids).values_list("pk", "full", "due_on", "sourced"))
    before = {key: (full, due_on) for key, full, due_on, _sourced in stored}
    _tell_gone({key: sourced for key, _full, _due_on, sourced in stored}, standing, now)
    due = _last_days({key: own[key] for key in standing})
    rows: list[tuple[Row, Document]] = []
    bodies: dict[UUID, Document] = {}
    read: dict[UUID, Service] = {}
    for service, document, book in writing.read_by_key(list(standing), chunk=CHUNK):
        read[service.pk] = parts_read.hung(service, book)
        public = _public(service, document, standing[service.pk])
        row = _service_row(service, public, standing[service.pk], now)
        row["due_on"] = due.get(service.pk)
        if service.organization_id:
            bodies[service.organization_id] = public["organization"]
        if before.get(service.pk) != (row["full"], row["due_on"]):
            rows.append((row, public))
    _write_services(rows, before, now)
    back = [row["id"] for row, _public in rows if row["id"] not in before or not row["sourced"]]
    if back:
        OutwardGone.objects.filter(pk__among=back).delete()
    _make_bodies(bodies, now)
    return read


def _tell_gone(before: Mapping[UUID, bool], standing: Mapping[UUID, str], now: dt.datetime) -> None:
    """Take back what may not be let out any more, and keep its key for those who have copies (S6).

    `before` says of each service that was let out whether it was a sourced one. One that was vetted and is
    sourced now is gone where sourced ones are not shown; where they are, it is not told (api_finding.py).
    """
    gone = [key for key in before if key not in standing]
    less = [key for key, sourced in before.items() if not sourced and standing.get(key) == opened.SOURCED]
    if gone or less:
        upsert(OutwardGone, ({"id": key, "gone_at": now, "sourced": before[key]} for key in gone + less))
        OutwardGone.objects.filter(gone_at__lt=now - dt.timedelta(days=GONE_DAYS)).delete()
    OutwardService.objects.filter(pk__among=gone).delete()


def _standing(found: Mapping[UUID, Service]) -> dict[UUID, str]:
    """Return which of these listings may be let out, and as what: vetted, or sourced.

    Those of one pair are let out together or not at all, and as the less certain of them.
    """
    pairs = {row.pair for row in found.values() if row.pair}
    mates: dict[str, list[Service]] = defaultdict(list)
    begun = [State.DRAFT.value, State.IN_REVIEW.value]  # not yet one of the pair
    rows = Service.objects.filter(pair__in=pairs).exclude(state__in=begun) if pairs else ()
    for row in rows:
        mates[row.pair].append(row)
    standing = {}
    for key, row in found.items():
        together = mates[row.pair] if row.pair else [row]
        whole = len(together) > 1 or not row.pair
        if whole and all(one.state in OUTWARD and one.visibility == Visibility.OPEN for one in together):
            sourced = any(one.state == State.SOURCED for one in together)
            standing[key] = opened.SOURCED if sourced else opened.VETTED
    return standing


def _read(ids: list[UUID], *columns: str) -> dict[UUID, Service]:
    """Return the services with no more than these columns of theirs."""
    rows = keyed.rows(Service, "id", ids, only=("id", *columns))
    return {row["id"]: keyed.of(Service, row) for row in rows}


def _last_days(rows: Mapping[UUID, Service]) -> dict[UUID, dt.date | None]:
    """Return the last day on which each listing may be sent: that of the first of its pair too (S6)."""
    pairs = {row.pair for row in rows.values() if row.pair}
    ends: dict[str, list[dt.date]] = defaultdict(list)
    for row in Service.objects.filter(pair__in=pairs).only("state", "due_on", "pair") if pairs else ():
        if row.state in VETTED:
            ends[row.pair].append(row.due_on or dt.date.min)
    return {key: _last_day(row, ends.get(row.pair, [])) for key, row in rows.items()}


def _last_day(row: Service, of_its_pair: list[dt.date]) -> dt.date | None:
    own = [row.due_on or dt.date.min] if row.state in VETTED else []
    return min([*own, *of_its_pair], default=None)


def _public(service: Service, document: Document, standing: str) -> Document:
    terms = topics_tree.terms_of([service.kind, *service.more_kinds], service_id=service.pk)
    verified = service.verified_at if standing == opened.VETTED else None
    return disclosure.public_document(
        document,
        standing=standing,
        verified_on=verified.date().isoformat() if verified else None,
        terms=terms,
    )


def _service_row(service: Service, public: Document, standing: str, now: dt.datetime) -> Row:
    return {
        "id": service.pk,
        "listing": service.seed_id,
        "sourced": standing == opened.SOURCED,
        "organization_id": service.organization_id,
        "modified_at": now,
        "name": service.name,
        "short": _json(disclosure.short_form(public)),
        "full": _json(public),
    }


def _json(document: Any) -> str:
    return msgspec.json.encode(document).decode()


def _write_services(rows: list[tuple[Row, Document]], before: Collection[UUID], now: dt.datetime) -> None:
    """Write the services that changed, with their places and terms; `before` are those that had a row."""
    keys = [row["id"] for row, _public in rows]
    upsert(OutwardService, [row for row, _public in rows], there=before)
    had = [key for key in keys if key in before]  # a place or a term stands with its service only
    if had:
        OutwardPlace.objects.filter(service_id__among=had).delete()
        OutwardTerm.objects.filter(service_id__among=had).delete()
    places = [place for row, public in rows for place in _places(row, public, now)]
    taken = keyed.rows(OutwardPlace, "id", [place["id"] for place in places], only=("id",))
    upsert(OutwardPlace, places, there={row["id"] for row in taken})
    insert(OutwardTerm, (term for row, public in rows for term in _terms(row, public)))


def _places(row: Row, public: Document, now: dt.datetime) -> Iterable[Row]:
    """Yield the places of a service, each with the service nested in it, as HSDS wants it."""
    whole = {name: value for name, value in public.items() if name != "service_at_locations"}
    short = disclosure.short_form(public)
    for place in public.get("service_at_locations", ()):
        location = place.get("location")
        if location is None:
            continue
        address = next(iter(location.get("addresses", ())), {})
        in_list = {**opened.short_of(place, "service_at_location"), "service": short}
        yield {
            "id": read_key(place["id"]),
            "service_id": row["id"],
            "modified_at": now,
            "latitude": location.get("latitude"),
            "longitude": location.get("longitude"),
            "postal_code": folded(address.get("postal_code", "")).replace(" ", "")[:40],
            "country": address.get("country", ""),
            "short": _json({**in_list, "location": opened.short_of(location, "location")}),
            "full": _json({**place, "service": whole}),
        }


def _terms(row: Row, public: Document) -> Iterable[Row]:
    """Return the terms that a service carries, each once: its own, and those of what is nested in it."""
    found: dict[UUID, UUID | None] = {}
    for attribute in public.get("attributes", ()):
        term = attribute.get("taxonomy_term")
        if term:
            taxonomy = term.get("taxonomy_id") or term.get("taxonomy_detail", {}).get("id")
            found[read_key(term["id"])] = read_key(taxonomy) if taxonomy else None
    return [
        {"service_id": row["id"], "term_id": term, "taxonomy_id": taxonomy}
        for term, taxonomy in found.items()
    ]


# --- bodies ---


class _Placed(msgspec.Struct):
    """What is read of a place with its service: the place alone."""

    location: Document


def _make_bodies(documents: dict[UUID, Document], now: dt.datetime) -> None:
    """Write the bodies of published services, with the places of those services and no other ones."""
    keys = list(documents)
    stored = OutwardOrganization.objects.filter(pk__among=keys).values_list("pk", "full", "sourced")
    before = {key: (full, sourced) for key, full, sourced in stored}
    services = list(
        OutwardService.objects.filter(organization_id__among=keys).values_list(
            "pk", "organization_id", "sourced"
        )
    )
    checked = {body for _key, body, sourced in services if not sourced}
    # A body that is shown because somebody checked one of its services tells nothing of the others (S6).
    told = {key: body for key, body, sourced in services if body and not (sourced and body in checked)}
    places = _places_of(told)
    rows = []
    for key, document in documents.items():
        whole = {**document, "locations": list(places[key].values())} if places[key] else document
        full, sourced = _json(whole), key not in checked
        if before.get(key) != (full, sourced):
            rows.append(
                {
                    "id": key,
                    "sourced": sourced,
                    "modified_at": now,
                    "name": document["name"],
                    "short": _json(opened.short_of(document, "organization")),
                    "full": full,
                }
            )
    upsert(OutwardOrganization, rows, there=before)


def _places_of(services: Mapping[UUID, UUID]) -> dict[UUID, dict[str, Document]]:
    """Return, by body, the places where these services are; `services` names the body of each."""
    found: dict[UUID, dict[str, Document]] = defaultdict(dict)
    places = OutwardPlace.objects.filter(service_id__among=list(services)).order_by("id")
    for service, full in places.values_list("service_id", "full"):
        location = msgspec.json.decode(full, type=_Placed).location
        found[services[service]][location["id"]] = location
    return found


def _drop_empty_bodies() -> None:
    with_services = OutwardService.objects.exclude(organization_id=None).values("organization_id")
    OutwardOrganization.objects.exclude(pk__in=with_services).delete()
