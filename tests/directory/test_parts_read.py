"""Services hung with rows that were read already make the same public listings as services fetched whole."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from directory import parts_read, published, writing
from directory.models.contact import Phone
from directory.models.place import Location, ServiceAtLocation
from directory.models.service import Service

pytestmark = pytest.mark.django_db


def fetched() -> dict:
    rows = Service.objects.shown(show_sourced=True)
    return {row.pk: listing for row, listing in published.listings_of(rows, show_sourced=True)}


def read() -> dict:
    rows = writing.read_of(Service.objects.shown(show_sourced=True))
    hung = [parts_read.hung(row, book) for row, _document, book in rows]
    with CaptureQueriesContext(connection) as asked:
        found = {row.pk: one for row, one in published.listings_read(hung, show_sourced=True)}
    assert len(asked) == 0
    return found


def test_every_listing_is_the_same():
    assert len(fetched()) > 100
    assert read() == fetched()


def test_it_is_what_the_tables_tell_when_each_row_is_asked_for_by_itself():
    rows = Service.objects.shown(show_sourced=True).order_by("?")[:40]
    alone = {row.pk: one for row, one in published.listings_read(rows, show_sourced=True)}
    known = fetched()
    assert alone == {key: known[key] for key in alone}
    assert len(alone) > 30


@pytest.mark.promise("S5")
def test_a_number_comes_from_a_place_that_may_be_told_and_from_no_other():
    row = Service.objects.shown(show_sourced=True).filter(organization__isnull=False).first()
    Phone.objects.filter(service=row).delete()
    for number, secret in (("+442079460001", False), ("+442079460002", True)):
        place = Location.objects.create(confidential=secret)
        there = ServiceAtLocation.objects.create(service=row, location=place)
        Phone.objects.create(
            service_at_location=None if secret else there, location=place if secret else None, number=number,
            inside_country_only=False, valid=True, short=False,
        )  # fmt: skip
    numbers = {phone.number for phone in read()[row.pk].phones}
    assert len(numbers) == 1
    assert read() == fetched()
