"""The shelf of the kept edition, kept in a file beside it: a worker that starts makes none."""

import hashlib
import logging
from array import array
from pathlib import Path
from typing import Final

import msgspec
from pyroaring import BitMap

from directory import kept_edition
from directory.edition import Published
from directory.hours import Hours
from directory.kept_edition import Lying
from directory.search.facets import Guard
from directory.search.shelf import Points, Shelf

NAME: Final = "shelf.kept"
DIGEST: Final = hashlib.sha256().digest_size

log = logging.getLogger(__name__)


class Written(msgspec.Struct, frozen=True):
    """A shelf, its listings by their slots in the file whose key this is."""

    key: str
    is_stored: bool
    slots: bytes
    numbers: bytes
    latitudes: bytes
    longitudes: bytes
    facets: dict[str, bytes]
    guards: list[tuple[Guard, bytes]]
    hours: list[tuple[Hours, bytes]]
    cells: list[tuple[tuple[int, int], bytes]]
    further: dict[int, Points]


def last(published: Published) -> tuple[Shelf, bool] | None:
    """Return the shelf of the edition as its file has it, and whether the tables know its listings; None
    where it lies in none, or what is there can't be read.
    """
    lower, place = published.table.records.lower, _place()
    if not isinstance(lower, Lying) or place is None:
        return None
    try:
        whole = place.read_bytes()
        told = memoryview(whole)[:-DIGEST]
        if hashlib.sha256(told).digest() != whole[-DIGEST:]:
            raise ValueError("this is no shelf of ours")
        written = msgspec.msgpack.decode(told, type=Written)
    except FileNotFoundError:
        return None
    except (OSError, ValueError, msgspec.MsgspecError):
        log.warning("the shelf that was kept on this machine can't be read")
        return None
    return (_shelf(written, list(lower.slots)), written.is_stored) if written.key == lower.key else None


def _shelf(written: Written, ids: list[str]) -> Shelf:
    numbers = array("q", written.numbers)
    return Shelf(
        size=len(numbers),
        ids=[ids[slot] for slot in array("I", written.slots)],
        numbers=numbers,
        facets={name: BitMap.deserialize(found) for name, found in written.facets.items()},
        guards=[(guard, BitMap.deserialize(found)) for guard, found in written.guards],
        hours=[(times, BitMap.deserialize(found)) for times, found in written.hours],
        latitudes=array("f", written.latitudes),
        longitudes=array("f", written.longitudes),
        further=written.further,
        cells={cell: BitMap.deserialize(found) for cell, found in written.cells},
        everything=BitMap(range(len(numbers))),
    )


def keep(shelf: Shelf, published: Published, *, is_stored: bool) -> None:
    """Keep the shelf of an edition as its file has it; of any other nothing is kept."""
    lower, place = published.table.records.lower, _place()
    if not isinstance(lower, Lying) or not kept_edition.is_kept(published) or place is None:
        return
    slots = published.table.slots
    written = Written(
        key=lower.key,
        is_stored=is_stored,
        slots=array("I", [slots[one] for one in shelf.ids]).tobytes(),
        numbers=shelf.numbers.tobytes(),
        latitudes=shelf.latitudes.tobytes(),
        longitudes=shelf.longitudes.tobytes(),
        facets={name: found.serialize() for name, found in shelf.facets.items()},
        guards=[(guard, found.serialize()) for guard, found in shelf.guards],
        hours=[(times, found.serialize()) for times, found in shelf.hours],
        cells=[(cell, found.serialize()) for cell, found in shelf.cells.items()],
        further=shelf.further,
    )
    told = msgspec.msgpack.encode(written)
    try:
        kept_edition.put(place, told + hashlib.sha256(told).digest())
    except OSError:
        log.warning("the shelf can't be kept on this machine")


def _place() -> Path | None:
    folder = kept_edition.place()
    return folder / NAME if folder else None
