"""The directory as sets of positions: who may be shown what, open when, where, with counts that are exact.

A position is the place of a listing in the order of worth that does not change with the hour, so the first
page needs no sorting. Each worker holds one shelf, of the edition that it serves.
"""

import datetime as dt
import threading
from array import array
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from math import nan
from typing import Final, TypeVar

from pyroaring import BitMap

from directory import hours
from directory.ages import AgeRange, Ages
from directory.hours import Hours, Now
from directory.search.facets import Guard, may_be_shown

EMPTY: Final = BitMap()
CELLS_A_DEGREE: Final = 4
# In this order listings come, of what is worth the same otherwise.
STANDINGS: Final = (Now.ALWAYS, Now.OPEN, Now.MAYBE, Now.UNKNOWN, Now.CLOSED, Now.NEVER)
LOOK_AGAIN: Final = dt.timedelta(minutes=1)
DAY: Final = dt.timedelta(days=1)
Points = tuple[tuple[float, float], ...]
K = TypeVar("K")


@dataclass(slots=True)
class Shelf:
    """All listings by position. `ids` are the listings' own; a shelf made from the tables alone has none."""

    size: int
    ids: Sequence[str]
    numbers: "array[int]"  # of each position, in the tables; 0 for none
    facets: dict[str, BitMap]
    guards: list[tuple[Guard, BitMap]]
    hours: list[tuple[Hours, BitMap]]
    latitudes: "array[float]"
    longitudes: "array[float]"
    further: dict[int, Points]
    cells: dict[tuple[int, int], BitMap]
    everything: BitMap
    _places: "array[int]" = field(default_factory=lambda: array("q"))  # of each number; -1 for none
    _standing: "Standing | None" = None
    _groups: dict[str, list[tuple[str, BitMap]]] = field(default_factory=dict)
    _allowed: dict[tuple[int, int | None, bool], BitMap] = field(default_factory=dict)

    def of(self, facet: str) -> BitMap:
        """Return the listings with a facet."""
        return self.facets.get(facet, EMPTY)

    def with_prefix(self, prefix: str) -> list[tuple[str, BitMap]]:
        """Return the facets of one group, each with what follows the prefix."""
        if prefix not in self._groups:
            whole = ((facet, found) for facet, found in self.facets.items() if facet.startswith(prefix))
            self._groups[prefix] = [(facet[len(prefix) :], found) for facet, found in whole]
        return self._groups[prefix]

    def allowed(self, age: Ages | None, *, prevention: bool) -> BitMap:
        """Return the listings that somebody of this age may be shown (S12)."""
        if age is None:
            return self.everything
        key = (age.low, age.high, prevention)
        if key not in self._allowed:
            band = AgeRange(age.low, age.high)
            fitting = [
                found for guard, found in self.guards if may_be_shown(guard, band, prevention=prevention)
            ]
            self._allowed[key] = BitMap.union(*fitting) if fitting else BitMap()
        return self._allowed[key]

    def standing(self, now: dt.datetime, among: BitMap | None = None) -> dict[Now, BitMap]:
        """Return the listings by what can be said of them at a moment, at least those of `among`."""
        if self._standing is None:
            self._standing = Standing(self.hours)
        return self._standing.at(now, among)

    def __post_init__(self) -> None:
        if not self._places:
            self._places = _inverted(self.numbers)

    def follow(self, former: "Shelf") -> None:
        """Take over what the former shelf found out about hours."""
        if former._standing is not None:
            self._standing = former._standing.of_the_next(self.hours)

    def place(self, number: int) -> int | None:
        """Return the position of a row of the tables; None if it is not on the shelf."""
        position = self._places[number] if number < len(self._places) else -1
        return position if position >= 0 else None

    def positions(self, numbers: Iterable[int]) -> BitMap:
        """Return the positions of rows of the tables; a row that is not on the shelf is left out."""
        places, known = self._places, len(self._places)
        return BitMap([places[number] for number in numbers if number < known and places[number] >= 0])

    def points(self, position: int) -> Points:
        """Return where a listing is found, as far as that may be told."""
        latitude = self.latitudes[position]
        if latitude != latitude:  # not a number: no point
            return ()
        return ((latitude, self.longitudes[position]), *self.further.get(position, ()))


