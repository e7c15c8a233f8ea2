"""What the search finds is what may be shown: rows are written in the transaction that publishes.

A row is made from the public form of a listing, so no word can be found that may not be read (S5).
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from itertools import chain, islice
from types import ModuleType
from typing import Any
from uuid import UUID

from django.db import connection, transaction
from django.db.models import QuerySet

from directory import numbering, published
from directory.disclosure import PublicListing
from directory.hsds import keyed
from directory.hsds.upsert import insert
from directory.models.place import Accessibility, Location, LocationType, ServiceAtLocation
from directory.models.search import SearchRow, SearchSlip, SearchWord
from directory.models.service import Service
from directory.search import facets, postgres, sqlite
from directory.search.facets import FORM, Row
from directory.search.slips import forms, may_be_slip
from directory.search.terms import is_unspaced, is_word

Progress = Callable[[int, int], None]
CHUNK = 2_000  # services made at a time; bounds the memory

Columns = dict[str, Any]
Points = tuple[tuple[float, float], ...]


def put(ids: Collection[UUID], *, read: Mapping[UUID, Service] | None = None) -> None:
    """Make the search rows of these services what the tables now say; one that may not be shown has none.

    `read` are those that were just read, with their parts; they are not read again.
    """
    wanted = list(ids)
    tally: Counter[str] = Counter()
    for start in range(0, len(wanted), CHUNK):
        _put(wanted[start : start + CHUNK], tally, read or {})
    _count(tally)


def drop(ids: Collection[UUID]) -> None:
    """Forget these services."""
    wanted = list(ids)
    for start in range(0, len(wanted), CHUNK):
        _take(list(SearchRow.objects.filter(service_id__among=wanted[start : start + CHUNK])))


def rebuild(progress: Progress | None = None) -> int:
    """Make every row anew and return how many there are. `progress` is told how many of how many."""
    with transaction.atomic():
        version = numbering.locked()  # nobody publishes meanwhile
        for model in (SearchRow, SearchWord, SearchSlip):
            model.objects.all().delete()
        engine().empty()
        ids = list(_shown().values_list("pk", flat=True))
        tally: Counter[str] = Counter()
        for start in range(0, len(ids), CHUNK):
            _put(ids[start : start + CHUNK], tally, {})
            if progress:
                progress(min(start + CHUNK, len(ids)), len(ids))
        _count(tally)
        engine().settle()
        numbering.grow(version)
        transaction.on_commit(published.forget)
    return SearchRow.objects.count()


def engine() -> ModuleType:
    """Return the module that knows this database's own text search."""
    return sqlite if connection.vendor == "sqlite" else postgres


def write(rows: Iterable[tuple[UUID, bool, Row]]) -> None:
    """Add rows of services that have none; each comes with whether it is merely sourced."""
    tally: Counter[str] = Counter()
    for chunk in _chunks(rows):
        _add([_columns(service, sourced, facets.written(row)) for service, sourced, row in chunk], tally)
    _count(tally)


def _chunks(rows: Iterable[tuple[UUID, bool, Row]]) -> Iterator[list[tuple[UUID, bool, Row]]]:
    left = iter(rows)
    while chunk := list(islice(left, CHUNK)):
        yield chunk


def _put(ids: Sequence[UUID], tally: Counter[str], read: Mapping[UUID, Service]) -> None:
    stored = {row.service_id: row for row in SearchRow.objects.filter(service_id__among=ids)}
    fresh = {
        service: _columns(service, not row.guard.vetted, facets.written(row))
        for service, row in _rows(ids, read)
    }
    changed = [service for service in ids if _differ(stored.get(service), fresh.get(service))]
    _take([stored[service] for service in changed if service in stored])
    _add([fresh[service] for service in changed if service in fresh], tally)


def _columns(service: UUID, sourced: bool, written: dict[str, str]) -> Columns:
    return {"service_id": service, "form": FORM, "sourced": sourced, **written}


