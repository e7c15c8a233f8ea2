"""Numbers of the tables."""

import pytest

from seeds.building.phones import read, read_many, read_sms
from seeds.building.remarks import more_phones


def test_an_ordinary_number_has_its_full_form():
    phone = read("01534 482 800", country="JE").phone
    assert (phone.e164, phone.valid, phone.short) == ("+441534482800", True, False)


def test_a_full_number_is_written_as_dialled_inside_the_country():
    assert read("+1-844-878-2274", country="US").phone.number == "(844) 878-2274"


def test_the_grouping_that_people_know_is_kept():
    assert read("0800 111 0 111", country="DE").phone.number == "0800 111 0 111"


def test_a_number_without_its_trunk_digit_gets_it():
    assert read("212 292 52 31", country="TR").phone.number == "(0212) 292 52 31"


@pytest.mark.parametrize(
    ("code", "country"), [("116 111", "DE"), ("1388", "KR"), ("024", "ES"), ("9696", "SD"), ("113", "NL")]
)
def test_a_short_code_never_has_a_full_form_and_works_inside_only(code, country):
    phone = read(code, country=country).phone
    assert (phone.e164, phone.short, phone.inside_country_only, phone.number) == (None, True, True, code)


def test_a_short_code_that_metadata_lists_is_valid_and_another_is_not():
    assert read("116 111", country="DE").phone.valid
    assert not read("9696", country="SD").phone.valid


@pytest.mark.parametrize("code", ["*6724", "#8008", "*212"])
def test_a_code_with_star_or_hash_stays_the_text_to_dial(code):
    phone = read(code, country="IL").phone
    assert (phone.number, phone.e164, phone.short) == (code, None, True)


def test_a_toll_free_number_is_marked_as_working_inside_only():
    assert read("0800 1111", country="GB").phone.inside_country_only
    assert not read("044 291 46 46", country="CH").phone.inside_country_only


def test_a_number_that_is_not_valid_is_kept_as_printed_with_a_doubt():
    reading = read("824 13 41", country="SN")
    assert (reading.phone.number, reading.phone.e164, reading.phone.valid) == ("824 13 41", None, False)
    assert reading.doubts


def test_a_number_of_another_country_carries_a_doubt():
    assert read("+256 200 906263", country="SD").doubts == ("number of another country: UG",)


def test_a_full_form_that_differs_from_the_tables_carries_a_doubt():
    reading = read("0808 2000 247", country="GB", given_e164="+448082000248")
    assert "+448082000248" in reading.doubts[0]


def test_a_word_to_a_number_is_a_text_message():
    phone = read_sms("SHOUT to 85258", country="GB").phone
    assert (phone.type, phone.text, phone.number, phone.e164) == ("sms", "SHOUT", "85258", None)


def test_a_text_number_without_a_word_has_none():
    phone = read_sms("07860 077333", country="GB").phone
    assert (phone.text, phone.e164) == (None, "+447860077333")


@pytest.mark.parametrize(
    ("cell", "country", "expected"),
    [
        ("1-888-373-7888; text 233733", "US", [("voice", "+18883737888", None), ("sms", None, None)]),
        ("1-800-CALL-FBI", "US", [("voice", "+18002255324", "1-800-CALL-FBI")]),
        ("0800 1111 (Childline)", "GB", [("voice", "+448001111", "Childline")]),
        ("Crime Stoppers 1800 333 000", "AU", [("voice", "+611800333000", "Crime Stoppers")]),
        (
            "+91 6363176363 (also WhatsApp)",
            "IN",
            [("voice", "+916363176363", None), ("whatsapp", "+916363176363", None)],
        ),
        ("02-735-8994; 1366", "KR", [("voice", "+8227358994", None), ("voice", None, None)]),
        ("112 (emergency)", "NO", []),
        ("+1-800-843-5678 (NCMEC)", "XX", [("voice", "+18008435678", "NCMEC")]),
    ],
)
def test_a_mixed_cell_gives_each_of_its_numbers(cell, country, expected):
    found = [reading.phone for reading in read_many(cell, country=country)]
    assert [(phone.type, phone.e164, phone.description) for phone in found] == expected


def test_a_whatsapp_number_in_a_note_is_a_number():
    (phone,) = more_phones(("WhatsApp (TINA) 018-988 8058",), country="MY")
    assert (phone.type, phone.e164) == ("whatsapp", "+60189888058")


def test_two_more_numbers_in_a_note_are_two_numbers():
    found = more_phones(("own page also gives 0818 724 3468 and 0701 349 1769",), country="NG")
    assert [phone.e164 for phone in found] == ["+2348187243468", "+2347013491769"]


def test_a_number_for_other_times_says_so():
    (phone,) = more_phones(("113 at other times",), country="LU")
    assert (phone.number, phone.description, phone.e164) == ("113", "at other times", None)
