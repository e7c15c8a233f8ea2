"""Opening hours against a slow check that reads the clock minute by minute."""

import datetime as dt
from dataclasses import replace
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from directory import countries
from directory.hours import Hours, Known, Now, OnHolidays, Schedule, at
from directory.public_holidays import is_holiday

MINUTE = dt.timedelta(minutes=1)
ZONES = [
    "Europe/London",
    "America/New_York",
    "Asia/Kathmandu",
    "Australia/Lord_Howe",
    "America/Santiago",
    "UTC",
]
NINE_TO_FIVE = Schedule(days=(0, 1, 2, 3, 4), opens=540, closes=1020)


def utc(*parts: int) -> dt.datetime:
    return dt.datetime(*parts, tzinfo=dt.UTC)


def scheduled(*schedules: Schedule, zone: str | None = "Europe/London", country: str = "GB") -> Hours:
    return Hours(known=Known.SCHEDULED, schedules=schedules, timezone=zone, country=country)


def first_reading(local: dt.datetime, zone: str, *, since: dt.datetime) -> dt.datetime:
    """Return the first minute after `since` at which the clock on the wall shows `local` or later."""
    moment = since
    while moment.astimezone(ZoneInfo(zone)).replace(tzinfo=None) < local:
        moment += MINUTE
    return moment


def slowly_open(schedule: Schedule, zone: str, now: dt.datetime) -> bool:
    """Watch the clock on the wall: a shift runs from its first reading of the opening to the closing."""
    today = now.astimezone(ZoneInfo(zone)).date()
    for back in range(3):
        date = today - dt.timedelta(days=back)
        if date.weekday() not in schedule.days:
            continue
        opens = dt.datetime.combine(date, dt.time()) + schedule.opens * MINUTE
        closing = schedule.closes + (1440 if schedule.closes <= schedule.opens else 0)
        closes = dt.datetime.combine(date, dt.time()) + closing * MINUTE
        since = dt.datetime.combine(date - dt.timedelta(days=1), dt.time(8), tzinfo=dt.UTC)
        if first_reading(opens, zone, since=since) <= now < first_reading(closes, zone, since=since):
            return True
    return False


schedules = st.builds(
    Schedule,
    days=st.sets(st.integers(0, 6), min_size=1).map(lambda days: tuple(sorted(days))),
    opens=st.integers(0, 1439),
    closes=st.integers(1, 1440),
)
near_a_change = st.sampled_from(
    [
        utc(2026, 3, 29),
        utc(2026, 10, 25),
        utc(2026, 3, 8),
        utc(2026, 11, 1),
        utc(2026, 4, 4, 12),
        utc(2026, 9, 5, 12),
    ]
)
moments = st.builds(
    lambda day, minutes: day + minutes * MINUTE,
    st.one_of(near_a_change, st.just(utc(2026, 7, 1))),
    st.integers(-1440, 2880),
)


@settings(max_examples=120, deadline=None)
@given(schedule=schedules, zone=st.sampled_from(ZONES), now=moments)
def test_open_now_agrees_with_watching_the_clock_minute_by_minute(schedule, zone, now):
    assert at(scheduled(schedule, zone=zone), now=now).is_open == slowly_open(schedule, zone, now)


@settings(max_examples=120, deadline=None)
@given(several=st.lists(schedules, min_size=1, max_size=3), zone=st.sampled_from(ZONES), now=moments)
def test_until_and_next_are_the_moments_at_which_the_answer_changes(several, zone, now):
    hours = scheduled(*several, zone=zone)
    told = at(hours, now=now)
    if told.state is Now.OPEN:
        assert at(hours, now=told.until - MINUTE).is_open
        assert at(hours, now=told.until).state is Now.CLOSED
    if told.state is Now.CLOSED:
        assert at(hours, now=told.next).is_open
        assert not at(hours, now=told.next - MINUTE).is_open


@settings(max_examples=60, deadline=None)
@given(schedule=schedules, now=moments)
def test_a_country_of_several_zones_is_open_only_when_it_is_open_in_each(schedule, now):
    zones = ["Europe/Lisbon", "Atlantic/Madeira", "Atlantic/Azores"]
    each = {at(scheduled(schedule, zone=zone), now=now).is_open for zone in zones}
    expected = {frozenset([True]): True, frozenset([False]): False}.get(frozenset(each))
    told = at(scheduled(schedule, zone=None, country="PT"), now=now)
    assert told.is_open == (expected is True)
    assert (told.state is Now.MAYBE) == (expected is None)


def test_unknown_hours_are_not_closed_hours_and_not_round_the_clock():
    told = {
        known: at(Hours(known=known), now=utc(2026, 7, 1)).state for known in Known if known != "scheduled"
    }
    assert told == {Known.ALWAYS: Now.ALWAYS, Known.UNKNOWN: Now.UNKNOWN, Known.CLOSED: Now.NEVER}


