"""Every reader of a single value: whatever stands there, it is read, or refused as it says."""

import contextlib
import datetime as dt
import json
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from directory import api_reading, checking, dialling, listing_table, numbers, recurring, sensitive
from directory.hsds import languages, prose_hours, shapes, telephones, texts, values
from directory.recurring import ALL_DAYS, YEARS
from directory.search import terms
from referral import case_access, case_facts, identifiers, told
from referral.pathway import conditions, effects, trail
from safety import codes
from safety.codes import DIGITS, Misread
from tests.fuzzing.effort import JSON, ODDS, TEXT, effort

JSON_OF_A_DATABASE = JSON.filter(
    lambda value: "\\ud800" not in ascii(value)
)  # neither engine keeps half a sign
COUNTRIES = st.sampled_from(["GB", "US", "IN", "KE", "XX", "", "WORLD", "ZZ", "BR"])


@effort(60)
@given(TEXT, COUNTRIES)
def test_a_number_is_full_short_or_none(typed: str, country: str) -> None:
    found = numbers.read(typed, country=country)
    assert not found.e164 or re.fullmatch(r"\+[1-9]\d{4,16}", found.e164, re.ASCII)
    assert not (found.short and found.e164)


@effort(80)
@given(TEXT, st.sampled_from([None, "+442079460100"]), st.booleans(), st.booleans(), st.booleans(), TEXT)
def test_a_link_dials_what_it_says_and_a_short_code_never_abroad(
    number: str, e164: str | None, inside: bool, short: bool, valid: bool, extension: str
) -> None:
    for kind in ("voice", "sms", "fax", ""):
        link = dialling.dial(
            number, e164=e164, kind=kind, inside_only=inside, short=short, valid=valid, extension=extension
        )
        assert link is None or re.fullmatch(
            r"(tel|sms):\+?[0-9*%]+(23)?[0-9*%]*(;ext=[0-9]+)?", link, re.ASCII
        )
        assert link is None or not (short and "+" in link)


@effort(60)
@given(TEXT)
def test_values_of_foreign_files_are_read_or_refused(text: str) -> None:
    for read in (values.country, values.web, values.email, values.clock, values.days):
        found, _repair = read(text)
        assert found is None or isinstance(found, str)
    web = values.web(text)[0]
    assert web is None or web.startswith(("http://", "https://"))
    number = values.number(text)[0]
    assert number is None or abs(number) < float("inf")
    assert values.status(text)[0] in {"active", "inactive", "defunct", "temporarily closed"}
    try:
        months, _repair = values.age_in_months(text)
    except ValueError:
        return
    assert months is None or 0 <= months <= 120 * 12


CLOCKS = st.from_regex(
    r"(Mon|Tue|Fri|Sat|daily|24/7|closed)?[ -]?(to )?(Sun|Wed)? ?"
    r"\d{1,2}(:\d\d)? ?(am|pm)?-\d{1,2}(:\d\d)?(pm)?"
)


@effort(60)
@given(st.one_of(TEXT, CLOCKS))
def test_hours_in_words_are_a_week_or_words(text: str) -> None:
    said = prose_hours.read(text)
    for opening in getattr(said, "openings", ()) or ():
        assert 0 <= opening.opens <= 24 * 60
        assert 0 <= opening.closes <= 48 * 60
        assert set(opening.days) <= set(ALL_DAYS)


@pytest.mark.parametrize("odd", ODDS, ids=ascii)
def test_every_odd_text_is_met(odd: str) -> None:
    """What is known to go wrong is tried at each run, whatever is made up besides."""
    for inner in (
        test_values_of_foreign_files_are_read_or_refused, test_a_code_is_21_digits_or_misread,
        test_a_note_is_looked_through_for_what_leads_to_somebody, test_languages_are_codes_or_words,
        test_hours_in_words_are_a_week_or_words,
        test_no_cell_of_an_export_begins_what_a_spreadsheet_works_out,
        test_words_of_a_search_are_terms_without_signs, test_what_was_told_and_facts_come_back_or_are_refused,
    ):  # fmt: skip
        inner.hypothesis.inner_test(odd)
    for country in ("GB", ""):
        test_a_number_is_full_short_or_none.hypothesis.inner_test(odd, country)
        test_a_telephone_of_a_foreign_file_is_taken_apart.hypothesis.inner_test(
            {"number": odd, "extension": odd}, country
        )
    test_a_text_is_made_readable_and_stays_so.hypothesis.inner_test(odd, False)
    test_a_link_dials_what_it_says_and_a_short_code_never_abroad.hypothesis.inner_test(
        "020", "+442079460100", False, False, True, odd
    )


@effort(60)
@given(TEXT, st.booleans())
def test_a_text_is_made_readable_and_stays_so(text: str, lines: bool) -> None:
    made, _repairs = texts.clean(text, lines=lines)
    assert not re.search(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u202a-\u202e\u2066-\u2069]", made)
    assert lines or "\n" not in made
    texts.unquoted(text)


@effort(40)
@given(TEXT)
def test_languages_are_codes_or_words(text: str) -> None:
    code = languages.code_of(text)
    assert code is None or re.fullmatch(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8})*", code, re.ASCII)
    assert all(isinstance(one, str) for one in languages.several(text))
    languages.says_nothing(text)


