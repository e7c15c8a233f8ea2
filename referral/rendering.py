"""The template environment of the public side: Jinja2 with our catalogues, strict about names."""

from collections.abc import Callable
from functools import cache, lru_cache
from typing import Any, Final

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.template import engines
from django.utils import translation
from jinja2 import Environment
from markupsafe import Markup, escape

from directory import countries
from referral.pathway.shapes import Book, Text
from referral.templating import Spoken
from safety import exit as way_out
from safety.scripts import integrity

MOST_BOOKS: Final = 2  # whose texts are kept: the edition that is walked, and one that somebody looks at
# What each form names; nothing is sent there, for every button names the real address. Chromium asks a
# server of its maker about the fields of each form, and keeps the question, under the name of this site, in
# its cache. A form that looks like a search, by the address that it names, is let be (tests/traces/).
NOWHERE: Final = "/search"
RIGHT_TO_LEFT: Final = frozenset({"ar", "fa", "he", "ur", "ps", "ckb", "dv", "yi"})


def direction(language: str) -> str:
    """Return rtl or ltr."""
    return "rtl" if language.partition("-")[0] in RIGHT_TO_LEFT else "ltr"


@lru_cache(maxsize=256)  # as many languages as there are, each with the countries that are asked for often
def country_options(language: str, chosen: str | None) -> Markup:
    """Return the countries to choose from, with one chosen: a tenth of the time of a page that has them."""
    return Markup("\n").join(
        Markup('<option value="{}"{}>{}</option>').format(
            code, Markup(" selected") if code == chosen else "", name
        )
        for code, name in countries.countries(language)
    )


def environment(**options: Any) -> Spoken:
    """Return the Jinja2 environment; an unknown name in a template is an error and not an empty space."""
    env = Spoken(**options)  # Django's backend puts autoescape=True among the options
    env.globals.update(direction=direction, country_options=country_options)
    env.globals.update(integrity=integrity, nowhere=NOWHERE)
    return env


@cache  # as many as there are languages
def environment_of(language: str) -> Environment:
    """Return the environment whose templates are compiled for one language."""
    shared = engines["public"].env
    return environment(
        language=language, loader=shared.loader, autoescape=True, auto_reload=shared.auto_reload
    )


def sayer(book: Book, *, language: str, audience: str, spoken: str | None = None) -> Callable[[str], Markup]:
    """Return a function that puts a pathway text on the page, marked with its language if another.

    `language` is that of the page; `spoken`, if given, that of the pathway.
    """

    shown = _shown(book, (language, spoken or language, audience))

    def say(key: str) -> Markup:
        text = shown.get(key)
        if text is None:
            text = shown[key] = _marked(
                book.say(key, language=spoken or language, audience=audience), language
            )
        return text

    return say


def _marked(said: Text, language: str) -> Markup:
    if said.language == language:
        return escape(said.text)
    return Markup('<span lang="{}" dir="{}">{}</span>').format(
        said.language, direction(said.language), said.text
    )


_texts: dict[int, tuple[Book, dict[tuple[str, ...], dict[str, Markup]]]] = {}


def _shown(book: Book, wording: tuple[str, ...]) -> dict[str, Markup]:
    """Return the texts of a book that were shown in a wording, by key: each is marked and escaped once."""
    held = _texts.get(id(book))
    if held is None or held[0] is not book:
        if len(_texts) >= MOST_BOOKS:
            _texts.clear()
        held = _texts[id(book)] = (book, {})
    return held[1].setdefault(wording, {})


def page(request: HttpRequest, name: str, context: dict[str, Any], *, status: int = 200) -> HttpResponse:
    """Render a public page at its neutral address."""
    first, second = way_out.destinations()
    language = translation.get_language() or "en"
    around = {
        "here": request.path,
        "exit_url": first,
        "exit_url_2": second,
        "site_name": settings.WAYPOST_SITE_NAME,
        "dir": direction(language),
    }
    template = environment_of(language).get_template(f"public/{name}.html")
    return HttpResponse(template.render({**around, **context}), status=status)
