"""The edition of the pathways that is walked now: the one published at the desk, or else the seeds.

A process looks at most once a second whether another one was published, and goes on with the last it knew
while the database does not answer (S13); one that starts then goes on with the last that this machine knew
(referral/kept.py). The seeds are walked where the database said that nothing was published, never for want of
an answer: what two people replaced may have been replaced because it is dangerous. A walk begun on an edition
finishes on it for 24 hours.
"""

import logging
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from contextvars import ContextVar
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Final

from django.conf import settings
from django.db import DatabaseError
from django.utils import timezone

from referral import bookshelf, kept
from referral.kept import Kept
from referral.models.pathway import BookEdition, PathwayFile
from referral.pathway.lines import SeedError
from referral.pathway.plan import Plan, build
from referral.pathway.read import read
from referral.pathway.shapes import Book, State
from safety import aside, reach

LOOK_EVERY_S: Final = 1.0

log = logging.getLogger(__name__)


class NotKnown(DatabaseError):
    """Which edition is walked can't be known: the database is away, and nothing was kept on this machine."""


@dataclass(frozen=True, slots=True)
class _Walked:
    """The edition that walks begin on, if it is known, and all on which one may be under way."""

    current: Book | None
    known: Mapping[str, Book]


@dataclass(slots=True)
class _Memory:
    """What this process remembers."""

    walked: _Walked | None = None
    looked_at: float = float("-inf")
    kept: str | None = None  # the edition that this process kept on the machine
    books: dict[str, Book] = field(default_factory=dict)


_memory: Final = _Memory()
_lock: Final = threading.Lock()
_instead: Final[ContextVar[Book | None]] = ContextVar("pathways_walked_instead", default=None)


def current() -> Book:
    """Return the book that walks begin on, at most a second behind the database.

    Raises: SeedError if nothing was ever published and a file of the seeds is not as it must be; NotKnown.
    """
    return _instead.get() or _the_current(_walked())


def is_known() -> bool:
    """Return whether there is a book to walk."""
    return bool(_instead.get() or _walked().current)


def book(edition: str) -> Book:
    """Return the book of a walk that began on this edition, or the current one after 24 hours.

    Raises: NotKnown.
    """
    walked = _instead.get()
    if walked is not None:
        return walked
    known = _walked()
    return known.known.get(edition) or _the_current(known)


def _the_current(walked: _Walked) -> Book:
    if walked.current is None:
        raise NotKnown("no edition of the pathways is known")
    return walked.current


def plan(state: State, book: Book | None = None) -> Plan:
    """Return the plan of a walk by this book or the current one, as it reads today."""
    return build(book or current(), state, today=timezone.localdate())


@contextmanager
def instead(book: Book) -> Iterator[None]:
    """Have everything that is asked in this context walk another book: a draft's, at the desk."""
    token = _instead.set(book)
    try:
        yield
    finally:
        _instead.reset(token)


def forget() -> None:
    """Drop what is remembered, so that the next question reads the database."""
    with _lock:
        _memory.walked, _memory.looked_at, _memory.kept = None, float("-inf"), None
        _memory.books.clear()
    _seeds.cache_clear()
    _seed_files.cache_clear()


def look_again() -> None:
    """Have the next question look whether another edition was published; it starts from what is known."""
    with _lock:
        _memory.looked_at = float("-inf")


def seeds() -> Book:
    """Return the book that the house came with. Raises: SeedError."""
    return _seeds(settings.SEEDS_DIR)


def seed_files() -> bookshelf.Files:
    """Return the files of the house, as this process read them when it first needed them."""
    return _seed_files(settings.SEEDS_DIR)


@lru_cache(maxsize=2)
def _seeds(folder: Path) -> Book:
    return read(folder / bookshelf.PATHWAYS)


@lru_cache(maxsize=2)
def _seed_files(folder: Path) -> bookshelf.Files:
    return bookshelf.in_folder(folder)


