"""There is no superuser: Django's own command is refused in words (S8)."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError


class Command(BaseCommand):
    """Say what to do instead."""

    help = "Refused: there is no superuser. `manage.py first_people` makes the first two administrators."

    def add_arguments(self, parser: Any) -> None:
        parser.add_argument("anything", nargs="*")

    def handle(self, *args: Any, **options: Any) -> None:
        raise CommandError(
            "there is no superuser: nobody passes the second person by. "
            "`manage.py first_people` makes the first two administrators, see docs/first-day.md"
        )
