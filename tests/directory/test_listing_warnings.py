"""What is probably wrong in a draft, and what is not."""

from typing import Any

import pytest

from directory import listing_warnings
from directory.listing_warnings import Code, Warn
from tests.directory.made_listing import document


def codes(made: dict[str, Any]) -> set[Code]:
    return {one.code for one in listing_warnings.warnings(made)}


def phone(number: str, **said: Any) -> dict[str, Any]:
    return {"id": number, "number": number, "type": "voice", **said}


def hours(days: str, opens: str, closes: str, **said: Any) -> dict[str, Any]:
    return {"id": f"{days}{opens}", "byday": days, "opens_at": opens, "closes_at": closes, **said}


def scheduled(*rows: dict[str, Any], **ours: Any) -> dict[str, Any]:
    return document(schedules=list(rows), waypost={"hours_known": "scheduled", **ours})


def test_a_whole_listing_is_warned_of_nothing() -> None:
    assert listing_warnings.warnings(document()) == []


@pytest.mark.parametrize(
    ("number", "code"),
    [
        ("020 7946", Code.NUMBER_NOT_VALID),
        ("+33 1 42 68 53 00", Code.NUMBER_ELSEWHERE),
        ("999999", Code.SHORT_UNKNOWN),
    ],
)
def test_a_number_that_does_not_fit_is_told_at_its_row(number: str, code: Code) -> None:
    made = document(phones=[phone("020 7946 0100"), phone(number)])
    assert listing_warnings.warnings(made) == [Warn(code, "number", "phones", 1)]


def test_the_same_number_twice_is_told_once_for_each() -> None:
    made = document(phones=[phone("020 7946 0100"), {**phone("020-7946-0100"), "id": "b"}])
    assert [one.code for one in listing_warnings.warnings(made)] == [Code.NUMBER_TWICE] * 2


def test_a_sealed_number_is_a_way_to_reach_it_and_is_warned_of_nothing() -> None:
    assert codes(document(phones=[{"id": "a", "waypost": {"confidential": True}}])) == set()


def test_nothing_to_reach_it_by_is_told() -> None:
    assert codes(document(phones=[])) == {Code.NO_REACH}


@pytest.mark.parametrize(
    ("said", "code"),
    [
        ({"minimum_age": None}, Code.NO_AGE),
        ({"minimum_age": 30, "maximum_age": 20}, Code.AGES_REVERSED),
        ({"minimum_age": 5, "maximum_age": 12, "waypost": {"audience": "adults"}}, Code.ADULTS_BUT_YOUNG),
        ({"minimum_age": 18, "waypost": {"audience": "children"}}, Code.CHILDREN_BUT_OLD),
        ({"languages": []}, Code.NO_LANGUAGE),
        ({"service_areas": []}, Code.NO_AREA),
        ({"waypost": {"sources": []}}, Code.NO_SOURCE),
        ({"waypost": {"seen": ""}}, Code.NOT_SEEN),
        ({"fees_description": "10 a month", "waypost": {"cost": "free"}}, Code.FREE_BUT_FEES),
        ({"url": "http://example.org"}, Code.NOT_ENCRYPTED),
        ({"waypost": {"timezone": "Asia/Tokyo"}}, Code.ZONE_ELSEWHERE),
        ({"waypost": {"hours_known": "scheduled", "country": "US"}}, Code.NO_HOURS_ROWS),
    ],
)
def test_each_oddity_is_told(said: dict[str, Any], code: Code) -> None:
    assert code in codes(document(**said))


def test_an_age_in_months_is_an_age() -> None:
    assert Code.NO_AGE not in codes(document(minimum_age=None, waypost={"maximum_age_months": 18}))


@pytest.mark.parametrize(
    ("rows", "overlap"),
    [
        ([hours("MO,TU", "09:00", "17:00"), hours("TU", "16:00", "18:00")], True),
        ([hours("MO", "09:00", "12:00"), hours("MO", "12:00", "17:00")], False),
        ([hours("SU", "22:00", "06:00"), hours("MO", "05:00", "09:00")], True),
        ([hours("SU", "22:00", "06:00"), hours("MO", "06:00", "09:00")], False),
        ([hours("MO", "09:00", "17:00"), hours("MO", "09:00", "17:00", valid_from="2027-01-01")], False),
    ],
)
def test_hours_that_overlap_are_told_at_the_later_row(rows: list[dict[str, Any]], overlap: bool) -> None:
    found = listing_warnings.warnings(scheduled(*rows))
    assert (Warn(Code.HOURS_OVERLAP, "opens_at", "schedules", 1) in found) is overlap


def test_hours_written_down_beside_another_word_contradict_it() -> None:
    made = document(schedules=[hours("MO", "09:00", "17:00")], waypost={"hours_known": "always"})
    assert codes(made) == {Code.HOURS_CONTRADICT}


@pytest.mark.parametrize(
    ("row", "code"),
    [(hours("", "09:00", "17:00"), Code.NO_DAYS), (hours("MO", "09:00", ""), Code.HALF_A_SPAN)],
)
def test_half_a_row_of_hours_is_told(row: dict[str, Any], code: Code) -> None:
    assert code in codes(scheduled(row))


def place(**said: Any) -> dict[str, Any]:
    return {"id": "p", "location": {"id": "l", "location_type": "physical", **said}}


@pytest.mark.promise("S5")
@pytest.mark.parametrize(
    "said",
    [
        {"service_at_locations": [place(addresses=[{"id": "a", "address_1": "17 Canary Row"}])]},
        {"service_at_locations": [place(transportation="Get off at 17 Canary Road")]},
        {"description": "A refuge at 17 Canary Street, ring twice."},
        {"waypost": {"kind": "domestic_violence", "hours_note": "Ring at Rue de la Paix 12"}},
    ],
)
def test_the_address_of_a_refuge_in_a_public_field_is_told(said: dict[str, Any]) -> None:
    made = document(name="Harbour refuge", **said)
    assert codes(made) & {Code.REFUGE_ADDRESS, Code.REFUGE_WORDS}


def test_the_address_of_a_crisis_line_is_no_secret() -> None:
    made = document(service_at_locations=[place(addresses=[{"id": "a", "address_1": "17 Canary Row"}])])
    assert codes(made) == set()


def test_every_warning_has_words() -> None:
    from directory.listing_labels import WARNINGS

    assert set(WARNINGS) == set(Code)
