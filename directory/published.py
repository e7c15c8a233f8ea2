"""The edition that this process serves: read once, kept until the directory's version changes (S6, S13)."""

import datetime as dt
import logging
import threading
import time
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Final
from uuid import UUID

from django.conf import settings
from django.db import DEFAULT_DB_ALIAS, DatabaseError, transaction
from django.db.models import Prefetch, QuerySet
from django.utils import timezone

from directory import disclosure, doubts, numbering, reaching, table_rights
from directory.dialling import dial
from directory.disclosure import PublicListing
from directory.edition import EMPTY, Indexed, PublicRoute, Published, arrange
from directory.emergency import PublicEmergency
from directory.models.emergency import EmergencyNumber
from directory.models.place import ServiceAtLocation
from directory.models.platform import PlatformRoute
from directory.models.room import FRESH_DAYS, Room
from directory.models.service import Service
from directory.models.version import DirectoryVersion
from directory.reaching import in_order
from directory.search import tables
from directory.states import State
from safety import aside, reach

LOOK_EVERY_S: Final = 1.0  # S6 allows two seconds; the other one is for building the edition
# The public door's user of the database may read these alone (docs/decisions/0020).
OF_A_SERVICE: Final = (*table_rights.SERVICE.split(), "organization__name")
OF_A_PLACE: Final = ("service_id", "location_id", "position", "location__confidential")
READ_AT_ONCE: Final = 500  # listings; bounds the memory, and what a question to the database may hold

log = logging.getLogger(__name__)


@dataclass(slots=True)
class _Memory:
    """What this process remembers."""

    edition: Published | None = None
    show_sourced: bool | None = None
    read_on: dt.date | None = None  # a vetted listing goes when its day is over, without anybody's doing
    looked_at: float = float("-inf")


_memory = _Memory()
_lock = threading.Lock()


def current(*, clock: Callable[[], float] = time.monotonic) -> Published:
    """Return the edition to serve, at most a second behind the database.

    While the database does not answer the last edition is served, marked with the moment since when it is
    unconfirmed; a process that never read one serves an empty edition, and its pages say that nothing is
    known.
    Units: `clock` counts seconds and never goes back.
    """
    remembered = _fresh(clock())
    if remembered:
        return remembered
    # Whoever comes while another thread reads is served what is remembered: a database that hangs holds up
    # one only.
    if not _lock.acquire(blocking=_servable() is None):
        return _servable() or EMPTY
    try:
        return _fresh(clock()) or _look(clock)  # another thread may have looked while this one waited
    finally:
        _lock.release()


def forget() -> None:
    """Drop what is remembered, so that the next question reads the database."""
    with _lock:
        _memory.edition, _memory.looked_at = None, float("-inf")


def look_again() -> None:
    """Have the next question look for a newer edition; it starts from what is remembered."""
    with _lock:
        _memory.looked_at = float("-inf")


def _fresh(now: float) -> Published | None:
    return _servable() if now - _memory.looked_at < LOOK_EVERY_S else None


def _servable() -> Published | None:
    """Return what is remembered, unless it was read under another setting of what may be shown (S6)."""
    return _memory.edition if _memory.show_sourced == settings.WAYPOST_SHOW_SOURCED else None


def _look(clock: Callable[[], float]) -> Published:
    try:
        edition = _newest()
    except DatabaseError:
        log.warning("the directory's database does not answer: the last edition is served")
        edition = _unconfirmed()
    _memory.edition, _memory.show_sourced = edition, settings.WAYPOST_SHOW_SOURCED
    _memory.looked_at = clock()
    return edition


def _newest() -> Published:
    # Asked aside: a database that stands still holds up no page that could be shown without it (S13).
    patience = aside.PATIENCE_S if _servable() else aside.FIRST_S
    stored = aside.asked("directory", lambda: _stored(DEFAULT_DB_ALIAS), patience=patience)
    ahead = _ahead_of(stored)
    if ahead is None:
        return _brought_to(stored)
    with reach.on_primary():
        return _brought_to(ahead)


