"""Rows made into services: what stands in a cell decides, and nothing else."""

import pytest

from seeds.building import helplines, online
from seeds.building.ledger import Unusable
from seeds.building.shapes import Audience, Show


@pytest.fixture
def helpline(helpline_row, ledger):
    return lambda **cells: helplines.service(helpline_row(**cells), ledger=ledger)


@pytest.fixture
def site(online_row, ledger):
    return lambda **cells: online.service(online_row(**cells), taken_ids=frozenset(), ledger=ledger)


@pytest.mark.parametrize(
    ("audience", "note", "kind", "ages"),
    [
        ("both", "", "child_helpline", (None, None)),
        ("children", "", "child_helpline", (None, 17)),
        ("adults", "", "domestic_violence", (18, None)),
        ("both", "for people under 35", "crisis", (None, 34)),
        ("both", "for people aged 29 and under; evenings", "lgbtq", (None, 29)),
        ("adults", "women and girls over 15", "sexual_violence", (16, None)),
        ("parents", "", "child_helpline", (None, None)),
    ],
)
def test_ages_come_from_the_audience_and_the_note(helpline, audience, note, kind, ages):
    service = helpline(audience=audience, note=note, kind=kind)
    assert (service.minimum_age, service.maximum_age) == ages


def test_a_line_for_children_that_takes_young_adults_is_for_both(helpline):
    assert helpline(audience="children", note="for LGBTQ+ people under 25").about.audience is Audience.BOTH


def test_a_limit_that_means_the_age_in_the_picture_is_not_the_age_of_the_person(site):
    service = site(
        id="ncmec-take-it-down", scope="global", audience="under18", age_max="17", kind="content_removal"
    )
    assert (service.maximum_age, service.about.image_age, service.country) == (None, "under18", "XX")


def test_a_row_that_is_not_to_be_shown_is_kept_and_never_shown(helpline):
    about = helpline(doubt="DO NOT SHOW until confirmed: one source of 2017").about
    assert about.show is Show.NEVER
    assert about.record_reason


def test_a_service_without_any_contact_is_a_record_only(site):
    assert site(web_url="").about.show is Show.NEVER


@pytest.mark.parametrize(
    "cells",
    [
        {"note": "police line; 113 at other times"},
        {"note": "prosecutor's reporting line"},
        {"note": "law-enforcement tip line"},
        {"note": "a reporting line: police may become involved"},
        {"doubt": "police; online form"},
        {"name": "Family Support Unit (Police)"},
        {"organisation": "Policía Nacional"},
        {"name": "Crimestoppers"},
    ],
)
def test_a_line_of_police_or_prosecutors_is_flagged(helpline, cells):
    assert helpline(**cells).about.police


@pytest.mark.parametrize("name", ["Polish line", "Policy centre", "Line for people hurt by crime"])
def test_a_name_that_only_looks_like_police_is_not_flagged(helpline, name):
    assert not helpline(name=name).about.police


def test_a_migration_authority_is_flagged(helpline):
    assert helpline(note="state migration authority: may touch residence status").about.state_migration_body
    assert helpline(organisation="Finnish Immigration Service").about.state_migration_body
    assert not helpline(organisation="International Organization for Migration").about.state_migration_body


def test_unknown_is_neither_yes_nor_no(helpline, site):
    about = helpline().about
    assert (about.free, about.anonymous) == (None, None)
    assert site(anonymous="no").about.anonymous is False


def test_a_menu_stands_in_its_field_and_beside_the_number(helpline):
    service = helpline(note="press 9 for the crisis line, 7 for legal advice")
    assert (
        service.about.menu
        == service.phones[0].description
        == "press 9 for the crisis line, 7 for legal advice"
    )


def test_a_video_line_is_not_a_voice_line(helpline):
    assert helpline(note="video phone line").phones[0].type == "video"


@pytest.mark.parametrize(
    "cells",
    [
        {"note": "directory"},
        {"note": "headquarters switchboard and service directory, not a helpline"},
        {"note": "law-enforcement tip line"},
        {"kind": "csam_hotline", "phone": "", "note": "INHOPE member; online form"},
    ],
)
def test_where_nobody_is_to_talk_to_it_is_not_a_helpline(helpline, cells):
    assert not helpline(**cells).about.helpline


def test_the_reporting_page_of_a_picture_hotline_warns_against_uploads(site):
    assert helplines.GIVE_THE_ADDRESS in site().about.notes
    assert helplines.GIVE_THE_ADDRESS not in site(needs_upload_of_image="yes").about.notes


@pytest.mark.parametrize(
    ("name", "kind", "group"),
    [
        ("Women's Helpline", "domestic_violence", "women"),
        ("Help for Women and Children", "domestic_violence", None),
        ("Helpline for Men and Women", "men_boys", None),
        ("Men's Line", "men_boys", "men_boys"),
        ("Federation of Women Lawyers", "legal", None),
        ("Kvinnofridslinjen", "domestic_violence", None),
    ],
)
def test_a_group_is_set_by_explicit_words_only(helpline, name, kind, group):
    assert helpline(name=name, kind=kind).about.group == group


def test_hours_that_sources_disagree_on_carry_that_as_a_note(helpline):
    service = helpline(hours="Mo-Fr 09:00-17:00", doubt="sources disagree on hours")
    assert (service.hours.known, service.hours.note) == ("scheduled", "sources disagree on hours")


def test_hours_that_cannot_be_read_are_unknown_with_the_text_kept(helpline, ledger):
    hours = helpline(hours="most evenings").hours
    assert (hours.known, hours.note) == ("unknown", "most evenings")
    assert "hours could not be read, kept as a note" in ledger.repairs


def test_a_country_of_many_zones_has_none_unless_the_source_says(helpline):
    assert helpline(country="CA", phone="988", phone_e164="").hours.timezone is None
    central = helpline(country="CA", phone="988", phone_e164="", note="hours in Central Time; not listed")
    assert central.hours.timezone == "America/Chicago"
    assert helpline().hours.timezone == "Europe/London"


def test_a_region_narrows_where_the_service_works(helpline):
    (area,) = helpline(region="Scotland").areas
    assert (area.country, area.region) == ("GB", "Scotland")


@pytest.mark.parametrize("code", ["EU", "XX", "XK"])
def test_codes_beyond_the_countries_are_accepted(helpline, code):
    assert helpline(country=code, phone="", phone_e164="").country == code


def test_languages_of_three_letters_are_accepted(helpline):
    assert helpline(languages="pap;bem;en").languages == ("pap", "bem", "en")


@pytest.mark.parametrize(
    ("text", "seen"),
    [("2026-10-07", "2026-10-07"), ("2026-10", "2026-10"), ("2026", "2026"), ("undated", None), ("", None)],
)
def test_a_date_is_as_given_or_unknown(helpline, text, seen):
    assert helpline(source_date=text).about.seen == seen


def test_an_undated_source_with_a_hint_keeps_the_hint_as_a_doubt(site):
    about = site(source_date="undated (2022 or later)").about
    assert about.seen is None
    assert "date of the source: undated (2022 or later)" in about.doubts


@pytest.mark.parametrize(
    "cells", [{"country": "QQ"}, {"country": ""}, {"name": ""}, {"kind": "magic"}, {"audience": "cats"}]
)
def test_a_row_that_is_unusable_says_why(helpline, cells):
    with pytest.raises(Unusable):
        helpline(**cells)
