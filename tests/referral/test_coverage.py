"""Where help is missing is counted by the rules that make a plan, exactly, and shown with a way behind."""

import csv
from collections.abc import Callable
from pathlib import Path
from typing import Final
from zoneinfo import ZoneInfo

import pytest
from django.core.management import CommandError, call_command
from django.test import Client

from directory import published
from directory.disclosure import PublicListing
from directory.topics import Need
from referral import coverage
from referral.coverage import AUDIENCES, Cell, Key, Level
from staff.models.person import User
from tests.directory.making import ALWAYS, OFFICE, edition, listing

COLUMNS: Final = (*AUDIENCES, *coverage.spoken(("en", "ar")))


def at(need: Need, column: str, *listings: PublicListing, country: str = "GB") -> Cell:
    found = coverage.cells(edition(*listings), country, COLUMNS)
    return next(one for one in found if (one.need, one.column) == (need, column))


def test_a_gap_is_counted_where_nothing_of_the_country_meets_a_need() -> None:
    line = listing("gb-line", "domestic_violence")
    assert at(Need.SAFETY, "women", line) == Cell(Need.SAFETY, "women", Level.OWN, ("gb-line",))
    assert at(Need.LEGAL, "women", line).level is Level.NOTHING
    assert at(Need.SAFETY, "women").level is Level.NOTHING


def test_what_only_says_where_to_go_is_a_gap_of_its_own() -> None:
    assert at(Need.LEGAL, "women", listing("gb-victims", "victim_support")).level is Level.STAND_IN


def test_what_comes_from_the_region_or_from_the_world_is_a_gap() -> None:
    world = listing("xx-line", "crisis", country="XX")
    neighbour = listing("be-line", "crisis", country="BE")
    assert at(Need.PSYCHOSOCIAL, "women", world).level is Level.WORLD
    near = at(Need.PSYCHOSOCIAL, "women", world, neighbour, country="NL")
    assert (near.level, near.listings) == (Level.REGION, ("be-line",))
    assert Level.REGION.is_gap
    assert Level.WORLD.is_gap
    assert not Level.OWN.is_gap


def test_a_service_for_one_group_is_no_service_for_another() -> None:
    women = listing("gb-women", "domestic_violence", group="women")
    assert at(Need.SAFETY, "women", women).level is Level.OWN
    assert at(Need.SAFETY, "men_boys", women).level is Level.NOTHING
    assert at(Need.SAFETY, "25-over", women).level is Level.NOTHING


@pytest.mark.promise("S12")
def test_a_service_counts_only_for_ages_that_it_takes_whole() -> None:
    line = listing("gb-child", "child_helpline", audience="children", min_age=13)
    assert at(Need.CHILD_PROTECTION, "13-15", line).level is Level.OWN
    assert at(Need.CHILD_PROTECTION, "under-13", line).level is Level.NOTHING
    assert at(Need.PSYCHOSOCIAL, "25-over", line).level is Level.NOTHING


def test_a_young_adult_is_no_child() -> None:
    adults = listing("gb-law", "legal", audience="adults")
    assert at(Need.LEGAL, "18-24", adults).level is Level.OWN
    assert at(Need.LEGAL, "16-17", adults).level is Level.NOTHING


def test_police_never_counts_as_help() -> None:
    police = listing("gb-police", "crisis", police=True)
    assert at(Need.PSYCHOSOCIAL, "women", police).level is Level.NOTHING


def test_a_language_counts_where_the_service_says_that_it_speaks_it() -> None:
    silent, arabic = listing("gb-silent"), listing("gb-arabic", languages=("ar",))
    assert at(Need.PSYCHOSOCIAL, "ar", silent).level is Level.NOTHING
    assert at(Need.PSYCHOSOCIAL, "ar", silent, arabic).listings == ("gb-arabic",)
    assert at(Need.PSYCHOSOCIAL, "migrants", silent, arabic).listings == ("gb-arabic",)


def test_access_counts_where_the_service_tells_of_it() -> None:
    assert at(Need.PSYCHOSOCIAL, "disability", listing("gb-line")).level is Level.NOTHING


