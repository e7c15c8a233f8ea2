"""Prove the rules over every combination of answers, by merging walks that have become equal. (pure)

Two walks that stand at the same question with the same effects, facts and answered shared questions go on
alike (`State` holds nothing else), so they are followed once and counted together.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from itertools import combinations
from typing import Final

from referral.pathway import walk
from referral.pathway.conditions import Condition
from referral.pathway.effects import Effect
from referral.pathway.facts import ADULT_BANDS, AGE_BANDS, CHILD_BANDS, PICTURES, SWITCH
from referral.pathway.plan import Memo, Plan, build, gathered_bits
from referral.pathway.rules import LOOKED_AT, Breach, Heard, broken, hear
from referral.pathway.screens import screen_breaches
from referral.pathway.shapes import ENTRY_FLOW, Answer, Book, Question, State

# What facts.derive looks at: these always tell states apart.
_DERIVED_FROM: Final = (
    PICTURES
    | AGE_BANDS.keys()
    | {"picture:none", "adult-shown", SWITCH, "for-other", "other-child"}
    | {"who:stranger", "who:known", "who:maybe"}
)

Link = tuple["Link", str, tuple[str, ...]] | None  # the way back to the start: what was chosen, step by step
Places = dict[State, tuple[int, Link]]  # how many walks lead to a state, and one shortest of them
Way = tuple[tuple[Answer, ...], int]  # answers given together, and how many choices do the same


@dataclass(frozen=True, slots=True)
class Found:
    """A breach with a shortest walk that shows it."""

    breach: Breach
    example: str


@dataclass(frozen=True, slots=True)
class Coverage:
    """What was covered from one start. Units: walks are counted for both wordings together."""

    start: str
    walks: int
    walks_under18: int
    states: int
    longest: int
    plans: int
    asked: frozenset[tuple[str, str]]
    ends: frozenset[State]
    found: tuple[Found, ...]


def starts(book: Book) -> tuple[str, ...]:
    """Return every flow from which a walk can begin, those that are stood in for among them."""
    return (*sorted(book.pathways), *sorted(book.stand_ins))


def ways(question: Question, facts: frozenset[str]) -> Iterator[tuple[Answer, ...]]:
    """Yield every choice that can be made: single answers, and of several all subsets up to their limit."""
    visible = question.visible(facts)
    together = [answer for answer in visible if not answer.alone]
    sizes = range(1, question.most + 1) if question.several else range(1, 2)
    for size in sizes:
        yield from combinations(together, size)
    yield from ((answer,) for answer in visible if answer.alone)


@dataclass(slots=True)
class Prover:
    """Covers one book; what it has found of a plan or a question is remembered for the next start."""

    book: Book
    today: date
    keep_ends: bool = False
    # Text keys that stand on some plan, with whether the picture may be a child's there.
    rendered: set[tuple[str, bool]] = field(default_factory=set)
    _verdicts: dict[object, tuple[tuple[Breach, ...], object]] = field(default_factory=dict)
    _memo: Memo = field(default_factory=dict)
    _heard: dict[int, Heard] = field(default_factory=dict)
    _rendered: set[object] = field(default_factory=set)
    _merged: dict[object, list[Way]] = field(default_factory=dict)
    _relevant: frozenset[str] = frozenset()
    _bands_matter: bool = True

    def __post_init__(self) -> None:
        names = frozenset[str]().union(*(when.names() for when in _conditions(self.book)))
        self._relevant = names | _DERIVED_FROM | LOOKED_AT
        self._bands_matter = not names.isdisjoint(AGE_BANDS)

    def cover(self, start: str) -> Coverage:
        """Return what every walk from this start ends in, with either wording."""
        both = [_Run(self, start) for _ in (False, True)]
        for run, under18 in zip(both, (False, True), strict=True):
            run.go(walk.begin(self.book, start, under18=under18))
        adult, child = both
        return Coverage(
            start=start,
            walks=adult.walks,
            walks_under18=child.walks,
            states=adult.states + child.states,
            longest=max(adult.longest, child.longest),
            plans=len(adult.plans | child.plans),
            asked=frozenset(adult.asked | child.asked),
            ends=frozenset(adult.ends | child.ends),
            found=tuple({**child.found, **adult.found}.values()),
        )

    def merged(self, question: Question, facts: frozenset[str]) -> list[Way]:
        """Return one choice for each different outcome, the smallest, and how many choices have it."""
        visible = question.visible(facts)
        key = (question.flow, question.id, tuple(answer.id for answer in visible))
        if key not in self._merged:
            self._merged[key] = self._merge(ways(question, facts))
        return self._merged[key]

    def _merge(self, choices: Iterable[tuple[Answer, ...]]) -> list[Way]:
        outcomes: dict[object, Way] = {}
        for chosen in choices:
            effects = 0
            for answer in chosen:
                effects = walk.gathered(self.book, effects, answer.deeds.effects)
            facts = frozenset(fact for answer in chosen for fact in answer.deeds.facts)
            outcome = (effects, facts, next((a.next for a in chosen if a.next), ()))
            first, count = outcomes.get(outcome, (chosen, 0))
            outcomes[outcome] = (first, count + 1)
        return list(outcomes.values())

    def verdict(self, state: State) -> tuple[tuple[Breach, ...], object]:
        """Return the breaches of the plan at this state, and what tells its plan from others."""
        key = self._key(state)
        if key not in self._verdicts:
            plan = build(self.book, state, today=self.today, memo=self._memo)
            heard = self._hear(plan)
            signature = _signature(plan, heard)
            if signature not in self._rendered:
                self._rendered.add(signature)
                self._render(plan)
            self._verdicts[key] = (broken(self.book, state, plan, heard=heard), signature)
        return self._verdicts[key]

    def _hear(self, plan: Plan) -> Heard:
        """Return what the plan says; equal sections are one object, which the memo keeps alive."""
        if id(plan.sections) not in self._heard:
            self._heard[id(plan.sections)] = hear(plan.sections)
        return self._heard[id(plan.sections)]

    def _key(self, state: State) -> object:
        """Return all that the plan and the rules look at, and nothing else."""
        learnt = state.learnt & self._relevant
        if not self._bands_matter:  # no text depends on the band, only on the side of 18: take one for all
            for bands in (CHILD_BANDS, ADULT_BANDS):
                if learnt & bands:
                    learnt = learnt - bands | {min(bands)}
        too_long = state.asked > 7
        feel = "feel" in state.answered
        place = (state.pathway, state.stand_in, state.stopped)
        return place, gathered_bits(self.book, state), learnt, feel, too_long

    def _render(self, plan: Plan) -> None:
        childs = plan.route == "child" or "saw" in plan.facts
        for items in plan.sections.values():
            for item in items:
                self.rendered.update((line.key, childs) for line in item.said)


class _Run:
    """One exploration, question by question."""

    def __init__(self, prover: Prover, start: str) -> None:
        self.prover, self.start = prover, start
        self.walks = self.states = self.longest = 0
        self.plans: set[object] = set()
        self.asked: set[tuple[str, str]] = set()
        self.ends: set[State] = set()
        self.found: dict[Breach, Found] = {}

    def go(self, first: State) -> None:
        """Follow all walks one question at a time, so that the first example met is a shortest one."""
        level: Places = {first: (1, None)}
        while level:
            self.states += len(level)
            further: Places = {}
            for state, (count, link) in level.items():
                self._from(state, count, link, further)
            level = further

    def _from(self, state: State, count: int, link: Link, further: Places) -> None:
        question = walk.asked(self.prover.book, state)
        facts = state.facts
        self.asked.add((question.flow, question.id))
        self._note(screen_breaches(self.prover.book, state, question, facts), state, link)
        if "crisis" in state.learnt:  # from here on every page offers *show my plan now*
            self._judge(state, link)
        for chosen, many in self.prover.merged(question, facts):
            reached = walk.answer(self.prover.book, state, question, chosen)
            if reached.node:
                walks, first = further.get(reached, (0, None))
                further[reached] = (walks + count * many, first or (link, question.key, _ids(chosen)))
            else:
                self._end(reached, count * many, (link, question.key, _ids(chosen)))

    def _end(self, state: State, count: int, link: Link) -> None:
        self.walks += count
        self.longest = max(self.longest, state.asked)
        if self.prover.keep_ends:
            self.ends.add(state)
        self.plans.add(self._judge(state, link))

    def _judge(self, state: State, link: Link) -> object:
        breaches, signature = self.prover.verdict(state)
        self._note(breaches, state, link)
        return signature

    def _note(self, breaches: Iterable[Breach], state: State, link: Link) -> None:
        for breach in breaches:
            if breach not in self.found:
                self.found[breach] = Found(breach, _example(self.start, state, link))


def _ids(chosen: tuple[Answer, ...]) -> tuple[str, ...]:
    return tuple(answer.id for answer in chosen)


def _example(start: str, state: State, link: Link) -> str:
    """Return a walk in the words of the form, `p00.entry:picture, danger:no`."""
    steps = []
    while link is not None:
        link, key, chosen = link
        steps.append(f"{key}:{'+'.join(chosen)}")
    begun = "" if start == ENTRY_FLOW else f"from {start}: "
    wording = "under 18: " if SWITCH in state.learnt else ""
    return wording + begun + (", ".join(reversed(steps)) or "before any answer")


def _signature(plan: Plan, heard: Heard) -> object:
    items = tuple(line.key for line in heard.said)
    needs = tuple((one.need, one.urgency, one.subtypes, one.for_other_child) for one in plan.needs)
    picture = (plan.route, "saw" in plan.facts)
    return hash((plan.pathway, items, needs, plan.age.low, plan.age.high, plan.offers, plan.stopped, picture))


def _conditions(book: Book) -> Iterator[Condition]:
    """Yield every condition that a plan may hang on; those of questions decide before it is made."""
    yield from (effect.when for effect in book.effects if isinstance(effect, Effect))
    for card in book.cards.values():
        yield from (line.when for line in card.lines)
        if card.only_if is not None:
            yield card.only_if
    for pathway in book.pathways.values():
        for lines in pathway.plan.values():
            yield from (line.when for line in lines)
