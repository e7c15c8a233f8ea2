"""One referral as FHIR R4 resources for another case system, shaped as the HL7 Gravity guide has them (pure).

Only what the person agreed to stands in it; who they are never does: there is no name, no date of birth, no
address, and where a profile asks for a name it says that it is withheld.

Source: SDOH Clinical Care, STU 3 (hl7.org/fhir/us/sdoh-clinicalcare): SDOHCC-ServiceRequest,
SDOHCC-TaskForReferralManagement, SDOHCC-Consent; FHIR R4 ServiceRequest, Task, Consent, Patient, Bundle;
docs/fhir-export.md says what maps and what does not.
"""

import datetime as dt
import uuid
from collections.abc import Mapping
from typing import Any, Final, Protocol

from directory.topics import Need
from referral.consent import Item
from referral.referral_states import State
from referral.shared import Shared

GUIDE: Final = "http://hl7.org/fhir/us/sdoh-clinicalcare/StructureDefinition/"
CORE: Final = "http://hl7.org/fhir/us/core/StructureDefinition/"
TEMPORARY: Final = "http://hl7.org/fhir/us/sdoh-clinicalcare/CodeSystem/SDOHCC-CodeSystemTemporaryCodes"
SNOMED: Final = "http://snomed.info/sct"
ACT_CODE: Final = "http://terminology.hl7.org/CodeSystem/v3-ActCode"
TASK_CODE: Final = "http://hl7.org/fhir/CodeSystem/task-code"
ABSENT: Final = "http://hl7.org/fhir/StructureDefinition/data-absent-reason"
SCOPE: Final = "http://terminology.hl7.org/CodeSystem/consentscope"
UNKNOWN_CATEGORY: Final = "sdoh-category-unspecified"
# The guide has no violence through technology; what it has is used where it says no more than the need.
CATEGORIES: Final[Mapping[Need, str]] = {
    Need.SHELTER: "homelessness", Need.ECONOMIC: "financial-insecurity", Need.PEER: "social-connection",
    Need.PSYCHOSOCIAL: "stress", Need.ACCESS: "language-access",
}  # fmt: skip
CATEGORY_NAMES: Final = {
    "homelessness": "Homelessness", "financial-insecurity": "Financial Insecurity",
    "social-connection": "Social Connection", "stress": "Stress", "language-access": "Language Status",
    UNKNOWN_CATEGORY: "SDOH Category Unspecified",
}  # fmt: skip
PRIORITIES: Final = {"U0": "stat", "U1": "asap", "U2": "urgent", "U3": "routine"}
# Task.status, from the guide's value set: all of R4 but `ready` and `received`.
TASKS: Final[Mapping[State, str]] = {
    State.DRAFTED: "draft", State.SENT: "requested", State.SEEN: "requested", State.ASKED: "on-hold",
    State.ACCEPTED: "accepted", State.WAITLISTED: "on-hold", State.STARTED: "in-progress",
    State.COMPLETED: "completed", State.DECLINED: "rejected", State.RETURNED: "failed",
    State.UNREACHABLE: "failed", State.EXPIRED: "cancelled", State.WITHDRAWN: "cancelled",
    State.REVOKED: "cancelled",
}  # fmt: skip
REQUESTS: Final[Mapping[State, str]] = {
    State.DRAFTED: "draft", State.COMPLETED: "completed",
    **dict.fromkeys((State.DECLINED, State.RETURNED, State.UNREACHABLE, State.EXPIRED, State.WITHDRAWN,
                     State.REVOKED), "revoked"),
}  # fmt: skip
SAYS_WHY: Final = frozenset({"rejected", "cancelled", "on-hold", "failed"})
AGES: Final = {"under-13": "under 13", "25-over": "25 or over"}


class Going(Protocol):
    """What is read of a referral that leaves; see referral.going_out."""

    @property
    def reference(self) -> str: ...
    @property
    def state(self) -> State: ...
    @property
    def urgency(self) -> str: ...
    @property
    def shared(self) -> Shared: ...
    @property
    def service(self) -> str: ...
    @property
    def organization(self) -> str: ...
    @property
    def sender(self) -> str: ...
    @property
    def site(self) -> str: ...
    @property
    def sent_at(self) -> dt.datetime: ...
    @property
    def changed_at(self) -> dt.datetime: ...
    @property
    def until(self) -> dt.date: ...
    @property
    def result(self) -> str: ...
    @property
    def wait_days(self) -> int | None: ...


