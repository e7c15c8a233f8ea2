"""Without script a form that is sent is what a browser might keep: each says to Chromium that it must not."""

import re
from pathlib import Path

import pytest
from django.test import Client

from referral.forms import Go
from referral.framing import NOT_KEPT

ROOT = Path(__file__).resolve().parents[2]
TEMPLATES = sorted(
    (*(ROOT / "templates" / "public").glob("*.html"), *(ROOT / "templates" / "parts").glob("*.html"))
)
FORM = re.compile(r"<form\b.*?</form>", re.DOTALL)


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.name)
def test_every_form_carries_what_keeps_it_out_of_the_session_file(path):
    forms = FORM.findall(path.read_text(encoding="utf-8"))
    assert [form[:80] for form in forms if form.count("carry(") != 1] == []


@pytest.mark.django_db
@pytest.mark.one_engine
@pytest.mark.parametrize("go", [go.value for go in Go if go is not Go.CLEAR])
def test_every_form_of_a_page_has_it_once(go):
    page = Client().post("/", {"go": go}).content.decode()
    assert page.count("<form") > 0
    assert [form[:80] for form in FORM.findall(page) if form.count(NOT_KEPT.strip()) != 1] == []


def test_it_is_never_sent_shown_or_filled_in():
    tag = re.search("<input[^>]*>", NOT_KEPT).group()
    assert " disabled" in tag
    assert " hidden" in tag
    assert " name" not in tag
    assert NOT_KEPT.startswith("<noscript>")
