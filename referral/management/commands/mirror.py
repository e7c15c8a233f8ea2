"""Write the public side as static pages, for where the site itself cannot be reached."""

import time
from argparse import ArgumentParser
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from directory import countries
from referral import forms, mirror, mirror_folder


class Command(BaseCommand):
    help = (
        "Write the public directory, the emergency numbers and the cards of every pathway as pages that need "
        "no server and no script. A second run writes only what changed, and takes away what is gone "
        "(docs/mirror.md)."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "folder", type=Path, nargs="?", metavar="DIR", help="else the folder of WAYPOST_MIRROR_DIR"
        )
        parser.add_argument("--languages", nargs="+", metavar="yy", help="else every language")
        parser.add_argument("--countries", nargs="+", metavar="XX", help="else every country")
        parser.add_argument(
            "--live", metavar="https://…", help="the site's own address, for each page; else WAYPOST_LIVE_URL"
        )
        parser.add_argument("--whole", action="store_true", help="draw every page, also if nothing changed")
        parser.add_argument("--check", action="store_true", help="only compare the folder with its manifest")

    def handle(self, *args: Any, folder: Path | None, **options: Any) -> None:
        folder = folder or (Path(settings.WAYPOST_MIRROR_DIR) if settings.WAYPOST_MIRROR_DIR else None)
        if folder is None:
            self.stdout.write("No folder is named, neither here nor in WAYPOST_MIRROR_DIR: nothing was done.")
            return
        try:
            self._check(folder) if options["check"] else self._write(folder, options)
        except (mirror.NothingToCopy, mirror_folder.NotOurs, mirror_folder.Busy) as refused:
            raise CommandError(refused.says) from None

    def _write(self, folder: Path, options: dict[str, Any]) -> None:
        began = time.monotonic()
        done = mirror.write(
            folder,
            languages=_languages(options["languages"]),
            places=_places(options["countries"]),
            live=_live(options["live"] if options["live"] is not None else settings.WAYPOST_LIVE_URL),
            whole=options["whole"],
            progress=lambda said: self.stdout.write(f"{said} …") if options["verbosity"] > 1 else None,
        )
        if done.unchanged:
            self.stdout.write("Nothing has changed since the last run of this day.")
        self.stdout.write(f"{done.report.told()}, {time.monotonic() - began:.1f} s")

    def _check(self, folder: Path) -> None:
        wrong = mirror_folder.checked(folder)
        for line in wrong:
            self.stdout.write(line)
        if wrong:
            raise CommandError(f"{len(wrong)} things are not as the manifest says")
        self.stdout.write("Every file is as the manifest says, and there is no other.")


def _languages(asked: list[str] | None) -> tuple[str, ...]:
    offered = forms.languages()
    if set(asked or ()) - set(offered):
        raise CommandError(f"--languages: expected some of {', '.join(offered)}")
    return tuple(code for code in offered if not asked or code in asked)


def _places(asked: list[str] | None) -> tuple[str, ...]:
    if asked and not all(countries.is_country(code.upper()) for code in asked):
        raise CommandError("--countries: expected the two letters of countries, as in GB NG")
    every = sorted(code for code, _name in countries.countries("en"))
    return tuple(code for code in every if not asked or code in {one.upper() for one in asked})


def _live(address: str) -> str:
    """S2: the address of the site itself, bare: no page of it, and nothing that was asked."""
    parts = urlsplit(address)
    safe = parts.scheme == "https" or (parts.scheme == "http" and (parts.hostname or "").endswith(".onion"))
    if address and not (safe and parts.netloc and not parts.path.strip("/") and not parts.query):
        raise CommandError("--live: expected https:// and the bare address, with nothing behind it")
    return address