def bundle(going: Going, *, now: dt.datetime) -> dict[str, Any]:
    """Return a collection of the five kinds of resource that one referral is.

    Units: `now` aware. The addresses of its entries are new each time: two exports cannot be joined by them.
    """
    names = ("patient", "sender", "performer", "consent", "request", "task")
    ids = {name: f"urn:uuid:{uuid.uuid4()}" for name in names}
    made = (
        (ids["patient"], _patient(going)),
        (ids["sender"], _organization(going.site, going.sender)),
        (ids["performer"], _organization(going.organization or going.service, going.service)),
        (ids["consent"], _consent(going, ids)),
        (ids["request"], _request(going, ids)),
        (ids["task"], _task(going, ids)),
    )
    entries = [{"fullUrl": where, "resource": resource} for where, resource in made]
    return {"resourceType": "Bundle", "type": "collection", "timestamp": _moment(now), "entry": entries}


def _patient(going: Going) -> dict[str, Any]:
    """Return whom it is about: a reference, and nobody's name."""
    items = going.shared.items
    withheld = {"extension": [{"url": ABSENT, "valueCode": "masked"}]}
    found: dict[str, Any] = {
        "resourceType": "Patient",
        "meta": {"profile": [f"{CORE}us-core-patient"]},
        "identifier": [
            {"system": "urn:ietf:rfc:3986", "value": f"urn:waypost:referral:{going.reference.lower()}"}
        ],
        "name": [withheld],
        "gender": {"woman": "female", "man": "male", "another": "other"}.get(
            items.get(Item.GENDER, ""), "unknown"
        ),
    }
    if language := items.get(Item.LANGUAGE):
        found["communication"] = [
            {"language": {"coding": [{"system": "urn:ietf:bcp:47", "code": language}]}, "preferred": True}
        ]
    if country := items.get(Item.COUNTRY):
        found["address"] = [{"country": country}]
    return found


def _organization(name: str, alias: str) -> dict[str, Any]:
    more = {"alias": [alias]} if alias and alias != name else {}
    profile = {"profile": [f"{CORE}us-core-organization"]}
    return {"resourceType": "Organization", "meta": profile, "active": True, "name": name, **more}


def _consent(going: Going, ids: Mapping[str, str]) -> dict[str, Any]:
    """Return the consent: until when, and which items by name; how it was given stays at the helpline."""
    return {
        "resourceType": "Consent",
        "meta": {"profile": [f"{GUIDE}SDOHCC-Consent"]},
        "status": "active",
        "scope": _concept(SCOPE, "patient-privacy", "Privacy Consent"),
        "category": [_concept(ACT_CODE, "IDSCL", "information disclosure")],
        "patient": {"reference": ids["patient"]},
        "dateTime": _moment(going.sent_at),
        "organization": [{"reference": ids["sender"]}],
        "sourceAttachment": {"title": _agreed_to(going)},
        "policyRule": _concept(ACT_CODE, "OPTIN", "opt-in"),
        "provision": {
            "type": "permit",
            "period": {"start": going.sent_at.date().isoformat(), "end": going.until.isoformat()},
            "actor": [
                {
                    "role": _concept(
                        "http://terminology.hl7.org/CodeSystem/v3-ParticipationType", "IRCP",
                        "information recipient",
                    ),
                    "reference": {"reference": ids["performer"]},
                }
            ],
        },
    }  # fmt: skip


def _agreed_to(going: Going) -> str:
    return "Items agreed to: " + (", ".join(sorted(going.shared.items)) or "none")


