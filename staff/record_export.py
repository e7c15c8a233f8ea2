"""The record as a CSV file that ends in its head: whoever keeps the file can later prove a change."""

import csv
from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Final

from staff import audit, chain
from staff.models.record import AuditEntry

COLUMNS: Final = (
    "number", "at", "act", "actor_id", "subject_kind", "subject_id", "facts", "previous", "digest",
)  # fmt: skip
FORMULA: Final = ("=", "+", "-", "@", "\t", "\r", "\n")  # what a spreadsheet would carry out


class _Line:
    """Gives back what the csv module writes, so that a line is sent when it is made."""

    def write(self, line: str) -> str:
        return line


def lines(entries: Iterable[AuditEntry], *, head: chain.Head, at: datetime) -> Iterator[str]:
    """Yield the file line by line; the last line is the head at the moment `at`."""
    writer = csv.writer(_Line())
    yield writer.writerow(COLUMNS)
    for entry in entries:
        link = audit.link(entry)
        yield writer.writerow([guarded(getattr(link, column)) for column in COLUMNS])
    yield writer.writerow(["head", head.number, head.digest, chain.moment(at)])


def guarded(value: object) -> str:
    """Return a cell that no spreadsheet takes for a formula.

    Example:
        >>> guarded("=1+1"), guarded(None), guarded(7)
        ("'=1+1", '', '7')
    """
    text = "" if value is None else str(value)
    return f"'{text}" if text.startswith(FORMULA) else text
