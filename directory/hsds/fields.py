"""Single fields of a record, each by its kind: put into the document, or kept aside (pure)."""

import hashlib
import json
import re
from collections.abc import Callable
from decimal import Decimal
from functools import cache
from typing import Any, Final

from directory.hsds import texts, values
from directory.hsds.incoming import Repair
from directory.hsds.record import Record
from directory.hsds.shapes import OURS, Document, Entity, Field, key_text, moment
from directory.topics import Kind

# Texts of several lines; all others are one.
_LINES: Final = frozenset(
    [
        "description",
        "details",
        "notes",
        "note",
        "eligibility_description",
        "application_process",
        "fees_description",
        "fees",
        "interpretation_services",
        "alert",
        "accreditations",
        "licenses",
        "transportation",
        "document",
        "wait_time",
        "value",
        "amount_description",
        "option",
        "source",
        "previous_value",
        "replacement_value",
        "attending_type",
    ]
)
_WEB: Final = frozenset({"url", "website", "schedule_link"})
_LINKS: Final = frozenset({("organization", "uri"), ("taxonomy", "uri"), ("taxonomy_term", "term_uri")})
DERIVED: Final = frozenset({"standing", "verified_on"})  # of the public form: made anew at each publication
LARGEST: Final = 32_767  # what a small whole number of the tables holds
_CHOICES: Final[dict[str, frozenset[str]]] = {
    "audience": frozenset(["both", "adults", "children", "parents", "professionals", "worried_about_self"]),
    "callers": frozenset({"anyone", "unknown"}),
    "image_upload": frozenset({"no", "hash_only", "yes", "unknown"}),
    "grade": frozenset("ABCD"),
    "visibility": frozenset({"open", "asked", "staff"}),
    "holidays": frozenset({"unknown", "open", "closed"}),
    "cost": frozenset({"free", "unknown", "charged"}),
    "hours_known": frozenset({"always", "scheduled", "unknown", "closed"}),
    "image_age": frozenset({"", "under18", "adult"}),
}
_KINDS: Final = frozenset(kind.value for kind in Kind)
_WEB_KINDS: Final = frozenset({"chat", "report", "form", "site"})
_CODE: Final = re.compile(r"[A-Z]{2}")
_MOMENT: Final = re.compile(r"\d{4}-\d\d-\d\d(?:[T ]\d\d:\d\d.*)?")


def text_of(value: Any) -> str:
    """Return any single value as text."""
    return "" if value is None or isinstance(value, dict | list) else texts.as_text(value)


def digest_of(value: Any) -> str:
    """Return what tells a raw value from every other one."""
    plain = json.dumps(value, sort_keys=True, ensure_ascii=False, default=str)
    return hashlib.sha256(plain.encode("utf-8", "replace")).hexdigest()


def safe(value: Any) -> Any:
    """Return a raw value as the tables can keep it aside: no signs that a database refuses, no decimals."""
    if isinstance(value, str):
        return value.replace("\x00", "").encode("utf-8", "replace").decode("utf-8")
    if isinstance(value, dict):
        return {safe_key(str(name)): safe(one) for name, one in value.items()}
    if isinstance(value, list | tuple):
        return [safe(one) for one in value]
    return float(value) if isinstance(value, Decimal) else value


def safe_key(name: str) -> str:
    """Return the name of a field as it can be kept."""
    return str(safe(name))[:120]


def put(
    found: Document, aside: dict[str, Any], shape: Entity, name: str, value: Any, record: Record, path: str
) -> None:
    """Put a value into its field, or aside; what had to be put right is noted."""
    one = shape.fields[name]
    if isinstance(value, dict | list):
        aside[name] = safe(value)
        record.note(Repair.FIELD_KEPT_ASIDE, f"{path}{name}")
        return
    made, repairs = _PUT[one.kind](one, value, shape, record)
    for repair in repairs:
        record.note(repair, f"{path}{name}")
    if made is not None and made != "":
        found[name] = made
    if repairs and not _KEEPS_ASIDE.isdisjoint(repairs):
        aside[name] = safe(value)


_KEEPS_ASIDE: Final = frozenset(
    {Repair.URL_UNUSABLE, Repair.EMAIL_UNUSABLE, Repair.NUMBER_UNUSABLE, Repair.CHOICE_UNKNOWN,
     Repair.TOO_LONG, Repair.STATUS_UNKNOWN, Repair.AGE_UNUSABLE}
)  # fmt: skip
_Made = tuple[Any, list[Repair]]


