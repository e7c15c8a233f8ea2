"""Bring listings in from a file of another system: first the plan, then, once it is confirmed, the drafts."""

import sys
import tempfile
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from directory import intake, planning
from directory.hsds.read import Source
from directory.management.commands import _told
from staff.progress import Progress


class Command(BaseCommand):
    help = (
        "Read listings from HSDS (JSON, or a package of tables), AIRS XML 3, or a CSV file with a mapping. "
        "They become drafts and proposals, which two people publish as they publish everything."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("path", type=Path, help="a file, a folder or a zip")
        parser.add_argument(
            "--mapping", type=Path, help="a YAML file that says what the columns of a CSV are"
        )
        parser.add_argument(
            "--feed", help="the name under which this source is known; the file's name if none"
        )
        _told.ask_how(parser)

    def handle(self, *args: Any, path: Path, **options: Any) -> None:
        country = _told.country_of(options)
        feed = options["feed"] or planning.feed_of(path)
        with tempfile.TemporaryDirectory(prefix="waypost-plan-") as folder:
            where = Path(folder) if options["dry_run"] else planning.folder()
            try:
                self._run(Source(path, options["mapping"]), feed, country, where, options)
            except (planning.NotRecognised, planning.BadMapping) as error:
                raise CommandError(str(error)) from error
            except (planning.BadFeed, intake.Refused) as refused:
                raise CommandError(str(refused.says)) from refused

    def _run(self, source: Source, feed: str, country: str, where: Path, options: dict[str, Any]) -> None:
        with Progress("Reading", 0, stream=sys.stderr) as progress:
            plan = planning.make(
                source, feed=feed, country=country, where=where, progress=progress, by_two=True
            )
        _plan, file = planning.opened(plan.digest, where=where)
        if options["verbosity"]:
            _told.say(plan, file, self.stdout.write)
        if options["report"]:
            _told.write_report(options["report"], file)
        file.close()
        if options["dry_run"] or not plan.changes_something:
            _told.drop(plan)
            self.stdout.write("nothing was changed")
            return
        try:
            _told.confirm(f"Carry out plan {plan.digest[:12]}?", yes=options["yes"])
            done, _is_done = _told.carry_out(plan, form=options["form"], by=options["by"])
        except CommandError:
            _told.drop(plan)
            raise
        self.stdout.write(done)
