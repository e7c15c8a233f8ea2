"""What the open interface holds is what may be shown, and changes in the transaction that changes it."""

import json
from typing import Any

import pytest
from django.db import transaction

from directory import numbering, outward, publishing, seeding, writing
from directory.models.outward import OutwardOrganization, OutwardPlace, OutwardService, OutwardTerm
from directory.models.service import Service, Withdrawal
from directory.models.version import DirectoryVersion
from directory.states import State
from tests.directory import whole
from tests.directory.making import service as seed
from tests.directory.making import write_seeds

pytestmark = pytest.mark.django_db

BODY = {"id": "2b0e5a4e-0c1f-4b8e-9f43-0d7c3b6b0001", "name": "A charity"}


def key(number: int) -> str:
    return f"7b0e5a4e-0c1f-4b8e-9f43-0d7c3b6b{number:04d}"


def listing(number: int = 1, **said: Any) -> dict[str, Any]:
    ours = {
        "listing": f"gb-{number}",
        "country": "GB",
        "kind": "crisis",
        "grade": "A",
        **said.pop("ours", {}),
    }
    return {"id": key(number), "name": "A line", "organization": BODY, **said, "waypost": ours}


def put(*documents: dict[str, Any], state: State = State.PUBLISHED) -> None:
    with transaction.atomic():
        ids = writing.write_documents(documents, state=state)
        outward.refresh(ids, version=numbering.locked())


def told(number: int = 1) -> dict[str, Any]:
    return json.loads(OutwardService.objects.get(pk=key(number)).full)


def is_told(number: int) -> bool:
    return OutwardService.objects.filter(pk=key(number)).exists()


def test_a_published_listing_is_told_whole_and_in_short():
    put(listing(phones=[{"id": key(9), "number": "1"}]))
    row = OutwardService.objects.get(pk=key(1))
    assert (row.listing, row.sourced, str(row.organization_id)) == ("gb-1", False, BODY["id"])
    assert told()["phones"] == [{"id": key(9), "number": "1", "type": "voice"}]
    assert set(json.loads(row.short)) == {"id", "name", "status", "organization", "waypost"}
    assert told()["waypost"]["standing"] == "vetted"


def test_what_the_standard_requires_is_always_there():
    address = {"id": key(8), "city": "Leeds", "country": "GB"}
    place = {"id": key(6), "location": {"id": key(7), "addresses": [address]}}
    put(listing(service_at_locations=[place], program={"id": key(5), "name": "A program"}))
    assert (told()["organization"]["description"], told()["program"]["description"]) == ("", "")
    [address] = told()["service_at_locations"][0]["location"]["addresses"]
    assert (address["address_1"], address["address_type"]) == ("", "physical")


@pytest.mark.promise("S6")
@pytest.mark.parametrize("state", [State.DRAFT, State.IN_REVIEW, State.STALE, State.RECORD_ONLY])
def test_what_may_not_be_shown_is_not_told(state):
    put(listing())
    put(listing(), state=state)
    assert not is_told(1)
    assert not OutwardPlace.objects.filter(service_id=key(1)).exists()
    assert not OutwardOrganization.objects.filter(pk=BODY["id"]).exists()


@pytest.mark.promise("S6")
def test_a_withdrawn_listing_is_gone_at_once(dalia):
    put(listing())
    publishing.withdraw(person=dalia, service=Service.objects.get(pk=key(1)), why=Withdrawal.NOT_SAFE)
    assert not is_told(1)


@pytest.mark.promise("S5")
@pytest.mark.parametrize("visibility", ["asked", "staff"])
def test_a_listing_that_is_not_for_everybody_is_not_told(visibility):
    put(listing(ours={"visibility": visibility}))
    assert not is_told(1)


def test_what_nobody_checked_says_so_in_each_place():
    put(listing(), state=State.SOURCED)
    assert OutwardService.objects.get(pk=key(1)).sourced
    assert OutwardOrganization.objects.get(pk=BODY["id"]).sourced
    put(listing(2))
    assert not OutwardOrganization.objects.get(pk=BODY["id"]).sourced


def test_listings_of_one_pair_are_told_together_or_not_at_all():
    put(listing(1, ours={"pair": "day-and-night"}))
    assert not is_told(1)
    put(listing(2, ours={"pair": "day-and-night"}))
    assert is_told(1)
    assert is_told(2)
    put(listing(2))
    assert not is_told(1)
    assert is_told(2)


def test_a_pair_is_as_certain_as_the_less_certain_of_it():
    put(listing(1, ours={"pair": "day-and-night"}))
    put(listing(2, ours={"pair": "day-and-night"}), state=State.SOURCED)
    assert OutwardService.objects.get(pk=key(1)).sourced


