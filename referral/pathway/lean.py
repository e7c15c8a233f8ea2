"""A book without what no rule and no condition ever reads, so that more walks become equal. (pure)

Dropped are subtypes of needs, facts that nothing looks at, and the difference between age bands of one side
of 18 that no condition names. What is left breaks a rule exactly where the whole book does: rules read none
of these, and the bands are put back where services are matched (`bands`).
"""

from collections.abc import Iterator
from dataclasses import replace
from typing import Final

from referral.pathway.conditions import Condition
from referral.pathway.effects import Effect, Wants
from referral.pathway.facts import ADULT_BANDS, CHILD_BANDS, PICTURES, SWITCH
from referral.pathway.rules import LOOKED_AT
from referral.pathway.shapes import Answer, Book, Deeds, Pathway, Question

# What facts.derive looks at, beside the bands: these always tell states apart.
DERIVED_FROM: Final = (
    PICTURES
    | {"picture:none", "adult-shown", SWITCH, "for-other", "other-child", "age:unknown"}
    | {"who:stranger", "who:known", "who:maybe"}
)


def lean(book: Book) -> Book:
    """Return the book without what makes no difference to any rule."""
    looked_at = frozenset[str]().union(*(when.names() for when in conditions(book)))
    return _Lean(book, looked_at | LOOKED_AT | DERIVED_FROM).book_of()


def conditions(book: Book) -> Iterator[Condition]:
    """Yield every condition of a book."""
    yield from (effect.when for effect in book.effects)
    for card in book.cards.values():
        yield from (line.when for line in card.lines)
        if card.only_if is not None:
            yield card.only_if
    for deeds in book.stand_ins.values():
        yield from (when for _, when in deeds.facts)
    for pathway in book.pathways.values():
        yield from _of_pathway(pathway)


def _of_pathway(pathway: Pathway) -> Iterator[Condition]:
    yield from (when for _, when in pathway.on_entry.facts)
    yield from (offer.when for offer in pathway.offers)
    for lines in pathway.plan.values():
        yield from (line.when for line in lines)
    for question in pathway.questions.values():
        yield from (target.when for target in question.next)
        yield from (form.when for form in question.forms)
        if question.skip_if is not None:
            yield question.skip_if
        for answer in question.answers:
            yield answer.when
            yield from (target.when for target in answer.next)
            yield from (when for _, when in answer.deeds.facts)


class _Lean:
    """Rewrites one book."""

    def __init__(self, book: Book, looked_at: frozenset[str]) -> None:
        self.book, self.looked_at = book, looked_at
        self.effects: dict[Effect, int] = {}
        self.bits = [1 << self._number(effect) for effect in book.effects]
        self.bands: dict[str, str] = {}
        for side in (CHILD_BANDS, ADULT_BANDS):
            free = sorted(side - looked_at)
            self.bands |= {band: free[0] for band in free}

    def _number(self, effect: Effect) -> int:
        bare = replace(effect, subtype="") if isinstance(effect, Wants) else effect
        return self.effects.setdefault(bare, len(self.effects))

    def book_of(self) -> Book:
        pathways = {name: self._pathway(pathway) for name, pathway in self.book.pathways.items()}
        stand_ins = {name: self._deeds(deeds) for name, deeds in self.book.stand_ins.items()}
        effects = tuple(self.effects)
        return replace(
            self.book,
            pathways=pathways,
            stand_ins=stand_ins,
            effects=effects,
            outdone=outdone(effects),
            outdoing=outdoing(effects),
        )

    def _pathway(self, pathway: Pathway) -> Pathway:
        questions = {name: self._question(question) for name, question in pathway.questions.items()}
        return replace(pathway, on_entry=self._deeds(pathway.on_entry), questions=questions)

    def _question(self, question: Question) -> Question:
        return replace(question, answers=tuple(self._answer(answer) for answer in question.answers))

    def _answer(self, answer: Answer) -> Answer:
        return replace(answer, deeds=self._deeds(answer.deeds))

    def _deeds(self, deeds: Deeds) -> Deeds:
        effects, rest, number = 0, deeds.effects, 0
        while rest:
            if rest & 1:
                effects |= self.bits[number]
            rest >>= 1
            number += 1
        named = ((self.bands.get(fact, fact), when) for fact, when in deeds.facts)
        kept = (one for one in named if one[0] in self.looked_at or one[0] in self.bands)
        return Deeds(effects, tuple(dict.fromkeys(kept)))


def outdone(effects: tuple[Effect, ...]) -> tuple[int, ...]:
    """Return for each effect the bits of those that it makes needless: the same need, less urgent."""
    return tuple(
        sum(1 << n for n, other in enumerate(effects) if isinstance(one, Wants) and one.outdoes(other))
        for one in effects
    )


def outdoing(effects: tuple[Effect, ...]) -> tuple[int, ...]:
    """Return for each effect the bits of those that make it needless."""
    return tuple(
        sum(1 << n for n, other in enumerate(effects) if isinstance(other, Wants) and other.outdoes(one))
        for one in effects
    )
