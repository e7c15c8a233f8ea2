"""A public process that reads a copy: what is withdrawn is gone from it, whether the copy knows or not."""

import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.db import DatabaseError, connections

from directory import published, publishing
from directory.models.service import Service, Withdrawal
from directory.models.version import DirectoryVersion
from safety import aside, reach
from staff.models.person import User
from tests.directory.test_two_processes import DOORS, NAME, PLACE, gone_from, on_a_page
from tests.directory.vetted import document
from tests.directory.vetted import published as publish
from tests.running.site import of_this_run, serving

pytestmark = [pytest.mark.promise("S6"), pytest.mark.one_engine]


@pytest.fixture(autouse=True)
def _nothing_remembered() -> Iterator[None]:
    published.forget()
    yield
    published.forget()


def a_listing(dalia: User, emeka: User) -> Service:
    about = {**document()["waypost"], "country": PLACE}
    areas = [{**document()["service_areas"][0], "waypost": {"country": PLACE}}]
    return publish(dalia, emeka, name=NAME, waypost=about, service_areas=areas)


@pytest.mark.django_db(transaction=True)
def test_what_a_copy_does_not_know_yet_is_read_from_the_primary(dalia, emeka, chidi, tmp_path: Path):
    row = a_listing(dalia, emeka)
    copy = tmp_path / "copy.sqlite3"  # it follows nobody
    with (
        sqlite3.connect(connections["default"].settings_dict["NAME"]) as main,
        sqlite3.connect(copy) as target,
    ):
        main.backup(target)
    given = {**of_this_run(), "WAYPOST_DOORS": "public", "WAYPOST_READ_URL": f"sqlite:///{copy}"}
    with serving("config.wsgi:application", environment=given) as site:
        assert all(door(site, row) for door in DOORS)
        publishing.withdraw(person=chidi, service=row, why=Withdrawal.NOT_SAFE)
        took = gone_from((site,), row, doors=(on_a_page,))
        print(f"a copy that does not follow: withdrawn and gone from its pages after {took:.2f} s")


@pytest.mark.django_db
def test_a_process_never_goes_back_to_what_another_copy_still_holds(dalia, emeka, settings):
    row = a_listing(dalia, emeka)
    before = DirectoryVersion.objects.get()
    publishing.withdraw(person=emeka, service=row, why=Withdrawal.NOT_SAFE)
    assert row.seed_id not in published.current().listings
    known = published.current().version
    DirectoryVersion.objects.update(number=before.number, stamp=before.stamp)
    settings.WAYPOST_READS_APART = True  # and no way to the primary
    published.look_again()
    edition = published.current()
    assert edition.version == known > before.number
    assert edition.unconfirmed_since is not None
    settings.WAYPOST_READS_APART = False  # the one database was put back from a backup: it counts
    published.look_again()
    assert published.current().version == before.number


@pytest.mark.django_db
def test_what_one_copy_tells_is_not_said_of_what_another_copy_holds(
    settings, monkeypatch: pytest.MonkeyPatch
):
    before = published.current()
    settings.WAYPOST_READS_APART = True  # and no way to the primary
    newer = DirectoryVersion(number=before.version + 1, stamp="told by a copy that is further on")
    monkeypatch.setattr(aside, "asked", lambda *_question, **_how: newer)
    published.look_again()
    edition = published.current()
    assert edition.version == before.version
    assert edition.unconfirmed_since is not None


@pytest.mark.django_db
def test_while_the_primary_gives_no_answer_the_copy_is_read(settings, monkeypatch: pytest.MonkeyPatch):
    def down() -> str:
        raise DatabaseError("away")

    settings.WAYPOST_READS_APART = True
    monkeypatch.setattr(reach, "is_open", lambda: True)
    monkeypatch.setattr(reach, "primary", down)
    assert published.current().unconfirmed_since is None
    assert published.current().listings
