"""A page of the desk names each script with its digest, so that a browser runs no other in its place."""

import base64
import hashlib
import re
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders
from django.test import Client

TEMPLATES = Path(__file__).resolve().parents[2] / "templates"
NAMED = re.compile(r'<script src="/static/([^"]+)" integrity="sha256-([^"]+)" defer></script>')


@pytest.mark.django_db
def test_the_digest_beside_a_script_is_that_of_the_script(client: Client) -> None:
    page = client.get("/desk/account/sign-in/", follow=True).content.decode()
    named = NAMED.findall(page)
    assert len(named) == page.count("<script") > 0
    for path, digest in named:
        found = hashlib.sha256(Path(str(finders.find(path))).read_bytes()).digest()
        assert base64.b64encode(found).decode() == digest


def test_no_template_names_a_script_without_one() -> None:
    bare = [
        path.relative_to(TEMPLATES).as_posix()
        for path in TEMPLATES.rglob("*.html")
        if "mirror" not in path.parts and re.search(r"<script(?![^>]*integrity)", path.read_text())
    ]
    assert bare == []  # a mirror names its own copies, which whoever carries it on may change
