"""The edition that was read last, kept on this machine: its listings lie in a file until they are asked for.

A worker so starts in a moment and holds little, however many listings there are; the system keeps the file's
pages once for all of them. It is read, not mapped: of a mapped file that somebody cuts off a worker dies. It
holds what anybody may read and nothing else (S5). Nobody is served from it before the database was asked what
changed since; where the database does not answer it is served as unconfirmed (S13).

The file: what `MAGIC` says, the listings one after another, the index, where that begins and how long it is,
and its digest. What changed since lies in a small file beside it, written anew with each edition: what was
withdrawn is gone from here too (S6). Both are written beside and renamed: they are whole or not there.
"""

import contextlib
import datetime as dt
import fcntl
import hashlib
import logging
import os
import struct
import time
import weakref
from array import array
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import IO, Final, overload
from uuid import uuid4

import msgspec
from django.conf import settings
from pyroaring import BitMap

from directory import slots
from directory.edition import Meaning, PublicRoute, Published, of_table
from directory.emergency import PublicEmergency
from directory.slots import Key, Record, Records, Table
from safety.whole_file import replacing

MAGIC: Final = b"WPEDIT01"
NAME: Final = "edition.kept"
SINCE: Final = "since."  # with the key of the edition that it follows
LOCK: Final = "edition.lock"
LOCK_SINCE: Final = "since.lock"
TAIL: Final = struct.Struct("<QQ32s")
LONGEST_S: Final = 300.0  # what reading the largest directory takes, twice
SHORT_S: Final = 5.0
REMEMBERED: Final = 5_000  # listings that were read and stay read; then the memory begins anew

log = logging.getLogger(__name__)
_encoder: Final = msgspec.msgpack.Encoder()
_decoder: Final = msgspec.msgpack.Decoder(Record)


class About(msgspec.Struct, frozen=True):
    """Which edition it is. `form` is that of the program that wrote it; `key` is the file's own name."""

    form: str
    version: int
    stamp: str
    show_sourced: bool
    read_on: dt.date
    emergency: dict[str, tuple[PublicEmergency, ...]]
    platforms: tuple[PublicRoute, ...]
    meanings: tuple[Meaning, ...]
    key: str


class Since(msgspec.Struct, frozen=True):
    """What became of the edition of a file: an edition that followed, told by what is otherwise in it."""

    about: About
    gone: list[str]
    records: list[Record]


_since: Final = msgspec.msgpack.Decoder(Since)


class Index(msgspec.Struct, frozen=True):
    """Where each listing lies, by id, and the sets that they are in."""

    about: About
    ids: list[str]
    begins: bytes
    ends: bytes
    sets: list[tuple[tuple[str, ...], bytes]]


class Opened:
    """A file that is open for as long as somebody reads in it, whatever becomes of its name."""

    def __init__(self, path: Path) -> None:
        self.number = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
        weakref.finalize(self, os.close, self.number)

    @property
    def told(self) -> os.stat_result:
        """How long it is, and when it was confirmed."""
        return os.fstat(self.number)

    def read(self, begin: int, length: int) -> bytes:
        """Return a part of it."""
        return os.pread(self.number, length, begin)


class Lying(Sequence[Record]):
    """The listings of a file by slot, which is their place in the order of the ids."""

    def __init__(self, file: Opened, index: Index) -> None:
        self._file = file
        self.is_broken = False
        self._begins, self._ends = array("Q", index.begins), array("Q", index.ends)
        self._read: dict[int, Record] = {}
        self.key = index.about.key
        self.slots: dict[str, int] = {key: slot for slot, key in enumerate(index.ids)}
        self.sets: dict[Key, BitMap] = {name: BitMap.deserialize(found) for name, found in index.sets}

    @overload
    def __getitem__(self, slot: int) -> Record: ...
    @overload
    def __getitem__(self, slot: slice) -> tuple[Record, ...]: ...
    def __getitem__(self, slot: int | slice) -> Record | tuple[Record, ...]:
        """Return what lies in a slot."""
        if isinstance(slot, slice):
            return tuple(self[one] for one in range(len(self))[slot])
        known = self._read.get(slot)
        if known is None:
            known = self._lying(slot)
            if len(self._read) >= REMEMBERED:
                self._read = {}  # not emptied: another thread may be reading it
            self._read[slot] = known
        return known

    def _lying(self, slot: int) -> Record:
        begin, end = self._begins[slot], self._ends[slot]
        try:
            return _decoder.decode(self._file.read(begin, end - begin))
        except (OSError, msgspec.MsgspecError):
            self.is_broken = True  # whoever asks next has it made anew
            raise

    def __len__(self) -> int:
        return len(self._begins)

    def table(self) -> Table:
        """Return the table of the edition as it was kept."""
        return Table(Records(self), self.slots, self.sets)


