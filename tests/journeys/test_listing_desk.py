"""A change of a number goes its way: drafted, called back, ticked, waited for, agreed, read by the public."""

import datetime as dt
import json
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.db import connections
from django.utils import timezone
from playwright.sync_api import Page, expect
from pytest_django import DjangoDbBlocker

from directory import import_jobs, published
from directory.models.edition import Edition, EditionState
from directory.models.service import Service
from staff.roles import Role
from tests.directory import made_listing
from tests.directory.made_listing import NEW, OLD
from tests.journeys import desk_people
from tests.journeys.desk_people import sign_in
from tests.people import PASSWORD
from tests.running.accessibility import findings
from tests.running.site import Site

pytestmark = [
    pytest.mark.filterwarnings("ignore::ResourceWarning"),  # playwright's own pipes, closed at its end
    pytest.mark.on_postgresql,
]
DESKTOP = 1280  # pixels
TABLET = 768
FEED = "feed-of-a-browser-test"
A_PROCESS_MS = 60_000  # an import is a process of its own, on a machine that is busy with other tests


@pytest.fixture(scope="module")
def people(site: Site, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """One person of each role, known to the site under test."""
    with django_db_blocker.unblock():
        with desk_people.working():
            yield
        connections.close_all()


@pytest.fixture
def listing(people: None) -> Iterator[Service]:
    """A listing that anybody may read now; nothing of it is left when the test ends."""
    made = made_listing.published()
    yield made
    made_listing.taken_away(made)
    # Beside the browser's event loop Django keeps a connection of its own, which nobody else would close.
    connections.close_all()


@pytest.fixture
def desk(people: None, page_at: Callable[..., Page]) -> Callable[..., Page]:
    """Make a page at which somebody of a role is signed in."""

    def make(role: Role, *, width: int = DESKTOP, language: str = "en", **options: object) -> Page:
        page = page_at(width, height=800, **options)
        sign_in(page, role, language=language)
        return page

    return make


def draft_a_number(page: Page, listing: Service) -> None:
    """Write another number into the form and put the draft before a second person."""
    page.goto(f"/desk/listings/{listing.pk}/edit/")
    page.fill("[name=phones-0-number]", NEW)
    with page.expect_navigation():
        page.locator("button[name=act][value=submit]").click()
    expect(page.locator(".notice.good")).to_contain_text("in review")


def in_review(listing: Service) -> Edition:
    return listing.editions.get(state=EditionState.IN_REVIEW)


def call_back_and_tick(page: Page, edition: Edition) -> None:
    """Record that the old number confirmed, and tick the whole checklist."""
    page.goto(f"/desk/editions/{edition.pk}/")
    page.locator("input[name=outcome][value=confirmed]").check()
    with page.expect_navigation():
        page.get_by_role("button", name="Record it").click()
    for tick in page.locator("input[name=checked]").all():
        tick.check()
    with page.expect_navigation():
        page.locator("main form[action$='/tick/'] button").click()


def agree(page: Page) -> None:
    """Press the button, show that it is oneself, and press it again after reading anew."""
    with page.expect_navigation():
        page.get_by_role("button", name="Agree and publish").click()
    page.fill("main [name=password]", PASSWORD)
    with page.expect_navigation():
        page.locator("main form button.press").first.click()
    with page.expect_navigation():
        page.get_by_role("button", name="Agree and publish").click()


def let_time_pass(edition: Edition) -> None:
    """End the cooling-off time as a day would."""
    Edition.objects.filter(pk=edition.pk).update(cooling_until=timezone.now() - dt.timedelta(seconds=1))


def read_numbers(listing: Service) -> list[str]:
    """Return the numbers that the public side of this process has now."""
    return [phone.number for phone in published.current().listings[listing.seed_id].phones]


@pytest.mark.both_engines
@pytest.mark.promise("S8")
@pytest.mark.parametrize("script", [True, False], ids=["with script", "without script"])
def test_another_number_is_read_only_after_call_back_ticks_time_and_a_second_person(
    desk: Callable[..., Page], listing: Service, script: bool
) -> None:
    draft_a_number(desk(Role.LISTING_EDITOR, java_script_enabled=script), listing)
    edition = in_review(listing)
    page = desk(Role.VERIFIER, java_script_enabled=script)
    call_back_and_tick(page, edition)
    expect(page.locator("#still")).to_be_visible()  # the cooling-off time runs
    expect(page.get_by_role("button", name="Agree and publish")).to_have_count(0)
    assert read_numbers(listing) == [OLD]
    let_time_pass(edition)
    page.reload()
    agree(page)
    expect(page.locator(".notice.good")).to_contain_text("Agreed")
    page.wait_for_timeout(1100)  # a process looks once a second whether there is something new
    assert read_numbers(listing) == [NEW]


def test_what_looks_odd_is_said_while_it_is_typed(desk: Callable[..., Page], listing: Service) -> None:
    page = desk(Role.LISTING_EDITOR)
    page.goto(f"/desk/listings/{listing.pk}/edit/")
    said = page.locator("[data-warned='phones-0-number']")
    expect(said).to_be_hidden()
    page.fill("[name=phones-0-number]", "020 7946")
    expect(said).to_contain_text("not a valid number")
    page.fill("[name=phones-0-number]", OLD)
    expect(said).to_be_hidden()
    page.fill("[name=minimum_age]", "")
    expect(page.locator("[data-warned='minimum_age']")).to_contain_text("No age")


def test_another_row_comes_without_a_reload_and_is_kept(desk: Callable[..., Page], listing: Service) -> None:
    page = desk(Role.LISTING_EDITOR)
    page.goto(f"/desk/listings/{listing.pk}/edit/")
    page.locator("button[name=more][value=schedules]").click()
    page.locator("[name=schedules-0-days][value=MO]").check()
    page.fill("[name=schedules-0-opens_at]", "09:00")
    page.fill("[name=schedules-0-closes_at]", "17:00")
    expect(page.locator("[data-warned='hours_known']")).to_contain_text("One of the two is wrong")
    page.keyboard.press("Control+Enter")
    expect(page.locator(".notice.good")).to_contain_text("saved")
    expect(page.locator("[name=schedules-0-opens_at]")).to_have_value("09:00")


def test_without_script_rows_and_warnings_come_by_buttons(
    desk: Callable[..., Page], listing: Service
) -> None:
    page = desk(Role.LISTING_EDITOR, java_script_enabled=False)
    page.goto(f"/desk/listings/{listing.pk}/edit/")
    page.fill("[name=name]", "Typed and not lost")
    page.locator("button[name=more][value=phones]").click()
    page.fill("[name=phones-1-number]", "12")
    page.locator("[data-check]").click()
    expect(page.locator("[data-warned='phones-1-number']")).to_be_visible()
    expect(page.locator("[name=name]")).to_have_value("Typed and not lost")


@pytest.mark.promise("S5")
def test_a_sealed_address_is_on_no_other_page_of_the_desk(
    desk: Callable[..., Page], listing: Service
) -> None:
    page = desk(Role.LISTING_EDITOR)
    page.goto(f"/desk/listings/{listing.pk}/sealed/")
    page.fill("[name=address_1]", "17 Canary Row")
    page.fill("[name=city]", "Canaryton")
    with page.expect_navigation():
        page.locator("button[value=add]").click()
    for address in (f"/desk/listings/{listing.pk}/edit/", f"/desk/listings/{listing.pk}/history/", page.url):
        page.goto(address)
        assert "Canary" not in page.content()
    with page.expect_navigation():
        page.locator("button[value=open]").click()
    expect(page.locator("main")).to_contain_text("17 Canary Row")


def test_a_platform_is_found_in_two_keystrokes(desk: Callable[..., Page]) -> None:
    page = desk(Role.HELPLINE)
    page.keyboard.press("p")
    page.wait_for_url("**/desk/platforms/")
    expect(page.locator("[data-find]")).to_be_focused()
    page.keyboard.type("sn")
    expect(page.locator("details:visible h2").first).to_have_text("Snapchat")
    page.keyboard.press("Enter")
    expect(page.locator("details[open] h2")).to_have_text("Snapchat")


def test_the_first_of_the_queue_is_hidden_in_one_click(desk: Callable[..., Page], listing: Service) -> None:
    page = desk(Role.VERIFIER)
    page.goto("/desk/listings/due/?country=GB")
    assert page.locator(".queue__one").count() > 1
    page.goto(f"/desk/listings/{listing.pk}/verify/")
    page.locator("input[name=how][value=called]").check()
    page.keyboard.press("4")
    expect(page.locator("input[name=outcome][value=gone]")).to_be_checked()
    with page.expect_navigation():
        page.get_by_role("button", name="Record it").click()
    expect(page.locator(".notice.good")).to_contain_text("withdrawn")


@pytest.fixture
def feed(people: None, tmp_path: Path) -> Iterator[Path]:
    """A file of one listing; what an import made of it is gone when the test ends."""
    made = made_listing.document("Line of a feed")
    path = tmp_path / "feed.json"
    path.write_text(json.dumps([made]), encoding="utf-8")
    yield path
    for row in Service.objects.filter(name="Line of a feed"):
        made_listing.taken_away(row)
    for job in import_jobs.every():
        if job.feed == FEED:
            shutil.rmtree(job.folder)
    connections.close_all()


@pytest.mark.parametrize("script", [True, False], ids=["with script", "without script"])
def test_a_file_is_read_shown_and_made_into_drafts(
    desk: Callable[..., Page], feed: Path, script: bool
) -> None:
    page = desk(Role.LISTING_EDITOR, java_script_enabled=script)
    page.goto("/desk/import/")
    page.set_input_files("[name=file]", feed)
    page.fill("[name=feed]", FEED)
    page.get_by_role("button", name="Read the file").click()
    page.wait_for_url("**/desk/import/plans/**", timeout=A_PROCESS_MS)
    expect(page.locator("main")).to_contain_text("Line of a feed")
    page.get_by_role("button", name="Make drafts of it").click()
    expect(page.locator(".notice.good")).to_contain_text("drafts are written", timeout=A_PROCESS_MS)
    page.goto("/desk/listings/vetting/")
    expect(page.locator("main")).to_contain_text("Line of a feed")


# --- the look ---


@pytest.mark.parametrize(
    ("width", "language", "scheme"),
    [(DESKTOP, "en", "light"), (TABLET, "en", "dark"), (DESKTOP, "ar", "dark"), (TABLET, "ar", "light")],
)
def test_axe_finds_nothing_on_any_page_of_the_listings(
    desk: Callable[..., Page], listing: Service, width: int, language: str, scheme: str
) -> None:
    page = desk(Role.LISTING_EDITOR, width=width, language=language, color_scheme=scheme)
    draft_a_number_in(page, listing)
    edition, own = in_review(listing), f"/desk/listings/{listing.pk}"
    addresses = [
        f"{own}/sealed/", f"{own}/history/", f"{own}/verify/", "/desk/listings/new/",
        "/desk/listings/vetting/", "/desk/listings/export/", "/desk/import/",
        "/desk/listings/due/", f"/desk/editions/{edition.pk}/", "/desk/platforms/?q=s", "/desk/words/",
        "/desk/words/new/", "/desk/words/terms/", "/desk/words/terms/new/", "/desk/words/tree/",
    ]  # fmt: skip
    assert wrong_with(page, addresses, width) == []
    verifier = desk(Role.VERIFIER, width=width, language=language, color_scheme=scheme)
    assert wrong_with(verifier, [f"/desk/editions/{edition.pk}/", "/desk/listings/due/"], width) == []


def draft_a_number_in(page: Page, listing: Service) -> None:
    """As `draft_a_number`, whatever language the page speaks."""
    page.goto(f"/desk/listings/{listing.pk}/edit/")
    assert findings(page) == []
    page.fill("[name=phones-0-number]", NEW)
    with page.expect_navigation():
        page.locator("button[name=act][value=submit]").click()


def wrong_with(page: Page, addresses: list[str], width: int) -> list[str]:
    """Return what axe finds, what the page says to its console, and which pages are wider than the window."""
    found: list[str] = []
    page.on("console", lambda message: found.append(f"{page.url}: {message.text}"))
    page.on("pageerror", lambda error: found.append(f"{page.url}: {error}"))
    for address in addresses:
        assert page.goto(address).status == 200
        found += [f"{address}: {finding}" for finding in findings(page)]
        if page.evaluate("document.documentElement.scrollWidth") > width:
            found.append(f"{address}: wider than {width}")
    return found
