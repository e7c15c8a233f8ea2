"""What a fault did, counted: requests, how late they came, what was lost or doubled; and the table of it."""

import math
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Final

from tests.faults.asking import Sent

# A page that says what went wrong and what was kept: no database, or the time at the desk is over.
CLEAR: Final = frozenset({503, 410})


@dataclass(frozen=True, slots=True)
class Row:
    """One fault. Units: milliseconds for the 99th hundredths, of public reads alone."""

    fault: str
    says: str
    sent: int = 0
    failed: int = 0
    from_mirror: int = 0
    before: float = 0.0
    during: float = 0.0
    after: float = 0.0
    staff: int = 0
    refused: int = 0  # by a page that says what was kept
    unclear: int = 0  # by anything else
    lost: int = 0
    doubled: int = 0
    codes: int = 0
    codes_lost: int = 0
    why_not: str = ""
    wrong: list[str] = field(default_factory=list)
    seen: str = ""  # what shows that the fault was done

    @property
    def held(self) -> bool:
        """Return whether the fault was done, every read was answered, and nothing was lost or doubled."""
        return bool(self.seen) and not (
            self.failed or self.lost or self.doubled or self.codes_lost or self.wrong
        )


def p99(sent: Iterable[Sent]) -> float:
    """Return how late the slowest hundredth came, at least. Units: milliseconds."""
    late = sorted(one.took * 1000 for one in sent if one.kind == "read")
    return late[max(0, math.ceil(len(late) * 0.99) - 1)] if late else 0.0


HEADS: Final = ("fault", "reads", "failed", "mirror", "p99 before", "during", "after", "staff", "refused",
                "unclear", "lost", "doubled", "codes", "lost ")  # fmt: skip


def cells(row: Row) -> tuple[str, ...]:
    """Return the cells of a row."""
    if row.why_not:
        return (row.fault, "not tried: " + row.why_not)
    numbers = (
        row.sent, row.failed, row.from_mirror, round(row.before), round(row.during), round(row.after),
        row.staff, row.refused, row.unclear, row.lost, row.doubled, row.codes, row.codes_lost,
    )  # fmt: skip
    return (row.fault, *map(str, numbers))


def table(rows: list[Row]) -> str:
    """Return the table as text."""
    lines = [HEADS, *map(cells, rows)]
    widths = [max(len(line[at]) for line in lines if len(line) == len(HEADS)) for at in range(len(HEADS))]
    widths[0] = max(len(line[0]) for line in lines)
    return "\n".join("  ".join(_placed(line, widths)).rstrip() for line in lines)


def _placed(line: tuple[str, ...], widths: list[int]) -> list[str]:
    first, *rest = line
    if len(line) < len(widths):
        return [first.ljust(widths[0]), *rest]
    return [
        first.ljust(widths[0]),
        *(cell.rjust(width) for cell, width in zip(rest, widths[1:], strict=True)),
    ]
