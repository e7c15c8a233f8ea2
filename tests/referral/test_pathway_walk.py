"""Answers are replayed from the first question; what does not fit is dropped, and nothing makes it fail."""

from functools import cache
from pathlib import Path
from tempfile import mkdtemp

import pytest
from hypothesis import given
from hypothesis import settings as effort
from hypothesis import strategies as st

from referral.pathway import trail
from referral.pathway.plan import build
from referral.pathway.shapes import Book
from referral.pathway.walk import Position, Problem, position, problem
from tests.referral.small_book import TODAY, Files, answer, book_of, question

Answers = dict[str, tuple[str, ...]]


@pytest.fixture(scope="module")
def book(tmp_path_factory: pytest.TempPathFactory) -> Book:
    return book_of(tmp_path_factory.mktemp("book"))


def at(book: Book, *values: str, under18: bool = False, start: str = "p00") -> Position:
    return position(book, trail.read(values), under18=under18, start=start)


def asked(book: Book, *values: str, under18: bool = False, start: str = "p00") -> str | None:
    found = at(book, *values, under18=under18, start=start).question
    return found.key if found else None


def test_a_walk_begins_with_the_entry_which_is_not_counted(book: Book) -> None:
    first = at(book).question
    assert first is not None
    assert (first.key, first.number) == ("p00.entry", 0)


def test_each_answer_leads_to_the_next_question(book: Book) -> None:
    assert asked(book, "p00.entry:picture") == "danger"
    assert asked(book, "p00.entry:picture", "danger:no") == "p01.made"
    assert asked(book, "p00.entry:picture", "danger:no", "p01.made:yes") == "p01.who"


def test_the_order_of_the_form_values_does_not_matter(book: Book) -> None:
    assert asked(book, "p01.made:yes", "danger:no", "p00.entry:picture") == "p01.who"


def test_the_switch_for_under_18s_leads_to_the_childs_flow(book: Book) -> None:
    assert at(book, "p00.entry:picture", under18=True).state.pathway == "p02"


def test_danger_stops_at_once_with_the_emergency_plan(book: Book) -> None:
    stopped = at(book, "p00.entry:picture", "danger:yes")
    plan = build(book, stopped.state, today=TODAY)
    assert stopped.stopped
    assert plan.emergency
    assert [one.need for one in plan.needs] == ["EMERGENCY"]


def test_a_hand_over_skips_what_was_answered(book: Book) -> None:
    handed = at(book, "p00.entry:picture", "danger:no", "p01.made:no")
    assert handed.state.pathway == "p02"
    assert handed.question is not None
    assert (handed.question.key, handed.question.number) == ("age", 3)


def test_a_question_that_counts_as_a_shared_one_is_not_asked_again(tmp_path: Path) -> None:
    def own_age(files: Files) -> None:
        question(files, "p01", "made")["counts_as"] = "age"

    assert asked(book_of(tmp_path, own_age), "danger:no", "p01.made:no", start="p01") == "touch"


def test_a_flow_that_is_not_there_is_stood_in_for_by_the_general_walk(book: Book) -> None:
    here = at(book, "p00.entry:online", "danger:no", "age:16-17")
    assert (here.state.pathway, here.state.stand_in) == ("p00", "p04")
    assert here.question is not None
    assert here.question.key == "watched"
    assert "CHILD_PROTECTION" in {one.need for one in build(book, here.state, today=TODAY).needs}


def test_a_question_is_left_out_where_its_condition_says_so(book: Book) -> None:
    assert asked(book, "p00.entry:thoughts", "danger:no", "age:25-over") == "feel"
    assert asked(book, "p00.entry:thoughts", "danger:no", "age:25-over", "feel:no") is None


def test_not_sure_counts_as_the_protective_answer(book: Book) -> None:
    for quiet in ("not-sure", "rather-not"):
        assert at(book, f"danger:{quiet}", start="p01").state == at(book, "danger:maybe", start="p01").state


def test_a_forged_answer_is_dropped_and_the_question_asked_again(book: Book) -> None:
    forged = at(book, "p00.entry:picture", "danger:no", "p01.made:perhaps", "p01.who:known")
    assert forged.question is not None
    assert forged.question.key == "p01.made"
    assert forged.changed


def test_answers_to_questions_that_were_not_reached_change_nothing(book: Book) -> None:
    here = at(book, "p00.entry:picture", "p09.where:home", "want:safer")
    assert here == at(book, "p00.entry:picture")
    assert not here.changed


