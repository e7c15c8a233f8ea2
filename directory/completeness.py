"""What a listing does not say yet (pure). Nothing here stops anybody: what is empty is told."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Any, Final


class Part(StrEnum):
    """Something that a person who needs help would ask."""

    REACH = "reach"
    DESCRIPTION = "description"
    AGES = "ages"
    LANGUAGES = "languages"
    HOURS = "hours"
    AREAS = "areas"
    COST = "cost"
    ANONYMOUS = "anonymous"
    SOURCE = "source"
    SEEN = "seen"


ALL: Final = len(Part)
_AGES: Final = ("minimum_age", "maximum_age")
_MONTHS: Final = ("minimum_age_months", "maximum_age_months")


def missing(document: Mapping[str, Any]) -> tuple[Part, ...]:
    """Return the parts that a listing says nothing about, in the order in which people ask."""
    ours = document.get("waypost", {})
    said = {
        Part.REACH: any(document.get(name) for name in ("phones", "additional_urls", "url", "email")),
        Part.DESCRIPTION: bool(document.get("description")),
        Part.AGES: _ages_said(document, ours),
        Part.LANGUAGES: bool(document.get("languages")),
        Part.HOURS: ours.get("hours_known", "unknown") != "unknown",
        Part.AREAS: bool(document.get("service_areas")),
        Part.COST: ours.get("cost", "unknown") != "unknown" or ours.get("free") is not None,
        Part.ANONYMOUS: ours.get("anonymous") is not None,
        Part.SOURCE: bool(ours.get("sources")),
        Part.SEEN: bool(ours.get("seen")),
    }
    return tuple(part for part in Part if not said[part])


def said(document: Mapping[str, Any]) -> int:
    """Return how many of the parts a listing tells."""
    return ALL - len(missing(document))


def _ages_said(document: Mapping[str, Any], ours: Mapping[str, Any]) -> bool:
    years = any(document.get(name) is not None for name in _AGES)
    return years or any(ours.get(name) is not None for name in _MONTHS) or bool(ours.get("image_age"))
