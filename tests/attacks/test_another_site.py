"""Another site probes, in a real browser: was this one visited, is somebody signed in, can it be framed?

Two hostile pages: of another site (localhost), and of the same site on another port (127.0.0.1), which gets
the cookies along. What they see must not depend on whether somebody is signed in, or was here.
"""

import os
from collections.abc import Iterator
from typing import Any, Final

import pytest
from django.conf import settings
from django.db import connections
from playwright.sync_api import Browser, BrowserContext, Page
from pytest_django import DjangoDbBlocker

from staff.roles import Role
from tests.attacks import hostile_site
from tests.attacks.switches import AT_THE_SERVER
from tests.journeys import desk_people
from tests.people import PASSWORD
from tests.running.site import Site, of_this_run, serving

pytestmark = [
    pytest.mark.filterwarnings("ignore::ResourceWarning"),  # playwright's own pipes, closed at its end
    pytest.mark.on_postgresql,
]
# The same site sees the most, since it gets cookies along; `make audit` tries the other one as well.
HOSTS: Final = ("127.0.0.1", "localhost") if os.environ.get("WAYPOST_ATTACKS_REPORT") else ("127.0.0.1",)
TARGETS: Final = (
    "/desk/",
    "/desk/account/",
    "/desk/cases/",
    "/",
    "/static/safety/site.css",
    "/static/safety/steps.js",
)
Probed = dict[str, Any]


@pytest.fixture(scope="module")
def hostile() -> Iterator[int]:
    with hostile_site.serving() as port:
        yield port


@pytest.fixture(scope="module")
def victim(django_db_setup: None) -> Iterator[Site]:
    """The site, without the defence that is switched off if there is one."""
    off = {AT_THE_SERVER: os.environ.get(AT_THE_SERVER, "")}
    with serving("tests.attacks.served:application", environment={**of_this_run(), **off}) as running:
        yield running


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    made = browser.new_context()
    made.set_default_timeout(15_000)
    yield made
    made.close()


