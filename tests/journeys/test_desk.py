"""Somebody works at the desk: signs in, finds the way by keys, withdraws a listing. As a browser sees it."""

import re
import time
from collections.abc import Callable, Iterator

import pytest
from django.db import connections
from playwright.sync_api import Page, expect
from pytest_django import DjangoDbBlocker

from directory import published
from directory.models.contact import Phone
from directory.models.service import Service
from directory.states import State
from staff.roles import Role
from tests.journeys import desk_people
from tests.journeys.desk_people import sign_in
from tests.running.accessibility import findings
from tests.running.site import Site

pytestmark = [
    pytest.mark.filterwarnings("ignore::ResourceWarning"),  # playwright's own pipes, closed at its end
    pytest.mark.on_postgresql,
]
LIST = "/desk/admin/directory/service/"
DESKTOP = 1280  # pixels
PATIENCE_S = 2.0  # S6
# Width in pixels, language, colours: every pair of two of them. `make audit` looks at every page of the desk.
VIEWS = [
    (1280, "en", "light"),
    (1280, "ar", "dark"),
    (768, "en", "dark"),
    (768, "ar", "light"),
]


@pytest.fixture(scope="module")
def people(site: Site, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """One person of each role, known to the site under test."""
    with django_db_blocker.unblock():
        with desk_people.working():
            yield
        connections.close_all()


@pytest.fixture
def listing(people: None) -> Iterator[Service]:
    """A listing that anybody may read now; it is put back when the test ends."""
    numbered = Phone.objects.exclude(e164="").values("service")
    found = Service.objects.filter(state=State.SOURCED, country="GB", pk__in=numbered).first()
    yield found
    desk_people.put_back(found)
    # Beside the browser's event loop Django keeps a connection of its own, which nobody else would close.
    connections.close_all()


@pytest.fixture
def desk(people: None, page_at: Callable[..., Page]) -> Callable[..., Page]:
    """Make a page at which somebody of a role is signed in: `desk(Role.VERIFIER, width=768)`."""

    def make(role: Role, *, width: int = DESKTOP, language: str = "en", **options: object) -> Page:
        page = page_at(width, height=800, **options)
        sign_in(page, role, language=language)
        return page

    return make


def wrong_with(page: Page, addresses: list[str], width: int) -> list[str]:
    """Return what axe finds at these addresses, and which of them are wider than the window."""
    found = []
    for address in addresses:
        page.goto(address)
        found += [f"{address}: {finding}" for finding in findings(page)]
        if page.evaluate("document.documentElement.scrollWidth") > width:
            found.append(f"{address}: wider than {width}")
    return found


# --- roles ---


@pytest.mark.both_engines
@pytest.mark.parametrize("role", Role)
def test_everybody_signs_in_and_every_way_they_see_is_open(desk: Callable[..., Page], role: Role) -> None:
    page = desk(role)
    expect(page.locator("h1")).to_have_text("Today")
    ways = page.locator("[data-key]")
    for address in [ways.nth(place).get_attribute("href") for place in range(ways.count())]:
        assert page.goto(address).status == 200
        expect(page.locator("h1")).to_have_count(1)
    with page.expect_navigation():
        page.locator(".side__out").click()
    page.goto("/desk/")
    expect(page.locator("[name=login]")).to_be_visible()


@pytest.mark.promise("S1")
def test_the_desk_stores_nothing_in_the_browser_but_its_cookies(desk: Callable[..., Page]) -> None:
    page = desk(Role.LISTING_EDITOR)
    page.goto(LIST)
    assert page.evaluate("[localStorage.length, sessionStorage.length]") == [0, 0]
    assert {cookie["path"] for cookie in page.context.cookies()} == {"/desk/"}


# --- the look ---


@pytest.mark.parametrize(("width", "language", "scheme"), VIEWS)
def test_axe_finds_nothing_on_the_pages_of_an_editor(
    desk: Callable[..., Page], listing: Service, width: int, language: str, scheme: str
) -> None:
    page = desk(Role.LISTING_EDITOR, width=width, language=language, color_scheme=scheme)
    sheet = f"{LIST}{listing.pk}/change/"
    addresses = ["/desk/", "/desk/agreements/", LIST, sheet, f"{LIST}{listing.pk}/withdraw/", "/desk/keys/"]
    assert wrong_with(page, addresses, width) == []
    assert page.evaluate("document.dir") == ("rtl" if language == "ar" else "ltr")


@pytest.mark.parametrize(("width", "language", "scheme"), VIEWS)
def test_axe_finds_nothing_on_the_pages_of_an_administrator_and_an_auditor(
    desk: Callable[..., Page], width: int, language: str, scheme: str
) -> None:
    page = desk(Role.ADMINISTRATOR, width=width, language=language, color_scheme=scheme)
    addresses = ["/desk/", "/desk/people/", "/desk/people/invite/", "/desk/agreements/", "/desk/nothing/"]
    assert wrong_with(page, addresses, width) == []
    page = desk(Role.AUDITOR, width=width, language=language, color_scheme=scheme)
    assert wrong_with(page, ["/desk/", "/desk/record/"], width) == []


def test_nothing_at_the_desk_breaks_its_own_policy(desk: Callable[..., Page], listing: Service) -> None:
    page = desk(Role.LISTING_EDITOR)
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda error: said.append(str(error)))
    for address in ("/desk/", LIST, f"{LIST}{listing.pk}/change/", "/desk/keys/", "/desk/account/"):
        page.goto(address)
    assert said == []


