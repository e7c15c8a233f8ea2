"""A referral as FHIR: the shape of each resource, what it may hold, and that nobody is named in it.

The rules of shape are those of FHIR R4 and of the SDOH guide (docs/fhir-export.md), written down here element
by element, since no validator is in the house.
"""

import datetime as dt
import json
import re
from dataclasses import dataclass, field
from typing import Any, Final

import pytest

from directory.topics import Need
from referral import fhir
from referral.consent import Item
from referral.referral_states import ENDED, State
from referral.shared import Shared

NOW: Final = dt.datetime(2026, 3, 1, 12, 0, tzinfo=dt.UTC)
EVERYTHING: Final = {
    "happened": "p08", "answers": [["Are you safe?", ["No"]]], "reasons": ["danger"],
    "other-needs": ["SHELTER"], "age-band": "25-over", "gender": "woman", "country": "KE", "language": "sw",
    "contact": {"way": "voice", "value": "ask at the desk"}, "words": "Comes with two children.",
}  # fmt: skip
# Elements that R4 or the guide ask for, by resource.
NEEDED: Final = {
    "Patient": {"identifier", "name", "gender"},
    "Organization": {"active", "name"},
    "Consent": {
        "status", "scope", "category", "patient", "dateTime", "organization", "policyRule", "provision",
    },
    "ServiceRequest": {
        "status", "intent", "category", "priority", "code", "subject", "authoredOn", "requester", "performer",
    },
    "Task": {"status", "intent", "code", "focus", "for", "authoredOn", "lastModified", "requester", "owner"},
}  # fmt: skip
# Every element of R4 that we may use, so that none is invented.
KNOWN: Final = {
    "Patient": NEEDED["Patient"] | {"communication", "address"},
    "Organization": NEEDED["Organization"] | {"alias"},
    "Consent": NEEDED["Consent"] | {"sourceAttachment"},
    "ServiceRequest": NEEDED["ServiceRequest"]
    | {"identifier", "occurrencePeriod", "supportingInfo", "orderDetail", "reasonCode", "note"},
    "Task": NEEDED["Task"] | {"priority", "businessStatus", "statusReason", "output"},
}
TASK_STATUS: Final = {
    "draft", "requested", "received", "accepted", "rejected", "ready", "cancelled", "in-progress", "on-hold",
    "failed", "completed", "entered-in-error",
}  # fmt: skip
REQUEST_STATUS: Final = {"draft", "active", "on-hold", "revoked", "completed", "entered-in-error", "unknown"}
MOMENT: Final = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\+00:00")


@dataclass(frozen=True, slots=True)
class Leaving:
    """A referral as `going_out` gives it."""

    state: State = State.SENT
    urgency: str = "U1"
    shared: Shared = field(default_factory=lambda: Shared("1", "SAFETY", "U1", EVERYTHING, ("person",)))
    result: str = ""
    wait_days: int | None = None
    reference: str = "K7Q-2MXD"
    service: str = "Night shelter"
    organization: str = "Harbour house"
    sender: str = "Day"
    site: str = "Waypost"
    sent_at: dt.datetime = NOW
    changed_at: dt.datetime = NOW
    until: dt.date = dt.date(2026, 3, 31)


def made(going: Leaving) -> dict[str, list[dict[str, Any]]]:
    """Return the resources of a bundle, by type."""
    bundle = fhir.bundle(going, now=NOW)
    assert (bundle["resourceType"], bundle["type"]) == ("Bundle", "collection")
    found: dict[str, list[dict[str, Any]]] = {}
    for entry in bundle["entry"]:
        found.setdefault(entry["resource"]["resourceType"], []).append(entry["resource"])
    return found


@pytest.mark.parametrize("state", list(State))
def test_each_resource_has_the_elements_that_the_standard_asks_for_and_no_invented_one(state: State) -> None:
    found = made(Leaving(state=state, result="full" if state in ENDED else ""))
    assert set(found) == set(NEEDED)
    for name, resources in found.items():
        for resource in resources:
            elements = set(resource) - {"resourceType", "meta"}
            assert NEEDED[name] <= elements <= KNOWN[name], name
            assert resource["meta"]["profile"][0].startswith(("http://hl7.org/fhir/us/",))


@pytest.mark.parametrize("state", list(State))
def test_every_state_has_a_status_of_the_value_sets_and_says_why_where_it_must(state: State) -> None:
    found = made(Leaving(state=state, result="full" if state in ENDED else ""))
    task, request = found["Task"][0], found["ServiceRequest"][0]
    assert task["status"] in TASK_STATUS
    assert request["status"] in REQUEST_STATUS
    if task["status"] in {"rejected", "cancelled", "on-hold", "failed"}:
        assert task["statusReason"]["text"]
    assert task["businessStatus"]["text"] == state.value
    assert (request["status"] == "active") == (state not in ENDED and state is not State.DRAFTED)


