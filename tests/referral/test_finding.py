"""The page *find a service*: ticks with counts, near a town, what was changed, pages of results."""

import re

import pytest
from django.test import Client
from django.utils import timezone

from referral import finding
from referral.showing import Reader
from tests.directory.making import edition, listing
from tests.referral.test_pages import CANARY, post

pytestmark = pytest.mark.django_db
GB = [("go", "find"), ("find", "1"), ("country", "GB")]


def find(client: Client, *said: tuple[str, str]) -> str:
    return post(client, [*GB, *said]).content.decode()


def total(page: str) -> int:
    return int(re.search(r"(\d+) services? found", page)[1])


def count_at(page: str, field: str, value: str) -> int:
    pattern = rf'name="{field}" value="{value}"[^>]*><span>[^<(]*\((\d+)\)'
    return int(re.search(pattern, page)[1])


@pytest.mark.parametrize("tick", ["open_now", "free", "anonymous"])
def test_the_number_beside_a_tick_is_how_many_it_leaves(client, tick):
    number = count_at(find(client), tick, "1")
    assert number > 0
    assert total(find(client, (tick, "1"))) == number


@pytest.mark.parametrize("way", ["voice", "email"])
def test_the_number_beside_a_way_to_reach_them_is_how_many_it_leaves(client, way):
    number = count_at(find(client), "contact", way)
    page = find(client, ("contact", way))
    assert total(page) == number
    assert re.search(rf'name="contact" value="{way}" checked', page)


def test_the_number_beside_each_need_is_how_many_it_leaves(client):
    told = {
        need: int(number) for need, number in re.findall(r'value="([A-Z_]+)">[^<]*\((\d+)\)<', find(client))
    }
    assert len(told) > 8
    assert {need: total(find(client, ("need", need))) for need in told} == told


def test_the_pages_of_results_hold_every_service_once(client):
    first = find(client)
    seen: list[str] = []
    for page in range(-(-total(first) // 12)):
        seen += re.findall('data-service="([^"]*)"', find(client, ("page", str(page))))
    assert len(seen) == len(set(seen)) == total(first)


def test_a_page_beyond_the_last_is_the_last(client):
    assert "data-service" in find(client, ("page", "99"))


def test_the_forms_below_the_results_carry_the_whole_search(client):
    said = (("free", "1"), ("contact", "voice"), ("contact", "chat"), ("near", "leeds"), ("words", "help"))
    said += (("need", "LEGAL"), ("age", "25-over"), ("speaks", "en"), ("town", "2644688"))
    again = find(client, *said).split('<form id="say"')[1].split("</form>")[0]
    assert [pair for pair in said if f'name="{pair[0]}" value="{pair[1]}"' not in again] == []


def test_more_than_a_page_can_be_turned_over_and_back(client):
    first, second = find(client), find(client, ("page", "1"))
    assert 'name="page" value="1"' in first
    assert "Back to the services" not in first
    assert 'name="page" value="0"' in second
    assert "These are 13 to 24" in second


def test_a_town_says_which_it_was_and_offers_the_others_of_its_name(client):
    page = post(client, [*GB, ("country", "US"), ("near", "springfield")]).content.decode()
    assert "Other towns have that name too" in page
    key = re.findall(r'form="search" name="town" value="(\d+)"', page)[1]
    chosen = post(client, [*GB, ("country", "US"), ("near", "springfield"), ("town", key)]).content.decode()
    assert "Other towns have that name too" not in chosen
    assert f'name="town" value="{key}"' in chosen


def test_a_town_nobody_knows_is_said_and_something_is_found(client):
    page = find(client, ("near", "zzqxville"))
    assert "We do not know a town of that name" in page
    assert "data-service" in page


def test_a_town_chooses_the_country_where_none_was(client):
    page = post(client, [("go", "find"), ("find", "1"), ("near", "leeds")]).content.decode()
    assert '<option value="GB" selected' in page
    assert 'href="tel:999"' in page


@pytest.mark.promise("S2")
def test_a_town_is_shown_again_only_in_its_box(client):
    page = find(client, ("near", CANARY))
    assert page.replace(f'name="near" value="{CANARY}"', "").count(CANARY) == 0


@pytest.mark.promise("S2")
def test_no_box_is_remembered_by_the_browser(client):
    page = post(client, [("go", "find")]).content.decode()
    boxes = re.findall(r"<(?:input|select)[^>]*>", page.split('role="search"')[1].split("</form>")[0])
    asked = [box for box in boxes if 'type="hidden"' not in box]
    assert len(asked) > 10
    assert all('autocomplete="off"' in box for box in asked)


@pytest.mark.parametrize("town", ["x", "-1", "9" * 19, "٣", ""])
def test_a_forged_town_is_no_town(client, town):
    assert "data-service" in find(client, ("near", "leeds"), ("town", town))


def test_the_languages_to_choose_are_those_of_the_edition_at_hand():
    reader = Reader(language="en", country="GB", now=timezone.now())
    for code, name in (("fr", "French"), ("ar", "Arabic"), ("fr", "French")):
        stock = edition(listing("gb-one", languages=(code,)))
        assert finding._languages_spoken(stock, reader) == ((code, name),)
