"""A mirror: pages that lead only to each other and to help, tell what may be told, and say of which day."""

import gzip
import re
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from typing import Final

import pytest
from django.conf import settings
from django.utils import translation

from directory import published
from directory.models.service import Visibility
from referral import mirror, mirror_addresses
from safety.headers import POLICY
from tests.referral.mirroring import LIVE, write

pytestmark = pytest.mark.django_db

FIRST_VIEW: Final = 14_000  # bytes, with what the first page needs beside itself
NEUTRAL: Final = re.compile(
    r"(?:index\.html|x/\d\.(?:css|js)|(?:en|ar)/(?:index|(?:\d+/)?\d+(?:-\d+)?)\.html)\Z"
)


class Read(HTMLParser):
    """What a page asks for and leads to."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str]]] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, {name: value or "" for name, value in attrs}))

    def links(self) -> Iterator[dict[str, str]]:
        yield from (attrs for tag, attrs in self.tags if tag in {"a", "link"} and "href" in attrs)


@pytest.fixture(scope="module")
def copy(django_db_setup: None, django_db_blocker: object, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A mirror of two countries in two languages; no test changes it."""
    folder = tmp_path_factory.mktemp("mirror") / "copy"
    with django_db_blocker.unblock():  # type: ignore[attr-defined]
        published.forget()
        write(folder, countries=("GB", "NR"), languages=("en", "ar"))
    return folder


@pytest.fixture(scope="module")
def texts(copy: Path) -> dict[str, str]:
    return {one.relative_to(copy).as_posix(): one.read_text(encoding="utf-8") for one in copy.rglob("*.html")}


def number(country: str) -> int:
    return mirror_addresses.number_of(country)


def test_every_link_leads_to_a_page_that_is_there(copy: Path, texts: dict[str, str]) -> None:
    ids = {name: set(re.findall(r'\sid="([^"]+)"', text)) for name, text in texts.items()}
    followed = 0
    for name, text in texts.items():
        for tag, attrs in Read(text).tags:
            where = attrs.get("href") or attrs.get("src") or ""
            if tag not in {"a", "link", "script"} or re.match(r"[a-z]+:", where):
                continue
            path, _hash, anchor = where.partition("#")
            assert not path.startswith("/"), "an absolute path works from no folder but one"
            target = (copy / name).parent.joinpath(path).resolve()
            assert target.is_relative_to(copy.resolve())
            assert target.is_file(), f"{name} leads to {where}"
            if anchor:
                assert anchor in ids[target.relative_to(copy.resolve()).as_posix()], f"{name}: {where}"
            followed += 1
    assert followed > 1000


def test_no_link_leads_elsewhere_but_out_to_a_number_or_to_a_service(texts: dict[str, str]) -> None:
    stock = published.current()
    help_ = {web.url for one in stock.listings.values() for web in one.web}
    help_ |= {settings.WAYPOST_EXIT_URL, LIVE, settings.WAYPOST_SOURCE_URL}
    for text in texts.values():
        for attrs in Read(text).links():
            where = attrs["href"]
            scheme = where.partition(":")[0] if re.match(r"[a-z]+:", where) else ""
            assert scheme in {"", "tel", "sms", "mailto", "data", "https", "http"}
            if scheme.startswith("http"):
                assert where in help_
                assert "noreferrer" in attrs["rel"]


@pytest.mark.promise("S2")
def test_addresses_and_titles_say_nothing(copy: Path, texts: dict[str, str]) -> None:
    names = {one.relative_to(copy).as_posix() for one in copy.rglob("*") if one.is_file()}
    assert [one for one in names - {"manifest.json", "SHA256SUMS"} if not NEUTRAL.match(one)] == []
    for name, text in texts.items():
        with translation.override("ar" if name.startswith("ar/") else "en"):
            title = translation.gettext("Information")
        assert re.findall(r"<title>(.*?)</title>", text) == [title]
        assert '<meta name="referrer" content="no-referrer">' in text
        assert '<meta name="robots" content="noindex, nofollow, noarchive">' in text
        assert '<link rel="icon" href="data:,">' in text


@pytest.mark.promise("S1")
def test_no_page_holds_a_form_a_field_or_a_script_of_its_own(texts: dict[str, str]) -> None:
    for text in texts.values():
        read = Read(text)
        assert {tag for tag, _ in read.tags} & {
            "form",
            "input",
            "select",
            "button",
            "textarea",
            "iframe",
        } == set()
        assert [attrs for tag, attrs in read.tags if tag == "script" and not attrs.get("src")] == []
        assert [
            attrs for _, attrs in read.tags if "style" in attrs or any(n.startswith("on") for n in attrs)
        ] == []


