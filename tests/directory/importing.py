"""Imports in the tests: plans wait in a folder of the test, and the directory is empty."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from directory import numbering, outward, planning, term_rules
from directory.hsds.read import Source
from directory.models.organization import Organization
from directory.models.place import Location
from directory.models.service import Service
from directory.planning import Plan
from tests.directory.feeds_read import FEEDS

Make = Callable[..., Plan]


@pytest.fixture
def empty_directory(db: None, settings: Any, tmp_path: Path) -> None:
    """A directory without listings, and plans in a folder of the test."""
    seeds = Path(settings.BASE_DIR) / "seeds"
    settings.BASE_DIR = tmp_path
    settings.WAYPOST_SHOW_SOURCED = True
    gone = list(Service.objects.values_list("pk", flat=True))
    Service.objects.all().delete()
    Location.objects.all().delete()
    Organization.objects.all().delete()
    outward.refresh(gone, version=numbering.locked())
    term_rules.load(folder=seeds)


@pytest.fixture
def planned(empty_directory: None, tmp_path: Path) -> Make:
    """Plan an import of a feed of the tests, or of services that the test makes up."""

    def make(what: str | list[dict[str, Any]], *, feed: str = "feed", country: str = "US") -> Plan:
        path = FEEDS / what if isinstance(what, str) else tmp_path / "made.json"
        if not isinstance(what, str):
            path.write_text(json.dumps(what))
        return planning.make(Source(path), feed=feed, country=country)

    return make


def service(number: int, **said: Any) -> dict[str, Any]:
    """A service of a foreign file, with a number of its own."""
    return {
        "id": str(number), "name": f"Line {number}", "status": "active",
        "phones": [{"id": f"p{number}", "number": f"206-555-01{number:02d}", "type": "voice"}], **said,
    }  # fmt: skip
