"""Follow a visitor's answers: forward, back, one changed, and on to the question or the plan."""

from dataclasses import dataclass, replace
from typing import Final

from referral import editions
from referral.forms import Visit
from referral.pathway import trail
from referral.pathway.facts import PROFESSIONAL, YOUNG_READER
from referral.pathway.shapes import ENGLISH, Audience, State
from referral.pathway.walk import Position, Problem, onward, position, problem

ENTRY: Final = "p00.entry"
TAKEN_OVER: Final = frozenset({"danger", "age", "feel"})  # catalogue, section 1


def carried(visit: Visit) -> list[str]:
    """Return the answers as a form carries them."""
    return trail.write(visit.answers)


@dataclass(frozen=True, slots=True)
class Followed:
    """Where a form has led; `problem` says why a question is asked again, `ticked` what was ticked there."""

    visit: Visit
    position: Position
    problem: Problem | None = None
    ticked: tuple[str, ...] = ()


def followed(visit: Visit) -> Followed:
    """Return where the answers lead, what was taken back or changed left out of them."""
    if visit.offer:
        visit = _begun_anew(visit)
    if visit.asked and not visit.drop and not visit.back:
        return _onward(visit)
    answers = {key: chosen for key, chosen in visit.answers.items() if key != visit.drop}
    found = _position(answers, visit)
    if visit.back and found.steps:
        del answers[found.steps[-1].key]
        found = _position(answers, visit)
    return Followed(replace(visit, answers=answers), found)


def _onward(visit: Visit) -> Followed:
    """Return where the answer to the question that was just asked leads, or, if it can't be taken as it is,
    that question, to ask it again.
    """
    answers = {key: chosen for key, chosen in visit.answers.items() if key != visit.asked}
    before = _position(answers, visit)
    ticked = visit.answers.get(visit.asked, ())
    wrong = _wrong(before, visit.asked, ticked)
    if wrong:
        return Followed(replace(visit, answers=answers), before, wrong, ticked)
    return Followed(visit, onward(editions.book(visit.edition), before, visit.answers))


def _wrong(found: Position, key: str, ticked: tuple[str, ...]) -> Problem | None:
    if found.question is None or found.question.key != key or not (found.question.several or ticked):
        return None
    return problem(found.question, ticked)


def _position(answers: dict[str, tuple[str, ...]], visit: Visit) -> Position:
    book = editions.book(visit.edition)
    return position(book, answers, under18=visit.under18, start=visit.start)


def _begun_anew(visit: Visit) -> Visit:
    """Return the visit at the start of an offered flow, which takes over what every flow asks.

    What was said about somebody else is not taken for the reader's own; a professional walks on with the
    person it was said of.
    """
    learnt = _position(dict(visit.answers), visit).state.learnt
    worker = visit.professional or PROFESSIONAL in learnt
    of_another = not worker and not learnt.isdisjoint({"for-other", "other-child"})
    taken = TAKEN_OVER - {"age", "feel"} if of_another else TAKEN_OVER
    kept = {key: chosen for key, chosen in visit.answers.items() if key in taken}
    return replace(visit, start=visit.offer, answers=kept, asked="", professional=worker)


def audience(visit: Visit, found: Position) -> str:
    """Return which wording is read.

    Professionals read their own, also in a walk that their plan offered. The plainer one is read also where
    the reader's age was asked and may be under 18; the age of somebody else says nothing about the reader's.
    """
    facts = found.state.facts
    if PROFESSIONAL in facts or (visit.professional and not visit.under18):
        return Audience.PROFESSIONAL
    if visit.under18 or YOUNG_READER in facts:
        return Audience.UNDER18
    of_another = not facts.isdisjoint({"for-other", "other-child"})
    may_be_young = "minor" in facts or ("age:unknown" in facts and "adult-shown" not in facts)
    return Audience.UNDER18 if may_be_young and not of_another else Audience.ADULT


def spoken(visit: Visit, found: Position) -> str:
    """Return the language of questions and advice: English where a pathway is not whole in another."""
    book = editions.book(visit.edition)
    return visit.language if found.state.pathway in book.complete(visit.language) else ENGLISH


def in_danger(visit: Visit) -> State:
    """Return where *I am in danger now* leads, whatever was answered before."""
    kept = {key: value for key, value in visit.answers.items() if key == "age"}
    book = editions.book(visit.edition)
    return position(book, {ENTRY: ("danger",), **kept}, under18=visit.under18).state
