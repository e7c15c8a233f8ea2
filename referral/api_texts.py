"""Texts of a pathway as the open pathways tell them: plain words, and their language where it is another."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from markupsafe import Markup

from referral.pathway.shapes import ENGLISH, Book

Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Speaker:
    """Says the texts of a book to one reader.

    `language` was asked for, `spoken` is the one that the pathway is whole in.
    """

    book: Book
    language: str
    spoken: str
    audience: str

    def say(self, key: str) -> Json:
        """Return a text, with its language where that is not the one that was asked for."""
        said = self.book.say(key, language=self.spoken, audience=self.audience)
        if said.language == self.language:
            return {"text": said.text}
        return {"text": said.text, "lang": said.language}

    def english(self, words: str) -> Json:
        """Return words that are there in English alone."""
        return {"text": words} if self.language == ENGLISH else {"text": words, "lang": ENGLISH}


def plain(words: str) -> str:
    """Return words of a page without what marks them there."""
    return words.striptags() if isinstance(words, Markup) else words


def moment(at: dt.datetime | None) -> str | None:
    """Return a moment in universal time, as programs write it; seconds say nothing about opening hours."""
    return at.astimezone(dt.UTC).strftime("%Y-%m-%dT%H:%M:00Z") if at else None


def known(**members: Any) -> Json:
    """Return the members that say something; what is not known or empty is left out."""
    return {name: value for name, value in members.items() if value not in (None, "", (), [], {})}