@pytest.fixture(scope="module")
def people(victim: Site, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """One person of each role, known to the site."""
    with django_db_blocker.unblock():
        with desk_people.working():
            yield
        connections.close_all()


def sign_in(context: BrowserContext, victim: Site) -> None:
    """Sign somebody in as they do it, in a tab that is closed then."""
    page = context.new_page()
    page.goto(f"{victim.url}/desk/")
    page.fill("[name=login]", f"{desk_people.called(Role.HELPLINE)}@example.org")
    page.fill("[name=password]", PASSWORD)
    page.locator("main form button.press").first.click()
    page.wait_for_url("**/desk/")
    page.goto(f"{victim.url}/desk/account/")
    assert "/sign-in/" not in page.url  # she is in: else the tests compare nothing
    page.close()


def at(context: BrowserContext, host: str, port: int) -> Page:
    page = context.new_page()
    page.goto(f"http://{host}:{port}/")
    return page


def probed(page: Page, address: str) -> Probed:
    return page.evaluate(hostile_site.PROBE, address)  # type: ignore[no-any-return]


@pytest.mark.promise("S1")
@pytest.mark.parametrize("host", HOSTS)
def test_nothing_of_ours_loads_into_a_page_of_somebody_else(
    context: BrowserContext, victim: Site, hostile: int, host: str
) -> None:
    page = at(context, host, hostile)
    for target in TARGETS:
        found = probed(page, victim.url + target)
        for way in ("img", "script", "link", "video"):
            assert found[way] in ("error", "nothing"), f"{target}: {way} {found[way]}"
        for way in ("no-cors", "cors", "cors, plain", "manual", "post"):
            assert found[way] == "refused", f"{target}: {way} {found[way]}"


@pytest.mark.promise("S1")
@pytest.mark.parametrize("host", HOSTS)
def test_no_page_of_ours_is_shown_in_a_frame(
    context: BrowserContext, victim: Site, hostile: int, host: str
) -> None:
    page = at(context, host, hostile)
    for target in TARGETS[:4]:
        page.evaluate("address => { document.querySelector('iframe').src = address; }", victim.url + target)
        page.wait_for_timeout(400)
        shown = [frame.url for frame in page.frames[1:] if frame.url.startswith(victim.url)]
        assert [url for url in shown if "chrome-error" not in url] == [], f"{target} was framed"


@pytest.mark.parametrize("host", HOSTS)
def test_it_looks_the_same_whether_somebody_is_signed_in_or_not(
    context: BrowserContext, victim: Site, hostile: int, host: str, people: None
) -> None:
    page = at(context, host, hostile)
    addresses = [victim.url + target for target in TARGETS[1:3]]
    out = [probed(page, address) for address in addresses]
    page.close()
    sign_in(context, victim)
    page = at(context, host, hostile)
    assert [probed(page, address) for address in addresses] == out


def test_another_site_gets_no_cookie_of_the_desk_along(
    context: BrowserContext, victim: Site, hostile: int, people: None
) -> None:
    sign_in(context, victim)
    page, sent = at(context, "localhost", hostile), []
    context.on("request", lambda request: sent.append((request.url, request.all_headers().get("cookie", ""))))
    page.evaluate(f"""() => {{ const form = document.createElement("form"); form.method = "post";
        form.target = "hidden"; form.action = "{victim.url}/desk/sign-out/";
        document.body.append(form); form.submit(); }}""")
    page.evaluate(f"() => {{ location = '{victim.url}/desk/account/'; }}")
    page.wait_for_url(f"{victim.url}/desk/**")
    ours = [(url, cookie) for url, cookie in sent if url.startswith(victim.url)]
    assert ours
    assert [url for url, cookie in ours if settings.SESSION_COOKIE_NAME + "=" in cookie] == []
    assert "/sign-in/" in page.url


@pytest.mark.parametrize("host", HOSTS)
def test_a_window_that_was_opened_tells_nothing_to_who_opened_it(
    context: BrowserContext, victim: Site, hostile: int, host: str, people: None
) -> None:
    page = at(context, host, hostile)
    found = [page.evaluate(hostile_site.OPEN, victim.url + target) for target in ("/", "/desk/")]
    sign_in(context, victim)
    found += [page.evaluate(hostile_site.OPEN, victim.url + "/desk/")]
    for one in found:
        assert one["closed"] is True, one  # cut off from the moment it opens
        assert one["title"] != "Waypost"
    assert len({str(one) for one in found}) == 1


@pytest.mark.parametrize("host", HOSTS)
def test_nothing_that_a_visit_left_can_be_timed_or_found(
    context: BrowserContext, victim: Site, hostile: int, host: str
) -> None:
    """After a visit each file is asked for anew: nothing comes out of a cache, and history is as long."""
    before = measured(context, victim, hostile, host)
    visit = context.new_page()
    visit.goto(victim.url)
    visit.locator("button[name=go][value=walk]").click()
    visit.locator("form[data-step]").first.wait_for()
    visit.close()
    assert measured(context, victim, hostile, host) == before
    assert kept_for_a_second_visit(context, victim) == []


def kept_for_a_second_visit(context: BrowserContext, victim: Site) -> list[str]:
    """Return what the browser still had when somebody came again."""
    page, kept = context.new_page(), []
    network = context.new_cdp_session(page)
    network.send("Network.enable")

    def received(said: dict[str, Any]) -> None:
        if said["response"].get("fromDiskCache") or said["response"].get("fromPrefetchCache"):
            kept.append(said["response"]["url"])

    network.on("Network.responseReceived", received)
    network.on("Network.requestServedFromCache", lambda said: kept.append(said["requestId"]))
    page.goto(victim.url)
    page.close()
    return kept


def measured(
    context: BrowserContext, victim: Site, hostile: int, host: str
) -> tuple[list[Probed], list[str]]:
    """Return what a hostile page sees of files and pages, and which of them came out of the browser's cache
    the first time that this page asked.
    """
    page, asked, kept = at(context, host, hostile), {}, []
    network = context.new_cdp_session(page)
    network.send("Network.enable")
    network.on(
        "Network.requestWillBeSent", lambda said: asked.setdefault(said["requestId"], said["request"]["url"])
    )
    network.on("Network.requestServedFromCache", lambda said: kept.append(asked[said["requestId"]]))
    found = []
    for target in TARGETS[3:]:
        page.evaluate("address => fetch(address, {mode: 'no-cors', credentials: 'include'}).catch(() => 0)",
                      victim.url + target)  # fmt: skip
        first = list(kept)
        found.append(probed(page, victim.url + target))
        kept[:] = first
    page.close()
    return found, kept


def test_the_probe_sees_a_site_that_defends_itself_against_nothing(
    context: BrowserContext, hostile: int
) -> None:
    page = at(context, "localhost", hostile)
    found = probed(page, f"http://127.0.0.1:{hostile}/")
    assert found["no-cors"].startswith("opaque")
    opened = page.evaluate(hostile_site.OPEN, f"http://127.0.0.1:{hostile}/")
    assert opened["closed"] is False
