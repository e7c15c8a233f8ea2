"""Which changes of a listing could send people to somebody else: numbers, addresses, places (pure).

Directories are attacked this way, so such a change of a listing that people read waits for the call-back step
and a cooling-off time (S8). Compared are values, wherever in the document they stand; ids and order
do not count.
"""

import json
import re
from collections.abc import Iterator, Mapping
from enum import StrEnum
from typing import Any, Final

Found = set[tuple[str, str]]


class Part(StrEnum):
    """What a person follows to reach a service."""

    PHONES = "phones"
    WEB = "web"
    EMAIL = "email"
    PLACES = "places"


# Working words of ours and of the file it came from: nobody is sent anywhere by them.
SILENT: Final = frozenset({"extra", "rows", "sources", "doubts", "metadata", "attributes", "record_reason"})
WEB: Final = frozenset({"url", "website", "uri", "schedule_link"})
PHONE: Final = ("number", "extension", "type")
OURS: Final = ("e164", "text", "extension_text", "confidential")
# A place is where it is and how to get there; its own numbers and addresses are found by themselves.
PLACE: Final = (
    "location_type", "name", "alternate_name", "description", "transportation", "latitude", "longitude",
    "external_identifier", "addresses",
)  # fmt: skip
# Words in which somebody could tell another number or address than the fields do.
WORDS: Final = frozenset(
    {
        "name", "alternate_name", "description", "alert", "application_process", "eligibility_description",
        "fees_description", "fees", "wait_time", "interpretation_services", "menu", "hours_note", "notes",
        "exclusions", "label", "title", "department", "amount_description", "transportation", "document",
    }
)  # fmt: skip
NUMBER_IN_WORDS: Final = re.compile(r"\+?\d(?:[\s().\-/]{0,2}\d){4,}")
DATE: Final = re.compile(r"\d{4}-\d{2}(-\d{2})?|\d{4}\s?[-/]\s?\d{4}")
ADDRESS_IN_WORDS: Final = re.compile(
    r"(?:https?://|www\.)\S+|\b[\w-]+(?:\.[\w-]+)*\.[a-z]{2,}/\S*", re.IGNORECASE
)

EMAIL_IN_WORDS: Final = re.compile(r"\S+@[\w-]+(?:\.[\w-]+)+")


def touched(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[Part]:
    """Return which of the four differ between two documents, in the order of `Part`."""
    changed = {part for part, _value in set(_followed(before)) ^ set(_followed(after))}
    said_anew = {part for part, _value in set(_said(after)) - set(_said(before))}
    return [part for part in Part if part in changed | said_anew]


def phones(document: Mapping[str, Any]) -> list[str]:
    """Return every number that the document tells, each once, in its order: what a call-back asks at."""
    numbers = (row.get("number") for row in _rows(document, "phones"))
    return list(dict.fromkeys(number for number in numbers if number))


def _followed(node: Any) -> Iterator[tuple[str, str]]:
    """Yield each value that stands in a field to be followed."""
    for key, value in _fields(node):
        if key in WEB and isinstance(value, str):
            yield Part.WEB, value
        elif key == "email":
            yield Part.EMAIL, str(value)
        elif key == "phones":
            yield from ((Part.PHONES, _phone(row)) for row in value)
        elif key == "location":
            yield Part.PLACES, _place(value)
        elif key == "locations":
            yield from ((Part.PLACES, _place(row)) for row in value)


def _said(node: Any) -> Iterator[tuple[str, str]]:
    """Yield each number and address that stands somewhere in words."""
    for key, value in _fields(node):
        if key not in WORDS:
            continue
        for words in value if isinstance(value, list) else [value]:
            yield from _in_words(DATE.sub(" ", str(words)))


def _in_words(words: str) -> Iterator[tuple[str, str]]:
    for found in NUMBER_IN_WORDS.findall(words):
        yield Part.PHONES, re.sub(r"\D", "", found)
    for found in EMAIL_IN_WORDS.findall(words):
        yield Part.EMAIL, found
    for found in ADDRESS_IN_WORDS.findall(words):
        yield Part.WEB, found


def _fields(node: Any) -> Iterator[tuple[str, Any]]:
    """Yield every field of a document at every depth."""
    if isinstance(node, Mapping):
        for key, value in node.items():
            if key not in SILENT:
                yield key, value
                yield from _fields(value)
    elif isinstance(node, list | tuple):
        for row in node:
            yield from _fields(row)


def _rows(node: Any, wanted: str) -> Iterator[Mapping[str, Any]]:
    for key, value in _fields(node):
        if key == wanted:
            yield from value


def _phone(row: Mapping[str, Any]) -> str:
    ours = row.get("waypost") or {}
    return _stable([*(row.get(name) for name in PHONE), *(ours.get(name) for name in OURS)])


def _place(row: Mapping[str, Any]) -> str:
    if (row.get("waypost") or {}).get("confidential"):
        return _stable(["confidential", row.get("id")])
    addresses = [{**address, "id": None} for address in row.get("addresses", ())]
    return _stable({**{name: row[name] for name in PLACE if name in row}, "addresses": addresses})


def _stable(value: Any) -> str:
    return json.dumps(value, sort_keys=True, default=str, ensure_ascii=False)
