"""manage.py after_restore: what deploy/restore and deploy/drill ask once the rows are there."""

from argparse import ArgumentParser
from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils import timezone

from directory import numbering, published
from directory.search.ask import Query, ask
from referral import editions, restored
from safety.keys import CannotOpen
from staff.verifying import missing_guards, verified

NOT_THE_KEY = "WAYPOST_SEAL_KEY is not the one that sealed these keys: set the one of before."


class Command(BaseCommand):
    help = "Destroy what is due and what has lost its key in a database that was put back from a backup."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--migrate", action="store_true", help="first bring the tables up to this program"
        )
        parser.add_argument("--look", action="store_true", help="destroy nothing; say what is there")
        parser.add_argument("--without-keys", action="store_true", help="with --look: no keys are at hand")
        parser.add_argument(
            "--all", action="store_true", dest="however_many",
            help="sweep even if most rows have lost their key, as after the loss of the keys",
        )  # fmt: skip

    def handle(
        self, *args: object, migrate: bool, look: bool, however_many: bool, without_keys: bool, **options: Any
    ) -> None:
        if migrate:
            call_command("migrate", verbosity=0)
        self._serves()
        self._record_is_whole()
        if not look:
            with transaction.atomic():
                numbering.leap()
        try:
            if not look:
                self._settle(however_many)
            elif without_keys:
                self.stdout.write("keys: none at hand, so no sealed row was tried")
            else:
                self._look()
        except CannotOpen:
            raise CommandError(NOT_THE_KEY) from None

    def _serves(self) -> None:
        # Of the tables: what is kept on this machine would hide that they are not there.
        edition = published.build(version=0, stamp="restored")
        if not edition.emergency:
            raise CommandError("there is no emergency number: this is not a whole backup")
        first = next(iter(edition.listings.values()), None)
        words = first.name if first else ""
        found = ask(Query(words=words), published=edition, now=timezone.now())
        if first and not len(found.listings):
            raise CommandError("the search finds nothing")
        walked = "known" if editions.is_known() else "MISSING"
        self.stdout.write(
            f"serves: emergency numbers of {len(edition.emergency)} countries, {len(edition.listings)} "
            f"listings, the search answers, pathways {walked}"
        )

    def _record_is_whole(self) -> None:
        verdict, unguarded = verified(), missing_guards()
        if not verdict.whole or unguarded:
            raise CommandError("The record is NOT whole in this backup: run manage.py audit_verify.")
        self.stdout.write(f"the record is whole from {verdict.first} to {verdict.head.number}")

    def _look(self) -> None:
        there = restored.locked()
        lost = sum(len(one.lost) for one in there)
        rows = sum(one.rows for one in there)
        self.stdout.write(f"sealed rows: {rows}; destroyed since, and not to be opened: {lost}")
        self.stdout.write(f"keys that open with WAYPOST_SEAL_KEY: {restored.opening()}")

    def _settle(self, however_many: bool) -> None:
        try:
            done = restored.settle(now=timezone.now(), however_many=however_many)
        except restored.TooManyLocked as refusal:
            raise CommandError(
                f"{refusal}: nothing was swept. Look whether WAYPOST_KEYS_URL names the keys of this "
                "installation; if they are lost, run manage.py after_restore --all."
            ) from refusal
        for kind, count in done.purged.items():
            self.stdout.write(f"over its time, destroyed: {count} of {kind}")
        for kind, count in done.swept.items():
            self.stdout.write(f"destroyed since the backup, swept: {count} of {kind}")
        self.stdout.write(f"sealed rows that open: {done.readable}; that have lost their key: 0")
        if done.alone:
            self.stdout.write(
                f"{done.alone} keys belong to no row: what they opened is newer than this backup. The purge "
                "destroys them, so put a newer backup back first if there is one."
            )
        if done.left:
            raise CommandError(f"{done.left} things are due and could not be destroyed; the log says where")
