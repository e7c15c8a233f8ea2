"""The queue: what is in it, what is not, and that each row says why in words."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone, translation

from directory import danger, due, verification
from directory.models.service import Service
from directory.models.version import DirectoryVersion
from directory.states import State
from staff.models.person import User
from tests.directory.vetted import SERVICE
from tests.directory.vetted import published as publish

pytestmark = pytest.mark.django_db
DAY = dt.timedelta(days=1)


@pytest.fixture(autouse=True)
def _nothing_remembered():
    due.crowd_at.cache_clear()


@pytest.fixture
def row(dalia: User, emeka: User, settings) -> Service:
    """The only listing of an installation that shows vetted ones alone."""
    settings.WAYPOST_SHOW_SOURCED = False
    return publish(dalia, emeka)


def today() -> dt.date:
    return timezone.now().date()


def rows(on: dt.date | None = None) -> dict[str, tuple[str, ...]]:
    return {one.service.seed_id: one.why for one in due.queue(today=on or today()).rows}


def test_what_was_verified_lately_is_not_in_it(row):
    assert rows() == {}


def test_what_is_due_soon_is_and_says_so(row):
    on = row.due_on - 10 * DAY
    assert rows(on)["gb-drafted"][:2] == ("due in 10 days", "verified 170 days ago")


def test_what_is_overdue_is_whether_or_not_the_command_ran(row):
    on = row.due_on + DAY
    first = rows(on)
    verification.age(today=on)
    assert rows(on) == first
    assert first["gb-drafted"][0] == "overdue for 1 day, not shown"


def test_what_the_last_verification_found_different_is(emeka, row):
    verification.verify(person=emeka, service=row, how="called", outcome="changed")
    assert "the last verification found something else, or nobody" in rows()["gb-drafted"]
    verification.verify(person=emeka, service=row, how="called", outcome="true")
    assert rows() == {}


def test_what_is_withdrawn_is_not(row):
    Service.objects.filter(pk=SERVICE).update(
        state=State.WITHDRAWN, state_before=State.PUBLISHED, withdrawn_why="closed", due_on=today()
    )
    assert rows() == {}


def test_where_people_read_sourced_listings_those_are_in_it_page_by_page(settings):
    settings.WAYPOST_SHOW_SOURCED = True
    first, second = due.queue(today=today()), due.queue(today=today(), page=2)
    assert first.total == Service.objects.filter(state=State.SOURCED).count()
    assert len(first.rows) == len(second.rows) == due.PER_PAGE
    assert first.rows[-1].danger >= second.rows[0].danger
    assert not {one.service.pk for one in first.rows} & {one.service.pk for one in second.rows}


def test_it_can_be_narrowed_to_a_country(settings):
    settings.WAYPOST_SHOW_SOURCED = True
    some = due.queue(today=today(), country="KE")
    assert 0 < some.total < due.queue(today=today()).total


def test_every_reason_has_words():
    assert set(due._WORDS) == set(danger.Why)
    with translation.override("en"):
        assert due.words(danger.Ranked(row_id(), 1.0, ((danger.Why.DUE, 0),))) == ("due today",)


def row_id():
    return Service(seed_id="x").pk


def test_it_is_read_with_as_many_queries_for_all_as_for_one(row, settings):
    with CaptureQueriesContext(connection) as one:
        due.queue(today=row.due_on)
    settings.WAYPOST_SHOW_SOURCED = True
    due.crowd_at.cache_clear()
    with CaptureQueriesContext(connection) as many:
        due.queue(today=row.due_on)
    assert len(one) == len(many)


def test_how_crowded_each_place_is_counts_once_for_each_version_of_the_directory(row, emeka):
    first = due.exposure_of(row)
    with CaptureQueriesContext(connection) as asked:
        assert due.exposure_of(row) == first
    assert not [one for one in asked if "COUNT" in one["sql"]]
    verification.verify(person=emeka, service=row, how="called", outcome="gone")
    due.exposure_of(row)
    assert due.crowd_at.cache_info().misses == 2


def test_reading_it_changes_nothing(row):
    before = DirectoryVersion.objects.get().number
    due.queue(today=row.due_on)
    assert DirectoryVersion.objects.get().number == before


def test_a_listing_of_several_kinds_and_one_without_a_place_are_counted_too(row):
    Service.objects.filter(pk=SERVICE).update(more_kinds=["legal"])
    row.service_areas.all().delete()
    row.refresh_from_db()
    due.crowd_at.cache_clear()  # nothing grew the version here
    assert due.exposure_of(row) == danger.Exposure(share=2.0, alone=2)


def test_how_often_a_listing_is_shown_follows_from_the_directory_alone(row):
    assert due.exposure_of(row) == danger.Exposure(share=1.0, alone=1)
