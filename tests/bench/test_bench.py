"""A smoke run of `make bench`: it walks, it counts, and the pages it weighs are light."""

import zlib

import pytest

from tests.bench.pages import FIRST_VIEW_BYTES, pages, per_second, report
from tests.bench.visitor import AROUND, Asked, fetch


@pytest.fixture(scope="module")
def asked(site):
    """What the bench would time."""
    return pages(site.port)


def test_the_bench_finds_a_step_a_plan_and_a_search(site, asked):
    assert "data-plan" in fetch(site.port, asked["a plan"])
    assert 'name="asked"' in fetch(site.port, asked["a step"])
    assert "data-service" in fetch(site.port, asked["a search"])


def test_the_bench_counts_answers(site):
    assert per_second(site.port, Asked("/en/"), 0.2) > 1


def test_the_bench_says_which_page_has_not_reached_its_share(capsys):
    rounds = [{"hello": 1000.0, "a step": 100.0, "a plan": 500.0}]
    report(rounds, {"a step": 1, "a plan": 1})
    said = capsys.readouterr().out
    assert "10% of the hello (25% not reached)" in said
    assert "50% of the hello (12% reached)" in said


def test_every_first_view_reaches_a_new_visitor_in_the_first_flight(site, asked):
    around = sum(len(zlib.compress(fetch(site.port, Asked(path)).encode("utf-8"), 6)) for path in AROUND)
    weights = {
        name: around + len(zlib.compress(fetch(site.port, page).encode("utf-8"), 6))
        for name, page in asked.items()
    }
    assert {name: weight for name, weight in weights.items() if weight > FIRST_VIEW_BYTES} == {}
