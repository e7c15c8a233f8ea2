"""Templates compiled for one language say what the files say, letter for letter."""

import pytest
from django.template import engines
from django.test import Client
from hypothesis import example, given
from hypothesis import strategies as st
from jinja2 import DictLoader, Environment, UndefinedError
from markupsafe import Markup, escape

from referral import pages, rendering
from referral.templating import Spoken, shown
from tests.referral.test_pages import PLAN, post
from tests.referral.test_weight import HELP, LONGEST

FILES = {
    "page": "{% import 'parts' as part with context %}{% include 'head' %}{{ part.show('<b>') }}"
    "{{ _('Back') }}",
    "head": "<h1>{% trans %}Start page{% endtrans %}</h1>{% include 'small' %}",
    "small": "<small>{{ name }}</small>",
    "parts": "{% import 'more' as more with context %}{% macro mark() %}!{% endmacro %}"
    "{% macro show(text) %}{{ more.strong(text) }}{{ mark() }}{{ name }}{% endmacro %}",
    "more": "{% macro mark() %}?{% endmacro %}"
    "{% macro strong(text) %}<i>{{ text }}</i>{{ mark() }}{% endmacro %}",
    "rare": "{% if false %}{% include 'head' %}{% endif %}{{ missing }}",
    "told": "{% trans name=name %}You can take a code. Give it to a helper of {{ name }}. They see what you "
    "chose here, so you do not have to tell it all again.{% endtrans %}",
}


@given(st.one_of(st.text(), st.text().map(Markup), st.integers(), st.none()))
@example("<a href=\"?a=1&b='2'\">")
def test_what_stands_on_a_page_is_what_the_library_escapes(value: object) -> None:
    assert shown(value) == escape(value)


def made(name: str, language: str | None) -> str:
    environment = Spoken(language, loader=DictLoader(FILES), autoescape=True)
    return environment.get_template(name).render(name="A & B")


def test_parts_and_macros_say_what_they_say_in_their_own_files():
    assert made("page", "en") == made("page", None)
    assert made("page", "en") == "<h1>Start page</h1><small>A &amp; B</small><i>&lt;b&gt;</i>?!A &amp; BBack"


def test_a_text_is_the_one_of_the_language_that_the_template_was_compiled_for():
    assert "Inicio" in made("page", "es")
    assert "Start page" not in made("page", "es")


def test_what_a_text_is_given_is_still_escaped():
    assert "A &amp; B" in made("told", "en")


def test_a_name_that_nobody_gave_is_an_error_here_too():
    with pytest.raises(UndefinedError):
        made("rare", "en")


def test_nothing_is_looked_up_in_a_catalogue_while_a_page_is_made(monkeypatch):
    template = Spoken("en", loader=DictLoader(FILES), autoescape=True).get_template("page")
    monkeypatch.setattr("django.utils.translation.gettext", lambda text: pytest.fail("looked up"))
    assert "Start page" in template.render(name="")


def as_the_files_say(language: str) -> Environment:
    return engines["public"].env


OTHERS = ("place", "leaving", "device", "about", "sources", "complain", "have-code")
FORMS = {
    "start": None,
    "step": [("go", "walk"), ("country", "GB"), ("start", "p01")],
    "plan": PLAN,
    "longest": LONGEST,
    "find": [("go", "find")],
    "found": HELP,
    "emergency": [("go", "emergency"), ("country", "KE")],
    **{go: [("go", go), *PLAN[1:]] for go in OTHERS},
}


@pytest.mark.django_db
@pytest.mark.parametrize("language", ["en", "ar", "zh-hans"])
def test_every_page_is_what_its_files_say(client: Client, monkeypatch, language: str) -> None:
    def answered() -> dict[str, str]:
        forms = {name: form and [*form, ("language", language)] for name, form in FORMS.items()}
        answers = {
            name: post(client, form) if form else client.get(f"/{language}/") for name, form in forms.items()
        }
        return {name: answer.content.decode() for name, answer in answers.items()}

    monkeypatch.setattr("secrets.token_urlsafe", lambda size: "the same")  # of the form that asks for a code
    compiled = answered()
    monkeypatch.setattr(rendering, "environment_of", as_the_files_say)
    said = answered()
    assert pages.page is rendering.page
    for name, page in said.items():
        assert compiled[name] == page, name
