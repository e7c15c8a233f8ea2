"""The picture of gaps: where a need is not met, for whom, in which language, at which hour."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from directory import countries, published
from directory.models.service import Service
from directory.topics import Need
from referral import coverage, coverage_words, forms, labels
from referral.coverage import AUDIENCES, NEEDS, Cell, Key, Level
from staff import navigation
from staff.gate import needs
from staff.roles import Ability

PICTURE: Final = "coverage:picture"
AUDIENCE, LANGUAGE, HOUR = "audience", "language", "hour"
SHADES: Final = 4  # of the picture of all countries: how many of them have the gap


@dataclass(frozen=True, slots=True)
class Square:
    """A square as it is shown: a number with its mark, a class for its colour, words for whoever hears it."""

    number: int
    mark: str
    shade: str
    says: str
    address: str


@dataclass(frozen=True, slots=True)
class Row:
    """A need with its squares. `gaps` of its squares, or of countries, are no service of the country."""

    label: str
    gaps: int
    squares: tuple[Square, ...]


@dataclass(frozen=True, slots=True)
class Asked:
    """What the page was asked: a country or all, and what the columns are."""

    country: str
    by: str
    language: str

    def address(self, **more: str) -> str:
        asked = {"country": self.country, "by": self.by, **more}
        return urlencode({name: value for name, value in asked.items() if value})


@needs(Ability.SEE_COVERAGE)
@require_safe
def picture(request: HttpRequest) -> HttpResponse:
    """Show the picture of all countries, or of one."""
    asked, key = _asked(request), Key(published.current())
    found = coverage.everywhere(key, forms.languages())
    context = {
        "asked": asked,
        "where": countries.name(asked.country, asked.language) if asked.country else "",
        "columns": [coverage_words.column(id_, asked.language) for id_ in _columns(asked)],
        "rows": _of_one(asked, key) if asked.country else _of_all(asked, found),
        "turns": _turns(asked),
        "number": len(found),
        "country_list": [(code, countries.name(code, asked.language)) for code in found],
        "legend": [
            (level.value, coverage_words.MARKS[level], coverage_words.LEVELS[level])
            for level in _levels(asked)
        ],
    }  # fmt: skip
    return render(request, "coverage/picture.html", context, using="desk")


@needs(Ability.SEE_COVERAGE)
@require_safe
def square(request: HttpRequest) -> HttpResponse:
    """Show what stands behind one square: the listings of a country, or the countries that have the gap."""
    asked, key = _asked(request), Key(published.current())
    need, column = request.GET.get("need", ""), request.GET.get("column", "")
    if need not in NEEDS or column not in _columns(asked):
        raise Http404
    cell = _one(asked, key, Need(need), column) if asked.country else None
    context = {
        "asked": asked,
        "need": labels.NEEDS[Need(need)](),
        "column": coverage_words.column(column, asked.language),
        "where": countries.name(asked.country, asked.language) if asked.country else "",
        "level": coverage_words.LEVELS[cell.level] if cell else "",
        "listings": list(Service.objects.filter(seed_id__in=cell.listings).order_by("name")) if cell else [],
        "countries": [] if cell else _with_the_gap(asked, key, Need(need), column),
        "back": f"{reverse(PICTURE)}?{asked.address()}",
    }
    return render(request, "coverage/square.html", context, using="desk")


def _asked(request: HttpRequest) -> Asked:
    country, by = request.GET.get("country", ""), request.GET.get("by", "")
    country = country if countries.is_country(country) else ""
    known = (AUDIENCE, LANGUAGE, HOUR) if country else (AUDIENCE, LANGUAGE)
    return Asked(country, by if by in known else AUDIENCE, get_language() or "en")


def _columns(asked: Asked) -> tuple[str, ...]:
    if asked.by == LANGUAGE:
        return forms.languages()
    if asked.by == HOUR:
        hours = range(0, coverage.DAYS * 24, coverage.BLOCK)
        return tuple(f"{hour // 24}-{hour % 24:02}" for hour in hours)
    return tuple(column.id for column in AUDIENCES)


def _levels(asked: Asked) -> tuple[Level, ...]:
    if asked.by == HOUR:
        return (Level.OWN, Level.PARTLY, Level.NOTHING)
    return tuple(level for level in Level if level is not Level.PARTLY)


def _cells(asked: Asked, key: Key) -> tuple[Cell, ...]:
    if asked.by == HOUR:
        return coverage.week(key, asked.country)
    every = coverage.everywhere(key, forms.languages()).get(asked.country)
    columns = (*AUDIENCES, *coverage.spoken(forms.languages()))
    return every or coverage.cells(key.stock, asked.country, columns)


def _one(asked: Asked, key: Key, need: Need, column: str) -> Cell:
    return next(cell for cell in _cells(asked, key) if (cell.need, cell.column) == (need, column))


def _of_one(asked: Asked, key: Key) -> list[Row]:
    found = {(cell.need, cell.column): cell for cell in _cells(asked, key)}
    rows = []
    for need in NEEDS:
        row = [found[need, column] for column in _columns(asked)]
        squares = tuple(_square(cell, asked) for cell in row)
        rows.append(Row(labels.NEEDS[need](), sum(cell.level.is_gap for cell in row), squares))
    return rows


def _square(cell: Cell, asked: Asked) -> Square:
    return Square(
        number=len(cell.listings),
        mark=coverage_words.MARKS[cell.level],
        shade=cell.level.value,
        says=str(coverage_words.LEVELS[cell.level]),
        address=asked.address(need=cell.need.value, column=cell.column),
    )


def _of_all(asked: Asked, found: dict[str, tuple[Cell, ...]]) -> list[Row]:
    """Return how many countries have the gap, for each need and column."""
    numbers = {(need, column): 0 for need in NEEDS for column in _columns(asked)}
    for cells in found.values():
        for cell in cells:
            if (cell.need, cell.column) in numbers:
                numbers[cell.need, cell.column] += cell.level.is_gap
    return [_row_of_all(need, numbers, asked, total=len(found)) for need in NEEDS]


def _row_of_all(need: Need, numbers: dict[tuple[Need, str], int], asked: Asked, *, total: int) -> Row:
    row = {column: numbers[need, column] for column in _columns(asked)}
    squares = tuple(
        Square(
            number=number,
            mark="",
            shade=f"share-{round(number / max(total, 1) * SHADES)}",
            says=_("countries without a service of their own"),
            address=asked.address(need=need.value, column=column),
        )
        for column, number in row.items()
    )
    return Row(labels.NEEDS[need](), sum(row.values()), squares)


def _with_the_gap(asked: Asked, key: Key, need: Need, column: str) -> list[tuple[str, str, str]]:
    """Return the countries that have the gap, by name, each with what stands in and its own picture."""
    found = []
    for country, cells in coverage.everywhere(key, forms.languages()).items():
        for cell in cells:
            if (cell.need, cell.column) == (need, column) and cell.level.is_gap:
                address = Asked(country, asked.by, asked.language).address()
                name = countries.name(country, asked.language)
                found.append((name, str(coverage_words.LEVELS[cell.level]), f"{reverse(PICTURE)}?{address}"))
    return sorted(found)


def _turns(asked: Asked) -> Sequence[tuple[str, str, bool]]:
    titles = {AUDIENCE: _("For whom"), LANGUAGE: _("In which language"), HOUR: _("At which hour")}
    if not asked.country:
        del titles[HOUR]  # an hour is one of a place
    return [
        (title, Asked(asked.country, by, asked.language).address(), by == asked.by)
        for by, title in titles.items()
    ]


def register() -> None:
    """Tell the desk of the picture."""
    navigation.register(navigation.Item(PICTURE, gettext_lazy("Gaps"), Ability.SEE_COVERAGE, "o"))
