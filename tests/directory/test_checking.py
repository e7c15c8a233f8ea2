"""listings_check: what is malformed or stands twice, found offline; the web is asked only when told to."""

from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command

from directory import checking, seeding
from tests.directory.making import seed_phone, service, write_seeds
from tests.directory.vetted import document


def found(**said) -> list[tuple[str, str]]:
    return [(one.what, one.field) for one in checking.malformed(document(**said))]


def shared(*documents) -> list[tuple[str, str, tuple[str, ...]]]:
    book = checking.Book()
    for one in documents:
        book.note(one)
    return [(one.what, one.listing, one.beside) for one in book.shared()]


def other(listing: str = "gb-other", **said):
    return document(**{"waypost": {**document()["waypost"], "listing": listing}, **said})


# --- malformed ---


def test_a_sound_listing_has_nothing_wrong():
    assert found(email="us@line.example.org") == []


@pytest.mark.parametrize(
    "address",
    [
        "https://", "https://localhost", "https://line..example.org", "https://-line.example.org/",
        "ftp://line.example.org", "https://line.example.org:port/", "https://a b.example.org",
        "https://user@line.example.org/", "https://[::1", "line.example.org",
    ],
)  # fmt: skip
def test_a_web_address_that_leads_nowhere_is_told(address):
    assert ("web-address-malformed", "url") in found(url=address)


@pytest.mark.parametrize(
    "address", ["https://xn--bcher-kva.example/", "http://bücher.example.org:8080/a?b=c#d"]
)
def test_an_unusual_address_that_works_is_not(address):
    assert found(url=address) == []


@pytest.mark.parametrize("written", ["us", "us@", "us@line", "us at line.example.org", "a@b@c.example.org"])
def test_an_email_address_that_is_none_is_told(written):
    assert ("e-mail-malformed", "email") in found(email=written)


def test_a_number_that_is_none_of_the_country_is_told():
    phones = [{**document()["phones"][0], "number": "020 7946"}]
    assert ("number-not-valid", "number") in found(phones=phones)


def test_what_is_only_missing_is_not_the_business_of_this_check():
    bare = {"id": "x", "name": "A line", "waypost": {"country": "GB", "listing": "gb-bare"}}
    assert list(checking.malformed(bare)) == []


# --- twice ---


def test_two_listings_with_one_number_are_told_once():
    phones = [{**document()["phones"][0], "number": "(020) 7946-0000"}]
    assert shared(document(name="B", url="https://b.example.org"), other(phones=phones)) == [
        ("same-number", "gb-drafted", ("gb-other",))
    ]


def test_a_slash_at_the_end_makes_no_other_address():
    first, second = document(phones=[], name="A"), other(phones=[], name="B", url="https://line.example.org")
    assert shared(first, second) == [("same-web-address", "gb-drafted", ("gb-other",))]


def test_the_same_short_code_in_two_countries_is_no_duplicate():
    short = [{"id": "s", "number": "116 123", "waypost": {"short": True}}]
    abroad = other("de-line", phones=short, name="B", url="https://b.example.org")
    abroad["waypost"]["country"] = "DE"
    assert shared(document(phones=short), abroad) == []


def test_the_same_name_in_one_country_is_told_however_it_is_spaced():
    second = other(name="a  LINE", phones=[], url="https://b.example.org")
    assert shared(document(), second) == [("same-name", "gb-drafted", ("gb-other",))]


# --- the command ---


@pytest.mark.django_db
def test_the_command_tells_each_thing_and_counts_them_without_asking_anybody(tmp_path: Path, monkeypatch):
    wrong = seed_phone(number="555 00 11 22 33", e164=None, valid=False)
    areas = [{"country": "NR", "region": None}]
    first = service("nr-one", phones=[wrong], service_areas=areas)
    write_seeds(tmp_path, first, service("nr-two", name="Another", service_areas=areas), country="NR")
    seeding.load(folder=tmp_path)
    monkeypatch.setattr("directory.fetching.Asker.ask", lambda *args: pytest.fail("asked the web"))
    out = StringIO()
    call_command("listings_check", country="nr", stdout=out)
    told = out.getvalue()
    assert "nr-one: same-web-address also in nr-two" in told
    assert "nr-one: number-not-valid number" in told
    assert "     1  same-web-address" in told
