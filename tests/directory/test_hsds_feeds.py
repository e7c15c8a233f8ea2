"""Dirty feeds: nothing crashes, nothing is guessed in silence, and every row ends somewhere."""

from pathlib import Path

import pytest

from directory.hsds import shapes
from directory.hsds.incoming import Ledger
from directory.hsds.read import NotRecognised, Source, incoming
from directory.hsds.read_csv import BadMapping, mapping
from directory.hsds.record import Terms
from tests.directory.feeds_read import FEEDS, Read, read, zipped

EVERY = [("page.json", "", ""), ("lines.ndjson", "", ""), ("torn.json", "", ""), ("third", "US", ""),
         ("second", "", ""), ("first", "", ""), ("airs.xml", "", ""),
         ("plain.csv", "", "plain.yaml")]  # fmt: skip


@pytest.fixture(params=EVERY, ids=[one[0] for one in EVERY])
def feed(request: pytest.FixtureRequest) -> Read:
    name, country, mapped = request.param
    return read(name, country=country, mapping=mapped)


def test_rows_read_are_rows_taken_and_mended_and_refused(feed: Read) -> None:
    assert feed.ledger.read == feed.ledger.taken + feed.ledger.repaired + feed.ledger.refused > 0


def test_a_document_has_no_field_that_nobody_knows(feed: Read) -> None:
    assert [shapes.unknown(one.document) for one in feed.services] == [[] for _one in feed.services]


def test_every_line_of_the_report_says_where_and_what(feed: Read) -> None:
    for line in feed.lines:
        assert line.place.file
        assert line.code
        assert line.words


def test_a_second_reading_gives_the_same_documents() -> None:
    first, second = read("page.json"), read("page.json")
    assert [one.document for one in first.services] == [one.document for one in second.services]


@pytest.mark.parametrize(
    ("name", "country", "mapped", "rows"),
    [
        ("page.json", "", "", (9, 1, 3, 5)),
        ("lines.ndjson", "", "", (4, 0, 2, 2)),
        ("torn.json", "", "", (2, 0, 1, 1)),
        ("third", "US", "", (31, 0, 22, 9)),
        ("second", "", "", (11, 0, 11, 0)),
        ("first", "", "", (14, 0, 14, 0)),
        ("airs.xml", "", "", (5, 0, 4, 1)),
        ("plain.csv", "", "plain.yaml", (4, 0, 3, 1)),
    ],
)
def test_how_the_rows_of_each_feed_end(name: str, country: str, mapped: str, rows: tuple[int, ...]) -> None:
    ledger = read(name, country=country, mapping=mapped).ledger
    assert (ledger.read, ledger.taken, ledger.repaired, ledger.refused) == rows


def test_a_page_is_refused_record_by_record() -> None:
    assert read("page.json").refused() == [
        ("page.json", 3, "name", "no-name"),
        ("page.json", 4, "id", "no-id"),
        ("page.json", 5, "id", "twice"),
        ("page.json", 6, "country", "no-country"),
        ("page.json", 7, "", "not-an-object"),
    ]


def test_a_dirty_record_is_mended_by_name() -> None:
    found = read("page.json")
    assert found.repairs_of("page.json", 1) >= {
        "id-made", "status-empty", "html-escaped", "html-tags", "literal-newline", "url-scheme",
        "extension-moved",
        "phone-split", "phone-empty", "phone-type", "language-spelling", "languages-split",
        "language-unknown",
        "duplicate-language", "duplicate-tag", "hours-parsed", "country-found", "country-spelling",
        "point-unusable",
        "age-spelling", "age-no-limit", "field-kept-aside", "quotes",
    }  # fmt: skip
    document = found.named("Lantern House").document
    assert document["description"] == "A listening line.\n\nOpen to all.\nAsk for Night desk."
    assert [phone["number"] for phone in document["phones"]] == [
        "(206) 555-0142",
        "206-555-0143",
        "206-555-0144",
        "988",
    ]
    assert [one.get("code") for one in document["languages"]] == ["en", "fa", "es", "fr", "so", None]
    assert (document["minimum_age"], document["waypost"]["minimum_age_months"]) == (1, 6)
    assert document["waypost"]["kind"] == "crisis"
    assert document["waypost"]["extra"]["house_colour"] == "blue"


def test_a_short_number_never_becomes_a_full_one() -> None:
    phone = read("page.json").named("Lantern House").document["phones"][-1]
    assert phone["waypost"] == {"inside_country_only": True, "valid": True, "short": True}


def test_what_cannot_be_used_is_kept_aside() -> None:
    extra = read("page.json").named("Café de las Mujeres").document["waypost"]["extra"]
    assert extra == {
        "minimum_age": 40,
        "maximum_age": 12,
        "audience": "everybody",
        "url": "see our page",
        "email": "ask us",
    }


