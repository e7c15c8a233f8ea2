"""Openings that are not simply every week, and what is unclear about them."""

import datetime as dt
from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from directory.hours import Hours, Known, Now, at, schedule_of
from directory.recurring import days_of, falls_on

TUESDAY = dt.date(2026, 11, 3)  # the first of its month


def row(**said: Any) -> SimpleNamespace:
    """Return a row of the schedule table."""
    empty = dict.fromkeys(
        [
            "byday",
            "freq",
            "dtstart",
            "until",
            "wkst",
            "byweekno",
            "bymonthday",
            "byyearday",
            "valid_from",
            "valid_to",
            "description",
        ],
        "",
    )
    fields = {**empty, "interval": None, "count": None, "opens_at": 600, "closes_at": 840}
    return SimpleNamespace(**{**fields, **said})


def days(first: dt.date, number: int, **said: Any) -> list[dt.date]:
    """Return on which of `number` days from `first` the row opens."""
    found = days_of(row(**said))
    assert found is not None
    return [day for n in range(number) if falls_on(found, day := first + dt.timedelta(days=n))]


def hours(*rows: SimpleNamespace) -> Hours:
    told = tuple(one for one in map(schedule_of, rows) if one)
    return Hours(Known.SCHEDULED, told, "Europe/London", "GB")


def utc(*parts: int) -> dt.datetime:
    return dt.datetime(*parts, tzinfo=dt.UTC)


def test_the_first_tuesday_of_the_month_is_no_other_tuesday():
    found = days(dt.date(2026, 11, 1), 61, byday="1TU", freq="MONTHLY")
    assert found == [TUESDAY, dt.date(2026, 12, 1)]


def test_the_last_friday_is_counted_from_the_end():
    assert days(dt.date(2026, 11, 1), 30, byday="-1FR", freq="MONTHLY") == [dt.date(2026, 11, 27)]


def test_days_of_the_month_are_days_of_the_month():
    assert [day.day for day in days(dt.date(2026, 11, 1), 30, bymonthday="1,15", freq="MONTHLY")] == [1, 15]


def test_every_second_week_is_counted_from_its_beginning():
    found = days(TUESDAY, 28, byday="TU", freq="WEEKLY", interval=2, dtstart="2026-11-03")
    assert found == [TUESDAY, dt.date(2026, 11, 17)]


def test_a_count_ends_it():
    found = days(TUESDAY, 60, byday="TU", freq="WEEKLY", count=2, dtstart="2026-11-03")
    assert found == [TUESDAY, dt.date(2026, 11, 10)]


def test_a_season_has_a_first_and_a_last_day():
    found = days(TUESDAY, 60, byday="TU", freq="WEEKLY", valid_from="2026-11-05", valid_to="2026-11-17")
    assert found == [dt.date(2026, 11, 10), dt.date(2026, 11, 17)]


def test_every_second_week_without_a_beginning_may_be_any_week():
    state = at(hours(row(byday="TU", freq="WEEKLY", interval=2)), now=utc(2026, 11, 3, 11))
    assert state.state is Now.MAYBE


def test_on_the_day_of_a_monthly_opening_it_is_open_and_a_week_later_it_says_when_next():
    monthly = hours(row(byday="1TU", freq="MONTHLY"))
    assert at(monthly, now=utc(2026, 11, 3, 11)).state is Now.OPEN
    later = at(monthly, now=utc(2026, 11, 10, 11))
    assert (later.state, later.next) == (Now.CLOSED, utc(2026, 12, 1, 10))


def test_hours_of_a_season_that_is_over_are_unknown_and_not_closed():
    over = hours(row(byday="TU", freq="WEEKLY", valid_to="2026-06-30"))
    assert at(over, now=utc(2026, 11, 3, 11)).state is Now.UNKNOWN


def test_a_season_that_has_not_begun_is_closed():
    coming = hours(row(byday="TU", freq="WEEKLY", valid_from="2026-11-10"))
    state = at(coming, now=utc(2026, 11, 3, 11))
    assert (state.state, state.next) == (Now.CLOSED, utc(2026, 11, 10, 10))


@pytest.mark.parametrize(
    "said",
    [
        {"opens_at": None, "closes_at": None, "byday": "MO"},
        {"closes_at": None, "byday": "MO"},
        {"byday": ""},
        {"byday": "by appointment"},
        {"byday": "MO", "freq": "HOURLY"},
        {"freq": "MONTHLY"},
    ],
)
def test_what_tells_no_days_or_no_times_tells_nothing(said):
    assert schedule_of(row(**said)) is None
    assert at(hours(row(**said)), now=utc(2026, 11, 3, 11)).state is Now.UNKNOWN


def test_a_date_that_cannot_be_read_makes_it_unsure():
    assert days_of(row(byday="MO", valid_to="next spring")).sure is False


def test_a_plain_week_is_kept_as_one():
    assert schedule_of(row(byday="MO,TU")).recurs is None


@settings(deadline=5000)  # milliseconds: a rule that never falls on a day must not be looked for to the end
@given(
    byday=st.sampled_from(["", "MO", "1MO", "-5SU", "MO,-1FR", "53WE"]),
    freq=st.sampled_from(["", "DAILY", "WEEKLY", "MONTHLY", "YEARLY"]),
    interval=st.sampled_from([None, 1, 2, 12, 999]),
    bymonthday=st.sampled_from(["", "31", "-31", "99", "1,x"]),
    byyearday=st.sampled_from(["", "366", "-366", "999"]),
    byweekno=st.sampled_from(["", "53", "99"]),
    dtstart=st.sampled_from(["", "2024-02-29", "0001-01-01", "9999-12-31", "x"]),
    count=st.sampled_from([None, 1, 10_000]),
)
def test_no_rule_however_odd_stops_the_page(**said):
    state = at(hours(row(**said)), now=utc(2026, 11, 3, 11)).state
    assert state in set(Now)
