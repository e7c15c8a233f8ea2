"""The page of figures: what it shows and does not, whom it opens to, and the file that is taken out."""

import csv
import io
from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from referral import figure_charts, figure_reading
from referral.figure_cells import SHAPES, About, Table
from referral.figure_rows import PARTS
from referral.figure_words import NOTHING, TITLES
from staff.models.person import User
from staff.models.record import AuditEntry
from staff.roles import Role
from tests.referral import figuring

PAGE, EXPORT = "/desk/figures/", "/desk/figures/export/"
pytestmark = [pytest.mark.django_db, pytest.mark.promise("S11")]


@pytest.fixture
def figures() -> None:
    figuring.published(Table.ASKED, {"cases": 120}, period="2025-03")
    figuring.published(Table.ASKED_NEED, {"SAFETY": 70, "LEGAL": 40}, period="2025-03")
    figuring.published(Table.ASKED_NEED, {"SAFETY": 790}, period="2025")
    figuring.published(Table.ASKED_NEED_AGE, {"SAFETY/13-15": 60}, period="2025")
    figuring.published(Table.ASKED_COUNTRY, {"KE": 30, "unknown": 50}, period="2025-03")
    figuring.published(Table.ANSWERED_IN_TIME, {"U1/in-time": 80}, period="2025-03")


def test_every_table_has_a_title_and_a_way_to_be_laid_out() -> None:
    assert set(TITLES) == set(PARTS) == set(SHAPES) == set(Table)


@pytest.mark.parametrize("about", list(About))
def test_every_chapter_is_read_for_a_month_and_a_year(
    chidi: User, signed_in: Callable[..., Client], figures: None, about: About
) -> None:
    for period in ("2025", "2025-03"):
        answer = signed_in(chidi).get(PAGE, {"period": period, "about": about})
        assert answer.status_code == 200
        shown = [read.table for read in figure_reading.chapter(about, period)]
        assert [table for table in shown if SHAPES[table].about is not about] == []


def test_a_year_shows_its_months_beside_it_and_a_month_its_own(
    chidi: User, signed_in: Callable[..., Client], figures: None
) -> None:
    year = {one.table: one for one in figure_reading.chapter(About.ASKED, "2025")}
    assert year[Table.ASKED_NEED].numbers == {
        ("SAFETY", "03"): 70, ("LEGAL", "03"): 40, ("SAFETY", "year"): 790,
    }  # fmt: skip
    assert year[Table.ASKED_NEED_AGE].numbers == {("SAFETY", "13-15"): 60}
    month = {one.table: one for one in figure_reading.chapter(About.ASKED, "2025-03")}
    assert month[Table.ASKED_NEED].numbers == {("SAFETY", "number"): 70, ("LEGAL", "number"): 40}
    page = signed_in(chidi).get(PAGE, {"period": "2025-03"}).content.decode()
    assert "<svg" in page
    assert "Kenya" in page
    assert NOTHING in page


def test_what_is_counted_of_a_running_month_is_on_no_page(
    chidi: User, lena: User, signed_in: Callable[..., Client], figures: None
) -> None:
    figuring.counted(Table.ASKED, {"cases": 98_765}, period="2025-04")
    figuring.counted(Table.ASKED, {"cases": 98_765}, period="2025")
    for person in (chidi, lena):
        for about in About:
            for period in ("", "2025", "2025-03", "2025-04"):
                page = signed_in(person).get(PAGE, {"period": period, "about": about})
                assert b"98765" not in page.content
    answer = signed_in(chidi).post(EXPORT, {"period": "2025"})
    assert b"98765" not in answer.content
    assert "2025-04" not in figure_reading.periods()


def test_rows_of_closed_lists_stand_whether_they_have_a_figure_or_not(figures: None) -> None:
    """Else a row that appears would say that somebody was there."""
    with_some = figure_reading.chapter(About.ASKED, "2025-03")
    without = figure_reading.chapter(About.ASKED, "2024-03")
    for one, other in zip(with_some, without, strict=True):
        if one.table is not Table.ASKED_COUNTRY:
            assert one.rows == other.rows


def test_the_file_holds_all_of_a_year_and_taking_it_is_on_record(
    lena: User, signed_in: Callable[..., Client], figures: None
) -> None:
    answer = signed_in(lena).post(EXPORT, {"period": "2025"})
    rows = list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert len(rows) == 8
    assert {
        "period": "2025",
        "table": "asked-need-age",
        "cell": "SAFETY/13-15",
        "about": "60",
    }.items() <= next(row for row in rows if row["table"] == "asked-need-age").items()
    assert [row["of"] for row in rows if row["table"] == "asked-country"] == ["Kenya", "not said"]
    assert "attachment" in answer.headers["Content-Disposition"]
    entry = AuditEntry.objects.get(act="figures.exported")
    assert (entry.actor_id, entry.subject_id, '"count":8' in entry.facts) == (lena.pk, "2025", True)


def test_a_period_that_there_is_not_is_not_taken_out(
    lena: User, signed_in: Callable[..., Client], figures: None
) -> None:
    for period in ("", "2", "2025-04", "2024", "%"):
        assert signed_in(lena).post(EXPORT, {"period": period}).status_code == 302
    assert not AuditEntry.objects.filter(act="figures.exported").exists()


def test_without_figures_the_page_says_so(lena: User, signed_in: Callable[..., Client]) -> None:
    page = signed_in(lena).get(PAGE)
    assert b"No figure has been published yet" in page.content
    assert b"<svg" not in page.content


@pytest.mark.promise("S8")
@pytest.mark.parametrize("role", [role for role in Role if role not in (Role.SUPERVISOR, Role.FUNDER)])
def test_the_figures_open_to_supervisors_and_funders_alone(
    role: Role, cast: dict[Role, User], signed_in: Callable[..., Client], figures: None
) -> None:
    client = signed_in(cast[role], proved=True)
    assert client.get(PAGE).status_code == 403
    assert client.post(EXPORT, {"period": "2025"}).status_code == 403
    assert not AuditEntry.objects.filter(act="figures.exported").exists()


@pytest.mark.promise("S8")
def test_a_funder_sees_nothing_else(lena: User, signed_in: Callable[..., Client]) -> None:
    client = signed_in(lena, proved=True)
    for name in (
        "desk:people",
        "desk:record",
        "coverage:picture",
        "complaints:waiting",
        "codes:type",
        "review:page",
    ):
        assert client.get(reverse(name)).status_code == 403, name


# --- the charts ---


def test_a_chart_from_right_to_left_is_the_mirror_of_the_other() -> None:
    rows = [("a", 100), ("b", None), ("c", 50)]
    there, back = (figure_charts.bars(rows, rtl=rtl) for rtl in (False, True))
    assert [(box.x, box.width) for box in there.boxes] == [(0, 86), (0, 43)]
    assert [round(100 - box.x - box.width, 3) for box in back.boxes] == [0, 0]
    assert [word.text for word in there.words] == ["a", "100", "b", "c", "50"]
    many = figure_charts.strips([("a", [10, None, 40])], ["x", "y", "z"], rtl=True)
    assert [round(box.height, 2) for box in many.boxes] == [0.65, 2.6, 0.06]
    assert many.boxes[0].x > many.boxes[1].x
    assert many.top == 40
