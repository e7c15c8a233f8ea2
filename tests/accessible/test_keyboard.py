"""Every public journey by a keyboard alone, with script and without: each stop is seen, marked and in order.

Without script the window is that of 1280 by 1024 at 400 %: there a fixed way out covers most.
"""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.accessible.keyboard import Keyboard
from tests.accessible.kinds import KINDS, show
from tests.journeys.walking import PICTURE

pytestmark = pytest.mark.filterwarnings("ignore::ResourceWarning")  # playwright's own pipes
OF: dict[str, object] = {kind.name: kind for kind in KINDS}
WAYS = [
    pytest.param({"width": 360, "height": 740}, id="script"),
    pytest.param({"width": 320, "height": 256, "java_script_enabled": False}, id="no script, 400 %"),
]


@pytest.fixture(params=WAYS)
def keyboard(request: pytest.FixtureRequest, page_at: Callable[..., Page]) -> Keyboard:
    """A keyboard, and no mouse; when its test ends, no stop was out of sight, unmarked or out of order."""
    page = page_at(**request.param)
    made = Keyboard(page, script=request.param.get("java_script_enabled", True))
    yield made
    assert sorted(set(made.faults)) == []
    assert made.stops > 10


def test_from_the_start_to_a_plan_and_to_the_emergency_number(keyboard: Keyboard) -> None:
    keyboard.page.goto("/en/")
    keyboard.press("button[name=go][value=walk]")
    for value in PICTURE:
        keyboard.arrive(f"button[value='{value}']")
        keyboard.press(f"button[value='{value}']")
    keyboard.arrive("[data-most]")
    keyboard.press("main .press")
    keyboard.arrive("[role=alert][data-focus]", focus="[role=alert][data-focus]")
    keyboard.press("[data-most] input", "Space")
    keyboard.press("main .press")
    keyboard.arrive("#country")
    keyboard.to("#country")
    keyboard.page.keyboard.type("United Kingdom")
    keyboard.press("main .press")
    keyboard.arrive("[data-plan]")
    keyboard.press(".need > details > summary")
    expect(keyboard.page.locator(".need > details").first).to_have_attribute("open", "")
    keyboard.to(".need > details [data-service] a.call")
    keyboard.press("[name=unfold][value=platforms]")
    keyboard.arrive("[data-most]", focus="summary[data-focus]")
    keyboard.press("[name=platform]", "Space")
    keyboard.press("footer button[value=emergency]")
    keyboard.arrive("[data-page=emergency] .call.red")
    keyboard.to("main .call.red")


def test_from_a_search_to_a_press_that_is_thanked_for(keyboard: Keyboard) -> None:
    keyboard.page.goto("/ar/")
    keyboard.press("button[name=go][value=find]")
    keyboard.arrive("#words")
    keyboard.to("#words")
    keyboard.page.keyboard.type("help")
    keyboard.to("#country")
    keyboard.page.keyboard.press("ArrowDown")
    keyboard.to("#near")
    keyboard.page.keyboard.press("Enter")
    keyboard.arrive("[role=search] ~ [data-service]")
    keyboard.press("[role=search] summary")
    keyboard.to("[role=search] .chip input")
    keyboard.to("[data-service] [name=said], .listing__more > summary")
    if keyboard.page.evaluate("document.activeElement.matches('summary')"):
        keyboard.page.keyboard.press("Enter")
        keyboard.to("[name=said]")
    keyboard.page.keyboard.press("Enter")
    keyboard.arrive(".said", focus="[data-focus]")
    keyboard.press(".said button:last-child")
    keyboard.arrive(".thanks", focus=".thanks")


def test_a_code_is_taken_destroyed_and_a_slip_is_told(keyboard: Keyboard) -> None:
    show(keyboard.page, OF["plan"])
    keyboard.press("[data-tell-once] > summary")
    keyboard.press("[name=make]")
    keyboard.arrive(".code")
    keyboard.press("[name=destroy]")
    keyboard.arrive("main [role=status]")
    show(keyboard.page, OF["have a code"])
    keyboard.to("#code")
    keyboard.page.keyboard.type("123")
    keyboard.page.keyboard.press("Enter")
    keyboard.arrive("[role=alert][data-focus]", focus="[role=alert][data-focus]")
    keyboard.to("#code")


def test_a_complaint_a_change_of_language_and_the_page_about_leaving(keyboard: Keyboard) -> None:
    keyboard.page.goto("/en/")
    keyboard.press("button[value=complain]")
    keyboard.arrive("[name=wrong]")
    keyboard.press("main .press")
    keyboard.arrive("[role=alert][data-focus]", focus="[role=alert][data-focus]")
    keyboard.press("[name=wrong]", "Space")
    keyboard.press("main .press")
    keyboard.arrive("main [role=status]")
    keyboard.press("header button")
    keyboard.arrive("#language")
    keyboard.to("#language")
    keyboard.page.keyboard.type("Esp")
    keyboard.press("main .press")
    keyboard.arrive("html[lang=es] main h1")
    keyboard.press("button[value=leaving]")
    keyboard.arrive("html[lang=es] [data-page=leaving]")


@pytest.mark.parametrize("language", ["en", "ar"])
def test_the_whole_of_a_plan_is_gone_through_and_left_again_both_ways(
    page_at: Callable[..., Page], language: str
) -> None:
    page = page_at(1280, height=900)
    show(page, OF["plan, opened"], language)
    page.locator("[data-quick-exit]").focus()
    keyboard = Keyboard(page)
    there = keyboard.round()
    back = [(keyboard.tab(back=True) or {}).get("name") for _ in there]
    assert keyboard.faults == []
    assert len(there) > 80
    assert set(there) == set(back)


# --- leaving ---


@pytest.mark.promise("S3")
@pytest.mark.parametrize("where", ["h1", "#words", "#country", "[role=search] .press", "summary", ".leave a"])
def test_shift_three_times_leaves_wherever_the_focus_is(page: Page, where: str) -> None:
    gone = leads_elsewhere(page)
    show(page, OF["search"])
    page.locator(where).first.evaluate("one => { one.tabIndex = 0; one.focus(); }")
    for _ in range(3):
        page.keyboard.press("Shift")
    page.wait_for_url("https://www.wikipedia.org/")
    assert gone == ["https://www.wikipedia.org/"]


@pytest.mark.promise("S3")
def test_typing_capitals_and_going_back_by_keys_leave_nobody_outside(page: Page) -> None:
    gone = leads_elsewhere(page)
    show(page, OF["search"])
    page.locator("#words").focus()
    for letter in "HELP":
        page.keyboard.press(f"Shift+{letter}")
    for _ in range(4):
        page.keyboard.press("Shift+Tab")
    assert gone == []
    assert page.locator("#words").input_value() == "HELP"


@pytest.mark.promise("S3")
def test_the_way_out_is_the_first_stop_and_one_press_leaves(keyboard: Keyboard) -> None:
    gone = leads_elsewhere(keyboard.page)
    show(keyboard.page, OF["several answers"])
    names = keyboard.round()
    assert "Leave this site" in names[0]
    keyboard.press("[data-quick-exit]")
    keyboard.page.wait_for_url("https://www.wikipedia.org/")
    assert gone == ["https://www.wikipedia.org/"]


def leads_elsewhere(page: Page) -> list[str]:
    """Stand in for the world outside, and note what is asked of it."""
    asked: list[str] = []
    page.context.route(
        re.compile("^https://"),
        lambda route: (asked.append(route.request.url), route.fulfill(status=200, body="Weather")),
    )
    return asked
