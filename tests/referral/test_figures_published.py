"""From what happens to a figure: who is counted, once, when it is published, and that it is drawn once."""

import datetime as dt

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from referral import casework, figure_cells, figures
from referral.figure_cells import MOST_FIGURES, MOST_NEEDS, Table
from referral.models.case import Case
from referral.models.figure import Counter, Figure
from safety import counts, retention
from staff.models.person import User
from tests.referral import casing, figuring

BOTH = pytest.mark.django_db(databases=["default", "keys"])
pytestmark = pytest.mark.promise("S11")
NOW = timezone.now


# --- counted as things happen ---


@BOTH
def test_a_case_counts_with_what_was_asked_from_where_and_of_which_age(amina: User) -> None:
    casing.trained(amina)
    casing.empty(amina, needs={"SAFETY": 1, "LEGAL": 2}, age_band="13-15", country="KE", gender="woman")
    found = figuring.so_far()
    assert {
        "asked/cases": 1, "asked-need/SAFETY": 1, "asked-need/LEGAL": 1, "asked-country/KE": 1,
        "asked-age/13-15": 1, "asked-gender/woman": 1, "asked-urgency/U2": 1,
    }.items() <= found.items()  # fmt: skip
    assert not any(name.startswith("asked-need-age") for name in found), "a table of the year alone"


@BOTH
def test_nobody_has_to_say_and_then_not_said_is_counted(amina: User) -> None:
    casing.trained(amina)
    casing.empty(amina, needs={}, country="", language="", age_band="")
    assert {
        "asked-need/unknown": 1, "asked-country/unknown": 1, "asked-age/unknown": 1,
        "asked-gender/unknown": 1,
    }.items() <= figuring.so_far().items()  # fmt: skip


@BOTH
def test_practice_is_never_counted(amina: User) -> None:
    casing.trained(amina)
    case = casework.start_practice(person=amina, what=casing.tells(), now=NOW())
    casework.take(person=amina, reference=case.reference, now=NOW())
    casework.close(person=amina, reference=case.reference, reason="need-met", now=NOW())
    assert figuring.so_far() == {}


@BOTH
def test_the_first_answer_and_its_time_are_counted_once(amina: User) -> None:
    casing.trained(amina)
    began = NOW() - dt.timedelta(hours=2)
    case = casing.from_code(amina, now=began)
    for _times in range(2):
        casework.take(person=amina, reference=case.reference, now=NOW())
        casework.release(person=amina, reference=case.reference, now=NOW())
    answers = {name: number for name, number in figuring.so_far().items() if name.startswith("answered")}
    assert answers == {
        f"answered-in-time/{case.urgency}/in-time": 1, f"answered-after/{case.urgency}/4-hours": 1,
    }  # fmt: skip


@BOTH
def test_a_case_that_is_closed_twice_ends_once(amina: User) -> None:
    casing.trained(amina)
    case = casing.from_call(amina)
    casework.close(person=amina, reference=case.reference, reason="need-met", now=NOW())
    casework.reopen(person=amina, reference=case.reference, now=NOW())
    casework.close(person=amina, reference=case.reference, reason="moved", now=NOW())
    ends = {name: number for name, number in figuring.so_far().items() if name.startswith("closed")}
    assert ends == {"closed/need-met": 1}


@BOTH
def test_what_was_counted_stays_when_the_case_is_gone(amina: User) -> None:
    casing.trained(amina)
    case = casing.from_call(amina)
    before = figuring.so_far()
    Case.objects.filter(pk=case.pk).delete()
    assert figuring.so_far() == before != {}


@BOTH
def test_a_verb_that_fails_counts_nothing(amina: User) -> None:
    casing.trained(amina)
    with transaction.atomic():
        casing.from_call(amina)
        assert figuring.so_far() != {}
        transaction.set_rollback(True)
    assert figuring.so_far() == {}


