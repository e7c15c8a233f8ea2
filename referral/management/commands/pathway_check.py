"""Prove the rules of the pathways over every combination of answers, and say how many walks that covers."""

import time
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from referral import editions
from referral.pathway.brute import walked
from referral.pathway.check import Checked, check
from referral.pathway.cover import Coverage, Prover
from referral.pathway.lines import SeedError
from referral.pathway.shapes import Book

_ROW = "{:<8}{:>10}{:>16}{:>16}{:>9}{:>9}{:>9}{:>9}"


class Command(BaseCommand):
    help = (
        "Read all pathways, follow every combination of answers from every start, and check every plan, "
        "question and text against the rules. Exits with 1 if a rule is broken."
    )
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--pathway", metavar="p01", help="only walks that begin with this pathway")
        parser.add_argument(
            "--brute",
            metavar="p09",
            help="also walk this one walk by walk, and compare with the merged count",
        )
        parser.add_argument(
            "--open-questions",
            action="store_true",
            help="list the cards that wait for a specialist, and stop",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            book = editions.current()
        except SeedError as error:
            raise CommandError(str(error)) from None
        if options["open_questions"]:
            self._open_questions(book)
            return
        for name in ("pathway", "brute"):
            if options[name] and options[name] not in book.pathways.keys() | book.stand_ins.keys():
                raise CommandError(f"--{name}: expected one of {', '.join(sorted(book.pathways))}")
        broken = self._check(book, options["pathway"])
        if options["brute"]:
            broken = not self._compare(book, options["brute"]) or broken
        if broken:
            raise CommandError("the pathways are not fit to be published")

    def _check(self, book: Book, only: str | None) -> bool:
        self.stdout.write(f"Edition {book.edition}\n")
        head = ("start", "questions", "walks", "walks under 18", "states", "longest", "plans", "seconds")
        self.stdout.write(_ROW.format(*head))
        began = clock = time.monotonic()

        def tell(one: Coverage) -> None:
            nonlocal clock
            spent, clock = time.monotonic() - clock, time.monotonic()
            self.stdout.write(self._row(book, one, spent))

        checked = check(book, today=timezone.localdate(), only=only, tell=tell)
        self._sum(checked, time.monotonic() - began)
        return bool(checked.found)

    def _row(self, book: Book, one: Coverage, seconds: float) -> str:
        numbers = (one.walks, one.walks_under18, one.states)
        pathway = book.pathways.get(one.start)
        questions = str(len(pathway.questions)) if pathway else "stand-in"
        counts = (f"{number:,}" for number in numbers)
        return _ROW.format(one.start, questions, *counts, one.longest, f"{one.plans:,}", f"{seconds:.1f}")

    def _sum(self, checked: Checked, seconds: float) -> None:
        walks = sum(one.walks + one.walks_under18 for one in checked.coverages)
        self.stdout.write(
            f"\n{walks:,} walks from {len(checked.coverages)} starts covered in {seconds:.0f} seconds; "
            f"the longest asks {max(one.longest for one in checked.coverages)} questions."
        )
        for found in checked.found:
            breach = found.breach
            self.stdout.write(f"\n{breach.pathway}  {breach.rule}  {breach.detail}")
            if found.example:
                self.stdout.write(f"      {found.example}")
        self.stdout.write(f"\n{len(checked.found) or 'No'} breaches of the rules.\n")

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

    def _open_questions(self, book: Book) -> None:
        waiting = [card for card in book.cards.values() if card.open_question]
        for card in waiting:
            self.stdout.write(f"{card.id}: {card.open_question} (review by {card.review_by}, {card.owner})")
        self.stdout.write(f"{len(waiting)} of {len(book.cards)} cards wait for a specialist.")
