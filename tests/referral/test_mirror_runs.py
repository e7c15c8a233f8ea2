"""A mirror from run to run: what is gone is gone, what is the same stays, what cannot be is refused."""

import dataclasses
import datetime as dt
import io
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command

from directory import published, publishing
from directory.models.service import Service, Withdrawal
from referral import mirror, mirror_folder
from staff.models.person import User
from tests.referral.mirroring import everything, write

pytestmark = pytest.mark.django_db


@pytest.fixture
def fresh() -> Iterator[None]:
    published.forget()
    yield
    published.forget()


@pytest.mark.promise("S6")
def test_a_withdrawn_listing_is_gone_with_the_next_run(fresh: None, tmp_path: Path, dalia: User) -> None:
    write(tmp_path)
    row = Service.objects.get(seed_id="gb-samaritans")
    assert row.name in everything(tmp_path)
    publishing.withdraw(person=dalia, service=row, why=Withdrawal.NOT_SAFE)
    published.forget()
    write(tmp_path)
    assert row.name not in everything(tmp_path)
    assert row.seed_id not in everything(tmp_path)
    assert mirror_folder.checked(tmp_path) == []


@pytest.mark.promise("S6")
def test_what_may_not_be_shown_any_more_is_gone_with_the_next_run(
    fresh: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(tmp_path)
    monkeypatch.setattr(settings, "WAYPOST_SHOW_SOURCED", False)
    write(tmp_path)
    assert "data-service" not in everything(tmp_path)
    assert 'href="tel:999"' in everything(tmp_path)


def test_what_is_only_for_whoever_asks_here_is_not_handed_out(fresh: None, tmp_path: Path) -> None:
    one = next(one for one in published.current().in_place("GB") if one.helpline and one.kind == "crisis")
    Service.objects.filter(seed_id=one.id).update(visibility="asked")
    published.forget()
    assert one.id in published.current().listings
    write(tmp_path)
    assert f'data-service="{one.id}"' not in everything(tmp_path)


def test_an_unchanged_run_writes_nothing(fresh: None, tmp_path: Path) -> None:
    write(tmp_path, countries=("NR",))
    before = {one: one.stat().st_mtime_ns for one in tmp_path.rglob("*")}
    assert "Nothing has changed" in write(tmp_path, countries=("NR",))
    write(tmp_path, countries=("NR",), whole=True)
    assert {one: one.stat().st_mtime_ns for one in tmp_path.rglob("*")} == before


def test_another_version_of_whatever_draws_a_page_draws_it_anew() -> None:
    drawing = {one.relative_to(settings.BASE_DIR).as_posix() for one in mirror.drawing()}
    assert {"templates/public/device.html", "referral/pathway/plan.py", "safety/exit.py"} <= drawing
    assert {"safety/static/safety/copy.js", "directory/hours.py"} <= drawing


def test_on_another_day_only_the_page_about_the_copy_changes(
    fresh: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(mirror, "today", lambda: dt.date(2026, 11, 18))
    write(tmp_path, countries=("NR",))
    monkeypatch.setattr(mirror, "today", lambda: dt.date(2026, 11, 19))
    assert " 1 written" in write(tmp_path, countries=("NR",))
    assert "compared with the site on November 19, 2026" in (tmp_path / "en/1.html").read_text()
    assert "made on November 18, 2026" in (tmp_path / "en/index.html").read_text()


def test_a_database_that_is_away_leaves_the_mirror_as_it_was(
    fresh: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(tmp_path, countries=("NR",))
    before = everything(tmp_path)
    cut_off = dataclasses.replace(published.current(), unconfirmed_since=dt.datetime.now(dt.UTC))
    monkeypatch.setattr(published, "current", lambda: cut_off)
    with pytest.raises(CommandError, match="stays as it was"):
        write(tmp_path, countries=("NR",))
    assert everything(tmp_path) == before


@pytest.mark.parametrize(
    "wrong",
    [
        {"countries": ["XQ"]}, {"languages": ["tlh"]}, {"live": "http://help.example.org"},
        {"live": "https://help.example.org/en/?a=1"},
    ],
)  # fmt: skip
def test_what_is_asked_for_and_cannot_be_is_refused(tmp_path: Path, wrong: dict[str, object]) -> None:
    with pytest.raises(CommandError, match="expected"):
        call_command("mirror", tmp_path / "new", stdout=io.StringIO(), **wrong)
    assert not (tmp_path / "new").exists()


def test_without_a_folder_nothing_is_done() -> None:
    told = io.StringIO()
    call_command("mirror", stdout=told)
    assert "nothing was done" in told.getvalue()


def test_a_mirror_is_compared_with_its_manifest(fresh: None, tmp_path: Path) -> None:
    write(copy := tmp_path / "copy", countries=("NR",))
    call_command("mirror", copy, check=True, stdout=(told := io.StringIO()))
    assert "Every file is as the manifest says" in told.getvalue()
    with pytest.raises(CommandError):
        call_command("mirror", tmp_path, check=True, stdout=io.StringIO())
