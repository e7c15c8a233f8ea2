"""A visit on an old phone and a slow line (`make audit`): when the first view is there, and what the visit weighs.

The whole of deploy/ runs on loopback, so headers, compression, HTTP/2 and TLS are those of an installation.

Usage: python -m tests.accessible.slow_phone
"""

import statistics
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlsplit

from playwright.sync_api import Browser, Page, sync_playwright

from tests.accessible.line import FAST_3G, SLOW_3G, Profile, line
from tests.accessible.wire import WHOLE_VISIT, Wire
from tests.journeys.walking import to_a_plan
from tests.running import chromium

SLOWER: Final = 6  # times; what Chrome's own tools offer for an old phone
FIRST_VIEW: Final = 2.0  # seconds
ROUNDS: Final = 5
PHONE: Final = {"width": 360, "height": 640}
PATIENCE: Final = 60_000  # milliseconds
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
    carried: int


def visit(
    browser: Browser, url: str, profile: Profile, *, language: str = "en", script: bool = True
) -> Visit:
    """Go from the start to a plan and back on an old phone, in a fresh browser context."""
    at = urlsplit(url)
    with line(profile, at.port or 443) as slow:
        context = browser.new_context(
            base_url=f"{at.scheme}://{at.hostname}:{slow.port}", viewport=PHONE, has_touch=True,
            ignore_https_errors=True, java_script_enabled=script,
        )  # fmt: skip
        context.set_default_timeout(PATIENCE)
        page, wire = context.new_page(), Wire(as_served=at.scheme == "https")
        page.context.new_cdp_session(page).send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})
        wire.listen(page)
        begun = time.monotonic()
        page.goto(f"/{language}/", wait_until="commit")
        painted = page.evaluate(PAINTED) / 1000
        there_and_back(page)
        took = time.monotonic() - begun
        context.close()
        return Visit(painted, took, wire.received, slow.carried)


def there_and_back(page: Page) -> None:
    """Walk from the first page to a plan, and back to the first page."""
    to_a_plan(page, opened=True)
    page.locator("footer button[value=home]").click()
    page.locator("[data-page=home]").wait_for()
    page.wait_for_load_state()


def judged(browser: Browser, url: str) -> Iterator[tuple[bool, str]]:
    """Yield each figure, with whether it is what was promised."""
    from django.conf import settings

    for profile in (SLOW_3G, FAST_3G):
        visits = [visit(browser, url, profile) for _ in range(ROUNDS)]
        first = statistics.median(one.first_view for one in visits)
        whole = statistics.median(one.whole for one in visits)
        spread = f"{min(one.first_view for one in visits):.2f} to {max(one.first_view for one in visits):.2f}"
        words = (
            f"{profile.name}, {SLOWER} times slower: first view {first:.2f} s ({spread}), visit {whole:.1f} s"
        )
        yield first < FIRST_VIEW, words
    for language, _ in settings.LANGUAGES:
        for script in (True, False):
            one = visit(browser, url, FAST_3G, language=language, script=script)
            way = "with script" if script else "without script"
            words = (
                f"{language}, {way}: {one.received:,} bytes of answers, {one.carried:,} with TLS and packets"
            )
            yield one.received < WHOLE_VISIT, words


def main() -> int:
    """Print every figure; a missed one makes the program fail."""
    import django

    from tests.deploy.run import prepared
    from tests.running import stack

    executable = prepared()
    with stack.running() as site, sync_playwright() as playwright:
        django.setup()
        browser = playwright.chromium.launch(
            executable_path=executable, chromium_sandbox=False, args=list(chromium.QUIET)
        )
        missed = 0
        for reached, words in judged(browser, site.url):
            missed += not reached
            print(f"{'reached' if reached else 'MISSED '}  {words}", flush=True)
        browser.close()
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
