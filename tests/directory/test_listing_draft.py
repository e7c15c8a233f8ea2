"""A listing as the fields of a form, and back, without a word lost."""

from typing import Any

import pytest

from directory import completeness, listing_draft, listing_gaps, writing
from directory.completeness import Part
from directory.hsds import shapes
from directory.models.service import Service
from tests.directory.made_listing import document


def back(made: dict[str, Any], **fields: Any) -> dict[str, Any]:
    said = {**listing_draft.opened(made), **fields}
    return shapes.tidy(listing_draft.written(made, said, listing_draft.opened_rows(made)))


@pytest.mark.django_db
def test_opening_a_listing_and_writing_it_back_changes_nothing_of_any_seed() -> None:
    for _row, made in writing.documents_of(Service.objects.all()):
        assert back(made) == shapes.tidy(made)


def test_what_the_form_does_not_know_stays() -> None:
    made = document(
        contacts=[{"id": "c", "title": "Reception"}],
        waypost={"rows": ["a:1"], "extra": {"strange": 1}, "record_reason": "kept"},
        schedules=[
            {"id": "s", "freq": "MONTHLY", "bymonthday": "1", "opens_at": "09:00", "closes_at": "24:00"}
        ],
    )
    assert back(made, name="Another") == shapes.tidy({**made, "name": "Another"})


def test_another_number_is_read_anew_and_a_kept_one_is_not() -> None:
    made = document()
    made["phones"][0]["waypost"]["e164"] = "+440000"  # somebody decided that
    assert back(made)["phones"][0]["waypost"]["e164"] == "+440000"
    rows = listing_draft.opened_rows(made)
    rows["phones"][0]["number"] = "020 7946 0200"
    written = listing_draft.written(made, listing_draft.opened(made), rows)
    assert written["phones"][0]["waypost"] == {"e164": "+442079460200", "valid": True, "short": False}


def test_a_sealed_row_is_no_row_of_the_form_and_stays_where_it_is() -> None:
    sealed = {
        "id": "x",
        "location": {"id": "l", "location_type": "physical", "waypost": {"confidential": True}},
    }
    made = document(service_at_locations=[sealed])
    assert listing_draft.opened_rows(made)["places"] == []
    assert listing_draft.sealed_rows(made) == [("location", "l")]
    assert back(made)["service_at_locations"] == [sealed]


def test_another_organisation_is_another_body() -> None:
    made = document(organization={"id": "o", "name": "A charity", "email": "office@example.org"})
    other = back(made, organization="Another charity")["organization"]
    assert (other["name"], set(other)) == ("Another charity", {"id", "name"})
    assert other["id"] != "o"
    assert "organization" not in back(made, organization="")


def test_a_row_that_is_left_out_is_gone() -> None:
    made = document()
    rows = {**listing_draft.opened_rows(made), "phones": []}
    assert "phones" not in listing_draft.written(made, listing_draft.opened(made), rows)


def test_a_place_without_an_address_has_none() -> None:
    made = document()
    rows = {**listing_draft.opened_rows(made), "places": [{"id": "", "name": "Town hall", "address_1": ""}]}
    written = listing_draft.written(made, listing_draft.opened(made), rows)
    assert "addresses" not in written["service_at_locations"][0]["location"]


# --- completeness ---


def test_a_whole_listing_lacks_only_what_it_does_not_say() -> None:
    assert completeness.missing(document()) == (Part.COST, Part.ANONYMOUS)
    assert completeness.missing(document(phones=[], waypost={"cost": "free", "anonymous": False})) == (
        Part.REACH,
    )


@pytest.mark.django_db
@pytest.mark.parametrize("part", Part)
def test_the_database_is_asked_the_same_as_the_document(part: Part) -> None:
    lacking = set(listing_gaps.lacking(Service.objects.all(), part).values_list("pk", flat=True))
    told = {
        row.pk
        for row, made in writing.documents_of(Service.objects.all())
        if part in completeness.missing(made)
    }
    assert lacking == told


@pytest.mark.django_db
def test_the_list_counts_what_each_listing_tells() -> None:
    counted = {row.pk: row.told for row in listing_gaps.counted(Service.objects.all())}
    assert counted == {
        row.pk: completeness.said(made) for row, made in writing.documents_of(Service.objects.all())
    }
    whole = set(listing_gaps.whole(Service.objects.all()).values_list("pk", flat=True))
    assert whole == {key for key, count in counted.items() if count == completeness.ALL}