def test_a_schedule_without_any_zone_is_unknown():
    assert at(scheduled(NINE_TO_FIVE, zone=None, country="XX"), now=utc(2026, 7, 1, 12)).state is Now.UNKNOWN


def test_a_line_that_closes_after_midnight_is_open_on_the_morning_after():
    late = scheduled(Schedule(days=(4,), opens=20 * 60, closes=2 * 60))
    saturday = at(late, now=utc(2026, 1, 3, 1, 30))
    assert saturday.until == utc(2026, 1, 3, 2)
    assert at(late, now=utc(2026, 1, 4, 1, 30)).state is Now.CLOSED


def test_on_friday_evening_the_next_opening_is_on_monday():
    told = at(scheduled(NINE_TO_FIVE), now=utc(2026, 1, 2, 18))
    assert told.next == utc(2026, 1, 5, 9)


def test_summer_time_moves_the_opening_by_an_hour():
    told = at(scheduled(NINE_TO_FIVE), now=utc(2026, 7, 1, 7))
    assert told.next == utc(2026, 7, 1, 8)


def test_a_week_without_a_gap_is_round_the_clock():
    week = Schedule(days=tuple(range(7)), opens=0, closes=1440)
    assert at(scheduled(week), now=utc(2026, 7, 1, 3)).state is Now.ALWAYS


def test_shifts_that_touch_are_one_opening():
    morning = Schedule(days=(0,), opens=540, closes=720)
    afternoon = Schedule(days=(0,), opens=720, closes=1020)
    assert at(scheduled(morning, afternoon), now=utc(2026, 1, 5, 10)).until == utc(2026, 1, 5, 17)


def test_no_common_opening_of_far_zones_still_tells_the_first_possible_one():
    hour = Schedule(days=(0,), opens=540, closes=600)
    told = at(scheduled(hour, zone=None, country="RU"), now=utc(2026, 1, 4, 12))
    assert told.state is Now.CLOSED
    assert told.next == utc(2026, 1, 4, 21)


def test_a_moment_without_a_zone_is_refused():
    with pytest.raises(ValueError, match="naive"):
        at(scheduled(NINE_TO_FIVE), now=dt.datetime(2026, 7, 1))


CHRISTMAS = utc(2026, 12, 25, 12)  # a Friday


def on_holidays(said: OnHolidays, *, country: str = "GB") -> Hours:
    return replace(scheduled(NINE_TO_FIVE, country=country), on_holidays=said)


def test_on_a_public_holiday_nobody_is_there_only_where_the_service_says_so():
    assert at(on_holidays(OnHolidays.CLOSED), now=CHRISTMAS).state is Now.CLOSED
    assert at(on_holidays(OnHolidays.OPEN), now=CHRISTMAS).state is Now.OPEN
    assert at(on_holidays(OnHolidays.UNKNOWN), now=CHRISTMAS).state is Now.OPEN


def test_after_the_holidays_it_says_when_somebody_is_there_again():
    # Boxing Day falls on a Saturday, so that Monday is a holiday too.
    assert at(on_holidays(OnHolidays.CLOSED), now=CHRISTMAS).next == utc(2026, 12, 29, 9)


def test_that_hours_may_differ_is_said_only_where_nobody_knows():
    unclear = [at(on_holidays(said), now=CHRISTMAS).holiday for said in OnHolidays]
    assert dict(zip(OnHolidays, unclear, strict=True)) == {
        OnHolidays.UNKNOWN: True,
        OnHolidays.OPEN: False,
        OnHolidays.CLOSED: False,
    }
    assert not at(on_holidays(OnHolidays.UNKNOWN), now=utc(2026, 12, 22, 12)).holiday


@pytest.mark.parametrize("country", ["US", "RU", "KI", "NZ"])
def test_a_holiday_is_unclear_while_any_clock_of_the_country_shows_its_date(country: str):
    known = scheduled(NINE_TO_FIVE, country=country, zone=None)
    zones = [ZoneInfo(zone) for zone in countries.zones(country)]
    start = utc(2026, 12, 23, 1)
    for now in (start + n * dt.timedelta(hours=5) for n in range(60)):
        shown = {now.astimezone(zone).date() for zone in zones}
        assert at(known, now=now).holiday == any(is_holiday(country, date) for date in shown), now


def test_a_country_whose_holidays_nobody_knows_has_none():
    assert at(on_holidays(OnHolidays.CLOSED, country="XK"), now=CHRISTMAS).state in {Now.OPEN, Now.CLOSED}
    assert not is_holiday("ZZ", CHRISTMAS.date())
    assert not is_holiday(None, CHRISTMAS.date())
