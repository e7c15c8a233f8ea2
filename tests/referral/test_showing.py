"""A listing in words: what may give somebody away, how long it takes, whom it does not take."""

import datetime as dt
from dataclasses import replace

import pytest
from django.conf import settings

from directory.hours import OnHolidays
from referral import labels, showing
from referral.showing import Reader
from tests.directory.making import MONDAY, OFFICE, listing, phone, web

READER = Reader(language="en", country="GB", now=MONDAY)


def view(**said) -> showing.ListingView:
    return showing.listing(listing("one", **said), READER)


def test_a_number_that_is_known_to_stay_off_the_bill_says_so_and_the_list_of_calls_too():
    warnings = view(phones=(phone(shows_on_bill=False, handset_log=True),)).warnings
    assert "A call does not show on the phone bill." in warnings
    assert "The call stays in this phone’s own list of calls." in warnings


def test_what_nobody_knows_of_the_bill_is_not_said():
    assert not any("bill" in text or "list of calls" in text for text in view().warnings)


def test_what_is_true_of_one_number_only_names_it():
    phones = (phone("016", shows_on_bill=False), phone("0800 1"))
    (warning,) = [text for text in view(phones=phones).warnings if "bill" in text]
    assert "016" in warning
    assert "0800 1" not in warning


@pytest.mark.parametrize(
    ("days", "words"),
    [
        (0, "No waiting time"),
        (1, "People wait about 1 day"),
        (13, "People wait about 13 days"),
        (15, "People wait about 2 weeks"),
        (None, ""),
    ],
)
def test_how_long_people_wait_is_said_in_days_and_then_in_weeks(days, words):
    assert labels.waiting(days) == words
    assert (words in view(wait_days=days).facts) is bool(words)


def test_whom_it_does_not_take_is_said_before_a_call():
    assert any("Men" in text for text in view(exclusions=("Men and boys.",)).warnings)


def test_words_of_the_service_about_hours_and_waiting_are_read_once_it_is_opened():
    more = view(hours_words=("by appointment",), wait_time="about two months").more
    assert any("by appointment" in text for text in more)
    assert any("about two months" in text for text in more)


@pytest.mark.parametrize(
    ("limits", "words"),
    [
        ({"min_age_months": 6, "max_age_months": 36}, "Ages 6 months to 3"),
        ({"min_age_months": 30}, "2 years and 6 months or over"),
        ({"min_age": 16, "max_age": 24}, "Ages 16 to 24"),
        ({"max_age": 17}, "Under 18"),
        ({"min_age": 18}, "18 or over"),
        ({"audience": "children"}, "Under 18"),
    ],
)
def test_ages_are_said_in_months_only_where_years_would_be_wrong(limits, words):
    assert words in view(**limits).facts


def test_on_a_public_holiday_it_is_said_that_hours_may_differ():
    christmas = replace(READER, now=dt.datetime(2026, 12, 25, 12, tzinfo=dt.UTC))
    said = showing.listing(listing("one", hours=OFFICE), christmas)
    assert said.today == "Today is a public holiday there. The hours may be different."
    assert showing.listing(listing("one", hours=OFFICE), READER).today == ""


def test_what_the_service_says_of_holidays_is_there_to_be_read():
    item = listing("one", hours=OFFICE)
    item = replace(item, hours=replace(item.hours, on_holidays=OnHolidays.CLOSED))
    assert "Closed on public holidays" in showing.listing(item, READER).more


def test_two_forms_of_one_site_make_one_button():
    calls = view(web=(web("report"), web("form"), web("site")), phones=()).calls
    assert [call.label for call in calls] == ["Open the form"]


def test_a_chat_and_a_form_of_one_site_stay_two():
    assert len(view(web=(web("report"), web("chat")), phones=()).calls) == 2


@pytest.mark.parametrize("language", [code for code, _ in settings.LANGUAGES])
@pytest.mark.parametrize("number", [1, 2, 3, 4])
def test_no_word_of_a_row_is_said_twice(language, number):
    words = [f"<{n}>" for n in range(number)]
    said = showing.together(words, replace(READER, language=language))
    assert [said.count(word) for word in words] == [1] * number