class Standing:
    """Which listings are open, by their hours: each different set of hours is looked at once, until it
    changes.

    At a day's first search only the hours of what was found are looked at; the others wait until they are
    asked for.
    """

    def __init__(self, pairs: list[tuple[Hours, BitMap]]) -> None:
        self._pairs = pairs
        self._states: list[Now | None] = [None] * len(pairs)
        self._until: list[dt.datetime | None] = [None] * len(pairs)
        self._seen: dt.datetime | None = None
        self._next: dt.datetime | None = None
        self._found: dict[Now, BitMap] = {}
        self._lock = threading.Lock()

    def at(self, now: dt.datetime, among: BitMap | None = None) -> dict[Now, BitMap]:
        """Return the listings by standing; those outside of `among` may be left out. Units: `now` aware."""
        with self._lock:
            if self._seen is None or now < self._seen:
                self._forget(range(len(self._pairs)))
            elif self._next is not None and now >= self._next:
                self._forget([at for at, until in enumerate(self._until) if until and until <= now])
            self._seen = now
            open_questions = [at for at, state in enumerate(self._states) if state is None]
            asked = [at for at in open_questions if among is None or self._pairs[at][1].intersect(among)]
            if asked:
                self._look(asked, now)
            return self._found

    def of_the_next(self, pairs: list[tuple[Hours, BitMap]]) -> "Standing":
        """Return the standing of the listings of the next shelf; hours that were looked at are not again."""
        following = Standing(pairs)
        with self._lock:
            former = {times: at for at, (times, _) in enumerate(self._pairs)}
            for at, (times, _) in enumerate(pairs):
                known = former.get(times)
                if known is not None:
                    following._states[at], following._until[at] = self._states[known], self._until[known]
            following._seen = self._seen
        following._arrange()
        return following

    def _forget(self, which: Iterable[int]) -> None:
        for at in which:
            self._states[at] = self._until[at] = None
        self._arrange()

    def _look(self, which: Iterable[int], now: dt.datetime) -> None:
        for at in which:
            times = self._pairs[at][0]
            state = hours.at(times, now=now)
            self._states[at], self._until[at] = state.state, _holds_until(times, state, now)
        self._arrange()

    def _arrange(self) -> None:
        self._next = min((until for until in self._until if until), default=None)
        grouped: dict[Now, list[BitMap]] = defaultdict(list)
        for state, (_, found) in zip(self._states, self._pairs, strict=True):
            if state is not None:
                grouped[state].append(found)
        self._found = {state: BitMap.union(*found) for state, found in grouped.items()}


def _holds_until(times: Hours, state: hours.OpenState, now: dt.datetime) -> dt.datetime:
    """Return until when a state is sure to hold; each day is looked at anew, for rhythms and holidays."""
    tomorrow = dt.datetime.combine(now.astimezone(dt.UTC).date() + DAY, dt.time(), tzinfo=dt.UTC)
    if state.state in {Now.ALWAYS, Now.NEVER, Now.UNKNOWN}:
        return tomorrow
    if state.state is Now.OPEN and state.until:
        return min(state.until, tomorrow)
    one_clock = len(hours.zones_of(times)) == 1 and all(one.sure for one in times.schedules)
    if state.state is Now.CLOSED and one_clock:
        return min(state.next or tomorrow, tomorrow)
    return now + LOOK_AGAIN  # where clocks differ, the next change may be a *maybe* that nobody announced


@dataclass(slots=True)
class Maker:
    """A shelf in the making. Listings are added in the order of their worth."""

    ids: list[str] = field(default_factory=list)
    numbers: "array[int]" = field(default_factory=lambda: array("q"))
    facets: dict[str, "array[int]"] = field(default_factory=lambda: defaultdict(_positions))
    guards: dict[Guard, "array[int]"] = field(default_factory=lambda: defaultdict(_positions))
    hours: dict[Hours, "array[int]"] = field(default_factory=lambda: defaultdict(_positions))
    latitudes: "array[float]" = field(default_factory=lambda: array("f"))
    longitudes: "array[float]" = field(default_factory=lambda: array("f"))
    further: dict[int, Points] = field(default_factory=dict)
    cells: dict[tuple[int, int], "array[int]"] = field(default_factory=lambda: defaultdict(_positions))

    def add(self, *, number: int, facets: Iterable[str], guard: Guard, times: Hours, points: Points) -> None:
        """Put one listing at the end."""
        position = len(self.numbers)
        self.numbers.append(number)
        for facet in facets:
            self.facets[facet].append(position)
        self.guards[guard].append(position)
        self.hours[times].append(position)
        self.latitudes.append(points[0][0] if points else nan)
        self.longitudes.append(points[0][1] if points else nan)
        if len(points) > 1:
            self.further[position] = points[1:]
        for cell in {cell_of(*point) for point in points}:
            self.cells[cell].append(position)

    def made(self) -> Shelf:
        """Return the shelf."""
        size = len(self.numbers)
        return Shelf(
            size=size,
            ids=self.ids,
            numbers=self.numbers,
            facets=_sets(self.facets),
            guards=list(_sets(self.guards).items()),
            hours=list(_sets(self.hours).items()),
            latitudes=self.latitudes,
            longitudes=self.longitudes,
            further=self.further,
            cells=_sets(self.cells),
            everything=BitMap(range(size)),
        )


def _positions() -> "array[int]":
    return array("I")


def _sets(found: dict[K, "array[int]"]) -> dict[K, BitMap]:
    return {key: BitMap(positions) for key, positions in found.items()}


def _inverted(numbers: "array[int]") -> "array[int]":
    """Return the position of each number; -1 where there is none."""
    places = array("q", [-1]) * (max(numbers, default=0) + 1)
    for position, number in enumerate(numbers):
        if number:
            places[number] = position
    return places


def cell_of(latitude: float, longitude: float) -> tuple[int, int]:
    """Return the cell of the grid that a point lies in."""
    return int((latitude + 90) * CELLS_A_DEGREE), int((longitude + 180) * CELLS_A_DEGREE) % (
        360 * CELLS_A_DEGREE
    )
