"""Say where help is missing, in numbers and as a table for a spreadsheet."""

import csv
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from directory import countries, published
from referral import coverage, forms, round_the_clock
from referral.coverage import AUDIENCES, Key, Level

_SHOWN = tuple(level for level in Level if level is not Level.PARTLY)


class Command(BaseCommand):
    help = (
        "Count how each need is met in each country, for whom and in which language: by the country itself, "
        "by a stand-in, from the region, from the world, or not at all. A gap is what the country does not "
        "meet itself."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--country", metavar="XX", help="one country only, with its hours")
        parser.add_argument(
            "--pathways", action="store_true",
            help="in place of needs: for each pathway, where its plan has somebody round the clock",
        )  # fmt: skip
        parser.add_argument("--missing", action="store_true", help="with --pathways, name the countries")
        parser.add_argument("--csv", type=Path, metavar="FILE", help="write every square to a table")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["pathways"]:
            for line in round_the_clock.told(missing=options["missing"]):
                self.stdout.write(line)
            return
        key, country = Key(published.current()), (options["country"] or "").upper()
        if country and not countries.is_country(country):
            raise CommandError("--country: expected the two letters of a country, as in GB")
        found = coverage.everywhere(key, forms.languages())
        if country:
            found = {country: found.get(country) or coverage.cells(key.stock, country, AUDIENCES)}
        self._told("For whom", found, AUDIENCES)
        self._told("In which language", found, coverage.spoken(forms.languages()))
        if country:
            hours = coverage.week(key, country)
            gaps = sum(cell.level.is_gap for cell in hours)
            self.stdout.write(f"\nHours: {gaps} of {len(hours)} blocks of six hours are not covered")
            found = {country: (*found[country], *hours)}
        if options["csv"]:
            rows = _write(options["csv"], found)
            self.stdout.write(f"{rows} rows in {options['csv']}")

    def _told(
        self, title: str, found: dict[str, tuple[coverage.Cell, ...]], columns: tuple[coverage.Column, ...]
    ) -> None:
        row = "{:<20}{:>8}" + "{:>10}" * len(_SHOWN)
        self.stdout.write(f"\n{title}: {len(found)} countries, {len(columns)} columns")
        self.stdout.write(row.format("need", "gaps", *(level.value for level in _SHOWN)))
        for one in coverage.by_need(found, columns):
            self.stdout.write(
                row.format(one.need.value, one.gaps, *(one.by_level[level] for level in _SHOWN))
            )


def _write(path: Path, found: dict[str, tuple[coverage.Cell, ...]]) -> int:
    """Write a row for each square, and return how many there are."""
    with path.open("w", encoding="utf-8", newline="") as file:
        table = csv.writer(file)
        table.writerow(("country", "need", "column", "level", "listings", "ids"))
        rows = [
            (country, cell.need.value, cell.column, cell.level.value, len(ids), " ".join(ids))
            for country, cells in found.items()
            for cell in cells
            for ids in (cell.listings,)
        ]
        table.writerows(rows)
    return len(rows)
