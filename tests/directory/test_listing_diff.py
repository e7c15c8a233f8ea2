"""What two editions say differently, and what no difference ever tells."""

from typing import Any

import pytest

from directory import listing_diff, listing_diff_shown
from directory.listing_diff import Change, Line
from tests.directory.made_listing import document


def test_two_alike_differ_in_nothing() -> None:
    made = document()
    assert listing_diff.compare(made, made) == []


def test_a_changed_field_of_the_listing_stands_before_and_after() -> None:
    made = document()
    groups = listing_diff.compare(
        made, {**made, "name": "Another", "waypost": {**made["waypost"], "police": True}}
    )
    assert [(group.part, group.change) for group in groups] == [("", Change.CHANGED)]
    assert set(groups[0].lines) == {Line("name", "Harbour line", "Another"), Line("police", "", "yes")}


def test_a_row_is_the_same_row_by_its_id_wherever_it_stands() -> None:
    made = document(phones=[{"id": "a", "number": "1"}, {"id": "b", "number": "2"}])
    turned = {**made, "phones": [{"id": "b", "number": "2"}, {"id": "a", "number": "3"}]}
    (group,) = listing_diff.compare(made, turned)
    assert (group.part, group.change, group.called, group.lines) == (
        "phones", Change.CHANGED, "3", (Line("number", "1", "3"),),
    )  # fmt: skip


def test_rows_come_and_go() -> None:
    made = document(phones=[{"id": "a", "number": "1"}])
    changed = {**made, "phones": [{"id": "b", "number": "2"}]}
    groups = listing_diff.compare(made, changed)
    assert [(group.change, group.called, group.sensitive) for group in groups] == [
        (Change.GONE, "1", True), (Change.ADDED, "2", True),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("changed", "sensitive"),
    [({"url": "https://example.org/new"}, True), ({"description": "Other words"}, False)],
)
def test_what_would_send_people_elsewhere_is_marked(changed: dict[str, Any], sensitive: bool) -> None:
    made = document()
    assert [group.sensitive for group in listing_diff.compare(made, {**made, **changed})] == [sensitive]


def test_rows_below_a_row_are_told_with_it() -> None:
    def there(city: str) -> dict[str, Any]:
        location = {"id": "l", "addresses": [{"id": "a", "city": city}]}
        return document(service_at_locations=[{"id": "p", "location": location}])

    before = there("Ham")
    (group,) = listing_diff.compare(
        before, {**before, **{"service_at_locations": there("Kew")["service_at_locations"]}}
    )
    assert [(line.before, line.after) for line in group.lines] == [("Ham", "Kew")]


def test_what_is_kept_for_ourselves_is_no_difference() -> None:
    made = document()
    aside = {
        **made,
        "waypost": {**made["waypost"], "extra": {"x": 1}, "rows": ["r"]},
        "last_modified": "2026",
    }
    assert listing_diff.compare(made, aside) == []


def test_of_a_long_text_only_what_changed_is_marked() -> None:
    before, after = Line("description", "open day and night", "open day and noon").pieces()
    assert before == [(False, "open day and"), (True, "night")]
    assert after == [(False, "open day and"), (True, "noon")]


@pytest.mark.promise("S5")
def test_of_a_sealed_place_only_that_there_is_one_is_told() -> None:
    made = document()
    sealed = {
        "id": "x",
        "location": {"id": "l", "location_type": "physical", "waypost": {"confidential": True}},
    }
    (group,) = listing_diff_shown.between(made, {**made, "service_at_locations": [sealed]})
    assert (group.called, group.how) == ("sealed", "added")
    assert {line.label for line in group.lines} == {"Sealed", "Kind of place"}


def test_codes_are_told_in_words() -> None:
    made = document()
    changed = {**made, "waypost": {**made["waypost"], "kind": "legal", "country": "FR"}}
    (group,) = listing_diff_shown.between(made, changed)
    assert {line.label: line.after for line in group.lines} == {
        "Kind": [(True, "Legal advice")],
        "Country": [(True, "France")],
    }
