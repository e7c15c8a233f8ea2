"""The rules that hold on every question as it is shown: danger first, nine answers at most. (pure)"""

from collections.abc import Iterator
from typing import Final

from referral.pathway.rules import Breach
from referral.pathway.shapes import NOT_SURE, RATHER_NOT, Book, Question, State

DANGER: Final = "danger"
MOST_ANSWERS: Final = 9  # besides not-sure and rather-not; the entry page groups its answers instead


def screen_breaches(book: Book, state: State, question: Question, facts: frozenset[str]) -> Iterator[Breach]:
    """Yield the rules that this question breaks where it is asked."""
    if not question.counted:
        return
    if state.asked == 0 and question.counts_as != DANGER and DANGER not in state.answered:
        yield Breach("DANGER", question.flow, f"{question.id} is asked before danger")
    quiet = (NOT_SURE, RATHER_NOT)
    shown = [answer for answer in question.visible(facts) if answer.id not in quiet]
    if len(shown) > MOST_ANSWERS:
        yield Breach("NINE", question.flow, f"{question.id} shows more than {MOST_ANSWERS} answers")
    if not shown:
        yield Breach("NOWHERE", question.flow, f"{question.id} shows no answer")
