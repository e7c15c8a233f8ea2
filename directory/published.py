"""The edition that this process serves: read once, kept until the directory's version changes (S6, S13)."""

import datetime as dt
import logging
import threading
import time
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Final

from django.conf import settings
from django.db import DatabaseError, transaction

from directory import disclosure, doubts
from directory.dialling import dial
from directory.disclosure import PublicListing
from directory.edition import EMPTY, PublicRoute, Published, arrange
from directory.emergency import PublicEmergency
from directory.models.emergency import EmergencyNumber
from directory.models.platform import PlatformRoute
from directory.models.service import Service
from directory.models.version import DirectoryVersion

LOOK_EVERY_S: Final = 1.0  # S6 allows two seconds; the other one is for building the edition

log = logging.getLogger(__name__)


@dataclass(slots=True)
class _Memory:
    """What this process remembers."""

    edition: Published | None = None
    show_sourced: bool | None = None
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
    stored = DirectoryVersion.objects.filter(pk=DirectoryVersion.ONLY).first()
    version, stamp = (stored.number, stored.stamp) if stored else (0, "")
    known = _servable()
    if known is None or (known.version, known.stamp) != (version, stamp):
        return build(version=version, stamp=stamp)
    return replace(known, unconfirmed_since=None) if known.unconfirmed_since else known


def _unconfirmed() -> Published:
    known = _servable() or EMPTY
    return known if known.unconfirmed_since else replace(known, unconfirmed_since=dt.datetime.now(dt.UTC))


def build(*, version: int, stamp: str) -> Published:
    """Return the edition that the tables hold, read with a fixed number of queries."""
    with transaction.atomic():
        return arrange(
            version=version,
            stamp=stamp,
            listings=_listings(),
            emergency=_emergency(),
            platforms=[_route(row) for row in PlatformRoute.objects.order_by("platform", "issue", "seed_id")],
        )


def _listings() -> list[tuple[PublicListing, str]]:
    show_sourced = settings.WAYPOST_SHOW_SOURCED
    rows = (
        Service.objects.shown(show_sourced=show_sourced)
        .select_related("organization")
        .prefetch_related("phones", "urls", "languages", "schedules", "service_areas")
        .order_by("seed_id")
    )
    made = ((_listing(row, show_sourced=show_sourced), row.search_text) for row in rows)
    return [(listing, text) for listing, text in made if listing is not None]


def _listing(row: Service, *, show_sourced: bool) -> PublicListing | None:
    return disclosure.public(
        row,
        organization=row.organization.name if row.organization else None,
        phones=_in_order(row.phones),
        urls=_in_order(row.urls),
        languages=[language.code for language in _in_order(row.languages)],
        schedules=_in_order(row.schedules),
        areas=_in_order(row.service_areas),
        show_sourced=show_sourced,
    )


def _in_order(related):
    return sorted(related.all(), key=lambda row: row.position)


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
