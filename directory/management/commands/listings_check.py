"""Look for what is malformed or stands twice among the listings; with --fetch, ask web addresses too."""

from collections import Counter
from collections.abc import Iterator
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from directory import checking, fetching, writing
from directory.checking import Fault, Finding
from directory.models.service import Service
from directory.states import State


class Command(BaseCommand):
    help = "List malformed and duplicated details of the listings. Asks nobody, unless --fetch is given."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--country", help="only listings of this country, as two letters")
        parser.add_argument(
            "--fetch", action="store_true",
            help="also ask each web address whether it answers: politely, as robots.txt allows",
        )  # fmt: skip

    def handle(self, *args: Any, **options: Any) -> None:
        counted: Counter[str] = Counter()
        addresses: dict[str, str] = {}
        for finding in _offline(options["country"], addresses):
            counted[finding.what] += 1
            self._tell(finding)
        if options["fetch"]:
            self._fetch(addresses, counted)
        for what, number in sorted(counted.items()):
            self.stdout.write(f"{number:6}  {what}")
        self.stdout.write(f"{counted.total():6}  in all")

    def _tell(self, finding: Finding) -> None:
        beside = f" also in {', '.join(finding.beside)}" if finding.beside else ""
        self.stdout.write(f"{finding.listing}: {finding.what} {finding.field}".rstrip() + beside)

    def _fetch(self, addresses: dict[str, str], counted: Counter[str]) -> None:
        for answer in fetching.Asker().ask(addresses):
            if answer.alive is False:
                counted[Fault.NO_ANSWER] += 1
                self._tell(Finding(addresses[answer.address], Fault.NO_ANSWER, answer.said))
            elif answer.alive is None:
                counted[f"not asked: {answer.said}"] += 1


def _offline(country: str | None, addresses: dict[str, str]) -> Iterator[Finding]:
    """Yield what is wrong, and note the web addresses on the way, each with the first listing that has it."""
    listings = Service.objects.exclude(state__in=[State.WITHDRAWN, State.RECORD_ONLY]).order_by("seed_id")
    if country:
        listings = listings.filter(country=country.upper())
    book = checking.Book()
    for _service, document in writing.documents_of(listings):
        book.note(document)
        yield from checking.malformed(document)
        for address in checking.web_addresses(document):
            addresses.setdefault(address, checking.listing_of(document))
    yield from book.shared()
