"""What the reports ask for, and what of it is answered here, by which pathway, page or feature. (pure)

The words of each recommendation stand with the pathways (`Book.recommendations`); this file says where it is
from and what answers it.
"""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import Literal

import msgspec

from referral.pathway.files import Written, decoded, opened
from referral.pathway.shapes import ENTRY_FLOW, Book


class Standing(StrEnum):
    """How a recommendation stands."""

    ANSWERED = "answered"
    WAITING = "waiting"  # whole, for something that is not there yet
    OUTSIDE = "outside"  # nothing that a site could do


class Document(Written, frozen=True, kw_only=True):
    """One of the reports. `date` is a day, or a month where no day is known."""

    id: str
    title: str
    by: str
    date: str


class Feature(Written, frozen=True, kw_only=True):
    """Something that this site does, and the test that shows it."""

    says: str
    test: str


class Recommendation(Written, frozen=True, kw_only=True):
    """One recommendation: where it stands in its document, and what answers it.

    `waits` names what is still to come, in part where something answers already. `why_not` says why it is out
    of scope.
    """

    id: str
    document: str
    place: str
    in_scope: Literal["yes", "partly", "no"]
    pathways: list[str] = []
    pages: list[str] = []
    features: list[str] = []
    waits: list[str] = []
    why_not: str | None = None

    @property
    def standing(self) -> Standing:
        """Return whether it is answered, waits whole, or is nothing for a site."""
        if self.in_scope == "no":
            return Standing.OUTSIDE
        answered = self.pathways or self.pages or self.features
        return Standing.ANSWERED if answered else Standing.WAITING


class _Written(Written, frozen=True, kw_only=True):
    documents: list[Document]
    features: dict[str, Feature]
    waits: dict[str, str]
    not_ours: dict[str, str]
    recommendations: list[Recommendation]


@dataclass(frozen=True, slots=True)
class Sources:
    """All recommendations with their documents, in the order of the file."""

    documents: Mapping[str, Document]
    features: Mapping[str, Feature]
    waits: Mapping[str, str]
    not_ours: Mapping[str, str]
    recommendations: Mapping[str, Recommendation]

    def of(self, document: str) -> tuple[Recommendation, ...]:
        """Return the recommendations of a document."""
        return tuple(one for one in self.recommendations.values() if one.document == document)

    def of_pathway(self, name: str) -> tuple[Recommendation, ...]:
        """Return what a pathway answers."""
        return tuple(one for one in self.recommendations.values() if name in one.pathways)

    def standings(self) -> dict[Standing, int]:
        """Return how many recommendations stand how."""
        every = [one.standing for one in self.recommendations.values()]
        return {standing: every.count(standing) for standing in Standing}

    def source(self, id_: str) -> str:
        """Return document and place in one line, or nothing where the recommendation is not known."""
        one = self.recommendations.get(id_)
        return f"{short(self.documents[one.document].title)}, {one.place}" if one else ""


def short(title: str) -> str:
    """Return a title up to its colon."""
    return title.partition(":")[0]


def day(written: str) -> date:
    """Return the day of a document; a month counts from its first. Raises: ValueError."""
    return date.fromisoformat(written if written.count("-") == 2 else f"{written}-01")


def read(path: Path) -> Sources:
    """Return the recommendations of a file.

    Raises: SeedError with file, line, field and what was expected.
    """
    source = opened(path, path.parent)
    written = decoded(source, _Written)
    documents = {one.id: one for one in written.documents}
    lists: dict[str, Collection[str]] = {"features": written.features, "waits": written.waits}
    seen: set[str] = set()
    for number, one in enumerate(written.recommendations):
        where = f"recommendations[{number}]"
        if one.id in seen:
            raise source.wrong(f"{where}.id", "each recommendation once")
        if one.document not in documents:
            raise source.wrong(f"{where}.document", "one of the documents above")
        if (one.in_scope == "no") != (one.why_not in written.not_ours):
            raise source.wrong(f"{where}.why_not", "a reason of not_ours where it is out of scope, else none")
        for field, known in lists.items():
            unknown = next((name for name in getattr(one, field) if name not in known), None)
            if unknown is not None:
                raise source.wrong(f"{where}.{field}", f"names that stand above, not {unknown}")
        seen.add(one.id)
    return Sources(
        documents=documents,
        features=written.features,
        waits=written.waits,
        not_ours=written.not_ours,
        recommendations={one.id: one for one in written.recommendations},
    )


def words(folder: Path) -> dict[str, str]:
    """Return the words of a language's own file, by the id of a recommendation; none where it has no file."""
    path = folder / "recommendations.json"
    return msgspec.json.decode(path.read_bytes(), type=dict[str, str]) if path.exists() else {}


def breaches(
    sources: Sources, book: Book, *, pages: Collection[str], tests: Collection[str]
) -> Iterator[str]:
    """Yield what the file claims and does not keep, and what pathways name and the file does not.

    `pages` are the names of pages that render, `tests` the ids of tests that are collected.
    """
    for one in sources.recommendations.values():
        if not book.recommendations.get(one.id):
            yield f"{one.id}: no words for it stand with the pathways"
        if one.in_scope == "no" and (one.pathways or one.pages or one.features or one.waits):
            yield f"{one.id}: out of scope, and yet something answers it"
        if one.in_scope != "no" and one.standing is Standing.WAITING and not one.waits:
            yield f"{one.id}: nothing answers it, and it waits for nothing"
        yield from _broken_claims(one, sources, book, pages=pages, tests=tests)
    for name, pathway in book.pathways.items():
        if not pathway.recommendations:
            yield f"{name}: it rests on no recommendation"
        for id_ in pathway.recommendations:
            if id_ not in sources.recommendations or name not in sources.recommendations[id_].pathways:
                yield f"{name}: it names {id_}, which does not name {name}"


def _broken_claims(
    one: Recommendation, sources: Sources, book: Book, *, pages: Collection[str], tests: Collection[str]
) -> Iterator[str]:
    for name in one.pathways:
        if name not in book.pathways or one.id not in book.pathways[name].recommendations:
            yield f"{one.id}: {name} is said to answer it, and does not name it"
    yield from (f"{one.id}: there is no page {page}" for page in one.pages if page not in pages)
    for feature in one.features:
        test = sources.features[feature].test
        if test not in tests:
            yield f"{one.id}: {feature} is shown by no test named {test}"


def in_order(book: Book) -> tuple[str, ...]:
    """Return the names of the pathways, the first page's own last: it is where the others begin."""
    return tuple(sorted(book.pathways, key=lambda name: (name == ENTRY_FLOW, name)))
