"""The search as a whole: towns, ticks, counts, pairs, and what is never shown whatever is dropped."""

import datetime as dt
from dataclasses import replace

import pytest
from django.db import DatabaseError

from directory import published
from directory.ages import AgeRange
from directory.edition import Indexed, Meaning, Published
from directory.hours import Hours, Known, Schedule
from directory.search import shelves
from directory.search.ask import Query, ask
from directory.search.lexicon import Stored
from directory.topics import Need
from tests.directory.making import ALWAYS, MONDAY, OFFICE, SATURDAY, edition, listing, web

LONDON, LEEDS, PARIS = (51.51, -0.13), (53.80, -1.55), (48.85, 2.35)
CHILD = AgeRange(13, 15)


def at(stock: Published, **places: tuple[float, float]) -> Published:
    """Return an edition in which listings stand at points; underscores of the names stand for hyphens."""
    known = {name.replace("_", "-"): (point,) for name, point in places.items()}
    return replace(stock, indexed={name: Indexed(name, 0, points, False) for name, points in known.items()})


def found(stock: Published, *, now: dt.datetime = MONDAY, **said) -> list[str]:
    return [one.id for one in ask(Query(**said), published=stock, now=now).listings]


# --- near a town ---


def test_what_is_near_the_town_comes_first_then_what_answers_everywhere_then_what_is_far():
    stock = at(
        edition(*map(listing, ("gb-a-line", "gb-leeds", "gb-london"))), gb_leeds=LEEDS, gb_london=LONDON
    )
    assert found(stock, town="London") == ["gb-london", "gb-a-line", "gb-leeds"]
    assert found(stock, town="leeds") == ["gb-leeds", "gb-a-line", "gb-london"]


def test_the_way_is_told_in_kilometres_where_a_place_may_be_told():
    stock = at(edition(listing("gb-line"), listing("gb-london")), gb_london=LONDON)
    answer = ask(Query(town="London"), published=stock, now=MONDAY)
    assert answer.kilometres(0) == pytest.approx(1, abs=1)
    assert answer.kilometres(1) is None


def test_a_service_for_other_parts_of_the_country_is_left_out_however_near_it_stands():
    stock = at(
        edition(listing("gb-scots", region="Scotland"), listing("gb-english", region="England and Wales")),
        gb_scots=LONDON,
    )
    assert found(stock, town="London") == ["gb-english"]
    assert found(stock, town="Glasgow") == ["gb-scots"]


def test_a_region_that_nobody_can_place_comes_after_what_surely_serves_the_town():
    stock = edition(listing("gb-a", region="The old parish"), listing("gb-b"))
    assert found(stock, town="London") == ["gb-b", "gb-a"]


@pytest.mark.parametrize("town", ["Paris", "PARIS", "Париж", "巴黎", "باريس"])
def test_a_town_is_known_in_other_scripts(town):
    answer = ask(Query(town=town), published=edition(listing("fr-line", country="FR")), now=MONDAY)
    assert answer.town.country == "FR"
    assert answer.relaxed == ()


def test_of_two_towns_of_a_name_that_of_the_country_is_taken():
    stock = edition(listing("ca-line", country="CA"), listing("gb-line"))
    assert found(stock, town="London", country="CA") == ["ca-line"]
    assert [town.country for town in ask(Query(town="London"), published=stock, now=MONDAY).towns][:2] == [
        "GB",
        "CA",
    ]


def test_a_town_that_nobody_knows_is_said_and_costs_nothing():
    answer = ask(Query(town="Xyzzyville", country="GB"), published=edition(listing("gb-line")), now=MONDAY)
    assert (answer.relaxed, answer.total) == (("town",), 1)


def test_police_nearby_comes_after_everybody_else():
    stock = at(edition(listing("gb-police", police=True), listing("gb-line")), gb_police=LONDON)
    assert found(stock, town="London") == ["gb-line", "gb-police"]


# --- ticks and counts ---


def test_each_tick_finds_what_has_it_and_counts_what_would_be_found():
    stock = edition(
        listing("gb-free", cost_free=True, languages=("fr",)),
        listing("gb-anonymous", anonymous=True, web=(web("chat"),)),
        listing("gb-both", cost_free=True, anonymous=True, hours=ALWAYS),
    )
    assert sorted(found(stock, free=True)) == ["gb-both", "gb-free"]
    assert found(stock, free=True, anonymous=True) == ["gb-both"]
    assert found(stock, contact=("chat", "sms")) == ["gb-anonymous"]
    counts = ask(Query(), published=stock, now=MONDAY).facets
    assert counts["ticks"] == {"free": 2, "anonymous": 2, "accessible": 0, "open_now": 1}
    assert counts["contact"] == {"voice": 3, "chat": 1}


def test_a_group_is_counted_as_if_its_own_tick_were_another():
    stock = edition(
        listing("gb-a", "legal"), listing("gb-b", "crisis"), listing("fr-c", "crisis", country="FR")
    )
    counts = ask(Query(need=Need.LEGAL, country="GB"), published=stock, now=MONDAY).facets
    assert counts["need"]["LEGAL"] == 1
    assert counts["need"]["EMERGENCY"] == 1
    assert counts["kind"] == {"legal": 1}


