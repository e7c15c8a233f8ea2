"""One look at the shelf: which listings fit, in which order, and how many would fit otherwise (pure).

Nothing here reads a listing's text: words have become positions before (understanding.py).
"""

import datetime as dt
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Final

from pyroaring import BitMap

from directory import countries
from directory.hours import Now
from directory.search import areas, near, relax
from directory.search.facets import ACCESSIBLE, AUTHORITY, PREVENTION
from directory.search.gazetteer import Town
from directory.search.query import Query
from directory.search.relax import Relaxed
from directory.search.shelf import EMPTY, STANDINGS, Shelf
from directory.topics import Need

# Groups of ticks that are counted: the condition that a tick of the group would take the place of.
COUNTED: Final = {"kind": "kind", "language": "language", "contact": "contact", "audience": ""}
TICKS: Final = {"free": "free", "anonymous": "anonymous", ACCESSIBLE: ACCESSIBLE}
# Needs with which the same areas are looked at, and the same listings may be shown.
_LOOKED_AT: Final = {need: (need in areas.REMOVAL_BESIDES, need is Need.PREVENTION) for need in Need}
NEEDS_ALIKE: Final = tuple(
    tuple(need for need, way in _LOOKED_AT.items() if way == one)
    for one in dict.fromkeys(_LOOKED_AT.values())
)
ENOUGH_NEAR: Final = 120  # sorted by distance at once; more are when somebody reads on


@dataclass(frozen=True, slots=True)
class Words:
    """What the words found: all of them together, in names, and most of them among what fits otherwise."""

    every: BitMap
    named: BitMap
    most: Callable[[BitMap], BitMap]


