"""What a person does on the public pages, in the words of the pages."""

from typing import Final

from playwright.sync_api import Locator, Page

# A picture of an adult, put online by a stranger who wants nothing, and no thoughts of dying.
PICTURE: Final = (
    "p00.entry:picture",
    "danger:no",
    "p01.made:yes",
    "p01.state:online",
    "p01.demand:no",
    "p01.who:stranger",
    "feel:no",
)


def open_home(page: Page) -> None:
    """Open the first page."""
    page.goto("/")
    page.locator("[data-page=home]").wait_for()


def choose(page: Page, words: str) -> None:
    """Press the button with these words."""
    page.get_by_role("button", name=words).first.click()


def leave_link(page: Page) -> Locator:
    """Return the way out."""
    return page.locator("[data-quick-exit]")


def to_a_plan(page: Page, *, opened: bool = False, country: str = "GB") -> None:
    """Walk P01 from the first page to its plan."""
    if not opened:
        open_home(page)
    page.locator("button[name=go][value=walk]").click()
    for value in PICTURE:
        page.locator(f"button[value='{value}']").click()
    page.locator("[data-most] input[type=checkbox]").first.check()
    page.locator("main .press").first.click()
    page.locator("#country").wait_for()
    page.select_option("#country", country)
    page.locator("main .press").first.click()
    page.locator("[data-plan]").wait_for()
