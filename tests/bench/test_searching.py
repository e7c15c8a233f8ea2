"""A smoke run of the search's bench: the same services each time, and each class of search is answered."""

import random
from itertools import islice

import pytest

from directory.search import shelves
from tests.bench import searching, synthetic

SIZE = 300


def test_made_up_services_are_the_same_each_time():
    first = list(islice(synthetic.rows(1000), 20))
    assert first == list(synthetic.rows(20))


@pytest.mark.django_db
def test_every_class_of_search_is_answered():
    searching.filled(SIZE)
    shelved = shelves.of_tables(show_sourced=True)
    assert shelved.shelf.size == SIZE
    for make in searching.classes(random.Random(2)).values():  # noqa: S311 - the same queries each time
        took = searching._once(shelved, make())
        assert took.clock >= took.unqueued >= took.computing > 0