def test_a_line_that_cannot_be_read_costs_only_itself() -> None:
    found = read("lines.ndjson")
    assert [one.document["name"] for one in found.services] == ["First line", "Third line"]
    assert found.refused() == [("lines.ndjson", 2, "", "broken"), ("lines.ndjson", 3, "", "not-an-object")]


def test_tables_are_joined_and_what_hangs_on_nothing_is_named() -> None:
    found = read("third", country="US")
    assert found.recognised == "HSDS 3.x, tables"
    assert set(found.refused()) == {
        ("favourite_colours.csv", 1, "", "unused"), ("services.csv", 3, "", "columns"),
        ("services.csv", 5, "id", "twice"), ("addresses.csv", 2, "location_id", "orphan"),
        ("locations.csv", 2, "", "unused"), ("organizations.csv", 2, "", "no-service"),
        ("phones.csv", 3, "service_id", "orphan"), ("service_at_location.csv", 3, "service_id", "orphan"),
        ("taxonomy_terms.csv", 3, "", "unused"),
    }  # fmt: skip
    centre = found.named("Day Centre").document
    assert centre["description"] == "Help, and a cup of tea"
    assert centre["service_at_locations"][0]["location"]["addresses"][0]["country"] == "US"
    assert centre["schedules"][0]["byday"] == "MO,TU,WE,TH,FR"
    assert found.named("Night Line").document["waypost"]["hours_known"] == "always"


def test_a_zip_is_read_as_its_folder_is(tmp_path: Path) -> None:
    folder, archive = read("third", country="US"), read(zipped("third", tmp_path), country="US")
    assert [one.document for one in folder.services] == [one.document for one in archive.services]
    assert folder.refused() == archive.refused()


@pytest.mark.parametrize(("name", "version"), [("third", "3.x"), ("second", "2.x"), ("first", "1.x")])
def test_the_version_of_a_package_is_recognised(name: str, version: str) -> None:
    assert read(name, country="US").recognised == f"HSDS {version}, tables"


def test_tables_of_the_second_version_are_put_where_they_stand_now() -> None:
    service = read("second").named("Hill Legal Aid").document
    location = service["service_at_locations"][0]["location"]
    assert [one["address_type"] for one in location["addresses"]] == ["physical", "postal"]
    assert location["accessibility"][0]["description"] == "ramp"
    assert location["attributes"][0]["taxonomy_term"]["name"] == "Lift"
    assert service["organization"]["website"] == "http://hill.example"
    assert service["waypost"]["kind"] == "legal"


def test_tables_of_the_first_version_are_put_where_they_stand_now() -> None:
    service = read("first").named("Mill Refuge Line").document
    assert [one["byday"] for one in service["schedules"]] == ["MO", "TU"]
    assert service["eligibility_description"] == "Anybody"
    assert service["languages"][0]["code"] == "ga"
    assert service["service_areas"][0]["name"] == "Leinster"
    assert service["attributes"][0]["taxonomy_term"]["taxonomy"] == "Old list"
    assert service["waypost"]["kind"] == "domestic_violence"
    assert set(service["waypost"]["extra"]) == {"payment_accepted", "holiday_schedule"}


def test_a_plain_file_is_read_by_its_mapping() -> None:
    found = read("plain.csv", mapping="plain.yaml")
    assert "encoding" in found.repairs_of("plain.csv", 1)
    first = found.named("Münchner Beratungsstelle").document
    assert [one["code"] for one in first["languages"]] == ["de", "tr"]
    assert first["waypost"]["extra"] == {"farbe": "blau"}
    assert found.named("Frauenhaus Nord").document["waypost"]["kind"] == "domestic_violence"


def test_a_mapping_to_a_field_that_there_is_not_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "wrong.yaml"
    path.write_text("columns:\n  A: shoe_size\n")
    with pytest.raises(BadMapping):
        mapping(path)


@pytest.mark.parametrize("content", ["", "just words", "a,b,c\n1,2,3\n"])
def test_a_file_that_is_none_of_these_is_not_recognised(content: str, tmp_path: Path) -> None:
    path = tmp_path / "what.txt"
    path.write_text(content)
    with pytest.raises(NotRecognised):
        list(incoming(Source(path), terms=Terms(feed="f"), ledger=Ledger()))


def test_xml_that_would_fetch_or_grow_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "bomb.xml"
    path.write_text(
        '<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]>'
        "<Source><Agency><Key>&b;</Key></Agency></Source>"
    )
    assert read(path).refused() == [("bomb.xml", 1, "", "broken")]


def test_the_feeds_of_the_tests_are_all_read_here() -> None:
    assert {path.name for path in FEEDS.iterdir()} - {"plain.yaml"} == {one[0] for one in EVERY}
