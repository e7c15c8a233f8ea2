"""Rows of the table of platforms, made into ways to report."""

from typing import Any, Final

from seeds.building import sources
from seeds.building.ledger import Unusable
from seeds.building.shapes import plain
from seeds.building.tables import Row

ISSUES: Final = frozenset({"ncii", "csam", "sextortion_grooming", "harassment_doxing", "impersonation"})
YES_NO: Final = {"yes": True, "no": False, "unknown": None}
NOTHING_TO_DO: Final = "neither an address nor steps"


def route(row: Row) -> dict[str, Any]:
    """Return one way to report to a platform.

    Raises: Unusable when the issue is not known or the row says nothing to do.
    """
    if not row["platform"] or row["issue"] not in ISSUES:
        raise Unusable(f"the issue {row['issue'] or '(empty)'} is not known, or the platform has no name")
    if not row["report_url"] and not row["in_app_steps"]:
        raise Unusable(NOTHING_TO_DO)
    seen, undated = sources.read_date(row["source_date"])
    doubts = [*([row["doubt"]] if row["doubt"] else []), *undated]
    return {
        "id": row.id,
        "platform": row["platform"],
        "issue": row["issue"],
        "url": row["report_url"] or None,
        "steps": row["in_app_steps"],
        "needs_account": answer(row, "needs_account"),
        "third_party": answer(row, "accepts_third_party_report"),
        "minor": answer(row, "accepts_minor_report"),
        "partners": [part.strip() for part in row["partner_programmes"].split(";") if part.strip()],
        "sources": plain(sources.read(row["source"], mark=row.table.source_mark)),
        "seen": seen,
        "doubts": doubts,
    }


def answer(row: Row, column: str) -> bool | None:
    """Return yes, no or unknown of a cell."""
    if row[column] not in YES_NO:
        raise Unusable(f"{column} is {row[column] or '(empty)'}, expected yes, no or unknown")
    return YES_NO[row[column]]
