"""Follow another directory: bring in what changed there, and take away what went there."""

import sys
import tempfile
from argparse import ArgumentParser
from pathlib import Path
from typing import Any, Final

from django.core.management.base import BaseCommand, CommandError

from directory import intake, planning, pulling
from directory.management.commands import _told
from directory.pulling_wire import Failed
from staff import agreement
from staff.progress import Progress

KINDS: Final = {
    "same": "nothing changed there",
    "changes": "what changed since the last pull",
    "whole": "everything",
}


class Command(BaseCommand):
    help = (
        "Read the interface of another Waypost, or of any server of HSDS 3. What is new or changed there "
        "becomes drafts, which two people publish as they publish everything; what was withdrawn there and "
        "is shown here as sourced is hidden at once. Nothing is sent but the question."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "url", nargs="?", help="where its /services is, for example https://example.org/api/hsds"
        )
        parser.add_argument("--known", action="store_true", help="pull from every directory that is followed")
        parser.add_argument("--list", action="store_true", help="say which directories are followed")
        parser.add_argument("--forget", metavar="NAME", help="follow it no more; its listings stay")
        parser.add_argument(
            "--source", default="", help="the name under which it is known here; of its host if none is given"
        )
        parser.add_argument(
            "--moved", action="store_true", help="the directory of this name has a new address"
        )
        parser.add_argument("--whole", action="store_true", help="read everything, not only what changed")
        parser.add_argument(
            "--whole-hours", type=int, default=pulling.WHOLE_HOURS, help="read everything after so many hours"
        )
        _told.ask_how(parser)

    def handle(self, *args: Any, url: str | None, **options: Any) -> None:
        options["country"] = _told.country_of(options)
        if options["list"]:
            self._list()
        elif options["forget"]:
            self._forget(options["forget"])
        elif options["known"]:
            self._known(options)
        elif url:
            self._pull(url, options["source"], options)
        else:
            raise CommandError("name the address of a directory, or --known, --list or --forget")

    def _list(self) -> None:
        for one in pulling.known():
            self.stdout.write(f"{one.name:<24} {one.url}, last {one.pulled_at:%Y-%m-%d %H:%M} UTC")

    def _forget(self, name: str) -> None:
        if not pulling.forget(name):
            raise CommandError("no directory is followed under this name")
        self.stdout.write("followed no more; its listings stay, and nobody hears when one is withdrawn there")

    def _known(self, options: dict[str, Any]) -> None:
        """Pull from each; one that cannot be read does not keep the others back."""
        failed = []
        for one in pulling.known():
            self.stdout.write(f"source     {one.name}")
            try:
                self._pull(one.url, one.name, options)
            except CommandError as error:
                self.stderr.write(f"{one.name}: {error}")
                failed.append(one.name)
        if failed:
            raise CommandError(f"not pulled: {', '.join(failed)}")

    def _pull(self, url: str, name: str, options: dict[str, Any]) -> None:
        with tempfile.TemporaryDirectory(prefix="waypost-plan-") as folder:
            where = Path(folder) if options["dry_run"] else planning.folder()
            try:
                with Progress("Reading", 0, stream=sys.stderr) as progress:
                    found = pulling.read(
                        url=url, name=name, country=options["country"], whole=options["whole"], where=where,
                        moved=options["moved"], whole_hours=options["whole_hours"], progress=progress,
                    )  # fmt: skip
                self._tell(found, where, options)
                self._carry_out(found, options)
            except (Failed, pulling.OtherAddress, planning.BadFeed, intake.Refused) as refused:
                raise CommandError(str(refused.says)) from refused

    def _tell(self, found: pulling.Read, where: Path, options: dict[str, Any]) -> None:
        out = self.stdout.write if options["verbosity"] else lambda said: None
        out(
            f"read       {KINDS[found.kind]}; {found.rows} rows, {found.asked} requests,"
            f" {found.received} bytes"
        )
        file = planning.opened(found.plan.digest, where=where)[1] if found.plan else None
        if found.plan and file:
            _told.say(found.plan, file, out)
        if options["report"]:
            _told.write_report(options["report"], file)
        if file:
            file.close()
        going = found.going
        out(
            f"withdrawn  {len(going.sourced)} to be hidden at once, {len(going.drafts)} drafts to be put"
            f" aside, {len(going.vetted)} proposals to withdraw"
        )
        if found.unasked:
            out(f"           {found.unasked} listings more are missing there: the next pull asks for them")

    def _carry_out(self, found: pulling.Read, options: dict[str, Any]) -> None:
        plan = found.plan
        if options["dry_run"] or not found.changes_something:
            if plan:
                _told.drop(plan)
            if not options["dry_run"]:
                pulling.remember(found)
            self.stdout.write("nothing was changed")
            return
        try:
            _told.confirm("Carry this out?", yes=options["yes"])
            is_done = self._done(found, options)
        except CommandError:
            if plan:
                _told.drop(plan)
            raise
        if is_done:
            pulling.remember(found)

    def _done(self, found: pulling.Read, options: dict[str, Any]) -> bool:
        """Take away first, for that may endanger people; then the rest. Return whether all is done."""
        gone = pulling.take_away(found)
        if gone.at_once:
            self.stdout.write(f"{len(gone.sourced)} hidden, {len(gone.drafts)} drafts put aside")
        if not found.plan or not found.plan.changes_something:
            if found.plan:
                _told.drop(found.plan)
            return True
        try:
            said, is_done = _told.carry_out(found.plan, form=options["form"], by=options["by"])
        except agreement.AlreadyProposed:
            said, is_done = "an earlier pull waits at the desk for a second person", False
        self.stdout.write(said)
        return is_done
