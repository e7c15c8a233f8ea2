"""Apps and sites on a plan: exactly those that were chosen, for what happened on this walk."""

import re

import pytest
from django.test import Client

from directory import published
from referral import reporting
from referral.pathway.plan import Plan
from referral.showing import Reader
from tests.directory.making import MONDAY
from tests.referral.test_pages import PLAN, post

pytestmark = pytest.mark.django_db
READER = Reader(language="en", country="GB", now=MONDAY)


class Walked:
    """What reporting reads of a plan."""

    def __init__(self, **said) -> None:
        quiet = {
            "stopped": False,
            "prevention_only": False,
            "cards": frozenset({"platform-steps"}),
            "facts": frozenset(),
            "route": "adult",
            "pathway": "p01",
        }
        self.__dict__.update({**quiet, **said})


def shown(plan: Walked, *chosen: str) -> reporting.PlatformsView:
    found = reporting.platforms(_as_plan(plan), published.current(), chosen=chosen, reader=READER)
    assert found is not None
    return found


def _as_plan(walked: Walked) -> Plan:
    return walked  # type: ignore[return-value]  # it has what is read


def test_several_apps_can_be_chosen_and_exactly_those_are_shown(client: Client):
    page = post(client, [*PLAN, ("platform", "TikTok"), ("platform", "Instagram")]).content.decode()
    titles = re.findall(r'data-platform><h3><bdi lang="en">([^<]*)', page)
    assert titles == ["Instagram", "TikTok"]
    opened = post(client, [*PLAN, ("platform", "TikTok"), ("unfold", "platforms")]).content.decode()
    assert opened.count('name="platform" value="TikTok" checked') == 1


def test_an_app_that_nobody_knows_is_none(client: Client):
    page = post(client, [*PLAN, ("platform", "<b>nope")]).content.decode()
    assert "data-platform>" not in page
    assert "nope" not in page


@pytest.mark.parametrize(
    ("walked", "issues"),
    [
        ({}, ("ncii",)),
        ({"facts": frozenset({"threat"})}, ("ncii", "sextortion_grooming")),
        ({"pathway": "p03"}, ("ncii", "sextortion_grooming")),
        ({"route": "child", "cards": frozenset({"hash-child"})}, ("csam",)),
        ({"pathway": "p05"}, ("ncii", "impersonation")),
        ({"pathway": "p04", "route": None}, ("sextortion_grooming",)),
        ({"pathway": "p04", "route": "child"}, ("csam", "sextortion_grooming")),
        ({"pathway": "p06", "route": None}, ("harassment_doxing",)),
        (
            {"pathway": "p06", "route": None, "facts": frozenset({"p06:profile"})},
            ("harassment_doxing", "impersonation"),
        ),
        ({"facts": frozenset({"watched"})}, ("ncii", "harassment_doxing")),
        ({"route": None, "cards": frozenset({"seen-material"}), "pathway": "p09"}, ("csam",)),
    ],
)
def test_only_what_happened_on_the_walk_is_reported(walked, issues):
    assert reporting.issues(_as_plan(Walked(**walked))) == issues
    ids = [route.id for one in shown(Walked(**walked), "X", "Instagram").chosen for route in one.routes]
    assert ids
    stock = {route.id: route.issue for route in published.current().platforms}
    assert {stock[id] for id in ids} <= set(issues)


def test_every_way_says_its_steps_its_source_and_its_day():
    stock = published.current().platforms
    everything = shown(Walked(), *{route.platform for route in stock}).chosen
    assert len(everything) == len({route.platform for route in stock if route.issue == "ncii"})
    for one in everything:
        for route in one.routes:
            assert route.steps or route.url
            assert "seen" in route.source


@pytest.mark.promise("S12")
def test_a_programme_for_adults_is_not_named_on_a_childs_route():
    grown = shown(Walked(), "Instagram").chosen[0].partners
    child = shown(Walked(route="child", facts=frozenset({"threat"})), "Instagram").chosen[0].partners
    assert "StopNCII" in grown
    assert "StopNCII" not in child
    assert "Take It Down" in child


def test_account_and_who_may_report_are_said_where_somebody_knows():
    stock = published.current().platforms
    known = next(route for route in stock if route.needs_account is False and route.issue == "ncii")
    (one,) = shown(Walked(), known.platform).chosen
    facts = next(route.facts for route in one.routes if route.id == known.id)
    assert "No account is needed" in facts


@pytest.mark.parametrize("said", [{"stopped": True}, {"prevention_only": True}, {"cards": frozenset()}])
def test_where_nothing_was_put_online_nothing_is_asked(said):
    walked = _as_plan(Walked(**said))
    assert reporting.platforms(walked, published.current(), chosen=(), reader=READER) is None
