"""What hangs below a service, each by its own rules: telephones, languages, tags, points, areas (pure)."""

from typing import Any, Final

from directory.hsds import languages, telephones, values
from directory.hsds.fields import digest_of, safe
from directory.hsds.incoming import Repair
from directory.hsds.record import Record
from directory.hsds.shapes import CONFIDENTIAL, OURS, Document, is_confidential

_TYPES: Final = frozenset({"physical", "postal", "virtual"})
_TYPES_OURS: Final = {
    "mailing": "postal",
    "mail": "postal",
    "online": "virtual",
    "web": "virtual",
    "site": "physical",
}
_DAYS_OF_WEEK: Final = frozenset(values.WEEK)
_LONGEST_REGION: Final = 120  # signs; a longer text describes an area, it does not name one
_WHOLE: Final = frozenset(
    {"nationwide", "national", "countrywide", "nacional", "whole country", "all of the country"}
)
_MOST_MONEY: Final = 9_999_999_999.0


def split(row: Document, entity: str, record: Record, path: str) -> list[Document]:
    """Return a raw row as one or several: a field may hold two numbers, or three languages."""
    if record.hidden or is_confidential(row):
        return [row]  # it will be sealed as it is
    if entity == "phone":
        found, repairs = telephones.parts(row)
        if Repair.PHONE_EMPTY in repairs:
            found = []
            record.note(Repair.PHONE_EMPTY, f"{path}number")
            aside = {name: value for name, value in row.items() if value not in (None, "", [], {})}
            record.aside.append(safe(aside))
        else:
            _note_all(record, repairs, f"{path}number")
        return _apart(found, row)
    if entity == "language" and not row.get("code") and isinstance(row.get("name"), str):
        names = languages.several(row["name"])
        if len(names) > 1 and any(map(languages.code_of, names)):
            record.note(Repair.LANGUAGES_SPLIT, f"{path}name")
            return _apart([{**row, "name": name} for name in names], row)
    return [row]


def _apart(rows: list[Document], before: Document) -> list[Document]:
    """Give the second and later of several an id of their own, made from the first's."""
    if len(rows) < 2:
        return rows
    first = before.get("id") or digest_of(before)
    return [rows[0], *({**row, "id": f"{first}:{number}"} for number, row in enumerate(rows[1:], 2))]


def finish(
    found: Document, ours: dict[str, Any], aside: dict[str, Any], entity: str, record: Record, path: str
) -> None:
    """Put right what only the whole row can tell."""
    made = _FINISH.get(entity)
    if made:
        made(found, ours, aside, record, path)


def says_nothing(row: Document, entity: str) -> bool:
    """Return whether a row holds nothing that anybody could use or would miss."""
    if set(row) - {"id", OURS, "location_type", "address_type"} or is_confidential(row):
        return False
    return entity in _NEEDLESS and not any(row[OURS].values())


_NEEDLESS: Final = frozenset(
    [
        "phone",
        "language",
        "schedule",
        "service_area",
        "contact",
        "address",
        "accessibility",
        "cost_option",
        "required_document",
        "funding",
        "url",
        "attribute",
        "organization_identifier",
    ]
)


def once(rows: list[Document], entity: str, record: Record, path: str) -> list[Document]:
    """Return the rows without those that stand there twice."""
    found: dict[Any, Document] = {}
    for row in rows:
        same = row["id"]
        if same in found:
            record.note(Repair.DUPLICATE_PART, path)
            continue
        found[same] = row
    return _SAME[entity](list(found.values()), record, path) if entity in _SAME else list(found.values())


def _languages_once(rows: list[Document], record: Record, path: str) -> list[Document]:
    found: dict[str, Document] = {}
    for row in rows:
        name = row.get("code") or row.get("name", "").casefold() or row["id"]
        if name in found:
            record.note(Repair.DUPLICATE_LANGUAGE, path)
        found.setdefault(name, row)
    return list(found.values())


def _attributes_once(rows: list[Document], record: Record, path: str) -> list[Document]:
    found: dict[Any, Document] = {}
    for row in rows:
        term = row.get("taxonomy_term") or {}
        name = (term.get("id"), row.get("value"), row.get("label"), row.get("link_type"))
        if name in found and any(name):
            record.note(Repair.DUPLICATE_TAG, path)
            continue
        found[name if any(name) else row["id"]] = row
    return list(found.values())


def _areas_once(rows: list[Document], record: Record, path: str) -> list[Document]:
    found: dict[Any, Document] = {}
    for row in rows:
        ours = row.get(OURS, {})
        bare = not row.get("name") and not row.get("extent") and ours.get("country")
        name = (ours.get("country"), ours.get("region")) if bare else row["id"]
        if name in found:
            record.note(Repair.DUPLICATE_PART, path)
        found.setdefault(name, row)
    return list(found.values())


_SAME: Final = {"language": _languages_once, "attribute": _attributes_once, "service_area": _areas_once}


def _phone(found: Document, ours: dict[str, Any], aside: dict[str, Any], record: Record, path: str) -> None:
    if ours.get(CONFIDENTIAL) or record.hidden:
        return
    if record.profiled:
        _trusted_phone(found, ours)
        return
    if "number" not in found:
        return
    made, repairs = telephones.mended({**found, OURS: {}}, country=record.country)
    said = made.pop(OURS)
    found.clear()
    found.update(made)
    aside.update(said.pop("extra", {}))
    for name, value in said.items():
        ours.setdefault(name, value)
    aside.pop("extension", None)
    _note_all(record, repairs, f"{path}number")