def _differ(one: SearchRow | None, other: Columns | None) -> bool:
    if one is None or other is None:
        return one is not other
    return any(getattr(one, name) != value for name, value in other.items())


def _take(rows: Sequence[SearchRow]) -> None:
    if not rows:
        return
    numbers = [row.number for row in rows]
    engine().drop(numbers)
    SearchRow.objects.filter(number__in=numbers).delete()
    gone = Counter(term for row in rows for term in row.terms.split())
    engine().count({term: -count for term, count in gone.items()})
    unused = list(SearchWord.objects.filter(count=0).values_list("word", flat=True))
    if unused:
        SearchSlip.objects.filter(word__in=unused).delete()
        SearchWord.objects.filter(count=0).delete()


def _add(rows: Sequence[Columns], tally: Counter[str]) -> None:
    """Write rows, and add their terms to what is to be counted."""
    if not rows:
        return
    if not SearchRow.objects.exists():
        engine().empty()
    insert(SearchRow, rows)
    engine().put([row["service_id"] for row in rows])
    for row in rows:
        tally.update(row["terms"].split())


def _count(tally: Counter[str]) -> None:
    """Count terms that came; the forms of words that nobody had are learnt."""
    if not tally:
        return
    spelt = [term for term in tally if is_word(term) and may_be_slip(term) and not is_unspaced(term)]
    known = engine().counts(spelt)
    engine().count(tally)
    engine().learn((form, word) for word in spelt if word not in known for form in forms(word))


# --- from the tables to rows ---


def _shown() -> QuerySet[Service]:
    return Service.objects.shown(show_sourced=True)


def _rows(ids: Sequence[UUID], read: Mapping[UUID, Service]) -> Iterator[tuple[UUID, Row]]:
    """Yield what each of these services is found by, if it may be shown anywhere."""
    places = _places(ids)
    reached = _accessible(places)
    for service, listing in _listings(ids, read):
        own = places.get(service, ())
        accessible = any(row["id"] in reached for row in own)
        yield service, facets.row_of(listing, points=_points(own), accessible=accessible)


def _listings(ids: Sequence[UUID], read: Mapping[UUID, Service]) -> Iterator[tuple[UUID, PublicListing]]:
    known = _shown().filter(pk__among=[service for service in ids if service in read])
    rows = [read[service] for service in known.values_list("pk", flat=True)] if read else []
    left = [service for service in ids if service not in read]
    made = published.listings_of(_shown().filter(pk__among=left), show_sourced=True) if left else ()
    for row, listing in chain(published.listings_read(rows, show_sourced=True), made):
        yield row.pk, listing


def _places(ids: Sequence[UUID]) -> dict[UUID, list[keyed.Row]]:
    """Return the places of services, of those that may be told (S5)."""
    places = keyed.rows(ServiceAtLocation, "service_id", ids, only=("service_id", "location_id"))
    asked = {row["location_id"] for row in places} - {None}
    columns = ("id", "confidential", "location_type", "latitude", "longitude")
    told = {
        row["id"]: row for row in keyed.rows(Location, "id", asked, only=columns) if not row["confidential"]
    }
    found: dict[UUID, list[keyed.Row]] = defaultdict(list)
    for row in places:
        if row["location_id"] in told:
            found[row["service_id"]].append(told[row["location_id"]])
    return found


def _points(places: Iterable[keyed.Row]) -> Points:
    """Return where somebody can go to."""
    found = {
        (row["latitude"], row["longitude"])
        for row in places
        if row["location_type"] == LocationType.PHYSICAL
        and row["latitude"] is not None
        and row["longitude"] is not None
    }
    return tuple(sorted(found))


def _accessible(places: Mapping[UUID, Iterable[keyed.Row]]) -> set[UUID]:
    """Return the places of which it is said how people with disabilities reach them."""
    asked = {row["id"] for rows in places.values() for row in rows}
    return {
        row["location_id"] for row in keyed.rows(Accessibility, "location_id", asked, only=("location_id",))
    }
