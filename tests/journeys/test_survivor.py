"""A survivor opens the site, says what is happening, is given services, and leaves. As a browser sees it."""

import re
from collections.abc import Callable
from typing import Final

import pytest
from playwright.sync_api import BrowserContext, Page, Request, Route, expect

from tests.journeys.walking import choose, leave_link, open_home, to_a_plan
from tests.running.accessibility import findings

pytestmark = pytest.mark.filterwarnings(
    "ignore::ResourceWarning"
)  # playwright's own pipes, closed at its end
LINES_APART: Final = 16  # pixels, at most


@pytest.mark.both_engines
def test_a_walk_ends_in_a_plan_with_a_number_and_somebody_to_talk_to(page: Page) -> None:
    to_a_plan(page)
    expect(page.locator("[data-plan]")).to_have_count(1)
    expect(page.locator("[data-emergency] a").first).to_have_attribute("href", "tel:999")
    expect(page.locator("[data-person] [data-service]")).to_have_count(1)
    assert page.locator("[data-need] [data-service]").count() >= 3
    for source in page.locator(".listing__from").all_text_contents():
        assert re.search("Not yet checked by this site|Checked by this site", source)


@pytest.mark.both_engines
def test_the_same_walk_works_without_script(page_without_script: Page) -> None:
    to_a_plan(page_without_script)
    expect(page_without_script.locator("[data-plan]")).to_have_count(1)
    assert page_without_script.locator("[data-service]").count() >= 3


@pytest.mark.promise("S2")
def test_without_script_nothing_that_is_not_seen_moves_what_is(page_without_script: Page) -> None:
    page_without_script.set_viewport_size({"width": 360, "height": 740})
    open_home(page_without_script)
    name, button = (
        page_without_script.locator(f"header {one}").bounding_box() for one in ("strong", "button")
    )
    heading = page_without_script.locator("h1").bounding_box()
    assert name is not None
    assert button is not None
    assert heading is not None
    assert name["x"] == heading["x"]  # where every line of the page begins
    # Beside the name, or in a line of its own below it where the letters of this machine are wide.
    assert name["y"] < button["y"] + button["height"]
    assert button["y"] - (name["y"] + name["height"]) < LINES_APART


def test_a_whole_visit_has_one_neutral_address_and_title_and_one_entry_in_the_history(page: Page) -> None:
    before = page.evaluate("history.length")
    open_home(page)
    address, title = page.url, page.title()
    to_a_plan(page, opened=True)
    assert (page.url, page.title()) == (address, title)
    assert page.evaluate("history.length") <= before + 1


@pytest.mark.promise("S1")
def test_nothing_is_asked_of_another_origin_and_nothing_is_stored(page: Page, context_with: Callable) -> None:
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    to_a_plan(page)
    origin = re.match(r"https?://[^/]+", page.url).group()
    assert {url for url in asked if not url.startswith((origin, "data:"))} == set()
    assert page.context.cookies() == []
    assert page.evaluate("[localStorage.length, sessionStorage.length]") == [0, 0]
    assert page.evaluate("indexedDB.databases().then(all => all.length)") == 0
    assert page.evaluate("caches.keys().then(all => all.length).catch(() => 0)") == 0


@pytest.mark.promise("S2")
def test_answers_travel_in_the_form_alone(page: Page) -> None:
    sent: list[Request] = []
    page.on("request", lambda request: sent.append(request))
    to_a_plan(page)
    assert [request.url for request in sent if "?" in request.url] == []
    assert {request.headers.get("referer", "") for request in sent} == {""}
    assert any("a=danger%3Ano" in (request.post_data or "") for request in sent)


@pytest.mark.promise("S3")
@pytest.mark.parametrize("width", [320, 360, 1280])
def test_the_way_out_is_in_view_wherever_the_page_is_scrolled_to(
    page_at: Callable[..., Page], width: int
) -> None:
    page = page_at(width)
    to_a_plan(page)
    link = leave_link(page)
    for share in (0, 0.5, 1):
        page.evaluate("share => scrollTo(0, document.body.scrollHeight * share)", share)
        box = link.bounding_box()
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= width
        assert box["y"] >= 0
        assert box["y"] + box["height"] <= page.viewport_size["height"]
        assert box["height"] >= 40
    top = "([x, y]) => document.elementFromPoint(x, y).closest('[data-quick-exit]') !== null"
    assert page.evaluate(top, [box["x"] + box["width"] / 2, box["y"] + box["height"] / 2])


@pytest.mark.promise("S3")
def test_the_way_out_is_in_view_at_four_hundred_per_cent(page_at: Callable[..., Page]) -> None:
    page = page_at(320, height=256)  # a screen of 1280 by 1024 at 400 %
    to_a_plan(page)
    box = leave_link(page).bounding_box()
    assert box["y"] + box["height"] <= 256
    assert box["height"] <= 256 / 4  # and leaves room to read
    assert page.evaluate("document.documentElement.scrollWidth") <= 320


@pytest.mark.promise("S3")
def test_the_way_out_is_the_first_thing_that_a_keyboard_reaches(page: Page) -> None:
    open_home(page)
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.hasAttribute('data-quick-exit')")


def _destination(context: BrowserContext, *, hang: str = "") -> list[str]:
    """Stand in for the world outside: note what is asked of it; one place may never answer."""
    asked: list[str] = []

    def answer(route: Route) -> None:
        asked.append(route.request.url + " " + str(route.request.headers.get("referer")))
        if not hang or hang not in route.request.url:
            route.fulfill(status=200, content_type="text/html", body="<title>Elsewhere</title><p>Weather</p>")

    context.route(re.compile(r"^https://"), answer)
    return asked


