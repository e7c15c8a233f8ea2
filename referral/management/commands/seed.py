"""Load seeds/ into the tables; a second run finds nothing to do."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from directory import seeding, term_rules, topics_seeding
from directory.models.emergency import EmergencyNumber
from directory.models.platform import PlatformRoute
from directory.models.service import Service
from directory.search import synonyms
from referral import editing_review, editions


class Command(BaseCommand):
    help = (
        "Load the seeds: listings (sourced, never vetted), emergency numbers, ways of reporting on platforms."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--folder", type=Path, default=settings.SEEDS_DIR, help="read this folder in place of seeds/"
        )

    def handle(self, *args: Any, folder: Path, verbosity: int, **options: Any) -> None:
        topics_seeding.load()
        term_rules.load(folder=folder)
        synonyms.load(folder=folder)
        loaded = seeding.load(folder=folder)
        self._keep_pathways()
        if verbosity:
            self._say(loaded)
        for error in loaded.errors:
            self.stderr.write(str(error))
        if loaded.errors:
            raise CommandError(
                f"{len(loaded.errors)} of the files have an error; nothing of those was loaded."
            )

    def _keep_pathways(self) -> None:
        """Keep today's pathways in the database: a code given on them is read on them later."""
        if not editions.is_kept(editions.seeds().edition):
            editing_review.the_seeds_kept()

    def _say(self, loaded: seeding.Loaded) -> None:
        self.stdout.write(f"files      {loaded.files_read} read, {loaded.files_unchanged} as they were")
        if loaded.changed_anything:
            self.stdout.write(
                f"entries    {loaded.added} added, {loaded.changed} changed, "
                f"{loaded.removed} removed, {loaded.same} as they were"
            )
        else:
            self.stdout.write("entries    nothing has changed")
        if loaded.left_alone:
            self.stdout.write(f"kept       {loaded.left_alone} that people have taken in hand")
        self.stdout.write(f"listings   {Service.objects.count()}, of {_countries()} countries and groupings")
        self.stdout.write(f"emergency  {EmergencyNumber.objects.filter(shown=True).count()} numbers shown")
        self.stdout.write(f"platforms  {PlatformRoute.objects.count()} ways of reporting")
        self.stdout.write(f"directory  version {loaded.version}")


def _countries() -> int:
    return Service.objects.values("country").distinct().count()
