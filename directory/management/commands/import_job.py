"""Read or carry out an import that somebody began at the desk; the desk starts this, nobody types it."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from directory import import_jobs


class Command(BaseCommand):
    help = "Do what an import that was begun at the desk waits for. The desk starts this by itself."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("job", help="the id that the desk gave it")

    def handle(self, *args: Any, job: str, **options: Any) -> None:
        try:
            import_jobs.run(job)
        except import_jobs.UnknownJob as error:
            raise CommandError("there is no such import; begin it at the desk") from error
