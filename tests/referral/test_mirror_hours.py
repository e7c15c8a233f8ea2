"""Hours on a page that nobody renews: days, from when to when, by whose clock; never whether it is open."""

from dataclasses import replace

import pytest
from django.utils import translation

from directory.hours import Hours, Known, Schedule
from directory.recurring import Days
from referral import mirror_hours
from referral.showing import Reader
from tests.directory.making import MONDAY, listing, web

WEEKDAYS = (0, 1, 2, 3, 4)


def told(
    *schedules: Schedule, language: str = "en", zone: str | None = "Europe/London", country: str = "GB"
) -> str:
    hours = Hours(Known.SCHEDULED, schedules, timezone=zone, country=country)
    return words(hours, language=language)


def words(hours: Hours, *, language: str = "en") -> str:
    with translation.override(language):
        reader = Reader(language=language, country="GB", now=MONDAY)
        said = mirror_hours.told(listing("one", hours=hours, country=hours.country or "GB"), reader)
    return " · ".join(said).replace("\u2068", "").replace("\u2069", "")


@pytest.mark.parametrize(
    ("schedules", "says"),
    [
        ([Schedule(WEEKDAYS, 540, 1020)], "Mon–Fri 09:00–17:00 · Times of London"),
        ([Schedule((0, 2), 540, 1020)], "Mon, Wed 09:00–17:00 · Times of London"),
        ([Schedule((0, 1, 2, 5), 540, 1020)], "Mon–Wed, Sat 09:00–17:00 · Times of London"),
        ([Schedule((4,), 1320, 120)], "Fri 22:00–02:00 · Times of London"),
        ([Schedule((0, 1, 2, 3, 4, 5, 6), 480, 1440)], "08:00–00:00 · Times of London"),
        ([Schedule((5, 6), 0, 1440)], "Sat, Sun day and night · Times of London"),
        (
            [Schedule(WEEKDAYS, 540, 720), Schedule(WEEKDAYS, 840, 1020), Schedule((5,), 600, 660)],
            "Mon–Fri 09:00–12:00, 14:00–17:00 · Sat 10:00–11:00 · Times of London",
        ),
    ],
)  # fmt: skip
def test_a_week_is_told_in_few_words(schedules: list[Schedule], says: str) -> None:
    assert told(*schedules) == says


def test_what_is_not_the_same_each_week_or_everywhere_is_not_made_simpler_than_it_is() -> None:
    now_and_then = Schedule(WEEKDAYS, 540, 1020, recurs=Days(weekly=WEEKDAYS, sure=False))
    assert told(now_and_then, Schedule((5,), 540, 600)) == "Not at every hour; ask when"


def test_a_country_of_several_clocks_is_named_where_nobody_said_which_one() -> None:
    assert (
        told(Schedule((0,), 540, 600), zone=None, country="US") == "Mon 09:00–10:00 · Times of United States"
    )


def test_times_and_days_are_in_the_language_of_the_page() -> None:
    assert "الاثنين" in told(Schedule((0,), 540, 600), language="ar")
    assert "09:00–10:00" in told(Schedule((0,), 540, 600), language="ru")


@pytest.mark.parametrize(
    ("known", "says"),
    [
        (Known.ALWAYS, "Open day and night"),
        (Known.CLOSED, "Closed at present"),
        (Known.UNKNOWN, "Opening hours not known"),
    ],
)
def test_what_is_known_without_a_schedule_is_said(known: Known, says: str) -> None:
    assert words(Hours(known)) == says


def test_a_form_on_the_web_needs_no_hours() -> None:
    form = replace(listing("one", hours=Hours(Known.UNKNOWN), web=(web(),)), phones=())
    reader = Reader(language="en", country="GB", now=MONDAY)
    assert mirror_hours.told(form, reader) == ()
