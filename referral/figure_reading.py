"""What is published, as tables: of a month, or of a year with its months beside it."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from referral import figure_rows
from referral.figure_cells import SHAPES, About, Table
from referral.figure_rows import PARTS, Part
from referral.models.figure import Figure

MONTHS: Final = tuple(f"{month:02}" for month in range(1, 13))
WHOLE: Final = "year"  # the column of a year beside those of its months
ONE: Final = "number"  # the only column of a table that has rows alone


@dataclass(frozen=True, slots=True)
class Read:
    """A table as it may be published. `numbers` leads from row and column to a figure; what is not there is
    not published. A row is one cell, or the first part of one whose second part is the column.
    """

    table: Table
    rows: tuple[str, ...]
    row_parts: tuple[Part, ...]
    columns: tuple[str, ...]
    column_part: Part
    numbers: dict[tuple[str, str], int]


def periods() -> list[str]:
    """Return the years and months that have figures, the newest first and each year before its months."""
    found = set(Figure.objects.values_list("period", flat=True))
    found |= {period[:4] for period in found}
    return sorted(found, key=lambda period: (period[:4], period if "-" in period else "~"), reverse=True)


def chapter(about: About, period: str) -> list[Read]:
    """Return the tables of a chapter for a year or a month; those made by the year alone have no months."""
    tables = [table for table in Table if SHAPES[table].about is about]
    found = list(Figure.objects.filter(table__in=tables, period__startswith=period[:4]))
    if "-" in period:
        return [_plain(table, found, period) for table in tables if SHAPES[table].monthly]
    return [
        _by_month(table, found, period) if SHAPES[table].monthly else _plain(table, found, period)
        for table in tables
    ]


def everything(period: str) -> list[Figure]:
    """Return all figures of a month, or of a year and its months, in a steady order."""
    return list(Figure.objects.filter(period__startswith=period).order_by("period", "table", "cell"))


def _of(table: Table, found: Iterable[Figure]) -> Iterator[Figure]:
    return (figure for figure in found if figure.table == table)


def _plain(table: Table, found: Iterable[Figure], period: str) -> Read:
    cells = {figure.cell: figure.number for figure in _of(table, found) if figure.period == period}
    parts = PARTS[table]
    if len(parts) == 1:
        rows = figure_rows.laid_out(parts[0], cells)
        return Read(table, rows, parts, (ONE,), Part.ALL, {(row, ONE): cells[row] for row in cells})
    split = {(cell.partition("/")[0], cell.partition("/")[2]): number for cell, number in cells.items()}
    rows = figure_rows.laid_out(parts[0], {row for row, _column in split})
    columns = figure_rows.laid_out(parts[1], {column for _row, column in split})
    return Read(table, rows, parts[:1], columns, parts[1], split)


def _by_month(table: Table, found: Iterable[Figure], year: str) -> Read:
    numbers = {
        (figure.cell, WHOLE if figure.period == year else figure.period.partition("-")[2]): figure.number
        for figure in _of(table, found)
    }
    parts = PARTS[table]
    if len(parts) == 1:
        rows = figure_rows.laid_out(parts[0], {row for row, _month in numbers})
    else:
        seconds = figure_rows.laid_out(parts[1], ())
        rows = tuple(f"{one}/{two}" for one in figure_rows.laid_out(parts[0], ()) for two in seconds)
    return Read(table, rows, parts, (*MONTHS, WHOLE), Part.MONTH, numbers)
