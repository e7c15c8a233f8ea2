"""Every plan goes on two sheets of paper, and tells nothing of the site where somebody wants that."""

import io
import unicodedata
from collections.abc import Callable
from typing import Final

import pypdf
import pytest
from playwright.sync_api import BrowserContext, Page

from tests.journeys.walking import to_a_plan
from tests.running.accessibility import findings

# Walks to plans with many needs, many cards or many services: flow, answers, whether under 18.
LONG: Final = {
    "a picture from under 18": (
        "p02",
        (
            "danger:maybe", "age:under-13", "p02.state:made-me", "p02.by:home", "feel:yes", "want:rights",
            "want:spreading", "want:shelter",
        ),
        False,
    ),
    "a fake": (
        "p05",
        (
            "danger:maybe", "p05.ages:16-17", "p05.state:round", "p05.by:close", "p05.source:no", "feel:yes",
            "want:shelter", "want:report", "want:doctor",
        ),
        True,
    ),
    "controlled": (
        "p08",
        (
            "danger:maybe", "age:13-15", "p08.free:no", "p08.hold:pictures", "p08.hold:no-papers",
            "p08.hold:drugs", "touch:longer-ago", "want:money", "want:talk", "want:report",
        ),
        True,
    ),
    "worried about a child": (
        "p09",
        (
            "p09.danger:know", "p10.role:teacher", "age:under-13", "p10.seen:behaviour", "p10.seen:pictures",
            "p10.seen:contact", "p10.who:me-too", "touch:last-3-days", "feel:no",
        ),
        False,
    ),
}  # fmt: skip
SEND: Final = """fields => { const form = document.createElement("form");
  form.method = "post"; form.action = "/";
  for (const [name, value] of fields) { const one = document.createElement("input"); one.type = "hidden";
    one.name = name; one.value = value; form.append(one); }
  document.body.append(form); form.submit(); }"""


@pytest.fixture
def paper(context_with: Callable[..., BrowserContext]) -> Callable[..., Page]:
    """Open the page of a plan, as it stands before it is printed."""

    def opened(name: str, *more: tuple[str, str], language: str = "en", country: str = "GB") -> Page:
        flow, answers, under18 = LONG[name]
        page = context_with(viewport={"width": 1280, "height": 800}).new_page()
        page.goto("/")
        fields = [("go", "walk"), ("language", language), ("country", country), ("start", flow)]
        fields += [("a", value) for value in answers] + list(more)
        with page.expect_navigation():
            page.evaluate(SEND, fields + ([("wording", "under18")] if under18 else []))
        page.locator("[data-plan]").wait_for()
        return page

    return opened


def printed(page: Page, paper: str) -> pypdf.PdfReader:
    return pypdf.PdfReader(io.BytesIO(page.pdf(format=paper)))


def words(file: pypdf.PdfReader) -> str:
    return " ".join(" ".join(page.extract_text().split()) for page in file.pages)


def letters(text: str) -> str:
    """Return a text without what a PDF may change: spaces, and letters that are drawn as one."""
    return "".join(one for one in unicodedata.normalize("NFKC", text) if one.isalnum())


@pytest.mark.parametrize("name", LONG)
@pytest.mark.parametrize(("language", "country"), [("en", "GB"), ("en", "US"), ("ar", "GB")])
def test_a_plan_takes_two_sheets_at_most(
    paper: Callable[..., Page], name: str, language: str, country: str
) -> None:
    page = paper(name, language=language, country=country)
    assert {size: len(printed(page, size).pages) for size in ("A4", "Letter")} == {"A4": 2, "Letter": 2}


def test_on_paper_there_are_numbers_and_steps_and_nothing_to_press(paper: Callable[..., Page]) -> None:
    page = paper("a fake")
    told = words(printed(page, "A4"))
    assert "999" in told
    for step in page.locator("[data-stage=now] li").all():
        assert letters(step.text_content() or "") in letters(told)
    for pressed in ("Leave this site", "Print this", "Change an answer", "Start page", "Show "):
        assert pressed not in told


def test_a_web_address_is_spelled_out_on_paper(paper: Callable[..., Page]) -> None:
    page = paper("a fake")
    address = page.locator(".listing .call[href^=http]").first.get_attribute("href")
    assert (address or "-").replace(" ", "") in words(printed(page, "A4")).replace(" ", "")


def test_no_listing_is_cut_in_two(paper: Callable[..., Page]) -> None:
    page = paper("controlled")
    page.emulate_media(media="print")
    inside = page.locator(".listing").evaluate_all("all => all.map(one => getComputedStyle(one).breakInside)")
    assert set(inside) == {"avoid"}


def test_whoever_wants_prints_without_the_name_and_without_headings_that_tell(
    paper: Callable[..., Page],
) -> None:
    with_name = words(printed(paper("a fake"), "A4"))
    page = paper("a fake", ("paper", "plain"))
    without = words(printed(page, "A4"))
    for heading in ("Waypost", "Your plan", "This is not your fault", "Telling an adult"):
        assert heading in with_name
        assert heading not in without
    assert "999" in without
    assert page.locator("h1").inner_text() == "Your plan"  # on the screen nothing is missing


def test_the_switch_needs_no_script(page_without_script: Page) -> None:
    page = page_without_script
    to_a_plan(page)
    page.locator("[data-printing] summary").click()
    page.get_by_role("button", name="Print without the name of this site").click()
    page.locator("[data-plan].plainly").wait_for()
    assert page.locator("[data-printing] [aria-pressed=true]").count() == 1


def test_axe_finds_nothing_where_it_is_open(paper: Callable[..., Page]) -> None:
    page = paper("a fake", ("paper", "plain"))
    assert page.locator("[data-printing][open] [role=status]").is_visible()
    assert findings(page) == []
