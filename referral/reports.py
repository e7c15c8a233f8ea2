"""What the reports ask for, in words for a page: our own plain ones, in English where a language has none."""

import datetime as dt
from functools import cache

from babel.dates import format_date, format_skeleton
from django.conf import settings
from django.utils.translation import to_locale
from markupsafe import Markup

from referral.pathway.recommendations import Document, Sources, day, read, words
from referral.pathway.shapes import Book
from referral.rendering import direction


@cache
def sources() -> Sources:
    """Return where every recommendation is from and what answers it; read once per process.

    Raises: SeedError if the file is not as it must be.
    """
    return read(settings.SEEDS_DIR / "recommendations.json")


@cache
def _own_words(language: str) -> dict[str, str]:
    return words(settings.SEEDS_DIR / "languages" / to_locale(language))


def asks(book: Book, id_: str, *, language: str) -> Markup:
    """Return what a recommendation asks for, marked as English where the language has no words for it."""
    return said(id_, book.recommendations[id_], language=language)


def said(key: str, english: str, *, language: str) -> Markup:
    """Return the language's own words under a key, else the English ones, marked."""
    own = english if language == "en" else _own_words(language).get(key)
    if own is not None:
        return Markup("{}").format(own)
    return in_english(english)


def in_english(text: str) -> Markup:
    """Return a text marked as English."""
    return Markup('<span lang="en" dir="{}">{}</span>').format(direction("en"), text)


def with_source(book: Book, id_: str, *, language: str) -> Markup:
    """Return what a recommendation asks for, with the document and the place where it does."""
    known = sources().source(id_)
    asked = asks(book, id_, language=language)
    if not known:
        return asked
    return Markup("{} <small>({})</small>").format(asked, known if language == "en" else in_english(known))


def when(document: Document, language: str) -> str:
    """Return the day of a document, or its month where no day is known."""
    first: dt.date = day(document.date)
    if document.date.count("-") < 2:
        month = dt.datetime(first.year, first.month, 1)
        return format_skeleton("yMMMM", month, locale=language.replace("-", "_"))
    return format_date(first, "long", locale=language.replace("-", "_"))
