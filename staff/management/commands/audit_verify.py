"""manage.py audit_verify: is the record whole?"""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any, Final

from django.core.management.base import BaseCommand, CommandError

from safety import health_notes
from staff import chain
from staff.tampering import Fault
from staff.verifying import NoSuchEntry, NotAHead, kept_head, missing_guards, verified

SHOWN: Final = 100  # faults; somebody who rewrote a thousand entries does not need each of them printed


class Command(BaseCommand):
    help = "Read the whole record and name what was changed, deleted, inserted, reordered or cut off."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--head", type=Path, help="a file that ends in a head exported earlier")
        parser.add_argument(
            "--from", type=int, default=1, dest="first", help="the number of the first entry to look at"
        )

        parser.add_argument(
            "--note",
            action="store_true",
            help="leave for whoever watches whether it was whole (manage.py watch)",
        )

    def handle(
        self, *args: object, head: Path | None, first: int, note: bool = False, **options: Any
    ) -> None:
        try:
            self._verify(head, first)
        except CommandError:
            if note:
                health_notes.note("record", {"whole": 0.0})
            raise
        if note:
            health_notes.note("record", {"whole": 1.0})

    def _verify(self, head: Path | None, first: int) -> None:
        kept = self._kept(head) if head else None
        try:
            verdict = verified(kept=kept, first=max(first, 1))
        except (NoSuchEntry, ValueError) as refusal:
            raise CommandError(str(refusal)) from refusal
        if verdict.head_missing:
            self.stdout.write("the head is missing: its row was removed")
        for fault in verdict.faults[:SHOWN]:
            self.stdout.write(told(fault))
        unguarded = missing_guards()
        for name in unguarded:
            self.stdout.write(f"a guard is missing: {name}")
        if not verdict.whole:
            raise CommandError(f"The record is NOT whole: {len(verdict.faults)} findings.")
        if unguarded:
            raise CommandError("The entries are whole, but the tables are not guarded against change.")
        unseen = verdict.first - 1 - verdict.cut.number
        before = f"; the {unseen} before it were not looked at" if unseen else ""
        self.stdout.write(f"The record is whole from {verdict.first} to {verdict.head.number}{before}.")
        if verdict.cut.number:
            self.stdout.write(f"The entries up to {verdict.cut.number} went when their time was over.")
        if kept is None:
            self.stdout.write(
                "Not compared with a head kept elsewhere: see docs/record.md for why to keep one."
            )

    def _kept(self, path: Path) -> chain.Head:
        try:
            return kept_head(path.read_text(encoding="utf-8"))
        except OSError as error:
            raise CommandError(f"the file with the kept head cannot be read: {error.strerror}") from error
        except (NotAHead, UnicodeDecodeError) as error:
            raise CommandError(f"the file with the kept head holds none: {error}") from error


def told(fault: Fault) -> str:
    """Return one finding as a line."""
    which = f"entry {fault.first}" if fault.first == fault.last else f"entries {fault.first} to {fault.last}"
    return f"{fault.finding.value}: {which}"
