"""Small tables to build seeds from."""

import csv
from collections.abc import Callable
from pathlib import Path

import pytest

from seeds.building.ledger import Ledger
from seeds.building.tables import HELPLINES, ONLINE, PLATFORMS, Row, Table

Cells = dict[str, str]
HELPLINE: Cells = {
    "id": "gb-line",
    "country": "GB",
    "name": "A line",
    "kind": "domestic_violence",
    "audience": "both",
    "phone": "0808 2000 247",
    "phone_e164": "+448082000247",
    "free_call": "unknown",
    "anonymous": "unknown",
    "source": "https://example.org/page",
}
SITE: Cells = {
    "id": "site",
    "scope": "GB",
    "name": "A site",
    "kind": "csam_report",
    "audience": "both",
    "web_url": "https://example.org/",
    "anonymous": "unknown",
    "needs_upload_of_image": "unknown",
    "cost": "unknown",
    "source": "https://example.org/page",
    "source_date": "undated",
}
ROUTE: Cells = {
    "platform": "Example",
    "issue": "ncii",
    "report_url": "https://example.org/report",
    "needs_account": "unknown",
    "accepts_third_party_report": "unknown",
    "accepts_minor_report": "unknown",
    "source": "https://example.org/page",
    "source_date": "2026-02",
}


def save(table: Table, lines: list[Cells], *, folder: Path) -> None:
    """Write a table."""
    with (folder / table.file).open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(table.columns)
        writer.writerows([line.get(column, "") for column in table.columns] for line in lines)


@pytest.fixture
def tables(tmp_path: Path) -> Callable[..., Path]:
    """Return a maker of a folder with the three tables; each list holds what differs from a plain row."""

    def make(*, helplines: list[Cells], online: list[Cells] = (), platforms: list[Cells] = ()) -> Path:
        folder = tmp_path / "tables"
        folder.mkdir(exist_ok=True)
        save(HELPLINES, [HELPLINE | line for line in helplines], folder=folder)
        save(ONLINE, [SITE | line for line in online], folder=folder)
        save(PLATFORMS, [ROUTE | line for line in platforms], folder=folder)
        return folder

    return make


@pytest.fixture
def ledger() -> Ledger:
    """Return an empty ledger."""
    return Ledger()


@pytest.fixture
def helpline_row() -> Callable[..., Row]:
    """Return a maker of a row of the table of helplines."""
    return lambda **cells: Row(HELPLINES, cells.get("id", "gb-line"), filled(HELPLINES, HELPLINE | cells))


@pytest.fixture
def online_row() -> Callable[..., Row]:
    """Return a maker of a row of the table of online services."""
    return lambda **cells: Row(ONLINE, cells.get("id", "site"), filled(ONLINE, SITE | cells))


def filled(table: Table, cells: Cells) -> Cells:
    """Return cells for every column of a table."""
    return {column: cells.get(column, "") for column in table.columns}
