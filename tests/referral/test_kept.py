"""The edition that is kept on the machine, for a process that starts while the database is away."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.db import OperationalError
from django.test import Client

import config.urls  # noqa: F401 - reads files of the seeds once, before they are swapped below
from referral import bookshelf, editing_review, editions, kept
from referral.models.pathway import BookEdition
from referral.pathway.read import read
from staff.models.person import User
from tests.referral import drafting
from tests.referral.small_book import book_of
from tests.referral.test_pages import post

pytestmark = [pytest.mark.django_db, pytest.mark.promise("S13")]
WALK = [("go", "walk"), ("country", "GB"), ("start", "p01")]


@pytest.fixture(autouse=True)
def small(tmp_path: Path, settings: Any) -> Iterator[None]:
    """The small edition in place of the seeds, and a folder of this installation."""
    settings.SEEDS_DIR, settings.KEPT_DIR = tmp_path / "seeds", tmp_path / "kept"
    book_of(settings.SEEDS_DIR / "pathways")
    editions.forget()
    yield
    editions.forget()


@pytest.fixture
def published(jun: User, kofi: User) -> str:
    return drafting.published_by(jun, kofi, drafting.more_law(jun))


def started_without_a_database(monkeypatch: pytest.MonkeyPatch) -> None:
    """Forget what this process knew, as a new one does, and have the database away."""
    editions.forget()
    monkeypatch.setattr("referral.models.pathway.BookEditionQuerySet.walked", _down)


def _down(*args: object, **named: object) -> None:
    raise OperationalError("gone")


def file(settings: Any) -> Path:
    return settings.KEPT_DIR / kept.NAME


@pytest.mark.promise("S8")
def test_a_process_that_starts_without_a_database_walks_what_was_published_last(
    published: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert published != editions.seeds().edition
    started_without_a_database(monkeypatch)
    assert editions.current().edition == published


def test_what_was_taken_back_is_not_what_is_kept(
    published: str, kofi: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    editions.current()
    editing_review.roll_back(person=kofi)
    editions.look_again()  # the same process goes on
    before = editions.current().edition
    started_without_a_database(monkeypatch)
    assert editions.current().edition == before != published


def test_the_seeds_are_walked_where_the_database_said_that_there_is_nothing_else(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    assert editions.current() is editions.seeds()
    started_without_a_database(monkeypatch)
    assert editions.current() is editions.seeds()


@pytest.mark.parametrize("damage", [None, "", "{}", '{"edition": "abc", "files": {}}', "[]", '{"files": 1}'])
def test_without_what_was_kept_no_pathway_is_walked(
    published: str, damage: str | None, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    file(settings).unlink() if damage is None else file(settings).write_text(damage)
    started_without_a_database(monkeypatch)
    assert not editions.is_known()
    with pytest.raises(editions.NotKnown):
        editions.current()


@pytest.mark.promise("S8")
def test_a_file_that_somebody_changed_is_not_walked(
    published: str, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = json.loads(file(settings).read_text())
    words = json.loads(found["files"][drafting.WORDS])
    words["texts"]["who"] = "Who are you?"
    found["files"][drafting.WORDS] = json.dumps(words)
    file(settings).write_text(json.dumps(found))
    started_without_a_database(monkeypatch)
    assert not editions.is_known()


def test_what_cannot_be_kept_leaves_no_older_edition_behind(
    jun: User, kofi: User, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    editions.current()
    assert file(settings).exists()

    def full(*args: object) -> None:
        raise OSError("no space")

    monkeypatch.setattr(kept, "replacing", full)
    after = drafting.published_by(jun, kofi, drafting.more_law(jun))
    assert editions.current().edition == after
    assert list(settings.KEPT_DIR.iterdir()) == []


# --- what people see then ---


@pytest.mark.promise("S4")
def test_while_nothing_is_known_a_walk_opens_the_page_of_emergency_numbers(
    client: Client, published: str, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    question = post(client, WALK).content.decode()
    file(settings).unlink()
    started_without_a_database(monkeypatch)
    page = post(client, WALK).content.decode()
    assert "The questions cannot be shown at this moment" in page
    assert "The questions cannot be shown at this moment" not in question
    assert 'href="tel:999"' in page
    emergency = post(client, [("go", "emergency"), ("country", "GB")]).content.decode()
    assert "The questions cannot" not in emergency
    assert client.get("/").status_code == 200
    assert post(client, [("go", "find"), ("find", "1"), ("country", "GB")]).status_code == 200


def test_the_open_pathways_say_that_they_cannot_answer(
    client: Client, published: str, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    file(settings).unlink()
    started_without_a_database(monkeypatch)
    answer = client.post("/api/pathways/step", "{}", content_type="application/json")
    assert answer.status_code == 503
    assert answer.headers["Retry-After"]


# --- opening an edition ---


@pytest.mark.parametrize("fault", [OSError("read-only"), KeyError("no such file")])
def test_an_edition_that_cannot_be_opened_leaves_the_last_one_walked(
    published: str, fault: Exception, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(*args: object) -> None:
        raise fault

    editions.current()
    monkeypatch.setattr(editions, "_opened", fails)
    editions.look_again()
    assert editions.current().edition == published
    editions.forget()
    assert editions.current().edition == published  # from the machine


def test_a_file_of_an_edition_that_is_gone_stops_nobody(published: str) -> None:
    editions.current()
    row = BookEdition.objects.get(edition=published)
    row.files = {**row.files, "pathways/p01/flow.json": "0" * 64}
    row.save(update_fields=["files"])
    editions.forget()
    assert editions.current().edition == published


def test_an_edition_is_opened_without_a_folder_to_write_in(
    settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refused(*args: object, **named: object) -> None:
        raise OSError("read-only")

    seeds = settings.BASE_DIR / "seeds"
    files = bookshelf.in_folder(seeds)
    bookshelf._books.clear()
    monkeypatch.setattr(Path, "write_text", refused)
    monkeypatch.setattr(Path, "mkdir", refused)
    monkeypatch.setattr("tempfile.mkdtemp", refused)
    assert bookshelf.book(files) == read(seeds / "pathways")
