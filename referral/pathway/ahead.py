"""How many questions may still come, at most, for the words *question 2 of at most 7*. (pure)"""

from functools import lru_cache
from typing import Final

from referral.pathway.conditions import ALWAYS, Condition
from referral.pathway.facts import SWITCH, derive
from referral.pathway.shapes import ENTRY_FLOW, Book, Question, State, Target, Way

_DEEPEST: Final = 60  # nodes on one way; a book with a loop in it is cut here

_Seen = dict[tuple[str, str, frozenset[str]], int]


def longest(book: Book, state: State) -> int:
    """Return an upper bound of the questions still to be asked, the present one included.

    Conditions that later answers decide are taken to go either way; skipped questions are left out.
    """
    if not state.node:
        return 0
    here = Target(Way.QUESTION, state.node)
    return _from(book, state.pathway, here, state.answered, state.learnt, {}, 0)


def _from(
    book: Book,
    flow: str,
    target: Target,
    answered: frozenset[str],
    learnt: frozenset[str],
    seen: _Seen,
    deep: int,
) -> int:
    if target.way in (Way.PLAN, Way.STOP) or deep > _DEEPEST:
        return 0
    node = target.name
    if target.way is Way.FLOW and target.name in book.pathways:
        flow, node = target.name, book.pathways[target.name].begin
    elif target.way is Way.FLOW:
        facts = derive(learnt)
        learnt = learnt | {fact for fact, when in book.stand_ins[target.name].facts if when.holds(facts)}
        flow, node, seen = ENTRY_FLOW, book.general, {}
    place = (flow, node, answered)
    if place not in seen:
        seen[place] = 0  # a loop counts once
        seen[place] = _here(book, book.pathways[flow].questions[node], answered, learnt, seen, deep + 1)
    return seen[place]


def _here(
    book: Book, question: Question, answered: frozenset[str], learnt: frozenset[str], seen: _Seen, deep: int
) -> int:
    facts = derive(learnt)
    skipped = question.counts_as in answered or (
        question.skip_if is not None and question.skip_if.holds(facts)
    )
    if question.counts_as:
        answered = answered | {question.counts_as}
    ways = [question.next]
    if not skipped:
        ways += [one.next for one in question.answers if one.next and _possible(one.when, facts)]
    targets = {target for way in ways for target in _open(way, facts)}
    onward = (_from(book, question.flow, target, answered, learnt, seen, deep) for target in targets)
    return max(onward, default=0) + (question.counted and not skipped)


def _open(targets: tuple[Target, ...], facts: frozenset[str]) -> list[Target]:
    """Return the targets that may still be taken: what hangs on the wording switch alone is decided."""
    found = []
    for target in targets:
        if not _is_decided(target.when):
            found.append(target)
        elif target.when is ALWAYS or target.when.holds(facts):
            found.append(target)
            break
    return found


def _possible(when: Condition, facts: frozenset[str]) -> bool:
    return when is ALWAYS or not _is_decided(when) or when.holds(facts)


@lru_cache(maxsize=4096)  # the conditions of a book; every question of every walk asks for dozens of them
def _is_decided(when: Condition) -> bool:
    """Return whether no later answer can change it."""
    return when.names() <= {SWITCH}
