"""The listings of an edition by slot: a number that stays with one form of one listing for good (pure).

An edition that follows another takes over its slots and adds those of what changed, so that little is made
anew. Where the slots lie in a file (kept_edition.py) a listing is read when it is asked for.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from pyroaring import BitMap

from directory.disclosure import PublicListing

Key = tuple[str, ...]
PLACE: Final = "place"  # with a country and a kind
PAIR: Final = "pair"  # with its name
LANGUAGE: Final = "language"  # with its code
UNVETTED: Final[Key] = ("unvetted",)
ASKED: Final[Key] = ("asked",)  # for pages of this site only
OPEN: Final = "open"
NONE: Final = BitMap()
FEW: Final = 5_000  # slots; of so many what was put together once is remembered
WORN: Final = 2_000  # slots above the lower ones; with more of them all are put below


@dataclass(frozen=True, slots=True)
class Indexed:
    """What the search's tables know of a listing and the listing does not tell: its number there, and where.

    Units: degrees, latitude before longitude, of places that may be told.
    """

    listing: str
    number: int
    points: tuple[tuple[float, float], ...]
    accessible: bool


@dataclass(frozen=True, slots=True)
class Record:
    """What lies in a slot; `indexed` is None where the search's tables do not know the listing."""

    listing: PublicListing
    indexed: Indexed | None = None


class Records:
    """What lies in the slots: below those of a file or of the first edition, above those that came since."""

    __slots__ = ("lower", "upper")

    def __init__(self, lower: Sequence[Record], upper: Sequence[Record] = ()) -> None:
        self.lower, self.upper = lower, tuple(upper)

    def __getitem__(self, slot: int) -> Record:
        low = len(self.lower)
        return self.lower[slot] if slot < low else self.upper[slot - low]

    def __len__(self) -> int:
        return len(self.lower) + len(self.upper)


class Listings(Mapping[str, PublicListing]):
    """The listings by id."""

    __slots__ = ("_records", "slots")

    def __init__(self, records: Records, slots: Mapping[str, int]) -> None:
        self._records, self.slots = records, slots

    def __getitem__(self, key: str) -> PublicListing:
        return self._records[self.slots[key]].listing

    def __contains__(self, key: object) -> bool:
        return key in self.slots

    def __iter__(self) -> Iterator[str]:
        return iter(self.slots)

    def __len__(self) -> int:
        return len(self.slots)


class Places(Mapping[str, Indexed]):
    """What the search knows beside, by id; only of listings that its tables hold."""

    __slots__ = ("_records", "_slots")

    def __init__(self, records: Records, slots: Mapping[str, int]) -> None:
        self._records, self._slots = records, slots

    def __getitem__(self, key: str) -> Indexed:
        found = self._records[self._slots[key]].indexed
        if found is None:
            raise KeyError(key)
        return found

    def __iter__(self) -> Iterator[str]:
        return (key for key, slot in self._slots.items() if self._records[slot].indexed is not None)

    def __len__(self) -> int:
        return sum(1 for _ in self)


class Groups(Mapping[str, tuple[PublicListing, ...]]):
    """Listings by the name of a group, those of a group in the order of their ids."""

    __slots__ = ("_made", "_records", "_sets")

    def __init__(self, records: Records, sets: Mapping[str, BitMap]) -> None:
        self._records, self._sets = records, sets
        self._made: dict[str, tuple[PublicListing, ...]] = {}

    def __getitem__(self, name: str) -> tuple[PublicListing, ...]:
        if name in self._made:
            return self._made[name]
        found = tuple(in_order(self._records, self._sets[name]))
        if len(self._records) <= FEW:
            self._made[name] = found
        return found

    def __contains__(self, name: object) -> bool:
        return name in self._sets

    def __iter__(self) -> Iterator[str]:
        return iter(self._sets)

    def __len__(self) -> int:
        return len(self._sets)

    def together(self) -> Iterator[PublicListing]:
        """Yield the listings of all groups, each once, in the order of their ids."""
        return iter(in_order(self._records, BitMap.union(NONE, *self._sets.values())))


def in_order(records: Records, slots: BitMap) -> list[PublicListing]:
    """Return the listings of these slots in the order of their ids, as the lower ones lie already."""
    found = [records[slot].listing for slot in slots]
    if slots and slots.max() >= len(records.lower):
        found.sort(key=lambda one: one.id)
    return found