def test_a_completed_one_tells_its_result_and_a_waiting_one_its_wait() -> None:
    done = made(Leaving(state=State.COMPLETED, result="need-met"))["Task"][0]
    assert done["output"][0]["valueCodeableConcept"]["text"] == "need-met"
    waits = made(Leaving(state=State.WAITLISTED, wait_days=21))["Task"][0]
    assert "21 days" in waits["statusReason"]["text"]


def test_every_reference_leads_to_a_resource_of_the_bundle_of_the_right_type() -> None:
    bundle = fhir.bundle(Leaving(), now=NOW)
    types = {entry["fullUrl"]: entry["resource"]["resourceType"] for entry in bundle["entry"]}
    assert len(types) == len(bundle["entry"])
    assert all(re.fullmatch(r"urn:uuid:[0-9a-f-]{36}", address) for address in types)
    by_type = {entry["resource"]["resourceType"]: entry["resource"] for entry in bundle["entry"]}
    task, request, consent = by_type["Task"], by_type["ServiceRequest"], by_type["Consent"]
    leads = [
        (task["focus"], "ServiceRequest"), (task["for"], "Patient"), (task["owner"], "Organization"),
        (task["requester"], "Organization"), (request["subject"], "Patient"),
        (request["supportingInfo"][0], "Consent"), (request["performer"][0], "Organization"),
        (consent["patient"], "Patient"), (consent["organization"][0], "Organization"),
        (consent["provision"]["actor"][0]["reference"], "Organization"),
    ]  # fmt: skip
    assert [(types[one["reference"]], kind) for one, kind in leads] == [(kind, kind) for _one, kind in leads]


def test_two_exports_of_one_referral_cannot_be_joined_by_their_addresses() -> None:
    first, second = (fhir.bundle(Leaving(), now=NOW) for _time in range(2))
    assert not {e["fullUrl"] for e in first["entry"]} & {e["fullUrl"] for e in second["entry"]}


def test_the_patient_is_nobody() -> None:
    patient = made(Leaving())["Patient"][0]
    assert patient["name"] == [{"extension": [{"url": fhir.ABSENT, "valueCode": "masked"}]}]
    assert not {"birthDate", "telecom", "photo", "contact", "maritalStatus"} & set(patient)
    assert patient["address"] == [{"country": "KE"}]


@pytest.mark.parametrize("item", [item for item in Item])
def test_what_was_not_agreed_to_stands_nowhere(item: Item) -> None:
    left = {name: value for name, value in EVERYTHING.items() if name != item.value}
    without = json.dumps(fhir.bundle(Leaving(shared=Shared("1", "SAFETY", "U1", left)), now=NOW))
    whole = json.dumps(fhir.bundle(Leaving(), now=NOW))
    mark = {
        "happened": "pathway p08", "answers": "Are you safe?", "reasons": "urgent: danger",
        "other-needs": "Also needed", "age-band": "25 or over", "gender": "female", "country": "KE",
        "language": '"sw"', "contact": "ask at the desk", "words": "two children",
    }[item.value]  # fmt: skip
    assert mark in whole
    assert mark not in without


def test_the_consent_holds_until_its_last_day_for_that_agency_alone() -> None:
    consent = made(Leaving())["Consent"][0]
    assert consent["status"] == "active"
    assert consent["provision"]["period"] == {"start": "2026-03-01", "end": "2026-03-31"}
    assert len(consent["provision"]["actor"]) == 1


@pytest.mark.parametrize("need", list(Need))
@pytest.mark.parametrize("urgency", ["U0", "U1", "U2", "U3"])
def test_every_need_and_urgency_has_a_category_and_a_priority(need: Need, urgency: str) -> None:
    found = made(Leaving(urgency=urgency, shared=Shared("1", need.value, urgency)))["ServiceRequest"][0]
    coding = found["category"][0]["coding"][0]
    assert coding["display"] == fhir.CATEGORY_NAMES[coding["code"]]
    assert found["priority"] in {"routine", "urgent", "asap", "stat"}


def test_moments_are_in_utc_to_the_second() -> None:
    task = made(
        Leaving(changed_at=dt.datetime(2026, 3, 1, 13, 0, 0, 77, tzinfo=dt.timezone(dt.timedelta(hours=1))))
    )["Task"][0]
    assert MOMENT.fullmatch(task["lastModified"])
    assert task["lastModified"].startswith("2026-03-01T12:00:00")


def test_nobody_may_ring_a_person_who_shared_no_way_to_be_reached() -> None:
    quiet = made(Leaving(shared=Shared("1", "SAFETY", "U1")))["ServiceRequest"][0]
    assert quiet["orderDetail"][0]["coding"][0]["code"] == "contacting-subject-prohibited"
    assert "orderDetail" not in made(Leaving())["ServiceRequest"][0]
