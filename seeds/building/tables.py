"""Tables described as data: which file, which columns, how a row is named. A new CSV needs one more entry."""

import csv
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from seeds.building.ledger import Ledger
from seeds.building.wording import slug


class WrongTable(Exception):
    """A table is missing or its heading is not the described one."""


WEB: Final = re.compile(r"https?://\S+")
MAIL: Final = re.compile(r"[^@\s]+@[^@\s]+")


@dataclass(frozen=True, slots=True)
class Table:
    """One table: `named_by` is the column of the id, or the columns an id is made of.

    `source_mark` separates two sources in the column `source`.
    """

    name: str
    file: str
    columns: tuple[str, ...]
    named_by: tuple[str, ...]
    source_mark: str


@dataclass(frozen=True, slots=True)
class Row:
    """One line of a table with its cells stripped of outer spaces."""

    table: Table
    id: str
    cells: dict[str, str]

    @property
    def key(self) -> str:
        """Return the name of the row as listings keep it."""
        return f"{self.table.name}:{self.id}"

    def __getitem__(self, column: str) -> str:
        """Return a cell."""
        return self.cells[column]


HELPLINES: Final = Table(
    name="helplines",
    file="helplines.csv",
    columns=(
        "id",
        "country",
        "region",
        "name",
        "name_en",
        "organisation",
        "kind",
        "audience",
        "phone",
        "phone_e164",
        "sms",
        "chat_url",
        "web_url",
        "email",
        "languages",
        "hours",
        "free_call",
        "anonymous",
        "source",
        "source_date",
        "doubt",
        "note",
    ),
    named_by=("id",),
    source_mark=" | ",
)

ONLINE: Final = Table(
    name="online_services",
    file="online_services.csv",
    columns=(
        "id",
        "scope",
        "name",
        "organisation",
        "kind",
        "audience",
        "age_min",
        "age_max",
        "web_url",
        "report_url",
        "phone",
        "email",
        "languages",
        "anonymous",
        "needs_upload_of_image",
        "cost",
        "what_it_does",
        "source",
        "source_date",
        "doubt",
    ),
    named_by=("id",),
    source_mark=" ; ",
)

PLATFORMS: Final = Table(
    name="platform_reporting",
    file="platform_reporting.csv",
    columns=(
        "platform",
        "issue",
        "report_url",
        "in_app_steps",
        "needs_account",
        "accepts_third_party_report",
        "accepts_minor_report",
        "partner_programmes",
        "source",
        "source_date",
        "doubt",
    ),
    named_by=("platform", "issue"),
    source_mark=" ; ",
)


def rows(table: Table, *, folder: Path, ledger: Ledger) -> Iterator[Row]:
    """Yield the usable lines of a table in their order; the others are refused in the ledger.

    Raises: WrongTable when the file is missing or has another heading.
    """
    path = folder / table.file
    if not path.is_file():
        raise WrongTable(f"{table.file} is missing from the folder of tables")
    with path.open(encoding="utf-8-sig", newline="") as file:
        reader = csv.reader(file)
        heading = tuple(next(reader, []))
        if heading != table.columns:
            raise WrongTable(f"{table.file}: expected the columns {', '.join(table.columns)}")
        seen: Counter[str] = Counter()
        for cells in reader:
            row = read_line(table, cells=cells, number=reader.line_num, seen=seen, ledger=ledger)
            if row is not None:
                yield row


def read_line(
    table: Table, *, cells: list[str], number: int, seen: Counter[str], ledger: Ledger
) -> Row | None:
    """Return a row, or None when the line was refused for its form."""
    ledger.read[table.name] += 1
    line = f"line {number}"
    if len(cells) != len(table.columns):
        why = f"the line has {len(cells)} cells, expected {len(table.columns)}"
        ledger.refused(table=table.name, row=line, why=why)
        return None
    values = {column: cell.strip() for column, cell in zip(table.columns, cells, strict=True)}
    row_id = name_of(table, values=values, seen=seen)
    if not row_id:
        ledger.refused(table=table.name, row=line, why="the row has no id")
        return None
    if row_id != slug(row_id):
        why = "the id is not made of small letters, digits and single dashes"
        ledger.refused(table=table.name, row=f"{row_id} ({line})", why=why)
        return None
    if seen[row_id] > 1:
        ledger.refused(table=table.name, row=f"{row_id} ({line})", why="the id stands on an earlier row")
        return None
    return Row(table, row_id, addressed(values, row=row_id, ledger=ledger))


def addressed(values: dict[str, str], *, row: str, ledger: Ledger) -> dict[str, str]:
    """Return the cells without web and mail addresses that are not of the form; these are reported."""
    kept = dict(values)
    for column, text in values.items():
        form = MAIL if column == "email" else WEB if column.endswith("_url") else None
        if text and form and not form.fullmatch(text):
            ledger.repair("address not of the form, left out", row=row, detail=text)
            kept[column] = ""
    return kept


def name_of(table: Table, *, values: dict[str, str], seen: Counter[str]) -> str:
    """Return the id of a row and count it; a made id carries its number, so that it is never doubled."""
    if len(table.named_by) == 1:
        row_id = values[table.named_by[0]]
        seen[row_id] += 1
        return row_id
    stem = "-".join(slug(values[column]) for column in table.named_by)
    seen[f"{stem}*"] += 1
    return f"{stem}-{seen[f'{stem}*']}" if stem.strip("-") else ""
