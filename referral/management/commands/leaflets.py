"""Write sheets for the wall of a clinic, as PDF."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from directory import countries
from referral import forms, leaflets


class Command(BaseCommand):
    help = (
        "Write sheets for a wall: the emergency number, lines that answer day and night, first steps. Beside "
        "each stands one without words that tell what it is about, with strips to tear off."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("folder", type=Path, metavar="DIR")
        parser.add_argument("--country", required=True, metavar="XX", help="two letters, as in GB")
        parser.add_argument(
            "--language", action="append", metavar="yy", help="may stand more than once; else every language"
        )
        parser.add_argument(
            "--address", default="", metavar="https://…", help="the site's own address, for a code to scan"
        )
        parser.add_argument("--paper", choices=["A4", "Letter"], default="A4")

    def handle(self, *args: Any, folder: Path, country: str, **options: Any) -> None:
        country = country.upper()
        if not countries.is_country(country):
            raise CommandError("--country: expected the two letters of a country, as in GB")
        languages = options["language"] or list(forms.languages())
        unknown = [code for code in languages if code not in forms.languages()]
        if unknown:
            raise CommandError(f"--language: expected one of {', '.join(forms.languages())}")
        if options["address"] and not _is_neutral(options["address"]):
            raise CommandError("--address: expected https:// and the bare address, with nothing behind it")
        for language in languages:
            for path in leaflets.write(
                folder, country=country, language=language, address=options["address"], paper=options["paper"]
            ):
                self.stdout.write(str(path))


def _is_neutral(address: str) -> bool:
    """S2: what is scanned from a wall is the one neutral address, or that of a language."""
    path = address.removeprefix("https://").partition("/")[2]
    bare = not path or path.rstrip("/") in forms.languages()
    return address.startswith("https://") and bare and "?" not in address and "#" not in address
