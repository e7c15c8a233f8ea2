"""The edition that is kept on the machine: a process starts from it, and shows nothing that went since."""

import datetime as dt
import os
import random
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import msgspec
import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from directory import kept_edition, published, seeding, slots
from directory.edition import Published
from directory.kept_edition import Lying
from directory.models.service import Service
from directory.search import index, kept_shelf, shelves
from directory.slots import Indexed, Record
from directory.states import State
from tests.directory.making import MONDAY, listing, service, write_emergency, write_seeds
from tests.directory.test_published_steps import WITHDRAWN, change
from tests.directory.test_search_carrying import told

pytestmark = [pytest.mark.django_db, pytest.mark.promise("S13")]


def paired(key: str) -> dict[str, Any]:
    return service(key, waypost={**service(key)["waypost"], "pair": "both"})


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, settings: Any) -> Iterator[Path]:
    """Six listings and a number, and a folder of this installation."""
    write_seeds(tmp_path, *(service(f"gb-{n}", organization={"name": f"Body {n}"}) for n in range(6)))
    write_emergency(tmp_path, {"GB": ["999"]})
    seeding.load(folder=tmp_path)
    settings.EDITION_DIR = tmp_path / "edition"
    published.forget()
    yield settings.EDITION_DIR
    published.forget()


def started() -> Published:
    """Forget what this process knew, as a new one does, and return what it serves."""
    published.forget()
    return published.current()


def started_without_a_database(monkeypatch: pytest.MonkeyPatch) -> Published:
    with monkeypatch.context() as away:
        away.setattr(published, "_stored", _down)
        return started()


def _down(*_: object) -> None:
    raise DatabaseError("gone")


def in_memory(like: Published) -> Published:
    return published.build(version=like.version, stamp=like.stamp)


def next_edition() -> Published:
    published.look_again()
    return published.current()


# --- a process that starts ---


def test_the_next_process_reads_no_listing_of_the_database(folder: Path) -> None:
    first = started()
    assert isinstance(first.table.records.lower, Lying)
    with CaptureQueriesContext(
        connection,
    ) as asked:
        second = started()
    assert second == first == in_memory(first)
    assert len(second.listings) == 6
    assert not [one for one in asked.captured_queries if "directory_service" in one["sql"]]


def test_it_reads_what_changed_since_and_nothing_else(monkeypatch: pytest.MonkeyPatch) -> None:
    started()
    change("gb-1", name="Another name")
    monkeypatch.setattr(published, "_read_whole", _down)
    edition = started()
    assert edition.listings["gb-1"].name == "Another name"
    assert edition == in_memory(edition)


