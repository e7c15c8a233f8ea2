"""`manage.py pathway_check` says what it covered and what it found, and fails when a rule is broken."""

from collections.abc import Iterator
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from referral import editions
from tests.referral.small_book import book_of, card_of, line


@pytest.fixture
def seeds(tmp_path: Path, settings: Any) -> Iterator[Path]:
    """A folder of seeds of its own, which the site forgets again afterwards."""
    settings.SEEDS_DIR = tmp_path
    editions.current.cache_clear()
    yield tmp_path / "pathways"
    editions.current.cache_clear()


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
    assert "law-note: 10.8 which law, where" in said("--open-questions")
