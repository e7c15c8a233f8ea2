"""Texts are scanned for words that are never said, promises, and what a child must not be told to do."""

from pathlib import Path

import pytest

from referral.pathway.check import check
from referral.pathway.read import read
from tests.referral.small_book import TODAY, Files, book_of, rules_broken


@pytest.mark.parametrize(
    ("rule", "key", "text"),
    [
        ("WORDS", "p01__title", "Revenge porn"),
        ("WORDS", "p01__made", "Are you a victim?"),
        ("WORDS", "p01__who", "What did he do?"),
        ("WORDS", "cards__hash_adult__1", "Make a hash of it."),
        ("WORDS", "p01__plan__talk", "Be brave and call."),
        ("H07", "p01__plan__platform", "The picture will be taken down."),
        ("H07", "p01__plan__talk", "We promise to help. Nobody will ever know."),
        ("H10", "p01__plan__talk", "Confront this person."),
        ("H02", "cards__hash_child__1", "Keep the picture on your phone."),
        ("H02", "p02__plan__site", "Send the photos to the hotline."),
        ("H12", "p02__plan__talk", "Tell your mother."),
        ("H13", "p02__plan__police", "This is a crime."),
        ("H23", "p02__plan__talk", "Tell an adult you trust."),
    ],
)
def test_a_text_that_must_not_be_said_is_caught(rule: str, key: str, text: str, tmp_path: Path) -> None:
    assert rule in rules_broken(book_of(tmp_path, **{key: text}))


@pytest.mark.parametrize(
    ("key", "text"),
    [
        ("p01__title", "The Revenge Porn Helpline"),
        ("p01__plan__platform", "Nobody can promise that it will be taken down."),
        ("p02__plan__site", "Do not send the picture to anyone."),
        ("p02__plan__site", "You don\u2019t have to keep the picture."),
        ("p02__plan__talk", "You do not have to tell your parents."),
        ("p02__plan__talk", "Tell an adult you trust, only if it is safe."),
        ("p01__plan__proof", "Keep the picture where it is, if you want to go to court."),
    ],
)
def test_a_text_that_says_not_to_is_let_through(key: str, text: str, tmp_path: Path) -> None:
    broken = check(book_of(tmp_path, **{key: text}), today=TODAY).found
    assert [one.breach for one in broken if "en.adult" in one.breach.detail] == []


def test_a_missing_text_is_caught_for_each_audience(tmp_path: Path) -> None:
    book = book_of(tmp_path, p02__plan__talk=" ")
    assert {one.breach.detail for one in check(book, today=TODAY).found} == {
        "p02.plan.talk is missing in en.adult",
        "p02.plan.talk is missing in en.under18",
    }


def test_a_missing_card_text_is_caught(tmp_path: Path) -> None:
    assert "TEXT" in rules_broken(book_of(tmp_path, cards__law_note__1=""))


def test_a_text_that_belongs_to_nothing_is_caught(tmp_path: Path) -> None:
    book_of(tmp_path)
    path = tmp_path / "p01" / "en.adult.json"
    path.write_text(path.read_text().replace('"plan.talk"', '"plan.tolk": "x", "plan.talk"'))
    details = {one.breach.detail for one in check(read(tmp_path), today=TODAY, only="p14").found}
    assert details == {"p01.plan.tolk in en.adult belongs to nothing"}


def test_an_answer_hidden_from_under_18s_needs_no_words_for_them(tmp_path: Path) -> None:
    def hidden(files: Files) -> None:
        files["p00/flow.json"]["questions"][0]["answers"][1]["if"] = "not under18"

    book = book_of(tmp_path, hidden)
    assert "p00.entry.picture" not in book.wordings["en", "under18"].texts
    assert rules_broken(book) == set()
