"""What somebody told on the seeds' own edition, for tests of codes."""

import datetime as dt

from referral import editions, told
from referral.pathway.shapes import Book
from referral.pathway.walk import position
from referral.told import Told

NOW = dt.datetime(2026, 11, 20, 21, 17, 5, tzinfo=dt.UTC)
Answers = dict[str, tuple[str, ...]]
ANSWERS: Answers = {
    "p00.entry": ("threat",),
    "danger": ("no",),
    "age": ("18-24",),
}


def walk_to_the_end(book: Book, answers: Answers, *, under18: bool = False) -> Answers:
    """Return these answers where they are offered, and the first one of every other question on the way."""
    given: Answers = {}
    while found := position(book, given, under18=under18).question:
        offered = [choice.id for choice in found.choices]
        wanted = [one for one in answers.get(found.key, ()) if one in offered]
        given[found.key] = tuple(wanted or offered[:1])
    return given


def somebody(answers: Answers | None = None, **said: object) -> Told:
    """Return a whole walk as it is told: by an adult in Spain who reads English, unless said otherwise."""
    book = editions.current()
    under18 = bool(said.get("under18", False))
    given = walk_to_the_end(book, answers or ANSWERS, under18=under18)
    found = position(book, given, under18=under18)
    whole = {"audience": "adult", "language": "en", "country": "ES", "start": "p00", **said}
    return told.of_walk(found, edition=book.edition, **{**whole, "under18": under18})
