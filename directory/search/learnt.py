"""The listings of common words, kept in the worker from edition to edition.

What is kept are words that many listings have, never what one person asked. A change of the directory does
not throw it away: each word is moved to the positions of the newest shelf when it is next looked up.
"""

import threading
from collections import OrderedDict
from dataclasses import dataclass, field
from itertools import islice
from typing import Final

from pyroaring import BitMap

from directory.search.carrying import Move

MOST_BYTES: Final = 128_000_000  # of all words together, as a cautious reckoning
A_PART: Final = 64  # of the words, one part is moved with each change, so that none is far behind


@dataclass(slots=True)
class _Kept:
    """What is known of one term: its positions on the shelf of one step, and how much they weigh."""

    step: int
    found: BitMap
    weight: int


@dataclass(slots=True)
class _Store:
    """What all steps share. Terms stand in the order in which they were last looked up at the newest step,
    so the first is the farthest behind.
    """

    kept: OrderedDict[str, _Kept] = field(default_factory=OrderedDict)
    moves: dict[int, Move] = field(default_factory=dict)  # by the step that they lead away from
    newest: int = 0
    weight: int = 0
    whole: bool = False
    building: int | None = None  # the step of a shelf whose words are being read
    lock: threading.Lock = field(default_factory=threading.Lock)


class Common:
    """The listings of common terms, as positions of one shelf."""

    def __init__(self, size: int = 0, store: _Store | None = None) -> None:
        self._size, self._store = size, store or _Store()
        self._step = self._store.newest

    def get(self, term: str) -> BitMap | None:
        """Return the listings of a term, if they are remembered."""
        store = self._store
        with store.lock:
            known = store.kept.get(term)
            if known is None or known.step > self._step:
                return None
            found = _forward(store, term, known.found, known.step, self._step)
            if self._step == store.newest:
                known.found, known.step = found, self._step
                store.kept.move_to_end(term)
            return found

    def keep(self, term: str, found: BitMap, *, is_new: bool = True) -> None:
        """Remember the listings of a term; of too many the longest unasked go.

        `is_new` is false for a set that another term has already, which weighs nothing more.
        """
        store = self._store
        weight = weight_of(len(found), self._size) if is_new else 0
        with store.lock:
            if any(step not in store.moves for step in range(self._step, store.newest)):
                return  # too far behind to be of use
            found = _forward(store, term, found, self._step, store.newest)
            former = store.kept.pop(term, None)
            store.kept[term] = _Kept(store.newest, found, weight)
            store.weight += weight - (former.weight if former else 0)
            while store.weight > MOST_BYTES and len(store.kept) > 1:
                store.weight -= store.kept.popitem(last=False)[1].weight
                store.whole = False

    def carried(self, move: Move) -> "Common":
        """Return the same for the shelf that the move leads to. Only the newest step moves on."""
        store = self._store
        with store.lock:
            store.moves[store.newest] = move
            store.newest += 1
            for term in list(islice(store.kept, len(store.kept) // A_PART + 1)):
                known = store.kept[term]
                known.found = _forward(store, term, known.found, known.step, store.newest)
                known.step = store.newest
                store.kept.move_to_end(term)
            _forget_moves(store)
        return Common(move.size, store)

    def begin_building(self) -> None:
        """Let no move be forgotten that leads away from this shelf, until the building is over."""
        with self._store.lock:
            self._store.building = self._step

    def end_building(self, *, whole: bool) -> None:
        """Let moves be forgotten again; `whole`: no term that is not remembered has many listings."""
        with self._store.lock:
            self._store.building, self._store.whole = None, whole

    @property
    def whole(self) -> bool:
        """Whether a term that is not remembered is one of few listings."""
        return self._store.whole

    def __len__(self) -> int:
        return len(self._store.kept)

    def weight(self) -> int:
        """Return the bytes that is kept, as `weight_of` reckons them."""
        return self._store.weight


def weight_of(count: int, size: int) -> int:
    """Return how many bytes a set of so many positions takes at most, of a shelf of this size."""
    return min(2 * count, size // 8) + 64


def _forward(store: _Store, term: str, found: BitMap, step: int, until: int) -> BitMap:
    for at in range(step, until):
        found = store.moves[at].of_term(term, found)
    return found


def _forget_moves(store: _Store) -> None:
    needed = [store.newest]
    needed += [next(iter(store.kept.values())).step] if store.kept else []
    needed += [store.building] if store.building is not None else []
    for step in [step for step in store.moves if step < min(needed)]:
        del store.moves[step]
