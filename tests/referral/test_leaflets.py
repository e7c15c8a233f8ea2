"""Sheets for a wall: what stands on them, on which paper, in which direction; read back from the PDF."""

import io
from dataclasses import replace
from pathlib import Path
from typing import Final

import pypdf
import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone, translation

from directory import published
from directory.hours import Known
from directory.topics import Kind
from referral import editions, leaflets
from referral.leaflet import Leaflet
from referral.sheet import STRIPS, draw, draws
from referral.showing import Reader

A4: Final = (595, 842)  # points
ADDRESS: Final = "https://lantern.example/"

pytestmark = pytest.mark.django_db


def made(country: str, language: str, *, address: str = "") -> Leaflet:
    with translation.override(language):
        return leaflets.leaflet(country=country, language=language, address=address)


def read(leaflet: Leaflet, *, plain: bool = False, paper: str = "A4") -> pypdf.PdfReader:
    return pypdf.PdfReader(io.BytesIO(draw(leaflet, fonts=leaflets.fonts(), paper=paper, plain=plain)))


def text_of(file: pypdf.PdfReader) -> str:
    return "\n".join(page.extract_text() for page in file.pages)


def squeezed(text: str) -> str:
    return "".join(text.split())


@pytest.fixture(scope="module")
def british(django_db_setup: None, django_db_blocker: object) -> Leaflet:
    with django_db_blocker.unblock():  # type: ignore[attr-defined]
        return made("GB", "en", address=ADDRESS)


def test_a_sheet_holds_the_emergency_number_and_the_lines_of_its_country(british: Leaflet) -> None:
    file = read(british)
    told = squeezed(text_of(file))
    assert [tuple(round(float(side)) for side in page.mediabox[2:]) for page in file.pages] == [A4, A4]
    assert "999" in told
    shown = [line for line in british.lines if squeezed(line.numbers[0]) in told]
    assert len(shown) >= 6
    assert {"116 123", "0800 1111"} <= {line.numbers[0] for line in shown}
    for one in british.situations:
        assert squeezed(one.title) in told
        assert all(squeezed(step) in told for step in one.steps)


def test_every_number_on_a_sheet_is_one_of_the_directory(british: Leaflet) -> None:
    known = {phone.number for one in published.current().listings.values() for phone in one.phones}
    known |= {one.number for one in published.current().emergency["GB"]}
    numbers = {number.split(" (")[0] for line in british.lines for number in line.numbers}
    assert numbers | set(british.strip) <= known


def test_it_says_that_nobody_called_the_numbers_yet(british: Leaflet) -> None:
    told = text_of(read(british))
    assert "Nobody of this site has called them yet" in told
    assert "Printed on" in told
    vetted = [replace(one, vetted=True) for one in published.current().in_place("GB")[:3]]
    reader = Reader(language="en", country="GB", now=timezone.now())
    assert not any("Nobody" in said for said in leaflets._foot(vetted, reader))


def test_the_plain_sheet_has_no_heading_and_strips_with_numbers_alone(british: Leaflet) -> None:
    file = read(british, plain=True)
    told = squeezed(text_of(file))
    assert len(file.pages) == 1
    assert squeezed(british.title) not in told
    assert all(squeezed(one.title) not in told for one in british.situations)
    assert told.count("999") > STRIPS


def test_the_address_is_on_it_only_where_it_was_given(british: Leaflet) -> None:
    assert ADDRESS in text_of(read(british))
    assert len(read(british).pages[0].images) == 1
    without = read(replace(british, address=""))
    assert "lantern" not in text_of(without)
    assert len(without.pages[0].images) == 0


