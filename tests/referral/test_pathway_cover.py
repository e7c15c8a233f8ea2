"""Merging equal states claims neither more nor less than walking every walk."""

from pathlib import Path

import pytest

from referral.pathway.brute import walked
from referral.pathway.cover import Prover, starts, ways
from referral.pathway.shapes import Book
from tests.referral.small_book import TODAY, Files, answer, book_of


@pytest.fixture(scope="module")
def book(tmp_path_factory: pytest.TempPathFactory) -> Book:
    return book_of(tmp_path_factory.mktemp("book"))


@pytest.mark.parametrize("start", ["p00", "p01", "p02", "p04", "p14"])
def test_merging_equals_brute_force(book: Book, start: str) -> None:
    merged = Prover(book, TODAY, keep_ends=True).cover(start)
    adult, child = (walked(book, start, under18=under18) for under18 in (False, True))
    assert (merged.walks, merged.walks_under18) == (adult.walks, child.walks)
    assert merged.ends == adult.ends | child.ends


def test_walks_are_counted_by_multiplying_answers(book: Book) -> None:
    # danger: 1 stops, 4 go on; age 5; touch 4; feel 5
    assert Prover(book, TODAY).cover("p02").walks == 1 + 4 * 5 * 4 * 5


def test_of_several_answers_all_subsets_up_to_the_limit_are_tried(book: Book) -> None:
    want = book.pathways["p00"].questions["want"]
    chosen = [tuple(one.id for one in way) for way in ways(want, frozenset())]
    assert len(chosen) == 3 + 3 + 2
    assert ("spreading", "rights") in chosen
    assert ("safer", "not-sure") not in chosen


def test_an_answer_that_stands_alone_is_in_no_larger_choice(tmp_path: Path) -> None:
    def alone(files: Files) -> None:
        files["shared/flow.json"]["questions"][5]["answers"].append(answer("none", alone=True))

    want = book_of(tmp_path, alone).pathways["p00"].questions["want"]
    assert [one for way in ways(want, frozenset()) if len(way) > 1 for one in way if one.id == "none"] == []


def test_every_flow_and_every_stand_in_is_a_start(book: Book) -> None:
    assert starts(book) == ("p01", "p02", "p04", "p14", "p00")


def test_the_longest_walk_is_told(book: Book) -> None:
    assert Prover(book, TODAY).cover("p01").longest == 6
