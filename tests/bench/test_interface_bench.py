"""A smoke run of the interface's bench: both sides give the same rows, and a slow page is said to be one."""

import json
from collections.abc import Iterator

import pytest

from tests.bench.interface import APPLICATION, PAIRS, report, round_of
from tests.bench.visitor import Asked, fetch
from tests.running.site import Site, of_this_run, serving


@pytest.fixture(scope="module")
def beside(django_db_setup: None) -> Iterator[Site]:
    """The yardstick beside the site, over the databases of the tests."""
    with serving(APPLICATION, environment=of_this_run()) as running:
        yield running


def test_both_sides_give_the_same_services(beside: Site) -> None:
    for ours, theirs in PAIRS.values():
        mine, other = (json.loads(fetch(beside.port, Asked(path))) for path in (ours, theirs))
        assert len(mine["contents"]) == len(other["results"]) == 50
        assert [row["id"] for row in mine["contents"]] == [row["id"] for row in other["results"]]


def test_both_sides_are_counted(beside: Site) -> None:
    for mine, other in round_of(beside.port, 0.3).values():
        assert mine > other > 0


def test_the_bench_says_which_page_is_not_fast_enough(capsys: pytest.CaptureFixture[str]) -> None:
    sizes = dict.fromkeys(PAIRS, (1, 1))
    report([dict.fromkeys(PAIRS, (100.0, 50.0))], sizes)
    report([dict.fromkeys(PAIRS, (600.0, 50.0))], sizes)
    said = capsys.readouterr().out
    assert "2.0 times (5 not reached)" in said
    assert "12.0 times (5 reached)" in said
