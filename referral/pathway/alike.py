"""What two editions have in common, so that a comparison need not follow what is the same in both. (pure)"""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from referral.pathway.effects import Shows
from referral.pathway.shapes import ENTRY_FLOW, Book, Deeds, Pathway, Question, State, Target, Way

Node = tuple[str, str]  # a flow and a question of it


def next_nodes(book: Book, node: Node) -> set[Node]:
    """Return every question that may be asked after this one."""
    question = book.pathways[node[0]].questions[node[1]]
    ways = [question.next, *(answer.next for answer in question.answers)]
    places = (_place(book, node[0], target) for way in ways for target in way)
    return {place for place in places if place is not None}


def _place(book: Book, flow: str, target: Target) -> Node | None:
    if target.way is Way.QUESTION:
        return flow, target.name
    if target.way is Way.FLOW:
        pathway = book.pathways.get(target.name)
        return (target.name, pathway.begin) if pathway is not None else (ENTRY_FLOW, book.general)
    return None


class Sameness:
    """Knows which questions and flows say the same in both books, and whether two states are one."""

    def __init__(self, before: Book, after: Book) -> None:
        numbers = {effect: number for number, effect in enumerate(before.effects)}
        self._bits = [
            1 << numbers.setdefault(effect, len(before.effects) + number)
            for number, effect in enumerate(after.effects)
        ]
        self._known: dict[int, int] = {0: 0}
        self._cards = self._showing(before, after)  # bits of effects that show a card that differs
        self._tails: dict[Node, bool] = {}
        flows = before.pathways.keys() | after.pathways.keys()
        self._flows = {flow for flow in flows if not self._flow_is_same(before, after, flow)}
        self._questions = {
            (flow, name)
            for flow in before.pathways.keys() & after.pathways.keys()
            for name in before.pathways[flow].questions.keys() | after.pathways[flow].questions.keys()
            if not self._question_is_same(before.pathways[flow], after.pathways[flow], name)
        }
        self._everything = dict(before.stand_ins) != {
            name: self._translated(deeds) for name, deeds in after.stand_ins.items()
        }

    def from_here(self, pair: tuple[State, State], ahead: Callable[[Node], frozenset[Node]]) -> bool:
        """Return whether both have gathered the same, and nothing that lies ahead differs."""
        mine, theirs = pair
        if self._everything or replace(theirs, effects=self._translate(theirs.effects)) != mine:
            return False
        if mine.effects & self._cards or mine.entered & self._flows or mine.pathway in self._flows:
            return False
        node = (mine.pathway, mine.node)
        if not mine.node:
            return True
        if node not in self._tails:
            found = ahead(node)
            flows = {flow for flow, _ in found}
            self._tails[node] = not found & self._questions and not flows & self._flows
        return self._tails[node]

    def _translate(self, effects: int) -> int:
        if effects not in self._known:
            bits, left = 0, effects
            while left:
                lowest = left & -left
                bits |= self._bits[lowest.bit_length() - 1]
                left ^= lowest
            self._known[effects] = bits
        return self._known[effects]

    def _translated(self, deeds: Deeds) -> Deeds:
        return replace(deeds, effects=self._translate(deeds.effects))

    def _showing(self, before: Book, after: Book) -> int:
        cards = {name for name in before.cards if before.cards[name] != after.cards.get(name)}
        cards |= {name for name, card in before.cards.items() if card.twin in cards}
        shows = (
            1 << number
            for number, effect in enumerate(before.effects)
            if isinstance(effect, Shows) and effect.card in cards
        )
        return sum(shows)

    def _flow_is_same(self, before: Book, after: Book, flow: str) -> bool:
        if flow not in before.pathways or flow not in after.pathways:
            return False
        mine = before.pathways[flow]
        if mine.on_entry.effects & self._cards:
            return False
        return self._outside(mine, None) == self._outside(after.pathways[flow], self)

    def _outside(self, pathway: Pathway, other: Any) -> object:
        """Return what a flow is beside its questions, in the bits of the book before."""
        entry = other._translated(pathway.on_entry) if other else pathway.on_entry
        return (pathway.needs, pathway.begin, entry, pathway.plan, pathway.offers)

    def _question_is_same(self, before: Pathway, after: Pathway, name: str) -> bool:
        if name not in before.questions or name not in after.questions:
            return False
        mine = before.questions[name]
        if any(answer.deeds.effects & self._cards for answer in mine.answers):
            return False
        return mine == self._in_old_bits(after.questions[name])

    def _in_old_bits(self, question: Question) -> Question:
        answers = tuple(replace(one, deeds=self._translated(one.deeds)) for one in question.answers)
        return replace(question, answers=answers)