class Look:
    """A query before a shelf at a moment."""

    def __init__(
        self, query: Query, shelf: Shelf, *, town: Town | None, words: Words | None, now: dt.datetime
    ) -> None:
        self.query, self.shelf, self.town, self.words = query, shelf, town, words
        self.now = now
        self._ranks: dict[frozenset[str], list[BitMap]] = {}
        self._asked = {name: found for name, found in self._conditions() if found is not None}
        self._guarded = shelf.allowed(query.age, prevention=query.need is Need.PREVENTION)
        self._pairs = [found for _, found in shelf.with_prefix("pair:")]

    def relaxed(self) -> Relaxed | None:
        """Return the least that has to be dropped so that something fits; None where nothing ever does."""
        in_a_country = self.town is not None or self.query.country not in {None, "", countries.WORLD}
        for relaxed in relax.steps(self._asked, in_a_country=in_a_country):
            if self._helps(self.fitting(relaxed)):
                return relax.as_little_as_needed(relaxed, lambda less: self._helps(self.fitting(less)))
        return None

    def _helps(self, found: BitMap) -> bool:
        """Return whether somebody other than the police is there, where help was looked for (H24)."""
        police = found.intersection_cardinality(self.shelf.of(AUTHORITY)) if self.query.need else 0
        return len(found) > police

    def _conditions(self) -> Iterator[tuple[str, BitMap | None]]:
        query, of = self.query, self.shelf.of
        yield "open_now", self.is_open(None) if query.open_now else None
        yield "free", of("free") if query.free else None
        yield "contact", _union(of(f"contact:{way}") for way in query.contact) if query.contact else None
        yield "accessible", of(ACCESSIBLE) if query.accessible else None
        yield "anonymous", of("anonymous") if query.anonymous else None
        base = countries.base_language(query.language) if query.language else ""
        yield "language", of(f"language:{base}") if base else None
        yield "kind", of(f"kind:{query.kind.value}") if query.kind else None
        yield "words", self.words.every if self.words else None
        yield "need", of(f"need:{query.need.value}") if query.need else None

    def is_open(self, among: BitMap | None) -> BitMap:
        """Return what surely answers at this moment, at least of `among`."""
        standing = self.shelf.standing(self.now, among)
        return standing.get(Now.ALWAYS, EMPTY) | standing.get(Now.OPEN, EMPTY)

    def fitting(self, relaxed: Relaxed, *, without: str = "") -> BitMap:
        """Return what fits all that was not dropped; `without` leaves out one condition more."""
        return self._completed(self._meeting(relaxed, without=without), relaxed)

    def _meeting(self, relaxed: Relaxed, *, without: str) -> BitMap:
        """Return what meets each condition by itself."""
        found = self.permitted(relaxed) & _union(self.ranks(relaxed))
        for name, hits in self._asked.items():
            if name not in relaxed and name != without:
                found &= hits
        return found

    def _completed(self, found: BitMap, relaxed: Relaxed) -> BitMap:
        """Return the same by what is judged among all that is found: most of the words, and pairs."""
        if self.words and "words" in relaxed:
            found = self.words.most(found)
        return self._paired(found, relaxed)

    def permitted(self, relaxed: Relaxed) -> BitMap:
        """Return what this person may be shown whatever is dropped (S12, H17)."""
        asked_for = self.query.need is Need.PREVENTION or ("words" in self._asked and "words" not in relaxed)
        return self._guarded if asked_for else self._guarded - self.shelf.of(PREVENTION)

    def _paired(self, found: BitMap, relaxed: Relaxed) -> BitMap:
        """Show listings of one pair together or not at all."""
        for pair in self._pairs:
            if pair & found:
                found = found | pair if pair <= self.permitted(relaxed) else found - pair
        return found

    def ranks(self, relaxed: Relaxed) -> list[BitMap]:
        """Return the listings of the area, nearest first."""
        key = frozenset(relaxed).intersection({*relax.AREAS, relax.ANYWHERE})
        if key not in self._ranks:
            self._ranks[key] = areas.ranks(self.query, self.town, key, self.shelf)
        return self._ranks[key]

    # --- in which order ---

    def ordered(self, relaxed: Relaxed, found: BitMap) -> Iterator[int]:
        """Yield positions in the order in which they are worth trying; those of a pair one after another."""
        seen: set[int] = set()
        for position in self._in_order(relaxed, found):
            if position in seen:
                continue
            yield position
            for pair in self._pairs:
                if position in pair:
                    seen.update(pair)
                    yield from (other for other in pair if other != position and other in found)

    def _in_order(self, relaxed: Relaxed, found: BitMap) -> Iterator[int]:
        if self.town:
            helping = found - self.shelf.of(AUTHORITY)
            around = near.nearest(self.shelf, helping, self.town, enough=ENOUGH_NEAR)
            yield from around
            if len(around) >= ENOUGH_NEAR:
                every = near.nearest(self.shelf, helping, self.town, enough=len(helping))
                yield from every[len(around) :]
                around = every
            found = found - BitMap(around)
        standing = self.shelf.standing(self.now, found)
        for part in self._parts(relaxed, found):
            for state in STANDINGS:
                yield from part & standing.get(state, EMPTY)

    def _parts(self, relaxed: Relaxed, found: BitMap) -> Iterator[BitMap]:
        """Yield what is found in parts, of which the first comes first: by area, and police last in each.

        What has the words in its name comes first in its area, or everywhere where no country was said.
        """
        authority = self.shelf.of(AUTHORITY)
        named = self.words.named if self.words else EMPTY
        rest = [*self.ranks(relaxed), found]
        if named and not (self.query.country or self.town):
            first = (found & named) - authority
            yield first
            found = found - first
        for rank in rest:
            here = found & rank
            found = found - here
            helping = here - authority
            yield helping & named
            yield helping - named
            yield here & authority

    # --- how many ---

    def counted(self, relaxed: Relaxed, found: BitMap) -> dict[str, dict[str, int]]:
        """Return how many listings would be found with each tick in place of what its group asks now."""
        counts = {}
        for group, condition in COUNTED.items():
            base = self._base(condition, relaxed, found)
            each = (
                (value, base.intersection_cardinality(hits))
                for value, hits in self.shelf.with_prefix(f"{group}:")
            )
            counts[group] = {value: count for value, count in each if count}
        counts["need"] = self._needs_counted(relaxed)
        counts["ticks"] = {name: found.intersection_cardinality(self.shelf.of(name)) for name in TICKS}
        counts["ticks"]["open_now"] = found.intersection_cardinality(self.is_open(found))
        return counts

    def _needs_counted(self, relaxed: Relaxed) -> dict[str, int]:
        """Count by asking with each need: with it other areas are looked at, and who may be shown differs."""
        kept = tuple(name for name in relaxed if name != relax.NEED)
        counts = dict.fromkeys(Need, 0)
        for alike in NEEDS_ALIKE:
            asked = replace(self.query, need=alike[0])
            look = Look(asked, self.shelf, town=self.town, words=self.words, now=self.now)
            among = look._meeting(kept, without=relax.NEED)
            for need in alike:
                found = look._completed(among & self.shelf.of(f"need:{need.value}"), kept)
                counts[need] = len(found) if look._helps(found) else 0
        return {need.value: count for need, count in counts.items() if count}

    def _base(self, condition: str, relaxed: Relaxed, found: BitMap) -> BitMap:
        if condition in self._asked and condition not in relaxed:
            return self.fitting(relaxed, without=condition)
        return found


def _union(found: Iterable[BitMap]) -> BitMap:
    every = list(found)
    return BitMap.union(*every) if every else BitMap()