def test_arabic_runs_from_right_to_left_and_its_numbers_do_not() -> None:
    leaflet = made("JO", "ar")
    assert leaflet.direction == "rtl"
    first = draw(leaflet, fonts=leaflets.fonts(), paper="A4", plain=False)
    starts: dict[str, float] = {}

    def where(text: str, _matrix: object, place: list[float], *_font: object) -> None:
        if text.strip():
            starts.setdefault(text.strip(), place[4])

    told = pypdf.PdfReader(io.BytesIO(first)).pages[0].extract_text(visitor_text=where)
    assert "911" in told
    assert any("\u0600" <= letter <= "\u06ff" for letter in told)
    number = next(x for text, x in starts.items() if "911" in text)
    assert number > A4[0] / 2  # the number for danger stands on the side on which reading begins


@pytest.mark.parametrize("language", ["en", "es", "fr", "ar", "ru", "zh-hans"])
def test_the_fonts_can_draw_every_text_of_the_language(language: str) -> None:
    book, texts = editions.current(), []
    for (spoken, _reader), wording in book.wordings.items():
        if spoken == language:
            texts.extend(wording.texts.values())
    missing = [text for text in texts if not draws(leaflets.fonts(), text)]
    assert missing == []


def test_a_name_that_no_font_can_draw_gives_way_to_another() -> None:
    one = next(iter(published.current().listings.values()))
    unknown = replace(one, name="\U00010e80", alternate_name=None, organization=None)
    assert leaflets._name(unknown, "Crisis line") == "Crisis line"
    assert leaflets._name(replace(unknown, organization="Lantern"), "Crisis line") == "Lantern"


def test_what_answers_day_and_night_stands_first_and_no_police_at_all() -> None:
    stock = published.current()
    for country in ("GB", "US", "DE", "IN", "BR"):
        reader = Reader(language="en", country=country, now=timezone.now())
        found = list(leaflets.lines_of(stock, country, reader))
        always = [one.hours.known is Known.ALWAYS for one in found]
        assert always == sorted(always, reverse=True)
        assert not any(one.police or Kind.PREVENTION_OFFENDER in one.kinds for one in found)


def test_a_country_without_lines_says_so_or_has_those_of_the_world() -> None:
    leaflet = made("TV", "en")
    assert leaflet.lines or leaflet.lines_say.startswith("We know of no line")
    assert leaflet.emergency or "no sure emergency number" in leaflet.emergency_says


def test_the_command_writes_two_sheets_a_language(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    call_command("leaflets", tmp_path, "--country", "ie", "--language", "en", "--paper", "Letter")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["IE-en-plain.pdf", "IE-en.pdf"]
    page = pypdf.PdfReader(tmp_path / "IE-en.pdf").pages[0]
    assert tuple(round(float(side)) for side in page.mediabox[2:]) == (612, 792)


@pytest.mark.parametrize(
    "wrong",
    [
        ["--country", "ZZ"],
        ["--country", "GB", "--language", "tlh"],
        ["--country", "GB", "--address", "http://example.org/"],
        ["--country", "GB", "--address", "https://example.org/?from=poster"],
        ["--country", "GB", "--address", "https://example.org/clinic"],
    ],
)
def test_what_it_cannot_do_it_refuses(tmp_path: Path, wrong: list[str]) -> None:
    with pytest.raises(CommandError, match="expected"):
        call_command("leaflets", tmp_path, *wrong)


@pytest.mark.promise("S6")
@pytest.mark.parametrize("visibility", ["asked", "staff"])
def test_a_listing_that_only_our_own_pages_may_tell_hangs_on_no_wall(
    monkeypatch: pytest.MonkeyPatch, visibility: str
) -> None:
    reader = Reader(language="en", country="GB", now=timezone.now())
    stock = published.current()
    first = next(leaflets.lines_of(stock, "GB", reader))
    places = {
        place: {
            kind: tuple(replace(one, visibility=visibility) if one.id == first.id else one for one in found)
            for kind, found in kinds.items()
        }
        for place, kinds in stock.by_place.items()
    }
    shown = {one.id for one in leaflets.lines_of(replace(stock, by_place=places), "GB", reader)}
    assert shown
    assert first.id not in shown
