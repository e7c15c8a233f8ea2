"""The seeds that stand in the repository."""

import json
import re
from pathlib import Path
from typing import Any

import phonenumbers
import pytest

SEEDS = Path(__file__).resolve().parents[2] / "seeds"
WORDLESS = re.compile(r"/(home|work|root|tmp)/|[A-Z]:\\\\")
OTHER_COUNTRY = re.compile(r"number of another country")


def load(name: str) -> dict[str, Any]:
    return json.loads((SEEDS / name).read_text(encoding="utf-8"))


FILES = sorted((SEEDS / "directory").glob("*.json"))
SERVICES = [(path.stem, service) for path in FILES for service in load(f"directory/{path.name}")["services"]]
PHONES = [(country, service, phone) for country, service in SERVICES for phone in service["phones"]]


def test_every_file_is_of_its_country_and_sorted_by_id():
    for path in FILES:
        seed = load(f"directory/{path.name}")
        ids = [service["id"] for service in seed["services"]]
        assert (seed["format"], seed["country"]) == ("waypost-directory-1", path.stem)
        assert ids == sorted(ids)
        assert ids


def test_ids_are_unique_over_all_countries():
    ids = [service["id"] for _, service in SERVICES]
    assert len(ids) == len(set(ids))


def test_every_listing_has_a_source_and_a_date_or_none():
    for _, service in SERVICES:
        about = service["waypost"]
        assert about["sources"], service["id"]
        assert all(source["name"] and source["locator"] for source in about["sources"]), service["id"]
        assert about["seen"] is None or re.fullmatch(r"\d{4}(-\d{2}(-\d{2})?)?", about["seen"]), service["id"]


def test_no_row_stands_in_two_listings():
    rows = [row for _, service in SERVICES for row in service["waypost"]["rows"]]
    assert len(rows) == len(set(rows))


def test_what_must_not_be_shown_is_never_shown():
    for _, service in SERVICES:
        about = service["waypost"]
        if any("DO NOT SHOW" in doubt for doubt in about["doubts"]):
            assert about["show"] == "never", service["id"]
            assert about["record_reason"], service["id"]


@pytest.mark.parametrize(
    "service_id", ["es-atenpro", "mm-womens-development-division", "ht-188-bpm", "ht-2919-9000"]
)
def test_the_records_that_the_audit_named_are_kept_and_hidden(service_id):
    (about,) = [service["waypost"] for _, service in SERVICES if service["id"] == service_id]
    assert about["show"] == "never"


def test_no_short_code_has_a_full_form():
    assert not [service["id"] for _, service, phone in PHONES if phone["short"] and phone["e164"]]


def test_a_short_code_is_dialled_inside_its_country_only():
    assert all(phone["inside_country_only"] for _, _, phone in PHONES if phone["short"])


def test_every_full_form_is_a_valid_number_of_the_country_or_is_flagged():
    for country, service, phone in PHONES:
        if not phone["e164"]:
            continue
        number = phonenumbers.parse(phone["e164"])
        assert phonenumbers.is_valid_number(number), service["id"]
        assert phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164) == phone["e164"]
        home = phonenumbers.country_code_for_region(country)
        flagged = any(OTHER_COUNTRY.search(doubt) for doubt in service["waypost"]["doubts"])
        assert country in ("XX", "EU") or number.country_code == home or flagged, service["id"]


def test_a_number_that_is_not_valid_has_no_full_form():
    assert not [service["id"] for _, service, phone in PHONES if phone["e164"] and not phone["valid"]]


def test_scheduled_hours_have_schedules_and_others_have_none():
    for _, service in SERVICES:
        hours = service["hours"]
        assert bool(hours["schedules"]) == (hours["known"] == "scheduled"), service["id"]


def test_every_police_report_counts_as_police():
    kinds = ((s["waypost"], [s["waypost"]["kind"], *s["waypost"]["more_kinds"]]) for _, s in SERVICES)
    assert all(about["police"] for about, both in kinds if "police_report" in both)


def test_the_report_balances_and_counts_what_stands_on_disk():
    report = load("report.json")
    for count in report["tables"].values():
        assert count["read"] == count["taken"] + count["merged"] + count["refused"]
    rows = [row for _, service in SERVICES for row in service["waypost"]["rows"]]
    emergencies = [n for c in load("emergency.json")["countries"].values() for n in c["numbers"]]
    from_table = [n for n in emergencies if any(s["name"] != "phonenumbers metadata" for s in n["sources"])]
    counts = report["tables"]
    kept = sum(counts[name]["taken"] + counts[name]["merged"] for name in ("helplines", "online_services"))
    assert len(rows) + len(from_table) == kept


def test_the_emergency_number_that_must_not_be_shown_is_not():
    (number,) = [n for n in load("emergency.json")["countries"]["AF"]["numbers"] if n["number"] == "119"]
    assert number["show"] == "never"


def test_every_country_that_is_shown_has_a_way_to_tell_where_its_numbers_come_from():
    for code, entry in load("emergency.json")["countries"].items():
        assert entry["numbers"] or entry["note"], code
        assert all(number["sources"] for number in entry["numbers"]), code


def test_every_way_to_report_has_an_address_or_steps():
    routes = load("platforms.json")["routes"]
    assert all(route["url"] or route["steps"] for route in routes)
    assert [route["id"] for route in routes] == sorted({route["id"] for route in routes})


def test_no_seed_holds_a_path_of_a_machine():
    for path in [
        *FILES,
        SEEDS / "emergency.json",
        SEEDS / "platforms.json",
        SEEDS / "REPORT.md",
        SEEDS / "report.json",
    ]:
        found = WORDLESS.search(re.sub(r"https?://\S+", "", path.read_text(encoding="utf-8")))
        assert found is None, path.name
