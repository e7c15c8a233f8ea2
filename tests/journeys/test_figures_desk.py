"""A supervisor reads figures and reviews a case; a funder takes the figures out. Without script too."""

import csv
import io
import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.db import connections
from django.utils import timezone
from playwright.sync_api import Page
from pytest_django import DjangoDbBlocker

from referral import casework
from referral.figure_cells import Table
from referral.models.case import Case, Training
from referral.models.figure import CaseDraw, Counter, Figure, PathwayLesson
from safety import keys
from staff.models.person import User
from staff.roles import Role
from tests.journeys import desk_people
from tests.journeys.desk_people import called, sign_in
from tests.referral import casing, figuring
from tests.running.accessibility import findings
from tests.running.site import Site

pytestmark = pytest.mark.filterwarnings("ignore::ResourceWarning")  # playwright's own pipes
FIGURES = (
    "/desk/figures/", "/desk/figures/?period=2025", "/desk/figures/?period=2025&about=answered",
)  # fmt: skip


@pytest.fixture(scope="module")
def people(site: Site, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    with django_db_blocker.unblock():
        with desk_people.working():
            _publish()
            cases = _close_two()
            yield
            _take_away(cases)
        connections.close_all()


def _publish() -> None:
    needs = {"SAFETY": 70, "LEGAL": 40, "PREVENTION": 30}
    figuring.published(Table.ASKED_NEED, needs, period="2025-03")
    figuring.published(Table.ASKED_NEED, {"SAFETY": 790}, period="2025")
    figuring.published(Table.ASKED_NEED_AGE, {"SAFETY/13-15": 60}, period="2025")
    figuring.published(Table.ANSWERED_IN_TIME, {"U1/in-time": 80, "U1/late": 30}, period="2025-02")


def _close_two() -> list[Case]:
    worker = User.objects.get(email=f"{called(Role.HELPLINE)}@example.org")
    casing.trained(worker)
    cases = [casing.empty(worker) for _one in range(2)]
    for case in cases:
        casework.close(person=worker, reference=case.reference, reason="need-met", now=timezone.now())
    return cases


def _take_away(cases: list[Case]) -> None:
    CaseDraw.objects.all().delete()
    for case in cases:
        keys.destroy(case.key)
        Case.objects.filter(pk=case.pk).delete()
    for model in (Training, Counter, Figure, PathwayLesson):
        model.objects.all().delete()


@pytest.fixture
def desk(people: None, page_at: Callable[..., Page]) -> Callable[..., Page]:
    def make(role: Role, width: int, *, language: str = "en", **options: object) -> Page:
        page = page_at(width, height=800, **options)
        sign_in(page, role, language=language)
        return page

    return make


def well(page: Page, width: int, picture: str) -> None:
    if folder := os.environ.get("PICTURES"):
        page.screenshot(path=Path(folder) / f"{picture}-{width}.png", full_page=True)
    assert findings(page) == [], picture
    assert page.evaluate("document.documentElement.scrollWidth") <= width, picture


@pytest.mark.parametrize(("width", "language", "colours"), [(1280, "en", "light"), (360, "ar", "dark")])
def test_axe_finds_nothing_on_figures_and_review(
    desk: Callable[..., Page], width: int, language: str, colours: str
) -> None:
    page = desk(Role.SUPERVISOR, width, language=language, color_scheme=colours)
    for number, address in enumerate((*FIGURES, "/desk/review/")):
        page.goto(address)
        well(page, width, f"figures-{number}-{language}")


def test_every_chart_has_its_table_and_bars_run_as_the_words_do(desk: Callable[..., Page]) -> None:
    for language, rtl in (("en", False), ("ar", True)):
        page = desk(Role.FUNDER, 360, language=language)
        page.goto("/desk/figures/?period=2025-03")
        graph = page.locator(".graph", has=page.locator("svg")).first
        assert graph.locator("table tbody tr").count() > 3
        svg, bar = graph.locator("svg").bounding_box(), graph.locator("svg rect").first.bounding_box()
        begins = svg["x"] + svg["width"] - (bar["x"] + bar["width"]) if rtl else bar["x"] - svg["x"]
        assert abs(begins) < 2, language


def test_a_funder_takes_the_figures_out_without_script(desk: Callable[..., Page]) -> None:
    page = desk(Role.FUNDER, 360, java_script_enabled=False)
    page.goto("/desk/")
    page.get_by_role("link", name="Figures").click()
    page.locator("#period").select_option("2025")
    page.locator("main form.filters button").click()
    assert page.locator("h1").inner_text() == "Figures: 2025"
    with page.expect_download() as coming:
        page.locator("form[action$=export\\/] button").click()
    rows = list(csv.DictReader(io.StringIO(Path(coming.value.path()).read_text("utf-8-sig"))))
    assert {row["about"] for row in rows} == {"790", "70", "60", "40", "30", "80"}


def test_a_supervisor_draws_a_case_by_chance_and_answers_without_script(desk: Callable[..., Page]) -> None:
    page = desk(Role.SUPERVISOR, 768, java_script_enabled=False)
    page.goto("/desk/review/")
    page.locator("#count").select_option("1")
    page.locator("main form.filters button").click()
    page.locator("main .rows a").first.click()
    for choices in page.locator("main [role=radiogroup]").all():
        choices.locator("input").first.check()
    page.locator("[name=lesson][value=pathway]").check()
    page.locator("#where").select_option("p06")
    page.locator("#flaw").select_option("unclear")
    page.locator("main form button.press").click()
    assert "Counted with the others" in page.locator("main").inner_text()
    assert page.locator("main .rows a").count() == 0


def test_the_form_of_a_review_is_well_and_its_lesson_reaches_the_editors(desk: Callable[..., Page]) -> None:
    page = desk(Role.SUPERVISOR, 360)
    page.goto("/desk/review/")
    page.locator("main form.filters button").click()
    page.locator("main .rows a").first.click()
    page.locator("#flaw").wait_for()
    well(page, 360, "review-one")
    editor = desk(Role.PATHWAY_EDITOR, 1280)
    editor.goto("/desk/pathways/")
    editor.get_by_role("link", name="What reviews ask of the pathways").click()
    assert "People do not understand it" in editor.locator("main").inner_text()
    well(editor, 1280, "lessons")
    editor.locator("main .rows button").first.click()
    assert "No review asks for anything" in editor.locator("main").inner_text()
