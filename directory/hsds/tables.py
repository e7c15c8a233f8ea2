"""The tables of HSDS packages 1.x, 2.x and 3.x: their names, and where their columns stand now (pure)."""

import re
from collections.abc import Iterable, Mapping
from typing import Any, Final

from directory.hsds.incoming import Mended, Repair
from directory.hsds.shapes import ENTITIES

Row = dict[str, Any]

_ALIASES: Final = {
    "physical_address": "address", "physical_addresses": "address", "postal_address": "address",
    "postal_addresses": "address", "addresses": "address", "regular_schedule": "schedule",
    "regular_schedules": "schedule", "services_at_location": "service_at_location",
    "service_at_locations": "service_at_location", "services_at_locations": "service_at_location",
    "accessibility_for_disabilities": "accessibility", "service_taxonomy": "attribute",
    "service_taxonomies": "attribute", "service_attribute": "attribute", "service_attributes": "attribute",
    "other_attribute": "attribute", "other_attributes": "attribute", "urls": "url", "fundings": "funding",
    "service_capacities": "service_capacity", "taxonomies": "taxonomy", "metadatas": "metadata",
    "additional_urls": "url", "additional_websites": "url", "capacities": "service_capacity",
}  # fmt: skip
# Tables of older versions that are one field, or nothing, today.
FOLDED_IN: Final = {
    "eligibility": "eligibility", "eligibilities": "eligibility", "payment_accepted": "payment_accepted",
    "payments_accepted": "payment_accepted", "holiday_schedule": "holiday_schedule",
    "holiday_schedules": "holiday_schedule", "interpretation_services": "interpretation_services",
}  # fmt: skip
ABOUT_THE_FILE: Final = frozenset({"meta_table_description", "meta_table_descriptions"})
_RENAMED: Final[dict[str, dict[str, str]]] = {
    "organization": {"url": "website"},
    "language": {"language": "name"},
    "service_area": {"service_area": "name"},
    "accessibility": {"accessibility": "description"},
    "attribute": {"taxonomy_id": "taxonomy_term_id", "taxonomy_detail": "value"},
    "taxonomy_term": {"vocabulary": "taxonomy", "taxonomy_facet": "description"},
    "url": {"name": "label"},
    "service": {"licenses_required": "licenses", "eligibility": "eligibility_description"},
}
_FIRST: Final = frozenset({"regular_schedule", "service_taxonomy", "eligibility", "payment_accepted"})
_SECOND: Final = frozenset({"service_attribute", "other_attribute", "physical_address", "postal_address"})
ENTITY_NAMES: Final = frozenset(ENTITIES)


def entity_of(stem: str) -> str | None:
    """Return the entity of a table by the name of its file; None for a table that HSDS never had."""
    name = re.sub(r"[^a-z]+", "_", stem.lower()).strip("_").removeprefix("hsds_")
    if name in ENTITIES:
        return name
    if name in _ALIASES:
        return _ALIASES[name]
    if name in FOLDED_IN:
        return FOLDED_IN[name]
    return name[:-1] if name.endswith("s") and name[:-1] in ENTITIES else None


def version_of(stems: Iterable[str]) -> str:
    """Return which version a package is by the tables it has."""
    names = {re.sub(r"[^a-z]+", "_", stem.lower()).strip("_") for stem in stems}
    singular = names | {name.removesuffix("s") for name in names}
    if singular & _FIRST:
        return "1.x"
    return "2.x" if singular & _SECOND else "3.x"


def is_old_taxonomy(entity: str, header: Iterable[str]) -> bool:
    """Version 1 called a table of terms `taxonomy`."""
    return entity == "taxonomy" and bool({"vocabulary", "parent_id", "parent_name"} & set(header))


def column(written: str) -> str:
    """Return the name of a column as the standard writes names."""
    return re.sub(r"[^a-z0-9]+", "_", written.strip().lower().lstrip("\ufeff")).strip("_")


def today(row: Row, entity: str, stem: str) -> tuple[Row, list[Mended]]:
    """Return a row as version 3 has it, and which columns stood elsewhere."""
    found, moved = dict(row), []
    for old, new in _RENAMED.get(entity, {}).items():
        if old in found and new not in found:
            found[new] = found.pop(old)
            moved.append(Mended(Repair.OLD_VERSION, old))
    special = _SPECIAL.get(entity)
    if special:
        special(found, stem.lower(), moved)
    return found, moved


def _address(row: Row, stem: str, moved: list[Mended]) -> None:
    if "address_type" not in row and ("physical" in stem or "postal" in stem):
        row["address_type"] = "postal" if "postal" in stem else "physical"
        moved.append(Mended(Repair.OLD_VERSION, "address_type"))
    further = [row.pop(name) for name in ("address_3", "address_4") if row.get(name)]
    if further:
        row["address_2"] = ", ".join(filter(None, [row.get("address_2"), *further]))
        moved.append(Mended(Repair.OLD_VERSION, "address_3"))


def _schedule(row: Row, stem: str, moved: list[Mended]) -> None:
    if "weekday" in row and "byday" not in row:
        row["byday"] = row.pop("weekday")
        row.setdefault("freq", "WEEKLY")
        moved.append(Mended(Repair.OLD_VERSION, "weekday"))


def _attribute(row: Row, stem: str, moved: list[Mended]) -> None:
    if "link_id" not in row and row.get("service_id"):
        row["link_id"], row["link_entity"] = row.pop("service_id"), "service"
        moved.append(Mended(Repair.OLD_VERSION, "service_id"))
    if "other" in stem and row.get("link_type") in ENTITY_NAMES:
        row["link_entity"] = row.pop("link_type")
        moved.append(Mended(Repair.OLD_VERSION, "link_type"))


def _service(row: Row, stem: str, moved: list[Mended]) -> None:
    if row.get("taxonomy_ids"):
        moved.append(Mended(Repair.FIELD_KEPT_ASIDE, "taxonomy_ids"))


_SPECIAL: Final[Mapping[str, Any]] = {
    "address": _address,
    "schedule": _schedule,
    "attribute": _attribute,
    "service": _service,
}
