"""The open pathways: another site walks them without keeping anything, and neither do we.

One step is a function of its body: answers in, the next question or the plan out. It is asked by POST alone,
so that no answer stands in an address (S2), and every answer to it is kept by nobody (no-store).
"""

from collections.abc import Mapping
from typing import Any

import msgspec
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import timezone, translation

from directory import published
from directory.api_answers import one
from directory.api_door import Endpoint
from directory.api_guard import Unheard
from referral import api_asked, api_plan, arriving, editions, trails
from referral.api_definition import definition
from referral.api_services import told
from referral.api_texts import Speaker, known, moment
from referral.forms import Visit
from referral.pathway.shapes import ENGLISH, Audience, Book
from referral.showing import Reader

Json = dict[str, Any]


class Pathways(Endpoint):
    """What every address of the open pathways has."""

    changes_with_the_directory = False

    def understood(self, given: Mapping[str, Any]) -> Mapping[str, Any]:
        return api_asked.read(given, allowed=self.parameters)

    def _look_at_the_edition(self, asked: Mapping[str, Any]) -> None:
        self.edition = (editions.book(asked.get("edition", "")).edition,)


class About(Pathways):
    """`/`: which pathways there are."""

    parameters = ("language", "audience")

    def answer(self, request: HttpRequest, asked: Mapping[str, Any], **names: str) -> HttpResponse:
        book = editions.current()
        listed = {
            "edition": book.edition,
            "language": asked["language"],
            "languages": [{"code": code, "name": name} for code, name in settings.LANGUAGES],
            "audiences": [reader.value for reader in Audience],
            "pathways": [_short(book, id_, request, asked) for id_ in sorted(book.pathways)],
        }
        return _json(listed)


class Definition(Pathways):
    """`/definition`: one pathway, its structure and its words."""

    parameters = ("edition", "pathway", "language", "audience")

    def answer(self, request: HttpRequest, asked: Mapping[str, Any], **names: str) -> HttpResponse:
        book = _book_with(asked)
        pathway = book.pathways[asked["pathway"]]
        speaker = _speaker(book, pathway.id, asked)
        head = _head(book, asked, audience=asked["audience"])
        return _json({**head, "pathway": definition(book, pathway, speaker.say)})


class Step(Pathways):
    """`/step`: the answers so far in, the next question or the plan out."""

    http_method_names = ["post", "options"]  # noqa: RUF012 - Django's own name for it
    methods = "POST, OPTIONS"
    dear = True
    parameters = tuple(api_asked.MEMBERS)

    def answer(self, request: HttpRequest, asked: Mapping[str, Any], **names: str) -> HttpResponse:
        book = _book_with(asked)
        with translation.override(asked["language"]):
            return _json(step(book, asked))


def step(book: Book, asked: Mapping[str, Any]) -> Json:
    """Return where the answers lead: a question, or the plan."""
    stock = told(published.current())
    followed = trails.followed(_visit(book, asked))
    visit, position = followed.visit, followed.position
    reader = Reader(language=visit.language, country=visit.country or "", now=timezone.now())
    audience = trails.audience(visit, position)
    speaker = Speaker(book, visit.language, trails.spoken(visit, position), audience)
    answer = {
        **_head(book, asked, audience=audience),
        "pathway": position.state.pathway,
        "country": reader.country,
        "changed": position.changed,
        "answered": api_plan.answered(position, speaker),
        "emergency": api_plan.emergency(reader, stock),
        **known(unconfirmed_since=moment(stock.unconfirmed_since)),
    }
    if position.question and not visit.plan_now:
        crisis = api_plan.crisis(position, book, reader, stock)
        asks = api_plan.question(position.question, speaker, followed.problem)
        return {**answer, **known(crisis=crisis), "question": asks}
    return {**answer, "plan": api_plan.plan(followed, reader, stock, speaker)}


def _visit(book: Book, asked: Mapping[str, Any]) -> Visit:
    """Return the visit whose form would hold the same; the last answer is the one that was just given."""
    answers = asked["answers"]
    return Visit(
        language=asked["language"],
        country=asked["country"],
        under18=asked["audience"] == Audience.UNDER18,
        professional=asked["audience"] == Audience.PROFESSIONAL,
        answers=answers,
        edition=book.edition,
        start=asked["pathway"],
        asked=next(reversed(answers), ""),
        plan_now=asked["plan_now"],
        platforms=asked["platforms"],
    )


def _book_with(asked: Mapping[str, Any]) -> Book:
    """Return the edition that is walked. Raises: Unheard when it has no such pathway."""
    book = editions.book(asked["edition"])
    if asked["pathway"] not in book.pathways:
        raise Unheard("pathway", f"one of {', '.join(sorted(book.pathways))}")
    return book


def _head(book: Book, asked: Mapping[str, Any], *, audience: str) -> Json:
    return {
        "edition": book.edition,
        "edition_changed": asked["edition"] not in {"", book.edition},
        "language": asked["language"],
        "audience": str(audience),
    }


def _speaker(book: Book, pathway: str, asked: Mapping[str, Any]) -> Speaker:
    language = asked["language"]
    spoken = language if pathway in book.complete(language) else ENGLISH
    return Speaker(book, language, spoken, asked["audience"])


def _short(book: Book, id_: str, request: HttpRequest, asked: Mapping[str, Any]) -> Json:
    pathway = book.pathways[id_]
    code = arriving.LINKS.get(id_)
    return {
        "id": id_,
        "edition": pathway.edition,
        "title": _speaker(book, id_, asked).say(pathway.title),
        "languages": [code for code, _name in settings.LANGUAGES if id_ in book.complete(code)],
        **known(link=request.build_absolute_uri(f"/{code}/") if code else None),
    }


def _json(answer: Json) -> HttpResponse:
    return one(msgspec.json.encode(answer).decode())
