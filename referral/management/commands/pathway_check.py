"""The safety case of the pathways: every walk, every text, and every plan with its services."""

import time
import uuid
from argparse import ArgumentParser
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from directory import published
from referral import case_report, editing, editing_proof, editing_proof_run, editions, proving
from referral.bookshelf import Files
from referral.models.pathway import BookEdition, PathwayDraft
from referral.models.proof import PathwayProof
from referral.pathway import ids, table
from referral.pathway.brute import walked
from referral.pathway.check import Checked, check
from referral.pathway.cover import Coverage, Prover
from referral.pathway.lines import SeedError
from referral.pathway.rules import Breach
from referral.pathway.shapes import Book

_ROW = "{:<8}{:>10}{:>16}{:>16}{:>9}{:>9}{:>9}{:>9}"


class Command(BaseCommand):
    help = (
        "Read all pathways, follow every combination of answers from every start, and check every plan, "
        "question and text against the rules. With --plans also who is shown: every plan in every country, "
        "language and hour, which needs a seeded database. Exits with 1 if anything is broken."
    )
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        add = parser.add_argument
        add("--pathway", metavar="p01", help="only walks that begin with this pathway")
        add("--brute", metavar="p14", help="also walk this one walk by walk, and compare with merging")
        add("--plans", action="store_true", help="also prove who is shown; needs a seeded database")
        add("--published", action="store_true", help="check the published edition, not the seeds")
        add("--draft", metavar="ID", help="prove the whole book with this draft in it, on record")
        add("--edition", metavar="NAME", help="prove an edition that was published once, on record")
        add("--processes", type=int, default=2, help="how many processes share the work (2)")
        add("--write-table", action="store_true", help="store the table of all walks in seeds/walks/")
        add("--write-ids", action="store_true", help="add new names to the permanent ones, and stop")
        add("--mutations", action="store_true", help="break each rule and see it caught, and stop")
        add("--grades", action="store_true", help="print school grades of the English texts, and stop")
        add("--missing", nargs="?", const="", metavar="LANG", help="list what falls back, and stop")
        add("--open-questions", action="store_true", help="list what waits for a specialist, and stop")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["draft"] or options["edition"]:
            self._on_record(options)
            return
        try:
            book = editions.current() if options["published"] else editions.seeds()
        except SeedError as error:
            raise CommandError(str(error)) from None
        if self._told(book, options):
            return
        for name in ("pathway", "brute"):
            if options[name] and options[name] not in book.pathways.keys() | book.stand_ins.keys():
                raise CommandError(f"--{name}: expected one of {', '.join(sorted(book.pathways))}")
        checked, broken = self._check(book, options)
        if options["brute"]:
            broken = not self._compare(book, options["brute"]) or broken
        if options["plans"]:
            broken = self._plans(checked, options["processes"]) or broken
        if options["write_table"] and not broken:
            self._store(checked)
        if broken:
            raise CommandError("the pathways are not fit to be published")

    def _told(self, book: Book, options: dict[str, Any]) -> bool:
        """Print what is asked for beside the check, and say whether something was."""
        if options["write_ids"]:
            self.stdout.write(f"{ids.write(book, _stored() / 'ids.json')} permanent names")
        elif options["mutations"]:
            self._mutations()
        elif options["grades"]:
            self._lines(case_report.grades(book))
        elif options["missing"] is not None:
            self._lines(case_report.lacking(book, options["missing"]))
        elif options["open_questions"]:
            self._lines(case_report.open_questions(book))
        else:
            return False
        return True

    def _lines(self, lines: Iterable[str]) -> None:
        for line in lines:
            self.stdout.write(line)

    def _mutations(self) -> None:
        results = []
        for line, caught in case_report.mutations():
            self.stdout.write(line)
            results.append(caught)
        self.stdout.write(f"{sum(results)} of {len(results)} caught by name.")
        if not all(results):
            raise CommandError("a broken rule was not caught")

    def _check(self, book: Book, options: dict[str, Any]) -> tuple[Checked, bool]:
        self.stdout.write(f"Edition {book.edition}\n")
        head = ("start", "questions", "walks", "walks under 18", "states", "longest", "plans", "seconds")
        self.stdout.write(_ROW.format(*head))
        began = time.monotonic()

        def tell(one: Coverage) -> None:
            self.stdout.write(self._row(book, one, time.monotonic() - began))

        checked = check(
            book,
            today=timezone.localdate(),
            only=options["pathway"],
            tell=tell,
            processes=1 if options["pathway"] else options["processes"],
            shape=proving.shape_of,
        )
        self._sum(checked, time.monotonic() - began)
        stale = [] if options["published"] or options["write_table"] else self._stale(checked)
        breaches = [found.breach for found in checked.found] + stale
        self._lines(case_report.claims(breaches))
        self.stdout.write(f"\n{len(breaches) or 'No'} breaches of the rules.\n")
        return checked, bool(breaches)

    def _row(self, book: Book, one: Coverage, seconds: float) -> str:
        numbers = (one.walks, one.walks_under18, one.states)
        pathway = book.pathways.get(one.start)
        questions = str(len(pathway.questions)) if pathway else "stand-in"
        counts = (f"{number:,}" for number in numbers)
        plans = f"{len(one.plans):,}"
        return _ROW.format(one.start, questions, *counts, one.longest, plans, f"{seconds:.0f}")

    def _sum(self, checked: Checked, seconds: float) -> None:
        self.stdout.write(
            f"\n{checked.walks:,} walks from {len(checked.coverages)} starts in {seconds:.0f} seconds; "
            f"the longest asks {max(one.longest for one in checked.coverages)} questions."
        )
        for found in checked.found:
            breach = found.breach
            self.stdout.write(f"\n{breach.pathway}  {breach.rule}  {breach.detail}")
            if found.example:
                self.stdout.write(f"      {found.example}")
        self.stdout.write("")

    def _stale(self, checked: Checked) -> list[Breach]:
        """Print where the stored table is no longer so; check 15."""
        breaches = []
        for one in checked.coverages:
            lines = table.changed(one, _stored()) if _stored().is_dir() else []
            if lines:
                breaches.append(Breach("TABLE", one.start, "the walks are not those of seeds/walks/"))
                self.stdout.write(f"{one.start}  TABLE  the walks are not those that were stored:")
                self._lines(f"      {line}" for line in lines[:20])
        return breaches

    def _store(self, checked: Checked) -> None:
        for one in checked.coverages:
            table.write(one, _stored())
        if len(checked.coverages) > 1:
            proved = f"{table.structure(settings.SEEDS_DIR / 'pathways')} {checked.walks} walks\n"
            (_stored() / "proved.txt").write_text(proved, encoding="utf-8")
        self.stdout.write(f"stored in {_stored().name}/: {len(checked.coverages)} tables")

    def _plans(self, checked: Checked, processes: int) -> bool:
        """Print what holds of every plan with its services, and say whether something does not."""
        stock = published.current()
        if not stock.listings:
            raise CommandError("--plans: the directory is empty; run manage.py migrate and manage.py seed")
        monday = editing_proof_run.monday(timezone.localdate())
        began = time.monotonic()
        found = proving.prove(
            checked.shapes,
            stock,
            start=monday,
            unfit=editing_proof_run.unfit_today(),
            processes=processes,
        )
        plans = len(proving.every_band(checked.shapes))
        self.stdout.write(f"\nPlans with edition {stock.version} of the directory, week of {monday:%Y-%m-%d}")
        self._lines(case_report.proof(found, plans=plans, walks=checked.walks))
        self.stdout.write(f"Proved in {time.monotonic() - began:.0f} seconds.")
        return bool(found.found)

    def _on_record(self, options: dict[str, Any]) -> None:
        """Prove what may be published, and keep what came of it where the desk asks for it."""
        try:
            files, draft = _whole_book(options["draft"], options["edition"])
            row = editing_proof.taken(files=files, draft=draft)
            done = editing_proof_run.run(
                row, editing.opened(files), processes=options["processes"], say=self._far
            )
        except editing.Refused as refusal:
            raise CommandError(str(refusal.says)) from None
        except (editing_proof.Overtaken, editing_proof_run.Failed) as fault:
            raise CommandError("it broke off, and nothing is known: begin it again") from fault
        self._lines(f"{where}  {rule}  {what}  {walk}".strip() for rule, where, what, walk in done.breaches)
        self.stdout.write(
            f"Edition {done.edition}: {done.walks:,} walks, {done.plans:,} plans, {done.broken} breaches, "
            f"{done.seconds:.0f} seconds."
        )
        if done.broken:
            raise CommandError("the pathways are not fit to be published")

    def _far(self, row: PathwayProof) -> None:
        if row.at != PathwayProof.At.COUNTRIES or row.done in (1, row.total):
            self.stdout.write(f"{row.at}: {row.done} of {row.total}, {row.walks:,} walks")

    def _compare(self, book: Book, start: str) -> bool:
        """Walk all walks of a start one by one, and say whether merging claims the same of them."""
        merged = Prover(book, timezone.localdate(), keep_ends=True).cover(start)
        adult, child = (walked(book, start, under18=under18) for under18 in (False, True))
        same = (adult.walks, child.walks, adult.ends | child.ends) == (
            merged.walks,
            merged.walks_under18,
            merged.ends,
        )
        self.stdout.write(
            f"{start} walk by walk: {adult.walks + child.walks:,} walks, {len(adult.ends | child.ends):,} "
            f"different ends: {'the same as merged' if same else 'NOT what merging claims'}."
        )
        return same


def _whole_book(draft_id: str | None, edition: str | None) -> tuple[Files, PathwayDraft | None]:
    """Return the files that are to be proved. Raises: CommandError; editing.Refused."""
    if edition:
        row = BookEdition.objects.filter(edition=edition).first()
        if row is None:
            raise CommandError("--edition: there is no such edition")
        return editions.files_of(row.files), None
    try:
        draft = editing.draft(uuid.UUID(draft_id))
    except ValueError:
        draft = None
    if draft is None or not draft.is_open:
        raise CommandError("--draft: there is no such draft, or it was decided")
    return editing.files_of(draft), draft


def _stored() -> Path:
    return Path(settings.SEEDS_DIR) / "walks"
