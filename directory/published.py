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
from django.db.models import QuerySet
from django.utils import timezone

from directory import disclosure, doubts, kept_edition, numbering, parts_read, reaching, slots
from directory.dialling import dial
from directory.disclosure import PublicListing
from directory.edition import EMPTY, PublicRoute, Published, of_table
from directory.emergency import PublicEmergency
from directory.models.emergency import EmergencyNumber
from directory.models.platform import PlatformRoute
from directory.models.room import FRESH_DAYS, Room
from directory.models.service import Service
from directory.models.version import DirectoryVersion
from directory.reaching import below
from directory.search import tables
from directory.slots import Record, Table
from directory.states import VETTED, State
from safety import aside, reach

LOOK_EVERY_S: Final = 1.0  # S6 allows two seconds; the other one is for building the edition
CONFIRM_EVERY_S: Final = 60.0
# So long after the database's last word a process that begins without it shows listings that were kept;
# emergency numbers for ever: an old one is better than none.
KEPT_FOR: Final = dt.timedelta(days=7)
READ_AT_ONCE: Final = 500  # listings; bounds the memory, and what a question to the database may hold

log = logging.getLogger(__name__)


@dataclass(slots=True)
class _Memory:
    """What this process remembers."""

    edition: Published | None = None
    show_sourced: bool | None = None
    read_on: dt.date | None = None  # a vetted listing goes when its day is over, without anybody's doing
    looked_at: float = float("-inf")
    kept: "_Known | None" = None  # what lay in a file when this process began, until the database was asked
    sought: bool = False  # whether it was looked for
    confirmed_at: float = float("-inf")


@dataclass(frozen=True, slots=True)
class _Known:
    """An edition that a next one can be made from, and the day of which it holds what may be shown."""

    edition: Published
    read_on: dt.date | None


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
        _memory.kept, _memory.sought = None, False


def kept_anew() -> Published:
    """Return the edition to serve, kept whole in a file of this machine with nothing that followed, if that
    can be done.
    """
    edition = current()
    if edition.unconfirmed_since is None and not kept_edition.is_kept(edition):
        today, show_sourced = timezone.now().date(), settings.WAYPOST_SHOW_SOURCED
        with kept_edition.turn():
            kept_edition.keep(edition.table.live(), edition, show_sourced=show_sourced, read_on=today)
        forget()
    return current()


def look_again() -> None:
    """Have the next question look for a newer edition; it starts from what is remembered."""
    with _lock:
        _memory.looked_at = float("-inf")


def _fresh(now: float) -> Published | None:
    return _servable() if now - _memory.looked_at < LOOK_EVERY_S else None


def _servable() -> Published | None:
    """Return what is remembered, unless it was read under another setting of what may be shown (S6), or its
    file can't be read any more.
    """
    edition = _memory.edition
    if edition is None or _memory.show_sourced != settings.WAYPOST_SHOW_SOURCED:
        return None
    return None if kept_edition.is_broken(edition) else edition


def _known() -> _Known | None:
    """Return what is remembered, else what was kept on this machine: to begin from, not yet to be served."""
    served = _servable()
    if served is not None:
        return _Known(served, _memory.read_on)
    if not _memory.sought:
        _memory.kept, _memory.sought = _kept(), True
    return _memory.kept


def _kept() -> _Known | None:
    found = kept_edition.last(show_sourced=settings.WAYPOST_SHOW_SOURCED)
    if found is None:
        return None
    return _Known(replace(found.edition, unconfirmed_since=found.confirmed_at), found.read_on)


def _look(clock: Callable[[], float]) -> Published:
    try:
        edition = _newest()
    except DatabaseError:
        log.warning("the directory's database does not answer: the last edition is served")
        edition = _unconfirmed()
    _memory.edition, _memory.show_sourced = edition, settings.WAYPOST_SHOW_SOURCED
    _memory.looked_at = clock()
    _memory.kept, _memory.sought = None, True
    return edition


