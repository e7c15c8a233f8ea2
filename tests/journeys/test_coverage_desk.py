"""A supervisor looks where help is missing, by keyboard and on paper."""

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.db import connections
from playwright.sync_api import Page
from pytest_django import DjangoDbBlocker

from staff.roles import Role
from tests.journeys import desk_people
from tests.journeys.desk_people import sign_in
from tests.running.accessibility import findings
from tests.running.site import Site

pytestmark = pytest.mark.filterwarnings("ignore::ResourceWarning")  # playwright's own pipes
PAGES = (
    "/desk/coverage/",
    "/desk/coverage/?country=GB",
    "/desk/coverage/?country=GB&by=hour",
    "/desk/coverage/square/?country=GB&need=SAFETY&column=women",
    "/desk/coverage/square/?need=LEGAL&column=migrants",
)


@pytest.fixture(scope="module")
def people(site: Site, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    with django_db_blocker.unblock():
        with desk_people.working():
            yield
        connections.close_all()


@pytest.fixture
def desk(people: None, page_at: Callable[..., Page]) -> Callable[..., Page]:
    def make(width: int, **options: object) -> Page:
        page = page_at(width, height=800, **options)
        sign_in(page, Role.SUPERVISOR, language="en")
        page.set_default_timeout(30_000)  # all countries are counted once for each version of the directory
        return page

    return make


@pytest.mark.parametrize(("width", "colours"), [(1280, "light"), (768, "dark")])
def test_axe_finds_nothing_on_the_picture_of_gaps(
    desk: Callable[..., Page], width: int, colours: str
) -> None:
    page = desk(width, color_scheme=colours)
    for number, address in enumerate(PAGES):
        page.goto(address)
        if folder := os.environ.get("PICTURES"):
            page.screenshot(path=Path(folder) / f"{number}-{width}.png", full_page=True)
        assert findings(page) == [], address
        assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_a_square_is_reached_and_opened_by_keyboard(desk: Callable[..., Page]) -> None:
    page = desk(1280)
    page.goto("/desk/coverage/?country=GB")
    page.locator(".heat td a").first.focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/desk/coverage/square/**")
    assert page.locator("h1").inner_text()


def test_it_reads_without_colour(desk: Callable[..., Page]) -> None:
    page = desk(1280)
    page.goto("/desk/coverage/?country=TV")
    for square in page.locator(".heat td:not(.heat__own):not(.number)").all()[:12]:
        assert square.locator("[aria-hidden]").inner_text().strip()
