"""What was told, as questions and answers on the edition that it was told on."""

from collections.abc import Callable
from dataclasses import dataclass

from markupsafe import Markup

from referral import editions, told
from referral.pathway.lines import SeedError
from referral.pathway.shapes import Audience, Book
from referral.pathway.walk import Position
from referral.rendering import sayer
from referral.told import Told


@dataclass(frozen=True, slots=True)
class Answered:
    """A question and the answers to it, in words; `key` and `chosen` are what the pathway calls them."""

    question: Markup
    answers: tuple[Markup, ...]
    key: str
    chosen: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Telling:
    """What was told. `readable` is false where its edition can't be opened: then ids stand for the words."""

    pathway: Markup
    steps: tuple[Answered, ...]
    readable: bool = True


def shown(what: Told, *, language: str, audience: str = Audience.PROFESSIONAL) -> Telling:
    """Return what was told in the reader's language, English where the edition had no such wording."""
    try:
        book = editions.book_kept(what.edition)
    except (LookupError, SeedError):
        return _by_ids(what)
    return in_words(book, told.walked(what, book), sayer(book, language=language, audience=audience))


def in_words(book: Book, found: Position, say: Callable[[str], Markup]) -> Telling:
    """Return the answers on the way of a walk in words."""
    steps = tuple(
        Answered(say(step.text), tuple(say(key) for key in step.answers), step.key, step.chosen)
        for step in found.steps
    )
    pathway = book.pathways.get(found.state.pathway)
    return Telling(say(pathway.title) if pathway else Markup(""), steps)


def _by_ids(what: Told) -> Telling:
    steps = tuple(
        Answered(Markup.escape(key), tuple(Markup.escape(one) for one in chosen), key, chosen)
        for key, chosen in what.answers.items()
    )
    return Telling(Markup.escape(what.pathway), steps, readable=False)