@pytest.mark.django_db(transaction=True)
def test_nothing_is_counted_outside_the_transaction_of_what_happened() -> None:
    with pytest.raises(figures.NotInATransaction):
        figures.reviewed([], lesson="none", now=NOW())


def test_no_case_stands_in_more_cells_than_the_bound_says() -> None:
    most = {table: figure_cells.SHAPES[table].most for table in Table}
    cells = list(figure_cells.asked(figuring.FACTS, urgency="U1", origin="call"))
    for table in {cell.table for cell in cells}:
        assert sum(cell.table is table for cell in cells) <= most[table]
    assert sum(cell.table is Table.ASKED_NEED for cell in cells) == MOST_NEEDS
    assert (
        sum(most[table] * len(figure_cells.periods(table, NOW().date())) for table in Table) == MOST_FIGURES
    )


# --- published ---


@pytest.mark.django_db
def test_a_month_that_is_over_becomes_figures_and_its_numbers_are_gone() -> None:
    over = figuring.month_before(NOW() - dt.timedelta(days=40))
    figuring.counted(Table.ASKED_NEED, {"SAFETY": 400, "LEGAL": 9, "PEER": 0}, period=over)
    figuring.purge()
    assert not Counter.objects.exists()
    (figure,) = Figure.objects.all()
    assert (figure.cell, figure.number % counts.BASE) == ("SAFETY", 0)
    assert abs(figure.number - 400) <= 50


@pytest.mark.django_db
def test_a_month_or_a_year_that_runs_stays_as_it_is() -> None:
    now = NOW().date()
    figuring.counted(Table.ASKED, {"cases": 400}, period=figure_cells.month(now))
    figuring.counted(Table.ASKED, {"cases": 400}, period=f"{now.year}")
    figuring.purge()
    assert (Counter.objects.count(), Figure.objects.count()) == (2, 0)
    for pk in Counter.objects.values_list("pk", flat=True):
        figures.publish(pk)
    assert (Counter.objects.count(), Figure.objects.count()) == (2, 0)


@pytest.mark.django_db
def test_a_figure_is_drawn_once_whatever_is_counted_or_asked_later() -> None:
    over = figuring.month_before(NOW() - dt.timedelta(days=40))
    figuring.counted(Table.ASKED, {"cases": 400}, period=over)
    figuring.purge()
    first = Figure.objects.get().number
    for late in (1, 40, 4000):
        figuring.counted(Table.ASKED, {"cases": late}, period=over)
        figuring.purge()
    assert Figure.objects.get().number == first
    assert not Counter.objects.exists()


@pytest.mark.django_db
def test_a_year_less_its_other_months_does_not_give_a_small_month_away() -> None:
    """The attack on what is published; on what was counted it succeeds."""
    year = NOW().year - 1
    numbers = {f"{year}-{month:02}": 60 + 7 * month for month in range(1, 12)} | {f"{year}-12": 3}
    guesses = []
    for _time in range(25):
        Figure.objects.all().delete()
        for period, number in {**numbers, str(year): sum(numbers.values())}.items():
            figuring.counted(Table.ASKED, {"cases": number}, period=period)
        counted = dict(Counter.objects.values_list("period", "number"))
        assert counted[str(year)] - sum(counted[one] for one in numbers if one != f"{year}-12") == 3
        figuring.purge()
        found = dict(Figure.objects.values_list("period", "number"))
        assert f"{year}-12" not in found
        guesses.append(found[str(year)] - sum(found[one] for one in numbers if one in found))
    off = [abs(guess - 3) for guess in guesses]
    assert sum(off) / len(off) > counts.BASE  # people: far more than the three
    assert len(set(guesses)) > 3


@pytest.mark.django_db
def test_no_row_can_describe_fewer_than_ten() -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        figuring.published(Table.ASKED, {"cases": 9}, period="2025")


def test_the_purge_publishes() -> None:
    clock = next(clock for clock in retention.clocks() if clock.model is Counter)
    assert (clock.due, clock.destroy) == (figures.due, figures.publish)
