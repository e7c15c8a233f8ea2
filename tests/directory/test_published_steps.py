"""After a change a process reads again only what changed, and never less than that."""

import datetime as dt
import uuid

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from directory import numbering, outward, published, seeding
from directory.models.service import Service, Withdrawal
from directory.models.version import DirectoryVersion, VersionStep
from directory.states import State
from tests.directory.making import service, write_seeds
from tests.directory.test_published import Clock

pytestmark = [pytest.mark.django_db, pytest.mark.promise("S6")]


def alone(n: int) -> dict:
    """Return a listing that shares its body with no other."""
    return service(f"gb-{n}", organization={"name": f"Body {n}"})


@pytest.fixture(autouse=True)
def _nothing_remembered(tmp_path):
    published.forget()
    write_seeds(tmp_path, *(alone(n) for n in range(6)))
    seeding.load(folder=tmp_path)
    yield
    published.forget()


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def built(monkeypatch) -> list[int]:
    """Count how often everything was read."""
    times: list[int] = []
    whole = published.build
    monkeypatch.setattr(published, "build", lambda **said: times.append(1) or whole(**said))
    return times


def change(key: str, **fields: object) -> None:
    with transaction.atomic():
        version = numbering.locked()
        Service.objects.filter(seed_id=key).update(**fields)
        outward.refresh([Service.objects.get(seed_id=key).pk], version=version)


def look(clock: Clock):
    clock.now += 1.0
    return published.current(clock=clock)


WITHDRAWN = {
    "state": State.WITHDRAWN,
    "state_before": State.SOURCED,
    "withdrawn_why": Withdrawal.CLOSED,
}


def test_what_changed_is_new_and_the_rest_is_the_very_same(clock, built):
    before = look(clock)
    change("gb-1", name="Another name")
    after = look(clock)
    assert after.listings["gb-1"].name == "Another name"
    assert len(built) == 1
    assert [key for key in before.listings if after.listings[key] is not before.listings[key]] == ["gb-1"]


def test_what_was_withdrawn_is_gone_and_what_was_restored_is_back(clock, built):
    look(clock)
    change("gb-1", **WITHDRAWN)
    assert "gb-1" not in look(clock).listings
    change("gb-1", state=State.SOURCED, state_before="", withdrawn_why="")
    assert "gb-1" in look(clock).listings
    assert len(built) == 1


def test_an_advanced_edition_is_the_one_that_would_be_built(clock):
    look(clock)
    for number in range(4):
        change(f"gb-{number}", name=f"Name {number}")
        change("gb-5", **WITHDRAWN)
        change("gb-5", state=State.SOURCED, state_before="", withdrawn_why="")
    advanced = look(clock)
    assert advanced == published.build(version=advanced.version, stamp=advanced.stamp)


def test_more_keys_than_an_engine_has_places_for_are_no_database_that_is_away(clock):
    keys = {uuid.uuid4() for _ in range(260_000)} | set(Service.objects.values_list("pk", flat=True))
    assert len(list(published._records(keys))) == 6
    assert published._paired(keys) == set()


def test_a_change_that_says_nothing_of_listings_reads_everything(clock, built):
    look(clock)
    Service.objects.filter(seed_id="gb-1").update(name="Another name")
    with transaction.atomic():
        numbering.grow(numbering.locked())
    assert look(clock).listings["gb-1"].name == "Another name"
    assert len(built) == 2


def test_a_database_that_was_put_back_is_read_anew(clock, built):
    look(clock)
    change("gb-1", name="Then")
    VersionStep.objects.update(before="of another line")
    look(clock)
    assert len(built) == 2


def test_a_listing_that_was_removed_is_gone(clock):
    look(clock)
    row = Service.objects.get(seed_id="gb-1")
    with transaction.atomic():
        version, key = numbering.locked(), row.pk
        row.delete()
        outward.refresh([key], version=version)
    assert "gb-1" not in look(clock).listings


def test_a_process_far_behind_reads_everything(clock, built, monkeypatch):
    look(clock)
    monkeypatch.setattr(numbering, "STEPS_KEPT", 2)
    for number in range(4):
        change("gb-1", name=f"Name {number}")
    assert look(clock).listings["gb-1"].name == "Name 3"
    assert len(built) == 2
    assert VersionStep.objects.count() <= 2


def test_many_changes_at_once_are_no_step(clock, monkeypatch):
    monkeypatch.setattr(numbering, "MOST_IN_A_STEP", 0)
    change("gb-1", name="Another name")
    assert not VersionStep.objects.filter(number=DirectoryVersion.objects.get().number).exists()


def test_a_step_takes_as_many_queries_in_a_large_directory_as_in_a_small_one(clock, tmp_path):
    def queries() -> int:
        look(clock)
        change("gb-1", name=f"Name at {dt.datetime.now(dt.UTC)}")
        with CaptureQueriesContext(connection) as asked:
            look(clock)
        return len(asked)

    few = queries()
    write_seeds(tmp_path, *(alone(n) for n in range(60)))
    seeding.load(folder=tmp_path)
    assert queries() == few
