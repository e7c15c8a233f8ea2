"""What only the whole service can tell: its country, ages, kind, whether its hours are known (pure)."""

from collections.abc import Iterator
from functools import cache
from typing import Any, Final

from directory import countries, topics_tree
from directory.hsds import fields, texts, values
from directory.hsds.incoming import Place, Reason, Refused, Repair
from directory.hsds.record import Record
from directory.hsds.rules import Term
from directory.hsds.shapes import OURS, Document
from directory.topics import Kind

_MONTHS: Final = values.MONTHS_A_YEAR
_EVERYWHERE: Final = (countries.WORLD, countries.EUROPEAN_UNION)
LONGEST_NOTE: Final = 500  # signs, as the table has it


def refusal(raw: Document, place: Place) -> Refused | None:
    """Return why a raw record cannot be a service at all."""
    if not texts.clean(fields.text_of(raw.get("name")), lines=False)[0]:
        return Refused(place, "name", Reason.NO_NAME)
    if not fields.text_of(raw.get("id")).strip():
        return Refused(place, "id", Reason.NO_ID)
    return None


def find_country(raw: Document, record: Record, place: Place) -> Refused | None:
    """Find the country of a record: said in our profile, by all its addresses alike, or by the import."""
    said = (raw.get(OURS) or {}).get("country") if isinstance(raw.get(OURS), dict) else None
    if isinstance(said, str) and (countries.is_country(said) or said in _EVERYWHERE):
        record.country = said
        return None
    found = {code for code in map(_code, _countries(raw)) if code}
    if len(found) == 1:
        record.country = found.pop()
    elif record.terms.country and (not found or record.terms.country in found):
        record.country = record.terms.country
    else:
        return Refused(place, "country", Reason.NO_COUNTRY)
    record.note(Repair.COUNTRY_FOUND, "country")
    return None


def _code(written: Any) -> str | None:
    return values.country(written)[0] if isinstance(written, str) and written.strip() else None


def _countries(raw: Document) -> Iterator[Any]:
    """Yield what the addresses of the places, and the areas, say of countries; addresses before areas."""
    places = [_dict(row).get("location") for row in _rows(raw, "service_at_locations")]
    addresses = [row.get("country") for place in places for row in _rows(_dict(place), "addresses")]
    if not any(map(_code, addresses)):
        body = _rows(_dict(raw.get("organization")), "locations")
        addresses = [row.get("country") for place in body for row in _rows(place, "addresses")]
    yield from addresses
    if any(map(_code, addresses)):
        return
    for row in _rows(raw, "service_areas"):
        yield _dict(row.get(OURS)).get("country") or row.get("name")


def _rows(raw: Document, name: str) -> list[Document]:
    rows = raw.get(name)
    return [row for row in rows if isinstance(row, dict)] if isinstance(rows, list) else []


def _dict(value: Any) -> Document:
    return value if isinstance(value, dict) else {}


def ages(raw: Document, record: Record) -> Document:
    """Return the record with both ages in whole years and, where they need it, in months.

    A lower end is rounded up and an upper one down: nobody is sent where they are refused (S12).
    """
    months: dict[str, int] = {}
    aside: dict[str, Any] = {}
    for name in ("minimum_age", "maximum_age"):
        written = fields.text_of(raw.get(name)).strip()
        if not written:
            continue
        try:
            found, repair = values.age_in_months(written)
        except ValueError:
            found, repair = None, Repair.AGE_UNUSABLE
            aside[name] = fields.safe(raw[name])
        if repair:
            record.note(repair, name)
        if found is not None:
            months[name] = found
    low, high = months.get("minimum_age"), months.get("maximum_age")
    if low is not None and high is not None and high < low or high == 0:
        record.note(Repair.AGE_UNUSABLE, "maximum_age")
        aside |= {name: fields.safe(raw[name]) for name in months}
        months = {}
    return _with_ages(raw, months, aside)


