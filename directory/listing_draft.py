"""A listing as the fields of a form, and back (pure): what the form does not know stays as it was.

Opening a document and writing it back unchanged gives the same document, so that looking at a draft is no
change of it.
"""

import copy
import re
import uuid
from collections.abc import Iterable, Mapping
from typing import Any, Final

from directory import numbers

Row = Mapping[str, Any]
Fields = dict[str, Any]

TURNS: Final = re.compile(r"[\u202a-\u202e\u2066-\u2069]")
TEXTS: Final = (
    "name", "alternate_name", "description", "url", "email", "application_process", "eligibility_description",
    "interpretation_services", "fees_description", "wait_time", "alert",
)  # fmt: skip
YEARS: Final = ("minimum_age", "maximum_age")
OURS: Final = (
    "country", "kind", "audience", "group", "image_age", "callers", "cost", "image_upload", "menu",
    "hours_known", "timezone", "hours_note", "holidays", "pair", "visibility", "grade", "seen",
)  # fmt: skip
OUR_NUMBERS: Final = ("minimum_age_months", "maximum_age_months", "wait_days")
OUR_ANSWERS: Final = ("free", "anonymous", "accepts_warm_referrals")  # yes, no, or not known
OUR_FLAGS: Final = {"police": False, "state_migration_body": False, "helpline": True}
OUR_LINES: Final = ("exclusions", "doubts", "notes")  # one sentence a line
# What the document leaves out because the table would say it by itself.
DEFAULTS: Final[dict[str, object]] = {
    "audience": "both", "callers": "unknown", "cost": "unknown", "image_upload": "unknown", "grade": "D",
    "hours_known": "unknown", "holidays": "unknown", "visibility": "open",
}  # fmt: skip
PARTS: Final = ("phones", "additional_urls", "languages", "schedules", "service_areas", "places", "sources")
MIDNIGHT: Final = "24:00"  # a field of a page has only 00:00 for the end of a day, and it means the same
YES_NO: Final = {"yes": True, "no": False}
PHONE_TEXTS: Final = ("number", "type", "extension", "description")
PHONE_ANSWERS: Final = ("free", "shows_on_bill", "handset_log")
ADDRESS: Final = ("address_1", "address_2", "city", "state_province", "postal_code", "country")
PLACE_TEXTS: Final = ("name", "description", "transportation")


def opened(document: Row) -> Fields:
    """Return the values of the main form's fields."""
    ours = document.get("waypost") or {}
    return {
        **{name: document.get(name, "") for name in TEXTS},
        **{name: document.get(name) for name in YEARS},
        **{name: ours.get(name, DEFAULTS.get(name, "")) for name in OURS},
        **{name: ours.get(name) for name in OUR_NUMBERS},
        **{name: _answer(ours.get(name)) for name in OUR_ANSWERS},
        **{name: ours.get(name, usual) for name, usual in OUR_FLAGS.items()},
        **{name: "\n".join(ours.get(name, ())) for name in OUR_LINES},
        "more_kinds": list(ours.get("more_kinds", ())),
        "organization": (document.get("organization") or {}).get("name", ""),
        "documents": "\n".join(row.get("document", "") for row in document.get("required_documents", ())),
    }


def opened_rows(document: Row) -> dict[str, list[Fields]]:
    """Return the values of every row of the form, by part; what is sealed is not among them."""
    ours = document.get("waypost") or {}
    return {
        "phones": [_opened_phone(row) for row in document.get("phones", ()) if not _sealed(row)],
        "additional_urls": [_opened_web(row) for row in document.get("additional_urls", ())],
        "languages": [
            {
                "id": row["id"],
                "code": row.get("code", ""),
                "name": row.get("name", ""),
                "note": row.get("note", ""),
            }
            for row in document.get("languages", ())
        ],
        "schedules": [_opened_hours(row) for row in document.get("schedules", ())],
        "service_areas": [_opened_area(row) for row in document.get("service_areas", ())],
        "places": [
            _opened_place(row)
            for row in document.get("service_at_locations", ())
            if not _sealed(row.get("location", {}))
        ],
        "sources": [{"id": str(place), **source} for place, source in enumerate(ours.get("sources", ()))],
    }


def _sealed(row: Row) -> bool:
    return bool((row.get("waypost") or {}).get("confidential"))


def sealed_rows(document: Row) -> list[tuple[str, str]]:
    """Return (part, id) of everything in a listing whose content is sealed."""
    places = document.get("service_at_locations", ())
    found = [("phone", row["id"]) for row in document.get("phones", ()) if _sealed(row)]
    found += [("location", row["location"]["id"]) for row in places if _sealed(row.get("location", {}))]
    return found + [("contact", row["id"]) for row in document.get("contacts", ()) if _sealed(row)]