@pytest.mark.promise("S3")
@pytest.mark.parametrize("way", ["click", "keys"])
def test_leaving_ends_elsewhere_and_back_does_not_lead_here(page: Page, way: str) -> None:
    asked = _destination(page.context)
    page.goto("about:blank")
    to_a_plan(page)
    if way == "click":
        leave_link(page).click()
    else:
        for _ in range(3):
            page.keyboard.press("Shift")
    page.wait_for_url("https://www.wikipedia.org/")
    assert asked == ["https://www.wikipedia.org/ None"]
    page.go_back()
    assert page.locator("[data-page]").count() == 0


@pytest.mark.promise("S3")
def test_leaving_hides_the_page_first_and_takes_the_second_way_when_the_first_hangs(page: Page) -> None:
    asked = _destination(page.context, hang="wikipedia")
    to_a_plan(page)
    pressed = "document.querySelector('[data-quick-exit]').click(), document.body.innerText.trim()"
    assert page.evaluate(pressed) == ""
    page.wait_for_url("https://duckduckgo.com/", timeout=10_000)
    assert len(asked) == 2


@pytest.mark.promise("S3")
def test_leaving_asks_this_site_to_be_forgotten_without_waiting_for_it(page: Page) -> None:
    _destination(page.context)
    open_home(page)
    with page.context.expect_event("request", lambda request: request.post_data == "go=clear"):
        leave_link(page).click()
    page.wait_for_url("https://www.wikipedia.org/")


@pytest.mark.promise("S3")
def test_without_script_the_way_out_is_a_plain_link_to_the_destination(page_without_script: Page) -> None:
    _destination(page_without_script.context)
    to_a_plan(page_without_script)
    assert leave_link(page_without_script).get_attribute("href") == "https://www.wikipedia.org/"
    leave_link(page_without_script).click()
    page_without_script.wait_for_url("https://www.wikipedia.org/")


def test_back_takes_one_answer_back_and_keeps_the_others(page: Page) -> None:
    open_home(page)
    choose(page, "Help me work out what to do")
    page.locator("button[value='p00.entry:picture']").click()
    page.locator("button[value='danger:no']").click()
    page.locator("button[value='p01.made:yes']").wait_for()
    first = page.locator("h1").inner_text()
    page.locator("button[value='p01.made:yes']").click()
    page.locator("button[value='p01.state:online']").wait_for()
    choose(page, "Back")
    expect(page.locator("h1")).to_have_text(first)


def test_switching_the_language_keeps_the_place_in_the_walk(page: Page) -> None:
    open_home(page)
    choose(page, "Help me work out what to do")
    page.locator("button[value='p00.entry:picture']").click()
    page.locator("button[value='danger:no']").click()
    page.locator("button[value='p01.made:yes']").wait_for()
    page.locator("button[value=place]").click()
    page.select_option("#language", "ar")
    page.locator("main .press").first.click()
    page.locator("button[value='p01.made:yes']").wait_for()
    assert page.evaluate("[document.documentElement.lang, document.documentElement.dir]") == ["ar", "rtl"]


def test_a_step_moves_the_focus_to_its_heading(page: Page) -> None:
    open_home(page)
    choose(page, "Help me work out what to do")
    page.locator("button[value='p00.entry:picture']").wait_for()
    assert page.evaluate("document.activeElement.tagName") == "H1"


@pytest.mark.parametrize("go", ["home", "walk", "find", "emergency", "place", "leaving", "device", "about"])
@pytest.mark.parametrize("language", ["en", "ar"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_on_any_page(
    page_at: Callable[..., Page], go: str, language: str, scheme: str
) -> None:
    page = page_at(360, color_scheme=scheme)
    page.goto(f"/{language}/")
    if go != "home":
        page.locator(f"button[name=go][value={go}]").first.click()
        page.locator(f"[data-page={go}]").wait_for()
    assert findings(page) == []


@pytest.mark.parametrize("width", [320, 1280])
@pytest.mark.parametrize("language", ["en", "ar"])
def test_axe_finds_nothing_on_a_question_a_plan_and_a_search(
    page_at: Callable[..., Page], width: int, language: str
) -> None:
    page = page_at(width)
    page.goto(f"/{language}/")
    to_a_plan(page, opened=True)
    assert findings(page) == []
    page.locator("button[name=go][value=find]").first.click()
    page.locator("[name=find]").wait_for(state="attached")
    page.locator("main .press").first.click()
    page.locator("[data-service]").first.wait_for()
    assert findings(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_when_the_network_fails_the_page_says_so_and_keeps_its_place(page: Page) -> None:
    open_home(page)
    page.context.set_offline(True)
    choose(page, "Help me work out what to do")
    expect(page.locator("[data-lost]")).to_be_visible()
    page.context.set_offline(False)
    choose(page, "Help me work out what to do")
    page.locator("button[value='p00.entry:picture']").wait_for()


def test_an_old_edition_of_the_form_is_met_calmly(page: Page) -> None:
    open_home(page)
    choose(page, "Help me work out what to do")
    page.locator("button[value='p00.entry:picture']").click()
    page.locator("button[value='danger:no']").wait_for()
    page.evaluate("document.querySelectorAll('[name=edition]').forEach(field => { field.value = 'gone'; })")
    page.locator("button[value='danger:no']").click()
    page.locator("button[value='p01.made:yes']").wait_for()