def _with_ages(raw: Document, months: dict[str, int], aside: dict[str, Any]) -> Document:
    found = {name: value for name, value in raw.items() if name not in ("minimum_age", "maximum_age")}
    ours = dict(_dict(raw.get(OURS)))
    for name, age in months.items():
        years = -(-age // _MONTHS) if name == "minimum_age" else age // _MONTHS
        found[name] = years
        if age % _MONTHS:
            ours.setdefault(f"{name}_months", age)
    if aside:
        ours["extra"] = {**_dict(ours.get("extra")), **aside}
    return {**found, OURS: ours}


def status(raw: Document, record: Record) -> Document:
    """Return the record with a status of the standard."""
    written = fields.text_of(raw.get("status")).strip()
    made, repair = values.status(written)
    found = {**raw, "status": made}
    if repair:
        record.note(repair, "status")
    if repair is Repair.STATUS_UNKNOWN:
        ours = _dict(raw.get(OURS))
        found[OURS] = {**ours, "extra": {**_dict(ours.get("extra")), "status": fields.safe(written)}}
    return found


def finish(found: Document, record: Record) -> None:
    """Give a cleaned service its profile: listing, country, kind, what is known of its hours."""
    ours = found[OURS]
    ours["country"] = record.country
    ours.setdefault("listing", found["id"])
    if record.aside:
        ours.setdefault("extra", {})["phones_without_number"] = record.aside
    if not record.profiled:
        _kind(found, ours, record)
        _hours(found, ours, record)
    _places(found, record)


def without_derived_terms(raw: Document) -> Document:
    """Return a record without our own terms: they follow from the kinds, anew at each publication."""
    own, rows = _own_terms(), raw.get("attributes")
    if not isinstance(rows, list):
        return raw
    kept = [row for row in rows if str(_dict(_dict(row).get("taxonomy_term")).get("id", "")) not in own]
    return raw if len(kept) == len(rows) else {**raw, "attributes": kept}


@cache
def _own_terms() -> frozenset[str]:
    return frozenset(term["id"] for tree in topics_tree.trees() for term in tree.terms)


def _kind(found: Document, ours: Document, record: Record) -> None:
    """Find the kinds by the rules for the terms; without terms, by the words of the name."""
    if "kind" in ours:
        return
    terms = [_term(row["taxonomy_term"]) for row in found.get("attributes", ()) if row.get("taxonomy_term")]
    kinds = record.terms.rules.kinds(terms)
    if not kinds and not terms:
        kinds = record.terms.rules.kinds_of_name(found["name"])
        if kinds:
            record.note(Repair.KIND_FROM_NAME, "name")
    if not kinds:
        record.note(Repair.KIND_OTHER, "attributes")
    ours["kind"], *more = kinds or [Kind.OTHER.value]
    if more:
        ours["more_kinds"] = more


def _term(term: Document) -> Term:
    taxonomy = term.get("taxonomy") or _dict(term.get("taxonomy_detail")).get("name", "")
    return Term(name=term.get("name", ""), code=term.get("code", ""), taxonomy=taxonomy)


def _hours(found: Document, ours: Document, record: Record) -> None:
    if record.always:
        ours.setdefault("hours_known", "always")
    elif any("opens_at" in row and row.get("byday") for row in found.get("schedules", ())):
        ours.setdefault("hours_known", "scheduled")
    if record.closed_on_holidays:
        ours.setdefault("holidays", "closed")
    words = "\n".join(record.words_for_hours)
    if words:
        ours.setdefault("hours_note", words[:LONGEST_NOTE].rstrip())
    if "timezone" not in ours and len(zones := countries.zones(record.country)) == 1:
        ours["timezone"] = zones[0]


def _places(found: Document, record: Record) -> None:
    """A service in a place that the file does not have is no place of ours: its words stay aside."""
    rows = found.get("service_at_locations", [])
    missing = [row for row in rows if not row.get("location")]
    if not missing:
        return
    found["service_at_locations"] = [row for row in rows if row.get("location")]
    found[OURS].setdefault("extra", {})["service_at_locations"] = fields.safe(missing)
    record.note(Repair.PLACE_MISSING, "service_at_locations")
