"""Turn written conditions, effects and targets into shapes; a mistake is named with its place. (pure)"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Final, TypeVar

from directory.topics import Need
from referral.pathway import conditions, effects
from referral.pathway.conditions import ALWAYS, Condition, Malformed
from referral.pathway.effects import Adds, Effect, Learns, Shows
from referral.pathway.facts import EVERYWHERE, LEARNT, is_local
from referral.pathway.files import Targets, WrittenLine
from referral.pathway.lines import Source
from referral.pathway.shapes import Deeds, Line, Target, Way
from referral.pathway.tags import TAGS

ID: Final = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
FLOW: Final = re.compile(r"p\d\d")
_RULE: Final = re.compile(r"H(0[1-9]|1\d|2[0-8])")
_SOURCE: Final = re.compile(r"[A-Z0-9]+(?:-[A-Z0-9]+)*")
_RECOMMENDATION: Final = re.compile(r"REC-\d{3}")
_TARGET: Final = re.compile(r"(=?)([a-z0-9]+(?:-[a-z0-9]+)*)")
_T = TypeVar("_T")


@dataclass(slots=True)
class Lists:
    """What is known while a book is being read: cards, flows, parts, and the effects and facts met so far."""

    cards: frozenset[str]
    flows: frozenset[str]
    stand_ins: frozenset[str]
    parts: dict[str, list[Effect | Adds]]
    texts: frozenset[str]
    effects: dict[Effect, int] = field(default_factory=dict)
    learnt: set[str] = field(default_factory=set)
    looked_at: dict[str, tuple[Source, str]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Scribe:
    """Reads the fields of one file."""

    source: Source
    lists: Lists

    def _read(self, place: str, parse: Callable[[str], _T], text: str) -> _T:
        try:
            return parse(text)
        except Malformed as error:
            raise self.source.wrong(place, str(error)) from None

    def condition(self, place: str, text: str | None) -> Condition:
        """Return the condition; every fact in it is one that there is."""
        if text is None:
            return ALWAYS
        return self._known(place, self._read(place, conditions.parse, text))

    def _known(self, place: str, when: Condition) -> Condition:
        for name in when.names():
            if is_local(name):
                self.lists.looked_at.setdefault(name, (self.source, place))
            elif name not in EVERYWHERE:
                raise self.source.wrong(place, f"a fact of the closed list, which '{name}' is not")
        return when

    def effect(self, place: str, text: str) -> Effect | Adds:
        """Return the effect; the card or fact in it is one that there is."""
        effect = self._read(place, effects.parse, text)
        self._known(place, effect.when)
        if isinstance(effect, Shows) and effect.card not in self.lists.cards:
            raise self.source.wrong(place, "a card that cards/cards.json has")
        if isinstance(effect, Learns) and effect.fact not in LEARNT and not is_local(effect.fact):
            raise self.source.wrong(place, "a fact of the closed list that an answer can set")
        return effect

    def deeds(self, place: str, written: list[str]) -> Deeds:
        """Return what these effects do, parts replaced by their effects."""
        bits, facts = 0, []
        for number, text in enumerate(written):
            here = f"{place}[{number}]"
            for effect in self._expanded(here, self.effect(here, text)):
                if isinstance(effect, Learns):
                    self.lists.learnt.add(effect.fact)
                    facts.append((effect.fact, effect.when))
                else:
                    bits |= 1 << self.lists.effects.setdefault(effect, len(self.lists.effects))
        return Deeds(bits, tuple(facts))

    def _expanded(self, place: str, effect: Effect | Adds) -> list[Effect]:
        try:
            return list(effects.expand([effect], self.lists.parts))
        except Malformed as error:
            raise self.source.wrong(place, str(error)) from None

    def targets(self, place: str, written: Targets | None, nodes: frozenset[str]) -> tuple[Target, ...]:
        """Return where it leads, in the order in which conditions are tried."""
        if written is None:
            return ()
        if isinstance(written, str):
            return (self._target(place, written, nodes),)
        return tuple(self._target(f"{place}[{n}]", text, nodes) for n, text in enumerate(written))

    def _target(self, place: str, text: str, nodes: frozenset[str]) -> Target:
        body, _, written = text.partition(" if ")
        when = self.condition(place, written) if written else ALWAYS
        found = _TARGET.fullmatch(body)
        if found is None:
            raise self.source.wrong(place, "'plan', 'stop', a question's id, or '=p02'")
        if found[1]:
            return Target(Way.FLOW, self._flow(place, found[2]), when)
        if found[2] in (Way.PLAN, Way.STOP):
            return Target(Way(found[2]), "", when)
        if found[2] not in nodes:
            raise self.source.wrong(place, "a question of this flow")
        return Target(Way.QUESTION, found[2], when)

    def _flow(self, place: str, flow: str) -> str:
        if flow not in self.lists.flows | self.lists.stand_ins:
            raise self.source.wrong(place, "a flow that is there, or that has a stand-in in shared/flow.json")
        return flow

    def flow(self, place: str, flow: str) -> str:
        """Return the flow's id, if it is there or stood in for."""
        return self._flow(place, flow)

    def lines(self, place: str, prefix: str, written: list[WrittenLine]) -> tuple[Line, ...]:
        """Return lines of a plan or card; their text keys begin with the prefix."""
        self.ids(place, [line.id for line in written])
        return tuple(
            Line(
                f"{prefix}{line.id}",
                self.condition(f"{place}[{n}].if", line.when),
                self.tags(f"{place}[{n}].tags", line.tags),
                line.dated,
            )
            for n, line in enumerate(written)
        )

    def tags(self, place: str, written: list[str]) -> frozenset[str]:
        """Return the tags, all of the closed list."""
        for number, tag in enumerate(written):
            if tag not in TAGS:
                raise self.source.wrong(f"{place}[{number}]", "a tag of the closed list")
        return frozenset(written)

    def ids(self, place: str, written: list[str]) -> None:
        """Check that ids are permanent-looking (lower case, dashes) and each there once."""
        for number, name in enumerate(written):
            here = f"{place}[{number}].id"
            if not ID.fullmatch(name):
                raise self.source.wrong(here, "an id of small letters, digits and dashes")
            if name in written[:number]:
                raise self.source.wrong(here, "an id that is not there twice")

    def needs(self, place: str, written: list[str]) -> tuple[Need, ...]:
        """Return the needs, in their order."""
        for number, name in enumerate(written):
            if name not in Need.__members__ or name in written[:number]:
                raise self.source.wrong(f"{place}[{number}]", "a need of the catalogue, once")
        return tuple(Need[name] for name in written)

    def labels(
        self, place: str, written: list[str], known: Mapping[str, str] | None = None
    ) -> tuple[str, ...]:
        """Return rules, sources or recommendations; `place` says which of them they are."""
        shape = {"rules": _RULE, "sources": _SOURCE, "recommendations": _RECOMMENDATION}
        kind = place.rpartition(".")[2]
        for number, label in enumerate(written):
            if not shape[kind].fullmatch(label) or (known and label not in known):
                raise self.source.wrong(f"{place}[{number}]", f"one of the {kind} of the catalogue")
        return tuple(written)
