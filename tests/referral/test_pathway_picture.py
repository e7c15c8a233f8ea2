"""A pathway as a picture, what an edition changes for those who walk it, and the files that it is made of."""

from itertools import combinations
from pathlib import Path

import pytest
from django.conf import settings

from referral import bookshelf
from referral import editing_documents as documents
from referral.pathway.difference import difference, reworded
from referral.pathway.picture import Box, Picture, picture
from referral.pathway.shapes import Book
from tests.referral.small_book import TODAY, answer, book_of, line, question


@pytest.fixture(scope="module")
def book() -> Book:
    """Every pathway that the house comes with."""
    return bookshelf.book(bookshelf.in_folder(settings.SEEDS_DIR))


def drawn(book: Book, flow: str) -> Picture:
    return picture(book, flow, say=lambda key: book.say(key, language="en", audience="adult").text or key)


def overlap(one: Box, other: Box) -> bool:
    apart = (
        one.x + one.width <= other.x
        or other.x + other.width <= one.x
        or one.y + one.height <= other.y
        or other.y + other.height <= one.y
    )
    return not apart


def test_every_pathway_is_drawn_whole_and_nothing_lies_on_anything_else(book: Book) -> None:
    for flow, pathway in book.pathways.items():
        made = drawn(book, flow)
        asked = [box.name for box in made.boxes if box.kind == "question"]
        assert sorted(asked) == sorted(pathway.questions), flow
        assert [pair for pair in combinations(made.boxes, 2) if overlap(*pair)] == [], flow
        inside = [box for box in made.boxes if box.x >= 0 and box.x + box.width <= made.width]
        assert len(inside) == len(made.boxes), flow
        assert max(box.y + box.height for box in made.boxes) <= made.height, flow
        assert made == drawn(book, flow)


def test_every_way_on_of_an_answer_is_told(book: Book) -> None:
    told = {one.id: one for one in drawn(book, "p01").told}
    ways = {(way.kind, way.name): way.answers for way in told["made"].ways}
    assert set(ways) == {("question", "state"), ("flow", "p02")}
    assert len(ways["flow", "p02"]) == 3  # no, not sure, rather not say


# --- what changes for those who walk ---


def test_an_answer_that_leads_elsewhere_is_found_with_a_walk(tmp_path: Path) -> None:
    before = book_of(tmp_path / "a" / "pathways")
    after = book_of(
        tmp_path / "b" / "pathways",
        lambda files: question(files, "p01", "demand")["answers"][1].update(next="want"),
    )
    found = difference(before, after, start="p01", today=TODAY)
    moved = [(one.question, one.answers, one.before, one.after) for one in found.moved]
    assert moved == [("p01.demand", ("no",), "p01.feel", "p01.want")]
    assert found.moved[0].example.endswith("p01.demand:no")
    assert difference(before, before, start="p00", today=TODAY).is_empty


def test_a_question_put_in_between_is_walked_beside_the_one_that_waits(tmp_path: Path) -> None:
    def put_in(files: dict) -> None:
        new = {"id": "more", "protective": "yes", "next": "feel",
               "answers": [answer("yes", "+LEGAL/U1"), answer("no")]}  # fmt: skip
        files["p01/flow.json"]["questions"].append(new)
        question(files, "p01", "demand")["next"] = "more"

    before, after = book_of(tmp_path / "a" / "pathways"), book_of(tmp_path / "b" / "pathways", put_in)
    found = difference(before, after, start="p01", today=TODAY)
    assert ("need", "LEGAL/U1", True) in {(one.kind, one.what, one.gained) for one in found.changed}
    assert {one.after for one in found.moved} == {"p01.more"}
    assert not [one for one in found.changed if one.kind == "need" and "LEGAL" not in one.what]


def test_a_line_and_a_rule_that_it_breaks_are_found(tmp_path: Path) -> None:
    before = book_of(tmp_path / "a" / "pathways")
    after = book_of(
        tmp_path / "b" / "pathways",
        lambda files: files["p01/flow.json"]["plan"]["now"].insert(0, line("quiet", "block")),
    )
    found = difference(before, after, start="p01", today=TODAY)
    assert ("line", "p01.plan.quiet", True) in {(one.kind, one.what, one.gained) for one in found.changed}
    assert "H22" in {one.breach.rule for one in found.found}
    assert found.known == frozenset()


def test_words_are_held_against_each_other_by_language_and_audience(tmp_path: Path) -> None:
    before = book_of(tmp_path / "a" / "pathways")
    after = book_of(tmp_path / "b" / "pathways", p01__who="Who is it?")
    assert {(one.key, one.audience, one.after) for one in reworded(before, after)} == {
        ("p01.who", "adult", "Who is it?"), ("p01.who", "under18", "Who is it?"),
    }  # fmt: skip


# --- files ---


def test_every_file_of_the_seeds_is_written_as_it_was() -> None:
    files = bookshelf.in_folder(settings.SEEDS_DIR)
    assert [path for path, text in files.items() if documents.dump(documents.load(text)) != text] == []
    wordings = {documents.whose(path) for path in files} - {None}
    assert {documents.wording_path(*whose) for whose in wordings} <= set(files)


def test_two_changes_of_one_file_are_laid_over_each_other_unless_they_meet() -> None:
    path = "pathways/p01/en.adult.json"
    base = documents.dump({"language": "en", "texts": {"a": "A", "b": "B"}})
    mine = documents.with_texts(base, {"a": "AA", "c": "C"}, after="a")
    theirs = documents.with_texts(base, {"b": "BB"})
    both = documents.merged(path, base=base, mine=mine, theirs=theirs)
    assert documents.load(both or "")["texts"] == {"a": "AA", "c": "C", "b": "BB"}
    assert list(documents.load(both or "")["texts"]) == ["a", "c", "b"]
    with pytest.raises(documents.Clash):
        documents.merged(path, base=base, mine=mine, theirs=documents.with_texts(base, {"a": "AAA"}))
