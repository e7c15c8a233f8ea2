"""A language is a folder: each has its own words for itself, and says how it was made."""

import json
from pathlib import Path

import pytest
from django.conf import settings

from config import languages
from config.languages import LanguageError

SWAHILI = {
    "code": "sw",
    "name": "Kiswahili",
    "direction": "ltr",
    "made": "Invented for a test.",
    "read_by_native_speaker": None,
}


def folder(place: Path, at: str, /, **said: object) -> None:
    (place / at).mkdir()
    (place / at / "language.json").write_text(json.dumps({**SWAHILI, **said}), encoding="utf-8")


@pytest.fixture
def place(tmp_path: Path) -> Path:
    folder(tmp_path, "en", code="en", name="English")
    return tmp_path


def test_six_languages_stand_in_the_repository() -> None:
    assert [code for code, _name in settings.LANGUAGES] == ["en", "ar", "es", "fr", "ru", "zh-hans"]


def test_a_seventh_language_is_one_folder(place: Path) -> None:
    folder(place, "sw")
    assert [one.code for one in languages.found(place)] == ["en", "sw"]


def test_a_folder_with_a_script_in_its_name_has_the_code_that_django_gives_it(place: Path) -> None:
    folder(place, "zh_Hans", code="zh-hans")
    assert languages.found(place)[1].code == "zh-hans"


def test_the_source_counts_as_read_and_a_translation_only_when_somebody_has(place: Path) -> None:
    folder(place, "sw")
    folder(place, "yo", code="yo", read_by_native_speaker="2026-11-20, editor of a helpline")
    assert [one.checked for one in languages.found(place)] == [True, False, True]


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ({"code": "xx"}, "sw/language.json: code: expected 'sw', as its folder is named"),
        ({"direction": "down"}, "direction: expected ltr or rtl"),
        ({"name": 7}, "name: expected text"),
        ({"more": ""}, "expected the fields code, name, direction, made, read_by_native_speaker"),
    ],
)
def test_a_folder_that_does_not_fit_is_refused_by_name(place: Path, said: dict, expected: str) -> None:
    folder(place, "sw", **said)
    with pytest.raises(LanguageError, match=expected):
        languages.found(place)


def test_a_folder_without_its_file_says_where_to_read_on(place: Path) -> None:
    (place / "sw").mkdir()
    with pytest.raises(LanguageError, match="sw/language.json: expected this file, see CONTRIBUTING.md"):
        languages.found(place)


def test_without_the_source_nothing_starts(tmp_path: Path) -> None:
    folder(tmp_path, "sw")
    with pytest.raises(LanguageError, match="expected a folder 'en'"):
        languages.found(tmp_path)