@effort(60)
@given(st.fixed_dictionaries({}, optional={
    "number": JSON, "extension": TEXT, "type": TEXT, "description": TEXT, "waypost": st.dictionaries(TEXT,
    TEXT, max_size=2),
}), COUNTRIES)  # fmt: skip
def test_a_telephone_of_a_foreign_file_is_taken_apart(row: dict, country: str) -> None:
    for part in telephones.parts(row)[0]:
        made, _repairs = telephones.mended(part, country=country)
        assert not isinstance(made.get("extension"), str)


@effort(60)
@given(st.builds(
    lambda **said: type("Row", (), said)(),
    byday=TEXT, freq=st.one_of(TEXT, st.sampled_from(["WEEKLY", "MONTHLY", "YEARLY", "DAILY", "weekly"])),
    interval=st.one_of(st.none(), st.integers(0, 10**9)), dtstart=TEXT, until=TEXT,
    count=st.one_of(st.none(), st.integers(0, 10**9)), wkst=TEXT, byweekno=TEXT, bymonthday=TEXT,
    byyearday=TEXT,
    valid_from=TEXT, valid_to=st.one_of(TEXT, st.sampled_from(["2026-01-01", "9999-12-31", "0001-01-01"])),
))  # fmt: skip
def test_a_recurrence_is_days_or_unreadable(row: object) -> None:
    days = recurring.days_of(row)  # type: ignore[arg-type]
    if days is not None:
        assert days.first is None or days.first.year in YEARS
        for date in (dt.date(2026, 11, 22), dt.date(2024, 2, 29)):
            assert recurring.falls_on(days, date) in (True, False)


@effort(100)
@given(TEXT)
def test_a_code_is_21_digits_or_misread(typed: str) -> None:
    try:
        code = codes.read(typed)
    except Misread:
        return
    assert len(code.digits) == DIGITS
    assert code.digits.isascii()


@effort(40)
@given(st.dictionaries(st.one_of(TEXT, st.sampled_from(list(api_reading.PARAMETERS))), JSON, max_size=3))
def test_what_the_interface_is_asked_is_read_or_refused_by_name(given_: dict) -> None:
    try:
        api_reading.read(given_, allowed=tuple(api_reading.PARAMETERS))
    except api_reading.Unreadable:
        return


@effort(60)
@given(TEXT)
def test_a_note_is_looked_through_for_what_leads_to_somebody(text: str) -> None:
    for found in identifiers.found(text):
        assert 0 <= found.start < found.end <= len(text)
    assert set(identifiers.kinds(text)) == {found.looks for found in identifiers.found(text)}


@effort(60)
@given(TEXT)
def test_what_was_told_and_facts_come_back_or_are_refused(text: str) -> None:
    for read, refusal in ((told.from_json, told.NotTold), (case_facts.from_json, case_facts.NotFacts)):
        with contextlib.suppress(refusal):
            read(text)


@effort(60)
@given(JSON)
def test_what_is_json_and_was_never_told_is_refused(value: object) -> None:
    text = json.dumps(value)
    for read, refusal in ((told.from_json, told.NotTold), (case_facts.from_json, case_facts.NotFacts)):
        with contextlib.suppress(refusal):
            read(text)


@effort(60)
@given(TEXT)
def test_conditions_effects_links_and_references_are_read_or_refused(text: str) -> None:
    for read, refusal in (
        (conditions.parse, conditions.Malformed), (effects.parse, ValueError),
    ):  # fmt: skip
        with contextlib.suppress(refusal):
            read(text)
    assert len(case_access.read_reference(text)) <= case_access.LENGTH + 1
    trail.read([text])


@effort(60)
@given(TEXT)
def test_words_of_a_search_are_terms_without_signs(text: str) -> None:
    for term in terms.terms_of(text, terms.LATIN):
        assert term
        assert not set(term) & set(" '\"\x00")


@effort(60)
@given(TEXT, TEXT)
def test_a_listing_whose_words_change_is_looked_at_whatever_they_are(before: str, after: str) -> None:
    def listing(said: str) -> dict[str, object]:
        return {"id": "x", "name": said, "description": said, "url": said, "email": said,
                "phones": [{"id": "p", "number": said}]}  # fmt: skip

    parts = sensitive.touched(listing(before), listing(after))
    assert before != after or parts == []
    list(checking.malformed(listing(after)))


@effort(80)
@given(TEXT)
def test_no_cell_of_an_export_begins_what_a_spreadsheet_works_out(text: str) -> None:
    cell = listing_table.harmless(text)
    assert cell == text or cell == f"'{text}"
    assert not re.match(r"[=@\-\t\r\n\uff1d\uff0b\uff0d\uff20]|\+(?!\d[\d ().;+/-]*$)", cell)


@effort(40)
@given(JSON_OF_A_DATABASE)
def test_a_document_has_a_digest_whatever_it_holds(value: object) -> None:
    assert shapes.digest({"id": "x", "extra": value}) == shapes.digest({"extra": value, "id": "x"})
