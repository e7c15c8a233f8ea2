"""Languages, in two hundred spellings."""

import pytest

from directory.hsds import languages


@pytest.mark.parametrize(
    ("written", "code"),
    [("English", "en"), ("Inglés", "en"), ("anglais", "en"), ("eng", "en"), ("fre", "fr"), ("Español", "es"),
     ("Chinese (Mandarin)", "zh"), ("Traditional Chinese", "zh-Hant"), ("Persian (Farsi)", "fa"), ("Dari",
     "fa-AF"),
     ("Tagalog", "fil"), ("pt_BR", "pt-BR"), ("Haitian Creole", "ht"), ("Kreyòl", "ht"), ("ASL", "ase"),
     ("American Sign Language (ASL)", "ase"), ("العربية", "ar"), ("русский", "ru"), ("中文", "zh"),
     ("Soomaali", "so"),
     ("Portugese", "pt"), ("Tigrigna", "ti"), ("Kurdish (Sorani)", "ckb"), ("Urdu language", "ur"),
     ("en-gb", "en-GB")],
)  # fmt: skip
def test_a_language_is_known_however_it_is_written(written: str, code: str) -> None:
    assert languages.code_of(written) == code


@pytest.mark.parametrize(
    "written", ["Creole", "Sign language", "Indian", "all languages", "Dothraki", "various", ""]
)
def test_a_name_that_means_several_languages_or_none_is_never_resolved(written: str) -> None:
    assert languages.code_of(written) is None


def test_at_least_two_hundred_spellings_are_known_beside_the_names_of_the_cldr() -> None:
    assert len(languages.OURS) >= 200
    known = {name: languages.code_of(name) for name in languages.OURS}
    assert [name for name, code in known.items() if not code] == []


def test_several_languages_in_one_field_are_several() -> None:
    assert languages.several("English, Spanish and French; Tiếng Việt") == [
        "English",
        "Spanish",
        "French",
        "Tiếng Việt",
    ]
    assert languages.several("Chinese (Mandarin)") == ["Chinese (Mandarin)"]
