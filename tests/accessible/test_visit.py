"""A whole visit is light: from the start to a plan and back, with script and without."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Browser, Page

from tests.accessible.line import Profile
from tests.accessible.slow_phone import Visit, Way, there_and_back, visit, visit_over_a_line
from tests.accessible.wire import WHOLE_VISIT, Wire
from tests.running.site import Site

pytestmark = pytest.mark.filterwarnings("ignore::ResourceWarning")  # playwright's own pipes
QUICK = Profile("a line for a test", round_trip=100, bits=8_000_000)


# English, and the language whose pages are the heaviest.
@pytest.mark.parametrize("language", ["en", "ru"])
@pytest.mark.parametrize("script", [True, False])
def test_from_the_start_to_a_plan_and_back_is_less_than_a_hundred_kilobytes(
    page_at: Callable[..., Page], language: str, script: bool
) -> None:
    page, wire = page_at(360, java_script_enabled=script), Wire()
    wire.listen(page)
    page.goto(f"/{language}/")
    there_and_back(page)
    print(f"{language}, {'' if script else 'no '}script: {wire.received:,} bytes in {wire.answers} answers")
    assert wire.answers >= 12
    assert wire.received < (WHOLE_VISIT * 0.6 if script else WHOLE_VISIT)


@pytest.mark.parametrize("go", [visit, visit_over_a_line])
def test_a_slow_network_delays_every_round_trip(
    browser: Browser, site: Site, go: Callable[..., Visit]
) -> None:
    seen = go(browser, site.url, QUICK, Way(go=lambda page: None))
    assert seen.first_view >= 2 * QUICK.round_trip / 1000  # the page, then its style
    assert 8_000 < seen.received < 14_000
    assert (seen.carried > seen.received) == (go is visit_over_a_line)