def test_the_scripts_of_the_stock_admin_run(desk: Callable[..., Page]) -> None:
    page = desk(Role.LISTING_EDITOR)
    page.goto(LIST)
    assert page.evaluate("typeof django.jQuery('<b>bold</b>').html()") == "string"


def test_what_is_reached_by_tab_first_leads_past_the_navigation(desk: Callable[..., Page]) -> None:
    page = desk(Role.HELPLINE)
    page.goto("/desk/")
    page.keyboard.press("Tab")
    expect(page.locator(".skip")).to_be_focused()
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.matches('main')")


def test_with_colours_forced_the_page_that_is_open_is_still_marked(desk: Callable[..., Page]) -> None:
    page = desk(Role.HELPLINE, forced_colors="active")
    outline = "getComputedStyle(document.querySelector('.ways [aria-current]')).outlineStyle"
    assert page.evaluate(outline) == "solid"


def test_on_paper_there_is_no_navigation(desk: Callable[..., Page]) -> None:
    page = desk(Role.LISTING_EDITOR)
    page.emulate_media(media="print")
    expect(page.locator(".side")).to_be_hidden()
    expect(page.locator("h1")).to_be_visible()


# --- keys ---


def test_the_question_mark_opens_the_list_of_keys_and_escape_closes_it(desk: Callable[..., Page]) -> None:
    page = desk(Role.SUPERVISOR)
    page.keyboard.press("?")
    dialog = page.locator("dialog[data-keys]")
    expect(dialog).to_be_visible()
    expect(dialog).to_contain_text("Listings")
    assert findings(page) == []
    page.keyboard.press("Escape")
    expect(dialog).to_be_hidden()


@pytest.mark.parametrize(
    ("role", "letter", "address"),
    [
        (Role.ADMINISTRATOR, "p", "/desk/people/"),
        (Role.ADMINISTRATOR, "a", "/desk/agreements/"),
        (Role.AUDITOR, "r", "/desk/record/"),
        (Role.VERIFIER, "l", LIST),
    ],
)
def test_two_keys_lead_to_a_page_and_back(
    desk: Callable[..., Page], role: Role, letter: str, address: str
) -> None:
    page = desk(role)
    page.keyboard.press("g")
    page.keyboard.press(letter)
    page.wait_for_url(re.compile(re.escape(address) + "$"))
    page.keyboard.press("g")
    page.keyboard.press("t")
    page.wait_for_url(re.compile("/desk/$"))


def test_a_key_leads_nowhere_where_the_role_leads_nowhere(desk: Callable[..., Page]) -> None:
    page = desk(Role.HELPLINE)
    for letter in "part":
        page.keyboard.press("g")
        page.keyboard.press(letter)
    assert page.url.endswith("/desk/")


def test_the_slash_goes_to_the_search_field_and_what_is_typed_there_is_no_key(
    desk: Callable[..., Page],
) -> None:
    page = desk(Role.VERIFIER)
    page.goto(LIST)
    page.keyboard.press("/")
    field = page.locator("main [type=search]")
    expect(field).to_be_focused()
    page.keyboard.type("g t ? /")
    expect(field).to_have_value("g t ? /")
    expect(page.locator("dialog[data-keys]")).to_be_hidden()
    assert page.url.endswith(LIST)


# --- without script ---


def test_the_desk_is_whole_without_script(desk: Callable[..., Page]) -> None:
    page = desk(Role.LISTING_EDITOR, java_script_enabled=False, language="ar")
    with page.expect_navigation():
        page.locator("button[name=language][value=en]").click()
    page.locator("[data-open-keys]").click()
    expect(page.locator("h1")).to_have_text("Keys")
    page.goto(LIST)
    page.fill("#searchbar", "child")
    page.locator("form[role=search] button").click()
    assert page.locator("tbody tr").count() > 0
    page.locator(".narrowing summary").first.click()
    page.locator(".narrowing a").nth(1).click()
    expect(page.locator("h1")).to_have_text("Listings")


# --- withdrawing ---


@pytest.mark.both_engines
@pytest.mark.promise("S6")
def test_a_listing_that_one_person_withdraws_is_gone_from_another_node_within_two_seconds(
    desk: Callable[..., Page], listing: Service
) -> None:
    assert listing.seed_id in published.current().listings
    page = desk(Role.VERIFIER)
    page.goto(f"{LIST}{listing.pk}/change/")
    page.locator(".press.danger").click()
    page.locator("input[value=not-safe]").check()
    with page.expect_navigation():
        page.locator("button.danger").click()
    withdrawn_at = time.monotonic()
    while listing.seed_id in published.current().listings:
        assert time.monotonic() - withdrawn_at < PATIENCE_S
    expect(page.locator(".notice.good")).to_be_visible()
    expect(page.locator("main")).to_contain_text("It is not safe for those who turn to it")
