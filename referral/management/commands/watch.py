"""manage.py watch: is everything well? For a timer, every five minutes, and for whoever wants to know."""

from argparse import ArgumentParser
from typing import Any, Final

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from referral import watching
from safety import health_alerts

SOON: Final = {"now": "NOW", "today": "today", "week": "this week"}


class Command(BaseCommand):
    help = (
        "Look at everything that docs/operations.md tells about, say what is wrong and end with 1 if "
        "anything is. Run it as the account that owns the tables."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--rules", action="store_true", help="only print the rules that a Prometheus takes"
        )
        parser.add_argument("--mail", action="store_true", help="write to those who look after the machine")

    def handle(self, *args: object, mail: bool, rules: bool, **options: Any) -> None:
        if rules:
            self.stdout.write(health_alerts.rules(), ending="")
            return
        found = watching.look(now=timezone.now(), tell=mail)
        for part in found.missing:
            self.stdout.write(f"missing: {part}")
        for one in found.wrong:
            self.stdout.write(f"{SOON[one.weight]}: {one.name}: {one.says}")
        if any(one.weight != "week" for one in found.wrong):
            raise CommandError(
                f"{len(found.wrong)} things are wrong; docs/operations.md has each by its name."
            )
        self.stdout.write(f"{found.numbers} numbers were taken, nothing presses.")