def place() -> Path | None:
    """Return the folder in which this installation keeps the edition; None where it keeps none."""
    folder: Path | None = settings.EDITION_DIR
    return folder


@contextlib.contextmanager
def turn(name: str = LOCK) -> Iterator[None]:
    """Have one process of the machine at a time read the whole directory; the others wait, and find its
    file. None waits for ever: one whose database stands still may keep its turn for long.
    """
    folder = place()
    if folder is None:
        yield
        return
    with contextlib.ExitStack() as stack:
        try:
            folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            file = stack.enter_context((folder / name).open("a"))
            _wait_for(file, LONGEST_S if name == LOCK else SHORT_S)
        except OSError:
            log.warning("the folder of the kept edition can't be written to")
        yield


def _wait_for(file: IO[str], longest: float) -> None:
    until = time.monotonic() + longest
    while time.monotonic() < until:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            time.sleep(0.05)
        else:
            return


@dataclass(frozen=True, slots=True)
class Kept:
    """An edition, the day of which it holds what may be shown, and when a database last said that it is
    the present one.
    """

    edition: Published
    read_on: dt.date
    confirmed_at: dt.datetime


def last(*, show_sourced: bool) -> Kept | None:
    """Return what was kept last, under this setting and by this program; None where nothing was, or what is
    there can't be read.
    """
    folder = place()
    if folder is None:
        return None
    try:
        file = Opened(folder / NAME)
        index = _index(file)
        confirmed = dt.datetime.fromtimestamp(file.told.st_mtime, dt.UTC)
        if (index.about.form, index.about.show_sourced) != (form(), show_sourced):
            return None
        edition, about = _with_what_followed(folder, Lying(file, index), index.about)
        return Kept(edition, about.read_on, confirmed)
    except FileNotFoundError:
        return None
    except (OSError, ValueError, struct.error, msgspec.MsgspecError):
        log.warning("the edition that was kept on this machine can't be read")
        return None


def _index(file: Opened) -> Index:
    size = file.told.st_size
    if size < len(MAGIC) + TAIL.size:
        raise ValueError("this is no edition of ours")
    begin, length, digest = TAIL.unpack(file.read(size - TAIL.size, TAIL.size))
    if begin + length + TAIL.size != size:
        raise ValueError("this is no edition of ours")
    told = file.read(begin, length)
    if file.read(0, len(MAGIC)) != MAGIC or hashlib.sha256(told).digest() != digest:
        raise ValueError("this is no edition of ours")
    return msgspec.msgpack.decode(told, type=Index)


def _with_what_followed(folder: Path, lying: Lying, about: About) -> tuple[Published, About]:
    """Return the edition of a file, or the one that followed it here. Raises: as reading a file does."""
    table, told = lying.table(), about
    with contextlib.suppress(FileNotFoundError):
        since = _since.decode((folder / f"{SINCE}{about.key}").read_bytes())
        table, told = table.following(since.gone, since.records), since.about
    edition = of_table(
        table,
        version=told.version,
        stamp=told.stamp,
        emergency=told.emergency,
        platforms=told.platforms,
        meanings=told.meanings,
    )
    return edition, told


def is_kept(edition: Published) -> bool:
    """Return whether the listings of an edition lie in a file, and none came or went since."""
    lower = edition.table.records.lower
    return isinstance(lower, Lying) and edition.table.slots is lower.slots


def is_broken(edition: Published) -> bool:
    """Return whether a listing of an edition could not be read from its file."""
    lower = edition.table.records.lower
    return isinstance(lower, Lying) and lower.is_broken


