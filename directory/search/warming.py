"""Common words learnt ahead: read from the rows once, in the background, so that nobody waits as the first.

The engine would visit every row of a common word; reading all rows once costs less than asking for a hundred
such words (docs/decisions/0006).
"""

import logging
import threading
import time
from array import array
from collections import defaultdict
from collections.abc import Iterator
from typing import Final

from django.db import DatabaseError, connections
from pyroaring import BitMap

from directory.models.search import SearchRow
from directory.search import index
from directory.search.learnt import MOST_BYTES, Common, weight_of
from directory.search.shelf import Shelf
from directory.search.terms import is_word, stems

MANY: Final = 2_000  # listings; among fewer a common word is found at once anyway
COMMON: Final = 100  # listings; from so many on the listings of a term are remembered
STILL_FEW: Final = 2_000  # listings of a term that the engine visits in a moment
AT_ONCE: Final = 250  # rows read between two rests, so that whoever asks meanwhile gets a turn
GATHERED: Final = 20_000  # rows whose positions are held one by one before they become sets
REST_S: Final = 0.001

log = logging.getLogger(__name__)


def begin(shelf: Shelf, common: Common) -> None:
    """Start learning the common words of a large directory in the background."""
    if shelf.size >= MANY:
        threading.Thread(target=_in_background, args=(shelf, common), name="words", daemon=True).start()


def _in_background(shelf: Shelf, common: Common) -> None:
    try:
        learn(shelf, common, rest=REST_S)
    except DatabaseError:
        log.warning("the database does not answer: common words are asked for one by one")
    finally:
        connections.close_all()


def learn(shelf: Shelf, common: Common, *, rest: float = 0.0) -> int:
    """Remember the listings of the commonest terms and return how many terms. Units: `rest` in seconds."""
    common.begin_building()
    is_whole = False
    try:
        terms, left = _wanted(shelf)
        found = _read(shelf, terms, rest)
        for term, positions, is_new in _shared(found):
            common.keep(term, positions, is_new=is_new)
        is_whole = left < STILL_FEW
    finally:
        common.end_building(whole=is_whole)
    return len(found)


def _wanted(shelf: Shelf) -> tuple[list[str], int]:
    """Return the commonest terms, as many as may be remembered, and how many listings the next one has.

    The rarest comes first: it is the first to go.
    """
    commonest = dict(index.engine().common(COMMON))
    weight = 0
    for at, (term, count) in enumerate(commonest.items()):
        weight += 0 if _is_its_stem(term, commonest) else weight_of(count, shelf.size)
        if weight > MOST_BYTES:
            return list(commonest)[:at][::-1], count
    return list(commonest)[::-1], 0


def _is_its_stem(term: str, counts: dict[str, int]) -> bool:
    """Return whether a word is in as many listings as a stem of it: then in the same, which are kept once."""
    return is_word(term) and any(counts.get(stem) == counts[term] for stem in stems(term))


def _read(shelf: Shelf, terms: list[str], rest: float) -> dict[str, BitMap]:
    found = {term: BitMap() for term in terms}
    gathered: dict[str, array[int]] = {term: array("I") for term in terms}
    adding = {term: positions.append for term, positions in gathered.items()}
    place, read = shelf.place, 0
    for rows in _rows(rest):
        for number, text in rows:
            position = place(number)
            if position is not None:
                for add in filter(None, map(adding.get, text.split(" "))):
                    add(position)
        read += len(rows)
        if read >= GATHERED:
            _gather(found, gathered)
            read = 0
    _gather(found, gathered)
    return found


def _rows(rest: float) -> Iterator[list[tuple[int, str]]]:
    """Yield numbers and terms of all rows, some at a time, with no question left open between two."""
    last = 0
    rows = SearchRow.objects.order_by("number").values_list("number", "terms")
    while found := list(rows.filter(number__gt=last)[:AT_ONCE]):
        yield found
        last = found[-1][0]
        if rest:
            time.sleep(rest)


def _gather(found: dict[str, BitMap], gathered: "dict[str, array[int]]") -> None:
    for term, positions in gathered.items():
        if positions:
            found[term].update(positions)
            del positions[:]


def _shared(found: dict[str, BitMap]) -> Iterator[tuple[str, BitMap, bool]]:
    """Yield the sets, and whether they are new: a word and its stem in the same listings share one."""
    alike: dict[tuple[int, int, int], list[BitMap]] = defaultdict(list)
    for term, positions in found.items():
        if not positions:
            continue
        positions.run_optimize()
        others = alike[len(positions), positions.min(), positions.max()]
        same = next((other for other in others if other == positions), None)
        if same is None:
            positions.shrink_to_fit()
            others.append(positions)
        yield term, positions if same is None else same, same is None
