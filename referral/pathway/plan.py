"""Make the plan of a walk, finished or not: what to do, which cards, which needs, for which ages. (pure)"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Final

from directory.ages import AgeRange
from directory.topics import Need
from referral.pathway.conditions import ALWAYS
from referral.pathway.effects import Effect, Shows, Wants
from referral.pathway.facts import derive
from referral.pathway.needs import Wanted, age_range, prevention_only, wanted
from referral.pathway.shapes import (
    GO_BACK,
    THOUGHTS_OF_DYING,
    Book,
    Card,
    Line,
    Pathway,
    Section,
    State,
)

# Whoever is shown one of these has a picture to deal with, also where no question asked about it.
PICTURE_CARDS: Final = frozenset({"hash-adult", "hash-child", "keep-proof-adult", "keep-proof-child"})


class ItemKind(StrEnum):
    """What stands in a section."""

    LINE = "line"
    CARD = "card"


@dataclass(frozen=True, slots=True)
class Item:
    """A line, or a card with its lines. `key` and `lines` are keys for `Book.say`."""

    kind: ItemKind
    key: str
    said: tuple[Line, ...]

    @property
    def lines(self) -> tuple[str, ...]:
        return tuple(line.key for line in self.said) if self.kind is ItemKind.CARD else ()


Sections = Mapping[Section, tuple[Item, ...]]
Memo = dict[tuple[str, bool, bool, frozenset[str], frozenset[str]], Sections]


@dataclass(frozen=True, slots=True)
class Plan:
    """What a person is told. Equal plans show equal pages, before services are chosen."""

    pathway: str
    stand_in: str
    sections: Sections
    needs: tuple[Wanted, ...]
    age: AgeRange
    minor: bool
    adult: bool
    crisis: bool
    emergency: bool
    stopped: bool
    route: str | None
    prevention_only: bool
    facts: frozenset[str]
    cards: frozenset[str]
    offers: tuple[str, ...]
    recommendations: tuple[str, ...]

    @property
    def because(self) -> dict[Need, str]:
        """Return for each need the text key of why a service for it is there."""
        return {one.need: one.because for one in self.needs}

    @property
    def urgency(self) -> int:
        """Return the most urgent of all needs."""
        return min((one.urgency for one in self.needs), default=3)


def build(book: Book, state: State, *, today: date, memo: Memo | None = None) -> Plan:
    """Return the plan of everything that a walk gathered so far.

    A stopped walk has only what its answers said: the flow's own lines wait until the person is safe.
    `memo` lets a check of many plans make equal sections once; it belongs to one book and one day.
    """
    effects = gathered_effects(book, state)
    facts = derive(state.learnt, picture=any(map(about_a_picture, effects)))
    pathway = book.pathways[state.pathway]
    cards = _cards(book, facts, effects)
    names = frozenset(card.id for card in cards)
    needs = wanted(book, state, facts, (one for one in effects if isinstance(one, Wants)))
    key = (state.pathway, state.stopped, "feel" in state.answered, facts, names)
    memo = {} if memo is None else memo
    if key not in memo:
        memo[key] = _sections(pathway, state, cards, facts, today=today)
    route = "adult" if "route:adult" in facts else "child" if "route:child" in facts else None
    return Plan(
        pathway=state.pathway,
        stand_in=state.stand_in,
        sections=memo[key],
        needs=needs,
        age=age_range(facts),
        minor="minor" in facts,
        adult="adult" in facts,
        crisis="crisis" in facts,
        emergency=state.stopped or any(one.need is Need.EMERGENCY for one in needs),
        stopped=state.stopped,
        route=route,
        prevention_only=prevention_only(facts),
        facts=facts,
        cards=names,
        offers=_offers(book, state, facts),
        recommendations=pathway.recommendations,
    )


def gathered_effects(book: Book, state: State) -> tuple[Effect, ...]:
    """Return the effects of the answers and, unless the walk was stopped, of the flows that were entered."""
    return tuple(book.unpacked(gathered_bits(book, state)))


def gathered_bits(book: Book, state: State) -> int:
    """Return the same as bits of `Book.effects`."""
    bits = state.effects
    if not state.stopped:
        for flow in state.entered:
            bits |= book.pathways[flow].on_entry.effects
    return bits


def about_a_picture(effect: Effect) -> bool:
    """Return whether whoever is given this has a picture to deal with (H05).

    Where help with a picture is asked for and its age was not, the child route holds.
    """
    if isinstance(effect, Wants):
        return effect.need is Need.REMOVAL
    return isinstance(effect, Shows) and effect.card in PICTURE_CARDS


def _cards(book: Book, facts: frozenset[str], effects: Iterable[Effect]) -> list[Card]:
    """Return the cards, each once, in their order; one that is for another age gives way to its twin."""
    found = {}
    for effect in effects:
        if isinstance(effect, Shows) and (effect.when is ALWAYS or effect.when.holds(facts)):
            card = _fitting(book, book.cards[effect.card], facts)
            if card is not None:
                found[card.id] = card
    return sorted(found.values(), key=lambda card: card.place)


def _fitting(book: Book, card: Card, facts: frozenset[str]) -> Card | None:
    if card.only_if is None or card.only_if.holds(facts):
        return card
    twin = book.cards[card.twin] if card.twin else None
    if twin is None or (twin.only_if is not None and not twin.only_if.holds(facts)):
        return None
    return twin


def _sections(
    pathway: Pathway, state: State, cards: list[Card], facts: frozenset[str], *, today: date
) -> Sections:
    lines = {} if state.stopped else pathway.plan
    sections = {
        section: _section(section, lines.get(section, ()), cards, facts, today=today) for section in Section
    }
    if not state.stopped:
        _add_everywhere(sections, state, facts)
    return sections


def _section(
    section: Section, lines: tuple[Line, ...], cards: list[Card], facts: frozenset[str], *, today: date
) -> tuple[Item, ...]:
    own = [Item(ItemKind.LINE, line.key, (line,)) for line in _said(lines, facts)]
    before: list[Item] = []
    after: list[Item] = []
    for card in cards:
        if card.section is section:
            said = _said(card.lines, facts, dated=today <= card.review_by)
            item = Item(ItemKind.CARD, f"cards.{card.id}", said)
            (before if card.first else after).append(item)
    return (*before, *own, *after)


def _said(lines: Iterable[Line], facts: frozenset[str], *, dated: bool = True) -> tuple[Line, ...]:
    """H21: a dated line is not said after the day on which its card should have been reviewed."""
    return tuple(
        line
        for line in lines
        if (dated or not line.dated) and (line.when is ALWAYS or line.when.holds(facts))
    )


def _add_everywhere(sections: dict[Section, tuple[Item, ...]], state: State, facts: frozenset[str]) -> None:
    """Add what any plan may need: the way back where a picture's age is open, and where to turn (H18)."""
    open_age = "route:child" in facts and facts.isdisjoint({"picture:child", "picture:fake", "minor"})
    if open_age and not prevention_only(facts):
        sections[Section.TODAY] += (_line(GO_BACK),)
    if "feel" not in state.answered:
        sections[Section.NOW] += (_line(THOUGHTS_OF_DYING),)


def _line(key: str) -> Item:
    return Item(ItemKind.LINE, key, (Line(key),))


def _offers(book: Book, state: State, facts: frozenset[str]) -> tuple[str, ...]:
    if state.stopped:
        return ()
    return tuple(o.to for o in book.pathways[state.pathway].offers if o.when.holds(facts))
