"""The texts of the desk's templates are collected like those of code and public pages."""

from io import BytesIO
from typing import Any

from config import words

KEYWORDS = ("_", "gettext", "ngettext", "pgettext", "npgettext")


def collected(template: str) -> list[tuple[int, str, Any]]:
    found = words.desk(BytesIO(template.encode()), KEYWORDS, (), {"encoding": "utf-8"})
    return [(line, function, texts) for line, function, texts, _comments in found]


def texts(template: str) -> list[Any]:
    return [said for _line, _function, said in collected(template)]


def test_a_text_is_collected_with_its_line() -> None:
    page = "<div>\n    <div>\n  <h1>{% translate 'People' %}</h1>\n"
    assert [(line, said) for line, _function, said in collected(page)] == [(3, "People")]


def test_a_text_that_goes_on_as_a_variable_or_into_a_filter_is_collected() -> None:
    assert texts('{% translate "Save" as label %}{{ name|default:_("nobody") }}') == ["Save", "nobody"]


def test_a_block_is_collected_with_the_places_for_its_values() -> None:
    page = "{% blocktranslate with name=person.name %}Ask {{ name }} first.{% endblocktranslate %}"
    assert texts(page) == ["Ask %(name)s first."]


def test_a_block_has_its_plural() -> None:
    page = (
        "{% blocktranslate count number=all|length %}{{ number }} person"
        "{% plural %}{{ number }} people{% endblocktranslate %}"
    )
    assert [said[:2] for said in texts(page)] == [("%(number)s person", "%(number)s people")]


def test_a_text_with_a_context_keeps_it() -> None:
    page = '{% translate "Open" context "a proposal" %}'
    assert collected(page) == [(1, "pgettext", ("a proposal", "Open"))]


def test_letters_in_the_text_of_a_page_and_in_comments_are_not_collected() -> None:
    assert texts("{# translate 'no' #}<p title=\"it's\">don't _('see') this</p>{{ value }}") == []