def _answer(known: bool | None) -> str:
    return "" if known is None else "yes" if known else "no"


def _opened_phone(row: Row) -> Fields:
    ours = row.get("waypost") or {}
    return {
        "id": row["id"],
        **{name: row.get(name, "") for name in PHONE_TEXTS},
        "extension": str(row.get("extension", "")) or ours.get("extension_text", ""),
        "type": row.get("type", "voice"),
        "text": ours.get("text", ""),
        "inside_country_only": ours.get("inside_country_only", False),
        **{name: _answer(ours.get(name)) for name in PHONE_ANSWERS},
    }


def _opened_web(row: Row) -> Fields:
    kind = (row.get("waypost") or {}).get("kind", "site")
    return {"id": row["id"], "kind": kind, "url": row.get("url", ""), "label": row.get("label", "")}


def _opened_hours(row: Row) -> Fields:
    closes = str(row.get("closes_at", ""))[:5]
    return {
        "id": row["id"],
        "days": [day for day in str(row.get("byday", "")).split(",") if day],
        "opens_at": str(row.get("opens_at", ""))[:5],
        "closes_at": "00:00" if closes == MIDNIGHT else closes,
        "description": row.get("description", ""),
        "valid_from": row.get("valid_from", ""),
        "valid_to": row.get("valid_to", ""),
    }


def _opened_area(row: Row) -> Fields:
    ours = row.get("waypost") or {}
    name = row.get("name", "")
    return {
        "id": row["id"],
        "country": ours.get("country", ""),
        "region": ours.get("region", ""),
        "name": name,
    }


def _opened_place(row: Row) -> Fields:
    location = row.get("location") or {}
    address: Row = next(iter(location.get("addresses", ())), {})
    return {
        "id": row["id"],
        **{name: location.get(name, "") for name in PLACE_TEXTS},
        **{name: address.get(name, "") for name in ADDRESS},
    }


def written(base: Row, fields: Fields, rows: Mapping[str, Iterable[Fields]]) -> dict[str, Any]:
    """Return the document that the form says, made from the one it was opened with."""
    document = copy.deepcopy(dict(base))
    ours = document.setdefault("waypost", {})
    country_before = ours.get("country")
    for name in (*TEXTS, *YEARS):
        _put(document, name, fields.get(name))
    for name in (*OURS, *OUR_NUMBERS):
        _put(ours, name, fields.get(name), unless=DEFAULTS.get(name))
    for name in OUR_ANSWERS:
        _put(ours, name, YES_NO.get(fields.get(name, "")))
    for name, usual in OUR_FLAGS.items():
        _put(ours, name, bool(fields.get(name)), unless=usual)
    for name in OUR_LINES:
        _put(ours, name, lines(fields.get(name, "")))
    _put(ours, "more_kinds", [kind for kind in fields.get("more_kinds", ()) if kind != fields.get("kind")])
    _put_organization(document, fields.get("organization", ""))
    _put_documents(document, lines(fields.get("documents", "")))
    _put_rows(document, rows, moved=country_before != ours.get("country"))
    return _in_order(document)  # type: ignore[no-any-return]


def _in_order(node: Any) -> Any:
    """Return the texts without what turns signs round: a number could be shown as another one with it."""
    if isinstance(node, str):
        return TURNS.sub("", node)
    if isinstance(node, dict):
        return {name: _in_order(below) for name, below in node.items()}
    return [_in_order(below) for below in node] if isinstance(node, list) else node


def lines(text: str) -> list[str]:
    """Return the sentences of a field that has one a line."""
    return [line.strip() for line in text.splitlines() if line.strip()]


def _put(target: Fields, name: str, value: Any, *, unless: object = None) -> None:
    """Set what is known; what is empty, or usual and was not written down, is left out."""
    empty = value is None or value == "" or value == [] or value == {}
    if empty or (value == unless and target.get(name) != value):
        target.pop(name, None)
    elif target.get(name) != value:
        target[name] = value


def _put_organization(document: Fields, name: str) -> None:
    known = document.get("organization") or {}
    if name == known.get("name", ""):
        return
    # Another name is another body: the other listings of the first one keep theirs.
    document.pop("organization_id", None)
    _put(document, "organization", {"id": str(uuid.uuid4()), "name": name} if name else None)


