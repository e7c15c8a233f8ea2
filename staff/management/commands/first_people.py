"""Make the first two administrators, once."""

from argparse import ArgumentParser
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.core.validators import validate_email
from django.utils import timezone

from staff import first_day, letters
from staff.invitations import HOURS
from staff.models.person import User


class Command(BaseCommand):
    help = "Make the first two administrators, once, and print a link for each to set a password with."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("emails", nargs="*", metavar="EMAIL", help="of the two, at the first time")
        parser.add_argument("--new-links", action="store_true", help="for the same two, if nobody came yet")
        parser.add_argument(
            "--site", default=None, help="scheme and host of the desk, as in https://desk.org"
        )

    def _made(self, emails: list[str], *, again: bool) -> list[tuple[User, str]]:
        if again and not emails:
            return first_day.renew(now=timezone.now())
        return first_day.begin(emails=emails, now=timezone.now())

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            for email in options["emails"]:
                validate_email(email)
            made = self._made(options["emails"], again=options["new_links"])
        except ValidationError:
            raise CommandError("One of the two is no e-mail address. Nobody was made.") from None
        except first_day.NotTwoPeople:
            raise CommandError("Name the e-mails of two people. Nobody was made.") from None
        except first_day.AlreadyBegun:
            raise CommandError(
                "People have roles here already. Nobody was made: an administrator invites new people."
            ) from None
        site = options["site"] or letters.own_site()
        for person, token in made:
            self.stdout.write(f"{person.email}\n  {letters.invitation_link(token, site=site)}")
        self.stdout.write(f"Each link works once, within {HOURS} hours. Give it to its person by a safe way.")
