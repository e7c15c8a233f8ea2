"""Ways to report: nothing that the table says of them is lost on the way to the page."""

from collections import Counter

from seeds.building import platforms
from seeds.building.tables import PLATFORMS, Row
from tests.seeds.conftest import ROUTE, filled
from tests.seeds.test_seeds_on_disk import load


def test_a_no_stays_a_no_and_is_not_taken_for_unknown():
    said = {"accepts_third_party_report": "no", "accepts_minor_report": "no", "needs_account": "no"}
    made = platforms.route(Row(PLATFORMS, "example-ncii-1", filled(PLATFORMS, ROUTE | said)))
    assert (made["third_party"], made["minor"], made["needs_account"]) == (False, False, False)


def test_every_platform_of_the_table_is_there_with_each_of_its_harms():
    routes = load("platforms.json")["routes"]
    assert len({route["platform"] for route in routes}) == 39
    assert Counter(route["issue"] for route in routes) == {
        "ncii": 39,
        "harassment_doxing": 29,
        "csam": 27,
        "sextortion_grooming": 13,
        "impersonation": 9,
    }


def test_every_way_says_where_it_is_from_and_an_unknown_day_stays_unknown():
    for route in load("platforms.json")["routes"]:
        assert route["sources"], route["id"]
        assert route["seen"] is None or route["seen"][:2] == "20", route["id"]
