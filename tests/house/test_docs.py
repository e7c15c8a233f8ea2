"""The pages for people keep up with the tree: what they name exists, and what they must say they say."""

import ast
import re
from functools import cache
from pathlib import Path

import pytest
from django.core.management import call_command, get_commands

ROOT = Path(__file__).resolve().parents[2]
DOCS = ROOT / "docs"
PAGES = sorted((*ROOT.glob("*.md"), *DOCS.rglob("*.md")))
DECISIONS = sorted((DOCS / "decisions").glob("*.md"))
HEADINGS = ["Context", "Choice", "What we gave up", "When to look again"]
A_PAGE = 600  # words; a decision is read in one go
LINK = re.compile(r"(?<!!)\[[^\]]*\]\(([^)\s]+)\)|!\[[^\]]*\]\(([^)\s]+)\)")
A_TEST = re.compile(r"\b(tests/[\w/]+\.py)::(test_\w+)")
A_VARIABLE = re.compile(r"^#? ?([A-Z][A-Z0-9_]+)=", re.MULTILINE)


def named(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def words(path: Path) -> str:
    return path.read_text(encoding="utf-8")


def links(path: Path) -> list[str]:
    return [one or other for one, other in LINK.findall(words(path))]


def anchors(path: Path) -> set[str]:
    """Return what a link into a page may name: its headings in small letters, with dashes."""
    headings = re.findall(r"^#+ (.+)$", words(path), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


def leads_somewhere(page: Path, link: str) -> bool:
    place, _, heading = link.partition("#")
    target = (page.parent / place).resolve() if place else page
    return target.is_relative_to(ROOT) and target.exists() and (not heading or heading in anchors(target))


@pytest.mark.parametrize("page", PAGES, ids=named)
def test_every_link_inside_the_tree_leads_somewhere(page):
    inside = [link for link in links(page) if not re.match(r"[a-z]+:", link)]
    assert [link for link in inside if not leads_somewhere(page, link)] == []


@pytest.mark.parametrize("name", ["SECURITY.md", "CONTRIBUTING.md", "CHANGELOG.md", "docs/threat-model.md"])
def test_the_pages_that_people_look_for_are_there(name):
    assert ROOT / name in PAGES


def test_decisions_are_numbered_without_a_gap():
    assert [path.name[:5] for path in DECISIONS] == [f"{n:04}-" for n in range(1, len(DECISIONS) + 1)]
    assert len(DECISIONS) >= 7


@pytest.mark.parametrize("path", DECISIONS, ids=named)
def test_a_decision_says_why_what_it_cost_and_when_to_doubt_it(path):
    assert re.findall(r"^## (.+)$", words(path), re.MULTILINE) == HEADINGS


@pytest.mark.parametrize("path", DECISIONS, ids=named)
def test_a_decision_fits_on_a_page(path):
    text = "".join(line for line in words(path).splitlines(keepends=True) if not line.startswith("|"))
    assert len(text.split()) <= A_PAGE


@cache
def functions(name: str) -> frozenset[str]:
    path = ROOT / name
    if not path.is_file():
        return frozenset()
    tree = ast.parse(words(path))
    return frozenset(node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef))


def test_every_test_that_a_page_names_exists():
    claimed = {claim for page in PAGES for claim in A_TEST.findall(words(page))}
    assert claimed
    assert {f"{file}::{name}" for file, name in claimed if name not in functions(file)} == set()


def test_every_adversary_says_what_is_not_stopped():
    parts = re.split(r"^## ", words(DOCS / "threat-model.md"), flags=re.MULTILINE)[2:]
    silent = [
        part.splitlines()[0] for part in parts if "**Not stopped.**" not in part and "**Waits.**" not in part
    ]
    assert silent == []
    assert len(parts) >= 9


def test_every_make_target_that_a_page_names_exists():
    targets = set(re.findall(r"^([a-z-]+):", words(ROOT / "Makefile"), re.MULTILINE))
    said = {
        name for page in PAGES for name in re.findall(r"(?:^|`)make ([a-z-]+)", words(page), re.MULTILINE)
    }
    assert said - targets == set()


def test_every_command_that_a_page_names_exists():
    said = {name for page in PAGES for name in re.findall(r"manage\.py ([a-z_]+)", words(page))}
    assert said - set(get_commands()) == set()


def test_the_table_of_who_may_do_what_is_the_one_that_the_gate_asks(capsys):
    call_command("who_may", "--markdown")
    table = [line for line in words(DOCS / "who-may-do-what.md").splitlines() if line.startswith("|")]
    assert table == capsys.readouterr().out.splitlines()


def test_the_example_of_an_environment_holds_the_settings_that_are_explained():
    explained = set(re.findall(r"^\| `([A-Z0-9_]+)` \|", words(DOCS / "settings.md"), re.MULTILINE))
    assert explained == set(A_VARIABLE.findall(words(ROOT / ".env.example")))


def test_the_example_of_an_environment_holds_no_secret():
    assert re.search(r"^WAYPOST_SECRET_KEY=$", words(ROOT / ".env.example"), re.MULTILINE)


def test_the_licence_is_whole():
    text = words(ROOT / "LICENSE")
    sections = [int(number) for number in re.findall(r"^  (\d+)\. [A-Z]", text, re.MULTILINE)]
    assert "GNU AFFERO GENERAL PUBLIC LICENSE" in text.splitlines()[0]
    assert sections == list(range(18))
    assert "END OF TERMS AND CONDITIONS" in text
    assert "either version 3 of the License, or\n    (at your option) any later version." in text


def test_the_change_log_begins_with_what_is_not_released():
    headings = re.findall(r"^## (.+)$", words(ROOT / "CHANGELOG.md"), re.MULTILINE)
    assert headings[0] == "Unreleased"
