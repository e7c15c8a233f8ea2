"""The edition that a process serves: fresh within a second, whole while the database is away."""

import datetime as dt
import threading
import uuid
from pathlib import Path

import pytest
from django.db import DatabaseError, connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from directory import published, seeding
from directory.models.place import Location, ServiceAtLocation
from directory.models.service import Service, Withdrawal
from directory.models.version import DirectoryVersion
from directory.states import State
from tests.directory.making import service, write_emergency, write_seeds

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _nothing_remembered():
    published.forget()
    yield
    published.forget()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    write_seeds(tmp_path, service(), service("gb-second"))
    write_emergency(tmp_path, {"GB": ["999"]})
    seeding.load(folder=tmp_path)
    return tmp_path


class Clock:
    """A clock that moves when the test says so. Units: seconds."""

    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


def withdraw(seed_id: str) -> None:
    Service.objects.filter(seed_id=seed_id).update(
        state=State.WITHDRAWN, state_before=State.SOURCED, withdrawn_why=Withdrawal.CLOSED
    )
    DirectoryVersion.objects.update(number=2, stamp="after withdrawing")


@pytest.mark.promise("S6")
def test_a_withdrawn_listing_is_gone_within_two_seconds(folder, clock):
    assert "gb-line" in published.current(clock=clock).listings
    withdraw("gb-line")
    clock.now += 1.0
    assert "gb-line" not in published.current(clock=clock).listings


def test_within_a_second_the_database_is_not_asked_at_all(folder, clock, django_assert_num_queries):
    published.current(clock=clock)
    clock.now += 0.9
    with django_assert_num_queries(0):
        published.current(clock=clock)


def test_an_unchanged_version_costs_one_query_and_gives_the_same_edition(
    folder, clock, django_assert_num_queries
):
    first = published.current(clock=clock)
    clock.now += 5
    with django_assert_num_queries(1):
        assert published.current(clock=clock) is first


def test_an_edition_takes_as_many_queries_for_many_listings_as_for_few(folder, clock):
    with CaptureQueriesContext(
        connection,
    ) as few:
        published.build(version=1, stamp="")
    write_seeds(folder, *(service(f"gb-{n}") for n in range(40)))
    seeding.load(folder=folder)
    with CaptureQueriesContext(connection) as many:
        published.build(version=1, stamp="")
    assert len(few) == len(many)


@pytest.mark.promise("S13")
def test_while_the_database_is_away_the_last_edition_is_served_and_says_so(folder, clock, monkeypatch):
    first = published.current(clock=clock)
    monkeypatch.setattr(published, "_newest", _away)
    clock.now += 2
    cut_off = published.current(clock=clock)
    assert set(cut_off.listings) == set(first.listings)
    assert cut_off.unconfirmed_since is not None


@pytest.mark.promise("S13")
def test_when_the_database_is_back_the_edition_is_confirmed_again(folder, clock, monkeypatch):
    with monkeypatch.context() as patch:
        patch.setattr(published, "_newest", _away)
        published.current(clock=clock)
    clock.now += 2
    assert published.current(clock=clock).unconfirmed_since is None


def test_a_process_that_never_saw_the_directory_serves_an_empty_one(clock, monkeypatch):
    monkeypatch.setattr(published, "_newest", _away)
    edition = published.current(clock=clock)
    assert not edition.listings
    assert edition.unconfirmed_since is not None


def _away():
    raise DatabaseError("away")


@pytest.mark.promise("S6")
def test_turning_sourced_listings_off_takes_effect_at_once(folder, clock, settings):
    assert published.current(clock=clock).listings
    settings.WAYPOST_SHOW_SOURCED = False
    assert not published.current(clock=clock).listings


@pytest.mark.promise("S6")
def test_turning_sourced_listings_off_holds_while_the_database_is_away(folder, clock, settings, monkeypatch):
    published.current(clock=clock)
    settings.WAYPOST_SHOW_SOURCED = False
    monkeypatch.setattr(published, "_newest", _away)
    assert not published.current(clock=clock).listings


def test_many_threads_read_one_edition(folder, clock, monkeypatch):
    edition = published.build(version=1, stamp="")
    looked = []
    monkeypatch.setattr(published, "_newest", lambda: looked.append(1) or edition)
    threads = [threading.Thread(target=published.current, kwargs={"clock": clock}) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(looked) == 1


@pytest.mark.promise("S13")
def test_a_database_that_hangs_holds_up_nobody_who_can_be_served_from_memory(folder, clock, monkeypatch):
    first = published.current(clock=clock)
    clock.now += 2
    hangs, asked = threading.Event(), threading.Event()

    def hanging():
        asked.set()
        hangs.wait(10)
        return first

    monkeypatch.setattr(published, "_newest", hanging)
    thread = threading.Thread(target=published.current, kwargs={"clock": clock})
    thread.start()
    assert asked.wait(10)
    assert published.current(clock=clock) is first
    hangs.set()
    thread.join()


def test_emergency_numbers_are_dialled_as_they_are(folder, clock):
    main = published.current(clock=clock).emergency["GB"][0]
    assert (main.number, main.dial) == ("999", "tel:999")


@pytest.mark.promise("S6")
def test_a_listing_whose_day_is_over_goes_without_anybody_doing_anything(folder, clock, monkeypatch):
    Service.objects.filter(seed_id="gb-line").update(state=State.PUBLISHED, due_on=dt.date(2026, 11, 21))
    moment = dt.datetime(2026, 11, 21, 23, 59, tzinfo=dt.UTC)
    monkeypatch.setattr(timezone, "now", lambda: moment)
    assert "gb-line" in published.current(clock=clock).listings
    moment += dt.timedelta(minutes=2)
    clock.now += 1.0
    assert "gb-line" not in published.current(clock=clock).listings


@pytest.mark.promise("S13")
def test_more_places_than_one_question_can_name_are_read(folder):
    body = Service.objects.get(seed_id="gb-second")
    places = [Location(id=uuid.uuid4()) for _ in range(1001)]  # SQLite refuses a thousand conditions
    Location.objects.bulk_create(places)
    found = [ServiceAtLocation(id=uuid.uuid4(), service=body, location=place) for place in places]
    ServiceAtLocation.objects.bulk_create(found)
    assert "gb-second" in published.build(version=1, stamp="").listings


def test_listings_are_read_in_parts_without_losing_any(folder, monkeypatch):
    monkeypatch.setattr(published, "READ_AT_ONCE", 1)
    assert len(published.build(version=1, stamp="").listings) == 2