def _walked(clock: Callable[[], float] = time.monotonic) -> _Walked:
    remembered = _fresh(clock())
    if remembered:
        return remembered
    # Whoever comes while another thread looks is served what is remembered.
    if not _lock.acquire(blocking=_memory.walked is None):
        return _memory.walked or _Walked(None, {})
    try:
        return _fresh(clock()) or _look(clock)
    finally:
        _lock.release()


def _fresh(now: float) -> _Walked | None:
    return _memory.walked if now - _memory.looked_at < LOOK_EVERY_S else None


def _look(clock: Callable[[], float]) -> _Walked:
    try:
        found = _newest()
    except DatabaseError:
        log.warning("the database does not answer: the last edition of the pathways is walked")
        found = _memory.walked or _of_what_was_kept()
    except (SeedError, OSError, LookupError):
        log.exception("the published edition of the pathways can't be read: the last one is walked")
        found = _memory.walked or _of_what_was_kept()
    _memory.walked, _memory.looked_at = found, clock()
    return found


def _newest() -> _Walked:
    """Return what is walked now, by the primary where this process reads a copy that may lag behind it."""
    if reach.may_be_behind():
        with suppress(DatabaseError), reach.on_primary():
            return _read()
    return _read()


def _read() -> _Walked:
    asked = reach.asked()
    walked = BookEdition.objects.using(asked).walked(now=timezone.now()).values_list("edition", "is_current")
    patience = aside.PATIENCE_S if _memory.walked else aside.FIRST_S
    rows: list[tuple[str, bool]] = aside.asked(
        "pathways", lambda: list(walked), database=asked, patience=patience
    )
    known = {edition: _opened(edition) for edition, _ in rows}
    _memory.books = dict(known)
    now = next((known[edition] for edition, is_current in rows if is_current), None)
    _keep(now.edition if now is not None else kept.NONE)
    return _Walked(now, known) if now is not None else _of_the_seeds()


def _keep(edition: str) -> None:
    """See that this edition is the one that is kept on the machine; once, as another one is walked."""
    if _memory.kept == edition:
        return
    row = BookEdition.objects.only("files").get(edition=edition) if edition else None
    kept.keep(Kept(edition, files_of(row.files) if row else {}))
    _memory.kept = edition


def _of_what_was_kept() -> _Walked:
    found = kept.last()
    if found is None:
        return _Walked(None, {})
    if found.edition == kept.NONE:
        return _of_the_seeds()
    try:
        book = bookshelf.book(found.files)
    except SeedError:
        log.exception("the edition of the pathways that was kept on this machine can't be read")
        return _Walked(None, {})
    return _Walked(book, {book.edition: book}) if book.edition == found.edition else _Walked(None, {})


def _opened(edition: str) -> Book:
    if edition in _memory.books:
        return _memory.books[edition]
    files = files_of(BookEdition.objects.only("files").get(edition=edition).files)
    return bookshelf.book(files)


def files_of(digests: Mapping[str, str]) -> dict[str, str]:
    """Return the texts of files that are named by their digests."""
    texts = PathwayFile.objects.in_bulk(set(digests.values()))
    return {path: texts[digest].text for path, digest in digests.items()}


def _of_the_seeds() -> _Walked:
    book = seeds()
    return _Walked(book, {book.edition: book})


def is_kept(edition: str) -> bool:
    """Return whether the edition stands in the database, so that what is told on it can be read later."""
    return BookEdition.objects.filter(edition=edition).exists()


def book_kept(edition: str) -> Book:
    """Return the book of a kept edition, however old.

    Raises: LookupError when it is not kept; SeedError when this version of the house can't read it any more.
    """
    row = BookEdition.objects.filter(edition=edition).only("files").first()
    if row is None:
        raise LookupError("this edition of the pathways is not kept")
    return bookshelf.book(files_of(row.files))
