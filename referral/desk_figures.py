"""The figures at the desk: charts drawn here as SVG, a table under each, and a file to take out."""

import csv
import io
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language_bidi, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from referral import figure_charts, figure_reading, figure_words
from referral.figure_cells import MOST_FIGURES, About, Table
from referral.figure_charts import Chart
from referral.figure_reading import ONE, WHOLE, Read
from referral.figure_rows import PARTS
from referral.models.figure import Figure
from safety import counts
from staff import audit, navigation
from staff.acts import Act
from staff.gate import needs
from staff.record_export import guarded
from staff.roles import Ability

PAGE: Final = "figures:page"
BOM: Final = "\ufeff"  # so that a spreadsheet reads the letters right
COLUMNS: Final = ("period", "table", "title", "cell", "of", "about")


@dataclass(frozen=True, slots=True)
class Shown:
    """A table as the page shows it: its words, its numbers in order, and its chart if it has any figure."""

    id: str
    title: str
    note: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, tuple[str, ...]], ...]
    chart: Chart | None


@needs(Ability.SEE_FIGURES)
@require_safe
def page(request: HttpRequest) -> HttpResponse:
    """Show one chapter of the figures of a month or a year."""
    periods = figure_reading.periods()
    asked = request.GET.get("period", "")
    period = asked if asked in periods else (periods[0] if periods else "")
    about = next((one for one in About if one == request.GET.get("about")), About.ASKED)
    context = {
        "period": period,
        "period_said": figure_words.period(period) if period else "",
        "periods": [(name, figure_words.period(name)) for name in periods],
        "about": about,
        "chapters": list(figure_words.CHAPTERS.items()),
        "tables": [_shown(read) for read in figure_reading.chapter(about, period)] if period else [],
        "shown_from": counts.SHOWN_FROM,
        "base": counts.BASE,
        "nothing": figure_words.NOTHING,
        "bound": round(100 * counts.best_guess(MOST_FIGURES)),
        "may_export": request.user.may(Ability.EXPORT_FIGURES),
    }
    return render(request, "figures/page.html", context, using="desk")


@needs(Ability.EXPORT_FIGURES)
@require_POST
def export(request: HttpRequest) -> HttpResponse:
    """Send the figures of a month, or of a year and its months, as a file, and put that on record."""
    period = request.POST.get("period", "")
    if period not in figure_reading.periods():
        return redirect(PAGE)
    with transaction.atomic():
        found = figure_reading.everything(period)
        audit.record(
            act=Act.FIGURES_EXPORTED, actor=request.user, subject_kind="figures", subject_id=period,
            count=len(found), format="csv",
        )  # fmt: skip
    return HttpResponse(
        BOM + _file(found),
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="figures-{period}.csv"'},
    )


def _file(found: Iterable[Figure]) -> str:
    written = io.StringIO()
    writer = csv.writer(written)
    writer.writerow(COLUMNS)
    for one in found:
        table = Table(one.table)
        of = figure_words.row(PARTS[table], one.cell)
        cells = (one.period, one.table, figure_words.TITLES[table], one.cell, of, one.number)
        writer.writerow(guarded(cell) for cell in cells)
    return written.getvalue()


def _shown(read: Read) -> Shown:
    return Shown(
        id=read.table.value,
        title=str(figure_words.TITLES[read.table]),
        note=str(figure_words.NOTES.get(read.table, "")),
        columns=tuple(_column(read, name) for name in read.columns),
        rows=tuple(
            (figure_words.row(read.row_parts, row), tuple(_number(read, row, name) for name in read.columns))
            for row in read.rows
        ),
        chart=_chart(read),
    )


def _column(read: Read, name: str) -> str:
    return _("About how many") if name == ONE else figure_words.word(read.column_part, name)


def _number(read: Read, row: str, column: str) -> str:
    number = read.numbers.get((row, column))
    return figure_words.NOTHING if number is None else str(number)


def _chart(read: Read) -> Chart | None:
    """Return a strip of months or of columns for each row that has a figure, else bars, else nothing."""
    rtl = get_language_bidi()
    columns = tuple(name for name in read.columns if name not in (ONE, WHOLE))
    rows = [row for row in read.rows if any((row, name) in read.numbers for name in columns)]
    if rows:
        said = [
            (figure_words.row(read.row_parts, row), [read.numbers.get((row, name)) for name in columns])
            for row in rows
        ]
        short = [figure_words.short(read.column_part, name) for name in columns]
        return figure_charts.strips(said, short, rtl=rtl)
    lone = [
        (row, number)
        for row in read.rows
        for name in (ONE, WHOLE)
        if (number := read.numbers.get((row, name)))
    ]
    if not lone:
        return None
    return figure_charts.bars(
        [(figure_words.row(read.row_parts, row), number) for row, number in lone], rtl=rtl
    )


def register() -> None:
    """Tell the desk of the figures."""
    navigation.register(navigation.Item(PAGE, gettext_lazy("Figures"), Ability.SEE_FIGURES, "u"))
