"""The names that are permanent: questions, answers, lines and cards, in a list that only grows. (pure)"""

import json
from collections.abc import Iterable
from pathlib import Path

from referral.pathway.shapes import Book


def ids(book: Book) -> list[str]:
    """Return every name of the book, as walks, wordings and stored answers refer to it, retired ones too."""
    found = {f"{pathway}" for pathway in book.pathways} | book.retired
    for pathway in book.pathways.values():
        for question in pathway.questions.values():
            found.add(f"{pathway.id}.{question.id}")
            found |= {f"{question.key}:{answer.id}" for answer in question.answers}
        for lines in pathway.plan.values():
            found |= {line.key for line in lines}
    for card in book.cards.values():
        found |= {f"cards.{card.id}", *(line.key for line in card.lines)}
    return sorted(found)


def vanished(book: Book, stored: Path) -> list[str]:
    """Return the stored names that the book has no longer."""
    known = json.loads(stored.read_text(encoding="utf-8")) if stored.exists() else []
    return sorted(set(known) - set(ids(book)))


def write(book: Book, stored: Path) -> int:
    """Add the book's names to the stored list; return how many there are then. None is ever taken out."""
    known: Iterable[str] = json.loads(stored.read_text(encoding="utf-8")) if stored.exists() else []
    every = sorted({*known, *ids(book)})
    stored.parent.mkdir(parents=True, exist_ok=True)
    stored.write_text(json.dumps(every, indent=0) + "\n", encoding="utf-8")
    return len(every)