@pytest.mark.promise("S6")
def test_without_a_database_it_shows_what_was_shown_last_and_says_since_when(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    started()
    change("gb-1", **WITHDRAWN)
    change("gb-2", name="Another name")
    assert "gb-1" not in next_edition().listings
    edition = started_without_a_database(monkeypatch)
    assert edition.unconfirmed_since is not None
    assert edition.listings.keys() == {"gb-0", "gb-2", "gb-3", "gb-4", "gb-5"}
    assert edition.listings["gb-2"].name == "Another name"
    assert edition.emergency["GB"][0].number == "999"
    again = next_edition()
    assert again.unconfirmed_since is None
    assert again == in_memory(again)


@pytest.mark.promise("S6")
def test_after_a_week_without_the_databases_word_only_emergency_numbers_are_shown(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    started()
    eight_days_ago = (dt.datetime.now() - dt.timedelta(days=8)).timestamp()  # noqa: DTZ005 - of a file
    os.utime(folder / kept_edition.NAME, (eight_days_ago, eight_days_ago))
    edition = started_without_a_database(monkeypatch)
    assert not edition.listings
    assert not edition.in_place("GB")
    assert edition.emergency["GB"][0].number == "999"
    assert len(next_edition().listings) == 6


def test_the_databases_word_that_nothing_changed_is_noted(folder: Path) -> None:
    started()
    os.utime(folder / kept_edition.NAME, (1, 1))
    published._memory.confirmed_at = float("-inf")
    next_edition()
    kept = kept_edition.last(show_sourced=True)
    assert kept is not None
    assert dt.datetime.now(dt.UTC) - kept.confirmed_at < dt.timedelta(minutes=5)


@pytest.mark.promise("S6")
def test_a_process_that_lags_does_not_bring_back_what_another_one_saw_go(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    before = started()
    change("gb-1", **WITHDRAWN)
    next_edition()
    kept_edition.follow(before, show_sourced=True, read_on=timezone.now().date())
    assert "gb-1" not in started_without_a_database(monkeypatch).listings


@pytest.mark.parametrize("kept", [True, False])
def test_what_changed_a_lot_is_put_down_anew_without_reading_it_all(
    kept: bool, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    if not kept:
        settings.EDITION_DIR = None
    started()
    monkeypatch.setattr(slots, "WORN", 3)
    monkeypatch.setattr(published, "_read_whole", _down)
    for number in range(5):
        change(f"gb-{number}", name="Another name")
        edition = next_edition()
    assert len(edition.table.records.upper) < 3
    assert edition == in_memory(edition)
    assert isinstance(edition.table.records.lower, Lying) is kept


# --- the day ---


@pytest.mark.promise("S6")
def test_on_the_next_day_what_is_overdue_is_gone_and_only_that_is_read(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    change("gb-3", state=State.PUBLISHED, due_on=timezone.now().date())
    assert started().listings["gb-3"].vetted
    tomorrow = timezone.now() + dt.timedelta(days=1)
    monkeypatch.setattr(timezone, "now", lambda: tomorrow)
    monkeypatch.setattr(published, "_read_whole", _down)
    assert "gb-3" not in next_edition().listings
    assert "gb-3" not in started().listings
    assert len(started().listings) == 5


# --- files that can't be used ---


@pytest.mark.parametrize("harm", ["cut", "index", "empty", "other", "tail"])
def test_a_file_that_is_not_whole_is_made_anew(folder: Path, harm: str) -> None:
    first = started()
    path = folder / kept_edition.NAME
    whole = path.read_bytes()
    at = len(whole) - kept_edition.TAIL.size - 20
    path.unlink()
    path.write_bytes(
        {
            "cut": whole[:-100],
            "index": whole[:at] + bytes([whole[at] ^ 255]) + whole[at + 1 :],
            "empty": b"",
            "other": b"{}" * 500,
            "tail": whole[: -kept_edition.TAIL.size] + b"\xff" * kept_edition.TAIL.size,
        }[harm]
    )
    assert kept_edition.last(show_sourced=True) is None
    assert started() == first
    assert kept_edition.last(show_sourced=True) is not None


def test_what_followed_that_cant_be_read_is_no_edition(folder: Path) -> None:
    started()
    change("gb-1", name="Another name")
    edition = next_edition()
    (since,) = folder.glob(f"{kept_edition.SINCE}[0-9a-f]*")
    since.write_bytes(b"\xc1")
    assert kept_edition.last(show_sourced=True) is None
    assert started() == edition


def test_another_version_of_the_program_makes_it_anew(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    started()
    before = (folder / kept_edition.NAME).stat().st_ino
    monkeypatch.setattr(kept_edition, "form", lambda: "another")
    started()
    assert (folder / kept_edition.NAME).stat().st_ino != before


@pytest.mark.promise("S6")
def test_under_another_setting_of_what_may_be_shown_it_is_not_used(settings: Any) -> None:
    assert len(started().listings) == 6
    settings.WAYPOST_SHOW_SOURCED = False
    assert kept_edition.last(show_sourced=False) is None
    assert len(started().listings) == 0


def test_where_nothing_can_be_kept_the_edition_is_in_memory(folder: Path) -> None:
    folder.write_text("a file in place of the folder")
    edition = started()
    assert len(edition.listings) == 6
    assert not isinstance(edition.table.records.lower, Lying)


def test_nobody_waits_for_ever_for_a_process_that_keeps_its_turn(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(kept_edition, "LONGEST_S", 0.2)
    with kept_edition.turn():
        assert len(started().listings) == 6


def test_a_file_that_breaks_off_leaves_the_one_before(folder: Path) -> None:
    first = started()

    def breaks() -> Iterator[Record]:
        yield from (Record(listing(f"x-{number}")) for number in range(3))
        raise RuntimeError("killed")

    with pytest.raises(RuntimeError):
        kept_edition.keep(breaks(), first, show_sourced=True, read_on=timezone.now().date())
    kept = kept_edition.last(show_sourced=True)
    assert kept is not None
    assert kept.edition == first
    assert {path.name for path in folder.iterdir()} == {kept_edition.NAME, kept_edition.LOCK}


def test_a_listing_that_cant_be_read_has_the_edition_made_anew(folder: Path) -> None:
    first = in_memory(started())
    edition = published.current()
    (folder / kept_edition.NAME).write_bytes(b"cut off by somebody")
    with pytest.raises(msgspec.MsgspecError):
        dict(edition.listings)
    assert next_edition() == first


# --- the shelf ---


def test_a_process_that_starts_makes_no_shelf(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    index.rebuild()
    made = told(shelves.of(started()))
    assert (folder / kept_shelf.NAME).exists()
    monkeypatch.setattr(shelves, "of_edition", _down)
    shelves._held.published = shelves._held.shelved = None
    assert told(shelves.of(started())) == made


def test_a_kept_shelf_is_brought_to_what_changed_since(monkeypatch: pytest.MonkeyPatch) -> None:
    index.rebuild()
    shelves.of(started())
    change("gb-1", **WITHDRAWN)
    change("gb-2", name="Another name", anonymous=True)
    index.put(Service.objects.filter(seed_id__in=["gb-1", "gb-2"]).values_list("pk", flat=True))
    edition = started()
    expected = told(shelves.of_edition(edition))
    monkeypatch.setattr(shelves, "of_edition", _down)
    shelves._held.published = shelves._held.shelved = None
    assert told(shelves.of(edition)) == expected


def test_what_went_is_on_no_kept_shelf() -> None:
    index.rebuild()
    shelves.of(started())
    change("gb-1", **WITHDRAWN)
    shelves._held.published = shelves._held.shelved = None
    assert "gb-1" not in shelves.of(started()).shelf.ids


def test_a_shelf_of_another_edition_is_not_used(folder: Path) -> None:
    shelves.of(started())
    (folder / kept_edition.NAME).unlink()
    edition = started()
    assert kept_shelf.last(edition) is None
    (folder / kept_shelf.NAME).write_bytes(b"x" * 100)
    assert kept_shelf.last(edition) is None


# --- slots ---


def test_an_edition_that_followed_many_is_what_would_be_made_at_once() -> None:
    chance = random.Random(7)  # noqa: S311 - the same changes each time
    kinds = ("crisis", "legal", "shelter")
    present: dict[str, Record] = {}
    table = slots.held(())
    for _ in range(60):
        gone = chance.sample(sorted(present), min(len(present), 2))
        came = []
        for number in chance.sample(range(30), 4):
            pair = f"pair-{number // 2}" if number < 8 else None
            one = listing(f"l-{number:02}", name=chance.choice("abc"), kind=chance.choice(kinds), pair=pair)
            came.append(Record(one, Indexed(one.id, number, (), chance.random() < 0.5)))
        for key in gone:
            present.pop(key)
        present.update({one.listing.id: one for one in came})
        for half in {one.listing.pair for one in present.values() if one.listing.pair}:
            both = [key for key, one in present.items() if one.listing.pair == half]
            if len(both) < 2:
                present.pop(both[0])
        table = table.following(gone, came)
        anew = slots.held(present.values())
        for view in ("listings", "indexed", "pairs", "by_place"):
            assert getattr(table, view) == getattr(anew, view), view
        assert list(table.listings) == list(anew.listings)
        assert {key: len(found) for key, found in table.sets.items()} == {
            key: len(found) for key, found in anew.sets.items()
        }


def test_half_a_pair_is_in_no_file(folder: Path) -> None:
    records = [Record(listing("a", pair="p")), Record(listing("b", pair="p")), Record(listing("c", pair="q"))]
    bare = in_memory(started())
    assert kept_edition.keep(records, bare, show_sourced=True, read_on=MONDAY.date())
    kept = kept_edition.last(show_sourced=True)
    assert kept is not None
    assert kept.edition.listings.keys() == {"a", "b"}
    assert kept.edition.pairs == {"p": (records[0].listing, records[1].listing)}


def test_of_many_listings_few_are_held(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kept_edition, "REMEMBERED", 2)
    edition = started()
    lower = edition.table.records.lower
    assert isinstance(lower, Lying)
    assert [one.id for one in edition.listings.values()] == [f"gb-{n}" for n in range(6)]
    assert len(lower._read) <= 2
    assert replace(edition.listings["gb-0"]) == lower[0].listing


# --- before the workers start ---


def test_what_followed_is_kept_whole_before_workers_start(folder: Path, capsys: Any) -> None:
    started()
    change("gb-1", **WITHDRAWN)
    next_edition()
    call_command("keep_edition")
    assert capsys.readouterr().out == "5 listings are kept\n"
    kept = kept_edition.last(show_sourced=True)
    assert kept is not None
    assert kept_edition.is_kept(kept.edition)
    assert (folder / kept_shelf.NAME).exists()
    assert not list(folder.glob(f"{kept_edition.SINCE}[0-9a-f]*"))


def test_where_nothing_can_be_kept_that_is_said(folder: Path) -> None:
    folder.write_text("a file in place of the folder")
    with pytest.raises(CommandError, match="may write to"):
        call_command("keep_edition")


def test_without_a_database_nothing_is_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(published, "_stored", _down)
    published.forget()
    with pytest.raises(CommandError, match="does not answer"):
        call_command("keep_edition")
