"""The report of a build: numbers for programs, and tables for people."""

from collections import Counter
from pathlib import Path
from typing import Any, Final

from seeds.building import places
from seeds.building.ledger import Fate, Ledger
from seeds.building.shapes import Service, Show
from seeds.building.writing import save

REPORT: Final = "waypost-report-1"


def write(
    ledger: Ledger, *, services: list[Service], emergency: dict[str, dict[str, Any]], out: Path
) -> None:
    """Write `report.json` and `REPORT.md`."""
    save(out / "report.json", numbers(ledger, services=services, emergency=emergency))
    text = "\n".join(pages(ledger, services=services, emergency=emergency))
    (out / "REPORT.md").write_text(f"{text}\n", encoding="utf-8", newline="\n")


def numbers(
    ledger: Ledger, *, services: list[Service], emergency: dict[str, dict[str, Any]]
) -> dict[str, Any]:
    """Return the report as data."""
    return {
        "format": REPORT,
        "tables": ledger.counts(),
        "refused": [outcome(item) for item in ledger.outcomes if item.fate is Fate.REFUSED],
        "merged": [outcome(item) for item in ledger.outcomes if item.fate is Fate.MERGED],
        "never_shown": [{"id": s.id, "why": s.about.record_reason} for s in services if hidden(s)],
        "grades": dict(sorted(Counter(str(s.about.grade) for s in services).items())),
        "countries": {code: by_kind(services, country=code) for code in countries(services)},
        "emergency_countries": len(emergency),
        "emergency_disagreements": ledger.disagreements,
        "repairs": named(ledger.repairs),
        "decisions": named(ledger.decisions),
    }


def outcome(item: Any) -> dict[str, str | None]:
    """Return the fate of a row as data."""
    return {"table": item.table, "row": item.row, "into": item.into, "why": item.why}


def hidden(service: Service) -> bool:
    """Return whether a listing is kept as a record only."""
    return service.about.show is Show.NEVER


def named(groups: dict[str, list[tuple[str, str]]]) -> dict[str, Any]:
    """Return repairs or decisions by name, with how often and on which rows."""
    return {
        name: {"count": len(items), "rows": [{"row": row, "detail": detail} for row, detail in items]}
        for name, items in sorted(groups.items())
    }


def countries(services: list[Service]) -> list[str]:
    """Return the codes of the countries that have a listing."""
    return sorted({service.country for service in services})


def by_kind(services: list[Service], *, country: str) -> dict[str, int]:
    """Return how many listings of each kind a country has."""
    found = Counter(str(service.about.kind) for service in services if service.country == country)
    return dict(sorted(found.items()))


def pages(ledger: Ledger, *, services: list[Service], emergency: dict[str, dict[str, Any]]) -> list[str]:
    """Return the lines of the report for people."""
    return [
        "# What became of the tables",
        "",
        "Written by `python -m seeds.build`; do not edit. The same facts as data: `report.json`.",
        "",
        *summary(ledger),
        *listings(services),
        *refusals(ledger),
        *never(services),
        *merges(ledger),
        *disagreements(ledger, emergency=emergency),
        *groups("Repairs", ledger.repairs),
        *groups("Decisions to look over", ledger.decisions, all_rows=True),
        *per_country(services),
    ]


def table(heading: list[str], rows: list[list[Any]]) -> list[str]:
    """Return a table of the report."""
    lines = [heading, ["---"] * len(heading), *rows]
    return ["| " + " | ".join(str(cell).replace("|", "\\|") for cell in line) + " |" for line in lines] + [""]


def summary(ledger: Ledger) -> list[str]:
    """Return the counts of each table."""
    rows = [[name, *count.values()] for name, count in ledger.counts().items()]
    return ["## Rows", "", *table(["table", "read", "taken", "merged", "refused"], rows)]


def listings(services: list[Service]) -> list[str]:
    """Return counts of the listings that came out."""
    grades = sorted(Counter(str(service.about.grade) for service in services).items())
    known = sorted(Counter(service.hours.known for service in services).items())
    rows = [
        ["listings", len(services)],
        ["countries, with XX and EU", len(countries(services))],
        ["never shown", sum(hidden(service) for service in services)],
        ["police or state prosecution", sum(service.about.police for service in services)],
        ["without a known date", sum(service.about.seen is None for service in services)],
        *([f"grade {name}", count] for name, count in grades),
        *([f"hours {name}", count] for name, count in known),
    ]
    return ["## Listings", "", *table(["what", "how many"], rows)]


def refusals(ledger: Ledger) -> list[str]:
    """Return the rows that were refused."""
    rows = [[o.table, o.row, o.why] for o in ledger.outcomes if o.fate is Fate.REFUSED]
    return ["## Refused", "", *(table(["table", "row", "why"], rows) if rows else ["None.", ""])]


def never(services: list[Service]) -> list[str]:
    """Return the listings that are kept as a record only."""
    rows = [[service.id, service.about.record_reason] for service in services if hidden(service)]
    return ["## Taken, never shown", "", *table(["listing", "why"], rows)]


def merges(ledger: Ledger) -> list[str]:
    """Return the merges, by reason."""
    found = [item for item in ledger.outcomes if item.fate is Fate.MERGED]
    rows = [[item.why, f"{item.table}: {item.row}", item.into] for item in found]
    return ["## Merged", "", *table(["why", "row", "into"], rows)]


def disagreements(ledger: Ledger, *, emergency: dict[str, dict[str, Any]]) -> list[str]:
    """Return where the table and the metadata of emergency numbers differ."""
    rows = [
        [d["country"], places.country_name(d["country"]), d["number"], d["what"], d["shown"]]
        for d in ledger.disagreements
    ]
    return [
        "## Emergency numbers",
        "",
        f"{len(emergency)} countries and territories. Where table and metadata differ:",
        "",
        *table(["code", "country", "number", "what", "shown, in this order"], rows),
    ]


def groups(title: str, found: dict[str, list[tuple[str, str]]], *, all_rows: bool = False) -> list[str]:
    """Return repairs or decisions by name; those to look over with every row."""
    lines = [
        f"## {title}",
        "",
        *table(["what", "how often"], [[name, len(items)] for name, items in sorted(found.items())]),
    ]
    if all_rows:
        for name, items in sorted(found.items()):
            lines += [f"### {name}", "", *table(["row", "detail"], [list(item) for item in items])]
    return lines


def per_country(services: list[Service]) -> list[str]:
    """Return the listings of each country by kind."""
    rows = []
    for code in countries(services):
        kinds = by_kind(services, country=code)
        rows.append(
            [
                code,
                places.country_name(code),
                sum(kinds.values()),
                ", ".join(f"{kind} {count}" for kind, count in kinds.items()),
            ]
        )
    return ["## Countries", "", *table(["code", "country", "listings", "kinds"], rows)[:-1]]
