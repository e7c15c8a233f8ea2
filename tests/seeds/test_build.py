"""The whole build, on small tables."""

import json

import pytest

from seeds.build import build, main
from seeds.building.ledger import Fate, Ledger, RowLost
from seeds.building.tables import WrongTable

HELPLINES = [
    {"id": "gb-a"},
    {
        "id": "gb-a-2",
        "phone": "0808 801 0327",
        "phone_e164": "",
        "note": "further number of the same service",
    },
    {"id": "gb-b", "name": ""},
    {"id": "qq-c", "country": "QQ"},
    {"id": "gb-d", "name": "Line D", "hours": "now and then"},
    {"id": "gb-a", "name": "Again"},
    {"id": "", "name": "No id"},
    {"id": "Not An Id", "name": "Odd"},
    {"id": "gb-emergency-999", "kind": "emergency", "phone": "999", "phone_e164": ""},
    {"id": "gb-emergency-none", "kind": "emergency", "phone": "", "phone_e164": ""},
    {"id": "gb-e", "name": "Line E", "doubt": "DO NOT SHOW: closed", "web_url": "not an address"},
]
ONLINE = [{"id": "one"}, {"id": "two", "cost": "cheap"}]
PLATFORMS = [{}, {}, {"issue": "boredom"}, {"report_url": "", "in_app_steps": ""}]


@pytest.fixture
def folder(tables):
    return tables(helplines=HELPLINES, online=ONLINE, platforms=PLATFORMS)


def test_every_row_has_exactly_one_fate(folder, tmp_path):
    counts = build(tables=folder, out=tmp_path / "out").counts()
    assert {name: count["read"] for name, count in counts.items()} == {
        "helplines": len(HELPLINES),
        "online_services": len(ONLINE),
        "platform_reporting": len(PLATFORMS),
    }
    assert all(c["read"] == c["taken"] + c["merged"] + c["refused"] for c in counts.values())


def test_each_refused_row_says_why(folder, tmp_path):
    outcomes = build(tables=folder, out=tmp_path / "out").outcomes
    reasons = {outcome.row: outcome.why for outcome in outcomes if outcome.fate is Fate.REFUSED}
    assert reasons["gb-b"] == "the row has no name"
    assert reasons["qq-c"] == "the country code QQ is not known"
    assert reasons["gb-emergency-none"] == "an emergency row without a number"
    assert "cost is cheap" in reasons["two"]
    assert len(reasons) == 9
    assert all(reasons.values())


def test_a_row_that_is_not_to_be_shown_counts_as_taken(folder, tmp_path):
    outcomes = build(tables=folder, out=tmp_path / "out").outcomes
    assert next(outcome.fate for outcome in outcomes if outcome.row == "gb-e") is Fate.TAKEN


def test_an_address_that_is_none_is_left_out_and_reported(folder, tmp_path):
    ledger = build(tables=folder, out=tmp_path / "out")
    assert ledger.repairs["address not of the form, left out"] == [("gb-e", "not an address")]


def test_a_second_build_writes_the_same_bytes(folder, tmp_path):
    one, two = tmp_path / "one", tmp_path / "two"
    build(tables=folder, out=one)
    build(tables=folder, out=two)
    build(tables=folder, out=two)
    files = sorted(path.relative_to(one) for path in one.rglob("*") if path.is_file())
    assert files == sorted(path.relative_to(two) for path in two.rglob("*") if path.is_file())
    assert all((one / file).read_bytes() == (two / file).read_bytes() for file in files)


def test_a_country_without_listings_any_more_has_no_file(folder, tmp_path):
    out = tmp_path / "out"
    (out / "directory").mkdir(parents=True)
    (out / "directory" / "AD.json").write_text("{}")
    build(tables=folder, out=out)
    assert [path.name for path in (out / "directory").iterdir()] == ["GB.json"]


def test_ways_to_report_to_one_platform_are_numbered(folder, tmp_path):
    build(tables=folder, out=tmp_path / "out")
    routes = json.loads((tmp_path / "out" / "platforms.json").read_text())["routes"]
    assert [route["id"] for route in routes] == ["example-ncii-1", "example-ncii-2"]


def test_a_table_with_another_heading_stops_the_build(folder, tmp_path):
    (folder / "helplines.csv").write_text("id,name\n")
    with pytest.raises(WrongTable):
        build(tables=folder, out=tmp_path / "out")
    assert not (tmp_path / "out").exists()


def test_a_folder_without_tables_is_said_calmly(tmp_path, capsys):
    assert main(["--tables", str(tmp_path), "--out", str(tmp_path / "out")]) == 1
    assert "helplines.csv is missing" in capsys.readouterr().err


def test_a_line_of_another_length_is_refused_and_not_lost(folder, tmp_path):
    path = folder / "helplines.csv"
    path.write_text(path.read_text() + "gb-z,GB,short line\n")
    counts = build(tables=folder, out=tmp_path / "out").counts()["helplines"]
    assert (counts["read"], counts["refused"]) == (len(HELPLINES) + 1, 7)


def test_a_row_without_a_fate_stops_the_build():
    ledger = Ledger()
    ledger.read["helplines"] = 1
    with pytest.raises(RowLost):
        ledger.balance()
