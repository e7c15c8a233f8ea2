"""Print who may do what, from the table that the gate asks."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from staff import who_may


class Command(BaseCommand):
    help = "Print which role has which ability."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--markdown", action="store_true", help="as a table for the docs")

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(who_may.markdown() if options["markdown"] else who_may.text())
