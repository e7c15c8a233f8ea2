"""The matter of *Where this comes from*: from a report to what answers it, and from a pathway to reports."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

from django.utils.translation import gettext as _
from markupsafe import Markup

from referral import editions, labels, reports
from referral.pathway.recommendations import (
    Document,
    Recommendation,
    Sources,
    Standing,
    in_order,
)
from referral.pathway.shapes import ENTRY_FLOW, Book
from referral.rendering import sayer

BY_PATHWAY: Final = "pathways"  # the other direction, beside the names of the documents


@dataclass(frozen=True, slots=True)
class Report:
    """One of the documents, with how many of its recommendations stand how."""

    id: str
    title: Markup
    by: Markup
    when: str
    counts: str


@dataclass(frozen=True, slots=True)
class Line:
    """One recommendation: where it stands, what it asks, what answers it, what is still to come."""

    id: str
    place: Markup
    asks: Markup
    answers: tuple[Any, ...]
    waits: tuple[Markup, ...]
    why_not: Markup | None


@dataclass(frozen=True, slots=True)
class Named:
    """A pathway with the recommendations that it answers."""

    title: Any
    asks: tuple[Markup, ...]


def context(chosen: str, language: str) -> dict[str, Any]:
    """Return what the page shows: the documents, and one of them or all pathways where that was chosen."""
    found, book = reports.sources(), editions.current()
    document = found.documents.get(chosen)
    return {
        "reports": [_report(one, found, language) for one in found.documents.values()],
        "report": _report(document, found, language) if document else None,
        "lines": [_line(one, found, book, language) for one in found.of(chosen)],
        "pathways": list(_pathways(found, book, language)) if chosen == BY_PATHWAY else [],
        "counts": _counts(found.standings()),
        "by_pathway": BY_PATHWAY,
    }


def _report(document: Document, found: Sources, language: str) -> Report:
    every = [one.standing for one in found.of(document.id)]
    return Report(
        id=document.id,
        title=_marked(document.title, language),
        by=reports.said(f"{document.id}.by", document.by, language=language),
        when=reports.when(document, language),
        counts=_counts({standing: every.count(standing) for standing in Standing}),
    )


def _counts(standings: dict[Standing, int]) -> str:
    return _("answered: %(answered)s, still to come: %(waiting)s, not for a site to do: %(outside)s") % {
        standing.value: number for standing, number in standings.items()
    }


def _line(one: Recommendation, found: Sources, book: Book, language: str) -> Line:
    waits = (reports.said(f"waits.{key}", found.waits[key], language=language) for key in one.waits)
    why_not = found.not_ours[one.why_not] if one.why_not else None
    return Line(
        id=one.id,
        place=_marked(one.place, language),
        asks=reports.asks(book, one.id, language=language),
        answers=tuple(_answers(one, found, book, language)),
        waits=tuple(waits),
        why_not=reports.said(f"not_ours.{one.why_not}", why_not, language=language) if why_not else None,
    )


def _answers(one: Recommendation, found: Sources, book: Book, language: str) -> Iterator[Any]:
    """Yield what answers a recommendation: pathways by their titles, pages by their names, then features."""
    for name in one.pathways:
        yield _title(name, book, language)
    for page in one.pages:
        yield labels.PAGES[page]()
    for feature in one.features:
        yield reports.said(f"features.{feature}", found.features[feature].says, language=language)


def _pathways(found: Sources, book: Book, language: str) -> Iterator[Named]:
    for name in in_order(book):
        asked = (reports.with_source(book, one.id, language=language) for one in found.of_pathway(name))
        yield Named(_title(name, book, language), tuple(asked))


def _title(name: str, book: Book, language: str) -> Any:
    """Return how a pathway is called where it is offered; the first page has no such name."""
    if name == ENTRY_FLOW:
        return _("The first question, and the walks for everything else")
    return sayer(book, language=language, audience="adult")(f"{name}.title")


def _marked(text: str, language: str) -> Markup:
    return Markup("{}").format(text) if language == "en" else reports.in_english(text)
