"""Links that dial a number, and numbers that get none."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from directory.dialling import dial


def test_a_number_that_works_from_anywhere_is_dialled_in_full():
    assert dial("020 7946 0000", e164="+442079460000", inside_only=False, short=False) == "tel:+442079460000"


@pytest.mark.promise("S4")
@given(number=st.from_regex(r"[0-9*#]{2,6}", fullmatch=True), e164=st.sampled_from([None, "+44116111"]))
def test_a_short_code_is_never_dialled_with_a_plus(number, e164):
    assert "+" not in (dial(number, e164=e164, inside_only=False, short=True) or "")


def test_a_number_for_callers_inside_is_dialled_as_people_there_dial_it():
    assert dial("0800 111 222", e164="+44800111222", inside_only=True, short=False) == "tel:0800111222"


def test_signs_of_a_service_code_survive_in_the_link():
    assert dial("*#100#", e164=None, inside_only=True, short=True) == "tel:*%23100%23"


def test_a_number_that_nobody_could_parse_gets_no_link():
    assert dial("82 44 131 /7", e164=None, inside_only=False, short=False, valid=False) is None
    assert dial("+376 64 64 64", e164="+376646464", inside_only=True, short=False) is None


def test_a_text_line_opens_a_message_and_a_video_line_only_shows_its_number():
    assert dial("85258", e164=None, kind="sms", inside_only=True, short=True) == "sms:85258"
    assert dial("1234", e164=None, kind="video", inside_only=True, short=True) is None


def test_an_extension_is_dialled_with_a_full_number():
    dialled = dial("020 7946 0000", e164="+442079460000", inside_only=False, short=False, extension="12")
    assert dialled == "tel:+442079460000;ext=12"
