"""Opening hours of the tables."""

import pytest

from seeds.building.hours import NotHours, read
from seeds.building.shapes import Schedule

WEEK = "MO,TU,WE,TH,FR,SA,SU"


def test_an_empty_text_is_unknown_and_not_closed():
    assert read("").known == "unknown"


def test_day_and_night_is_always():
    assert read("24/7").known == "always"


@pytest.mark.parametrize("text", ["off", "closed", "Mo-Su off"])
def test_closed_is_not_unknown(text):
    assert read(text).known == "closed"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Mo-Fr 09:00-17:00", [("MO,TU,WE,TH,FR", "09:00", "17:00")]),
        (
            "Mo,Tu,Th,Fr 16:00-22:00; We,Sa 14:00-22:00",
            [("MO,TU,TH,FR", "16:00", "22:00"), ("WE,SA", "14:00", "22:00")],
        ),
        ("Mo-Su 15:00-24:00", [(WEEK, "15:00", "24:00")]),
        ("Mo-Su 09:00-00:00", [(WEEK, "09:00", "24:00")]),
        ("Tu 09:00-12:00,13:30-19:30", [("TU", "09:00", "12:00"), ("TU", "13:30", "19:30")]),
        ("Mo-Fr 9:00-17:00", [("MO,TU,WE,TH,FR", "09:00", "17:00")]),
    ],
)
def test_days_and_times_become_schedules(text, expected):
    assert read(text).schedules == tuple(Schedule(*line) for line in expected)


def test_a_span_that_ends_after_midnight_belongs_to_the_opening_day():
    late, weekend = read("Mo-Fr 07:00-02:00; Sa,Su 11:00-24:00").schedules
    assert (late.byday, late.opens_at, late.closes_at) == ("MO,TU,WE,TH,FR", "07:00", "02:00")
    assert weekend.byday == "SA,SU"


def test_a_week_that_starts_on_sunday_wraps():
    assert read("Su-Th 09:00-16:30").schedules[0].byday == "MO,TU,WE,TH,SU"


def test_a_span_of_days_over_the_weekend_wraps():
    assert read("Fr-Mo 10:00-12:00").schedules[0].byday == "MO,FR,SA,SU"


@pytest.mark.parametrize(
    "text",
    ["sometimes", "Mo-Fr", "Xx 09:00-10:00", "Mo 25:00-26:00", "Mo 24:30-25:00", "Mo-Fr 09:00-12:00; later"],
)
def test_hours_that_cannot_be_read_whole_are_refused_whole(text):
    with pytest.raises(NotHours):
        read(text)