def _stored(database: str) -> DirectoryVersion:
    rows = DirectoryVersion.objects.using(database)
    return rows.filter(pk=DirectoryVersion.ONLY).first() or DirectoryVersion()


def _ahead_of(stored: DirectoryVersion) -> DirectoryVersion | None:
    """Return the version of the primary where what this process reads is a copy that lags behind it (S6)."""
    if not reach.may_be_behind():
        return None
    try:
        newest = aside.asked("directory", lambda: _stored(reach.primary()), database=reach.PRIMARY)
    except DatabaseError:
        return None
    return newest if newest.number > stored.number else None


def _brought_to(stored: DirectoryVersion) -> Published:
    """Return the edition of a version; never an older one than is known, which another copy may still hold:
    what was withdrawn stays withdrawn.
    """
    known, today = _servable(), timezone.now().date()
    if known is not None and reach.reads_a_copy() and stored.number < known.version:
        return _unconfirmed()
    kept = known if _memory.read_on == today else None
    if kept is not None and (kept.version, kept.stamp) == (stored.number, stored.stamp):
        return replace(kept, unconfirmed_since=None) if kept.unconfirmed_since else kept
    with transaction.atomic(using=reach.asked()):
        # S6: another connection told the version, and this one may lead to a copy that lags behind that one.
        here = _stored(reach.asked()) if reach.reads_a_copy() else stored
        if known is not None and here.number < stored.number:
            return _unconfirmed()
        edition = build(version=here.number, stamp=here.stamp) if kept is None else _advanced(kept, here)
    _memory.read_on = today
    return edition


def _advanced(known: Published, stored: DirectoryVersion) -> Published:
    """Return the present edition; of the listings only what changed is read, where that can be told."""
    with transaction.atomic(using=reach.asked()):
        changed = numbering.changed_since(known.version, known.stamp, until=stored)
        ids = dict(Service.objects.filter(pk__in=changed or ()).values_list("pk", "seed_id"))
        if changed is None or ids.keys() != changed:  # one was removed: nobody knows its name any more
            return build(version=stored.number, stamp=stored.stamp)
        gone = set(ids.values())
        kept = [(one, known.folded[one.id]) for one in known.listings.values() if one.id not in gone]
        indexed = [one for one in known.indexed.values() if one.listing not in gone]
        return _arranged(
            [*kept, *_listings(changed)],
            indexed=[*indexed, *tables.indexed(changed)],
            version=stored.number,
            stamp=stored.stamp,
        )


def _unconfirmed() -> Published:
    known = _servable() or EMPTY
    return known if known.unconfirmed_since else replace(known, unconfirmed_since=dt.datetime.now(dt.UTC))


def build(*, version: int, stamp: str) -> Published:
    """Return the edition that the tables hold, read with as many queries for 500 listings as for one."""
    with transaction.atomic(using=reach.asked()):
        return _arranged(_listings(None), indexed=tables.indexed(), version=version, stamp=stamp)


def _arranged(
    listings: list[tuple[PublicListing, str]], *, indexed: Iterable[Indexed], version: int, stamp: str
) -> Published:
    return arrange(
        version=version,
        stamp=stamp,
        listings=listings,
        emergency=_emergency(),
        platforms=[_route(row) for row in PlatformRoute.objects.order_by("platform", "issue", "seed_id")],
        indexed=indexed,
        meanings=tables.meanings(),
    )


def _listings(changed: Collection[UUID] | None) -> list[tuple[PublicListing, str]]:
    """Return what may be shown of the listings that changed, or of all where that is None."""
    show_sourced = settings.WAYPOST_SHOW_SOURCED
    shown = Service.objects.shown(show_sourced=show_sourced)
    if changed is not None:
        shown = shown.filter(pk__in=changed)
    broken = _broken_pairs(show_sourced=show_sourced)
    made = listings_of(shown.order_by("seed_id"), show_sourced=show_sourced)
    rooms = _rooms()
    return [
        (_with_room(listing, rooms.get(row.pk)), row.search_text)
        for row, listing in made
        if row.pair not in broken
    ]