def test_the_week_is_counted_by_the_hour() -> None:
    office = listing("gb-office", "crisis", hours=OFFICE)
    found = coverage.week(Key(edition(office)), "GB")
    week = {one.column: one for one in found if one.need is Need.PSYCHOSOCIAL}
    assert len(week) == 28
    assert week["0-06"].level is Level.PARTLY  # from nine (UTC), so ten in London's summer
    assert week["0-00"].level is Level.NOTHING
    assert week["5-12"].level is Level.NOTHING  # a Saturday
    always = listing("gb-always", "crisis", hours=ALWAYS)
    every = [one for one in coverage.week(Key(edition(always)), "GB") if one.need is Need.PSYCHOSOCIAL]
    assert {one.level for one in every} == {Level.OWN}


def test_hours_that_nobody_knows_are_not_answered_hours() -> None:
    assert coverage._open_hours(listing("gb-line"), ZoneInfo("Europe/London")) == frozenset()


def test_gaps_add_up_to_all_squares() -> None:
    found = {"GB": coverage.cells(edition(listing("gb-line")), "GB", AUDIENCES)}
    for one in coverage.by_need(found, AUDIENCES):
        assert sum(one.by_level.values()) == len(AUDIENCES)
        assert one.gaps == len(AUDIENCES) - one.by_level[Level.OWN]


# --- the command ---


@pytest.mark.django_db
def test_the_command_prints_the_gaps_by_need_and_writes_every_square(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    call_command("coverage", "--country", "GB", "--csv", tmp_path / "gaps.csv")
    told = capsys.readouterr().out
    assert all(need.value in told for need in coverage.NEEDS)
    assert "blocks of six hours are not covered" in told
    rows = list(csv.DictReader((tmp_path / "gaps.csv").read_text(encoding="utf-8").splitlines()))
    assert {row["country"] for row in rows} == {"GB"}
    for row in rows:
        assert (int(row["listings"]) == 0) == (row["level"] == "nothing")
        assert set(row["ids"].split()) <= published.current().listings.keys()


@pytest.mark.django_db
def test_a_country_that_there_is_not_is_refused() -> None:
    with pytest.raises(CommandError, match="--country: expected"):
        call_command("coverage", "--country", "ZZ")


# --- the desk ---


@pytest.fixture
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    stock = edition(listing("gb-line", "domestic_violence"), listing("fr-line", "crisis", country="FR"))
    monkeypatch.setattr("directory.published.current", lambda: stock)


@pytest.mark.django_db
def test_the_picture_of_all_countries_counts_those_with_the_gap(
    small: None, chidi: User, signed_in: Callable[[User], Client]
) -> None:
    client = signed_in(chidi)
    told = client.get("/desk/coverage/").content.decode()
    assert "In how many of 2 countries" in told
    behind = client.get("/desk/coverage/square/?need=SAFETY&column=women").content.decode()
    assert "France" in behind
    assert "United Kingdom" not in behind


@pytest.mark.django_db
def test_a_square_of_a_country_opens_its_listings(chidi: User, signed_in: Callable[[User], Client]) -> None:
    client = signed_in(chidi)
    told = client.get("/desk/coverage/?country=GB&by=hour").content.decode()
    assert told.count('<td class="heat__') == len(coverage.NEEDS) * 28
    behind = client.get("/desk/coverage/square/?country=GB&by=audience&need=SAFETY&column=women")
    assert "/desk/admin/directory/service/" in behind.content.decode()


@pytest.mark.django_db
@pytest.mark.parametrize("asked", ["need=SAFETY", "need=CANARY&column=women", "need=SAFETY&column=0-00"])
def test_a_square_that_there_is_not_is_not_found(
    chidi: User, signed_in: Callable[[User], Client], asked: str
) -> None:
    assert signed_in(chidi).get(f"/desk/coverage/square/?{asked}").status_code == 404


@pytest.mark.django_db
def test_it_is_for_supervisors_and_not_for_others(
    amina: User, greta: User, signed_in: Callable[[User], Client]
) -> None:
    for person in (amina, greta):
        assert signed_in(person).get("/desk/coverage/").status_code == 403
