"""A survivor searches, presses a button on a listing, and chooses apps on a plan. As a browser sees it."""

from collections.abc import Callable, Iterator

import pytest
from django.db import connections
from playwright.sync_api import Page, expect
from pytest_django import DjangoDbBlocker

from directory.models.feedback import Feedback
from tests.journeys.walking import open_home, to_a_plan
from tests.running.accessibility import findings
from tests.running.site import Site

pytestmark = pytest.mark.filterwarnings(
    "ignore::ResourceWarning"
)  # playwright's own pipes, closed at its end


@pytest.fixture(autouse=True)
def _presses_swept(site: Site, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """Take out again what the site wrote: other tests share its database."""
    yield
    with django_db_blocker.unblock():
        Feedback.objects.all().delete()
        connections.close_all()  # else the test database could not be dropped


def to_results(page: Page, *, language: str = "en", country: str = "GB") -> None:
    page.goto(f"/{language}/")
    page.locator("button[name=go][value=find]").first.click()
    page.locator("#words").wait_for()
    page.select_option("#country", country)
    page.locator("[role=search] .press").first.click()
    page.locator("[data-service]").first.wait_for()


def narrow(page: Page) -> None:
    page.locator("[role=search] summary").click()


@pytest.mark.both_engines
def test_a_tick_leaves_as_many_as_the_number_beside_it_says(page: Page) -> None:
    to_results(page)
    narrow(page)
    tick = page.locator(".chip", has=page.locator("[type=checkbox][name=free]"))
    number = tick.inner_text().rsplit("(", 1)[1].rstrip(")")
    tick.click()
    page.locator("[role=search] .press").last.click()
    expect(page.locator("[role=status]").first).to_contain_text(f"{number} services found")
    assert page.locator(".chip [name=free]").is_checked()


def test_a_town_of_many_is_chosen_by_one_press(page: Page) -> None:
    to_results(page, country="US")
    narrow(page)
    page.fill("#near", "Springfield")
    page.locator("[role=search] .press").last.click()
    choice = page.locator("button[name=town]").nth(1)
    name = choice.inner_text()
    choice.click()
    expect(page.locator("button[name=town]")).to_have_count(0)
    assert name.startswith("Springfield")
    assert page.locator("#near").input_value() == "Springfield"


@pytest.mark.parametrize("script", [True, False])
def test_enter_in_a_field_sends_what_its_button_would_to_the_same_address(
    page_at: Callable[..., Page], script: bool
) -> None:
    page = page_at(360, java_script_enabled=script)
    to_results(page)
    page.locator("#words").fill("shelter")
    with page.expect_response(lambda answer: answer.request.method == "POST") as sent:
        page.locator("#words").press("Enter")
    assert (sent.value.status, sent.value.url) == (200, page.url)
    assert "words=shelter" in (sent.value.request.post_data or "")
    assert page.url.endswith("/en/")


@pytest.mark.both_engines
@pytest.mark.parametrize("script", [True, False])
def test_one_press_is_thanked_for_where_it_was_made(page_at: Callable[..., Page], script: bool) -> None:
    page = page_at(360, java_script_enabled=script)
    to_results(page)
    article = page.locator("[data-service]").nth(4)
    name = article.get_attribute("data-service")
    article.locator("[name=said]").click()
    article.locator("button[value$=' helped']").click()
    same = page.locator(f"[data-service='{name}']")
    expect(same.locator(".thanks")).to_be_visible()
    expect(same.locator(".thanks")).to_be_in_viewport()
    expect(same.locator(".thanks")).to_be_focused()
    assert "said" not in page.url
    assert page.context.cookies() == []


@pytest.mark.parametrize("language", ["en", "ar"])
def test_a_press_on_a_listing_that_was_folded_away_keeps_it_in_sight(
    page_at: Callable[..., Page], language: str
) -> None:
    page = page_at(360)
    page.goto(f"/{language}/")
    to_a_plan(page, opened=True)
    fold = page.locator(".need > details").first
    fold.locator("> summary").click()
    article = fold.locator("[data-service]").last
    article.locator("[name=said]").click()
    article.locator("button[value$=' gone']").click()
    expect(page.locator(".thanks")).to_be_in_viewport()
    assert page.locator("[data-plan]").count() == 1
    assert findings(page) == []


@pytest.mark.both_engines
@pytest.mark.parametrize("script", [True, False])
def test_the_apps_that_were_chosen_are_on_the_plan(page_at: Callable[..., Page], script: bool) -> None:
    page = page_at(360, java_script_enabled=script)
    open_home(page)
    to_a_plan(page, opened=True)
    page.locator("[name=unfold][value=platforms]").click()
    page.locator("[name=platform][value=Instagram]").check()
    page.locator("[name=platform][value=TikTok]").check()
    page.locator("[data-platforms] .press").click()
    page.locator("[data-route]").first.wait_for()
    assert page.locator("[data-platform] h3").all_inner_texts() == ["Instagram", "TikTok"]
    assert findings(page) == [] if script else True


@pytest.mark.parametrize("width", [320, 1280])
@pytest.mark.parametrize("language", ["en", "ar"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_on_a_search_with_everything_open(
    page_at: Callable[..., Page], width: int, language: str, scheme: str
) -> None:
    page = page_at(width, color_scheme=scheme)
    to_results(page, language=language)
    page.evaluate("document.querySelectorAll('details').forEach(fold => { fold.open = true; })")
    assert findings(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width
