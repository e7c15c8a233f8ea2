"""Which changes send people to somebody else: in fields, in parts of parts, and hidden in words."""

import copy
from typing import Any

import pytest

from directory import sensitive
from tests.directory.vetted import document

PLACE = {
    "id": "p",
    "location": {
        "id": "l", "name": "The house", "latitude": 51.5, "longitude": 0.1,
        "addresses": [{"id": "a", "address_1": "1 High Street", "city": "Anytown"}],
        "phones": [{"id": "x", "number": "020 7946 0001"}],
    },
}  # fmt: skip


def whole() -> dict[str, Any]:
    return {
        **document(email="us@line.example.org"),
        "additional_urls": [{"id": "u", "url": "https://line.example.org/chat"}],
        "organization": {"id": "o", "name": "A charity", "website": "https://charity.example.org"},
        "service_at_locations": [copy.deepcopy(PLACE)],
        "contacts": [{"id": "c", "email": "desk@line.example.org"}],
    }


def changed(path: str, value: Any) -> dict[str, Any]:
    """Return the whole document with one value changed, at a path like `phones.0.number`."""
    made = copy.deepcopy(whole())
    *way, last = [int(step) if step.isdigit() else step for step in path.split(".")]
    node: Any = made
    for step in way:
        node = node[step]
    node[last] = value
    return made


@pytest.mark.promise("S8")
@pytest.mark.parametrize(
    ("path", "value", "part"),
    [
        ("phones.0.number", "020 7946 0999", "phones"),
        ("phones.0.waypost", {"e164": "+442079460999", "valid": True}, "phones"),
        ("phones.0.extension", 7, "phones"),
        ("phones.0.type", "sms", "phones"),
        ("phones", [], "phones"),
        ("service_at_locations.0.location.phones.0.number", "020 7946 0999", "phones"),
        ("url", "https://else.example.org/", "web"),
        ("additional_urls.0.url", "https://else.example.org/chat", "web"),
        ("organization.website", "https://else.example.org", "web"),
        ("email", "else@example.org", "email"),
        ("contacts.0.email", "else@example.org", "email"),
        ("service_at_locations.0.location.latitude", 51.6, "places"),
        ("service_at_locations.0.location.addresses.0.address_1", "2 High Street", "places"),
        ("service_at_locations.0.location.transportation", "Bus 7", "places"),
        ("service_at_locations", [], "places"),
        ("description", "Somebody listens. Call 0900 123 456 instead.", "phones"),
        ("description", "Somebody listens at www.else.example.org", "web"),
        ("alert", "Write to help@else.example.org", "email"),
        ("waypost", {**document()["waypost"], "hours_note": "Ring (020) 7946 0999 at night"}, "phones"),
    ],
)
def test_each_way_to_somebody_else_is_noticed(path, value, part):
    assert part in sensitive.touched(whole(), changed(path, value))


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("description", "Somebody listens, since 1998-2001, seen 2026-11."),
        ("phones.0.description", "Say that you are young."),
        ("phones.0.id", "another"),
        ("phones.0.languages", [{"id": "l", "code": "ar"}]),
        ("minimum_age", 16),
        ("service_at_locations.0.location.addresses.0.id", "another"),
        (
            "waypost",
            {**document()["waypost"], "rows": ["0800 111 222"], "sources": [{"url": "https://x.org"}]},
        ),
    ],
)
def test_what_leads_nowhere_is_not(path, value):
    assert sensitive.touched(whole(), changed(path, value)) == []


def test_order_does_not_count():
    two = [*whole()["phones"], {"id": "2", "number": "020 7946 0002"}]
    assert sensitive.touched({"phones": two}, {"phones": two[::-1]}) == []


def test_a_number_that_goes_from_the_words_leads_nobody_astray():
    assert sensitive.touched({"description": "Call 0900 123 456"}, {"description": "Call"}) == []


@pytest.mark.promise("S5")
def test_that_a_place_becomes_public_is_noticed():
    sealed = {
        "service_at_locations": [{"id": "p", "location": {"id": "l", "waypost": {"confidential": True}}}]
    }
    assert sensitive.touched(sealed, {"service_at_locations": [PLACE]}) == ["phones", "places"]


def test_the_old_numbers_are_those_of_every_part():
    assert sensitive.phones(whole()) == ["020 7946 0000", "020 7946 0001"]
