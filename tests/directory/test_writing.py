"""What a document says is in the tables afterwards, whole, and nothing else."""

import copy
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from directory import writing
from directory.hsds import shapes
from directory.hsds.table_of import MODELS
from directory.models.contact import Phone
from directory.models.organization import Organization
from directory.models.place import Location
from directory.models.service import Service
from directory.states import State
from tests.directory import whole

pytestmark = pytest.mark.django_db


def put(*documents: dict[str, Any]) -> list[Service]:
    keys = writing.write_documents(documents, state=State.PUBLISHED)
    return [Service.objects.get(pk=key) for key in keys]


def small(number: int, **said: Any) -> dict[str, Any]:
    whole_id = f"7b0e5a4e-0c1f-4b8e-9f43-0d7c3b6b{number:04d}"
    return {"id": whole_id, "name": "A line", "waypost": {"country": "GB", "kind": "crisis"}, **said}


def phone(number: int, says: str = "1") -> dict[str, Any]:
    return {"id": f"1b0e5a4e-0c1f-4b8e-9f43-0d7c3b6b{number:04d}", "number": says}


def test_every_field_of_every_entity_comes_back():
    document = shapes.tidy(whole.document())
    [service] = put(document)
    assert writing.document_of(service) == document
    assert all(model.objects.exists() for model in MODELS.values())


def test_writing_what_is_there_already_changes_nothing():
    document = whole.document()
    put(document)
    before = {name: list(model.objects.order_by("pk").values()) for name, model in MODELS.items()}
    put(document)
    assert {name: list(model.objects.order_by("pk").values()) for name, model in MODELS.items()} == before


def test_what_a_document_has_no_more_is_gone_from_every_table():
    document = whole.document()
    [service] = put(document)
    put({"id": document["id"], "name": "Bare", "waypost": document["waypost"]})
    assert set(writing.document_of(service)) == {"id", "name", "status", "waypost"}
    shared = {"organization", "location", "program", "unit", "taxonomy", "taxonomy_term"}
    kept_by_shared = {
        "contact",
        "phone",
        "language",
        "address",
        "schedule",
        "url",
        "funding",
        "accessibility",
    }
    left = {
        name
        for name, model in MODELS.items()
        if name not in shared
        and model.objects.filter(
            **{"service": service} if hasattr(model, "service") else {"pk": None}
        ).exists()
    }
    assert left <= {"service"} | kept_by_shared - {"phone", "contact"}


def test_two_listings_of_one_body_share_its_row():
    body = {"id": "2b0e5a4e-0c1f-4b8e-9f43-0d7c3b6b0001", "name": "A charity"}
    first, second = put(small(1, organization=body), small(2, organization=body))
    assert first.organization_id == second.organization_id
    assert Organization.objects.filter(pk=body["id"]).count() == 1


def test_one_row_seen_from_two_parents_is_one_row_in_both_places():
    contact = {"id": "3b0e5a4e-0c1f-4b8e-9f43-0d7c3b6b0001", "title": "Reception", "phones": [phone(1)]}
    [service] = put(small(1, phones=[phone(1)], contacts=[contact]))
    assert Phone.objects.filter(pk=phone(1)["id"]).count() == 1
    document = writing.document_of(service)
    assert document["phones"] == document["contacts"][0]["phones"]


def test_two_rows_with_one_key_become_two():
    [service] = put(small(1, phones=[phone(1, "111"), phone(1, "222")]))
    assert [one["number"] for one in writing.document_of(service)["phones"]] == ["111", "222"]


def test_a_row_of_another_listing_is_neither_taken_nor_changed():
    [first] = put(small(1, phones=[phone(1, "111")]))
    [second] = put(small(2, phones=[phone(1, "222")]))
    assert [one["number"] for one in writing.document_of(first)["phones"]] == ["111"]
    assert [one["number"] for one in writing.document_of(second)["phones"]] == ["222"]


def test_the_same_row_of_a_body_is_shared_although_it_hangs_at_another_listing_too():
    body = {"id": "2b0e5a4e-0c1f-4b8e-9f43-0d7c3b6b0001", "name": "A charity", "phones": [phone(1)]}
    [first] = put(small(1, organization=body, phones=[phone(1)]))
    [second] = put(small(2, organization=body))
    assert writing.document_of(second)["organization"]["phones"] == [{**phone(1), "type": "voice"}]
    assert writing.document_of(first)["phones"] == [{**phone(1), "type": "voice"}]


def test_a_place_that_two_listings_share_says_what_was_written_last():
    place = {"id": "4b0e5a4e-0c1f-4b8e-9f43-0d7c3b6b0001", "location_type": "physical", "name": "Old name"}
    [first] = put(small(1, service_at_locations=[{"id": phone(7)["id"], "location": place}]))
    put(small(2, service_at_locations=[{"id": phone(8)["id"], "location": {**place, "name": "New name"}}]))
    assert Location.objects.count() >= 1
    assert writing.document_of(first)["service_at_locations"][0]["location"]["name"] == "New name"


def test_a_language_that_stands_twice_is_kept_once():
    twice = [{"id": phone(1)["id"], "code": "ar"}, {"id": phone(2)["id"], "code": "ar"}]
    [service] = put(small(1, languages=twice))
    assert [one["code"] for one in writing.document_of(service)["languages"]] == ["ar"]


def test_what_a_file_said_beyond_the_standard_is_kept():
    [service] = put(small(1, colour="blue", phones=[{**phone(1), "ring": "loud"}]))
    document = writing.document_of(service)
    assert document["waypost"]["extra"] == {"colour": "blue"}
    assert document["phones"][0]["waypost"]["extra"] == {"ring": "loud"}


def test_an_extension_that_is_no_number_is_kept_as_it_was():
    numbers = [{**phone(1), "extension": 12}, {**phone(2, "2"), "waypost": {"extension_text": "0123"}}]
    [service] = put(small(1, phones=numbers))
    first, second = writing.document_of(service)["phones"]
    assert (first["extension"], second["waypost"]["extension_text"]) == (12, "0123")


def test_many_documents_take_no_more_queries_than_a_few(django_assert_max_num_queries):
    documents = [small(number, phones=[phone(number)]) for number in range(1, 41)]
    with django_assert_max_num_queries(90):
        put_all = writing.write_documents(documents, state=State.SOURCED)
    with CaptureQueriesContext(connection) as few:
        list(writing.documents_of(Service.objects.filter(pk__in=put_all[:2])))
    with CaptureQueriesContext(connection) as many:
        list(writing.documents_of(Service.objects.filter(pk__in=put_all)))
    assert len(many) <= len(few) + 2


def test_a_caller_s_document_is_left_as_it_was():
    document = whole.document()
    before = copy.deepcopy(document)
    put(document)
    assert document == before