def test_only_what_had_to_be_dropped_is_dropped():
    stock = edition(listing("gb-free", cost_free=True, hours=OFFICE), listing("gb-sw", languages=("sw",)))
    answer = ask(Query(free=True, open_now=True, language="pt", country="GB"), published=stock, now=MONDAY)
    assert answer.relaxed == ("language",)
    assert [one.id for one in answer.listings] == ["gb-free"]


def test_hours_are_looked_at_anew_when_they_change():
    stock = edition(listing("gb-office", hours=OFFICE), listing("gb-x", hours=Hours(Known.SCHEDULED, (
        Schedule((5,), 600, 780),), "UTC")))  # fmt: skip
    for moment, expected in ((MONDAY, "gb-office"), (SATURDAY, "gb-x"), (MONDAY, "gb-office")):
        assert found(stock, open_now=True, now=moment) == [expected]
    assert found(stock, open_now=True, now=MONDAY.replace(hour=8, minute=59)) == ["gb-office", "gb-x"]


# --- words ---


def test_as_many_words_as_possible_are_kept_and_phrases_before_rare_words():
    stock = replace(
        edition(
            listing("gb-a", "image_abuse"), listing("gb-b", description="instagram"), listing("gb-c", "legal")
        ),
        meanings=(Meaning("en", "revenge porn", ("image_abuse",)),),
    )
    answer = ask(Query(words="revenge porn on instagram", country="GB"), published=stock, now=MONDAY)
    assert ([one.id for one in answer.listings], answer.relaxed) == (["gb-a"], ("words",))


def test_a_name_comes_before_a_mention():
    stock = edition(
        listing("gb-a", grade="A", description="like sunrise"), listing("gb-z", name="Sunrise", grade="C")
    )
    assert found(stock, words="sunrise") == ["gb-z", "gb-a"]


def test_a_page_is_fetched_without_the_rest():
    answer = ask(Query(), published=edition(*(listing(f"gb-{n:03}") for n in range(100))), now=MONDAY)
    assert [one.id for one in answer.listings[24:26]] == ["gb-024", "gb-025"]
    assert len(answer.listings._positions) == 26
    assert (answer.total, len(answer.listings), answer.listings[-1].id) == (100, 100, "gb-099")


@pytest.mark.django_db
@pytest.mark.promise("S13")
def test_words_are_looked_up_in_memory_while_the_database_is_away(monkeypatch):
    stock = published.build(version=1, stamp="away")
    before = found(stock, words="childline suicde")
    assert shelves.of(stock).is_stored

    def away(*args):
        raise DatabaseError("away")

    monkeypatch.setattr(Stored, "counts", away)
    assert found(stock, words="childline suicde") == before


@pytest.mark.promise("S13")
def test_nobody_waits_until_the_words_of_a_large_directory_were_read(monkeypatch):
    monkeypatch.setattr(shelves, "FEW", 1)
    stock = replace(
        edition(listing("gb-childline", name="Childline"), listing("gb-other")), unconfirmed_since=MONDAY
    )
    threads = []
    monkeypatch.setattr(shelves.threading, "Thread", lambda **given: threads.append(given) or _NotYet())
    for _ in range(2):
        answer = ask(Query(words="childline"), published=stock, now=MONDAY)
        assert answer.relaxed == ("unread",)
        assert {one.id for one in answer.listings} == {"gb-childline", "gb-other"}
    assert len(threads) == 1
    threads[0]["target"]()
    answer = ask(Query(words="childline"), published=stock, now=MONDAY)
    assert (answer.relaxed, [one.id for one in answer.listings]) == ((), ["gb-childline"])


class _NotYet:
    def start(self) -> None:
        """Do nothing: the test does later what the thread would do meanwhile."""


# --- whatever is dropped ---


@pytest.mark.promise("S12")
def test_a_child_is_shown_nothing_for_others_when_words_and_places_are_dropped():
    stock = edition(
        listing("gb-adults", audience="adults"), listing("fr-teens", country="FR", min_age=12, max_age=19)
    )
    answer = ask(Query(words="zebra", country="GB", language="sw", age=CHILD), published=stock, now=MONDAY)
    assert [one.id for one in answer.listings] == ["fr-teens"]


def test_words_that_found_nothing_do_not_bring_help_for_offenders():
    stock = edition(listing("gb-prevention", "prevention_offender"), listing("gb-line"))
    assert found(stock, words="zebra") == ["gb-line"]
    assert found(stock, words="prevention") == ["gb-prevention"]


def test_a_pair_is_found_together_one_after_the_other_or_not_at_all():
    pair = (
        listing("gb-a", pair="p", hours=ALWAYS),
        listing("gb-z", pair="p", description="zebra", grade="D"),
    )
    stock = edition(*pair, listing("gb-m", hours=ALWAYS))
    assert found(stock) == ["gb-a", "gb-z", "gb-m"]
    assert sorted(found(stock, words="zebra")) == ["gb-a", "gb-z"]
    for_adults = edition(pair[0], replace(pair[1], audience="adults"), listing("gb-m"))
    assert found(for_adults, age=CHILD) == ["gb-m"]


@pytest.mark.parametrize("country", ["GB", "FR", None])
@pytest.mark.parametrize("need", [Need.REPORT, Need.SAFETY, None])
def test_police_is_never_all_that_is_found_for_a_need(country, need):
    stock = edition(listing("gb-police", "police_report"), listing("xx-line", "csam_hotline", country="XX"))
    assert found(stock, country=country, need=need) != ["gb-police"]
