"""Ask about accounts that nobody uses, and close those that nobody answered for."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from staff import leaving, letters
from staff.people import LastAdministrators


class Command(BaseCommand):
    help = (
        "Ask people who were not here for 60 days; close the accounts of those who did not come in 14 more."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--site", default=None, help="scheme and host of the desk, as in https://desk.org"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        now, site = timezone.now(), options["site"] or letters.own_site()
        closed = kept = asked = unsent = 0
        for whom in leaving.silent(today=now.date()):
            try:
                leaving.close_unused(whom=whom, now=now)
                closed += 1
            except LastAdministrators:
                kept += 1
        for whom in leaving.unseen(today=now.date()):
            try:
                leaving.ask_whether_needed(whom=whom, site=site, today=now.date())
                asked += 1
            except letters.NotSent:
                unsent += 1
        self.stdout.write(f"asked {asked}, closed {closed}, kept as one of the last administrators {kept}")
        if unsent:
            raise CommandError(
                f"The mail server did not take {unsent} letters. They are tried again next time."
            )
