"""A seed file with an error names the file, the line, the field and what was expected."""

import json

import pytest

from directory.seed_file import EmergencyFile, ListingsFile, SeedError, read
from tests.directory.making import seed_phone, service, write_seeds


def refused(folder, *services, country="GB", name="directory/GB.json") -> SeedError:
    file = write_seeds(folder, *services, country=country)
    with pytest.raises(SeedError) as caught:
        read(file.read_bytes(), shape=ListingsFile, name=name)
    return caught.value


def test_a_wrong_type_is_named_with_its_line(tmp_path):
    error = refused(tmp_path, service(), service("gb-two", minimum_age="ten"))
    lines = (tmp_path / "directory/GB.json").read_text().splitlines()
    assert '"minimum_age": "ten"' in lines[error.line - 1]
    assert (error.file, error.field) == ("directory/GB.json", "services[1].minimum_age")


def test_a_word_that_the_format_does_not_know_is_answered_with_those_it_knows(tmp_path):
    error = refused(tmp_path, service(grade="E"))
    assert error.expected == "one of: A, B, C, D"


def test_an_unknown_kind_is_answered_with_the_kinds(tmp_path):
    assert "domestic_violence" in refused(tmp_path, service(kind="hotline")).expected


def test_an_unknown_key_is_refused(tmp_path):
    assert "adress" in refused(tmp_path, service(adress="somewhere")).expected


def test_a_short_code_with_a_full_number_is_refused(tmp_path):
    error = refused(tmp_path, service(phones=[seed_phone(short=True, e164="+44116111")]))
    assert error.field == "services[0].phones[0].e164"


def test_hours_that_contradict_themselves_are_refused(tmp_path):
    hours = {"known": "scheduled", "schedules": [], "timezone": None, "note": None}
    assert refused(tmp_path, service(hours=hours)).field == "services[0].hours.schedules"


def test_a_zone_that_does_not_exist_is_refused(tmp_path):
    hours = {"known": "always", "schedules": [], "timezone": "Europe/Atlantis", "note": None}
    assert refused(tmp_path, service(hours=hours)).field == "services[0].hours.timezone"


def test_ages_in_the_wrong_order_are_refused(tmp_path):
    assert refused(tmp_path, service(minimum_age=18, maximum_age=17)).field == "services[0].maximum_age"


def test_a_file_under_the_name_of_another_country_is_refused(tmp_path):
    assert refused(tmp_path, service(), country="FR").field == "country"


def test_the_same_id_twice_is_refused(tmp_path):
    assert refused(tmp_path, service(), service()).field == "services[1].id"


def test_broken_json_is_named_with_its_line():
    with pytest.raises(SeedError) as caught:
        read(b'{"format":\n "waypost-directory-1",\n oops', shape=ListingsFile, name="directory/GB.json")
    assert caught.value.line == 3


def test_bytes_that_are_no_text_are_refused():
    with pytest.raises(SeedError):
        read(b'{"format": "\xff"}', shape=ListingsFile, name="directory/GB.json")


def test_a_country_that_does_not_exist_has_no_emergency_number():
    raw = json.dumps({"format": "waypost-emergency-1", "countries": {"QQ": {"numbers": [], "note": None}}})
    with pytest.raises(SeedError) as caught:
        read(raw.encode(), shape=EmergencyFile, name="emergency.json")
    assert caught.value.field == "countries.QQ"


def test_kosovo_the_union_and_the_world_are_accepted(tmp_path):
    areas = [{"country": code, "region": None} for code in ("XK", "EU", "XX")]
    file = write_seeds(tmp_path, service(service_areas=areas, languages=["pap", "zh-Hant"]))
    assert (
        read(file.read_bytes(), shape=ListingsFile, name="directory/GB.json").services[0].languages[0]
        == "pap"
    )
