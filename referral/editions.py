"""The edition of the pathways that is walked now: the one published at the desk, or else the seeds.

A process looks at most once a second whether another one was published, and goes on with the last it knew
while the database does not answer (S13). A walk begun on an edition finishes on it for 24 hours.
"""

import logging
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Final

from django.conf import settings
from django.db import DatabaseError
from django.utils import timezone

from referral import bookshelf
from referral.models.pathway import BookEdition, PathwayFile
from referral.pathway.lines import SeedError
from referral.pathway.plan import Plan, build
from referral.pathway.read import read
from referral.pathway.shapes import Book, State

LOOK_EVERY_S: Final = 1.0

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class _Walked:
    """The edition that walks begin on, and all on which one may be under way."""

    current: Book
    known: Mapping[str, Book]


@dataclass(slots=True)
class _Memory:
    """What this process remembers."""

    walked: _Walked | None = None
    looked_at: float = float("-inf")
    books: dict[str, Book] = field(default_factory=dict)


_memory: Final = _Memory()
_lock: Final = threading.Lock()
_instead: Final[ContextVar[Book | None]] = ContextVar("pathways_walked_instead", default=None)


def current() -> Book:
    """Return the book that walks begin on, at most a second behind the database.

    Raises: SeedError if nothing was ever published and a file of the seeds is not as it must be.
    """
    return _instead.get() or _walked().current


def book(edition: str) -> Book:
    """Return the book of a walk that began on this edition, or the current one after 24 hours."""
    walked = _instead.get()
    if walked is not None:
        return walked
    known = _walked()
    return known.known.get(edition, known.current)


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
        _memory.walked, _memory.looked_at = None, float("-inf")
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
        return _memory.walked or _of_the_seeds()
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
        found = _memory.walked or _of_the_seeds()
    except SeedError:
        log.exception("the published edition of the pathways can't be read: the last one is walked")
        found = _memory.walked or _of_the_seeds()
    _memory.walked, _memory.looked_at = found, clock()
    return found


def _newest() -> _Walked:
    rows = list(BookEdition.objects.walked(now=timezone.now()).values_list("edition", "is_current"))
    known = {edition: _opened(edition) for edition, _ in rows}
    _memory.books = dict(known)
    now = next((known[edition] for edition, is_current in rows if is_current), None)
    return _Walked(now, known) if now is not None else _of_the_seeds()


def _opened(edition: str) -> Book:
    if edition in _memory.books:
        return _memory.books[edition]
    files = files_of(BookEdition.objects.get(edition=edition).files)
    return bookshelf.book(files)


def files_of(digests: Mapping[str, str]) -> dict[str, str]:
    """Return the texts of files that are named by their digests."""
    texts = PathwayFile.objects.in_bulk(set(digests.values()))
    return {path: texts[digest].text for path, digest in digests.items()}


def _of_the_seeds() -> _Walked:
    book = seeds()
    return _Walked(book, {book.edition: book})
