"""Move listings on by their dates: published, due, overdue.

Run it every day, for the queue's sake; what people read follows the dates whether it runs or not.
"""

import datetime as dt
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.utils import timezone

from directory import verification


class Command(BaseCommand):
    help = "Move published listings to due, and those whose date is over to overdue, each on record."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--on",
            type=dt.date.fromisoformat,
            help="the day to reckon with, as 2026-11-22 (default: today, UTC)",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        moved = verification.age(today=options["on"] or timezone.now().date())
        self.stdout.write(f"due: {moved.due}\noverdue, not shown any more: {moved.stale}")
