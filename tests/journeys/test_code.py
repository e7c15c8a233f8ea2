"""A survivor takes a code, a worker of the helpline types it, and the case stands. As two browsers see it."""

import re
from collections.abc import Callable, Iterator

import pytest
from django.db import connections, transaction
from playwright.sync_api import Page, expect
from pytest_django import DjangoDbBlocker

from referral.models.case import Case, Training
from referral.models.handover import Handover, HandoverPress
from safety.models import DataKey
from staff.models.person import User
from staff.roles import Role
from tests.journeys.desk_people import called, sign_in, working
from tests.journeys.walking import choose, open_home, to_a_plan
from tests.referral import casing
from tests.running.accessibility import findings
from tests.running.site import Site

pytestmark = pytest.mark.filterwarnings(
    "ignore::ResourceWarning"
)  # playwright's own pipes, closed at its end
ARABIC = str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩")


@pytest.fixture(scope="module", autouse=True)
def _workers(site: Site, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """Somebody of each role, two of the helpline trained; all that the journeys leave is taken away."""
    with django_db_blocker.unblock(), working():
        for role in (Role.HELPLINE, Role.SUPERVISOR):  # the desk slows whoever tries many codes
            casing.trained(User.objects.get(email=f"{called(role)}@example.org"))
        try:
            yield
        finally:
            _take_away()
            connections.close_all()


def _take_away() -> None:
    with transaction.atomic():
        for model in (Case, Training, Handover, HandoverPress):
            model.objects.all().delete()
    DataKey.objects.all().delete()


def take_a_code(page: Page) -> tuple[str, int]:
    """Walk to a plan; return the digits of the code that was taken there, and how many answers it holds."""
    to_a_plan(page)
    page.locator("[data-tell-once] > summary").click()
    lines = page.locator("[data-tell-once] ul:first-of-type li").count()
    choose(page, "Make my code")
    page.get_by_role("heading", name="Your code").wait_for()
    return "".join(page.locator(".code span").all_inner_texts()), lines - 1  # one is of language and country


def type_it(page: Page, digits: str) -> None:
    """Type a code at the desk, as a worker hears it."""
    page.goto("/desk/codes/")
    page.fill("#digits", " - ".join(re.findall("...", digits)).translate(ARABIC))
    page.locator("main form button.press").click()


@pytest.mark.both_engines
@pytest.mark.parametrize(("script", "role"), [(True, Role.HELPLINE), (False, Role.SUPERVISOR)])
def test_a_code_is_taken_typed_and_dead(page_at: Callable[..., Page], script: bool, role: Role) -> None:
    page, desk = page_at(360, java_script_enabled=script), page_at(1280)
    open_home(page)
    address, title = page.url, page.title()
    digits, answers = take_a_code(page)
    assert (len(digits), page.url, page.title()) == (21, address, title)
    assert page.context.cookies() == []
    sign_in(desk, role)
    type_it(desk, digits)
    desk.wait_for_url(re.compile("/desk/cases/[^/]+/$"))
    expect(desk.locator(".told dd")).to_have_count(answers)
    assert digits not in desk.content()
    type_it(desk, digits)
    expect(desk.locator("#says")).to_contain_text("opens nothing")


def test_a_code_that_is_destroyed_opens_nothing(page_at: Callable[..., Page]) -> None:
    page, desk = page_at(360), page_at(1280)
    digits, _answers = take_a_code(page)
    choose(page, "Destroy it now")
    page.get_by_role("heading", name="It is destroyed").wait_for()
    sign_in(desk, Role.SUPERVISOR)
    type_it(desk, digits)
    expect(desk.locator("#says")).to_contain_text("opens nothing")


@pytest.mark.parametrize("width", [320, 1280])
@pytest.mark.parametrize("language", ["en", "ar"])
def test_axe_finds_nothing_on_the_pages_of_a_code(
    page_at: Callable[..., Page], width: int, language: str
) -> None:
    page = page_at(width, color_scheme="dark" if width == 320 else "light")
    page.goto(f"/{language}/")
    to_a_plan(page, opened=True)
    page.locator("[data-tell-once] > summary").click()
    fits(page, width)
    page.locator("[name=make]").click()
    page.locator(".code").wait_for()
    fits(page, width)
    page.locator("[name=destroy]").click()
    page.locator("main [role=status]").wait_for()
    fits(page, width)
    page.locator("main form.quiet button").last.click()
    page.locator("[data-plan]").wait_for()
    page.locator("[data-tell-once] > summary").click()
    page.locator("button[value=have-code]").click()
    page.fill("#code", "123 456")
    page.locator("[name=destroy]").click()
    expect(page.locator("main [role=alert][data-focus]")).to_be_focused()
    fits(page, width)


def fits(page: Page, width: int) -> None:
    assert findings(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width


@pytest.mark.parametrize("language", ["en", "ar"])
def test_axe_finds_nothing_where_a_worker_types_one(page_at: Callable[..., Page], language: str) -> None:
    desk = page_at(360)
    sign_in(desk, Role.HELPLINE, language=language)
    desk.goto("/desk/codes/")
    fits(desk, 360)
    desk.fill("#digits", "123 456")
    desk.locator("main form button.press").click()
    expect(desk.locator("#says")).to_be_visible()
    fits(desk, 360)
