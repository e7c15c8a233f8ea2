"""Make the seeds from a folder of gathered tables: `python -m seeds.build --tables FOLDER`."""

import argparse
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

from seeds.building import emergency, helplines, merging, online, platforms, report, writing
from seeds.building.ledger import Ledger, RowLost, Unusable
from seeds.building.shapes import Service
from seeds.building.tables import HELPLINES, ONLINE, PLATFORMS, Row, Table, WrongTable, rows

HERE: Final = Path(__file__).resolve().parent


def build(*, tables: Path, out: Path) -> Ledger:
    """Write every seed file and the report into `out`, and return what became of each row.

    The same tables give the same bytes. Raises: WrongTable, RowLost.
    """
    ledger = Ledger()
    services, numbers = from_helplines(tables, ledger=ledger)
    merged = merging.further_numbers(services, ledger=ledger)
    merged = merging.shown_once(merged, ledger=ledger)
    known_ids = frozenset(services)
    more = each(ONLINE, tables, ledger, lambda row: online.service(row, taken_ids=known_ids, ledger=ledger))
    merged = merging.across_tables(merged, more={service.id: service for _, service in more}, ledger=ledger)
    routes = [route for _, route in each(PLATFORMS, tables, ledger, platforms.route)]
    for service in merged.values():
        taken(service, ledger=ledger)
    for route in routes:
        ledger.taken(table=PLATFORMS.name, row=route["id"], into=route["id"])
    ledger.balance()
    found = emergency.of_countries(numbers, ledger=ledger)
    writing.directory(merged.values(), out=out)
    writing.emergency(found, out=out)
    writing.platforms(routes, out=out)
    report.write(ledger, services=list(merged.values()), emergency=found, out=out)
    return ledger


def from_helplines(
    tables: Path, *, ledger: Ledger
) -> tuple[dict[str, Service], dict[str, list[emergency.Number]]]:
    """Return the services and the emergency numbers of the first table."""
    services: dict[str, Service] = {}
    numbers: dict[str, list[emergency.Number]] = {}
    for row, made in each(HELPLINES, tables, ledger, lambda row: one_helpline(row, ledger=ledger)):
        if isinstance(made, Service):
            services[made.id] = made
        else:
            country, number = made
            numbers.setdefault(country, []).append(number)
            ledger.taken(table=row.table.name, row=row.id, into=f"emergency {country} {number.number}")
    return services, numbers


def one_helpline(row: Row, *, ledger: Ledger) -> Service | tuple[str, emergency.Number]:
    """Return what a row of the helplines is: an emergency number or a service."""
    if row["kind"] == helplines.EMERGENCY:
        return emergency.read(row)
    return helplines.service(row, ledger=ledger)


def each(table: Table, folder: Path, ledger: Ledger, make: Callable[[Row], Any]) -> list[tuple[Row, Any]]:
    """Return what each row of a table makes; a row that makes nothing is refused with its reason."""
    made = []
    for row in rows(table, folder=folder, ledger=ledger):
        try:
            made.append((row, make(row)))
        except Unusable as why:
            ledger.refused(table=table.name, row=row.id, why=str(why))
    return made


def taken(service: Service, *, ledger: Ledger) -> None:
    """Note the first row of a listing as taken; the others were noted when they were merged."""
    table, _, row = service.about.rows[0].partition(":")
    ledger.taken(table=table, row=row, into=service.id)


def main(arguments: list[str] | None = None) -> int:
    """Build, say the counts, and return the exit code."""
    parser = argparse.ArgumentParser(prog="seeds.build", description=__doc__)
    parser.add_argument("--tables", type=Path, required=True, help="folder with the three CSV tables")
    parser.add_argument("--out", type=Path, default=HERE, help="folder of the seeds (default: this one)")
    options = parser.parse_args(arguments)
    try:
        ledger = build(tables=options.tables, out=options.out)
    except (WrongTable, RowLost) as why:
        print(f"nothing was written: {why}", file=sys.stderr)
        return 1
    for table, count in ledger.counts().items():
        print(f"{table}: " + ", ".join(f"{number} {what}" for what, number in count.items()))
    return 0


if __name__ == "__main__":
    sys.exit(main())
