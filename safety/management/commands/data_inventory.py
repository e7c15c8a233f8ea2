"""manage.py data_inventory: every column of every table, and what a court order could get today."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from safety import inventory_report, inventory_words


class Command(BaseCommand):
    help = "Print what is stored: every column with purpose, legal ground, readers, and how long it lives."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--markdown", action="store_true", help="as docs/data-inventory.md has it, with its words"
        )

    def handle(self, *args: object, markdown: bool, **options: Any) -> None:
        lines = inventory_words.markdown() if markdown else inventory_words.plain()
        self.stdout.write("\n".join(lines))
        if missing := inventory_report.unclassified():
            raise CommandError("\n".join(missing))
