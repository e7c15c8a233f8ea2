"""Seed files on disk: one way of writing, so that the same tables give the same bytes."""

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any, Final

from seeds.building.shapes import Service, written

DIRECTORY: Final = "waypost-directory-1"
EMERGENCY: Final = "waypost-emergency-1"
PLATFORMS: Final = "waypost-platforms-1"


def directory(services: Iterable[Service], *, out: Path) -> None:
    """Write one file per country; files of countries that have no listing any more are removed."""
    folder = out / "directory"
    folder.mkdir(parents=True, exist_ok=True)
    by_country: dict[str, list[Service]] = {}
    for service in services:
        by_country.setdefault(service.country, []).append(service)
    for old in folder.glob("*.json"):
        if old.stem not in by_country:
            old.unlink()
    for country, listed in by_country.items():
        listed.sort(key=lambda service: service.id)
        seed = {"format": DIRECTORY, "country": country, "services": [written(service) for service in listed]}
        save(folder / f"{country}.json", seed)


def emergency(countries: dict[str, dict[str, Any]], *, out: Path) -> None:
    """Write the emergency numbers."""
    save(out / "emergency.json", {"format": EMERGENCY, "countries": countries})


def platforms(routes: list[dict[str, Any]], *, out: Path) -> None:
    """Write the ways to report to platforms, by id."""
    routes = sorted(routes, key=lambda route: route["id"])
    save(out / "platforms.json", {"format": PLATFORMS, "routes": routes})


def save(path: Path, value: Any) -> None:
    """Write a value as JSON with two spaces, in its own order of keys, ending with a newline."""
    text = json.dumps(value, ensure_ascii=False, indent=2)
    path.write_text(f"{text}\n", encoding="utf-8", newline="\n")
