"""Several rows of one service."""

from typing import Any

import pytest

from seeds.building import helplines, merging, online
from seeds.building.shapes import Audience, Kind


@pytest.fixture
def book(helpline_row, ledger):
    def make(*lines: dict[str, str]) -> dict[str, Any]:
        services = [helplines.service(helpline_row(**line), ledger=ledger) for line in lines]
        return {service.id: service for service in services}

    return make


@pytest.fixture
def more(online_row, ledger):
    def make(**cells: str) -> dict[str, Any]:
        service = online.service(online_row(**cells), taken_ids=frozenset(), ledger=ledger)
        return {service.id: service}

    return make


FURTHER = {"note": "further number of the same service", "phone": "0808 801 0327", "phone_e164": ""}


def test_a_further_number_becomes_a_phone_of_its_service(book, ledger):
    merged = merging.further_numbers(book({"id": "gb-a"}, {"id": "gb-a-2", **FURTHER}), ledger=ledger)
    (service,) = merged.values()
    assert [phone.number for phone in service.phones] == ["0808 2000 247", "0808 801 0327"]
    assert service.about.rows == ("helplines:gb-a", "helplines:gb-a-2")


def test_three_rows_of_one_service_become_one(book, ledger):
    rows = book(
        {"id": "gb-a"}, {"id": "gb-a-2", **FURTHER}, {"id": "gb-a-3", **FURTHER, "phone": "0800 1111"}
    )
    (service,) = merging.further_numbers(rows, ledger=ledger).values()
    assert len(service.phones) == 3


def test_a_further_number_without_its_service_stays_with_a_doubt(book, ledger):
    merged = merging.further_numbers(book({"id": "gb-b", "name": "Another line", **FURTHER}), ledger=ledger)
    assert merging.NO_PARTNER in merged["gb-b"].about.doubts


def test_a_further_number_of_another_country_is_not_merged(book, ledger):
    rows = book({"id": "gb-a"}, {"id": "ie-a", **FURTHER, "country": "IE", "phone": "1800 341 900"})
    assert len(merging.further_numbers(rows, ledger=ledger)) == 2


def test_a_doubt_of_the_further_number_names_that_number(book, ledger):
    rows = book({"id": "gb-a"}, {"id": "gb-a-2", **FURTHER, "doubt": "working state unknown"})
    (service,) = merging.further_numbers(rows, ledger=ledger).values()
    assert "0808 801 0327: working state unknown" in service.about.doubts


def test_a_line_that_stands_under_two_kinds_is_one_with_both_kinds(book, ledger):
    rows = book(
        {"id": "gb-a", "kind": "child_helpline", "audience": "children"},
        {"id": "gb-b", "kind": "trafficking", "note": "same line as the child helpline 111; show once"},
    )
    (service,) = merging.shown_once(rows, ledger=ledger).values()
    assert (service.about.kind, service.about.more_kinds) == (Kind.CHILD_HELPLINE, (Kind.TRAFFICKING,))
    assert (service.about.audience, service.maximum_age) == (Audience.BOTH, None)


HOTLINE = {
    "id": "gb-hotline",
    "name": "Example Foundation",
    "kind": "csam_hotline",
    "phone": "",
    "phone_e164": "",
    "web_url": "https://report.example.org/en",
}


def merged_count(first, second, ledger):
    return len(merging.across_tables(first, more=second, ledger=ledger))


def test_the_same_hotline_in_two_tables_is_one(book, more, ledger):
    assert merged_count(book(HOTLINE), more(name="Example Foundation report form"), ledger) == 1


@pytest.mark.parametrize(
    "cells",
    [
        {"audience": "adults"},
        {"age_min": "16"},
        {"organisation": "National Police"},
        {"scope": "IE"},
        {"kind": "content_removal", "name": "Another tool", "organisation": "Example Trust"},
        {"kind": "legal"},
    ],
)
def test_a_service_for_others_of_police_or_for_other_work_stays_apart(book, more, ledger, cells):
    second = more(**({"name": "Example Foundation report form"} | cells))
    assert merged_count(book(HOTLINE), second, ledger) == 2


def test_two_services_of_one_organisation_stay_apart(book, more, ledger):
    first = book(HOTLINE | {"organisation": "Example Trust", "web_url": "https://one.example/"})
    second = more(
        name="Another tool",
        organisation="Example Trust",
        kind="content_removal",
        web_url="https://two.example/",
    )
    assert merged_count(first, second, ledger) == 2


def test_numbers_that_differ_keep_services_of_one_name_apart(book, more, ledger):
    second = more(name="A line", kind="therapy_peer", phone="0808 801 0327", web_url="")
    assert merged_count(book({"id": "gb-a"}), second, ledger) == 2


def test_a_removal_tool_that_shows_the_number_of_a_child_helpline_stays_apart(book, more, ledger):
    first = book({"id": "gb-child", "kind": "child_helpline", "audience": "children"})
    second = more(kind="content_removal", audience="under18", age_max="17", phone="0808 2000 247 (Childline)")
    assert merged_count(first, second, ledger) == 2
