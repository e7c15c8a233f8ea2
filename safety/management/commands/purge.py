"""manage.py purge: destroy what is due, keys first. For a timer, every hour (deploy/systemd)."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from safety import cleaning, purging


class Command(BaseCommand):
    help = "Destroy what is due: the key of each thing first, then its rows. Ends with 1 if something stays."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--dry-run", action="store_true", help="say what would go, and destroy nothing")
        parser.add_argument(
            "--clean-files", action="store_true",
            help="then rewrite the tables of sealed things, so that no file holds what was deleted",
        )  # fmt: skip
        parser.add_argument(
            "--sweep-all", action="store_true",
            help="sweep keys that belong to no row even if they are most of all keys",
        )  # fmt: skip

    def handle(self, *args: object, **options: Any) -> None:
        if options["dry_run"]:
            self._say_what_would_go()
            return
        with purging.one_at_a_time() as alone:
            if not alone:
                raise CommandError("Another purge is at work; this one did nothing.")
            self._purge(**options)

    def _purge(self, *, clean_files: bool, sweep_all: bool, **options: Any) -> None:
        done = [self._said(done) for done in purging.purge(now=timezone.now())]
        swept = self._swept(however_many=sweep_all)
        dirty = self._cleaned(everything=clean_files, keys=bool(done or swept))
        if left := sum(one.left for one in done):
            raise CommandError(f"{left} things are due and could not be destroyed; the log says where")
        if swept is None:
            raise CommandError(
                "Most keys belong to no row, so none was swept. Look whether DATABASE_URL and "
                "WAYPOST_KEYS_URL belong together; if they do, run this again with --sweep-all."
            )
        if dirty:
            raise CommandError("What was destroyed cannot be read, but files still hold it: run this again.")

    def _say_what_would_go(self) -> None:
        now = timezone.now()
        for kind, count in purging.due(now).items():
            self.stdout.write(f"{kind}: {count} would be destroyed")
        self.stdout.write(f"keys that belong to nothing: {len(purging.orphans(now=now))} would be destroyed")

    def _cleaned(self, *, everything: bool, keys: bool) -> bool:
        """Rewrite files, and return whether one of them is left as it was."""
        dirty = False
        for one in cleaning.clean() if everything else cleaning.clean_keys() if keys else ():
            self.stdout.write(one.says)
            dirty = dirty or not one.well
        return dirty

    def _said(self, done: purging.Done) -> purging.Done:
        rest = f", {done.left} LEFT" if done.left else ""
        self.stdout.write(f"{done.kind}: {done.destroyed} destroyed{rest}")
        return done

    def _swept(self, *, however_many: bool) -> int | None:
        try:
            swept = purging.sweep(now=timezone.now(), however_many=however_many)
        except purging.TooManyOrphans:
            return None
        self.stdout.write(f"keys that belonged to nothing: {swept} destroyed")
        return swept
