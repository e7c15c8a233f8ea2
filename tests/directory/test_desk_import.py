"""Imports at the desk: one file at one address, read by a process of its own, confirmed by its digest."""

import json
import os
import stat
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from directory import import_jobs
from directory.import_jobs import Job, Phase
from directory.models.edition import Edition, EditionState
from directory.models.service import Service
from staff.models.person import User
from tests.directory import made_listing

pytestmark = pytest.mark.django_db
UPLOAD = "/desk/import/upload/"


@pytest.fixture(autouse=True)
def rooms(settings, tmp_path: Path) -> Path:
    """A var folder of this test's own."""
    settings.BASE_DIR = tmp_path
    return tmp_path / "var"


@pytest.fixture
def started(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[str]]:
    """The ids of the jobs whose process would have begun."""
    found: list[str] = []
    monkeypatch.setattr(import_jobs, "start", lambda job: found.append(job.id))
    return found


@pytest.fixture
def editor(dalia: User, signed_in: Callable[..., Client]) -> Client:
    return signed_in(dalia)


def a_file(name: str = "feed.json", *, count: int = 1) -> SimpleUploadedFile:
    made = [made_listing.document(f"Line {number}") for number in range(count)]
    for one in made:
        one["waypost"].pop("listing")
    return SimpleUploadedFile(name, json.dumps(made).encode(), content_type="application/json")


def sent(editor: Client, started: list[str], **more: object) -> Job:
    """Upload a file and return its job, not yet run."""
    answer = editor.post(UPLOAD, {"file": a_file(), "feed": "harbour", "country": "GB", **more})
    assert answer.status_code == 302, answer.content.decode()
    return import_jobs.known(started[-1])


def test_a_file_waits_where_only_this_account_may_look(editor, started, rooms):
    job = sent(editor, started)
    assert job.phase is Phase.READING
    (file,) = [path for path in job.folder.iterdir() if path.name != import_jobs.NOTE]
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert stat.S_IMODE(job.folder.stat().st_mode) == 0o700
    assert file.name == "file.json"  # never the name that somebody gave it


def test_reading_changes_nothing_and_the_file_is_gone_after_it(editor, started):
    job, before = sent(editor, started), Service.objects.count()
    import_jobs.run(job.id)
    assert [path.name for path in job.folder.iterdir()] == [import_jobs.NOTE]
    assert (Service.objects.count(), Edition.objects.count()) == (before, 0)
    answer = editor.get(f"/desk/import/jobs/{job.id}/", follow=True)
    assert "This is what the file would change" in answer.content.decode()


def test_what_was_shown_is_confirmed_by_its_digest_and_becomes_drafts(editor, started):
    job = import_jobs.run(sent(editor, started).id)
    address = f"/desk/import/plans/{job.digest}/confirm/"
    editor.post(address, {"digest": "0" * 64, "form": "drafts"})
    assert import_jobs.known(job.id).phase is Phase.READ
    editor.post(address, {"digest": job.digest, "form": "drafts"})
    done = import_jobs.run(job.id)
    assert done.phase is Phase.DONE
    assert Edition.objects.filter(feed="harbour", state=EditionState.DRAFT).count() == 1


def test_where_there_are_listings_a_stock_takes_a_second_person(editor, started, emeka, signed_in):
    job = import_jobs.run(sent(editor, started).id)
    editor.post(f"/desk/import/plans/{job.digest}/confirm/", {"digest": job.digest, "form": "stock"})
    assert import_jobs.known(job.id).phase is Phase.DONE
    assert not Service.objects.filter(feed="harbour").exists()
    assert "Load listings as sourced" in signed_in(emeka).get("/desk/agreements/").content.decode()


def test_a_file_that_is_none_is_said_so_and_kept_nowhere(editor, started, rooms):
    job = sent(editor, started, file=SimpleUploadedFile("x.json", b"no json at all"))
    done = import_jobs.run(job.id)
    assert done.phase is Phase.FAILED
    html = editor.get(f"/desk/import/jobs/{job.id}/").content.decode()
    assert "no file that can be read here" in html or "could not be read" in html
    assert [path.name for path in job.folder.iterdir()] == [import_jobs.NOTE]


