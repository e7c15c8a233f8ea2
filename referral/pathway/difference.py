"""What an edition changes for those who walk it: the same answers given to two books, side by side. (pure)

Two walks are followed together for as long as both ask the same. A question that only one of them can still
come to is answered there alone while the other waits. Where each can come to what the other asks, the walk is
not followed further: all that can still come of it on one side is held against all that can on the other.
A walk is not followed either where nothing differs any more, in what was gathered or in what lies ahead.
Where several answers may be chosen each is followed alone: together they do what each of them does.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from itertools import islice
from typing import Final

from referral.pathway import walk
from referral.pathway.alike import Node, Sameness, next_nodes
from referral.pathway.cover import Found
from referral.pathway.plan import ItemKind, Memo, Plan, build
from referral.pathway.rules import Breach, broken
from referral.pathway.screens import screen_breaches
from referral.pathway.shapes import Book, Question, State

MOST_AT_ONCE: Final = 300  # pairs of states after as many answers; of more than that some are followed
MOST_PLANS: Final = 400  # pairs of plans handed on, to see which services they lead to

Element = tuple[str, str, str]  # what kind of thing stands on a plan, its key, and under which heading
Link = tuple["Link", str, tuple[str, ...]] | None
Pair = tuple[State, State]


@dataclass(frozen=True, slots=True)
class Moved:
    """Answers that lead elsewhere. Places are `p01.made`, `plan`, `stop`; "" if one book lacks the answer."""

    question: str
    answers: tuple[str, ...]
    before: str
    after: str
    walks: int
    example: str


@dataclass(frozen=True, slots=True)
class Changed:
    """Something that plans gain or lose. Units: `walks` counts both wordings; merged ones count as one.

    What moves to another heading is lost under the one and gained under the other: under *Better not* a line
    says the opposite.
    """

    kind: str  # need, card, line, offer
    what: str
    gained: bool
    walks: int
    example: str
    section: str = ""  # the heading of a line or a card


@dataclass(frozen=True, slots=True)
class Difference:
    """What changes for walks from one start; `whole` is false where there were too many to follow.

    `found` is what the walks that differ break in the book after, and `known` what they broke before.
    """

    start: str
    moved: tuple[Moved, ...]
    changed: tuple[Changed, ...]
    plans: tuple[tuple[Plan, Plan], ...]  # different ones, each pair once
    found: tuple[Found, ...] = ()
    known: frozenset[Breach] = frozenset()
    whole: bool = True

    @property
    def is_empty(self) -> bool:
        return not self.moved and not self.changed


@dataclass(frozen=True, slots=True)
class Reworded:
    """A text that differs; "" where there is none."""

    key: str
    language: str
    audience: str
    before: str
    after: str


def reworded(before: Book, after: Book) -> tuple[Reworded, ...]:
    """Return every text that one book has and the other has not, or not so."""
    found = []
    for language, audience in sorted(before.wordings.keys() | after.wordings.keys()):
        old, new = before.wordings.get((language, audience)), after.wordings.get((language, audience))
        was, now = old.texts if old else {}, new.texts if new else {}
        found += [
            Reworded(key, language, audience, was.get(key, ""), now.get(key, ""))
            for key in dict.fromkeys((*was, *now))
            if was.get(key) != now.get(key)
        ]
    return tuple(found)


def difference(before: Book, after: Book, *, start: str, today: date) -> Difference:
    """Return what every walk from this start meets in one book and not in the other."""
    run = _Run(_Side(before, today), _Side(after, today))
    if start in before.pathways and start in after.pathways:
        for under18 in (False, True):
            run.go((walk.begin(before, start, under18=under18), walk.begin(after, start, under18=under18)))
    return Difference(
        start=start,
        moved=tuple(sorted(run.moved.values(), key=lambda one: -one.walks)),
        changed=tuple(
            sorted(run.changed.values(), key=lambda one: (one.kind, -one.walks, one.what, one.section))
        ),
        plans=tuple(run.plans.values()),
        found=tuple(run.found.values()),
        known=frozenset(run.known),
        whole=run.whole,
    )


def near_a_child(book: Book, *, start: str, today: date) -> frozenset[str]:
    """Return the keys of advice that stands on a plan where the picture may be a child's."""
    side, found = _Side(book, today), set[str]()
    for under18 in (False, True):
        level = [walk.begin(book, start, under18=under18)]
        while level:
            reached = {one for state in level if state.node for _, one in side.onward(state)}
            for state in reached:
                plan = side.plan(state)[0] if not state.node else None
                if plan and (plan.route == "child" or "saw" in plan.facts):
                    found |= {line.key for items in plan.sections.values() for i in items for line in i.said}
            level = list(islice((one for one in reached if one.node), MOST_AT_ONCE))
    return frozenset(found)