def _put_text(one: Field, value: Any, shape: Entity, record: Record) -> _Made:
    made, repairs = texts.clean(texts.as_text(value), lines=one.name in _LINES)
    if not made:
        return None, repairs
    special = _special(shape.name, one.name)
    if special:
        usable, repair = special(made)
        repairs += [repair] if repair else []
        made = usable or ""
    if one.longest and len(made) > one.longest:
        if special:
            return None, [*repairs, Repair.TOO_LONG]  # half an address leads somewhere else
        return made[: one.longest].rstrip(), [*repairs, Repair.TOO_LONG]
    return made, repairs


@cache
def _special(entity: str, name: str) -> Callable[[str], values.Found] | None:
    if name in _WEB or (entity, name) in _LINKS:
        return values.web
    if name in ("email", "assurer_email"):
        return values.email
    if name == "country":
        return values.country
    return values.days if (entity, name) == ("schedule", "byday") else None


def _put_integer(one: Field, value: Any, shape: Entity, record: Record) -> _Made:
    made, repair = values.number(text_of(value))
    if made is None or not made.is_integer() or not 0 <= made <= LARGEST:
        return None, [Repair.NUMBER_UNUSABLE]
    return int(made), [repair] if repair else []


def _put_number(one: Field, value: Any, shape: Entity, record: Record) -> _Made:
    made, repair = values.number(text_of(value))
    if made is None or abs(made) >= 1e10:
        return None, [Repair.NUMBER_UNUSABLE]
    return made, [repair] if repair else []


def _put_clock(one: Field, value: Any, shape: Entity, record: Record) -> _Made:
    made, repair = values.clock(text_of(value).strip())
    return made, [repair] if repair else []


def _put_moment(one: Field, value: Any, shape: Entity, record: Record) -> _Made:
    written = text_of(value).strip()
    made = moment(written)
    return (made, []) if _MOMENT.fullmatch(made) and made[-1] == "Z" else (None, [Repair.NUMBER_UNUSABLE])


def _put_id(one: Field, value: Any, shape: Entity, record: Record) -> _Made:
    # A link to a parent row of the same entity, which may come later, or never.
    return key_text(record.terms.feed, shape.name, text_of(value).strip()), []


_PUT: Final[dict[str, Callable[[Field, Any, Entity, Record], _Made]]] = {
    "text": _put_text, "date": _put_text, "integer": _put_integer, "number": _put_number, "clock": _put_clock,
    "moment": _put_moment, "id": _put_id,
}  # fmt: skip


def profile(given: Any, shape: Entity, record: Record, path: str) -> dict[str, Any]:
    """Return what a file says in our own profile, where it can be so; the rest is kept aside."""
    if not isinstance(given, dict):
        if given:
            record.note(Repair.FIELD_KEPT_ASIDE, f"{path}{OURS}")
        return {"extra": {OURS: safe(given)}} if given else {}
    found: dict[str, Any] = {}
    aside: dict[str, Any] = dict(given.get("extra") or {}) if isinstance(given.get("extra"), dict) else {}
    for name, value in given.items():
        if name == "extra" or (name in DERIVED and shape.name == "service"):
            continue
        one = shape.profile.get(name)
        if one is not None and _fits(one, value, shape.name):
            found[name] = safe(value)
        else:
            aside[safe_key(name)] = safe(value)
            record.note(Repair.CHOICE_UNKNOWN, f"{path}{OURS}.{name}")
    return {**found, "extra": safe(aside)} if aside else found


def _fits(one: Field, value: Any, entity: str) -> bool:
    if one.kind == "flag":
        return isinstance(value, bool)
    if one.kind == "integer":
        return isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= LARGEST
    if one.kind == "list":
        return isinstance(value, list) and (one.name != "more_kinds" or set(map(str, value)) <= _KINDS)
    if not isinstance(value, str) or (one.longest and len(value) > one.longest):
        return False
    if one.name == "kind":
        return value in (_KINDS if entity == "service" else _WEB_KINDS)
    if one.name == "country":
        return bool(_CODE.fullmatch(value))
    return value in _CHOICES.get(one.name, (value,))
