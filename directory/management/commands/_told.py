"""What the commands that bring listings in take and say of a plan, and how a person confirms it."""

import csv
import sys
from argparse import ArgumentParser
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, Final

from django.core.management.base import CommandError

from directory import intake
from directory.countries import is_country
from directory.hsds.diff import Action
from directory.hsds.incoming import REASONS, WORDS, Reason, Repair
from directory.hsds.plan_file import PlanFile
from directory.models.service import Service
from directory.planning import Plan
from staff.models.person import User
from staff.models.proposal import Proposal
from staff.progress import Progress

MOST_LISTINGS: Final = 20  # whose changed fields are printed; the report has every repair and refusal
MOST_FIELDS: Final = 8  # of one listing
WIDEST: Final = 60  # signs of a value that are printed
DRAFTS: Final = "drafts"

Say = Callable[[str], object]


def ask_how(parser: ArgumentParser) -> None:
    """Have a command take what is said of a plan, whatever it is made of."""
    parser.add_argument("--dry-run", action="store_true", help="say what would be done, and do nothing")
    parser.add_argument("--report", type=Path, help="write every repair and every refusal to this CSV file")
    parser.add_argument("--yes", action="store_true", help="carry it out without asking")
    parser.add_argument(
        "--as", dest="form", choices=["drafts", "sourced"], default="drafts",
        help="sourced: shown as nobody's check yet. A second person has to agree where the directory has "
        "listings already",
    )  # fmt: skip
    parser.add_argument(
        "--by", help="the e-mail address of the listing editor who proposes it to a second person"
    )
    parser.add_argument("--country", default="", help="two letters, for what does not say its country")


def country_of(options: Mapping[str, Any]) -> str:
    """Return the country that was given, or nothing. Raises: CommandError."""
    country = str(options["country"]).upper()
    if country and not is_country(country):
        raise CommandError("--country takes the two letters of a country, as in ISO 3166")
    return country


def say(plan: Plan, file: PlanFile, out: Say) -> None:
    """Print what a plan would do, and what became of each row."""
    out(f"file       {plan.recognised or 'nothing in it'}; feed {plan.feed}")
    out(
        f"rows       {plan.read} read = {plan.taken} taken + {plan.repaired} taken with repairs"
        f" + {plan.refused} refused"
    )
    for code, count in sorted(plan.repairs.items(), key=lambda pair: (-pair[1], pair[0])):
        out(f"repaired   {count:>7}  {code}: {WORDS[Repair(code)]}")
    for code, count in sorted(plan.reasons.items(), key=lambda pair: (-pair[1], pair[0])):
        out(f"refused    {count:>7}  {code}: {REASONS[Reason(code)]}")
    _say_refused(file, out)
    counts = [(action, plan.actions.get(action.value, 0)) for action in Action]
    out("listings   " + ", ".join(f"{n} {a.value}" for a, n in counts if n or a is not Action.ELSEWHERE))
    if plan.gone_held_back:
        out("           the file broke off: nothing is taken for gone")
    _say_changes(file, out)
    out(f"plan       {plan.digest}")


def _say_refused(file: PlanFile, out: Say) -> None:
    for name, row, field, _outcome, code, _words in file.lines(outcome="refused", limit=MOST_LISTINGS):
        out(f"           {name} row {row}{f', {field}' if field else ''}: {code}")


def _say_changes(file: PlanFile, out: Say) -> None:
    for step in file.steps(Action.CHANGED, Action.GONE, limit=MOST_LISTINGS):
        out(f"{step.action.value:<10} {step.name[:WIDEST]}")
        for one in step.fields[:MOST_FIELDS]:
            out(f"           {one.path}: {one.before[:WIDEST]!r} -> {one.after[:WIDEST]!r}")
        if len(step.fields) > MOST_FIELDS:
            out(f"           and {len(step.fields) - MOST_FIELDS} fields more")


def write_report(path: Path, file: PlanFile | None) -> None:
    """Write every repair and refusal: where, what, and in words; no value of the file is in it (S5)."""
    with path.open("w", encoding="utf-8", newline="") as target:
        writer = csv.writer(target)
        writer.writerow(["file", "row", "field", "outcome", "code", "words"])
        writer.writerows(file.lines() if file else ())


def confirm(question: str, *, yes: bool) -> None:
    """Ask whether this very plan is to be carried out. Raises: CommandError when it is not."""
    if yes:
        return
    if not sys.stdin.isatty():
        raise CommandError("nobody can be asked here: add --yes to carry the plan out, or --dry-run")
    if input(f"{question} [y/N] ").strip().lower() not in ("y", "yes"):
        raise CommandError("nothing was changed")


def drop(plan: Plan) -> None:
    """Remove a plan that is not carried out, unless a second person is asked about that very one."""
    waiting = Proposal.objects.filter(kind=intake.KIND, state=Proposal.State.OPEN)
    if not waiting.filter(payload__contains=plan.digest).exists():
        plan.path.unlink(missing_ok=True)


def carry_out(plan: Plan, *, form: str, by: str | None) -> tuple[str, bool]:
    """Carry a plan out; return what was done in words, and whether it is done rather than proposed."""
    with Progress("Writing", 0, stream=sys.stderr) as progress:
        if form == DRAFTS:
            intake.carry_out(person=None, digest=plan.digest, progress=progress)
            return "drafts and proposals were written; two people publish them at the desk", True
        if not Service.objects.exists():
            intake.load_first_stock(person=None, digest=plan.digest, progress=progress)
            return "the first stock was loaded, as sourced: nobody here has checked it yet", True
        return _proposed(plan, by), False


def _proposed(plan: Plan, by: str | None) -> str:
    person = User.objects.filter(email__iexact=by).first() if by else None
    if person is None:
        raise CommandError("the directory has listings: --by names the listing editor who proposes this")
    proposal = intake.propose_stock(person=person, digest=plan.digest)
    return f"proposal {proposal.pk} waits at the desk for a second person; the plan is kept until then"