@dataclass(slots=True)
class _Side:
    """One of the two books, with what was worked out of it already."""

    book: Book
    today: date
    memo: Memo = field(default_factory=dict)
    _plans: dict[State, tuple[Plan, frozenset[Element]]] = field(default_factory=dict)
    _ever: dict[State, frozenset[Element]] = field(default_factory=dict)
    _ahead: dict[Node, frozenset[Node]] = field(default_factory=dict)

    def plan(self, state: State) -> tuple[Plan, frozenset[Element]]:
        """Return the plan at a state and all that stands on it."""
        if state not in self._plans:
            plan = build(self.book, state, today=self.today, memo=self.memo)
            self._plans[state] = (plan, frozenset(_elements(plan)))
        return self._plans[state]

    def ever(self, state: State) -> frozenset[Element]:
        """Return all that stands on any plan that a walk can still come to."""
        if not state.node:
            return self.plan(state)[1]
        if state not in self._ever:
            self._ever[state] = frozenset().union(*(self.ever(reached) for _, reached in self.onward(state)))
        return self._ever[state]

    def onward(self, state: State) -> Iterator[tuple[tuple[str, ...], State]]:
        """Yield every choice at a question and where it leads."""
        question = walk.asked(self.book, state)
        for one in question.visible(state.facts):
            yield (one.id,), walk.answer(self.book, state, question, (one,))

    def asks(self, state: State) -> Question | None:
        return walk.asked(self.book, state) if state.node else None

    def may_ask(self, state: State, question: Question) -> bool:
        """Return whether a walk at this state can still come to the question that the other one asks."""
        return bool(state.node) and (question.flow, question.id) in self.ahead((state.pathway, state.node))

    def ahead(self, node: Node) -> frozenset[Node]:
        """Return the question and all that may follow it, whatever is answered."""
        if node not in self._ahead:
            found, waiting = {node}, [node]
            while waiting:
                for further in next_nodes(self.book, waiting.pop()) - found:
                    found.add(further)
                    waiting.append(further)
            self._ahead[node] = frozenset(found)
        return self._ahead[node]


def _elements(plan: Plan) -> Iterator[Element]:
    for need in plan.needs:
        yield "need", f"{need.need}/U{need.urgency}{' for other-child' if need.for_other_child else ''}", ""
    for section, items in plan.sections.items():
        for item in items:
            if item.kind is ItemKind.CARD:
                yield "card", item.key, section.value
            for line in item.said:
                yield "line", line.key, section.value
    for offer in plan.offers:
        yield "offer", offer, ""


def _place(state: State) -> str:
    if state.node:
        return f"{state.pathway}.{state.node}"
    return "stop" if state.stopped else "plan"


