"""The commands `seed` and `coverage`, as somebody at a terminal sees them."""

import io
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from directory import published
from directory.models.service import Service
from tests.directory.making import service, write_emergency, write_seeds

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _nothing_remembered():
    published.forget()
    yield
    published.forget()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    write_seeds(tmp_path, service(), service("gb-second"))
    write_emergency(tmp_path, {"GB": ["999"]})
    return tmp_path


def seed(folder: Path) -> str:
    out = io.StringIO()
    call_command("seed", folder=folder, stdout=out)
    return out.getvalue()


def test_seeding_says_what_it_did(folder):
    said = seed(folder)
    assert "listings   2, of 1 countries and groupings" in said
    assert "emergency  1 numbers shown" in said


def test_seeding_twice_says_that_nothing_has_changed(folder):
    seed(folder)
    assert "nothing has changed" in seed(folder)


def test_a_file_with_an_error_is_named_and_the_command_fails(folder):
    seed(folder)
    file = write_seeds(folder, service("fr-line", grade="E"), country="FR")
    errors = io.StringIO()
    with pytest.raises(CommandError, match="1 of the files"):
        call_command("seed", folder=folder, stdout=io.StringIO(), stderr=errors)
    line = next(n for n, text in enumerate(file.read_text().splitlines(), 1) if '"grade"' in text)
    assert f"directory/FR.json:{line}: services[0].waypost.grade: one of: A, B, C, D" in errors.getvalue()
    assert set(Service.objects.values_list("seed_id", flat=True)) == {"gb-line", "gb-second"}


def test_the_seeds_of_this_tree_load_without_an_error():
    out = io.StringIO()
    call_command("seed", stdout=out)
    assert Service.objects.count() > 900


def test_coverage_counts_countries_for_each_pathway_and_names_those_without_a_number(folder):
    seed(folder)
    out = io.StringIO()
    call_command("coverage", pathways=True, missing=True, stdout=out)
    said = out.getvalue()
    assert all(pathway in said for pathway in ("p01", "p02", "p03", "p07", "p09"))
    assert "emergency number known in 1, not in" in said
    assert "France (FR)" in said
