"""What is wrong with a chain, by name: changed, deleted, inserted, reordered, cut off, rewritten. Pure.

An entry's digest covers its own number, so an entry that was moved still says where it was written. Reading
goes entry by entry; only what follows the first oddity is kept in memory, as numbers.
"""

from array import array
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Final

from staff.chain import START, Head, Link, digest

NEIGHBOURS: Final = 500  # places to each side in which a moved entry's own number is looked for
PATIENCE: Final = 200  # vain searches; after so many, an entry that fits nowhere is taken for changed
UNKNOWN: Final = 0  # no entry was ever written under this number


class Finding(StrEnum):
    """What can be wrong with a record."""

    CHANGED = "changed"
    DELETED = "deleted"
    INSERTED = "inserted"
    REORDERED = "reordered"
    CUT_OFF = "cut off"
    REWRITTEN = "rewritten"


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that is wrong, from which entry to which. Numbers are those in the table now, except for
    entries that are gone: those have the numbers they were written under.
    """

    finding: Finding
    first: int
    last: int


@dataclass(slots=True)
class _Reading:
    """What going through the entries once has shown. `sound` is the last one before anything odd."""

    sound: int
    digests: dict[int, str]
    places: "array[int]" = field(default_factory=lambda: array("q"))
    written: "array[int]" = field(default_factory=lambda: array("q"))
    fits: bytearray = field(default_factory=bytearray)

    def top(self) -> int:
        return max((self.sound, *self.written))

    def followed(self, index: int) -> bool:
        """Whether the entry after this one names it as the one before; the last one has no witness against
        it.
        """
        return index + 1 >= len(self.fits) or bool(self.fits[index + 1])


def faults(
    links: Iterable[Link], *, head: Head, kept: Head | None = None, after: Head = START
) -> list[Fault]:
    """Return everything that is wrong with the entries after `after`, in the order of their numbers.

    Shape: `links` come by rising number; `head` is the house's own, `kept` one that was exported earlier.
    Raises: ValueError if `kept` is not later than `after`: nothing could be said about it.
    """
    if kept and kept.number and kept.number <= after.number:
        raise ValueError("the kept head is older than the first entry that is looked at")
    reading = _read(links, after=after, wanted={head.number, kept.number if kept else head.number})
    expected = max(head.number, kept.number if kept else 0)
    inserted = _inserted(reading)
    changed, missing, reach = _changed(reading, inserted, _missing(reading, inserted, expected))
    found = [
        *_runs(Finding.INSERTED, inserted),
        *_runs(Finding.CHANGED, changed | _remade(reading, inserted)),
        *_runs(Finding.REORDERED, _reordered(reading, inserted)),
        *_runs(Finding.DELETED, {number for number in missing if number < reach}),
        *_cut_off(reach, expected),
    ]
    return sorted([*found, *_against_heads(reading, found, head=head, kept=kept)], key=_by_number)


def _read(links: Iterable[Link], *, after: Head, wanted: set[int]) -> _Reading:
    reading = _Reading(sound=after.number, digests={})
    expected, shift, vain, odd = after.digest, 0, 0, False
    for link in links:
        written = _written_as(link, shift=shift, search=vain < PATIENCE)
        vain += written == UNKNOWN
        fits = link.previous == expected
        odd = odd or not (fits and written == link.number == reading.sound + 1)
        if odd:
            reading.places.append(link.number)
            reading.written.append(written)
            reading.fits.append(fits)
        else:
            reading.sound = link.number
        if written in wanted:
            reading.digests[written] = link.digest
        shift = written - link.number if written else shift
        expected = link.digest
    return reading


def _written_as(link: Link, *, shift: int, search: bool) -> int:
    """Return the number under which an entry's digest is right; UNKNOWN if there is none nearby."""
    for number in _candidates(link.number, shift=shift, search=search):
        if number > 0 and digest(replace(link, number=number)) == link.digest:
            return number
    return UNKNOWN


def _candidates(number: int, *, shift: int, search: bool) -> Iterator[int]:
    yield number
    if shift:
        yield number + shift
    if search:
        for distance in range(1, NEIGHBOURS + 1):
            yield from (number - distance, number + distance)