def test_a_hidden_answer_cannot_be_given(tmp_path: Path) -> None:
    def hidden(files: Files) -> None:
        question(files, "p01", "made")["answers"].append(
            answer("work", "+LEGAL/U1", next="who", **{"if": "minor"})
        )

    book = book_of(tmp_path, hidden)
    assert asked(book, "danger:no", "p01.made:work", start="p01") == "p01.made"
    assert asked(book, "danger:no", "p01.made:work", start="p01", under18=True) == "p01.who"


WANT = ("danger:no", "age:25-over", "watched:no", "feel:no")


@pytest.mark.parametrize(
    ("ticked", "taken"),
    [
        (("safer", "rights"), ("safer", "rights")),
        (("rights", "safer", "spreading"), ("spreading", "safer")),
        (("not-sure", "rights"), ("rights",)),
        (("not-sure", "rather-not"), ("not-sure",)),
        (("rights", "forged"), ("rights",)),
    ],
)
def test_of_several_answers_as_many_are_taken_as_fit(
    book: Book, ticked: tuple[str, ...], taken: tuple[str, ...]
) -> None:
    end = at(book, "p00.entry:else", *WANT, *(f"want:{one}" for one in ticked))
    assert end.question is None
    assert end.steps[-1].chosen == taken


def test_too_many_or_no_answers_can_be_noticed_before_they_are_taken(book: Book) -> None:
    want = at(book, "p00.entry:else", *WANT).question
    assert want is not None
    assert problem(want, ()) is Problem.NOTHING_CHOSEN
    assert problem(want, ("forged",)) is Problem.NOTHING_CHOSEN
    assert problem(want, ("spreading", "safer", "rights")) is Problem.TOO_MANY
    assert problem(want, ("safer", "not-sure")) is None


def test_the_number_and_the_longest_way_ahead_are_told(book: Book) -> None:
    here = at(book, "p00.entry:picture", "danger:no").question
    assert here is not None
    assert (here.number, here.at_most) == (2, 5)


def test_an_unknown_start_begins_at_the_entry(book: Book) -> None:
    assert asked(book, start="p77") == "p00.entry"


def test_another_form_of_a_question_has_its_own_words(tmp_path: Path) -> None:
    def formed(files: Files) -> None:
        files["shared/flow.json"]["questions"][1]["forms"] = [{"as": "young", "if": "under18"}]

    book = book_of(tmp_path, formed)
    texts = [at(book, "danger:no", start="p02", under18=young).question for young in (False, True)]
    assert [one.text for one in texts if one] == ["shared.age", "shared.age@young"]


def test_a_loop_in_a_broken_book_still_ends(tmp_path: Path) -> None:
    def loop(files: Files) -> None:
        question(files, "p01", "demand")["next"] = "who"

    ends = at(
        book_of(tmp_path, loop), "danger:no", "p01.made:yes", "p01.who:known", "p01.demand:no", start="p01"
    )
    assert ends.question is None


@cache
def small() -> Book:
    return book_of(Path(mkdtemp()))


KEYS = ["p00.entry", "danger", "age", "p01.made", "p01.who", "feel", "want", "touch", "watched"]
IDS = ["picture", "else", "online", "no", "maybe", "yes", "25-over", "known", "safer", "rights", "not-sure"]
VALUES = st.one_of(st.text(), st.builds("{}:{}".format, st.sampled_from(KEYS), st.sampled_from(IDS)))


@effort(deadline=None)  # the first example makes the book
@given(
    st.lists(VALUES, max_size=80), st.booleans(), st.one_of(st.text(), st.sampled_from(["p00", "p01", "p14"]))
)
def test_no_form_makes_it_fail_or_ask_more_than_seven_questions(
    values: list[str], young: bool, start: str
) -> None:
    here = position(small(), trail.read(values), under18=young, start=start)
    assert here.state.asked <= 7
    assert here.question is None or here.question.number + here.question.at_most <= 8
    build(small(), here.state, today=TODAY)


@given(st.lists(VALUES, max_size=80))
def test_what_is_written_is_read_again(values: list[str]) -> None:
    answers = trail.read(values)
    assert trail.read(trail.write(answers)) == answers


def test_a_form_of_many_values_is_cut() -> None:
    assert len(trail.read(f"p01.q{number}:yes" for number in range(1000))) == trail.MOST_VALUES