def _put_documents(document: Fields, asked: list[str]) -> None:
    known = {row.get("document"): row for row in document.get("required_documents", ())}
    rows = [known.get(paper) or {"id": str(uuid.uuid4()), "document": paper} for paper in asked]
    _put(document, "required_documents", rows)


def _put_rows(document: Fields, rows: Mapping[str, Iterable[Fields]], *, moved: bool) -> None:
    ours = document["waypost"]
    country = ours.get("country", "")
    phones = {row["id"]: row for row in document.get("phones", ())}
    sealed = [row for row in phones.values() if _sealed(row)]
    said = [
        _phone(phones.get(row.get("id"), {}), row, country=country, moved=moved) for row in rows["phones"]
    ]
    _put(document, "phones", said + sealed)
    makers = {"additional_urls": _web, "languages": _language, "schedules": _hours, "service_areas": _area}
    for part, make in makers.items():
        known = {row["id"]: row for row in document.get(part, ())}
        _put(document, part, [make(known.get(row.get("id"), {}), row) for row in rows[part]])
    places = {row["id"]: row for row in document.get("service_at_locations", ())}
    hidden = [row for row in places.values() if _sealed(row.get("location", {}))]
    told = [_place(places.get(row.get("id"), {}), row) for row in rows["places"]]
    _put(document, "service_at_locations", told + hidden)
    keep = [{name: row[name] for name in ("name", "locator") if row.get(name)} for row in rows["sources"]]
    _put(ours, "sources", keep)


def _begun(known: Row) -> Fields:
    return copy.deepcopy(dict(known)) or {"id": str(uuid.uuid4())}


def _phone(known: Row, said: Fields, *, country: str, moved: bool) -> Fields:
    row = _begun(known)
    ours = row.setdefault("waypost", {})
    if moved or said.get("number") != known.get("number"):
        found = numbers.read(said.get("number", ""), country=country)
        _put(ours, "e164", found.e164)
        ours["valid"], ours["short"] = found.valid, found.short
    for name in PHONE_TEXTS:
        if name != "extension":
            _put(row, name, said.get(name))
    _put_extension(row, ours, said.get("extension", ""))
    _put(ours, "text", said.get("text"))
    _put(ours, "inside_country_only", bool(said.get("inside_country_only")), unless=False)
    for name in PHONE_ANSWERS:
        _put(ours, name, YES_NO.get(said.get(name, "")))
    return row


def _put_extension(row: Fields, ours: Fields, said: str) -> None:
    if said == (str(row.get("extension", "")) or ours.get("extension_text", "")):
        return
    _put(row, "extension", int(said) if said.isdecimal() else None)
    _put(ours, "extension_text", "" if said.isdecimal() else said)


def _web(known: Row, said: Fields) -> Fields:
    row = _begun(known)
    _put(row, "url", said.get("url"))
    _put(row, "label", said.get("label"))
    _put(row.setdefault("waypost", {}), "kind", said.get("kind"), unless="site")
    if not row["waypost"]:
        del row["waypost"]
    return row


def _language(known: Row, said: Fields) -> Fields:
    row = _begun(known)
    for name in ("code", "name", "note"):
        _put(row, name, said.get(name))
    return row


def _hours(known: Row, said: Fields) -> Fields:
    row = _begun(known)
    _put(row, "byday", ",".join(said.get("days", ())))
    for name in ("opens_at", "closes_at"):
        if said.get(name) != _opened_hours({"id": "", **known})[name]:
            _put(row, name, said.get(name))
    for name in ("description", "valid_from", "valid_to"):
        _put(row, name, said.get(name))
    return row


def _area(known: Row, said: Fields) -> Fields:
    row = _begun(known)
    _put(row, "name", said.get("name"))
    ours = row.setdefault("waypost", {})
    _put(ours, "country", said.get("country"))
    _put(ours, "region", said.get("region"))
    if not ours:
        del row["waypost"]
    return row


def _place(known: Row, said: Fields) -> Fields:
    row = _begun(known)
    location = row.setdefault("location", {"id": str(uuid.uuid4()), "location_type": "physical"})
    for name in PLACE_TEXTS:
        _put(location, name, said.get(name))
    addresses = location.get("addresses", [])
    address = addresses[0] if addresses else {"id": str(uuid.uuid4()), "address_type": "physical"}
    for name in ADDRESS:
        _put(address, name, said.get(name))
    if any(address.get(name) for name in ADDRESS):
        _put(location, "addresses", [address, *addresses[1:]])
    else:
        _put(location, "addresses", addresses[1:])
    return row