def _rooms() -> dict[UUID, Room]:
    """Return what services' own people said of their room lately; it counts before the listing's own word."""
    since = timezone.now().date() - dt.timedelta(days=FRESH_DAYS)
    return Room.objects.filter(confirmed_at__date__gte=since).only("status", "wait_days").in_bulk()


def _with_room(listing: PublicListing, room: Room | None) -> PublicListing:
    if room is None:
        return listing
    wait = listing.wait_days if room.wait_days is None else room.wait_days
    return replace(listing, wait_days=wait, full=room.status == Room.Status.CLOSED)


def listings_of(rows: QuerySet[Service], *, show_sourced: bool) -> Iterator[tuple[Service, PublicListing]]:
    """Yield rows with their public form, as many queries for 500 as for one; none that may not be shown."""
    # A place comes with what names it: fetched ahead by itself it would be asked for with one condition for
    # each, and SQLite refuses a thousand.
    located = ServiceAtLocation.objects.select_related("location").only(*OF_A_PLACE)
    places = Prefetch("service_at_locations", located)
    read = rows.select_related("organization").only(*OF_A_SERVICE)
    fetched = read.prefetch_related(places, *reaching.PARTS)
    yield from listings_read(fetched.iterator(chunk_size=READ_AT_ONCE), show_sourced=show_sourced)


def listings_read(rows: Iterable[Service], *, show_sourced: bool) -> Iterator[tuple[Service, PublicListing]]:
    """Yield the same of rows that came with their parts."""
    for row in rows:
        listing = _listing(row, show_sourced=show_sourced)
        if listing is not None:
            yield row, listing


def _broken_pairs(*, show_sourced: bool) -> frozenset[str]:
    """Return the pairs of which a listing may not be shown: the others must not be shown alone."""
    shown = Service.objects.shown(show_sourced=show_sourced)
    begun = {State.DRAFT.value, State.IN_REVIEW.value}  # not yet one of the pair
    missing = Service.objects.exclude(pair="").exclude(state__in=begun).exclude(pk__in=shown.values("pk"))
    return frozenset(missing.values_list("pair", flat=True))


def _listing(row: Service, *, show_sourced: bool) -> PublicListing | None:
    return disclosure.public(
        row,
        organization=row.organization.name if row.organization else None,
        phones=reaching.phones(row),
        urls=in_order(row.urls),
        languages=[language.code for language in in_order(row.languages) if language.code],
        schedules=reaching.schedules(row),
        places_differ=reaching.places_differ(row),
        areas=[area for area in in_order(row.service_areas) if area.country],
        show_sourced=show_sourced,
    )


def _emergency() -> dict[str, tuple[PublicEmergency, ...]]:
    numbers: dict[str, list[PublicEmergency]] = defaultdict(list)
    for row in EmergencyNumber.objects.filter(shown=True).order_by("country", "position"):
        numbers[row.country].append(_number(row))
    return {country: tuple(found) for country, found in numbers.items()}


def _number(row: EmergencyNumber) -> PublicEmergency:
    return PublicEmergency(
        number=row.number,
        dial=dial(row.number, e164=None, inside_only=True, short=True),
        purpose=row.purpose,
        grade=row.grade,
        confirmed=row.confirmed_by_metadata,
        source_names=tuple(dict.fromkeys(source["name"] for source in row.sources)),
        seen=row.seen or None,
        doubts_shown=doubts.shown(row.doubts, grade=row.grade, numbers_valid=True),
    )


def _route(row: PlatformRoute) -> PublicRoute:
    return PublicRoute(
        id=row.seed_id,
        platform=row.platform,
        issue=row.issue,
        url=row.url or None,
        steps=row.steps,
        needs_account=row.needs_account,
        third_party=row.third_party,
        minor=row.minor,
        partners=tuple(row.partners),
        source_names=tuple(dict.fromkeys(source["name"] for source in row.sources)),
        seen=row.seen or None,
    )
