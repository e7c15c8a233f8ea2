"""A mirror on a memory stick: read from the files themselves, on a phone, without a script; and left."""

import io
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import call_command
from playwright.sync_api import Browser, BrowserContext, Page, Route, expect

from directory import published
from referral.mirror_addresses import number_of
from tests.conftest import PHONE_WIDTH
from tests.running.accessibility import findings

WAY_OUT = settings.WAYPOST_EXIT_URL


@pytest.fixture(scope="module")
def stick(django_db_setup: None, django_db_blocker: object, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("stick") / "a folder of any name"
    with django_db_blocker.unblock():  # type: ignore[attr-defined]
        published.forget()
        asked = {"countries": ["GB", "JO"], "languages": ["en", "ar"]}
        call_command("mirror", folder, **asked, stdout=io.StringIO())
    return folder


def a_phone(browser: Browser, *, script: bool) -> BrowserContext:
    context = browser.new_context(viewport={"width": PHONE_WIDTH, "height": 740}, java_script_enabled=script)
    context.route("https://**", lambda route: elsewhere(route))
    return context


def elsewhere(route: Route) -> None:
    """The net: an ordinary site at the way out, and nothing else."""
    if route.request.url == WAY_OUT:
        route.fulfill(body="<h1>Weather</h1>", content_type="text/html")
    else:
        route.abort()


@pytest.fixture
def phone(browser: Browser) -> Iterator[Page]:
    context = a_phone(browser, script=True)
    yield context.new_page()
    context.close()


@pytest.fixture
def phone_without_script(browser: Browser) -> Iterator[Page]:
    context = a_phone(browser, script=False)
    yield context.new_page()
    context.close()


def fits(page: Page) -> bool:
    return page.evaluate("document.documentElement.scrollWidth") <= PHONE_WIDTH


def to_the_steps(page: Page, stick: Path, language: str, letter: str, country: str, who: int) -> None:
    """Walk from the first file to what somebody can do; `who` is 0 for adults, 1 for under 18."""
    page.goto((stick / "index.html").as_uri())
    page.locator(f"main a[lang={language}]").click()
    page.locator("main summary", has_text=letter).first.click()
    page.get_by_role("link", name=country, exact=True).click()
    page.locator("main .choice.main").click()
    first = page.locator("main details").first
    first.locator("summary").click()
    first.locator("p > a").nth(who).click()
    page.locator("[data-plan]").wait_for()


@pytest.mark.promise("S1")
@pytest.mark.parametrize(
    ("language", "letter", "country"), [("en", "U", "United Kingdom"), ("ar", "ا", "الأردن")]
)
def test_it_is_walked_from_the_files_without_a_script(
    phone_without_script: Page, stick: Path, language: str, letter: str, country: str
) -> None:
    page = phone_without_script
    to_the_steps(page, stick, language, letter, country, who=1)
    assert page.url.startswith("file://")
    assert page.locator(".stage li").count() > 3
    assert fits(page)
    box = page.locator("[data-quick-exit]").bounding_box()
    assert box is not None
    assert 0 <= box["y"] <= 740 - box["height"]
    colour = page.evaluate("getComputedStyle(document.querySelector('.leave')).position")
    assert colour == "fixed", "the style was not taken from the file beside the page"
    page.locator("[data-quick-exit]").click()
    expect(page.get_by_role("heading", name="Weather")).to_be_visible()


@pytest.mark.promise("S3")
def test_with_a_script_a_visit_is_one_entry_and_back_does_not_bring_it_back(phone: Page, stick: Path) -> None:
    page = phone
    to_the_steps(page, stick, "en", "U", "United Kingdom", who=0)
    assert page.evaluate("history.length") == 2  # the empty page of a new tab, and this one
    for _ in range(3):
        page.keyboard.press("Shift")
    expect(page.get_by_role("heading", name="Weather")).to_be_visible()
    page.go_back()
    assert not page.url.startswith("file://")


@pytest.mark.parametrize("language", ["en", "ar"])
def test_axe_finds_nothing_and_nothing_is_wider_than_a_phone(phone: Page, stick: Path, language: str) -> None:
    country = number_of("GB" if language == "en" else "JO")
    pages = ["index", "101", *(f"{country}/{number}" for number in (1, 2, 3, 4))]
    for name in pages:
        phone.goto((stick / language / f"{name}.html").as_uri())
        phone.locator("main details").evaluate_all("all => all.slice(0, 3).forEach(one => one.open = true)")
        assert findings(phone) == [], name
        assert fits(phone), name
