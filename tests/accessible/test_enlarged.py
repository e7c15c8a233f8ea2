"""The window of a browser at 400 %, letters twice as large, and the spacing that some readers need."""

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from tests.accessible.kinds import KINDS, show
from tests.accessible.probing import ask
from tests.running import chromium
from tests.running.site import Site

pytestmark = pytest.mark.filterwarnings("ignore::ResourceWarning")  # playwright's own pipes
OF = {kind.name: kind for kind in KINDS}
FULLEST = ("plan, opened", "a town of many", "several, none ticked", "code")
# Chromium keeps the zoom of all sites as a power of 1.2.
FOUR_HUNDRED = 7.6035680338478615
# WCAG 1.4.12: heights and spaces in shares of the size of the letters.
SPACING = """() => {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(`
    * { line-height: 1.5 !important; letter-spacing: .12em !important; word-spacing: .16em !important }
    p { margin-block-end: 2em !important }`);
  document.adoptedStyleSheets = [sheet];
}"""


@pytest.mark.parametrize("language", ["en", "ar"])
def test_a_browser_that_is_set_to_400_per_cent_shows_every_line_in_its_width(
    browser: Browser, site: Site, tmp_path: Path, language: str
) -> None:
    (tmp_path / "Default").mkdir()
    (tmp_path / "Default/Preferences").write_text(
        f'{{"partition": {{"default_zoom_level": {{"x": {FOUR_HUNDRED}}}}}}}', encoding="ascii"
    )
    context = browser.browser_type.launch_persistent_context(
        tmp_path,
        executable_path=chromium.executable(),
        chromium_sandbox=False,
        args=[*chromium.QUIET, "--window-size=1280,1024"],
        no_viewport=True,
        base_url=site.url,
    )
    page = context.pages[0]
    faults = {}
    for name in FULLEST:
        show(page, OF[name], language)
        faults[name] = ask(page, "sideways", "behind")
    ratio = page.evaluate("[devicePixelRatio, innerWidth]")
    context.close()
    assert ratio == [4, 320]
    assert faults == dict.fromkeys(FULLEST, [])


@pytest.mark.parametrize("language", ["en", "ar"])
def test_letters_twice_as_large_and_spaced_out_are_neither_cut_off_nor_covered(
    page_at: Callable[..., Page], language: str
) -> None:
    page, faults = page_at(360), {}
    session = page.context.new_cdp_session(page)
    session.send("Page.setFontSizes", {"fontSizes": {"standard": 32, "fixed": 26}})
    for name in FULLEST:
        show(page, OF[name], language)
        assert page.evaluate("getComputedStyle(document.documentElement).fontSize") == "32px"
        faults[name] = ask(page, "sideways", "behind")
        page.evaluate(SPACING)
        faults[name] += ask(page, "sideways", "behind")
    assert faults == dict.fromkeys(FULLEST, [])