def test_a_change_of_the_body_is_told_by_all_of_its_listings():
    put(listing(1), listing(2))
    put(listing(1, organization={**BODY, "name": "A new name"}))
    assert told(2)["organization"]["name"] == "A new name"
    assert OutwardOrganization.objects.get(pk=BODY["id"]).name == "A new name"


def test_what_did_not_change_keeps_its_date():
    put(listing(1), listing(2))
    before = dict(OutwardService.objects.values_list("pk", "modified_at"))
    put(listing(1, name="Another name"), listing(2))
    after = dict(OutwardService.objects.values_list("pk", "modified_at"))
    changed = {str(one) for one in before.keys() & after.keys() if before[one] != after[one]}
    assert changed == {key(1)}


def test_a_place_is_told_with_its_service_and_its_body_has_it():
    place = {
        "id": key(6),
        "location": {"id": key(7), "name": "Quillhouse", "latitude": 1.5, "longitude": 2.5},
    }
    put(listing(service_at_locations=[place]))
    row = OutwardPlace.objects.get(pk=key(6))
    assert (row.latitude, row.longitude) == (1.5, 2.5)
    assert json.loads(row.full)["service"]["id"] == key(1)
    body = json.loads(OutwardOrganization.objects.get(pk=BODY["id"]).full)
    assert [one["name"] for one in body["locations"]] == ["Quillhouse"]


@pytest.mark.promise("S5")
def test_nothing_of_a_confidential_place_is_told_not_even_that_it_is():
    where = {
        "id": key(7),
        "name": "Quillhouse",
        "latitude": 1.5,
        "longitude": 2.5,
        "waypost": {"confidential": True},
    }
    put(
        listing(
            service_at_locations=[{"id": key(6), "description": "Behind the quillmill", "location": where}]
        )
    )
    everything = json.dumps([list(model.objects.values()) for model in TOLD], default=str)
    assert not any(said in everything for said in ("Quillhouse", "quillmill", key(6), key(7)))


@pytest.mark.promise("S5")
def test_a_body_does_not_tell_the_places_of_a_listing_for_staff():
    where = {"id": key(7), "name": "Quillhouse"}
    body = {**BODY, "locations": [where]}
    put(listing(1, organization=body))
    put(listing(2, organization=body, ours={"visibility": "staff"},
                service_at_locations=[{"id": key(6), "location": where}]))  # fmt: skip
    assert "Quillhouse" not in json.dumps([list(model.objects.values()) for model in TOLD], default=str)


def test_our_own_terms_are_told_once_however_often_they_were_stored():
    put(listing())
    put({**told(), "waypost": listing()["waypost"]})
    terms = [one["taxonomy_term"]["id"] for one in told()["attributes"]]
    assert len(terms) == len(set(terms)) == OutwardTerm.objects.filter(service_id=key(1)).count() > 0


@pytest.mark.promise("S5")
def test_only_fields_that_somebody_let_out_are_told():
    marked = whole.document(marker="inside-")
    put({**marked, "organization": {**BODY, "locations": marked["organization"]["locations"]}})
    told_now = OutwardService.objects.get(pk=marked["id"]).full
    for inside in ("extra", "metadata", "record_reason", "rows", "assurer_email", "warm", "previous_value"):
        assert inside not in told_now, inside
    assert "inside-whole/doubts" not in told_now
    assert "inside-whole/organization/locations" not in told_now


def test_rebuilding_gives_the_same_bytes():
    put(listing(1), listing(2))
    before = dict(OutwardService.objects.values_list("pk", "full"))
    OutwardService.objects.all().delete()
    assert outward.rebuild() == len(before)
    assert dict(OutwardService.objects.values_list("pk", "full")) == before


def test_seeds_are_told_and_an_unchanged_run_makes_nothing_anew(tmp_path, monkeypatch):
    write_seeds(tmp_path, seed(), seed("gb-second"))
    seeding.load(folder=tmp_path)
    assert OutwardService.objects.get(listing="gb-line").sourced
    number = DirectoryVersion.objects.get().number
    monkeypatch.setattr(outward, "_make", lambda *_: pytest.fail("made anew"))
    seeding.load(folder=tmp_path)
    assert DirectoryVersion.objects.get().number == number


def test_a_listing_that_the_seeds_dropped_is_told_no_more(tmp_path):
    write_seeds(tmp_path, seed(), seed("gb-second"))
    seeding.load(folder=tmp_path)
    write_seeds(tmp_path, seed())
    seeding.load(folder=tmp_path)
    assert not OutwardService.objects.filter(listing="gb-second").exists()


TOLD = (OutwardService, OutwardOrganization, OutwardPlace, OutwardTerm)
