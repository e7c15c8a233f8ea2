"""A visit on an old phone and a slow network (`make audit`): when the first view is there, and its weight.

The whole of deploy/ runs on loopback, so headers, compression, HTTP/2 and TLS are those of an installation.
The browser's own throttling slows what it asks for, not how it connects: so the same visit is also made over
a line that slows every packet. That shows what connecting and TLS cost; looking up the name is in neither.

Usage: python -m tests.accessible.slow_phone
"""

import math
import os
import statistics
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Final
from urllib.parse import urlsplit

from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from tests.accessible.line import FAST_3G, SLOW_3G, Profile, line
from tests.accessible.wire import WHOLE_VISIT, Wire
from tests.journeys.walking import to_a_plan
from tests.running import chromium

SLOWER: Final = 6  # times; what Chrome's own tools call a low-end phone
FIRST_VIEW: Final = 2.0  # seconds
ROUNDS: Final = 5
PHONE: Final = {"width": 360, "height": 640}
PATIENCE: Final = 60_000  # milliseconds
SAID: Final = {True: "reached", False: "MISSED", None: ""}
PAINTED: Final = """() => new Promise((told) => {
  new PerformanceObserver((list) => {
    for (const one of list.getEntries()) if (one.name === "first-contentful-paint") told(one.startTime);
  }).observe({ type: "paint", buffered: true });
})"""


@dataclass(frozen=True, slots=True)
class Visit:
    """What one visit took. Units: seconds, bytes as the browser counts them and as the line carried them."""

    first_view: float
    whole: float
    received: int
    carried: int = 0


def there_and_back(page: Page) -> None:
    """Walk from the first page to a plan, and back to the first page."""
    to_a_plan(page, opened=True)
    page.locator("footer button[value=home]").click()
    page.locator("[data-page=home]").wait_for()
    page.wait_for_load_state()


@dataclass(frozen=True, slots=True)
class Way:
    """Which visit is made: its language, with script or without, where it goes from the first page."""

    language: str = "en"
    script: bool = True
    go: Callable[[Page], None] = there_and_back


def visit(browser: Browser, url: str, profile: Profile, way: Way = Way()) -> Visit:  # noqa: B008 - frozen
    """Make a visit that the browser itself slows, in a fresh context of it."""
    context = _phone(browser, url, way)
    page = context.new_page()
    session = context.new_cdp_session(page)
    session.send("Network.enable")
    speeds = dict.fromkeys(("downloadThroughput", "uploadThroughput"), profile.bits / 8)
    session.send(
        "Network.emulateNetworkConditions", {"offline": False, "latency": profile.round_trip, **speeds}
    )
    told = _measured(page, way, as_served=url.startswith("https:"))
    context.close()
    return told


def visit_over_a_line(browser: Browser, url: str, profile: Profile, way: Way = Way()) -> Visit:  # noqa: B008
    """Make the same visit over a line that also slows connecting and TLS."""
    at = urlsplit(url)
    with line(profile, at.port or 443) as slow:
        context = _phone(browser, f"{at.scheme}://{at.hostname}:{slow.port}", way)
        told = _measured(context.new_page(), way, as_served=at.scheme == "https")
        context.close()
        return replace(told, carried=slow.carried)


def _phone(browser: Browser, url: str, way: Way) -> BrowserContext:
    context = browser.new_context(
        base_url=url, viewport=PHONE, has_touch=True, java_script_enabled=way.script
    )
    context.set_default_timeout(PATIENCE)
    return context


def _measured(page: Page, way: Way, *, as_served: bool) -> Visit:
    page.context.new_cdp_session(page).send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})
    wire = Wire(as_served=as_served)
    wire.listen(page)
    begun = time.monotonic()
    page.goto(f"/{way.language}/", wait_until="commit")
    painted = page.evaluate(PAINTED) / 1000 if way.script else math.nan  # nothing is told without script
    page.wait_for_load_state()
    way.go(page)
    return Visit(painted, time.monotonic() - begun, wire.received)


def judged(browser: Browser, url: str) -> Iterator[tuple[bool | None, str]]:
    """Yield each figure, with whether it is what was promised; None where nothing was."""
    from django.conf import settings

    for go, how in ((visit, "in the browser"), (visit_over_a_line, "over a line, with connecting and TLS")):
        for profile in (SLOW_3G, FAST_3G):
            visits = [go(browser, url, profile) for _ in range(ROUNDS)]
            first = [one.first_view for one in visits]
            middle = statistics.median(first)
            words = f"first view {middle:.2f} s ({min(first):.2f} to {max(first):.2f})"
            whole = statistics.median(one.whole for one in visits)
            # On the slowest line four round trips and the bytes take 1.9 s before anything is drawn.
            promised = go is visit or profile is FAST_3G
            reached = middle < FIRST_VIEW if promised else None
            yield reached, f"{profile.name}, {how}: {words}, visit {whole:.1f} s"
    for language, _ in settings.LANGUAGES:
        for script in (True, False):
            one = visit(browser, url, FAST_3G, Way(language, script))
            words = f"{language}, {'with' if script else 'without'} script: {one.received:,} bytes"
            yield one.received < WHOLE_VISIT, words
    one = visit_over_a_line(browser, url, FAST_3G)
    yield None, f"en, with script, with TLS and the headers of packets: {one.carried:,} bytes"


def main() -> int:
    """Print every figure; a missed one makes the program fail."""
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.test")  # for the list of languages
    from tests.deploy.run import prepared
    from tests.running import stack

    executable = prepared()
    with stack.running() as site, sync_playwright() as playwright:
        django.setup()
        # Trusted from the start: a certificate that is only put up with costs Chromium a second connection.
        browser = playwright.chromium.launch(
            executable_path=executable,
            chromium_sandbox=False,
            args=[*chromium.QUIET, "--ignore-certificate-errors"],
        )
        missed = 0
        for reached, words in judged(browser, site.url):
            missed += reached is False
            print(f"{SAID[reached]:8} {words}", flush=True)
        browser.close()
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
