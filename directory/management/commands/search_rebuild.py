"""Make the search's rows anew from the listings, and say how far it is."""

from typing import Any

from django.core.management.base import BaseCommand

from directory.search import index


class Command(BaseCommand):
    help = "Make the rows of the search anew: after a change of the program, or when they are in doubt."

    def handle(self, *args: Any, verbosity: int, **options: Any) -> None:
        def say(done: int, whole: int) -> None:
            if verbosity:
                self.stdout.write(f"\r{done} of {whole} listings", ending="" if done < whole else "\n")
                self.stdout.flush()

        rows = index.rebuild(say)
        if verbosity:
            self.stdout.write(f"{rows} listings can be found")