def _newest() -> Published:
    # Asked aside: a database that stands still holds up no page that could be shown without it (S13).
    patience = aside.PATIENCE_S if _known() else aside.FIRST_S
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
    known, today = _known(), timezone.now().date()
    if known is not None and reach.reads_a_copy() and stored.number < known.edition.version:
        return _unconfirmed()
    if known is not None and known.read_on == today:
        kept = known.edition
        if (kept.version, kept.stamp) == (stored.number, stored.stamp):
            _memory.read_on = today
            _confirm()
            return replace(kept, unconfirmed_since=None) if kept.unconfirmed_since else kept
    with transaction.atomic(using=reach.asked()):
        # S6: another connection told the version, and this one may lead to a copy that lags behind that one.
        here = _stored(reach.asked()) if reach.reads_a_copy() else stored
        if known is not None and here.number < stored.number:
            return _unconfirmed()
        edition = _advanced(known, here, today)
        if edition is not None:
            kept_edition.follow(edition, show_sourced=settings.WAYPOST_SHOW_SOURCED, read_on=today)
        else:
            edition = _read_whole(here, today)
    _memory.read_on = today
    return edition


def _confirm() -> None:
    if time.monotonic() - _memory.confirmed_at > CONFIRM_EVERY_S:
        _memory.confirmed_at = time.monotonic()
        kept_edition.confirm()


