"""manage.py seal_anew: seal everything anew under another WAYPOST_SEAL_KEY (docs/operations.md)."""

from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from safety import sealing_anew


class Command(BaseCommand):
    help = "Seal everything anew under the present key. Safe to stop and to run again; prints numbers alone."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--dry-run", action="store_true", help="count, and change nothing")

    def handle(self, *args: object, dry_run: bool, **options: Any) -> None:
        lost = 0
        for name, counts in sealing_anew.run(write=not dry_run):
            done = "would be sealed anew" if dry_run else "sealed anew"
            self.stdout.write(
                f"{name}: {counts.anew} {done}, {counts.already} are under the present key, "
                f"{counts.lost} open under none that is known"
            )
            lost += counts.lost
        if settings.WAYPOST_SEAL_KEY_OLD:
            for name, moment in sealing_anew.passed_by(timezone.now()).items():
                self.stdout.write(f"{name}: what is of before is over by {moment:%Y-%m-%d %H:%M} UTC")
        if lost:
            raise CommandError(
                f"{lost} open under no key that is known: nothing was done to them. Name the keys of "
                "before in WAYPOST_SEAL_KEY_OLD and WAYPOST_SECRET_KEY_OLD, and run this again."
            )
