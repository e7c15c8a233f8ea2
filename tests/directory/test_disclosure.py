"""What leaves by the public door, and what stays inside."""

import ast
from dataclasses import fields, replace
from pathlib import Path

import pytest
from django.conf import settings

from directory import seed_rows
from directory.disclosure import PublicListing, public
from directory.seed_file import ListingsFile, read
from directory.states import State
from tests.directory.making import seed_phone, service, write_seeds


def shown(
    folder: Path, *, state: State | None = None, show_sourced: bool = True, **said
) -> PublicListing | None:
    file = write_seeds(folder, service(**said))
    seed = read(file.read_bytes(), shape=ListingsFile, name="directory/GB.json").services[0]
    row = seed_rows.service_row(seed_rows.Entry(seed, "GB", "directory/GB.json"))
    row.state = state or row.state
    return public(
        row,
        organization="A charity",
        phones=seed_rows.phone_rows(seed),
        urls=seed_rows.url_rows(seed),
        languages=[language.code for language in seed_rows.language_rows(seed)],
        schedules=seed_rows.schedule_rows(seed),
        areas=seed_rows.area_rows(seed),
        show_sourced=show_sourced,
    )


@pytest.mark.promise("S6")
def test_a_sourced_listing_is_shown_only_where_the_installation_says_so(tmp_path):
    assert shown(tmp_path).vetted is False
    assert shown(tmp_path, show_sourced=False) is None


@pytest.mark.promise("S6")
@pytest.mark.parametrize(
    "state", [State.WITHDRAWN, State.STALE, State.DRAFT, State.IN_REVIEW, State.RECORD_ONLY]
)
def test_what_is_not_vetted_in_time_is_not_shown(tmp_path, state):
    assert shown(tmp_path, state=state) is None


def test_a_listing_that_must_not_be_shown_cannot_be(tmp_path):
    assert shown(tmp_path, show="never") is None


@pytest.mark.promise("S5")
def test_working_notes_and_locators_of_sources_stay_inside(tmp_path):
    listing = shown(tmp_path, doubts=["XYZZY doubt"], notes=["XYZZY note"], record_reason="XYZZY reason")
    assert "XYZZY" not in repr(listing)
    assert "https://example.org/list" not in repr(listing)


@pytest.mark.promise("S5")
def test_only_disclosure_makes_public_listings():
    makers = [
        path.relative_to(settings.BASE_DIR).as_posix()
        for room in ("config", "directory", "referral", "safety", "staff")
        for path in (settings.BASE_DIR / room).rglob("*.py")
        if _calls(path, "PublicListing")
    ]
    assert makers == ["directory/disclosure.py"]


def _calls(path: Path, name: str) -> bool:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    return any(
        isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == name
        for node in ast.walk(tree)
    )


def test_a_short_code_is_shown_as_one_that_works_inside_only(tmp_path):
    short = seed_phone(number="116 111", e164=None, short=True, inside_country_only=False)
    phone = shown(tmp_path, phones=[short]).phones[0]
    assert (phone.dial, phone.inside_country_only) == ("tel:116111", True)


def test_the_website_comes_after_the_chat(tmp_path):
    listing = shown(tmp_path, web_contacts=[{"kind": "chat", "url": "https://example.org/chat"}])
    assert [web.kind for web in listing.web] == ["chat", "site"]


def test_doubts_become_codes_that_a_page_can_word(tmp_path):
    listing = shown(tmp_path, doubts=["May have closed in 2025"], grade="D", phones=[seed_phone(valid=False)])
    assert [str(doubt) for doubt in listing.doubts_shown] == ["may_be_closed", "unconfirmed_number"]


def test_unknown_stays_unknown(tmp_path):
    listing = shown(tmp_path, seen=None, languages=[])
    assert (listing.seen, listing.languages, listing.anonymous, listing.cost_free) == (None, (), None, None)


def test_a_service_that_is_not_active_never_answers(tmp_path):
    assert shown(tmp_path, status="temporarily closed").hours.known == "closed"


@pytest.mark.promise("S12")
def test_a_service_for_pictures_from_childhood_takes_adults_unless_it_gives_a_limit(tmp_path):
    assert shown(tmp_path, audience="children", image_age="under18").audience == "both"
    limited = shown(tmp_path, audience="children", image_age="under18", maximum_age=17)
    assert (limited.audience, limited.max_age) == ("children", 17)


def test_a_public_listing_is_frozen(tmp_path):
    listing = shown(tmp_path)
    assert replace(listing, name="other") != listing
    assert all(isinstance(hash(getattr(listing, field.name)), int) for field in fields(listing))