def _advanced(known: _Known | None, stored: DirectoryVersion, today: dt.date) -> Published | None:
    """Return the present edition, of whose listings only what changed was read; None where nobody can tell
    what did, or so much that all is read as fast.
    """
    if known is None or known.read_on is None:
        return None
    before = known.edition
    changed = _changed(before, stored, since=known.read_on, today=today)
    if changed is None or len(changed) > max(slots.WORN, len(before.listings) // 2):
        return None
    changed |= _paired(changed)
    ids = dict(Service.objects.filter(pk__among=changed).values_list("pk", "seed_id"))
    if ids.keys() != changed:  # one was removed: nobody knows its name any more
        return None
    if (before.version, before.stamp) == (stored.number, stored.stamp) and not changed:
        return replace(before, unconfirmed_since=None) if before.unconfirmed_since else before
    edition = _edition(before.table.following(ids.values(), _records(changed)), stored)
    return _settled(edition, today) if edition.table.is_worn else edition


def _settled(edition: Published, today: dt.date) -> Published:
    """Return an edition with nothing that followed, put down anew without a look at the database."""
    found, show_sourced = None, settings.WAYPOST_SHOW_SOURCED
    if kept_edition.place() is not None:
        with kept_edition.turn():
            found = _of_the_file(edition.version, edition.stamp, today)
            if found is None or not kept_edition.is_kept(found):
                kept_edition.keep(edition.table.live(), edition, show_sourced=show_sourced, read_on=today)
                found = _of_the_file(edition.version, edition.stamp, today)
    return found or edition.based_on(slots.held(edition.table.live()))


def _of_the_file(version: int, stamp: str, day: dt.date) -> Published | None:
    """Return the edition that is kept, if it is this one."""
    found = kept_edition.last(show_sourced=settings.WAYPOST_SHOW_SOURCED)
    if found is None:
        return None
    ours = (found.edition.version, found.edition.stamp, found.read_on) == (version, stamp, day)
    return found.edition if ours else None


def _changed(
    before: Published, stored: DirectoryVersion, *, since: dt.date, today: dt.date
) -> set[UUID] | None:
    """Return the listings that may stand otherwise than in an edition; None where nobody can tell."""
    if since > today:
        return None
    changed: set[UUID] | None = set()
    if (before.version, before.stamp) != (stored.number, stored.stamp):
        changed = numbering.changed_since(before.version, before.stamp, until=stored)
    if changed is None or since == today:
        return changed
    over = Service.objects.filter(state__in=VETTED, due_on__gte=since, due_on__lt=today)
    fresh = dt.timedelta(days=FRESH_DAYS)
    said = Room.objects.filter(confirmed_at__date__gte=since - fresh, confirmed_at__date__lt=today - fresh)
    return changed | set(over.values_list("pk", flat=True)) | set(said.values_list("pk", flat=True))


def _paired(changed: Collection[UUID]) -> set[UUID]:
    """Return the others of their pairs: one that may be shown again brings the other with it."""
    names = Service.objects.filter(pk__among=changed).exclude(pair="").values_list("pair", flat=True)
    found = set(names)
    return set(Service.objects.filter(pair__in=found).values_list("pk", flat=True)) if found else set()


def _unconfirmed() -> Published:
    found, now = _known(), dt.datetime.now(dt.UTC)
    known = found.edition if found else EMPTY
    if found and found is _memory.kept and known.unconfirmed_since:
        _memory.read_on = found.read_on
        if now - known.unconfirmed_since > KEPT_FOR:
            # Of no version: whatever the database says when it is back, all is read.
            return replace(known.without(known.listings.keys()), version=0, stamp="")
    return known if known.unconfirmed_since else replace(known, unconfirmed_since=now)


def _read_whole(stored: DirectoryVersion, today: dt.date) -> Published:
    """Return the edition that the tables hold, kept on this machine: one process at a time reads it, and the
    others take what it kept.
    """
    if kept_edition.place() is None:
        return build(version=stored.number, stamp=stored.stamp)
    show_sourced = settings.WAYPOST_SHOW_SOURCED
    with kept_edition.turn():
        kept = _of_the_file(stored.number, stored.stamp, today)
        if kept is None:
            bare = _edition(slots.held(()), stored)
            kept_edition.keep(_records(None), bare, show_sourced=show_sourced, read_on=today)
            kept = _of_the_file(stored.number, stored.stamp, today)
    return kept or build(version=stored.number, stamp=stored.stamp)


def build(*, version: int, stamp: str) -> Published:
    """Return the edition that the tables hold, in memory, read with as many queries for 500 listings as for
    one.
    """
    with transaction.atomic(using=reach.asked()):
        return _edition(slots.held(_records(None)), DirectoryVersion(number=version, stamp=stamp))


def _edition(table: Table, stored: DirectoryVersion) -> Published:
    return of_table(
        table,
        version=stored.number,
        stamp=stored.stamp,
        emergency=_emergency(),
        platforms=[_route(row) for row in PlatformRoute.objects.order_by("platform", "issue", "seed_id")],
        meanings=tables.meanings(),
    )


def _records(changed: Collection[UUID] | None) -> Iterator[Record]:
    """Yield what may be shown of the listings that changed, or of all, with what the search knows of them."""
    indexed = {one.listing: one for one in tables.indexed(changed)}
    return (Record(one, indexed.get(one.id)) for one in _listings(changed))


def _listings(changed: Collection[UUID] | None) -> Iterator[PublicListing]:
    """Yield what may be shown of the listings that changed, or of all where that is None."""
    show_sourced = settings.WAYPOST_SHOW_SOURCED
    shown = Service.objects.shown(show_sourced=show_sourced)
    if changed is not None:
        shown = shown.filter(pk__among=changed)
    broken = _broken_pairs(show_sourced=show_sourced)
    made = listings_of(shown.order_by("seed_id"), show_sourced=show_sourced)
    rooms = _rooms()
    return (_with_room(listing, rooms.get(row.pk)) for row, listing in made if row.pair not in broken)


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
    keys = list(rows.values_list("pk", flat=True))
    for start in range(0, len(keys), READ_AT_ONCE):
        part = parts_read.read(keys[start : start + READ_AT_ONCE])
        yield from listings_read(part, show_sourced=show_sourced)


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
        urls=below(row, "urls"),
        languages=[language.code for language in below(row, "languages") if language.code],
        schedules=reaching.schedules(row),
        places_differ=reaching.places_differ(row),
        areas=[area for area in below(row, "service_areas") if area.country],
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
