"""A smoke run of what a visit costs, what grows, where time goes, and what the pages weigh."""

import pytest

from tests.bench import costing, growing, many, profiling, weights
from tests.bench.processes import computing_ms, memory_mb, workers
from tests.bench.visitor import Asked, fetch


def test_each_typical_visit_costs_time_and_bytes(site):
    every = costing.visits(site.port)
    assert every.keys() == costing.MIX.keys()
    for asked in every.values():
        assert costing.bytes_of(site.port, asked) > 1000
    assert costing.computing(site.port, site.pid, every["emergency only"], 2) > 0


def test_the_visits_come_to_a_plan_and_to_results(site):
    every = costing.visits(site.port)
    assert "data-plan" in fetch(site.port, every["home, walk, plan"][-1])
    assert "data-service" in fetch(site.port, every["search, results"][-1])
    assert 'href="tel:999"' in fetch(site.port, every["emergency only"][-1])


def test_work_of_a_worker_is_counted_and_work_elsewhere_is_not(site):
    before = computing_ms(workers(site.pid))
    sum(range(200_000))
    rested = computing_ms(workers(site.pid)) - before
    fetch(site.port, Asked("/en/"))
    worked = computing_ms(workers(site.pid)) - before
    assert worked > rested
    assert memory_mb(workers(site.pid)[0]) > 20


def test_what_ten_servers_serve_follows_from_what_visits_cost():
    found = [costing.judged(f"cost, {name}", "sqlite", 10.0, "ms") for name in costing.MIX]
    mixed, core, server, ten = costing.capacity(found, "sqlite")
    assert (mixed.value, core.value) == (10.0, 60.0)
    assert ten.value == pytest.approx(12 * server.value)


def test_costs_over_sizes_get_the_name_of_their_curve():
    found = [costing.judged("cost, x", "", float(size), "ms", size=size) for size in (1000, 10_000)]
    (curve,) = costing.growth(found, "sqlite")
    assert "grows in step" in curve.note
    assert curve.value == pytest.approx(100_000)


@pytest.mark.django_db(databases=["default", "keys"])
def test_cases_countries_and_visits_are_measured():
    measures = (growing.of_cases, growing.of_countries, growing.of_visits, growing.of_acts)
    for found in (measure([1, 9]) for measure in measures):
        for points in found.values():
            assert [cost > 0 for _, cost in points] == [True, True]
        assert growing.figures("sqlite", "something", found)


@pytest.mark.django_db
def test_the_three_paths_are_profiled():
    ask = profiling.asking()
    paths = profiling.paths(ask)
    assert list(paths) == ["a step", "a plan", "a search"]
    assert "data-plan" in ask(paths["a plan"])
    said = profiling.told(profiling.profiled(ask, paths["a step"], 1), 1, 60)
    assert "referral/pages.py" in said


def test_every_kind_of_page_is_weighed_and_too_heavy_ones_are_named(site):
    pages = dict(weights.pages(site.port, "en"))
    assert {"home", "plan", "find, results", "complain", "about the interface"} <= pages.keys()
    heavy = weights.figures({"en": {"home": 7000, "plan": 15_000}, "fr": {"home": 8000}})
    assert (heavy[0].value, heavy[0].reached) == (15_000, False)
    assert "too heavy: plan" in heavy[0].note
    assert [one.value for one in heavy[1:]] == [15_000, 8000]


def test_a_name_that_only_the_form_repeats_is_not_shown():
    repeated = '<form><input value="A Line"></form><form><input value="A Line"></form>'
    assert not many._is_shown("A Line", repeated)
    assert many._is_shown("A Line", repeated + '<article data-service="x"><h2>A Line</h2></article>')


def test_the_search_of_the_bench_finds_what_it_names(site):
    assert "data-service" in fetch(site.port, many.searched(site.port, "help", "GB"))
