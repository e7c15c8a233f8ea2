"""Somebody complains without a name, and reads of the rights of children, as a browser sees it."""

from collections.abc import Callable, Iterator

import pytest
from django.db import connections
from playwright.sync_api import Page, expect
from pytest_django import DjangoDbBlocker

from directory.models.feedback import Feedback
from referral.models.complaint import Complaint
from tests.running.accessibility import findings
from tests.running.site import Site

pytestmark = pytest.mark.filterwarnings(
    "ignore::ResourceWarning"
)  # playwright's own pipes, closed at its end


@pytest.fixture(autouse=True)
def _complaints_swept(site: Site, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """Take out again what the site wrote: other tests share its database."""
    yield
    with django_db_blocker.unblock():
        Complaint.objects.all().delete()
        Feedback.objects.all().delete()
        connections.close_all()  # what was opened beside a running browser is not found when all is torn down


def fits(page: Page, width: int) -> None:
    assert findings(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width


@pytest.mark.both_engines
@pytest.mark.parametrize("script", [True, False])
def test_a_complaint_about_a_service_is_made_from_its_listing(
    page_at: Callable[..., Page], script: bool
) -> None:
    page = page_at(360, java_script_enabled=script)
    page.goto("/en/")
    page.locator("button[name=go][value=find]").first.click()
    page.locator("#words").wait_for()
    page.select_option("#country", "GB")
    page.locator("[role=search] .press").first.click()
    article = page.locator("[data-service]").nth(1)
    name = article.locator("h2, h3").first.inner_text()
    article.locator("[name=said]").click()
    article.locator("[name=complain]").click()
    page.locator("[name=wrong][value=refused]").check()
    expect(page.locator("legend")).to_contain_text(name)
    page.locator("main .press").click()
    expect(page.get_by_role("heading", name="Thank you for telling us")).to_be_visible()
    expect(page.get_by_text("No answer can come to you")).to_be_visible()
    assert page.evaluate("location.pathname") == "/en/"
    assert page.context.cookies() == []


@pytest.mark.parametrize("width", [320, 1280])
@pytest.mark.parametrize("language", ["en", "ar"])
def test_axe_finds_nothing_on_the_pages_of_complaint_and_of_rights(
    page_at: Callable[..., Page], width: int, language: str
) -> None:
    page = page_at(width)
    page.goto(f"/{language}/")
    page.locator("button[name=go][value=complain]").click()
    page.locator("main .press").click()
    expect(page.locator("main .notice[data-focus]")).to_be_focused()
    fits(page, width)
    page.locator("[name=wrong]").first.check()
    page.locator("main .press").click()
    page.locator("main [role=status]").wait_for()
    fits(page, width)
    page.locator("button[name=go][value=about]").last.click()
    page.locator("button[value=child-rights]").click()
    page.locator("main button[name=complain]").wait_for()
    fits(page, width)
