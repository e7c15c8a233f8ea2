"""What an answer does: it adds a need, a card or the part of another flow, or tells a fact. (pure)"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Final

from directory.topics import Need
from referral.pathway import conditions
from referral.pathway.conditions import ALWAYS, Condition, Malformed

_NEED: Final = re.compile(r"\+([A-Z_]+)(?:\(([a-z][a-z -]*)\))?/U([0-3])( for other-child| for reader)?")
_PART: Final = re.compile(r"\+P(\d\d)")
_CARD: Final = re.compile(r"card:([a-z0-9]+(?:-[a-z0-9]+)*)")
_FACT: Final = re.compile(r"fact:([a-z0-9]+(?:[-:][a-z0-9]+)*)")


@dataclass(frozen=True, slots=True)
class Wants:
    """A need with its urgency, 0 (now) to 3 (can be planned)."""

    need: Need
    urgency: int
    subtype: str = ""
    other_child: bool = False
    when: Condition = ALWAYS
    reader: bool = False  # of whoever reads, where the walk is about somebody else

    def outdoes(self, other: "Effect") -> bool:
        """Return whether the other effect says nothing that this one does not say."""
        return (
            isinstance(other, Wants)
            and (self.need, self.subtype, self.other_child) == (other.need, other.subtype, other.other_child)
            and self.reader == other.reader
            and self.urgency <= other.urgency
            and self.when in (ALWAYS, other.when)
            and self != other
        )


@dataclass(frozen=True, slots=True)
class Shows:
    """A card on the plan."""

    card: str
    when: Condition = ALWAYS


@dataclass(frozen=True, slots=True)
class Learns:
    """A fact. Its condition is decided at once, on the facts from before the answer."""

    fact: str
    when: Condition = ALWAYS


@dataclass(frozen=True, slots=True)
class Adds:
    """The part of another flow; it is replaced by its effects when the pathways are read."""

    part: str
    when: Condition = ALWAYS


Effect = Wants | Shows | Learns


def parse(text: str) -> Effect | Adds:
    """Return the effect that a text writes, like `+LEGAL(privacy)/U2 if adult`.

    Raises: Malformed with what was expected.
    """
    body, _, written = text.partition(" if ")
    when = conditions.parse(written) if written else ALWAYS
    if found := _NEED.fullmatch(body):
        return _wants(found, when)
    if found := _PART.fullmatch(body):
        return Adds(f"p{found[1]}", when)
    if found := _CARD.fullmatch(body):
        return Shows(found[1], when)
    if found := _FACT.fullmatch(body):
        return Learns(found[1], when)
    raise Malformed("an effect like '+REMOVAL/U1', '+P03', 'card:blackmail' or 'fact:who:known'")


def _wants(found: re.Match[str], when: Condition) -> Wants:
    if found[1] not in Need.__members__:
        raise Malformed("one of the needs " + ", ".join(Need.__members__))
    whose = (found[4] or "").strip()
    return Wants(
        Need[found[1]], int(found[3]), found[2] or "", whose == "for other-child", when, whose == "for reader"
    )


def expand(
    effects: list[Effect | Adds], parts: dict[str, list[Effect | Adds]], when: Condition = ALWAYS
) -> Iterator[Effect]:
    """Yield the effects with every part replaced by what it adds; conditions of both hold.

    Raises: Malformed for a part that is not there.
    """
    for effect in effects:
        both = effect.when if when is ALWAYS else when.both(effect.when)
        match effect:
            case Adds(part):
                if part not in parts:
                    raise Malformed("a part that shared/flow.json has")
                yield from expand(parts[part], {k: v for k, v in parts.items() if k != part}, both)
            case Wants():
                yield replace(effect, when=both)
            case Shows(card):
                yield Shows(card, both)
            case Learns(fact):
                yield Learns(fact, both)
