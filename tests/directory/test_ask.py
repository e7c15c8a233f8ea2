"""Find a service: what is found, in which order, and what is relaxed."""

from dataclasses import replace
from pathlib import Path

import pytest
from django.db import DatabaseError

from directory import published, seeding
from directory.ages import AgeRange
from directory.search.ask import Query, ask
from directory.search.lexicon import Stored
from directory.topics import Need
from tests.directory.making import (
    ALWAYS,
    MONDAY,
    OFFICE,
    SATURDAY,
    edition,
    listing,
    service,
    web,
    write_seeds,
)

CHILD = AgeRange(13, 15)
ADULT = AgeRange(25, None)


def ids(query: Query, *listings, now=MONDAY) -> list[str]:
    return [one.id for one in ask(query, published=edition(*listings), now=now).listings]


def relaxed(query: Query, *listings, now=MONDAY) -> tuple[str, ...]:
    return ask(query, published=edition(*listings), now=now).relaxed


@pytest.mark.promise("S12")
def test_a_band_that_does_not_fit_whole_is_not_found():
    of_sixteen = listing("gb-sixteen", min_age=16)
    assert ids(Query(age=AgeRange(13, 17)), of_sixteen, listing("gb-all")) == ["gb-all"]


@pytest.mark.promise("S12")
@pytest.mark.parametrize("audience", ["adults", "parents", "professionals", "worried_about_self"])
def test_a_child_finds_no_service_that_speaks_to_others(audience):
    assert ids(Query(age=CHILD), listing("gb-other", audience=audience), listing("gb-all")) == ["gb-all"]


@pytest.mark.promise("S12")
def test_an_adult_finds_no_service_for_children_whatever_is_relaxed():
    query = Query(need=Need.LEGAL, country="GB", language="sw", age=ADULT, open_now=True)
    assert ids(query, listing("gb-child", "child_helpline", audience="children")) == []


def test_help_for_offenders_is_found_only_by_whoever_asks_for_it():
    offenders = listing("gb-prevention", "prevention_offender", audience="worried_about_self")
    assert ids(Query(country="GB"), offenders, listing("gb-all")) == ["gb-all"]
    assert ids(Query(country="GB", need=Need.PREVENTION), offenders, listing("gb-all")) == ["gb-prevention"]


def test_open_now_comes_before_round_the_clock_unknown_and_closed():
    found = ids(
        Query(country="GB"),
        listing("gb-unknown"),
        listing("gb-office", hours=OFFICE),
        listing("gb-always", hours=ALWAYS),
        now=SATURDAY,
    )
    assert found == ["gb-always", "gb-unknown", "gb-office"]


def test_services_of_the_country_come_before_those_for_everybody():
    assert ids(Query(country="GB"), listing("xx-a", country="XX", hours=ALWAYS), listing("gb-b")) == [
        "gb-b",
        "xx-a",
    ]


def test_a_service_for_the_union_is_found_from_a_member_and_from_no_other_country():
    union = listing("eu-line", country="EU")
    assert ids(Query(country="FR"), union, listing("fr-line", country="FR")) == ["fr-line", "eu-line"]
    assert ids(Query(country="CH"), union, listing("ch-line", country="CH")) == ["ch-line"]


def test_better_supported_and_fresher_listings_come_first():
    found = ids(
        Query(country="GB"),
        listing("gb-c", grade="C"),
        listing("gb-undated", grade="A", seen=None),
        listing("gb-a", grade="A"),
    )
    assert found == ["gb-a", "gb-undated", "gb-c"]


def test_police_comes_last_and_is_never_all_that_is_found_for_a_need():
    police = listing("gb-police", "police_report", grade="A", hours=ALWAYS)
    assert ids(Query(country="GB"), police, listing("gb-c", grade="C"))[-1] == "gb-police"
    assert ids(Query(country="GB", need=Need.REPORT), police, listing("gb-line")) == ["gb-line", "gb-police"]


def test_what_is_relaxed_is_said_least_important_first():
    query = Query(need=Need.PSYCHOSOCIAL, country="GB", language="fr", open_now=True)
    assert relaxed(query, listing("gb-line")) == ("open_now", "language")
    assert relaxed(replace(query, language=None, open_now=False), listing("gb-line")) == ()


def test_open_now_alone_is_dropped_when_the_language_can_be_kept():
    speaks = listing("gb-line", languages=("fr-CA",), hours=OFFICE)
    query = Query(country="GB", language="fr", open_now=True)
    assert relaxed(query, speaks, now=SATURDAY) == ("open_now",)
    assert relaxed(query, speaks, now=MONDAY) == ()


def test_a_country_without_a_listing_finds_its_region_and_then_the_world():
    world = listing("xx-line", "domestic_violence", country="XX")
    query = Query(country="BE", need=Need.SAFETY)
    assert relaxed(query, world, listing("fr-line", "domestic_violence", country="FR")) == ("region",)
    assert relaxed(query, world) == ("world",)


def test_something_is_always_found_in_a_directory_that_is_not_empty():
    query = Query(need=Need.LEGAL, country="TK", language="sw", age=ADULT, open_now=True)
    assert ids(query, listing("gb-line")) == ["gb-line"]


@pytest.mark.django_db
class TestWords:
    """Words are looked up in the database."""

    @pytest.fixture
    def stock(self, tmp_path: Path):
        write_seeds(
            tmp_path,
            service("gb-nandu", name="Línea Ñandú", description="Counselling after assault"),
            service("gb-other", name="Other line"),
        )
        seeding.load(folder=tmp_path)
        return published.build(version=1, stamp="words")

    def test_words_meet_whatever_their_accents_and_capitals(self, stock):
        found = ask(Query(words="LINEA nandú"), published=stock, now=MONDAY)
        assert [one.id for one in found.listings] == ["gb-nandu"]

    def test_every_word_has_to_be_there(self, stock):
        found = ask(Query(words="nandu counselling"), published=stock, now=MONDAY)
        assert [one.id for one in found.listings] == ["gb-nandu"]
        assert ask(Query(words="nandu zebra"), published=stock, now=MONDAY).relaxed == ("words",)

    def test_a_kind_is_found_by_plain_words_for_it(self, stock):
        assert len(ask(Query(words="suicide"), published=stock, now=MONDAY).listings) == 2

    @pytest.mark.parametrize("words", ["%", "_", "' OR 1=1 --", "\x00", "\\", "x" * 10_000, "a " * 500, "لا"])
    def test_odd_words_are_only_words(self, stock, words):
        assert ask(Query(words=words), published=stock, now=MONDAY).listings

    def test_words_are_answered_while_the_database_is_away(self, stock, monkeypatch):
        def away(*args):
            raise DatabaseError("away")

        monkeypatch.setattr(Stored, "counts", away)
        found = ask(Query(words="nandu"), published=stock, now=MONDAY)
        assert [one.id for one in found.listings] == ["gb-nandu"]


def test_a_form_that_wants_a_childs_picture_is_not_found_by_a_child():
    wants = listing("gb-upload", "content_removal", image_upload="yes", phones=(), web=(web("form"),))
    assert ids(Query(age=CHILD), wants, listing("gb-line")) == ["gb-line"]
