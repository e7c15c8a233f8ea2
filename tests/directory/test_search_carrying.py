"""A shelf and its common words that were carried over a change are what making them anew would give."""

import random
from dataclasses import replace

import pytest

from directory import published
from directory.edition import Published, arrange
from directory.search import shelves, warming
from directory.search.ask import Query, ask
from directory.search.memory import Remembered
from directory.search.shelves import Shelved
from tests.directory.making import MONDAY

pytestmark = pytest.mark.django_db
CHANGES = 6
WORDS = ("quibblish", "zyxomatic")


@pytest.fixture
def stock() -> Published:
    return published.build(version=1, stamp="carrying")


def changed(stock: Published, chance: random.Random) -> Published:
    """Return the edition with a few listings gone, others rewritten, and some with other places."""
    listings, indexed = dict(stock.listings), dict(stock.indexed)
    for key in chance.sample(sorted(key for key, one in listings.items() if not one.pair), 3 * CHANGES):
        what = chance.choice(("gone", "written", "placed"))
        known = indexed.pop(key)
        one = listings.pop(key)
        if what == "gone":
            continue
        places = ((chance.uniform(-80, 80), chance.uniform(-170, 170)),) * chance.choice((0, 1))
        places += ((10.25, 20.5),) if what == "placed" else ()
        indexed[key] = replace(known, number=chance.randrange(10**6, 2 * 10**6), points=places)
        listings[key] = replace(one, name=f"The {chance.choice(WORDS)} line", anonymous=chance.random() < 0.5)
    return arrange(
        version=stock.version + 1,
        stamp=f"{stock.version}",
        listings=listings.values(),
        emergency=stock.emergency,
        platforms=stock.platforms,
        indexed=indexed.values(),
        meanings=stock.meanings,
    )


def told(shelved: Shelved) -> dict[str, object]:
    """Return all that a shelf says."""
    shelf = shelved.shelf
    return {
        "ids": list(shelf.ids),
        "listings": list(shelved.listings),
        "numbers": list(shelf.numbers),
        "facets": dict(shelf.facets),
        "guards": dict(shelf.guards),
        "hours": dict(shelf.hours),
        "cells": dict(shelf.cells),
        "everything": shelf.everything,
        "points": [shelf.points(position) for position in range(shelf.size)],
        "places": [shelf.place(number) for number in shelf.numbers],
        "standing": {state: found for state, found in shelf.standing(MONDAY).items() if found},
    }


def with_words(shelved: Shelved) -> dict[str, list[int]]:
    """Have every word remembered, and return them all."""
    found = Remembered(shelved.listings)._found
    for term, positions in found.items():
        shelved.common.keep(term, positions.copy())
    return found


@pytest.mark.parametrize("few", [0, 64])
@pytest.mark.parametrize("seed", range(2))
def test_what_was_carried_is_what_is_made_anew(stock, seed, few, monkeypatch):
    monkeypatch.setattr(shelves.carrying, "FEW", few)
    chance = random.Random(seed)  # noqa: S311 - the same changes each time
    shelved = shelves.of_edition(stock)
    with_words(shelved)
    shelved.shelf.standing(MONDAY)
    for _ in range(4):
        before, stock = stock, changed(stock, chance)
        shelved = shelves._following(before, shelved, stock)
        assert told(shelved) == told(shelves.of_edition(stock))
    found = Remembered(shelved.listings)._found
    assert found[WORDS[0]] == shelved.common.get(WORDS[0]) or shelved.common.get(WORDS[0]) is None
    known = {term: shelved.common.get(term) for term in found}
    assert sum(positions is not None for positions in known.values()) > 1000
    assert all(known[term] == found[term] for term in found if known[term] is not None)


def test_whoever_still_holds_the_former_shelf_is_not_told_of_the_next(stock):
    former = shelves.of_edition(stock)
    words = with_words(former)
    following = shelves._following(stock, former, changed(stock, random.Random(9)))  # noqa: S311 - the same
    assert all(former.common.get(term) in (None, found) for term, found in words.items())
    assert any(following.common.get(term) != found for term, found in words.items())
    assert all(former.common.get(term) in (None, found) for term, found in words.items())


def test_words_learnt_of_a_shelf_that_was_left_meanwhile_fit_the_next(stock):
    former = shelves.of_edition(stock)
    former.common.begin_building()
    after = changed(stock, random.Random(9))  # noqa: S311 - the same
    following = shelves._following(stock, former, after)
    with_words(former)
    former.common.end_building(whole=True)
    found = Remembered(following.listings)._found
    assert all(following.common.get(term) in (None, positions) for term, positions in found.items())


def test_too_many_changes_are_not_carried(stock, monkeypatch):
    shelved, after = shelves.of_edition(stock), changed(stock, random.Random(1))  # noqa: S311 - the same
    assert shelves._following(stock, shelved, after) is not None
    monkeypatch.setattr(shelves.carrying, "MOST", 3)
    shelved.shelf.size = 12
    assert shelves._following(stock, shelved, after) is None


def test_words_that_were_learnt_ahead_are_found_without_the_database(stock, monkeypatch):
    monkeypatch.setattr(warming, "COMMON", 2)
    shelved = shelves.of_edition(stock)
    assert warming.learn(shelved.shelf, shelved.common) > 1000
    found = Remembered(shelved.listings)._found
    learnt = {term: shelved.common.get(term) for term in found}
    assert all(learnt[term] == found[term] for term in found if len(found[term]) > 1)
    assert shelved.common.whole


def test_a_large_directory_learns_by_itself(stock, monkeypatch):
    begun = []
    monkeypatch.setattr(warming, "MANY", 2)
    monkeypatch.setattr(warming.threading, "Thread", lambda **given: begun.append(given) or _Idle())
    assert ask(Query(words="help"), published=replace(stock, listings=dict(stock.listings)), now=MONDAY).total
    assert len(begun) == 1


class _Idle:
    def start(self) -> None:
        """Do nothing: the thread would read another database than this test."""
