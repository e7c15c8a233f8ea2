"""The pieces of AIRS XML: telephones, addresses, people, hours, and their confidential marks (no Django)."""

from collections.abc import Iterator
from typing import Final
from xml.etree.ElementTree import Element  # noqa: S405 - a type only; defusedxml reads

from directory.hsds.shapes import CONFIDENTIAL, OURS, Document

_YES: Final = frozenset({"true", "1", "yes", "y"})
_POSTAL: Final = frozenset({"MailingAddress"})


def cut(tag: str) -> str:
    """Return the name of a tag without its namespace."""
    return tag.rpartition("}")[2]


def many(element: Element, name: str) -> Iterator[Element]:
    """Yield the direct children of a name, whatever namespace they are in."""
    return (one for one in element if isinstance(one.tag, str) and cut(one.tag) == name)


def lines(element: Element, *paths: str) -> list[str]:
    """Return the texts at all these paths, in order, without empty ones."""
    found = []
    for path in paths:
        level = [element]
        for name in path.split("/"):
            level = [below for one in level for below in many(one, name)]
        found += [
            " ".join("".join(one.itertext()).split("\x00")).strip() for one in level if not _withheld(one)
        ]
    return [one for one in found if one]


def text(element: Element, *paths: str) -> str:
    """Return the first text at one of these paths."""
    return next(iter(lines(element, *paths)), "")


def flagged(element: Element, name: str) -> bool:
    """Return whether a mark is set, as an attribute or as an element of its own."""
    attribute = next((value for key, value in element.attrib.items() if cut(key).lower() == name.lower()), "")
    below = next((one.text or "" for one in element if isinstance(one.tag, str) and cut(one.tag) == name), "")
    return attribute.strip().lower() in _YES or below.strip().lower() in _YES


def _withheld(element: Element) -> bool:
    """What stands inside something confidential is never read as a plain text (S5)."""
    return flagged(element, "Confidential")


def phones(element: Element) -> list[Document]:
    """Return the telephones of an element; a confidential one is marked."""
    found = []
    for phone in many(element, "Phone"):
        made: Document = {
            "number": _inner(phone, "PhoneNumber", "Number"),
            "extension": _inner(phone, "Extension"),
            "type": _inner(phone, "Type") or ("Toll Free" if flagged(phone, "TollFree") else ""),
            "description": _inner(phone, "Description", "Name") or _inner(phone, "Function"),
        }
        made = {name: value for name, value in made.items() if value}
        if made.get("type", "").lower().startswith("phone"):
            made.pop("type")  # Phone1, Phone2 are places on a form
        if flagged(phone, "Confidential") or _inner(phone, "ReasonWithheld"):
            made[OURS] = {CONFIDENTIAL: True}
        if "number" in made or OURS in made:
            found.append(made)
    return found


def _inner(element: Element, *names: str) -> str:
    """Return the first text of these names, marks or not: the caller marks the whole."""
    for name in names:
        for one in many(element, name):
            words = "".join(one.itertext()).strip()
            if words:
                return words
    return ""


def contacts(element: Element) -> list[Document]:
    """Return the people of an element; a confidential one is marked."""
    found = []
    for contact in many(element, "Contact"):
        made: Document = {
            "name": _inner(contact, "Name"), "title": _inner(contact, "Title"),
            "email": next((words for one in many(contact, "Email") if (words := _inner(one, "Address"))), ""),
            "phones": phones(contact),
        }  # fmt: skip
        made = {name: value for name, value in made.items() if value}
        if not made:
            continue
        if flagged(contact, "Confidential"):
            made[OURS] = {CONFIDENTIAL: True}
        found.append(made)
    return found


def address(element: Element, tag: str, inside_confidential: bool) -> Document:
    """Return an address; one that is confidential is given only inside a place that is sealed whole."""
    if flagged(element, "Confidential") and not inside_confidential:
        return {}
    parts = {
        "attention": _inner(element, "PreAddressLine"), "address_1": _inner(element, "Line1"),
        "address_2": ", ".join(filter(None, (_inner(element, "Line2"), _inner(element, "Line3")))),
        "city": _inner(element, "City"), "region": _inner(element, "County"),
        "state_province": _inner(element, "State"), "postal_code": _inner(element, "ZipCode", "PostalCode"),
        "country": _inner(element, "Country"),
    }  # fmt: skip
    found: Document = {name: value for name, value in parts.items() if value}
    return {**found, "address_type": "postal" if tag in _POSTAL else "physical"} if found else {}


def hours(element: Element) -> list[Document]:
    """Return the hours of an element, as its words."""
    found = []
    for time in many(element, "TimeOpen"):
        words = _inner(time, "Notes") or " ".join("".join(time.itertext()).split())
        if words:
            found.append({"description": words})
    return found


def languages(element: Element) -> list[Document]:
    """Return the languages of an element, each by its name."""
    found = []
    for one in many(element, "Languages"):
        names = [
            _inner(below, "Name") or "".join(below.itertext()).strip() for below in many(one, "Language")
        ]
        names = names or [_inner(one, "Name") or "".join(one.itertext()).strip()]
        found += [{"name": name} for name in names if name]
    return found


def urls(element: Element) -> list[Document]:
    """Return the web addresses of an element that may be told."""
    found = []
    for one in many(element, "URL"):
        where = _inner(one, "Address") or "".join(one.itertext()).strip()
        if where and not _withheld(one):
            found.append({"url": where, **({"label": note} if (note := _inner(one, "Note")) else {})})
    return found


def point(element: Element) -> Document:
    """Return the point of a site, if it has one."""
    for one in many(element, "SpatialLocation"):
        north, east = _inner(one, "Latitude"), _inner(one, "Longitude")
        if north and east:
            return {"latitude": north, "longitude": east}
    return {}


def seal_all(row: Document) -> Document:
    """Mark every place, telephone and person below a confidential thing as confidential."""
    for name in ("phones", "contacts"):
        for one in row.get(name, ()):
            one[OURS] = {**one.get(OURS, {}), CONFIDENTIAL: True}
    for place in row.get("service_at_locations", ()):
        place["location"][OURS] = {CONFIDENTIAL: True}
    return row
