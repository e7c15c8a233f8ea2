"""A language is offered for a pathway only when no text of it falls back; p11 is worded for professionals."""

from pathlib import Path
from typing import Any

import msgspec
import pytest
from django.conf import settings

from referral.pathway.files import WrittenWording, WrittenWords
from referral.pathway.read import read
from referral.pathway.shapes import Audience, Book
from referral.pathway.texts import missing, required
from referral.pathway.wordlists import LISTS, Words
from referral.pathway.words import _said
from tests.referral.small_book import Files, answer, book_of, flow, line, plan, rules_broken, write

CODE, FOLDER = "qaa-latn", "qaa_Latn"  # a made-up language


def for_workers(files: Files) -> None:
    """Add a pathway that only professionals read."""
    questions = [
        {"id": "danger", "use": "danger", "next": "room"},
        {"id": "room", "protective": "no", "next": "plan", "answers": [answer("yes"), answer("no")]},
    ]
    lines = plan(now=[line("care", "talk-helpline")])
    begun = ["fact:professional", "fact:for-other"]
    files["p11/flow.json"] = flow("p11", "danger", questions, plan=lines, on_entry=begun)
    files["p00/flow.json"]["questions"][0]["answers"].append(
        answer("work", next="=p11", **{"if": "not under18"})
    )


def translated(folder: Path, but_for: str = "") -> Book:
    """Write every text that the book needs in the made-up language, but for one, and return the book."""
    texts: dict[tuple[str, Audience], dict[str, str]] = {}
    for key, who in required(read(folder)).items():
        room, _, rest = key.partition(".")
        for audience in who if key != but_for else ():
            texts.setdefault((room, audience), {})[rest] = "Mara tunu."
    lists = {name: ["tunuma"] for name in LISTS} | {"language": CODE, "made": "for a test"}
    write(folder.parent, {f"languages/{FOLDER}/words.json": lists})
    for (room, audience), said in texts.items():
        written = {"language": CODE, "audience": audience, "made": "for a test", "texts": said}
        write(folder.parent, {f"languages/{FOLDER}/pathways/{room}.{audience}.json": written})
    return read(folder)


def test_a_seventh_language_is_one_folder(tmp_path: Path) -> None:
    book_of(tmp_path / "pathways", for_workers)
    book = translated(tmp_path / "pathways")
    assert book.complete(CODE) == frozenset(book.pathways)
    assert list(missing(book, CODE)) == []
    assert book.say("p11.room", language=CODE, audience="professional").language == CODE
    assert rules_broken(book) == set()


def test_a_pathway_that_lacks_one_text_is_not_offered_in_the_language(tmp_path: Path) -> None:
    book_of(tmp_path / "pathways")
    book = translated(tmp_path / "pathways", but_for="p01.plan.platform")
    assert book.complete(CODE) == {"p00", "p02"}
    assert list(missing(book, CODE)) == [
        (Audience.ADULT, "p01.plan.platform"),
        (Audience.UNDER18, "p01.plan.platform"),
    ]


@pytest.mark.parametrize("key", ["cards.hash-child.1", "shared.danger"])
def test_a_language_that_lacks_a_card_or_a_shared_question_is_offered_for_no_pathway(
    key: str, tmp_path: Path
) -> None:
    book_of(tmp_path / "pathways")
    assert translated(tmp_path / "pathways", but_for=key).complete(CODE) == frozenset()


def test_english_is_always_whole_and_an_unknown_language_never(tmp_path: Path) -> None:
    book = book_of(tmp_path)
    assert book.complete("en") == {"p00", "p01", "p02"}
    assert book.complete("xx") == frozenset()


def test_what_only_professionals_read_is_asked_for_in_their_wording_alone(tmp_path: Path) -> None:
    needed = required(book_of(tmp_path, for_workers))
    assert needed["p11.room"] == needed["p11.plan.care"] == {Audience.PROFESSIONAL}
    assert needed["p11.title"] == {Audience.ADULT}
    assert needed["shared.danger"] == {Audience.ADULT, Audience.UNDER18}


def test_a_wording_says_how_it_was_made() -> None:
    fields: Any = WrittenWording.__struct_fields__
    assert {"made", "read_by_native_speaker"} <= set(fields)


def test_words_that_are_never_said_are_looked_for_in_each_language(tmp_path: Path) -> None:
    book_of(tmp_path / "pathways")
    translated(tmp_path / "pathways")
    said = {"language": CODE, "audience": "adult", "made": "for a test", "texts": {"title": "Mara tunuma."}}
    write(tmp_path, {f"languages/{FOLDER}/pathways/p01.adult.json": said})
    assert "WORDS" in rules_broken(read(tmp_path / "pathways"))


def test_a_language_without_such_a_list_is_refused(tmp_path: Path) -> None:
    book_of(tmp_path / "pathways")
    translated(tmp_path / "pathways")
    (tmp_path / "languages" / FOLDER / "words.json").unlink()
    assert "WORDS" in rules_broken(read(tmp_path / "pathways"))


@pytest.mark.parametrize(
    ("folder", "says", "lets"),
    [
        ("es", "Guarda la foto.", "No guardes la foto."),
        ("fr", "Garde la photo.", "Ne garde pas la photo."),
        ("ru", "Сохрани это фото.", "Не сохраняй это фото."),
        ("ar", "احفظ الصورة.", "لا تحفظ الصورة."),
        ("zh_Hans", "保存这张照片。", "不要保存这张照片。"),
    ],
)
def test_what_nobody_does_with_a_childs_picture_is_found_in_each_language(
    folder: str, says: str, lets: str
) -> None:
    path = Path(settings.SEEDS_DIR, "languages", folder, "words.json")
    words = Words(msgspec.json.decode(path.read_bytes(), type=WrittenWords))
    assert "native speaker" in words.made
    for text, found in ((says, True), (lets, False)):
        rules = [rule for rule, _ in _said(words, "cards.hash-child.1", text, "under18", True)]
        assert ("H02" in rules) is found, text
