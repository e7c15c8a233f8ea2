"""Make accounts to try the desk with, and print their passwords."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from staff import throwaway


class Command(BaseCommand):
    help = "Make one account for each role with a new password, in development settings only."

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            made = throwaway.make(now=timezone.now())
        except throwaway.OnlyInDevelopment:
            raise CommandError("Throw-away accounts exist in development settings only.") from None
        wide = max(len(account.email) for account in made)
        self.stdout.write("throw-away accounts for /desk/, with passwords made this moment:")
        for account in made:
            self.stdout.write(f"  {account.email:<{wide}}  {account.password}")