def _request(going: Going, ids: Mapping[str, str]) -> dict[str, Any]:
    need = Need(going.shared.need)
    category = CATEGORIES.get(need, UNKNOWN_CATEGORY)
    found: dict[str, Any] = {
        "resourceType": "ServiceRequest",
        "meta": {"profile": [f"{GUIDE}SDOHCC-ServiceRequest"]},
        "identifier": [
            {"system": "urn:ietf:rfc:3986", "value": f"urn:waypost:referral:{going.reference.lower()}"}
        ],
        "status": REQUESTS.get(going.state, "active"),
        "intent": "order",
        "category": [_concept(TEMPORARY, category, CATEGORY_NAMES[category])],
        "priority": PRIORITIES[going.urgency],
        "code": {
            **_concept(SNOMED, "306206005", "Referral to service (procedure)"),
            "text": need.value.replace("_", " ").lower(),
        },
        "subject": {"reference": ids["patient"]},
        "occurrencePeriod": {"end": going.until.isoformat()},
        "authoredOn": _moment(going.sent_at),
        "requester": {"reference": ids["sender"]},
        "performer": [{"reference": ids["performer"]}],
        "supportingInfo": [{"reference": ids["consent"]}],
    }
    if not going.shared.items.get(Item.CONTACT):
        # The guide's own word for a person whom nobody may ring: they come, or the helpline asks.
        found["orderDetail"] = [
            _concept(TEMPORARY, "contacting-subject-prohibited", "Contacting Subject Prohibited")
        ]
    if reasons := list(_reasons(going.shared.items)):
        found["reasonCode"] = [{"text": reason} for reason in reasons]
    if notes := list(_notes(going.shared.items)):
        found["note"] = [{"text": note} for note in notes]
    return found


def _reasons(items: Mapping[str, Any]) -> list[str]:
    found = [f"pathway {items[Item.HAPPENED]}"] if items.get(Item.HAPPENED) else []
    return [*found, *(f"urgent: {reason}" for reason in items.get(Item.REASONS, ()))]


def _notes(items: Mapping[str, Any]) -> list[str]:
    """Return what has no element of its own in the profiles, each as a note that says what it is."""
    found = []
    if band := items.get(Item.AGE_BAND):
        found.append(f"Age band: {AGES.get(band, band)}")
    if others := items.get(Item.OTHER_NEEDS):
        found.append("Also needed: " + ", ".join(one.replace("_", " ").lower() for one in others))
    found += [f"{question} - {', '.join(chosen)}" for question, chosen in items.get(Item.ANSWERS, ())]
    if contact := items.get(Item.CONTACT):
        found.append(
            "Contact, only in this way: " + "; ".join(f"{name}: {said}" for name, said in contact.items())
        )
    if words := items.get(Item.WORDS):
        found.append(words)
    return found


def _task(going: Going, ids: Mapping[str, str]) -> dict[str, Any]:
    status = TASKS[going.state]
    found: dict[str, Any] = {
        "resourceType": "Task",
        "meta": {"profile": [f"{GUIDE}SDOHCC-TaskForReferralManagement"]},
        "status": status,
        "intent": "order",
        "priority": PRIORITIES[going.urgency],
        "code": _concept(TASK_CODE, "fulfill", "Fulfill the focal request"),
        "focus": {"reference": ids["request"]},
        "for": {"reference": ids["patient"]},
        "authoredOn": _moment(going.sent_at),
        "lastModified": _moment(going.changed_at),
        "requester": {"reference": ids["sender"]},
        "owner": {"reference": ids["performer"]},
        "businessStatus": {"text": going.state.value},
    }
    if status in SAYS_WHY:
        found["statusReason"] = {"text": _why(going)}
    if going.state is State.COMPLETED:
        done = {
            "coding": [{"system": SNOMED, "code": "306206005", "display": "Referral to service (procedure)"}]
        }
        found["output"] = [
            {
                "type": _concept(TEMPORARY, "resulting-activity", "Resulting Activity"),
                "valueCodeableConcept": {**done, "text": going.result},
            }
        ]
    return found


def _why(going: Going) -> str:
    if going.wait_days is not None:
        return f"{going.state.value}: expected wait {going.wait_days} days"
    return f"{going.state.value}: {going.result}" if going.result else going.state.value


def _concept(system: str, code: str, display: str) -> dict[str, Any]:
    return {"coding": [{"system": system, "code": code, "display": display}]}


def _moment(at: dt.datetime) -> str:
    """Return a FHIR dateTime in UTC, to the second."""
    return at.astimezone(dt.UTC).replace(microsecond=0).isoformat()