def _trusted_phone(found: Document, ours: dict[str, Any]) -> None:
    """Our own form says what a number is; what the tables would refuse is taken off."""
    if ours.get("short") or not str(ours.get("e164", "+")).startswith("+"):
        ours.pop("e164", None)
    if found.get("type", "voice") not in telephones.TYPES:
        found["type"] = "voice"


def _language(
    found: Document, ours: dict[str, Any], aside: dict[str, Any], record: Record, path: str
) -> None:
    written = found.get("code") or ""
    if written and record.profiled:
        return
    code = languages.code_of(written) if written else None
    if written and code is None:
        found.pop("code")
        found.setdefault("name", written)
    if code is None and "name" in found and not languages.says_nothing(found["name"]):
        code = languages.code_of(found["name"])
        record.note(Repair.LANGUAGE_SPELLING if code else Repair.LANGUAGE_UNKNOWN, f"{path}name")
    elif code and code != written:
        record.note(Repair.LANGUAGE_SPELLING, f"{path}code")
    if code:
        found["code"] = code
    elif languages.says_nothing(found.get("name", "")):
        aside["name"] = found.pop("name", "")


def _location(
    found: Document, ours: dict[str, Any], aside: dict[str, Any], record: Record, path: str
) -> None:
    _type(found, "location_type", aside, record, path)
    _point(found, aside, record, path)


def _address(found: Document, ours: dict[str, Any], aside: dict[str, Any], record: Record, path: str) -> None:
    _type(found, "address_type", aside, record, path)
    if (
        "country" not in found
        and not record.profiled
        and record.country not in ("", "XX", "EU")
        and set(found) & {"address_1", "city"}
    ):
        found["country"] = record.country
        record.note(Repair.COUNTRY_FOUND, f"{path}country")


def _type(found: Document, name: str, aside: dict[str, Any], record: Record, path: str) -> None:
    written = found.get(name, "physical")
    if written not in _TYPES:
        found[name] = _TYPES_OURS.get(written.casefold(), written.casefold())
        if found[name] not in _TYPES:
            aside[name], found[name] = written, "physical"
        record.note(Repair.CHOICE_UNKNOWN, f"{path}{name}")
    found.setdefault(name, written)


def _point(found: Document, aside: dict[str, Any], record: Record, path: str) -> None:
    """Keep a point only if it is one: both numbers, on earth, and not where two zeros meet."""
    if "latitude" not in found and "longitude" not in found:
        return
    north, east = found.get("latitude"), found.get("longitude")
    usable = north is not None and east is not None and abs(north) <= 90 and abs(east) <= 180
    if usable and (north or east):
        return
    aside.update({name: found.pop(name) for name in ("latitude", "longitude") if name in found})
    record.note(Repair.POINT_UNUSABLE, f"{path}latitude")


def _area(found: Document, ours: dict[str, Any], aside: dict[str, Any], record: Record, path: str) -> None:
    """An area named like a country is that country; another one lies in the country of the record."""
    if ours.get("country") or record.profiled:
        return
    name = found.get("name", "")
    named = values.country(name)[0] if name else None
    at_home = record.country not in ("", "XX", "EU") and 0 < len(name) <= _LONGEST_REGION
    if named:
        ours["country"] = named
    elif at_home:
        ours["country"] = record.country
        if name.casefold() not in _WHOLE:
            ours.setdefault("region", name)
    else:
        record.note(Repair.AREA_WITHOUT_COUNTRY, path.rstrip("."))


def _url(found: Document, ours: dict[str, Any], aside: dict[str, Any], record: Record, path: str) -> None:
    if "url" not in found and "label" in found:
        aside["label"] = found.pop("label")


def _cost(found: Document, ours: dict[str, Any], aside: dict[str, Any], record: Record, path: str) -> None:
    if "currency" in found:
        found["currency"] = found["currency"].upper()
    if abs(found.get("amount", 0)) > _MOST_MONEY:
        aside["amount"] = found.pop("amount")


def _attribute(
    found: Document, ours: dict[str, Any], aside: dict[str, Any], record: Record, path: str
) -> None:
    """A term that is only named by its id is not in the file: its name stays aside."""
    if "taxonomy_term" in found and "name" not in found["taxonomy_term"]:
        aside["taxonomy_term"] = found.pop("taxonomy_term")["id"]


def _schedule(
    found: Document, ours: dict[str, Any], aside: dict[str, Any], record: Record, path: str
) -> None:
    """Times come in pairs; names of days and rhythms are those of RFC 5545."""
    both = "opens_at" in found and "closes_at" in found
    if not both:
        aside.update({name: found.pop(name) for name in ("opens_at", "closes_at") if name in found})
    elif found["opens_at"] == "24:00":
        found["opens_at"] = "00:00"
    for name, allowed in (("wkst", _DAYS_OF_WEEK), ("freq", frozenset({"WEEKLY", "MONTHLY"}))):
        if name in found and found[name] not in allowed:
            fixed = found[name].upper()[:2] if name == "wkst" else found[name].upper()
            if fixed not in allowed:
                aside[name] = found.pop(name)
            else:
                found[name] = fixed
            record.note(Repair.CHOICE_UNKNOWN, f"{path}{name}")


_FINISH: Final = {
    "phone": _phone, "language": _language, "location": _location, "address": _address, "service_area": _area,
    "url": _url, "cost_option": _cost, "attribute": _attribute, "schedule": _schedule,
}  # fmt: skip


def _note_all(record: Record, repairs: list[Repair], where: str) -> None:
    for one in repairs:
        record.note(one, where)
