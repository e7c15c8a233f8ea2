"""Wordless feedback: counted, thanked for, and nothing about whoever pressed."""

import re
from urllib.parse import urlencode

import pytest
from django.db import DatabaseError, connection
from django.test import Client

from directory import feedback, published
from directory.models.feedback import Feedback
from directory.models.service import Service
from directory.states import State
from tests.referral.test_pages import FORM, PLAN, post

pytestmark = pytest.mark.django_db
FIND = [("go", "find"), ("find", "1"), ("country", "GB")]


@pytest.fixture(autouse=True)
def _nothing_remembered():
    published.forget()
    yield
    published.forget()


@pytest.fixture
def listing(client: Client) -> str:
    """Return the id of a listing that the page of a search shows."""
    return post(client, FIND).content.decode().split('data-service="')[1].split('"')[0]


def counted() -> list[tuple[str, str]]:
    return list(Feedback.objects.values_list("service__seed_id", "said"))


@pytest.mark.parametrize("code", ["no-answer", "gone", "not-safe", "helped"])
def test_a_press_is_counted_and_thanked_for_in_its_place(client, listing, code):
    page = post(client, [*FIND, ("said", f"{listing} {code}")]).content.decode()
    assert counted() == [(listing, code)]
    article = page.split(f'data-service="{listing}"')[1].split("</article>")[0]
    assert "Thank you" in article
    assert 'name="said"' not in article
    assert 'href="tel:' in article or "call" in article


@pytest.mark.promise("S1")
@pytest.mark.promise("S2")
def test_a_press_leaves_a_listing_a_button_and_a_day_and_nothing_else(client, listing):
    before = _filled()
    answer = client.post(
        "/",
        urlencode([*FIND, ("words", "canary9d2e"), ("said", f"{listing} helped")]),
        content_type=FORM,
        headers={"user-agent": "canary-browser", "accept-language": "en-GB"},
        REMOTE_ADDR="203.0.113.9",
    )
    assert answer.cookies == {}
    assert {table for table, rows in _filled().items() if rows != before[table]} == {"directory_feedback"}
    assert {field.name for field in Feedback._meta.get_fields()} == {"id", "service", "said", "on", "seen_at"}


def _filled() -> dict[str, int]:
    with connection.cursor() as cursor:
        tables = connection.introspection.table_names(cursor)
        counts = {}
        for table in tables:
            cursor.execute(f'SELECT count(*) FROM "{table}"')  # noqa: S608 - the database's own table names
            counts[table] = cursor.fetchone()[0]
    return counts


@pytest.mark.parametrize(
    "said", ["no-such-listing gone", "gone", " ", "x y z", "gone gone gone", "%00 helped", "a" * 900]
)
def test_a_wrong_listing_or_button_gives_the_page_as_it_was(client, listing, said):
    asked = [*FIND, ("said", said)]
    assert post(client, asked).content == post(client, FIND).content
    assert counted() == []


def test_a_listing_that_is_not_public_tells_nothing_of_itself(client, listing):
    Service.objects.filter(seed_id=listing).update(state=State.RECORD_ONLY)
    published.forget()
    asked = [*FIND, ("said", f"{listing} gone")]
    assert post(client, asked).content == post(client, FIND).content
    assert counted() == []


def test_a_button_that_is_none_of_ours_is_nothing(client, listing):
    asked = [*FIND, ("said", f"{listing} nasty")]
    assert post(client, asked).content == post(client, FIND).content


@pytest.mark.promise("S13")
def test_when_the_database_refuses_it_is_said_plainly_and_the_page_stays(client, listing, monkeypatch):
    monkeypatch.setattr(feedback, "count", _refuse)
    page = post(client, [*FIND, ("said", f"{listing} gone")]).content.decode()
    assert "We could not take that just now" in page
    assert "Thank you" not in page
    assert page.count("data-service") > 1


@pytest.mark.promise("S13")
def test_while_the_database_is_away_no_button_is_offered(client, listing, monkeypatch):
    monkeypatch.setattr(published, "_newest", _refuse)
    monkeypatch.setattr(published, "LOOK_EVERY_S", -1.0)
    page = post(client, PLAN).content.decode()
    assert "data-service" in page
    assert 'name="said"' not in page
    shown = page.split('data-service="')[1].split('"')[0]
    assert post(client, [*PLAN, ("said", shown)]).content.decode() == page  # and no empty fold opens for one


def _refuse(**_said) -> bool:
    raise DatabaseError("away")


def test_another_site_cannot_press_for_somebody(client, listing):
    body = urlencode([*FIND, ("said", f"{listing} not-safe")])
    client.post("/", body, content_type=FORM, headers={"sec-fetch-site": "cross-site"})
    assert counted() == []


@pytest.mark.parametrize("go", ["walk", "find", "emergency"])
def test_every_page_with_listings_offers_the_buttons_and_brings_itself_back(client, go):
    page = post(client, [*PLAN, ("go", go), ("find", "1"), ("platform", "TikTok")]).content.decode()
    form = page.split('<form id="say"')[1].split("</form>")[0]
    assert f'name="go" value="{go}"' in form
    ways = re.findall(r'form="say" name="said" value="([^" ]+)"', page)
    assert ways == re.findall(r'data-service="([^"]+)"', page)
    opened = post(client, [*PLAN, ("go", go), ("find", "1"), ("said", ways[-1])]).content.decode()
    pressed = re.findall(r'name="said" value="([^"]+) [a-z-]+"', opened)
    assert pressed == [ways[-1]] * 4
    assert f'name="complain" value="{ways[-1]}"' in opened
    assert counted() == []
    if go == "walk":
        assert 'value="TikTok"' in form


def test_a_press_on_a_plan_shows_the_plan_again_with_the_listing_open(client):
    page = post(client, PLAN).content.decode()
    one = page.split('data-service="')[1].split('"')[0]
    again = post(client, [*PLAN, ("said", f"{one} helped")]).content.decode()
    assert "data-plan" in again
    assert (
        "It is good to know that it helped" in again.split(f'data-service="{one}"')[1].split("</article>")[0]
    )
