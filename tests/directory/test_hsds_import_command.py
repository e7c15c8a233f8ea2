"""`manage.py hsds_import` and `hsds_export`: what they say, and when they do nothing."""

import csv
import io
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from directory.models.edition import Edition
from directory.models.service import Service
from directory.states import State
from staff.models.person import User
from staff.models.proposal import Proposal
from tests.directory.feeds_read import FEEDS

pytestmark = pytest.mark.usefixtures("empty_directory")


def _import(name: str, *options: str, **said: object) -> str:
    out = io.StringIO()
    call_command("hsds_import", str(FEEDS / name), *options, stdout=out, **said)
    return out.getvalue()


def test_a_dry_run_says_everything_and_changes_nothing(tmp_path: Path) -> None:
    said = _import("third", "--dry-run", "--country", "us")
    assert "HSDS 3.x, tables; feed third" in said
    assert "31 read = 0 taken + 22 taken with repairs + 9 refused" in said
    assert "services.csv row 3: columns" in said
    assert "nothing was changed" in said
    assert not Service.objects.exists()
    assert not list(tmp_path.rglob("*.plan"))


def test_a_report_has_a_line_for_every_repair_and_refusal(tmp_path: Path) -> None:
    _import("page.json", "--dry-run", "--report", str(tmp_path / "report.csv"))
    rows = list(csv.DictReader((tmp_path / "report.csv").read_text().splitlines()))
    assert {row["outcome"] for row in rows} == {"repaired", "refused"}
    assert [row["code"] for row in rows if row["outcome"] == "refused"] == [
        "no-name", "no-id", "twice", "no-country", "not-an-object",
    ]  # fmt: skip
    assert all(row["words"] for row in rows)


def test_without_a_yes_nothing_is_done_where_nobody_can_be_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO())
    with pytest.raises(CommandError, match="--yes"):
        _import("third", "--country", "US")
    assert not Edition.objects.exists()


def test_with_a_yes_drafts_are_written() -> None:
    assert "drafts and proposals" in _import("third", "--country", "US", "--yes")
    assert set(Service.objects.values_list("state", flat=True)) == {State.DRAFT.value}
    assert "nothing was changed" in _import("third", "--country", "US", "--yes")


def test_more_stock_waits_for_a_second_person(dalia: User) -> None:
    _import("third", "--country", "US", "--yes", "--as", "sourced")
    with pytest.raises(CommandError, match="--by"):
        _import("second", "--yes", "--as", "sourced")
    assert "waits at the desk" in _import("second", "--yes", "--as", "sourced", "--by", dalia.email)
    assert Proposal.objects.filter(kind="import-sourced").count() == 1
    assert not Service.objects.filter(feed="second").exists()


@pytest.mark.parametrize(
    ("name", "options"),
    [("no-such-file.json", ()), ("plain.csv", ()), ("third", ("--country", "Narnia")),
     ("third", ("--feed", "A B")),
     ("plain.csv", ("--mapping", "no-such-mapping.yaml"))],
)  # fmt: skip
def test_what_cannot_be_begun_says_why(name: str, options: tuple[str, ...]) -> None:
    with pytest.raises(CommandError):
        _import(name, "--dry-run", *options)


def test_an_export_of_an_empty_directory_is_whole(tmp_path: Path) -> None:
    call_command("hsds_export", str(tmp_path / "out"), verbosity=0)
    assert (tmp_path / "out" / "json" / "services-00001.json").exists()
    assert (tmp_path / "out" / "ndjson" / "services.ndjson").read_text() == ""
    assert len(list((tmp_path / "out" / "tabular").glob("*.csv"))) == 24
