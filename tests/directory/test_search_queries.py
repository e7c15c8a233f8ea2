"""The shared query set: every engine, and the memory of a process, gives the same answer to each question."""

from pathlib import Path
from typing import Any

import pytest
import yaml

from directory import published
from directory.ages import AgeRange
from directory.edition import Published
from directory.search import shelves, warming
from directory.search.ask import Found, Query, ask
from directory.topics import Kind, Need
from tests.directory.making import MONDAY

ASKED = yaml.safe_load((Path(__file__).parent / "search_queries.yaml").read_text(encoding="utf-8"))
LEAST = 60

pytestmark = pytest.mark.django_db


def query(said: dict[str, Any]) -> Query:
    """Return the query that a line of the set writes down."""
    read = {
        "need": Need, "kind": Kind, "contact": tuple, "age": lambda ends: AgeRange(*ends),
    }  # fmt: skip
    return Query(**{name: read.get(name, lambda same: same)(value) for name, value in said.items()})


def answer(found: Found) -> dict[str, Any]:
    """Return all that an answer says."""
    return {
        "ids": [one.id for one in found.listings],
        "relaxed": found.relaxed,
        "corrected": found.corrected,
        "facets": found.facets,
        "town": found.town,
    }


@pytest.fixture
def stock() -> Published:
    return published.build(version=1, stamp="queries")


@pytest.fixture
def without_tables(monkeypatch: pytest.MonkeyPatch):
    """Let the words be looked up in memory, as while the database does not answer."""
    monkeypatch.setattr(shelves.Shelved, "lexicon", shelves.Shelved.remembered)


@pytest.fixture
def all_common(monkeypatch: pytest.MonkeyPatch):
    """Let every term be one that many listings of a large directory have: it is remembered once it was asked
    for.
    """
    monkeypatch.setattr(warming, "COMMON", 1)
    monkeypatch.setattr(warming, "begin", lambda shelf, common: None)
    monkeypatch.setattr(warming, "MANY", 0)


def test_the_set_is_large_and_in_several_scripts():
    words = "".join(one["ask"].get("words", "") for one in ASKED)
    assert len(ASKED) >= LEAST
    assert all(any(low <= sign <= high for sign in words) for low, high in ("az", "ая", "اي", "一龥"))


def test_the_engine_gives_the_answers_of_the_set(stock):
    assert shelves.of(stock).is_stored
    wrong = []
    for one in ASKED:
        found = ask(query(one["ask"]), published=stock, now=MONDAY)
        said = {
            "first": [listing.id for listing in found.listings[:3]],
            "total": found.total,
            "relaxed": list(found.relaxed),
            "corrected": dict(found.corrected),
        }
        expected = {"relaxed": [], "corrected": {}, **{key: one[key] for key in one if key != "ask"}}
        if said != expected:
            wrong.append((one["ask"], said, expected))
    assert wrong == []


def test_the_memory_of_a_process_gives_the_same_answers_whole(stock, request):
    stored = [answer(ask(query(one["ask"]), published=stock, now=MONDAY)) for one in ASKED]
    request.getfixturevalue("without_tables")
    assert [answer(ask(query(one["ask"]), published=stock, now=MONDAY)) for one in ASKED] == stored


def test_words_of_many_listings_are_found_like_words_of_few(stock, request):
    stored = [answer(ask(query(one["ask"]), published=stock, now=MONDAY)) for one in ASKED]
    request.getfixturevalue("all_common")
    assert [answer(ask(query(one["ask"]), published=stock, now=MONDAY)) for one in ASKED] == stored


def test_words_that_were_learnt_ahead_are_found_like_others(stock, monkeypatch):
    stored = [answer(ask(query(one["ask"]), published=stock, now=MONDAY)) for one in ASKED]
    monkeypatch.setattr(warming, "COMMON", 3)
    shelved = shelves.of(stock)
    assert warming.learn(shelved.shelf, shelved.common) > 500
    assert [answer(ask(query(one["ask"]), published=stock, now=MONDAY)) for one in ASKED] == stored
