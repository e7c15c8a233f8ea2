"""Every interface text has its translation, with the same places for values in it."""

import subprocess
import sys
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po

ROOT = Path(__file__).resolve().parents[2]
CATALOGUES = sorted(ROOT.glob("seeds/languages/*/LC_MESSAGES/*.po"))
EXTRACT = [sys.executable, "config/words.py", "extract"]


def named(path: Path) -> str:
    return str(path.relative_to(ROOT))


def read(path: Path) -> Catalog:
    with path.open("rb") as source:
        return read_po(source, locale=path.parent.parent.name)


def messages(catalog: Catalog) -> list:
    return [message for message in catalog if message.id]


@pytest.fixture(scope="module")
def collected(tmp_path_factory) -> set:
    """What the code and the templates say today."""
    template = tmp_path_factory.mktemp("words") / "words.pot"
    subprocess.run([*EXTRACT, str(template)], cwd=ROOT, check=True, capture_output=True)
    with template.open("rb") as source:
        return {(message.context, message.id) for message in messages(read_po(source))}


def test_every_language_but_the_source_has_its_catalogue():
    assert {path.parent.parent.name for path in CATALOGUES} == {"ar", "es", "fr", "ru", "zh_Hans"}


@pytest.mark.parametrize("path", CATALOGUES, ids=named)
def test_every_message_is_translated(path):
    assert [message.id for message in messages(read(path)) if not is_whole(message) or message.fuzzy] == []


def is_whole(message) -> bool:
    strings = message.string if isinstance(message.string, list | tuple) else [message.string]
    return all(strings)


@pytest.mark.parametrize("path", CATALOGUES, ids=named)
def test_every_translation_has_the_same_places_for_values(path):
    assert [(message.id, str(errors)) for message, errors in read(path).check()] == []


@pytest.mark.parametrize("path", CATALOGUES, ids=named)
def test_a_catalogue_holds_what_the_pages_say_today(path, collected):
    held = {(message.context, message.id) for message in messages(read(path))}
    assert (collected - held, held - collected) == (set(), set())
