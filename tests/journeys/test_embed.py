"""The example of docs/embed in a page of somebody else: a walk to its plan, and nothing left behind."""

from collections.abc import Callable, Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

import pytest
from playwright.sync_api import Page, Request, Route, expect

from tests.running.accessibility import findings
from tests.running.site import Site

FOLDER = Path(__file__).resolve().parents[2] / "docs" / "embed"
WRITTEN = "http://127.0.0.1:8000"  # the site of one's own machine, as the example has it

pytestmark = pytest.mark.filterwarnings(
    "ignore::ResourceWarning"
)  # playwright's own pipes, closed at its end


class _Quiet(SimpleHTTPRequestHandler):
    """Another site: it serves the files of the example with the address of the site under test in them."""

    site = ""

    def log_message(self, *_args: Any) -> None:
        """Say nothing."""

    def do_GET(self) -> None:
        name = "index.html" if self.path == "/" else self.path.lstrip("/")
        body = (FOLDER / name).read_text(encoding="utf-8").replace(WRITTEN, self.site).encode()
        kind = {"html": "text/html", "js": "text/javascript", "css": "text/css"}[name.rpartition(".")[2]]
        self.send_response(200)
        self.send_header("Content-Type", f"{kind}; charset=utf-8")
        ours = "default-src 'none'; script-src 'self'; style-src 'self'; img-src data:"
        policy = f"{ours}; connect-src {self.site}; require-trusted-types-for 'script'"
        self.send_header("Content-Security-Policy", policy)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


@pytest.fixture
def elsewhere(site: Site) -> Iterator[str]:
    """Serve the example from an origin of its own."""
    handler = type("Elsewhere", (_Quiet,), {"site": site.url})
    with ThreadingHTTPServer(("127.0.0.1", 0), partial(handler, directory=str(FOLDER))) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


def begin(page: Page, where: str, country: str = "GB") -> None:
    page.goto(where)
    page.select_option("#country", country)
    page.get_by_role("button", name="Begin").click()
    page.locator("[data-here] button").first.wait_for()


def press(page: Page, answer: str) -> None:
    """Press the button of an answer, and wait until something else stands there."""
    before = page.locator("[data-title]").inner_text()
    page.locator(f"[data-here] button[value='{answer}']").click()
    expect(page.locator("[data-title]")).not_to_have_text(before)


def to_a_plan(page: Page) -> None:
    for answer in ("picture", "no", "yes", "online", "no", "stranger", "no"):
        press(page, answer)
    page.locator("[type=checkbox]").first.check()
    page.get_by_role("button", name="Go on").click()
    expect(page.locator("[data-title]")).to_have_text("Your plan")


@pytest.mark.both_engines
@pytest.mark.parametrize("width", [360, 1280])
def test_a_walk_in_another_sites_page_ends_in_a_plan_with_numbers(
    page_at: Callable[..., Page], elsewhere: str, width: int
) -> None:
    page = page_at(width)
    begin(page, elsewhere)
    expect(page.locator("[data-emergency] a")).to_have_attribute("href", "tel:999")
    to_a_plan(page)
    expect(page.locator("[data-title]")).to_have_text("Your plan")
    assert page.locator("article").count() > 2
    assert page.locator("article a[href^='tel:']").count() > 0
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert findings(page) == []


@pytest.mark.promise("S1")
@pytest.mark.promise("S2")
def test_nothing_is_stored_and_no_answer_stands_in_an_address(page: Page, elsewhere: str, site: Site) -> None:
    sent: list[Request] = []
    page.on("request", lambda request: sent.append(request))
    begin(page, elsewhere)
    to_a_plan(page)
    assert {one.url for one in sent if one.url.startswith(site.url)} == {f"{site.url}/api/pathways/step"}
    assert {one.method for one in sent if one.url.startswith(site.url)} <= {"POST", "OPTIONS"}
    assert [one.headers for one in sent if one.headers.get("cookie") or one.headers.get("referer")] == []
    assert page.context.cookies() == []
    assert page.evaluate("localStorage.length + sessionStorage.length") == 0
    assert (page.url, page.title()) == (f"{elsewhere}/", "Information")
    assert page.evaluate("history.length") <= 2  # the empty page that the browser opened with, and this one


def test_danger_gives_the_short_plan_at_once_and_back_leads_to_the_question(
    page: Page, elsewhere: str
) -> None:
    begin(page, elsewhere)
    press(page, "danger")
    expect(page.locator("[data-title]")).to_have_text("Get help now")
    page.get_by_role("button", name="Back to the questions").click()
    expect(page.locator("[data-here] button[value='danger']")).to_be_visible()


def test_words_from_outside_are_never_markup(page: Page, elsewhere: str, site: Site) -> None:
    def poisoned(route: Route) -> None:
        answer = route.fetch()
        body = answer.text().replace("What is happening?", "<img src=x onerror=alert(1)><b>bold</b>")
        route.fulfill(response=answer, body=body)

    page.route(f"{site.url}/api/pathways/step", poisoned)
    begin(page, elsewhere)
    expect(page.locator("[data-title]")).to_contain_text("<b>bold</b>")
    assert page.locator("[data-title] b, [data-title] img").count() == 0


def test_when_nothing_gets_through_it_says_so_and_can_be_tried_again(
    page: Page, elsewhere: str, site: Site
) -> None:
    page.route(f"{site.url}/**", lambda route: route.abort())
    page.goto(elsewhere)
    page.get_by_role("button", name="Begin").click()
    expect(page.get_by_text("That did not get through")).to_be_visible()
    page.unroute_all()
    page.get_by_role("button", name="Try again").click()
    expect(page.locator("[data-title]")).to_have_text("What is happening?")


@pytest.mark.promise("S3")
def test_the_way_out_is_in_view_and_leaves_nothing_on_the_page(page: Page, elsewhere: str) -> None:
    page.route("https://www.wikipedia.org/**", lambda route: route.fulfill(body="elsewhere"))
    begin(page, elsewhere)
    to_a_plan(page)
    page.evaluate("scrollTo(0, document.body.scrollHeight)")
    expect(page.locator("[data-leave]")).to_be_in_viewport()
    page.locator("[data-leave]").click()
    page.wait_for_url("https://www.wikipedia.org/")


def test_without_script_there_is_a_link_to_the_site(
    page_without_script: Page, elsewhere: str, site: Site
) -> None:
    page_without_script.goto(elsewhere)
    link = page_without_script.get_by_role("link", name="Open the questions on their own site")
    assert link.get_attribute("href") == f"{site.url}/"


def test_the_example_stores_nothing_and_makes_no_markup() -> None:
    script = (FOLDER / "embed.js").read_text(encoding="utf-8")
    forbidden = (
        "innerHTML", "outerHTML", "insertAdjacent", "document.write", "localStorage", "sessionStorage",
        "indexedDB", "document.cookie", "eval(", "serviceWorker", "console.",
    )  # fmt: skip
    assert [word for word in forbidden if word in script] == []
    assert "<script>" not in (FOLDER / "index.html").read_text(encoding="utf-8")
