"""What of a document may leave by the public door: an allow-list, and nothing that is not in it (S5) (pure).

A field that is added to the standard, to our profile or to the tables stays inside until somebody writes it
down here. What is confidential goes with all that could point to it: a place with its service_at_location.
"""

from collections.abc import Iterable, Mapping
from functools import cache
from typing import Any, Final

from directory import doubts
from directory.doubts import Doubt, Note
from directory.hsds.shapes import ENTITIES, OURS, Child, Document, is_confidential

_CONTENT: Final[dict[str, str]] = {
    "service": "name alternate_name description url additional_urls email status interpretation_services"
    " application_process fees_description wait_time fees accreditations eligibility_description minimum_age"
    " maximum_age assured_date licenses alert last_modified phones schedules service_areas"
    " service_at_locations languages organization funding cost_options program required_documents contacts"
    " capacities attributes",
    "url": "label url attributes",
    "phone": "number extension type description languages attributes",
    "schedule": "valid_from valid_to dtstart timezone until count wkst freq interval byday byweekno"
    " bymonthday byyearday description opens_at closes_at schedule_link attending_type notes attributes",
    "service_area": "name description extent extent_type uri attributes",
    "service_at_location": "description service_areas contacts phones schedules location attributes",
    "location": "location_type url name alternate_name description transportation latitude longitude"
    " external_identifier external_identifier_type languages addresses contacts accessibility phones"
    " schedules attributes",
    "address": "attention address_1 address_2 city region state_province postal_code country address_type"
    " attributes",
    "accessibility": "description details url attributes",
    "contact": "name title department email phones attributes",
    "language": "name code note attributes",
    # Without locations: they could be those of a service that is not to be known.
    "organization": "name alternate_name description email website additional_websites tax_status tax_id"
    " year_incorporated legal_status logo uri parent_organization_id funding contacts phones programs"
    " organization_identifiers attributes",
    "organization_identifier": "identifier_scheme identifier_type identifier attributes",
    "program": "name alternate_name description attributes",
    "funding": "source attributes",
    "cost_option": "valid_from valid_to option currency amount amount_description attributes",
    "required_document": "document uri attributes",
    "service_capacity": "unit available maximum description updated attributes",
    "unit": "name scheme identifier uri attributes",
    "attribute": "link_type value taxonomy_term label",
    "taxonomy_term": "code name description parent_id taxonomy taxonomy_detail language term_uri",
    "taxonomy": "name description uri version",
}
_PROFILE: Final[dict[str, str]] = {
    "service": "listing country kind more_kinds audience group image_age callers minimum_age_months"
    " maximum_age_months exclusions cost free anonymous image_upload police menu state_migration_body"
    " helpline hours_known timezone hours_note holidays pair wait_days grade seen",
    "phone": "e164 text extension_text inside_country_only free valid short shows_on_bill handset_log",
    "url": "kind",
    "service_area": "country region",
}
CONTENT: Final = {name: frozenset(["id", *fields.split()]) for name, fields in _CONTENT.items()}
PROFILE: Final = {name: frozenset(fields.split()) for name, fields in _PROFILE.items()}

SHORT: Final = frozenset(
    name
    for name in CONTENT["service"]
    if name not in ENTITIES["service"].children or name in ("organization", "program")
) | {OURS}
VETTED: Final = "vetted"
SOURCED: Final = "sourced"


def public_document(
    document: Mapping[str, Any],
    *,
    standing: str,
    verified_on: str | None = None,
    terms: Iterable[Document] = (),
) -> Document:
    """Return the document as anybody may read it, with the terms of our own taxonomy that it carries.

    Everything that the standard requires is there: a text that nobody gave is an empty one.
    """
    found = _opened(document, "service") or {}
    found["attributes"] = [*_others(found.get("attributes", ()), terms), *terms]
    if not found["attributes"]:
        del found["attributes"]
    ours = {**found.pop(OURS, {}), **_spoken(document), "standing": standing}
    if verified_on:
        ours["verified_on"] = verified_on
    return {**found, OURS: ours}


def _opened(row: Mapping[str, Any], entity: str) -> Document | None:
    """Return what may be told of an object; None when it may not be told that there is one."""
    if is_confidential(row):
        return None
    found: Document = {}
    for name, child, missing in _told(entity):
        value = row.get(name)
        if child is None:
            if value is None:
                value = missing
        elif value and child.many:
            value = [one for one in (_opened(below, child.entity) for below in value) if one] or None
        elif value:
            value = _opened(value, child.entity)
            if value is None and name == "location":
                return None
        if value is not None:
            found[name] = value
    ours = _profile(row, entity)
    return {**found, OURS: ours} if ours else found


@cache
def _told(entity: str) -> tuple[tuple[str, Child | None, str | None], ...]:
    """Return what may be told of an entity in the order of HSDS, and what stands where it says nothing."""
    shape = ENTITIES[entity]
    return tuple(
        (name, shape.children.get(name), "" if name in shape.fields and shape.fields[name].required else None)
        for name in shape.order
        if name in CONTENT[entity]
    )


def _profile(row: Mapping[str, Any], entity: str) -> Document:
    allowed = PROFILE.get(entity)
    given = row.get(OURS)
    return {name: value for name, value in given.items() if name in allowed} if given and allowed else {}


def _spoken(document: Mapping[str, Any]) -> Document:
    """Return doubts and notes as codes, and sources by name: the sentences are working words of ours."""
    given = document.get(OURS, {})
    phones = [phone.get(OURS, {}) for phone in document.get("phones", ()) if not is_confidential(phone)]
    valid = all(phone.get("valid") or phone.get("short") for phone in phones)
    said = given.get("doubts", ())
    # Doubts that came in as codes were made from all that was known: the grade adds nothing to them.
    known = any(one in set(Doubt) for one in said)
    shown = doubts.shown(said, grade="B" if known else given.get("grade", "D"), numbers_valid=valid)
    notes = doubts.notes(given.get("notes", ()))
    found = {
        "doubts": [code.value for code in Doubt if code in shown or code.value in said],
        "notes": [code.value for code in Note if code in notes or code.value in given.get("notes", ())],
        "sources": [_source(one) for one in given.get("sources", ())],
    }
    return {name: value for name, value in found.items() if value}


def _source(source: Mapping[str, str]) -> dict[str, str]:
    locator = source.get("locator", "")
    web = locator.startswith(("https://", "http://"))
    return {"name": source["name"], **({"locator": locator} if web else {})}


def _others(attributes: Iterable[Document], terms: Iterable[Document]) -> list[Document]:
    """Return the attributes that are none of our own terms: those are always made anew from the kinds."""
    ours = {term["taxonomy_term"]["id"] for term in terms}
    return [one for one in attributes if one.get("taxonomy_term", {}).get("id") not in ours]


def short_form(document: Mapping[str, Any]) -> Document:
    """Return the form of lists: a public document without what is nested, but its body and its program.

    Source: HSDS 3.2.3, compiled/service_list.json.
    """
    found = {name: value for name, value in document.items() if name in SHORT}
    for name in ("organization", "program"):
        if name in found:
            found[name] = short_of(found[name], name)
    return found


def short_of(row: Mapping[str, Any], entity: str) -> Document:
    """Return an object without anything nested."""
    children = ENTITIES[entity].children
    return {name: value for name, value in row.items() if name not in children}
