"""Any sequence of answers, true ones and forged, in any order and language: nothing fails, nothing asks more
than it may, and help in danger is in view on every page.
"""

from functools import cache
from typing import Final
from urllib.parse import urlencode

import pytest
from django.conf import settings
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from directory import countries
from referral import editions
from referral.forms import Go
from referral.pathway import trail
from referral.pathway.shapes import Book
from referral.pathway.walk import onward, position
from tests.fuzzing.effort import ODD, effort

pytestmark = [pytest.mark.django_db, pytest.mark.one_engine, pytest.mark.promise("S10")]
FORM: Final = "application/x-www-form-urlencoded"
MOST_QUESTIONS: Final = 7


@cache
def book() -> Book:
    return editions.seeds()


@cache
def values() -> tuple[str, ...]:
    """Return every answer of every question of the seeds, as the forms send it."""
    found: set[str] = set()
    for flow in book().pathways:
        for under18 in (False, True):
            asked = position(book(), {}, under18=under18, start=flow).question
            answers: dict[str, tuple[str, ...]] = {}
            while asked is not None and len(answers) < 20:
                found |= {f"{asked.key}:{choice.id}" for choice in asked.choices}
                answers[asked.key] = (asked.choices[len(answers) % len(asked.choices)].id,)
                asked = position(book(), answers, under18=under18, start=flow).question
    return tuple(sorted(found))


ANSWERS = st.lists(st.one_of(st.deferred(lambda: st.sampled_from(values())), ODD), max_size=40)
STARTS = st.one_of(st.deferred(lambda: st.sampled_from(sorted(book().pathways))), ODD)
LANGUAGES = st.sampled_from([code for code, _name in settings.LANGUAGES])
COUNTRIES = st.one_of(st.sampled_from([code for code, _name in countries.countries("en")]), ODD)


@effort(100)
@given(ANSWERS, st.booleans(), STARTS)
def test_no_answers_make_a_walk_fail_or_go_on_for_ever(given_: list[str], young: bool, start: str) -> None:
    answers = trail.read(given_)
    here = position(book(), answers, under18=young, start=start)
    assert here.state.asked <= MOST_QUESTIONS
    assert here.question is None or here.question.choices
    assert position(book(), answers, under18=young, start=start) == here
    editions.plan(here.state, book())


@effort(40)
@given(st.data(), st.booleans(), STARTS)
def test_the_answer_to_one_question_leads_on_to_where_all_of_them_lead(
    data: st.DataObject, young: bool, start: str
) -> None:
    answers: dict[str, tuple[str, ...]] = {}
    asked = position(book(), answers, under18=young, start=start).question
    while asked and len(answers) < MOST_QUESTIONS:
        answers[asked.key] = (data.draw(st.sampled_from([*asked.choices])).id,)
        asked = position(book(), answers, under18=young, start=start).question
    for key in [*answers, "nowhere.asked"]:
        before = {other: chosen for other, chosen in answers.items() if other != key}
        led = onward(book(), position(book(), before, under18=young, start=start), answers)
        assert led == position(book(), answers, under18=young, start=start)


@effort(4)
@given(st.data(), st.booleans(), STARTS, COUNTRIES, LANGUAGES)
def test_every_walk_to_its_end_shows_help_in_danger_and_somebody_to_talk_to(
    data: st.DataObject, young: bool, start: str, country: str, language: str
) -> None:
    given_: list[tuple[str, str]] = []
    client = Client()
    for _step in range(MOST_QUESTIONS + 3):
        answers = trail.read(value for _name, value in given_)
        asked = position(book(), answers, under18=young, start=start).question
        page = sent(
            client, [("go", "walk"), ("start", start), ("country", country), *given_], young, language
        )
        assert "data-quick-exit" in page
        if asked is None:
            break
        assert "data-step" in page or 'name="a"' in page
        given_.append(("a", f"{asked.key}:{data.draw(st.sampled_from(asked.choices)).id}"))
    else:
        raise AssertionError("more questions than are asked")
    end = sent(
        client,
        [("go", "walk"), ("start", start), ("country", country), ("plan_now", "1"), *given_],
        young,
        language,
    )
    assert "data-emergency" in end or 'id="country"' in end  # a plan, or the question for the country


@effort(20)
@given(st.sampled_from([go.value for go in Go if go is not Go.CLEAR]), ANSWERS, COUNTRIES, LANGUAGES,
st.dictionaries(
    st.sampled_from(["words", "need", "age", "near", "town", "page", "said", "complaint", "code", "press",
    "start",
                     "edition", "about", "wrong", "asked", "ticked", "platform", "contact"]), ODD,
                     max_size=6))  # fmt: skip
def test_no_form_is_met_with_a_failure_and_the_way_out_is_on_every_page(
    go: str, answers: list[str], country: str, language: str, more: dict[str, str]
) -> None:
    pairs = [("go", go), ("country", country), *(("a", one) for one in answers), *more.items()]
    page = sent(Client(), pairs, False, language)
    assert "data-quick-exit" in page


def sent(client: Client, pairs: list[tuple[str, str]], young: bool, language: str) -> str:
    whole = [*pairs, ("language", language), *([("under18", "1")] if young else [])]
    answer = client.post("/", urlencode(whole, errors="replace"), content_type=FORM)
    assert answer.status_code in {200, 400}
    assert not answer.cookies
    page = answer.content.decode()
    # In view, or one press away (S4): a page of refusal says the number itself.
    assert answer.status_code == 400 or "data-emergency" in page or 'value="emergency"' in page
    return page