def follow(edition: Published, *, show_sourced: bool, read_on: dt.date) -> None:
    """Keep an edition that followed that of the file. Where that can't be done the file is taken away: what
    changed may have been dangerous.
    """
    folder, lower = place(), edition.table.records.lower
    if folder is None or not isinstance(lower, Lying) or is_kept(edition):
        return
    gone, came = edition.table.differing(lower.table()) or ([], [])
    left = set(lower.slots) - edition.table.slots.keys()
    records = [edition.table.records[edition.table.slots[key]] for key in came]
    since = Since(_about(edition, show_sourced, read_on, key=lower.key), sorted({*gone} | left), records)
    with turn(LOCK_SINCE):
        try:
            place_of = folder / f"{SINCE}{lower.key}"
            known = _since.decode(place_of.read_bytes()) if place_of.exists() else None
            if known is None or known.about.version <= edition.version:
                put(place_of, msgspec.msgpack.encode(since))
                os.utime(folder / NAME)
        except (OSError, msgspec.MsgspecError):
            log.warning("what changed can't be kept on this machine")
            _remove(folder / NAME)


def confirm() -> None:
    """Note that the database says now: what is kept, with what followed, is the present edition."""
    folder = place()
    if folder is not None:
        with contextlib.suppress(OSError):
            os.utime(folder / NAME)


def put(place_of: Path, what: bytes) -> None:
    """Have a file hold this, whole or not at all. Raises: OSError."""
    with replacing(place_of) as file:
        file.write(what)


def _remove(path: Path) -> None:
    try:
        path.unlink(missing_ok=True)
    except OSError:
        log.warning("an older edition stays on this machine")


def _about(edition: Published, show_sourced: bool, read_on: dt.date, *, key: str) -> About:
    return About(
        form=form(),
        version=edition.version,
        stamp=edition.stamp,
        show_sourced=show_sourced,
        read_on=read_on,
        emergency=dict(edition.emergency),
        platforms=edition.platforms,
        meanings=edition.meanings,
        key=key,
    )


def keep(records: Iterable[Record], edition: Published, *, show_sourced: bool, read_on: dt.date) -> bool:
    """Keep an edition: its version, numbers and routes as they are here, its listings as they come, in any
    order. Return whether it was kept; where it can't be, the one before is taken away.
    """
    folder = place()
    if folder is None:
        return False
    about = _about(edition, show_sourced, read_on, key=uuid4().hex)
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        with replacing(folder / NAME) as file:
            _write(file, about, records)
    except OSError:
        log.warning("the edition can't be kept on this machine")
        _remove(folder / NAME)
        return False
    for former in folder.glob(f"{SINCE}*"):
        if former.name not in {LOCK_SINCE, f"{SINCE}{about.key}"}:
            _remove(former)
    return True


def _write(file: IO[bytes], about: About, records: Iterable[Record]) -> None:
    at = file.write(MAGIC)
    ids: list[str] = []
    ends = array("Q")
    sets: dict[Key, array[int]] = defaultdict(lambda: array("I"))
    for number, one in enumerate(_whole(records)):
        ids.append(one.listing.id)
        for name in slots.keys_of(one.listing):
            sets[name].append(number)
        at += file.write(_encoder.encode(one))
        ends.append(at)
    order = sorted(range(len(ids)), key=ids.__getitem__)
    slot_of = {number: slot for slot, number in enumerate(order)}
    placed = ((name, BitMap([slot_of[number] for number in found])) for name, found in sets.items())
    index = msgspec.msgpack.encode(
        Index(
            about=about,
            ids=[ids[number] for number in order],
            begins=array("Q", [ends[number - 1] if number else len(MAGIC) for number in order]).tobytes(),
            ends=array("Q", [ends[number] for number in order]).tobytes(),
            sets=[(name, found.serialize()) for name, found in placed],
        )
    )
    file.write(index)
    file.write(TAIL.pack(at, len(index), hashlib.sha256(index).digest()))


def _whole(records: Iterable[Record]) -> Iterator[Record]:
    """Yield records, those of a pair once another of it came: half a pair does not even lie in the file."""
    waiting: dict[str, Record | None] = {}
    for one in records:
        pair = one.listing.pair
        if pair is None:
            yield one
            continue
        if pair not in waiting:
            waiting[pair] = one
            continue
        first, waiting[pair] = waiting[pair], None
        if first is not None:
            yield first
        yield one


@cache
def form() -> str:
    """Return a digest of what makes a listing what it is: another version of this room, or of what it uses,
    makes it anew.
    """
    used = settings.BASE_DIR / "requirements" / "base.txt"
    whole = hashlib.sha256()
    for path in [*sorted(Path(__file__).parent.glob("**/*.py")), used]:
        whole.update(path.read_bytes())
    return whole.hexdigest()