class _Run:
    """Both books walked together, question by question."""

    def __init__(self, before: _Side, after: _Side) -> None:
        self.before, self.after = before, after
        self.same = Sameness(before.book, after.book)
        self.whole = True
        self.found: dict[Breach, Found] = {}
        self.known: set[Breach] = set()
        self.moved: dict[object, Moved] = {}
        self.changed: dict[object, Changed] = {}
        self.plans: dict[object, tuple[Plan, Plan]] = {}

    def go(self, first: Pair) -> None:
        """Follow all walks; those that have become equal on both sides are followed once."""
        level: dict[Pair, tuple[int, Link]] = {first: (1, None)}
        while level:
            if len(level) > MOST_AT_ONCE:
                self.whole = False
                level = dict(islice(level.items(), 0, None, len(level) // MOST_AT_ONCE + 1))
            further: dict[Pair, tuple[int, Link]] = {}
            for pair, (count, link) in level.items():
                self._judge_question(pair, link)
                for reached, many, way in self._onward(pair, count, link):
                    if self.same.from_here(reached, self.before.ahead):
                        continue
                    if not reached[0].node and not reached[1].node:
                        self._ended(reached, count * many, way)
                        continue
                    known, before = further.get(reached, (0, None))
                    further[reached] = (known + count * many, before or way)
            level = further

    def _onward(self, pair: Pair, count: int, link: Link) -> Iterator[tuple[Pair, int, Link]]:
        mine, theirs = pair
        asked, asks = self.before.asks(mine), self.after.asks(theirs)
        if asked is not None and asks is not None and (asked.flow, asked.id) == (asks.flow, asks.id):
            yield from self._together(pair, asked, asks, count, link)
        elif asks is not None and not self.before.may_ask(mine, asks):
            for chosen, reached in self.after.onward(theirs):
                yield (mine, reached), 1, (link, asks.key, chosen)
        elif asked is not None and not self.after.may_ask(theirs, asked):
            for chosen, reached in self.before.onward(mine):
                yield (reached, theirs), 1, (link, asked.key, chosen)
        else:
            self._apart(pair, count, link)

    def _together(
        self, pair: Pair, asked: Question, asks: Question, count: int, link: Link
    ) -> Iterator[tuple[Pair, int, Link]]:
        old, new = dict(self.before.onward(pair[0])), dict(self.after.onward(pair[1]))
        reached: dict[Pair, tuple[int, tuple[str, ...]]] = {}
        for chosen in dict.fromkeys((*old, *new)):
            was, now = old.get(chosen), new.get(chosen)
            if was is None or now is None or _place(was) != _place(now):
                self._note_moved(asked, chosen, was, now, count, link)
            if was is not None and now is not None:
                many, first = reached.get((was, now), (0, chosen))
                reached[was, now] = (many + 1, first)
        for further, (many, first) in reached.items():
            yield further, many, (link, asks.key, first)

    def _note_moved(
        self, asked: Question, chosen: tuple[str, ...], was: State | None, now: State | None, count: int,
        link: Link,
    ) -> None:  # fmt: skip
        places = (_place(was) if was else "", _place(now) if now else "")
        key = (asked.flow, asked.id, chosen, places)
        known = self.moved.get(key)
        self.moved[key] = Moved(
            f"{asked.flow}.{asked.id}",
            chosen,
            *places,
            walks=count + (known.walks if known else 0),
            example=known.example if known else _told((link, asked.key, chosen)),
        )

    def _ended(self, pair: Pair, count: int, link: Link) -> None:
        (plan, was), (other, now) = self.before.plan(pair[0]), self.after.plan(pair[1])
        self._judge(broken(self.before.book, pair[0], plan), broken(self.after.book, pair[1], other), link)
        self._note(was, now, count, link)
        if was != now and len(self.plans) < MOST_PLANS:
            key = tuple((p.pathway, p.needs, p.age, p.crisis, p.route, p.facts) for p in (plan, other))
            self.plans.setdefault(key, (plan, other))

    def _judge_question(self, pair: Pair, link: Link) -> None:
        asked, asks = self.before.asks(pair[0]), self.after.asks(pair[1])
        known = screen_breaches(self.before.book, pair[0], asked, pair[0].facts) if asked else ()
        found = screen_breaches(self.after.book, pair[1], asks, pair[1].facts) if asks else ()
        self._judge(known, found, link)

    def _judge(self, known: Iterable[Breach], found: Iterable[Breach], link: Link) -> None:
        self.known.update(known)
        for breach in found:
            self.found.setdefault(breach, Found(breach, _told(link)))

    def _apart(self, pair: Pair, count: int, link: Link) -> None:
        for _, reached in self.after.onward(pair[1]):
            if not reached.node:
                self._judge((), broken(self.after.book, reached, self.after.plan(reached)[0]), link)
        self._note(self.before.ever(pair[0]), self.after.ever(pair[1]), count, link)

    def _note(self, was: frozenset[Element], now: frozenset[Element], count: int, link: Link) -> None:
        for gained, elements in ((False, was - now), (True, now - was)):
            for kind, what, section in elements:
                known = self.changed.get((kind, what, section, gained))
                self.changed[kind, what, section, gained] = Changed(
                    kind,
                    what,
                    gained,
                    count + (known.walks if known else 0),
                    known.example if known else _told(link),
                    section,
                )


def _told(link: Link) -> str:
    """Return a walk in the words of the form, `p01.made:yes, p01.state:online`."""
    steps = []
    while link is not None:
        link, key, chosen = link
        steps.append(f"{key}:{'+'.join(chosen)}")
    return ", ".join(reversed(steps))
