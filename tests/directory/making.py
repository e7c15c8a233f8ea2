"""Listings and editions made up for a test: every field has a quiet value until the test says otherwise."""

import datetime as dt
import json
from pathlib import Path
from typing import Any

from directory.disclosure import PublicArea, PublicListing, PublicPhone, PublicWeb
from directory.edition import Published, arrange
from directory.emergency import PublicEmergency
from directory.hours import Hours, Known, Schedule

ALWAYS = Hours(known=Known.ALWAYS)
UNKNOWN = Hours(known=Known.UNKNOWN)
OFFICE = Hours(
    known=Known.SCHEDULED, schedules=(Schedule((0, 1, 2, 3, 4), 540, 1020),), timezone="UTC", country="GB"
)
SATURDAY = dt.datetime(2026, 11, 21, 12, tzinfo=dt.UTC)
MONDAY = dt.datetime(2026, 11, 23, 12, tzinfo=dt.UTC)


def phone(
    number: str = "0800 111 222", *, dial: str | None = "tel:+448001112222", **said: Any
) -> PublicPhone:
    fields = {
        "number": number,
        "dial": dial,
        "type": "voice",
        "inside_country_only": False,
        "free": None,
        "extension": None,
        "description": None,
        "text": None,
        "shows_on_bill": None,
    }
    return PublicPhone(**{**fields, **said})


def web(kind: str = "site") -> PublicWeb:
    return PublicWeb(kind=kind, url=f"https://example.org/{kind}")


def listing(id: str, kind: str = "crisis", *, country: str = "GB", **said: Any) -> PublicListing:
    hours = said.pop("hours", UNKNOWN)
    fields = {
        "id": id,
        "name": id,
        "alternate_name": None,
        "organization": None,
        "description": None,
        "kind": kind,
        "more_kinds": (),
        "audience": "both",
        "group": None,
        "min_age": None,
        "max_age": None,
        "image_age": None,
        "callers": "unknown",
        "phones": (phone(),),
        "web": (),
        "email": None,
        "languages": (),
        "hours": Hours(hours.known, hours.schedules, hours.timezone, country),
        "hours_note": None,
        "areas": (PublicArea(country=country, region=said.pop("region", None)),),
        "cost_free": None,
        "anonymous": None,
        "image_upload": "unknown",
        "police": False,
        "menu": None,
        "state_migration_body": False,
        "helpline": True,
        "grade": "B",
        "vetted": False,
        "source_names": ("a list",),
        "seen": "2026-10",
        "doubts_shown": (),
        "notes": (),
    }
    return PublicListing(**{**fields, **said})


def edition(
    *listings: PublicListing, emergency: dict[str, tuple[PublicEmergency, ...]] | None = None
) -> Published:
    return arrange(
        version=1,
        stamp="test",
        listings=listings,
        emergency=emergency or {},
        platforms=(),
    )


def number(digits: str) -> PublicEmergency:
    return PublicEmergency(digits, f"tel:{digits}", "all", "A", True, ("a list",), None, ())


def service(id: str = "gb-line", **said: Any) -> dict[str, Any]:
    """Return a listing as it stands in a seed file; keys of `waypost` may be given like any other."""
    about = {
        "kind": "crisis",
        "more_kinds": [],
        "audience": "both",
        "group": None,
        "callers": "unknown",
        "anonymous": None,
        "free": None,
        "image_upload": "unknown",
        "image_age": None,
        "police": False,
        "menu": None,
        "state_migration_body": False,
        "helpline": True,
        "grade": "B",
        "show": "yes",
        "record_reason": None,
        "doubts": [],
        "notes": [],
        "seen": "2026-10",
        "sources": [{"name": "a list", "locator": "https://example.org/list"}],
        "rows": [f"helplines:{id}"],
    }
    about.update({key: said.pop(key) for key in list(said) if key in about})
    whole = {
        "id": id,
        "organization": {"name": "A charity"},
        "name": "A line",
        "alternate_name": None,
        "description": None,
        "url": "https://example.org/",
        "email": None,
        "status": "active",
        "minimum_age": None,
        "maximum_age": None,
        "phones": [seed_phone()],
        "web_contacts": [],
        "languages": ["en"],
        "hours": {"known": "always", "schedules": [], "timezone": None, "note": None},
        "service_areas": [{"country": "GB", "region": None}],
        "cost": "unknown",
    }
    return {**whole, **said, "waypost": about}


def seed_phone(**said: Any) -> dict[str, Any]:
    fields = {
        "number": "020 7946 0000",
        "e164": "+442079460000",
        "type": "voice",
        "inside_country_only": False,
        "free": None,
        "extension": None,
        "description": None,
        "text": None,
        "valid": True,
        "short": False,
        "shows_on_bill": None,
    }
    return {**fields, **said}


def write_seeds(folder: Path, *services: dict[str, Any], country: str = "GB") -> Path:
    """Write one file of listings under `folder`, as seeds/ has them, and return it."""
    (folder / "directory").mkdir(exist_ok=True)
    file = folder / "directory" / f"{country}.json"
    whole = {"format": "waypost-directory-1", "country": country, "services": list(services)}
    file.write_text(json.dumps(whole, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
    return file


def write_emergency(folder: Path, numbers: dict[str, list[str]]) -> None:
    countries = {
        code: {
            "numbers": [
                {
                    "number": digits,
                    "for": "all",
                    "grade": "A",
                    "confirmed_by_metadata": True,
                    "sources": [{"name": "a list", "locator": "a list"}],
                    "seen": None,
                    "doubts": [],
                    "show": "yes",
                }
                for digits in given
            ],
            "note": None,
        }
        for code, given in numbers.items()
    }
    whole = {"format": "waypost-emergency-1", "countries": countries}
    (folder / "emergency.json").write_text(json.dumps(whole, indent=2), encoding="utf-8")
