"""Keep the edition and its shelf on this machine, before workers start that would have to make them."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from directory import kept_edition, published
from directory.search import shelves


class Command(BaseCommand):
    help = "Keep what the public door shows in a file of this account, so that its workers start in a moment."

    def handle(self, *args: Any, **options: Any) -> None:
        edition = published.kept_anew()
        if edition.unconfirmed_since is not None:
            raise CommandError("the database does not answer: nothing was kept. Run this again when it does")
        if not kept_edition.is_kept(edition):
            raise CommandError(
                f"nothing could be kept in {kept_edition.place()}: expected a folder that this account may "
                "write to"
            )
        shelves.of(edition)
        self.stdout.write(f"{len(edition.listings)} listings are kept")
