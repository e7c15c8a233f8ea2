"""`manage.py pathway_check` says what it covered and what it found, and fails when a rule is broken."""

from collections.abc import Iterator
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from directory import published
from directory.edition import EMPTY
from referral import editions
from tests.referral.small_book import book_of, card_of, line, write


@pytest.fixture
def seeds(tmp_path: Path, settings: Any) -> Iterator[Path]:
    """A folder of seeds of its own, which the site forgets again afterwards."""
    settings.SEEDS_DIR = tmp_path
    editions.forget()
    yield tmp_path / "pathways"
    editions.forget()


def said(*arguments: str) -> str:
    out = StringIO()
    call_command("pathway_check", *arguments, stdout=out)
    return out.getvalue()


def test_it_says_how_many_walks_it_covered(seeds: Path) -> None:
    book_of(seeds)
    told = said("--brute", "p02")
    assert "p02 walk by walk: 802 walks" in told
    assert "the same as merged" in told
    assert "No breaches of the rules." in told


def test_it_fails_with_the_rule_and_a_shortest_example(seeds: Path) -> None:
    book_of(seeds, lambda files: files["p01/flow.json"]["plan"]["now"].insert(0, line("bad", "block")))
    out = StringIO()
    with pytest.raises(CommandError):
        call_command("pathway_check", "--pathway", "p01", stdout=out)
    assert "p01  H22  p01.plan.bad is a plain step where the other may be known" in out.getvalue()
    assert "from p01: danger:maybe, p01.made:yes, p01.who:known" in out.getvalue()


def test_it_names_the_place_of_a_mistake_in_a_file(seeds: Path) -> None:
    book_of(seeds)
    (seeds / "p01" / "flow.json").write_text('{\n  "id": 5\n}')
    with pytest.raises(CommandError, match=r"p01/flow\.json, line 2, id: expected"):
        said()


def test_it_refuses_a_pathway_that_there_is_not(seeds: Path) -> None:
    book_of(seeds)
    with pytest.raises(CommandError, match="expected one of p00, p01, p02"):
        said("--pathway", "p55")


def test_it_lists_cards_that_wait_for_a_specialist(seeds: Path) -> None:
    book_of(seeds, lambda files: card_of(files, "law-note").update(open_question="10.8 which law, where"))
    told = said("--open-questions")
    assert "10.8 law on synthetic images" in told
    assert "law-note: 10.8 which law, where" in told


def test_each_rule_and_each_publication_check_stands_in_the_case(seeds: Path) -> None:
    book_of(seeds)
    lines = {line.split(" ")[0] for line in said().splitlines()}
    assert {f"H{number:02}" for number in range(1, 29)} <= lines
    assert {str(number) for number in range(1, 16)} | {"S10"} <= lines


def test_a_stored_table_that_no_longer_holds_is_a_breach(seeds: Path) -> None:
    book_of(seeds)
    said("--write-table")
    assert "No breaches of the rules." in said()
    book_of(seeds, lambda files: files["p02/flow.json"]["on_entry"].append("+PEER/U3"))
    editions._seeds.cache_clear()
    out = StringIO()
    with pytest.raises(CommandError):
        call_command("pathway_check", stdout=out)
    assert "p02  TABLE" in out.getvalue()


def test_nothing_is_stored_of_pathways_that_break_a_rule(seeds: Path) -> None:
    book_of(seeds, lambda files: files["p01/flow.json"]["plan"]["now"].insert(0, line("bad", "block")))
    with pytest.raises(CommandError):
        said("--write-table")
    assert not (seeds.parent / "walks").exists()


def test_names_are_added_to_the_permanent_ones(seeds: Path) -> None:
    book_of(seeds)
    assert "permanent names" in said("--write-ids")
    assert "p01.made:yes" in (seeds.parent / "walks" / "ids.json").read_text()


def test_what_falls_back_is_listed(seeds: Path) -> None:
    book_of(seeds)
    french = {"language": "fr", "audience": "adult", "made": "x", "texts": {"made": "Aviez-vous 18 ans ?"}}
    write(seeds.parent, {"languages/fr/pathways/p01.adult.json": french})
    lines = said("--missing", "fr").splitlines()
    assert "fr.under18  p01.made" in lines
    assert "fr.adult  p01.made" not in lines
    assert "whole in it: no pathway" in said("--missing")


def test_grades_are_printed(seeds: Path) -> None:
    book_of(seeds)
    assert "Too hard: 0." in said("--grades")


@pytest.mark.django_db
def test_plans_are_proved_only_with_a_directory(seeds: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    book_of(seeds)
    monkeypatch.setattr(published, "current", lambda: EMPTY)
    with pytest.raises(CommandError, match="the directory is empty"):
        said("--plans")
