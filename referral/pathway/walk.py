"""Replay answers from the first question and say where they lead. What does not fit is dropped. (pure)"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from referral.pathway import trail
from referral.pathway.ahead import longest
from referral.pathway.conditions import ALWAYS
from referral.pathway.facts import SWITCH, derive
from referral.pathway.shapes import (
    ENTRY_FLOW,
    NOT_SURE,
    RATHER_NOT,
    Answer,
    Book,
    Deeds,
    Question,
    State,
    Target,
    Way,
)

LOOP_GUARD: Final = 12  # questions; a book that passes the check needs seven, one with a loop in it ends here
_HOPS: Final = 40  # questions skipped or flows entered between two screens
_END: Final = Target(Way.PLAN)


class Problem(StrEnum):
    """Why a choice cannot be taken as it is."""

    NOTHING_CHOSEN = "nothing-chosen"
    TOO_MANY = "too-many"


@dataclass(frozen=True, slots=True)
class Choice:
    """An answer as it is offered. `text` and `heading` are keys for `Book.say`, `value` is for the form."""

    id: str
    value: str
    text: str
    heading: str | None
    alone: bool
    quiet: bool  # not-sure and rather-not
    danger: bool  # leads to the emergency plan at once


@dataclass(frozen=True, slots=True)
class Asked:
    """A question to ask now, with all text keys ready for `Book.say`.

    Units: `number` counts from 1 (0 on the entry page); `at_most` counts the questions left, this included.
    """

    key: str
    question: Question
    text: str
    why: str | None
    choices: tuple[Choice, ...]
    number: int
    at_most: int

    @property
    def several(self) -> bool:
        return self.question.several

    @property
    def most(self) -> int:
        return self.question.most


@dataclass(frozen=True, slots=True)
class Step:
    """A question that was answered, with the keys of what was asked and chosen."""

    key: str
    text: str
    chosen: tuple[str, ...]
    answers: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Position:
    """Where a walk has come to. `changed`: some answer given for a question on the way no longer fits."""

    question: Asked | None
    state: State
    steps: tuple[Step, ...]
    stopped: bool
    changed: bool


def position(
    book: Book, answers: Mapping[str, tuple[str, ...]], *, under18: bool, start: str = ENTRY_FLOW
) -> Position:
    """Return the first question that the answers leave open, or the end. It never fails."""
    nowhere = Position(None, begin(book, start, under18=under18), (), False, False)
    return onward(book, nowhere, answers)


def onward(book: Book, found: Position, answers: Mapping[str, tuple[str, ...]]) -> Position:
    """Return where answers lead on from a position to which all of them but the one it asks for have led."""
    state, steps, changed = found.state, [*found.steps], found.changed
    while state.node:
        question = asked(book, state)
        given = answers.get(question.key, ())
        chosen = fitting(question, given, state.facts)
        changed = changed or not _all_offered(question, given, state.facts)
        if not chosen:
            return Position(_ask(book, state, question), state, tuple(steps), False, changed)
        steps.append(_step(question, chosen, state.facts))
        state = answer(book, state, question, chosen)
    return Position(None, state, tuple(steps), state.stopped, changed)


def begin(book: Book, start: str, *, under18: bool) -> State:
    """Return the state in which a walk from this flow stands before its first question."""
    if start not in book.pathways and start not in book.stand_ins:
        start = ENTRY_FLOW
    learnt = frozenset({SWITCH}) if under18 else frozenset[str]()
    return _on(book, State(start, "", learnt), Target(Way.FLOW, start))


def asked(book: Book, state: State) -> Question:
    """Return the question at which an unfinished walk stands."""
    return book.pathways[state.pathway].questions[state.node]


def fitting(question: Question, given: Iterable[str], facts: frozenset[str]) -> tuple[Answer, ...]:
    """Return the answers that are taken: offered ones only, as many as may be chosen, `alone` ones alone."""
    wanted = set(given)
    chosen = tuple(answer for answer in question.visible(facts) if answer.id in wanted)
    together = tuple(answer for answer in chosen if not answer.alone)
    if question.several and together:
        return together[: question.most]
    return (together or chosen)[:1]


def problem(asked: Asked, given: Iterable[str]) -> Problem | None:
    """Return why a page should ask again before it takes this choice; None if it need not."""
    wanted = set(given)
    chosen = [choice for choice in asked.choices if choice.id in wanted]
    if not chosen:
        return Problem.NOTHING_CHOSEN
    return Problem.TOO_MANY if sum(not choice.alone for choice in chosen) > asked.most else None


def answer(book: Book, state: State, question: Question, chosen: tuple[Answer, ...]) -> State:
    """Return where the walk stands once these answers are given."""
    facts = state.facts
    learnt, effects = state.learnt, state.effects
    on: tuple[Target, ...] = ()
    for one in chosen:
        learnt = learned(learnt, one.deeds, facts)
        effects = gathered(book, effects, one.deeds.effects)
        on = on or one.next
    answered = state.answered | {question.counts_as} if question.counts_as else state.answered
    reached = State(
        state.pathway,
        "",
        learnt,
        effects,
        answered,
        state.entered,
        state.asked + question.counted,
        state.stand_in,
    )
    return _on(book, reached, _first(on or question.next, derive(learnt)))


def learned(learnt: frozenset[str], deeds: Deeds, facts: frozenset[str]) -> frozenset[str]:
    """Return what is known afterwards; conditions look at the facts from before the answer."""
    if not deeds.facts:
        return learnt
    return learnt | {fact for fact, when in deeds.facts if when is ALWAYS or when.holds(facts)}


def gathered(book: Book, effects: int, more: int) -> int:
    """Return the effects together; of a need only the most urgent stays, so equal plans are equal states."""
    while more:
        lowest = more & -more
        number = lowest.bit_length() - 1
        if not effects & book.outdoing[number]:
            effects = effects & ~book.outdone[number] | lowest
        more ^= lowest
    return effects


def _first(targets: tuple[Target, ...], facts: frozenset[str]) -> Target:
    """Return the first target that fits. A book that passes the check never needs the plan as last resort."""
    return next((one for one in targets if one.when is ALWAYS or one.when.holds(facts)), _END)


def _on(book: Book, state: State, target: Target) -> State:
    """Follow a target through flows and skipped questions, to a question to be asked or to the end."""
    for _ in range(_HOPS):
        match target.way:
            case Way.PLAN:
                return _at(state, "")
            case Way.STOP:
                return _at(state, "", stopped=True)
            case Way.FLOW:
                state, target = _entered(book, state, target.name)
            case Way.QUESTION:
                question = book.pathways[state.pathway].questions[target.name]
                if state.asked >= LOOP_GUARD:
                    return _at(state, "")
                if not skipped(question, state):
                    return _at(state, question.id)
                target = _first(question.next, state.facts)
    return _at(state, "")


def skipped(question: Question, state: State) -> bool:
    """Return whether the question was answered in an earlier flow or is left out for these facts."""
    if question.counts_as and question.counts_as in state.answered:
        return True
    return question.skip_if is not None and question.skip_if.holds(state.facts)


def _at(state: State, node: str, *, stopped: bool = False) -> State:
    return State(
        state.pathway,
        node,
        state.learnt,
        state.effects,
        state.answered,
        state.entered,
        state.asked,
        state.stand_in,
        stopped,
    )


def _entered(book: Book, state: State, flow: str) -> tuple[State, Target]:
    """Begin a flow; one that is not there yet is stood in for by the general walk."""
    if flow in book.pathways:
        pathway = book.pathways[flow]
        entered = state.entered | {flow} if pathway.on_entry.effects else state.entered
        learnt = learned(state.learnt, pathway.on_entry, state.facts)
        begun = State(flow, "", learnt, state.effects, state.answered, entered, state.asked, state.stand_in)
        return begun, Target(Way.QUESTION, pathway.begin)
    deeds = book.stand_ins[flow]
    begun = State(
        ENTRY_FLOW,
        "",
        learned(state.learnt, deeds, state.facts),
        gathered(book, state.effects, deeds.effects),
        state.answered,
        state.entered,
        state.asked,
        flow,
    )
    return begun, Target(Way.QUESTION, book.general)


def _all_offered(question: Question, given: Iterable[str], facts: frozenset[str]) -> bool:
    return {answer.id for answer in question.visible(facts)}.issuperset(given)


def _words(question: Question, facts: frozenset[str]) -> tuple[str, Mapping[str, str]]:
    """Return the text key of the question and the answers' own keys, in the form that fits these facts."""
    for form in question.forms:
        if form.when.holds(facts):
            return form.text, form.answers
    return question.text, {}


def _ask(book: Book, state: State, question: Question) -> Asked:
    text, own = _words(question, state.facts)
    return Asked(
        key=question.key,
        question=question,
        text=text,
        why=question.why,
        choices=tuple(_choice(question, one, own) for one in question.visible(state.facts)),
        number=state.asked + 1 if question.counted else 0,
        at_most=longest(book, state),
    )


def _choice(question: Question, one: Answer, own: Mapping[str, str]) -> Choice:
    return Choice(
        id=one.id,
        value=trail.value(question.key, one.id),
        text=own.get(one.id, one.key),
        heading=one.heading,
        alone=one.alone,
        quiet=one.id in (NOT_SURE, RATHER_NOT),
        danger=any(target.way is Way.STOP for target in one.next),
    )


def _step(question: Question, chosen: tuple[Answer, ...], facts: frozenset[str]) -> Step:
    text, own = _words(question, facts)
    return Step(
        question.key,
        text,
        tuple(one.id for one in chosen),
        tuple(own.get(one.id, one.key) for one in chosen),
    )
