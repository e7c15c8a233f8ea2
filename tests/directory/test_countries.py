"""Countries as a person chooses them."""

from directory import countries


def test_every_country_that_can_be_chosen_has_a_region_and_a_time_zone():
    codes = [code for code, _ in countries.countries("en")]
    assert len(codes) > 240
    assert [code for code in codes if not countries.region_of(code)] == []
    assert [code for code in codes if not countries.zones(code)] == []


def test_the_list_is_in_the_order_of_the_names_of_the_language():
    german = countries.countries("de")
    assert german.index(("AT", "Österreich")) < german.index(("PK", "Pakistan"))
    assert german.index(("EG", "Ägypten")) < german.index(("AL", "Albanien"))


def test_groupings_are_named_but_cannot_be_chosen():
    assert [countries.name(code, "en") for code in ("XK", "EU", "XX")] == [
        "Kosovo",
        "European Union",
        "world",
    ]
    assert not countries.is_country("EU")
    assert not countries.is_country("XX")


def test_an_unknown_language_falls_back_to_english_names():
    assert countries.name("GB", "xx-nonsense") == "United Kingdom"
    assert countries.language_name("pap", "zz") == "Papiamento"


def test_neighbours_share_a_region_and_leave_the_country_itself_out():
    assert "KE" in countries.neighbours("TZ")
    assert "TZ" not in countries.neighbours("TZ")
    assert countries.neighbours("XX") == ()


def test_the_union_has_the_zones_of_its_members():
    assert {"Europe/Lisbon", "Europe/Helsinki"} <= set(countries.zones("EU"))
    assert countries.zones("XX") == ()
    assert countries.zones("not a country") == ()
