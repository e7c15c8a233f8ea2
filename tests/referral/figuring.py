"""Figures for the tests: numbers that were counted, months that are over."""

import datetime as dt
from collections.abc import Mapping

from django.utils import timezone

from referral import figures
from referral.case_facts import CaseFacts
from referral.figure_cells import Table, month
from referral.models.figure import Counter, Figure

FACTS = CaseFacts(
    needs={"SAFETY": 0, "LEGAL": 1, "MEDICAL": 1, "PEER": 2}, reasons=("medical-clock",), age_band="18-24",
    gender="man", country="KE", language="sw",
)  # fmt: skip


def counted(table: Table, numbers: Mapping[str, int], *, period: str) -> None:
    """Have so much counted in a month or a year, past the cases."""
    for cell, number in numbers.items():
        name = f"{period}/{table}/{cell}"
        Counter.objects.create(id=name, period=period, table=table.value, cell=cell, number=number)


def published(table: Table, numbers: Mapping[str, int], *, period: str) -> None:
    """Have figures stand as they are, without a draw."""
    Figure.objects.bulk_create(
        Figure(period=period, table=table.value, cell=cell, number=number) for cell, number in numbers.items()
    )


def month_before(now: dt.datetime | None = None) -> str:
    """Return the month before this one."""
    day = (now or timezone.now()).date().replace(day=1) - dt.timedelta(days=1)
    return month(day)


def purge() -> None:
    """Publish what is due, as the purge does."""
    for pk in figures.due(timezone.now()):
        figures.publish(pk)


def so_far() -> dict[str, int]:
    """Return what has been counted of this month, by table and cell."""
    now = month(timezone.now().date())
    return {f"{one.table}/{one.cell}": one.number for one in Counter.objects.filter(period=now)}
