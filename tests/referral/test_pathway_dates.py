"""H21: no line with a number or a law is said after the day on which it should be reviewed."""

from datetime import date, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from referral import editions
from referral.pathway.plan import ItemKind, build
from referral.pathway.shapes import Card
from referral.pathway.walk import position

BOOK = editions.seeds()
DATED = {line.key: card for card in BOOK.cards.values() for line in card.lines if line.dated}
VALUES = [
    (question.key, answer.id)
    for pathway in BOOK.pathways.values()
    for question in pathway.questions.values()
    for answer in question.answers
]
DAYS = st.dates(date(2026, 11, 1), date(2030, 1, 1)) | st.sampled_from(
    [card.review_by + timedelta(days=n) for card in DATED.values() for n in (0, 1)]
)


def dated_lines(start: str, answers: dict[str, tuple[str, ...]], today: date) -> list[Card]:
    """Return the cards of all dated lines on the plan of these answers, on this day."""
    state = position(BOOK, answers, under18=False, start=start).state
    plan = build(BOOK, state, today=today)
    items = [item for section in plan.sections.values() for item in section if item.kind is ItemKind.CARD]
    return [DATED[line.key] for item in items for line in item.said if line.dated]


def test_there_are_dated_lines_and_a_plan_says_them_in_time() -> None:
    touched = {"danger": ("no",), "age": ("25-over",), "touch": ("last-3-days",)}
    assert DATED
    shown = [card.id for start in BOOK.pathways for card in dated_lines(start, touched, date(2026, 11, 21))]
    assert shown


@settings(max_examples=400, deadline=None)
@given(st.sampled_from(sorted(BOOK.pathways)), st.lists(st.sampled_from(VALUES), max_size=80), DAYS)
def test_no_dated_line_is_said_past_its_review(
    start: str, chosen: list[tuple[str, str]], today: date
) -> None:
    answers: dict[str, tuple[str, ...]] = {}
    for key, one in chosen:
        answers[key] = (*answers.get(key, ()), one)
    assert [card.id for card in dated_lines(start, answers, today) if card.review_by < today] == []
