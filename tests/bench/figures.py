"""What a bench found, as data: one line of JSON each, and one table of all of them (pure)."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Final

REACHED: Final = {True: "reached", False: "MISSED", None: ""}


@dataclass(frozen=True, slots=True)
class Goal:
    """What is to be reached, by the figure itself or by its ratio to the yardstick."""

    words: str
    least: float | None = None
    most: float | None = None
    by_ratio: bool = False

    def reached(self, value: float, ratio: float | None) -> bool | None:
        """Return whether it is; None where the ratio that it asks about was not measured."""
        told = ratio if self.by_ratio else value
        if told is None:
            return None
        return (self.least is None or told >= self.least) and (self.most is None or told <= self.most)


@dataclass(frozen=True, slots=True)
class Figure:
    """One thing that was measured: the median of `rounds`, beside what it is compared with in the same run.

    `ratio` is what the goal asks about where it does not ask about the figure itself. `size`: services in the
    directory; 0 where the seeds alone were there. `value` is None for what this run did not measure; the note
    says why.
    """

    row: str
    engine: str
    value: float | None
    unit: str
    size: int = 0
    yardstick: str = ""
    beside: float | None = None
    ratio: float | None = None
    goal: str = ""
    reached: bool | None = None
    rounds: int = 1
    note: str = ""
    workers: int = 1


def judged(
    row: str, engine: str, value: float, unit: str, *, goal: Goal | None = None, ratio: float | None = None,
    size: int = 0, yardstick: str = "", beside: float | None = None, rounds: int = 1, note: str = "",
    workers: int = 1,
) -> Figure:  # fmt: skip
    """Return a figure that knows whether its goal was reached."""
    return Figure(
        row, engine, value, unit, size, yardstick, beside, ratio, goal.words if goal else "",
        goal.reached(value, ratio) if goal else None, rounds, note, workers,
    )  # fmt: skip


def write(figures: Iterable[Figure], path: Path | None) -> None:
    """Add figures to a file of JSON lines, if one is named."""
    if path is not None:
        with path.open("a", encoding="utf-8") as file:
            file.writelines(json.dumps(asdict(one), ensure_ascii=False) + "\n" for one in figures)


def read(path: Path) -> list[Figure]:
    """Return the figures of a file of JSON lines; none where it is not there."""
    if not path.exists():
        return []
    return [Figure(**json.loads(line)) for line in path.read_text(encoding="utf-8").splitlines()]


def short(value: float | None, unit: str = "") -> str:
    """Return a number as a table has it: three digits that count, thousands apart."""
    if value is None:
        return "-"
    digits = 0 if abs(value) >= 100 else 1 if abs(value) >= 10 else 2 if abs(value) >= 0.1 else 3
    return f"{value:,.{digits}f}{' ' + unit if unit else ''}"


def named(figure: Figure) -> str:
    """Return what a figure is of."""
    return f"{figure.row}, {figure.size:,} services" if figure.size else figure.row


def cells(figure: Figure) -> tuple[str, ...]:
    """Return a row of the table."""
    yardstick = f"{short(figure.beside)} {figure.yardstick}".strip() if figure.yardstick else ""
    return (
        named(figure), figure.engine, short(figure.value, figure.unit), yardstick,
        "" if figure.ratio is None else short(figure.ratio), figure.goal,
        "not run" if figure.value is None else REACHED[figure.reached],
    )  # fmt: skip


HEADINGS: Final = ("row", "engine", "figure", "yardstick", "ratio", "goal", "")


def table(figures: Sequence[Figure]) -> str:
    """Return all figures in columns for a terminal, each note below its row."""
    rows = [HEADINGS, *map(cells, figures)]
    widths = [max(len(row[column]) for row in rows) for column in range(len(HEADINGS))]
    notes = ["", *(one.note for one in figures)]
    lines = []
    for row, note in zip(rows, notes, strict=True):
        lines.append("  ".join(f"{cell:<{width}}" for cell, width in zip(row, widths, strict=True)).rstrip())
        if note:
            lines.append(f"    {note}")
    return "\n".join(lines)


def markdown(figures: Sequence[Figure]) -> str:
    """Return all figures as a table for the docs."""
    rows = ["| " + " | ".join((*HEADINGS[:-1], "reached")) + " |", "|" + "---|" * len(HEADINGS)]
    for one in figures:
        said = list(cells(one))
        said[-1] = {"MISSED": "**missed**"}.get(said[-1], said[-1]) + (f"; {one.note}" if one.note else "")
        rows.append("| " + " | ".join(said) + " |")
    return "\n".join(rows)
