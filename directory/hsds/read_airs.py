"""AIRS XML 3, what most helpline systems export: agencies with their sites and services, read as it streams.

What is marked confidential is marked so in the record, and sealed before anything is kept (S5). What is to be
kept out of a website or a directory is for staff only.
"""

from collections.abc import Iterator
from typing import Final
from xml.etree.ElementTree import Element, ParseError  # noqa: S405 - types only; defusedxml reads

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import iterparse

from directory.hsds.airs_parts import (
    address,
    contacts,
    cut,
    flagged,
    hours,
    languages,
    lines,
    many,
    phones,
    point,
    seal_all,
    text,
    urls,
)
from directory.hsds.incoming import Mended, Place, Reason, Refused, Repair
from directory.hsds.raw import Found, Raw, Reading
from directory.hsds.shapes import CONFIDENTIAL, OURS, Document

_SERVICES: Final = ("SiteService", "AgencyService", "Service")
_HELD_BACK: Final = ("ExcludeFromWebsite", "ExcludeFromDirectory")
_SITES: Final = ("Site", "AgencyLocation")


def read(reading: Reading) -> Iterator[Found]:
    """Yield every service of every agency; an agency without one is refused by name."""
    reading.recognised = "AIRS XML 3"
    row = 0
    try:
        with reading.path.open("rb") as file:
            for _event, element in iterparse(file, events=("end",), forbid_dtd=True):
                name = cut(element.tag)
                if name != "Agency":
                    continue
                for found in _agency(element, reading.path.name, row):
                    row += 1
                    yield found
                element.clear()
    except (ParseError, DefusedXmlException, ValueError, LookupError):
        yield Refused(Place(reading.path.name, row + 1), "", Reason.BROKEN)


def _agency(agency: Element, file: str, row: int) -> Iterator[Found]:
    body = _body(agency)
    held = _held_back(agency)
    sites = {text(site, "Key"): site for tag in _SITES for site in many(agency, tag)}
    found = 0
    for element, site in _services(agency):
        found += 1
        place = Place(file, row + found)
        record = _service(element, body, [site] if site is not None else _named_sites(element, sites))
        repairs = []
        if held or _held_back(element) or (site is not None and _held_back(site)):
            record[OURS]["visibility"] = "staff"
            repairs.append(Mended(Repair.HELD_BACK, ""))
        if _is_confidential(agency) or _is_confidential(element):
            seal_all(record)
        yield Raw(place, record, repairs=repairs)
    if not found:
        yield Refused(Place(file, row + 1), "", Reason.NO_SERVICE)


def _services(agency: Element) -> Iterator[tuple[Element, Element | None]]:
    """Yield each service with the site it stands under, if it does."""
    for tag in _SITES:
        for site in many(agency, tag):
            for name in _SERVICES:
                yield from ((service, site) for service in many(site, name))
    for name in _SERVICES:
        yield from ((service, None) for service in many(agency, name))


def _named_sites(service: Element, sites: dict[str, Element]) -> list[Element]:
    """Return the sites that a service of an agency names by their keys."""
    keys = [one.strip() for one in lines(service, "SiteKey", "AgencySiteKey", "LocationKey")]
    return [sites[key] for key in keys if key in sites]


def _body(agency: Element) -> Document:
    """Return the agency as a body, without anything that it marks confidential."""
    hidden = _is_confidential(agency)
    found: Document = {
        "id": text(agency, "Key"),
        "name": text(agency, "Name"),
        "alternate_name": "; ".join(lines(agency, "AKA/Name")),
        "description": text(agency, "AgencyDescription", "Description") or text(agency, "Name"),
        "legal_status": text(agency, "LegalStatus"),
        "tax_status": text(agency, "IRSStatus"),
        "phones": phones(agency),
        "contacts": contacts(agency),
    }
    webs = urls(agency)
    if webs:
        found["website"], *rest = [one["url"] for one in webs]
        found["additional_websites"] = [{"url": one} for one in rest]
    mails = [one for one in lines(agency, "Email/Address") if one]
    found["email"] = mails[0] if mails else ""
    return seal_all(found) if hidden else found


