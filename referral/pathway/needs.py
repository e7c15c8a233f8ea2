"""Which needs a plan has: one urgency each, by age (AGES), on a prevention plan only a few (H17). (pure)"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from directory.ages import AgeRange
from directory.topics import Need
from referral.pathway.effects import Wants
from referral.pathway.facts import AGE_BANDS
from referral.pathway.shapes import Book, State

# H17: nobody who fears what they might do is sent to a service for those who were harmed.
PREVENTION_NEEDS: Final = frozenset(
    {Need.PREVENTION, Need.PSYCHOSOCIAL, Need.LEGAL, Need.FAMILY, Need.EMERGENCY}
)
# Each of these is a line with a person at the other end.
A_PERSON: Final = frozenset({Need.EMERGENCY, Need.SAFETY, Need.PSYCHOSOCIAL, Need.CHILD_PROTECTION})
MET_FOR_CHILDREN: Final = frozenset({Need.SAFETY, Need.SHELTER, Need.LEGAL})
_TITLES: Final = {need: f"shared.need.{need}" for need in Need}
_BECAUSE: Final = {need: f"shared.because.{need}" for need in Need}
_CAN_BE_PLANNED: Final = 3
_IN_THREE_DAYS: Final = 2


@dataclass(frozen=True, slots=True)
class Wanted:
    """A need on the plan, as urgent as the most urgent that asked for it.

    Units: urgency from 0 (now) to 3 (can be planned).
    """

    need: Need
    urgency: int
    subtypes: tuple[str, ...] = ()
    for_other_child: bool = False
    because: str = ""  # text key: why a service for it is there
    title: str = ""  # text key
    for_reader: bool = False  # whose age was not asked: the walk is about somebody else


def age_range(facts: frozenset[str]) -> AgeRange:
    """Return the ages of the person harmed that a service has to accept, all of them."""
    for band in AGE_BANDS.keys() & facts:
        return AgeRange(*AGE_BANDS[band])
    if "minor" in facts:
        return AgeRange(0, 17)
    return AgeRange(18, None) if "adult" in facts else AgeRange(0, None)


def prevention_only(facts: frozenset[str]) -> bool:
    """Return whether only prevention services may stand on the plan (H17)."""
    return "prevention" in facts or "looking" in facts


def wanted(book: Book, state: State, facts: frozenset[str], effects: Iterable[Wants]) -> tuple[Wanted, ...]:
    """Return the needs, the most urgent first, then in the order of the flow."""
    gathered = _gathered(effect for effect in effects if effect.when.holds(facts))
    _by_age(gathered, facts)
    if prevention_only(facts):
        gathered = {need: one for need, one in gathered.items() if _is_for_prevention(need, facts)}
    _with_a_person(gathered, facts)
    order = book.pathways[state.pathway].needs
    ranks = {need: rank for rank, need in enumerate((*order, *(n for n in Need if n not in order)))}
    sorted_needs = sorted(gathered, key=lambda need: (gathered[need].urgency, ranks[need]))
    return tuple(_worded(book, state.pathway, gathered[need]) for need in sorted_needs)


@dataclass(slots=True)
class _Gathered:
    need: Need
    urgency: int
    subtypes: set[str]
    other_child: bool
    reader: bool = False  # some effect means whoever reads
    helped: bool = False  # some effect means the person who is helped


def _gathered(effects: Iterable[Wants]) -> dict[Need, _Gathered]:
    found: dict[Need, _Gathered] = {}
    for effect in effects:
        one = found.get(effect.need)
        if one is None:
            one = found[effect.need] = _Gathered(effect.need, effect.urgency, set(), False)
        one.urgency = min(one.urgency, effect.urgency)
        one.other_child = one.other_child or effect.other_child
        one.reader, one.helped = one.reader or effect.reader, one.helped or not effect.reader
        if effect.subtype:
            one.subtypes.add(effect.subtype)
    return found


def _by_age(gathered: dict[Need, _Gathered], facts: frozenset[str]) -> None:
    """Source: catalogue, section 3, AGES."""
    child = gathered.get(Need.CHILD_PROTECTION)
    if "adult" in facts and child is not None and not (child.other_child or "other-child" in facts):
        del gathered[Need.CHILD_PROTECTION]
        _raise(gathered, Need.SAFETY, _IN_THREE_DAYS)
    if "minor" in facts:
        of_the_child = [one for need, one in gathered.items() if need in MET_FOR_CHILDREN and one.helped]
        urgencies = [one.urgency for one in of_the_child]
        if urgencies:
            _raise(gathered, Need.CHILD_PROTECTION, min(urgencies))


def _with_a_person(gathered: dict[Need, _Gathered], facts: frozenset[str]) -> None:
    """S10, H18: no plan without somebody to talk to. A need for another child is no line for the reader."""
    persons = PREVENTION_NEEDS - {Need.LEGAL, Need.FAMILY} if prevention_only(facts) else A_PERSON
    if not any(need in persons and not one.other_child for need, one in gathered.items()):
        _raise(gathered, Need.PSYCHOSOCIAL, _CAN_BE_PLANNED)


def _raise(gathered: dict[Need, _Gathered], need: Need, urgency: int) -> None:
    one = gathered.setdefault(need, _Gathered(need, urgency, set(), False))
    one.urgency = min(one.urgency, urgency)


def _is_for_prevention(need: Need, facts: frozenset[str]) -> bool:
    return need in PREVENTION_NEEDS or (need is Need.REPORT and "looking" in facts)


def _worded(book: Book, flow: str, one: _Gathered) -> Wanted:
    because = book.because.get((flow, one.need), _BECAUSE[one.need])
    return Wanted(
        one.need,
        one.urgency,
        tuple(sorted(one.subtypes)),
        one.other_child,
        because,
        _TITLES[one.need],
        one.reader,
    )