class Table:
    """The listings of one edition with the sets that are asked for; never changed."""

    __slots__ = ("by_place", "indexed", "languages", "listings", "pairs", "records", "sets", "slots")

    def __init__(self, records: Records, slots: Mapping[str, int], sets: Mapping[Key, BitMap]) -> None:
        self.records, self.slots, self.sets = records, slots, sets
        self.listings: Mapping[str, PublicListing] = Listings(records, slots)
        self.indexed: Mapping[str, Indexed] = Places(records, slots)
        self.languages = frozenset(key[1] for key in sets if key[0] == LANGUAGE)
        groups: dict[str, dict[str, BitMap]] = defaultdict(dict)
        for kind, *names in sets:
            if kind == PLACE:
                groups[names[0]][names[1]] = sets[kind, *names]
        self.by_place: Mapping[str, Mapping[str, tuple[PublicListing, ...]]] = {
            country: Groups(records, kinds) for country, kinds in groups.items()
        }
        self.pairs: Mapping[str, tuple[PublicListing, ...]] = Groups(
            records, {key[1]: found for key, found in sets.items() if key[0] == PAIR}
        )

    @property
    def is_worn(self) -> bool:
        """Whether so much came on top that putting all of it below is worth it."""
        return len(self.records.upper) > max(WORN, len(self.records.lower) // 10)

    def following(self, gone: Collection[str], came: Iterable[Record]) -> "Table":
        """Return the table of the next edition: without these ids, and with these records."""
        fresh = list(came)
        records = Records(self.records.lower, (*self.records.upper, *fresh))
        out = {*gone, *(one.listing.id for one in fresh)}
        slots, sets = dict(self.slots), dict(self.sets)
        _take(sets, [(slots[key], self.records[slots[key]].listing) for key in out & slots.keys()])
        new = [one.listing.id for one in fresh if one.listing.id not in slots]
        for key in out - {one.listing.id for one in fresh}:
            slots.pop(key, None)
        for slot, one in enumerate(fresh, start=len(self.records)):
            slots[one.listing.id] = slot
            for name in keys_of(one.listing):
                sets[name] = sets.get(name, NONE) | BitMap([slot])
        table = Table(records, dict(sorted(slots.items())) if new else slots, sets)
        return table.without(lonely(table))

    def without(self, ids: Collection[str]) -> "Table":
        """Return the table without these listings."""
        return self.following(ids, ()) if ids else self

    def live(self) -> Iterator[Record]:
        """Yield what the edition shows, by id."""
        return (self.records[slot] for slot in self.slots.values())

    def differing(self, other: "Table") -> tuple[list[str], list[str]] | None:
        """Return the ids that stand otherwise there or are gone, and those that stand otherwise here or came;
        None where the two have no slots in common.
        """
        if self.records.lower is not other.records.lower:
            return None
        mine, theirs = self.slots.items(), other.slots.items()
        return [key for key, _ in theirs - mine], [key for key, _ in mine - theirs]


def _take(sets: dict[Key, BitMap], leaving: Iterable[tuple[int, PublicListing]]) -> None:
    out: dict[Key, list[int]] = defaultdict(list)
    for slot, listing in leaving:
        for name in keys_of(listing):
            out[name].append(slot)
    for name, found in out.items():
        left = sets.get(name, NONE) - BitMap(found)
        if left:
            sets[name] = left
        else:
            sets.pop(name, None)


def lonely(table: Table) -> frozenset[str]:
    """Return the listings whose pair is not here: neither is shown without the other."""
    halves = (found for key, found in table.sets.items() if key[0] == PAIR and len(found) < 2)
    return frozenset(table.records[slot].listing.id for found in halves for slot in found)


def keys_of(listing: PublicListing) -> Iterator[Key]:
    """Yield the sets that a listing is in."""
    for country in dict.fromkeys(area.country for area in listing.areas):
        for kind in dict.fromkeys(listing.kinds):
            yield PLACE, country, kind
    for code in dict.fromkeys(listing.languages):
        yield LANGUAGE, code
    if listing.pair:
        yield PAIR, listing.pair
    if not listing.vetted:
        yield UNVETTED
    if listing.visibility != OPEN:
        yield ASKED


def held(records: Iterable[Record]) -> Table:
    """Return a table of records that this process holds in its memory; half a pair is left out."""
    lower = sorted(records, key=lambda one: one.listing.id)
    sets: dict[Key, list[int]] = defaultdict(list)
    for slot, one in enumerate(lower):
        for key in keys_of(one.listing):
            sets[key].append(slot)
    slots = {one.listing.id: slot for slot, one in enumerate(lower)}
    table = Table(Records(lower), slots, {key: BitMap(found) for key, found in sets.items()})
    return table.without(lonely(table))
