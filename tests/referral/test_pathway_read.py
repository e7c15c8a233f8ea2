"""A file with an error names file, line, field and what was expected, and nothing of the folder is used."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from referral.pathway.lines import SeedError
from referral.pathway.read import read
from tests.referral.small_book import Files, answer, book_of, card_of, good, question, write


def refused(folder: Path, change: Callable[[Files], object]) -> SeedError:
    files = good()
    change(files)
    with pytest.raises(SeedError) as caught:
        read(write(folder, files))
    return caught.value


MISTAKES: list[tuple[str, str, Callable[[Files], object]]] = [
    ("p01/flow.json", "on_entry[0]", lambda f: f["p01/flow.json"].update(on_entry=["+REMOVEL/U1"])),
    ("p01/flow.json", "on_entry[0]", lambda f: f["p01/flow.json"].update(on_entry=["+REMOVAL/U7"])),
    ("p01/flow.json", "on_entry[0]", lambda f: f["p01/flow.json"].update(on_entry=["card:nowhere"])),
    ("p01/flow.json", "on_entry[0]", lambda f: f["p01/flow.json"].update(on_entry=["+P16"])),
    ("p01/flow.json", "on_entry[0]", lambda f: f["p01/flow.json"].update(on_entry=["fact:minor"])),
    ("p01/flow.json", "on_entry[0]", lambda f: f["p01/flow.json"].update(on_entry=["+LEGAL/U1 if"])),
    ("p01/flow.json", "on_entry[0]", lambda f: f["p01/flow.json"].update(on_entry=["+LEGAL/U1 if rich"])),
    (
        "p01/flow.json",
        "on_entry[0]",
        lambda f: f["p01/flow.json"].update(on_entry=["+LEGAL/U1 if p01:never"]),
    ),
    ("p01/flow.json", "needs[0]", lambda f: f["p01/flow.json"].update(needs=["MONEY"])),
    ("p01/flow.json", "rules[0]", lambda f: f["p01/flow.json"].update(rules=["H29"])),
    ("p01/flow.json", "recommendations[0]", lambda f: f["p01/flow.json"].update(recommendations=["019"])),
    ("p01/flow.json", "id", lambda f: f["p01/flow.json"].update(id="p02")),
    ("p01/flow.json", "begin", lambda f: f["p01/flow.json"].update(begin="nothing")),
    ("p01/flow.json", "questions[3].next", lambda f: question(f, "p01", "demand").update(next="nothing")),
    ("p01/flow.json", "questions[3].next", lambda f: question(f, "p01", "demand").update(next="=p99")),
    ("p01/flow.json", "questions[0].use", lambda f: question(f, "p01", "danger").update(use="nothing")),
    ("p01/flow.json", "questions[1].id", lambda f: question(f, "p01", "made").update(id="danger")),
    ("p01/flow.json", "questions[1].id", lambda f: question(f, "p01", "made").update(id="Made it")),
    ("p01/flow.json", "questions[1].protective", lambda f: question(f, "p01", "made").update(protective="x")),
    (
        "p01/flow.json",
        "plan.now[0].tags[0]",
        lambda f: f["p01/flow.json"]["plan"]["now"][0].update(tags=["x"]),
    ),
    ("p01/flow.json", "colour", lambda f: f["p01/flow.json"].update(colour="red")),
    ("p01/flow.json", "`edition`", lambda f: f["p01/flow.json"].pop("edition")),
    ("cards/cards.json", "cards[0].section", lambda f: card_of(f, "safer-device").update(section="soon")),
    (
        "cards/cards.json",
        "cards[0].review_by",
        lambda f: card_of(f, "safer-device").update(review_by="2020-01-01"),
    ),
    (
        "cards/cards.json",
        "cards[0].reviewed",
        lambda f: card_of(f, "safer-device").update(reviewed="yesterday"),
    ),
    ("cards/cards.json", "cards[0].twin", lambda f: card_of(f, "safer-device").update(twin="nothing")),
    ("shared/flow.json", "questions[5].most", lambda f: f["shared/flow.json"]["questions"][5].pop("most")),
    ("shared/flow.json", "general.begin", lambda f: f["shared/flow.json"]["general"].update(begin="x")),
]


@pytest.mark.parametrize(("file", "field", "change"), MISTAKES)
def test_a_mistake_is_named_with_file_and_field(
    file: str, field: str, change: Callable[[Files], object], tmp_path: Path
) -> None:
    error = refused(tmp_path, change)
    assert error.file == file
    assert field in str(error)
    assert "expected" in str(error)


def test_a_mistake_is_named_with_its_line(tmp_path: Path) -> None:
    def change(files: Files) -> None:
        question(files, "p01", "who")["answers"][1] = answer("known", "fact:who:known", "card:nowhere")

    error = refused(tmp_path, change)
    line = (tmp_path / "p01" / "flow.json").read_text().splitlines()[error.line - 1]
    assert error.field == "questions[2].answers[1].effects[1]"
    assert "card:nowhere" in line


@pytest.mark.parametrize(("text", "line"), [('{\n  "id": "p01",\n  oops\n}', 3), ('{\n"id": 5}', 2), ("", 1)])
def test_a_file_that_is_not_json_or_not_this_shape_names_its_line(
    text: str, line: int, tmp_path: Path
) -> None:
    write(tmp_path, good())
    (tmp_path / "p01" / "flow.json").write_text(text)
    with pytest.raises(SeedError) as caught:
        read(tmp_path)
    assert (caught.value.file, caught.value.line) == ("p01/flow.json", line)


def test_a_missing_file_and_wrong_bytes_are_named(tmp_path: Path) -> None:
    with pytest.raises(SeedError, match=r"shared/flow\.json, line 1, the file: expected this file"):
        read(tmp_path)
    write(tmp_path, good())
    (tmp_path / "p01" / "flow.json").write_bytes(b"\xff\xfe")
    with pytest.raises(SeedError, match="expected text in UTF-8"):
        read(tmp_path)


def test_a_key_that_stands_twice_is_refused(tmp_path: Path) -> None:
    book_of(tmp_path)
    path = tmp_path / "p01" / "en.adult.json"
    path.write_text(path.read_text().replace('"plan.talk"', '"plan.talk": "other", "plan.talk"'))
    with pytest.raises(SeedError, match="each key once"):
        read(tmp_path)


@pytest.mark.parametrize("name", ["english.json", "en.grown-up.json"])
def test_a_wording_file_with_another_name_is_refused(name: str, tmp_path: Path) -> None:
    write(tmp_path, {**good(), f"p01/{name}": {}})
    with pytest.raises(SeedError, match=r"a name like 'en\.adult\.json'"):
        read(tmp_path)


def test_a_wording_must_be_what_its_name_says(tmp_path: Path) -> None:
    wording = {"language": "fr", "audience": "adult", "made": "x", "texts": {}}
    with pytest.raises(SeedError, match="the language and audience that its place says"):
        read(write(tmp_path, {**good(), "p01/en.adult.json": wording}))


def test_any_change_of_any_file_is_another_edition(tmp_path: Path) -> None:
    before = book_of(tmp_path / "one").edition
    assert book_of(tmp_path / "two").edition == before
    assert book_of(tmp_path / "three", p01__title="Other words.").edition != before
    assert len(before) == 12


def french(audience: str = "adult", **texts: str) -> dict[str, Any]:
    return {"language": "fr", "audience": audience, "made": "x", "texts": texts}


def test_a_text_falls_back_to_english_and_says_so(tmp_path: Path) -> None:
    book_of(tmp_path / "pathways", p01__title="A picture of me")
    write(tmp_path, {"languages/fr/pathways/p01.adult.json": french(made="Aviez-vous 18 ans ?")})
    book = read(tmp_path / "pathways")
    assert book.say("p01.made", language="fr", audience="adult").language == "fr"
    assert book.say("p01.title", language="fr", audience="adult").language == "en"
    assert book.say("p01.title", language="fr", audience="adult").text == "A picture of me"


def test_a_childs_words_are_never_replaced_by_an_adults_of_another_language(tmp_path: Path) -> None:
    book_of(tmp_path / "pathways")
    write(tmp_path, {"languages/fr/pathways/p01.adult.json": french(made="Aviez-vous 18 ans ?")})
    book = read(tmp_path / "pathways")
    assert book.say("p01.made", language="fr", audience="under18").language == "en"
    assert book.say("p01.made", language="fr", audience="professional").language == "fr"


def test_a_professional_reads_the_adults_words_of_the_language_before_any_english(tmp_path: Path) -> None:
    book_of(tmp_path / "pathways")
    texts = {"made": "Was the person 18?"}
    worker = {"language": "en", "audience": "professional", "made": "x", "texts": texts}
    write(tmp_path, {"pathways/p01/en.professional.json": worker})
    book = read(tmp_path / "pathways")
    assert book.say("p01.made", language="en", audience="professional").text == "Was the person 18?"
    assert book.say("p01.made", language="en", audience="adult").text == "Some plain words."
    assert book.say("p01.title", language="fr", audience="professional").text == "Some plain words."


def test_a_language_is_another_edition(tmp_path: Path) -> None:
    before = book_of(tmp_path / "pathways").edition
    write(tmp_path, {"languages/fr/pathways/p01.adult.json": french(made="Aviez-vous 18 ans ?")})
    assert read(tmp_path / "pathways").edition != before


@pytest.mark.parametrize("name", ["xx.adult.json", "p01.json", "p77.adult.json"])
def test_a_translation_must_belong_to_a_pathway(name: str, tmp_path: Path) -> None:
    book_of(tmp_path / "pathways")
    write(tmp_path, {f"languages/fr/pathways/{name}": french()})
    with pytest.raises(SeedError, match=r"a name like 'p01\.adult\.json'"):
        read(tmp_path / "pathways")
