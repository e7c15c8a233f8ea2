"""From one shelf to the next when a few listings changed: what stays is moved, not made anew (pure)."""

from array import array
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from math import nan
from typing import Final, TypeVar

from pyroaring import BitMap

from directory.hours import Hours
from directory.search.facets import Guard
from directory.search.shelf import EMPTY, Points, Shelf, cell_of

K = TypeVar("K")
T = TypeVar("T")
MOST: Final = 64  # changed listings, or a quarter of all; with more of them a shelf is made anew as fast
FEW: Final = 64  # stretches that are moved one by one; beyond, each position is looked up


@dataclass(frozen=True, slots=True)
class Entry:
    """A listing as it is put on a shelf. `terms` are those that it is found by."""

    id: str
    number: int
    facets: frozenset[str]
    guard: Guard
    times: Hours
    points: Points
    terms: frozenset[str]


class Move:
    """How positions of one shelf became those of the next, and what came in between.

    `gone` are positions that are left; `fresh` are entries, each with the position before which it comes,
    both in rising order.
    """

    def __init__(self, size: int, gone: Iterable[int], fresh: Iterable[tuple[int, Entry]]) -> None:
        self.stretches: list[tuple[int, int, int]] = []  # from, to before, and the step they make
        self.fresh: list[tuple[int, Entry]] = []
        events = sorted(
            [*((at, 0, entry) for at, entry in fresh), *((at, 1, None) for at in gone)], key=_when
        )
        begun = place = 0
        for at, _, entry in events:
            place += self._stay(begun, at, place - begun)
            begun = at
            if entry is None:
                begun += 1
            else:
                self.fresh.append((place, entry))
                place += 1
        self.size = place + self._stay(begun, size, place - begun)
        self._places = self._looked_up(size)
        self._came: dict[str, list[int]] = defaultdict(list)
        for at, entry in self.fresh:
            for term in entry.terms:
                self._came[term].append(at)
        self._first, self._last = self._touched(size)
        self._spans = [(BitMap(range(low, high)), step) for low, high, step in self.stretches]

    def _stay(self, low: int, high: int, step: int) -> int:
        if high > low:
            self.stretches.append((low, high, step))
        return high - low

    def _looked_up(self, size: int) -> "array[int]":
        """Return where each position is now, -1 for nowhere."""
        places = array("q", [-1]) * size
        for low, high, step in self.stretches:
            places[low:high] = array("q", range(low + step, high + step))
        return places

    def _touched(self, size: int) -> tuple[int, int]:
        """Return between which positions something moved or went."""
        still = [(low, high) for low, high, step in self.stretches if step == 0]
        first = still[0][1] if still and still[0][0] == 0 else 0
        last = still[-1][0] if still and still[-1][1] == size and still[-1][0] >= first else size
        return first, last

    def of(self, found: BitMap) -> BitMap:
        """Return where these positions are now; the same set where none of them moved."""
        if not found.range_cardinality(self._first, self._last):
            return found
        if len(self._spans) > FEW:
            places = self._places
            return BitMap([now for position in found if (now := places[position]) >= 0])
        parts = ((found & span, step) for span, step in self._spans)
        return BitMap.union(EMPTY, *(part.shift(step) if step else part for part, step in parts))

    def of_term(self, term: str, found: BitMap) -> BitMap:
        """Return where the listings of a term are now, with those that came."""
        came = self._came.get(term)
        return self.of(found) | BitMap(came) if came else self.of(found)

    def of_sequence(self, kept: Sequence[T], came: Iterable[T]) -> Iterator[T]:
        """Yield what stands at each position now, given what stood there and what came, in order."""
        fresh = iter(zip((place for place, _ in self.fresh), came, strict=True))
        coming = next(fresh, None)
        place = 0
        for low, high, _ in self.stretches:
            while coming and coming[0] == place:
                yield coming[1]
                place, coming = place + 1, next(fresh, None)
            yield from kept[low:high]
            place += high - low
        while coming:
            yield coming[1]
            coming = next(fresh, None)

    def place(self, position: int) -> int | None:
        """Return where one position is now; None if it is gone."""
        now = self._places[position]
        return now if now >= 0 else None


def _when(event: tuple[int, int, Entry | None]) -> tuple[int, int]:
    return event[:2]


def carried(shelf: Shelf, move: Move) -> Shelf:
    """Return the next shelf, of the same sets where nothing moved."""
    fresh = move.fresh
    came = [entry for _, entry in fresh]
    further = {place: points for at, points in shelf.further.items() if (place := move.place(at)) is not None}
    further.update({place: entry.points[1:] for place, entry in fresh if len(entry.points) > 1})
    times = list(_moved(dict(shelf.hours), move, [{entry.times} for entry in came]).items())
    following = Shelf(
        size=move.size,
        ids=list(move.of_sequence(shelf.ids, (entry.id for entry in came))),
        numbers=array("q", move.of_sequence(shelf.numbers, (entry.number for entry in came))),
        facets=_moved(shelf.facets, move, [entry.facets for entry in came]),
        guards=list(_moved(dict(shelf.guards), move, [{entry.guard} for entry in came]).items()),
        hours=times,
        latitudes=array("f", move.of_sequence(shelf.latitudes, (_first(entry)[0] for entry in came))),
        longitudes=array("f", move.of_sequence(shelf.longitudes, (_first(entry)[1] for entry in came))),
        further=further,
        cells=_moved(shelf.cells, move, [{cell_of(*point) for point in entry.points} for entry in came]),
        everything=BitMap(range(move.size)),
    )
    following.follow(shelf)
    return following


def _first(entry: Entry) -> tuple[float, float]:
    return entry.points[0] if entry.points else (nan, nan)


def _moved(sets: dict[K, BitMap], move: Move, came: Sequence[Iterable[K]]) -> dict[K, BitMap]:
    """Return sets of positions moved, with the fresh positions in those that each entry belongs to."""
    moved = {key: move.of(found) for key, found in sets.items()}
    new: dict[K, list[int]] = defaultdict(list)
    for (place, _), keys in zip(move.fresh, came, strict=True):
        for key in keys:
            new[key].append(place)
    for key, places in new.items():
        moved[key] = moved.get(key, EMPTY) | BitMap(places)
    return {key: found for key, found in moved.items() if found}