@pytest.mark.promise("S3")
def test_every_page_has_the_way_out_as_a_plain_link(texts: dict[str, str]) -> None:
    for text in texts.values():
        out = [attrs for attrs in Read(text).links() if "data-quick-exit" in attrs]
        assert [one["href"] for one in out] == [settings.WAYPOST_EXIT_URL]
        assert out[0]["data-quick-exit"] == settings.WAYPOST_EXIT_URL_2


def test_the_policy_of_a_page_is_as_strict_as_that_of_the_site(texts: dict[str, str]) -> None:
    for text in texts.values():
        (said,) = re.findall(r'http-equiv="Content-Security-Policy" content="([^"]+)"', text)
        policy = dict(part.split(" ", 1) for part in said.replace(" file:", "").split("; "))
        stricter = {("img-src", "data:"), ("form-action", "'none'")}
        assert policy["default-src"] == "'none'"
        assert "connect-src" not in policy  # nothing is fetched: not even the way out asks for anything
        assert policy.items() - dict(part.split(" ", 1) for part in POLICY.split("; ")).items() == stricter


def test_every_page_says_when_it_was_made_and_where_the_site_is(texts: dict[str, str]) -> None:
    today = mirror.day(mirror.today(), "en")
    english = [text for name, text in texts.items() if not name.startswith("ar/")]
    for text in english:
        assert f"This page was made on {today} and may be out of date." in text
    for text in texts.values():
        assert f'href="{LIVE}"' in text


def test_no_page_says_that_somebody_is_open_now(texts: dict[str, str]) -> None:
    assert any("Times of" in text for text in texts.values())
    for name, text in texts.items():
        if name.startswith("en/"):
            assert not re.search(
                r"Open now|Open until|Closed now|open now", text.replace("who is open now", "")
            )


def test_a_first_view_fits_into_the_first_flight(copy: Path, texts: dict[str, str]) -> None:
    beside = sum(len(gzip.compress(one.read_bytes(), 6)) for one in (copy / "x").iterdir())
    largest = max(len(gzip.compress(text.encode(), 6)) for text in texts.values())
    assert beside + largest <= FIRST_VIEW


def test_arabic_is_laid_out_from_the_right(texts: dict[str, str]) -> None:
    for name, text in texts.items():
        way = 'lang="ar" dir="rtl"' if name.startswith("ar/") else 'lang="en" dir="ltr"'
        assert f"<html {way}>" in text


def test_the_first_page_of_a_country_has_its_emergency_number_and_people_who_answer(
    texts: dict[str, str],
) -> None:
    british, nauruan = texts[f"en/{number('GB')}/1.html"], texts[f"en/{number('NR')}/1.html"]
    assert 'href="tel:999"' in british
    assert "Samaritans" in british
    assert 'class="call red"' in nauruan or "We know no sure emergency number" in nauruan


def test_every_listing_of_a_country_stands_in_the_mirror_once_in_full(texts: dict[str, str]) -> None:
    ours = {one.id for one in published.current().in_place("GB") if one.visibility == Visibility.OPEN}
    found = [
        one
        for name, text in texts.items()
        if re.match(rf"en/{number('GB')}/4(-\d+)?\.html", name)
        for one in re.findall(r'data-service="([^"]+)"', text)
    ]
    assert ours <= set(found)
    assert len(found) == len(set(found))


def test_every_pathway_has_its_cards_for_adults_and_for_young_people(texts: dict[str, str]) -> None:
    for flow in range(1, 17):
        for kind in (100, 200):
            assert texts[f"en/{kind + flow}.html"].count("<li>") > 3
        assert f"../{100 + flow}.html" in texts[f"en/{number('GB')}/2.html"]


@pytest.mark.promise("S12")
def test_whoever_is_under_18_is_given_nobody_for_adults_only(texts: dict[str, str]) -> None:
    page = texts[f"en/{number('GB')}/2.html"]
    adult_only = {one.name for one in published.current().in_place("GB") if (one.min_age or 0) >= 18}
    young = re.findall(r"<h2>Under 18</h2>(.*?)(?=<h2>|</details>)", page, re.DOTALL)
    assert len(young) == 16
    assert adult_only
    for part in young:
        assert [name for name in adult_only if f">{name}<" in part] == []
