"""Write the public directory as HSDS 3.2.3, in files that any other system reads."""

import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand

from directory import outgoing
from directory.outgoing import Form
from staff.progress import Progress


class Command(BaseCommand):
    help = (
        "Write what the public may read as HSDS 3.2.3: JSON pages, lines of JSON, a package of tables. "
        "Nothing confidential is in it; the same directory gives the same bytes."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("folder", type=Path, help="each form gets a folder of its own in it")
        parser.add_argument(
            "--as", dest="form", choices=[*(form.value for form in Form), "all"], default="all"
        )

    def handle(self, *args: Any, folder: Path, form: str, verbosity: int, **options: Any) -> None:
        forms = list(Form) if form == "all" else [Form(form)]
        with Progress("Writing", 0, stream=sys.stderr) as progress:
            done = outgoing.export(folder=folder, forms=forms, progress=progress)
        if verbosity:
            self.stdout.write(f"{done.services} services, {len(done.files)} files in {folder}")