def _inserted(reading: _Reading) -> set[int]:
    """Return the places of entries beside the chain: another one was written under the same number, and the
    entries that follow name that one.
    """
    beside = set()
    if reading.written and UNKNOWN < reading.written[0] <= reading.sound:
        beside = set(range(reading.written[0], reading.sound + 1))
        reading.sound = reading.written[0] - 1
    twice = {number for number, times in Counter(reading.written).items() if number and times > 1}
    for index, number in enumerate(reading.written):
        if number in twice and not reading.followed(index):
            beside.add(reading.places[index])
    return beside


def _missing(reading: _Reading, inserted: set[int], expected: int) -> set[int]:
    there = {n for p, n in zip(reading.places, reading.written, strict=True) if p not in inserted}
    last = max((reading.top(), *(min(place, expected) for place in reading.places[-1:])))
    return set(range(reading.sound + 1, last + 1)) - there


def _changed(reading: _Reading, inserted: set[int], missing: set[int]) -> tuple[set[int], set[int], int]:
    """Return the places of entries that fit no number but stand where one is missing, the numbers that are
    missing still, and how far the entries reach. One that fits nowhere and takes nobody's place is inserted.
    """
    changed: set[int] = set()
    left, before, reach = set(missing), reading.sound, reading.top()
    for index, place in enumerate(reading.places):
        number = reading.written[index]
        if number == UNKNOWN:
            after = reading.written[index + 1] if index + 1 < len(reading.written) else UNKNOWN
            number = next((n for n in (before + 1, after - 1) if n in left), UNKNOWN)
            (changed if number else inserted).add(place)
            left.discard(number)
        before, reach = number or before, max(reach, number)
    return changed, left, reach


def _remade(reading: _Reading, inserted: set[int]) -> set[int]:
    """Return the places of entries whose digest was made anew: right by itself, not the one that the next
    entry names.
    """
    found, before_place, before = set(), reading.sound, reading.sound
    for place, number, fits in zip(reading.places, reading.written, reading.fits, strict=True):
        if place in inserted:
            continue
        if number and number == before + 1 and not fits and before_place + 1 == place:
            found.add(max(before_place, 1))
        before_place, before = place, number
    return found


def _reordered(reading: _Reading, inserted: set[int]) -> set[int]:
    known = [
        (place, number)
        for place, number in zip(reading.places, reading.written, strict=True)
        if number and place not in inserted
    ]
    in_order = sorted(number for _place, number in known)
    return {place for (place, number), due in zip(known, in_order, strict=True) if number != due}


def _cut_off(reach: int, expected: int) -> Iterator[Fault]:
    if reach < expected:
        yield Fault(Finding.CUT_OFF, reach + 1, expected)


def _against_heads(
    reading: _Reading, found: list[Fault], *, head: Head, kept: Head | None
) -> Iterator[Fault]:
    """Compare with both heads what can be: an entry that is found changed or gone is told already."""
    told = {number for fault in found for number in range(fault.first, fault.last + 1)}
    if reading.digests.get(head.number, head.digest) != head.digest and head.number not in told:
        yield Fault(Finding.CHANGED, head.number, head.number)
    if reading.top() > head.number and not any(fault.finding == Finding.INSERTED for fault in found):
        yield Fault(Finding.INSERTED, head.number + 1, reading.top())
    if kept and reading.digests.get(kept.number, kept.digest) != kept.digest:
        yield Fault(Finding.REWRITTEN, kept.number, kept.number)


def _runs(finding: Finding, numbers: set[int]) -> Iterator[Fault]:
    """Yield one fault for each stretch of numbers without a gap."""
    first = last = None
    for number in sorted(numbers):
        if first is None or last is None or number != last + 1:
            if first is not None and last is not None:
                yield Fault(finding, first, last)
            first = number
        last = number
    if first is not None and last is not None:
        yield Fault(finding, first, last)


def _by_number(fault: Fault) -> tuple[int, int]:
    return fault.first, fault.last
