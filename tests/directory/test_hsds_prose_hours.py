"""Hours in words: read where they can be read in one way, left alone everywhere else."""

import pytest

from directory.hsds.prose_hours import read

WEEKDAYS = ("MO", "TU", "WE", "TH", "FR")


@pytest.mark.parametrize(
    "text",
    ["24/7", "24 hours a day, 7 days a week", "24 hours", "24h/24, 7j/7", "7j/7, 24h/24", "Las 24 horas",
     "Open 24 hours", "Around the clock", "24 hours daily"],
)  # fmt: skip
def test_always_is_said_in_many_ways(text: str) -> None:
    said = read(text)
    assert said is not None
    assert said.always


@pytest.mark.parametrize(
    ("text", "opens", "closes"),
    [
        ("Mon-Fri 9am-5pm", 540, 1020),
        ("Monday to Friday, 9:00 - 17:00", 540, 1020),
        ("M-F 8am-5pm", 480, 1020),
        ("Monday – Friday: 9-5pm", 540, 1020),
        ("Weekdays 8:30 a.m. to 4:30 p.m.", 510, 990),
        ("Lunes a viernes de 9:00 a 18:00 h", 540, 1080),
        ("lundi-vendredi 9h30-17h", 570, 1020),
        ("Mon-Fri 6pm to midnight", 1080, 1440),
        ("Monday-Friday 9am-5pm, closed weekends", 540, 1020),
    ],
)
def test_a_week_is_read_in_three_languages(text: str, opens: int, closes: int) -> None:
    said = read(text)
    assert said is not None
    assert [(one.days, one.opens, one.closes) for one in said.openings] == [(WEEKDAYS, opens, closes)]


def test_two_lines_are_two_openings() -> None:
    said = read("Du lundi au vendredi de 9h à 12h et de 14h à 18h; samedi 10h-12h")
    assert said is not None
    assert [(len(one.days), one.opens, one.closes) for one in said.openings] == [
        (5, 540, 720), (5, 840, 1080), (1, 600, 720),
    ]  # fmt: skip


def test_a_night_ends_on_the_next_day() -> None:
    said = read("Fri-Mon 20:00-02:00")
    assert said is not None
    assert said.openings[0].closes < said.openings[0].opens


def test_closing_on_holidays_is_a_fact_of_its_own() -> None:
    said = read("Mon-Fri 9am-5pm, closed on public holidays")
    assert said is not None
    assert said.closed_on_holidays
    assert len(said.openings) == 1


@pytest.mark.parametrize(
    "text",
    ["M-F 8-5", "1-5pm Mon", "9-17", "Mon-Fri", "By appointment", "Mon-Fri 9am-5pm by appointment only",
     "Monday 9:00-5:00", "1st Monday 9am-5pm", "Every day 9am - 9pm EST", "Mon 9am-5pm Mon 10am-6pm",
     "Sat-Sun closed", "Tuesdays, call first", "T/Th 9am-5pm", "Mon-Fri 9am-5pm closed 12-1pm", "",
     "25 hours",
     "Mon-Fri 9am-17pm"],
)  # fmt: skip
def test_what_could_mean_two_things_stays_words(text: str) -> None:
    assert read(text) is None
