"""What a browser might do with a form: keep what was sent, and ask others about its fields.

Each form says to Chromium that it must keep nothing of it, and looks like one that it asks nobody about.
"""

import re
from pathlib import Path
from urllib.parse import urlencode

import pytest
from django.test import Client

from referral.forms import Go
from referral.framing import NOT_KEPT
from referral.rendering import NOWHERE
from tests.crawling.page import Page

ROOT = Path(__file__).resolve().parents[2]
TEMPLATES = sorted(
    (*(ROOT / "templates" / "public").glob("*.html"), *(ROOT / "templates" / "parts").glob("*.html"))
)
KIND = "application/x-www-form-urlencoded"
FORM = re.compile(r"<form\b.*?</form>", re.DOTALL)


def sent(address, fields):
    """Return the answer to a form, as a browser sends it."""
    return Client().post(address, urlencode(fields), content_type=KIND)


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.name)
def test_every_form_carries_what_keeps_it_out_of_the_session_file(path):
    forms = FORM.findall(path.read_text(encoding="utf-8"))
    assert [form[:80] for form in forms if form.count("carry(") != 1] == []


@pytest.mark.django_db
@pytest.mark.one_engine
@pytest.mark.parametrize("go", [go.value for go in Go if go is not Go.CLEAR])
def test_every_form_of_a_page_has_it_once(go):
    page = sent("/", {"go": go}).content.decode()
    assert page.count("<form") > 0
    assert [form[:80] for form in FORM.findall(page) if form.count(NOT_KEPT.strip()) != 1] == []


def test_it_is_never_sent_shown_or_filled_in():
    tag = re.search("<input[^>]*>", NOT_KEPT).group()
    assert " disabled" in tag
    assert " hidden" in tag
    assert " name" not in tag
    assert NOT_KEPT.startswith("<noscript>")


@pytest.mark.parametrize("path", [*TEMPLATES, ROOT / "templates" / "base.html"], ids=lambda path: path.name)
def test_no_form_names_where_it_leads_and_every_button_that_sends_one_does(path):
    text = path.read_text(encoding="utf-8")
    assert set(re.findall(r'<form\b[^>]* action="([^"]*)"', text)) <= {"{{ nowhere }}"}
    sending = [tag for tag in re.findall(r"<button\b[^>]*>", text) if 'type="button"' not in tag]
    assert [tag for tag in sending if 'formaction="{{ here }}"' not in tag] == []


@pytest.mark.django_db
@pytest.mark.one_engine
@pytest.mark.parametrize("go", [go.value for go in Go if go is not Go.CLEAR])
def test_every_form_of_a_page_is_sent_to_the_neutral_address(go):
    forms = Page(sent("/", {"go": go}).content.decode()).forms
    assert {form.action for form in forms} == {NOWHERE}
    assert [form for form in forms if {to for _, _, to in form.buttons} != {"/"}] == []


@pytest.mark.django_db
@pytest.mark.one_engine
@pytest.mark.parametrize("address", ["/", "/ar/"])
def test_a_browser_that_does_not_know_what_a_button_says_gets_the_same_page(address):
    form = Page(Client().get(address).content.decode()).forms[0]
    asked = {one.name: one.value for one in form.fields if one.name} | {"go": "find"}
    there, here = sent(NOWHERE, asked), sent("/", asked)
    assert (there.status_code, here.status_code) == (200, 200)
    assert there.content == here.content
    assert ('lang="ar"' in there.content.decode()) == (address == "/ar/")
    assert Client().get(NOWHERE).content == Client().get("/").content
