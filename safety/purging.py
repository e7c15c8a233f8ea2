"""Destroy what is due: the keys of a thing first, then its rows, each step safe to repeat.

A process that is killed between two steps leaves a thing without its key, which nobody can read, and which is
still due: the next run takes its rows. Rows, their count and their entry in the record go in one transaction.
"""

import logging
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from django.db import connection, transaction
from django.db.models import F

from safety import keys, retention
from safety.models import Destroyed, LastPurge
from safety.retention import Clock

log = logging.getLogger(__name__)

TOGETHER: Final = 200  # things of a kind that go in one transaction, where they are not recorded one by one
MARGIN: Final = timedelta(hours=1)  # a key is made before what it seals; so long it may stand alone
MOST_SWEPT: Final = 20  # orphans that are swept without asking what share of all keys they are
LOCK: Final = 0x70757267  # any number that nothing else of ours locks
AT_ONCE: Final = 2000  # names of keys in memory beside the set of them all
Pks = list[Any]


class TooManyOrphans(Exception):
    """Most keys belong to no row: more likely this is the wrong database than so many left-overs."""


@dataclass(frozen=True, slots=True)
class Done:
    """What happened to one kind: how many were destroyed, and how many are due still."""

    kind: str
    destroyed: int
    left: int


@contextmanager
def one_at_a_time() -> Iterator[bool]:
    """Say whether this is the only purge on the database, and keep others from beginning meanwhile.

    Two at once would do no harm, but count some things twice. SQLite has one writer anyway.
    """
    if connection.vendor != "postgresql":
        yield True
        return
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s)", [LOCK])
        alone = bool(cursor.fetchone()[0])
        try:
            yield alone
        finally:
            if alone:
                cursor.execute("SELECT pg_advisory_unlock(%s)", [LOCK])


def due(now: datetime) -> dict[str, int]:
    """Return how many things of each kind have to go at a moment, kinds without any left out."""
    found = {clock.kind: len(_due(clock, now) or ()) for clock in retention.clocks()}
    return {kind: count for kind, count in found.items() if count}


def purge(*, now: datetime) -> Iterator[Done]:
    """Destroy what is due, kind by kind, and say after each how it went; one that fails stops no other."""
    left = 0
    for clock in retention.clocks():
        destroyed = sum(_destroy(clock, part, now) for part in _parts(clock, now))
        there = _due(clock, now)
        still = 1 if there is None else len(there)  # nobody knows how many: one at least
        left += still
        if destroyed or still:
            yield Done(clock.kind, destroyed, still)
    LastPurge.objects.update_or_create(pk=1, defaults={"at": now, "left": left})


def _due(clock: Clock, now: datetime) -> Pks | None:
    """Return what of a kind has to go; None if its room could not say."""
    try:
        return list(clock.due(now))
    except Exception:  # of any room: the others have their time too
        log.exception("purge: a room could not say what is due")
        return None


def _parts(clock: Clock, now: datetime) -> Iterator[Pks]:
    size = 1 if clock.on_record == "each" else TOGETHER
    pks = _due(clock, now) or []
    for start in range(0, len(pks), size):
        yield pks[start : start + size]


def _destroy(clock: Clock, pks: Pks, now: datetime) -> int:
    """Destroy some things of a kind, one by one if that fails together; return how many went."""
    try:
        return _destroyed(clock, pks, now)
    except Exception:  # of any room: what fails is due at the next run, and the others have their time too
        log.exception("purge: something could not be destroyed")
    return sum(_destroy(clock, [pk], now) for pk in pks) if len(pks) > 1 else 0


def _destroyed(clock: Clock, pks: Pks, now: datetime) -> int:
    keys.destroy_many([key for pk in pks for key in clock.keys(pk)])
    with transaction.atomic():
        for pk in pks:
            clock.destroy(pk)
        _count(clock.kind, len(pks), now)
        if clock.on_record == "count":
            retention.put_on_record(clock.kind, len(pks))
    return len(pks)


def _count(kind: str, number: int, now: datetime) -> None:
    row, _made = Destroyed.objects.get_or_create(kind=kind, on=now.date())
    Destroyed.objects.filter(pk=row.pk).update(count=F("count") + number)


# --- keys that belong to nothing ---


def orphans(*, now: datetime) -> set[uuid.UUID]:
    """Return the keys that no row names, among those that are older than the margin.

    The keys are read before the rows: a row that is written in between has a younger key.
    """
    alone = keys.made_before(now - MARGIN)
    for model, field in retention.key_columns():
        rows = model._base_manager.values_list(field, flat=True)
        alone.difference_update(rows.iterator(chunk_size=AT_ONCE))
    return alone


def sweep(*, now: datetime, however_many: bool = False) -> int:
    """Destroy the keys that belong to nothing, and return how many.

    Raises: TooManyOrphans, and then none is destroyed.
    """
    alone = orphans(now=now)
    if len(alone) > MOST_SWEPT and 2 * len(alone) > len(keys.made_before(now)) and not however_many:
        raise TooManyOrphans(f"{len(alone)} keys belong to no row")
    swept = keys.destroy_many(alone)
    if swept:
        with transaction.atomic():
            _count("orphan-key", swept, now)
    return swept
