"""What is confidential is sealed on its way in, opened on record, and in no other table (S5)."""

import json
from typing import Any

import pytest
from django.apps import apps

from directory import sheltering, writing
from directory.models.contact import Contact, Phone
from directory.models.edition import Edition, Origin
from directory.models.place import Address, Location
from directory.models.service import Service
from directory.models.shelter import Shelter
from directory.sheltering import Part
from directory.states import State
from staff.acts import Act
from staff.models.record import AuditEntry
from staff.roles import NotAllowed

pytestmark = [pytest.mark.django_db, pytest.mark.promise("S5")]

LISTING = "7b0e5a4e-0c1f-4b8e-9f43-0d7c3b6b0001"
OTHER = "7b0e5a4e-0c1f-4b8e-9f43-0d7c3b6b0002"
PLACE = "4b0e5a4e-0c1f-4b8e-9f43-0d7c3b6b0001"
PHONE = "1b0e5a4e-0c1f-4b8e-9f43-0d7c3b6b0001"
HIDDEN = {"confidential": True}
SECRET = "Harbour"


def place(*, hidden: bool = True, **said: Any) -> dict[str, Any]:
    return {
        "id": PLACE,
        "location_type": "physical",
        "name": "Harbour House",
        "latitude": 51.5,
        "longitude": -0.25,
        "addresses": [
            {"id": "5b0e5a4e-0c1f-4b8e-9f43-0d7c3b6b0001", "address_1": "12 Harbour Lane", "city": "Harbour"}
        ],
        **said,
        **({"waypost": HIDDEN} if hidden else {}),
    }


def listing(*, where: dict[str, Any], key: str = LISTING, **said: Any) -> dict[str, Any]:
    return {
        "id": key,
        "name": "A refuge",
        "service_at_locations": [{"id": key.replace("7b", "8b"), "location": where}],
        "waypost": {"country": "GB", "kind": "domestic_violence"},
        **said,
    }


def put(document: dict[str, Any]) -> Service:
    return Service.objects.get(pk=writing.write_documents([document], state=State.PUBLISHED)[0])


def everything_stored() -> str:
    rooms = ("directory", "staff")
    models = [model for model in apps.get_models() if model._meta.app_label in rooms]
    return json.dumps([list(model._default_manager.values()) for model in models], default=str)


def test_a_confidential_place_is_in_no_table_but_sealed():
    service = put(listing(where=place()))
    assert SECRET not in everything_stored()
    assert Location.objects.get(pk=PLACE).confidential
    assert not Address.objects.filter(location_id=PLACE).exists()
    assert Shelter.objects.filter(part_id=PLACE, service=service).count() == 1


def test_a_confidential_number_or_person_has_no_row():
    contact = {"id": PHONE.replace("1b", "3b"), "name": "Harbour", "waypost": HIDDEN}
    phone = {"id": PHONE, "number": "Harbour 1", "waypost": HIDDEN}
    body = {"id": PHONE.replace("1b", "2b"), "name": "A charity", "phones": [{**phone, "id": LISTING}]}
    service = put(listing(where=place(), phones=[phone], contacts=[contact], organization=body))
    assert SECRET not in everything_stored()
    assert not Phone.objects.filter(pk__in=[PHONE, LISTING]).exists()
    assert not Contact.objects.filter(pk=contact["id"]).exists()
    document = writing.document_of(service)
    assert document["phones"] == [{"id": PHONE, "waypost": HIDDEN}]
    assert document["contacts"] == [{"id": contact["id"], "waypost": HIDDEN}]
    assert document["organization"]["phones"] == [{"id": LISTING, "waypost": HIDDEN}]


def test_what_is_sealed_comes_back_whole_and_the_look_is_on_record(dalia):
    service = put(listing(where=place()))
    [(part, content)] = sheltering.read_parts(person=dalia, service=service)
    assert (part, content) == (Part.LOCATION, place())
    entry = AuditEntry.objects.order_by("-number").first()
    assert (entry.act, entry.subject_id, entry.actor_id) == (Act.SHELTER_READ, str(service.pk), dalia.pk)


@pytest.mark.parametrize("name", ["amina", "chidi", "farah", "greta", "hana"])
def test_whoever_may_not_read_it_does_not(name, request):
    person, service = request.getfixturevalue(name), put(listing(where=place()))
    with pytest.raises(NotAllowed):
        sheltering.read_parts(person=person, service=service)


def test_another_key_opens_nothing_and_says_so(dalia, settings):
    service = put(listing(where=place()))
    settings.WAYPOST_SEAL_KEY = "another installation's key, as long as it has to be"
    with pytest.raises(sheltering.Unreadable):
        sheltering.read_parts(person=dalia, service=service)


def test_a_draft_keeps_its_secret_apart_until_it_is_public(dalia):
    service = put(listing(where=place()))
    moved = listing(where=place(name="Harbour Tower"))
    edition = writing.save_draft(person=dalia, document=moved, service=service, origin=Origin.DESK)
    assert SECRET not in everything_stored()
    assert sheltering.count_waiting(edition) == 1
    assert [one["name"] for _part, one in sheltering.read_parts(person=dalia, service=service)] == [
        "Harbour House"
    ]
    both = sheltering.read_parts(person=dalia, service=service, edition=edition)
    assert [one["name"] for _part, one in both] == ["Harbour Tower"]
    writing.write_documents([edition.document], state=State.PUBLISHED)
    sheltering.publish(edition)
    assert [one["name"] for _part, one in sheltering.read_parts(person=dalia, service=service)] == [
        "Harbour Tower"
    ]


def test_what_becomes_confidential_is_gone_from_tables_and_from_every_edition(dalia):
    service = put(listing(where=place(hidden=False)))
    writing.save_draft(
        person=dalia, document=writing.document_of(service), service=service, origin=Origin.DESK
    )
    assert SECRET in everything_stored()
    put(listing(where=place()))
    assert SECRET not in everything_stored()
    assert Edition.objects.filter(service=service).count() == 2


def test_a_place_is_confidential_for_every_listing_in_it():
    first = put(listing(where=place()))
    second = put(listing(where=place(), key=OTHER))
    put({"id": LISTING, "name": "Moved away", "waypost": {"country": "GB"}})
    assert not sheltering.is_sealed(first)
    assert sheltering.is_sealed(second)


def test_a_secret_that_the_listing_has_no_more_is_destroyed():
    put(listing(where=place()))
    put({"id": LISTING, "name": "Moved away", "waypost": {"country": "GB"}})
    assert not Shelter.objects.filter(part_id=PLACE).exists()


def test_a_secret_is_not_printed_with_its_part():
    _bare, [part] = sheltering.part_out(listing(where=place()))
    assert SECRET not in repr(part)


def test_saying_the_same_secret_again_keeps_one_row():
    for _time in range(2):
        put(listing(where=place()))
    assert Shelter.objects.filter(part_id=PLACE).count() == 1