def _service(element: Element, body: Document, sites: list[Element]) -> Document:
    webs, mails = urls(element), lines(element, "Email/Address")
    record: Document = {
        "id": text(element, "Key"),
        "name": text(element, "Name"),
        "alternate_name": "; ".join(lines(element, "AKA/Name")),
        "description": text(element, "Description", "ServiceDescription"),
        "status": "inactive" if flagged(element, "Inactive") else "active",
        "url": webs[0]["url"] if webs else "",
        "additional_urls": webs[1:],
        "email": mails[0] if mails else "",
        "application_process": text(element, "ApplicationProcess", "Application"),
        "fees_description": text(element, "FeeStructure", "Fees", "Fee"),
        "eligibility_description": _eligibility(element),
        "interpretation_services": "",
        "phones": phones(element),
        "contacts": contacts(element),
        "schedules": hours(element),
        "languages": languages(element),
        "service_areas": [{"name": one} for one in _areas(element)],
        "required_documents": [
            {"document": one} for one in lines(element, "DocumentsRequired", "RequiredDocuments")
        ],
        "attributes": _tags(element),
        "last_modified": _last_changed(element),
        "organization": body,
        "service_at_locations": [_place(site, text(element, "Key")) for site in sites],
        OURS: {},
    }
    return {name: value for name, value in record.items() if value or name == OURS}


def _eligibility(element: Element) -> str:
    parts = lines(element, "Eligibility", "AgeRequirements", "GenderRequirements", "ResidencyRequirements",
                  "IncomeRequirements", "FamilyRequirements", "OtherRequirements")  # fmt: skip
    return "\n".join(dict.fromkeys(parts))


def _areas(element: Element) -> list[str]:
    found = []
    for tag in ("GeographicAreaServed", "GeographicServed", "AreaServed"):
        for area in many(element, tag):
            names = [text(area, name) for name in ("ZipCode", "City", "County", "State", "Country")]
            said = (
                text(area, "Description")
                or ", ".join(name for name in names if name)
                or (area.text or "").strip()
            )
            if said:
                found.append(said)
    return list(dict.fromkeys(found))


def _tags(element: Element) -> list[Document]:
    found = []
    for tag in many(element, "Taxonomy"):
        code, name = text(tag, "Code"), text(tag, "Name") or (tag.text or "").strip()
        if code or name:
            found.append({
                "id": f"{text(element, 'Key')}:{code or name}",
                "taxonomy_term": {
                    "id": f"airs:{code or name}", "code": code, "name": name or code,
                    "description": name or code,
                    "taxonomy": "AIRS",
                },
            })  # fmt: skip
    return found


def _last_changed(element: Element) -> str:
    for info in many(element, "ResourceInfo"):
        for name in ("DateOfLastAction", "DateLastVerified"):
            if info.get(name):
                return str(info.get(name))
    return ""


def _place(site: Element, service: str) -> Document:
    """Return a site as a place of a service, whole if it is confidential too: then all of it is sealed."""
    own = text(site, "Key")
    hidden = _is_confidential(site) or any(
        flagged(one, "Confidential") for one in many(site, "PhysicalAddress")
    )
    addresses = [made for tag in ("PhysicalAddress", "MailingAddress", "OtherAddress")
                 for one in many(site, tag) if (made := address(one, tag, hidden))]  # fmt: skip
    location: Document = {
        "id": own,
        "location_type": "physical",
        "name": text(site, "Name"),
        "alternate_name": "; ".join(lines(site, "AKA/Name")),
        "description": text(site, "SiteDescription", "PhysicalLocationDescription"),
        "transportation": text(site, "BusServiceAccess", "PublicAccessTransportation"),
        "addresses": addresses,
        "phones": phones(site),
        "contacts": contacts(site),
        "schedules": hours(site),
        "languages": languages(site),
        "accessibility": [{"description": one} for one in lines(site, "DisabilitiesAccess")],
        **point(site),
    }
    if hidden:
        location[OURS] = {CONFIDENTIAL: True}
    return {"id": f"{service}@{own}", "location": {name: value for name, value in location.items() if value}}


def _is_confidential(element: Element) -> bool:
    return flagged(element, "Confidential")


def _held_back(element: Element) -> bool:
    if any(flagged(element, name) for name in _HELD_BACK):
        return True
    return any(
        info.get(name, "").strip().lower() in ("false", "0", "no")
        for info in many(element, "ResourceInfo")
        for name in ("AvailableForDirectory", "AvailableForReferral")
    )
