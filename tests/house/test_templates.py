"""What every page keeps to because its template does: nothing inline, nothing foreign, nothing remembered."""

import re
from pathlib import Path

import pytest

FOLDER = Path(__file__).resolve().parents[2] / "templates"
TEMPLATES = sorted(FOLDER.rglob("*.html"))
PUBLIC = [path for path in TEMPLATES if path.relative_to(FOLDER).parts[0] not in {"desk", "admin"}]
SCRIPTS = sorted((FOLDER.parent / "safety" / "static").rglob("*.js"))
STYLES = sorted((FOLDER.parent / "safety" / "static").rglob("*.css"))

TEMPLATE_CODE = re.compile(r"\{#.*?#\}|\{%.*?%\}|\{\{.*?\}\}", re.DOTALL)
TAG = re.compile(r"<[a-z][^>]*>", re.IGNORECASE)
INLINE = re.compile(
    r"<style\b|\sstyle\s*=|\son[a-z]+\s*=|<script\b(?![^>]*\ssrc\s*=)|javascript:", re.IGNORECASE
)
FOREIGN = re.compile(r"\b(?:src|href|action|srcset|poster|data)\s*=\s*[\"']?\s*(?:https?:)?//", re.IGNORECASE)
FIELD = re.compile(r"<(?:form|select|textarea|input(?![^>]*type=\"hidden\"))\b", re.IGNORECASE)


def named(path: Path) -> str:
    return str(path.relative_to(FOLDER.parent))


def tags(path: Path) -> list[str]:
    """Return the tags of a template as a browser would get them, values left out."""
    return TAG.findall(TEMPLATE_CODE.sub("", path.read_text(encoding="utf-8")))


def test_there_are_templates_to_look_at():
    assert PUBLIC


@pytest.mark.parametrize("path", TEMPLATES, ids=named)
def test_no_template_holds_inline_style_script_or_handler(path):
    assert [tag for tag in tags(path) if INLINE.search(tag)] == []


@pytest.mark.promise("S3")
@pytest.mark.parametrize("path", TEMPLATES, ids=named)
def test_no_template_takes_anything_from_another_origin(path):
    assert [tag for tag in tags(path) if FOREIGN.search(tag)] == []


@pytest.mark.parametrize("path", PUBLIC, ids=named)
def test_no_field_lets_the_browser_remember_what_was_entered(path):
    fields = [tag for tag in tags(path) if FIELD.match(tag)]
    assert [tag for tag in fields if 'autocomplete="off"' not in tag] == []


@pytest.mark.parametrize("path", PUBLIC, ids=named)
def test_every_public_form_posts(path):
    forms = [tag for tag in tags(path) if tag.lower().startswith("<form")]
    assert [tag for tag in forms if 'method="post"' not in tag] == []


@pytest.mark.parametrize("path", TEMPLATES, ids=named)
def test_every_template_says_what_it_needs(path):
    assert path.read_text(encoding="utf-8").lstrip().startswith("{#")


@pytest.mark.parametrize("path", SCRIPTS, ids=named)
def test_no_script_of_the_public_side_stores_anything(path):
    storage = r"\b(?:localStorage|sessionStorage|indexedDB|caches|document\.cookie|pushState|serviceWorker)\b"
    assert re.findall(storage, path.read_text(encoding="utf-8")) == []


@pytest.mark.parametrize("path", STYLES, ids=named)
def test_no_stylesheet_takes_anything_from_elsewhere(path):
    assert re.findall(r"@import|url\(\s*[\"']?(?!data:)[^)]*\)", path.read_text(encoding="utf-8")) == []


@pytest.mark.parametrize("path", STYLES, ids=named)
def test_no_stylesheet_shows_whether_a_link_was_visited(path):
    assert ":visited" not in path.read_text(encoding="utf-8")
