"""Prove the rules over every combination of answers, by merging walks that have become equal. (pure)

Two walks that stand at the same question with the same effects, facts and answered shared questions go on
alike (`State` holds nothing else), so they are followed once and counted together.
"""

from collections import Counter
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from functools import partial
from itertools import combinations

from referral.pathway import walk
from referral.pathway.conditions import ALWAYS, Condition
from referral.pathway.effects import Effect
from referral.pathway.facts import AGE_BANDS, SWITCH, derive
from referral.pathway.lean import DERIVED_FROM, lean, outdoing, outdone
from referral.pathway.plan import Memo, Plan, about_a_picture, build
from referral.pathway.rules import (
    LOOKED_AT,
    RULES_OF_ADVICE,
    RULES_OF_NEEDS,
    Breach,
    Heard,
    Look,
    hear,
    verdicts,
)
from referral.pathway.screens import screen_breaches
from referral.pathway.shapes import ENTRY_FLOW, Answer, Book, Pathway, Question, State, Target
from referral.pathway.shapes import Way as WayOn

Link = tuple["Link", str, tuple[str, ...]] | None  # the way back to the start: what was chosen, step by step
Places = dict[State, tuple[int, Link]]  # how many walks lead to a state, and one shortest of them
Class = tuple[tuple[str, ...], tuple[str, ...]]  # needs with their urgency, and cards: what check 15 stores


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a plan breaks, what tells it from other plans, and what the stored table says of it."""

    breaches: tuple[Breach, ...]
    signature: object
    kind: Class


@dataclass(frozen=True, slots=True)
class Way:
    """Answers given together, how many choices do the same, and the bits of all their effects.

    `ends`: whatever else was answered, this leads to the plan and teaches nothing.
    """

    chosen: tuple[Answer, ...]
    count: int
    effects: int
    ends: bool


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
    plans: frozenset[object]  # what tells each plan from others
    asked: frozenset[tuple[str, str]]
    ends: frozenset[State]
    found: tuple[Found, ...]
    table: Mapping[Class, int]  # how many walks end in a plan of this kind
    rendered: frozenset[tuple[str, bool]]
    shapes: frozenset[Hashable]
    begun: tuple[tuple[State, "Known"], ...]


@dataclass(frozen=True, slots=True)
class Known:
    """All walks from one state, as another start needs them that leads there."""

    walks: int
    longest: int
    plans: frozenset[object]
    asked: frozenset[tuple[str, str]]
    found: tuple[Found, ...]
    table: Mapping[Class, int]


def starts(book: Book) -> tuple[str, ...]:
    """Return every flow from which a walk can begin, those that are stood in for among them.

    The entry page comes last: most of its walks are those of the other starts.
    """
    others = sorted(book.pathways.keys() - {ENTRY_FLOW})
    return (*others, *sorted(book.stand_ins), ENTRY_FLOW)


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
    """Covers one book; what it has found of a plan, a question or a start is remembered for the next start.

    With `keep_ends` the book is walked as it is, so that its ends can be compared with those of single walks.
    """

    book: Book
    today: date
    keep_ends: bool = False
    # Text keys that stand on some plan, with whether the picture may be a child's there.
    rendered: set[tuple[str, bool]] = field(default_factory=set)
    shape: Callable[[Plan], Hashable] = lambda plan: None  # what of a plan is collected
    shapes: set[Hashable] = field(default_factory=set)
    _verdicts: dict[object, Verdict] = field(default_factory=dict)
    _advice: dict[object, tuple[Breach, ...]] = field(default_factory=dict)
    _memo: Memo = field(default_factory=dict)
    _heard: dict[int, Heard] = field(default_factory=dict)
    _rendered: set[object] = field(default_factory=set)
    _merged: dict[object, list[Way]] = field(default_factory=dict)
    _holding: dict[object, tuple[frozenset[str], int]] = field(default_factory=dict)
    begun: dict[State, Known] = field(default_factory=dict)
    _looked_at: dict[str, frozenset[str]] = field(default_factory=dict)
    _entries: dict[frozenset[str], int] = field(default_factory=dict)
    _bared: dict[int, int] = field(default_factory=dict)
    _plain_bits: list[int] = field(default_factory=list)
    _plain: Book = field(init=False)
    _pictures: int = 0

    def __post_init__(self) -> None:
        if not self.keep_ends:
            self.book = lean(self.book)
        cards = _names(_of_cards(self.book))
        for pathway in self.book.pathways.values():
            own = _names(_of_plan(pathway))
            self._looked_at[pathway.id] = cards | own | DERIVED_FROM | LOOKED_AT | AGE_BANDS.keys()
        plain: dict[Effect, int] = {}
        for effect in self.book.effects:
            bit = plain.setdefault(replace(effect, when=ALWAYS), len(plain))
            self._plain_bits.append(1 << bit)
        effects = tuple(plain)
        self._plain = replace(
            self.book, effects=effects, outdone=outdone(effects), outdoing=outdoing(effects)
        )
        self._pictures = sum(1 << n for n, one in enumerate(self.book.effects) if about_a_picture(one))

    def cover(self, start: str) -> Coverage:
        """Return what every walk from this start ends in, with either wording."""
        both = [_Run(self, start) for _ in (False, True)]
        begun: list[tuple[State, Known]] = []
        for run, under18 in zip(both, (False, True), strict=True):
            first = walk.begin(self.book, start, under18=under18)
            run.go(first)
            begun.append((first, run.known()))
        if not self.keep_ends:
            self.begun |= dict(begun)
        adult, child = both
        return Coverage(
            start=start,
            walks=adult.walks,
            walks_under18=child.walks,
            states=adult.states + child.states,
            longest=max(adult.longest, child.longest),
            plans=frozenset(adult.plans | child.plans),
            asked=frozenset(adult.asked | child.asked),
            ends=frozenset(adult.ends | child.ends),
            found=tuple({**child.found, **adult.found}.values()),
            table=Counter(adult.table) + Counter(child.table),
            rendered=frozenset(self.rendered),
            shapes=frozenset(self.shapes),
            begun=tuple(begun),
        )

    def merged(self, question: Question, facts: frozenset[str]) -> list[Way]:
        """Return one choice for each different outcome, the smallest, and how many choices have it."""
        visible = question.visible(facts)
        key = (question.flow, question.id, tuple(answer.id for answer in visible))
        if key not in self._merged:
            self._merged[key] = self._merge(question, ways(question, facts))
        return self._merged[key]

    def _merge(self, question: Question, choices: Iterable[tuple[Answer, ...]]) -> list[Way]:
        outcomes: dict[object, Way] = {}
        for chosen in choices:
            effects = 0
            for answer in chosen:
                effects = walk.gathered(self.book, effects, answer.deeds.effects)
            facts = frozenset(fact for answer in chosen for fact in answer.deeds.facts)
            onward = next((a.next for a in chosen if a.next), question.next)
            ends = not facts and onward[:1] == (Target(WayOn.PLAN),)
            outcome = (effects, facts, onward)
            before = outcomes.get(outcome, Way(chosen, 0, effects, ends))
            outcomes[outcome] = replace(before, count=before.count + 1)
        return list(outcomes.values())

    def verdict(self, state: State) -> Verdict:
        """Return the breaches of the plan at this state, and what tells its plan from others."""
        place = (state.pathway, state.stand_in, state.stopped, "feel" in state.answered, state.asked > 7)
        entered = 0 if state.stopped else self._entered(state.entered)
        return self._verdict(place, state.effects | entered, state.learnt, lambda: state)

    def verdict_after(self, state: State, question: Question, way: Way) -> Verdict:
        """Return the verdict on the end to which a way leads that ends whatever was answered before."""
        feel = question.counts_as == "feel" or "feel" in state.answered
        place = (state.pathway, state.stand_in, False, feel, state.asked + question.counted > 7)
        bits = walk.gathered(self.book, state.effects, way.effects) | self._entered(state.entered)
        end = partial(walk.answer, self.book, state, question, way.chosen)
        return self._verdict(place, bits, state.learnt, end)

    def _entered(self, flows: frozenset[str]) -> int:
        if flows not in self._entries:
            bits = 0
            for flow in flows:
                bits |= self.book.pathways[flow].on_entry.effects
            self._entries[flows] = bits
        return self._entries[flows]

    def _verdict(
        self, place: tuple[object, ...], bits: int, learnt: frozenset[str], end: Callable[[], State]
    ) -> Verdict:
        picture = bool(bits & self._pictures)
        looked_at, holding = self._held(learnt, picture, str(place[0]))
        key = (place, self._bare(bits & holding), picture, looked_at)
        found = self._verdicts.get(key)
        if found is None:
            found = self._verdicts[key] = self._judged(end(), place)
        return found

    def _held(self, learnt: frozenset[str], picture: bool, flow: str) -> tuple[frozenset[str], int]:
        """Return the facts that a plan of this flow looks at, and the effects whose conditions hold then."""
        key = (learnt, picture, flow)
        if key not in self._holding:
            facts = derive(learnt, picture=picture)
            holding = sum(1 << n for n, one in enumerate(self.book.effects) if one.when.holds(facts))
            self._holding[key] = (learnt & self._looked_at[flow], holding)
        return self._holding[key]

    def _bare(self, holding: int) -> int:
        """Return effects that hold as bits that tell needs and cards apart, and no conditions."""
        found = self._bared.get(holding)
        if found is None:
            rest, found = holding, 0
            while rest:
                lowest = rest & -rest
                found = walk.gathered(self._plain, found, self._plain_bits[lowest.bit_length() - 1])
                rest ^= lowest
            self._bared[holding] = found
        return found

    def _judged(self, state: State, place: object) -> Verdict:
        plan = build(self.book, state, today=self.today, memo=self._memo)
        heard = self._hear(plan)
        signature = _signature(plan, heard)
        if signature not in self._rendered:
            self._rendered.add(signature)
            self._render(plan)
        self.shapes.add(self.shape(plan))
        seen = Look(self.book, state, plan, heard)
        advice = (id(plan.sections), place, plan.facts, plan.cards)
        if advice not in self._advice:
            self._advice[advice] = verdicts(seen, RULES_OF_ADVICE)
        breaches = self._advice[advice] + verdicts(seen, RULES_OF_NEEDS)
        return Verdict(breaches, signature, _kind(plan))

    def _hear(self, plan: Plan) -> Heard:
        """Return what the plan says; equal sections are one object, which the memo keeps alive."""
        if id(plan.sections) not in self._heard:
            self._heard[id(plan.sections)] = hear(plan.sections)
        return self._heard[id(plan.sections)]

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
        self.table: Counter[Class] = Counter()

    def known(self) -> Known:
        """Return what another start that leads here needs."""
        return Known(
            self.walks,
            self.longest,
            frozenset(self.plans),
            frozenset(self.asked),
            tuple(self.found.values()),
            dict(self.table),
        )

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
            self._note(self.prover.verdict(state).breaches, state, link)
        for way in self.prover.merged(question, facts):
            step = (link, question.key, _ids(way.chosen))
            many = count * way.count
            if way.ends:
                asked = state.asked + question.counted
                self._end(self.prover.verdict_after(state, question, way), state, asked, many, step)
                if self.prover.keep_ends:
                    self.ends.add(walk.answer(self.prover.book, state, question, way.chosen))
                continue
            reached = walk.answer(self.prover.book, state, question, way.chosen)
            known = self.prover.begun.get(reached) if reached.node else None
            if known is not None:
                self._took_over(known, many, step)
            elif reached.node:
                walks, first = further.get(reached, (0, None))
                further[reached] = (walks + many, first or step)
            else:
                self._end(self.prover.verdict(reached), reached, reached.asked, many, step)
                if self.prover.keep_ends:
                    self.ends.add(reached)

    def _end(self, verdict: Verdict, state: State, asked: int, count: int, link: Link) -> None:
        self.walks += count
        self.longest = max(self.longest, asked)
        self._note(verdict.breaches, state, link)
        self.plans.add(verdict.signature)
        self.table[verdict.kind] += count

    def _took_over(self, known: Known, count: int, link: Link) -> None:
        """Add what all walks from here on come to, which another start has shown already."""
        self.walks += count * known.walks
        self.longest = max(self.longest, known.longest)
        self.plans |= known.plans
        self.asked |= known.asked
        for kind, walks in known.table.items():
            self.table[kind] += count * walks
        for one in known.found:
            before = _example(self.start, State(self.start, "", frozenset()), link)
            self.found.setdefault(one.breach, Found(one.breach, f"{before}, then {one.example}"))

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
    needs = tuple((one.need, one.urgency, one.for_other_child, one.for_reader) for one in plan.needs)
    picture = (plan.route, "saw" in plan.facts)
    return hash((plan.pathway, items, needs, plan.age.low, plan.age.high, plan.offers, plan.stopped, picture))


def _kind(plan: Plan) -> Class:
    """Return needs with urgency and cards, as the stored table has them."""
    needs = [
        f"{one.need}/U{one.urgency}{' other-child' * one.for_other_child}{' reader' * one.for_reader}"
        for one in plan.needs
    ]
    return tuple(sorted(needs)), tuple(sorted(plan.cards))


def _names(conditions: Iterable[Condition]) -> frozenset[str]:
    return frozenset[str]().union(*(when.names() for when in conditions))


def _of_cards(book: Book) -> Iterator[Condition]:
    for card in book.cards.values():
        yield from (line.when for line in card.lines)
        if card.only_if is not None:
            yield card.only_if


def _of_plan(pathway: Pathway) -> Iterator[Condition]:
    yield from (offer.when for offer in pathway.offers)
    for lines in pathway.plan.values():
        yield from (line.when for line in lines)
