"""Emergency numbers: the table against the metadata."""

import pytest

from seeds.building.emergency import in_metadata, of_country, read
from seeds.building.ledger import Unusable


@pytest.fixture
def country(helpline_row, ledger):
    def make(code, *numbers, **cells):
        rows = [
            read(helpline_row(country=code, kind="emergency", phone=number, **cells))[1] for number in numbers
        ]
        return of_country(code, rows=rows, ledger=ledger)["numbers"]

    return make


def shown(numbers):
    return [number["number"] for number in numbers if number["show"] == "yes"]


def test_a_number_that_both_know_is_confirmed_and_first(country):
    first = country("GB", "999")[0]
    assert (first["number"], first["confirmed_by_metadata"], first["for"]) == ("999", True, "all")


def test_the_number_for_everything_comes_before_that_of_police(country):
    assert shown(country("DE", "110", "112"))[0] == "112"


def test_a_number_that_a_handset_knows_stays_first_when_metadata_lacks_it(country, ledger):
    numbers = country("KG", "112", doubt="community lists only; confirm with an official page")
    assert shown(numbers) == ["112", "101", "102", "103"]
    assert numbers[0]["doubts"]
    assert ledger.disagreements[0]["country"] == "KG"


def test_no_number_that_metadata_confirms_is_hidden(country):
    assert set(in_metadata("MU")) <= set(shown(country("MU", "112", doubt="community lists only")))


def test_a_number_that_is_not_to_be_shown_stays_unshown_even_when_metadata_lists_it(country):
    numbers = country("AF", "119", doubt="DO NOT SHOW until confirmed: authorities changed in 2021")
    assert "119" not in shown(numbers)
    assert all(number["doubts"] for number in numbers)


def test_a_country_that_only_metadata_knows_is_listed_with_a_doubt(country):
    (only,) = country("GU")
    assert (only["number"], only["sources"][0]["name"]) == ("911", "phonenumbers metadata")
    assert only["doubts"]


def test_what_a_number_is_for_is_unknown_unless_a_source_says(country):
    assert {number["for"] for number in country("JP", "110")} == {"unknown"}
    assert country("UA", "102", note="police")[0]["for"] == "police"
    assert country("FR", "112")[0]["for"] == "all"


def test_an_emergency_row_without_a_number_is_refused(helpline_row):
    with pytest.raises(Unusable):
        read(helpline_row(kind="emergency", phone=""))
