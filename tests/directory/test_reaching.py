"""Which numbers and hours count: the service's own, else those of its places, else those of its body."""

import uuid

import pytest

from directory import published
from directory.hours import Now, at
from directory.models.answering import Schedule
from directory.models.contact import Phone
from directory.models.organization import Organization
from directory.models.place import Location, ServiceAtLocation
from directory.models.service import Service, Visibility, Withdrawal
from directory.states import State
from tests.directory.making import MONDAY

pytestmark = pytest.mark.django_db


def service(name: str = "gb-h7", **said) -> Service:
    fields = {"state": State.SOURCED, "country": "GB", "kind": "crisis", "seed_id": name, "name": name}
    return Service.objects.create(id=uuid.uuid4(), **{**fields, **said})


def number(digits: str, **owner) -> Phone:
    return Phone.objects.create(
        id=uuid.uuid4(), number=digits, inside_country_only=False, valid=True, short=False, **owner
    )


def place(one: Service, **said) -> ServiceAtLocation:
    location = Location.objects.create(id=uuid.uuid4(), **said)
    return ServiceAtLocation.objects.create(id=uuid.uuid4(), service=one, location=location)


def opening(begin: int, end: int, **owner) -> Schedule:
    days = "MO,TU,WE,TH,FR"
    return Schedule.objects.create(id=uuid.uuid4(), byday=days, opens_at=begin, closes_at=end, **owner)


def shown(name: str = "gb-h7"):
    return published.build(version=1, stamp="").listings.get(name)


def numbers() -> list[str]:
    return [phone.number for phone in shown().phones]


def test_the_numbers_of_the_body_count_only_where_the_service_has_none():
    body = Organization.objects.create(id=uuid.uuid4(), name="A body")
    one = service(organization=body)
    number("0800 2", organization=body)
    assert numbers() == ["0800 2"]
    number("0800 1", service=one)
    assert numbers() == ["0800 1"]


def test_the_numbers_of_a_place_come_before_those_of_the_body():
    body = Organization.objects.create(id=uuid.uuid4(), name="A body")
    number("0800 2", organization=body)
    number("0800 3", service_at_location=place(service(organization=body)))
    assert numbers() == ["0800 3"]


@pytest.mark.promise("S5")
def test_a_confidential_place_lends_neither_number_nor_hours():
    there = place(service(), confidential=True)
    number("0800 3", service_at_location=there)
    opening(540, 1020, service_at_location=there)
    assert shown().phones == ()
    assert shown().hours.schedules == ()


def test_the_hours_of_a_place_count_where_the_service_says_none():
    one = service(timezone="Europe/London")
    opening(540, 1020, service_at_location=place(one))
    assert at(shown().hours, now=MONDAY).state is Now.OPEN
    opening(1200, 1260, service=one)
    assert at(shown().hours, now=MONDAY).state is Now.CLOSED


def test_places_that_open_at_different_times_are_never_surely_open():
    one = service(timezone="Europe/London")
    opening(540, 1020, service_at_location=place(one))
    opening(1200, 1260, service_at_location=place(one))
    assert at(shown().hours, now=MONDAY).state is Now.MAYBE


def test_places_that_open_at_the_same_times_are_surely_open():
    one = service(timezone="Europe/London")
    for _ in range(2):
        opening(540, 1020, service_at_location=place(one))
    assert at(shown().hours, now=MONDAY).state is Now.OPEN


def test_hours_that_are_only_words_are_words_and_stop_nothing():
    one = service()
    Schedule.objects.create(id=uuid.uuid4(), service=one, description="by appointment")
    assert shown().hours_words == ("by appointment",)
    assert at(shown().hours, now=MONDAY).state is Now.UNKNOWN


def test_a_pair_is_shown_whole_and_goes_whole():
    one, other = service("gb-h7", pair="p"), service("gb-h7-b", pair="p")
    assert shown() is not None
    Service.objects.filter(pk=other.pk).update(
        state=State.WITHDRAWN, state_before=State.SOURCED, withdrawn_why=Withdrawal.CLOSED
    )
    assert shown() is None
    assert Service.objects.get(pk=one.pk).state == State.SOURCED


def test_a_third_of_a_pair_takes_nobody_away_while_it_is_a_draft():
    service("gb-h7", pair="p"), service("gb-h7-b", pair="p")
    service("gb-h7-c", pair="p", state=State.DRAFT)
    assert shown() is not None


def test_what_is_for_staff_only_takes_its_pair_with_it():
    service("gb-h7", pair="p"), service("gb-h7-b", pair="p", visibility=Visibility.STAFF)
    assert shown() is None
    assert shown("gb-h7-b") is None


def test_what_is_told_only_to_who_asks_is_on_the_pages_of_this_site():
    service(visibility=Visibility.ASKED)
    assert shown().visibility == "asked"