def test_a_fault_is_told_without_its_words_and_the_file_is_gone(editor, started, monkeypatch):
    job = sent(editor, started)

    def broken(*args: object, **named: object) -> None:
        raise RuntimeError("17 Canary Row")

    monkeypatch.setattr(import_jobs.planning, "make", broken)
    with pytest.raises(RuntimeError):
        import_jobs.run(job.id)
    assert "Canary" not in (job.folder / import_jobs.NOTE).read_text()
    assert import_jobs.known(job.id).phase is Phase.FAILED
    assert [path.name for path in job.folder.iterdir()] == [import_jobs.NOTE]


@pytest.mark.promise("S2")
def test_a_file_that_is_too_large_is_kept_nowhere(editor, started, settings, monkeypatch, rooms):
    settings.WAYPOST_IMPORT_MEGABYTES = 1
    large = SimpleUploadedFile("x.json", b"[" + b" " * 1_100_000 + b"]")
    answer = editor.post(UPLOAD, {"file": large, "feed": "harbour"})
    assert answer.status_code == 413
    assert started == []
    assert list((rooms / "incoming").glob("*")) == []


@pytest.mark.promise("S2")
@pytest.mark.parametrize(
    "more",
    [
        {"file": SimpleUploadedFile("x.exe", b"MZ")},
        {"feed": "Not A Slug"},
        {"other": SimpleUploadedFile("x", b"y")},
    ],
)
def test_anything_else_is_taken_in_nowhere(editor, started, rooms, more):
    answer = editor.post(UPLOAD, {"file": a_file(), "feed": "harbour", **more})
    assert answer.status_code == 422
    assert started == []
    assert list((rooms / "incoming").glob("*")) == []


@pytest.mark.promise("S2")
@pytest.mark.parametrize("address", ["/desk/import/", "/desk/listings/new/", "/desk/words/new/"])
def test_no_other_page_of_the_desk_takes_a_file(editor, rooms, address):
    editor.post(address, {"file": a_file(), "name": "x"})
    assert list(rooms.glob("**/file*")) == []


def test_a_stranger_and_a_form_without_its_token_bring_no_file_in(rooms, dalia):
    Client().post(UPLOAD, {"file": a_file(), "feed": "harbour"})
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(dalia, backend="django.contrib.auth.backends.ModelBackend")
    assert strict.post(UPLOAD, {"file": a_file(), "feed": "harbour"}).status_code == 403
    assert list(rooms.glob("incoming/*")) == []


@pytest.mark.parametrize("who", ["emeka", "chidi", "amina"])
def test_whoever_does_not_import_brings_no_file_in(request, signed_in, rooms, who):
    client = signed_in(request.getfixturevalue(who))
    assert client.post(UPLOAD, {"file": a_file(), "feed": "harbour"}).status_code == 403
    assert list(rooms.glob("incoming/*")) == []


def test_two_do_not_run_at_once(editor, started):
    sent(editor, started)
    assert editor.post(UPLOAD, {"file": a_file(), "feed": "other"}).status_code == 409
    assert len(started) == 1


def test_how_far_it_is_is_nobody_elses_to_see(editor, started, signed_in):
    from staff.roles import Role
    from tests.people import make_person

    job = sent(editor, started)
    other = signed_in(make_person("other", Role.LISTING_EDITOR))
    assert editor.get(f"/desk/import/jobs/{job.id}/state/").json()["phase"] == "reading"
    assert other.get(f"/desk/import/jobs/{job.id}/state/").status_code == 404
    assert other.get("/desk/import/jobs/..%2F..%2Fetc/").status_code == 404


def test_a_job_whose_process_was_killed_is_said_to_have_broken_off(editor, started):
    job = sent(editor, started)
    old = time.time() - import_jobs.BEGIN_SECONDS - 1
    os.utime(job.folder / import_jobs.NOTE, (old, old))
    assert import_jobs.known(job.id).phase is Phase.FAILED


def test_what_nobody_read_within_an_hour_goes(editor, started):
    job = sent(editor, started)
    import_jobs.sweep(now=time.time() + import_jobs.FILE_SECONDS + 1)
    assert [path.name for path in job.folder.iterdir()] == [import_jobs.NOTE]
    import_jobs.sweep(now=time.time() + import_jobs.NOTE_SECONDS + 1)
    assert not job.folder.exists()
