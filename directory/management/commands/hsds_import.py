"""Bring listings in from a file of another system: first the plan, then, once it is confirmed, the drafts."""

import csv
import sys
import tempfile
from argparse import ArgumentParser
from pathlib import Path
from typing import Any, Final

from django.core.management.base import BaseCommand, CommandError

from directory import intake, planning
from directory.countries import is_country
from directory.hsds.diff import Action
from directory.hsds.incoming import REASONS, WORDS, Reason, Repair
from directory.hsds.plan_file import PlanFile
from directory.hsds.read import Source
from directory.models.service import Service
from directory.planning import Plan
from staff.models.person import User
from staff.progress import Progress

MOST_LISTINGS: Final = 20  # whose changed fields are printed; the report has every repair and refusal
MOST_FIELDS: Final = 8  # of one listing
WIDEST: Final = 60  # signs of a value that are printed


class Command(BaseCommand):
    help = (
        "Read listings from HSDS (JSON, or a package of tables), AIRS XML 3, or a CSV file with a mapping. "
        "They become drafts and proposals, which two people publish as they publish everything."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("path", type=Path, help="a file, a folder or a zip")
        parser.add_argument("--dry-run", action="store_true", help="say what would be done, and do nothing")
        parser.add_argument(
            "--report", type=Path, help="write every repair and every refusal to this CSV file"
        )
        parser.add_argument("--yes", action="store_true", help="carry the plan out without asking")
        parser.add_argument(
            "--as", dest="form", choices=["drafts", "sourced"], default="drafts",
            help="sourced: a first stock that is shown as nobody's check yet. A second person has to agree "
            "where the directory has listings already",
        )  # fmt: skip
        parser.add_argument(
            "--by", help="the e-mail address of the listing editor who proposes it to a second person"
        )
        parser.add_argument(
            "--mapping", type=Path, help="a YAML file that says what the columns of a CSV are"
        )
        parser.add_argument(
            "--feed", help="the name under which this source is known; the file's name if none"
        )
        parser.add_argument("--country", default="", help="two letters, for what does not say its country")

    def handle(self, *args: Any, path: Path, **options: Any) -> None:
        country = options["country"].upper()
        if country and not is_country(country):
            raise CommandError("--country takes the two letters of a country, as in ISO 3166")
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
            plan = planning.make(source, feed=feed, country=country, where=where, progress=progress)
        _plan, file = planning.opened(plan.digest, where=where)
        if options["verbosity"]:
            self._say(plan, file)
        if options["report"]:
            _write_report(options["report"], file)
        file.close()
        if options["dry_run"] or not plan.changes_something:
            plan.path.unlink(missing_ok=True)
            self.stdout.write("nothing was changed")
            return
        self._confirmed(plan, options)
        self._carry_out(plan, options)

    def _confirmed(self, plan: Plan, options: dict[str, Any]) -> None:
        """Ask whether this very plan is to be carried out. Raises: CommandError when it is not."""
        if options["yes"]:
            return
        if not sys.stdin.isatty():
            plan.path.unlink(missing_ok=True)
            raise CommandError("nobody can be asked here: add --yes to carry the plan out, or --dry-run")
        if input(f"Carry out plan {plan.digest[:12]}? [y/N] ").strip().lower() not in ("y", "yes"):
            plan.path.unlink(missing_ok=True)
            raise CommandError("nothing was changed")

    def _carry_out(self, plan: Plan, options: dict[str, Any]) -> None:
        with Progress("Writing", 0, stream=sys.stderr) as progress:
            if options["form"] == "drafts":
                intake.carry_out(person=None, digest=plan.digest, progress=progress)
                done = "drafts and proposals were written; two people publish them at the desk"
            elif not Service.objects.exists():
                intake.load_first_stock(person=None, digest=plan.digest, progress=progress)
                done = "the first stock was loaded, as sourced: nobody here has checked it yet"
            else:
                done = self._proposed(plan, options["by"])
        self.stdout.write(done)

    def _proposed(self, plan: Plan, by: str | None) -> str:
        person = User.objects.filter(email__iexact=by).first() if by else None
        if person is None:
            plan.path.unlink(missing_ok=True)
            raise CommandError("the directory has listings: --by names the listing editor who proposes this")
        proposal = intake.propose_stock(person=person, digest=plan.digest)
        return f"proposal {proposal.pk} waits at the desk for a second person; the plan is kept until then"

    def _say(self, plan: Plan, file: PlanFile) -> None:
        self.stdout.write(f"file       {plan.recognised or 'nothing in it'}; feed {plan.feed}")
        self.stdout.write(
            f"rows       {plan.read} read = {plan.taken} taken + {plan.repaired} taken with repairs"
            f" + {plan.refused} refused"
        )
        for code, count in sorted(plan.repairs.items(), key=lambda pair: (-pair[1], pair[0])):
            self.stdout.write(f"repaired   {count:>7}  {code}: {WORDS[Repair(code)]}")
        for code, count in sorted(plan.reasons.items(), key=lambda pair: (-pair[1], pair[0])):
            self.stdout.write(f"refused    {count:>7}  {code}: {REASONS[Reason(code)]}")
        self._say_refused(file)
        counted = ", ".join(f"{plan.actions.get(action.value, 0)} {action.value}" for action in Action)
        self.stdout.write(f"listings   {counted}")
        if plan.gone_held_back:
            self.stdout.write("           the file broke off: nothing is taken for gone")
        self._say_changes(file)
        self.stdout.write(f"plan       {plan.digest}")

    def _say_refused(self, file: PlanFile) -> None:
        lines = (line for line in file.lines() if line[3] == "refused")
        for _number, (name, row, field, _outcome, code, _words) in zip(
            range(MOST_LISTINGS), lines, strict=False
        ):
            self.stdout.write(f"           {name} row {row}{f', {field}' if field else ''}: {code}")

    def _say_changes(self, file: PlanFile) -> None:
        for step in file.steps(Action.CHANGED, Action.GONE, limit=MOST_LISTINGS):
            self.stdout.write(f"{step.action.value:<10} {step.name[:WIDEST]}")
            for one in step.fields[:MOST_FIELDS]:
                self.stdout.write(f"           {one.path}: {one.before[:WIDEST]!r} -> {one.after[:WIDEST]!r}")
            if len(step.fields) > MOST_FIELDS:
                self.stdout.write(f"           and {len(step.fields) - MOST_FIELDS} fields more")


def _write_report(path: Path, file: PlanFile) -> None:
    """Write every repair and refusal: where, what, and in words; no value of the file is in it (S5)."""
    with path.open("w", encoding="utf-8", newline="") as target:
        writer = csv.writer(target)
        writer.writerow(["file", "row", "field", "outcome", "code", "words"])
        writer.writerows(file.lines())
