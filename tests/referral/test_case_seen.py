"""Every look at a case and every verb on one is on record, in the same transaction, by whatever way (S9).

The walk opens each address of the site with a case in it, and fails where an answer holds something of the
case and no entry was written.
"""

import ast
import datetime as dt
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.db import transaction
from django.http import HttpResponse
from django.test import Client
from django.utils import timezone

from referral import case_notes, case_reading, case_removal, casework
from referral.case_facts import CaseFacts
from referral.models.case import Case, RemovalRequest
from staff import audit
from staff.models.person import User
from staff.models.record import AuditEntry
from tests.house.test_every_door import EVERY, NAMED, Door
from tests.referral import casing

BOTH = pytest.mark.django_db(databases=["default", "keys"])
NOTE, VALUE, ADDRESS = "heron in the reeds", "heron@example.org", "https://heron.example/1"
CANARY = b"heron"


@pytest.fixture
def case(amina: User) -> Case:
    """A case of Amina's, full of canaries."""
    casing.trained(amina)
    made = casing.empty(amina, country="PN", age_band="25-over")
    on_it: dict[str, Any] = {"person": amina, "reference": made.reference, "now": timezone.now()}
    case_notes.note(**on_it, text=NOTE)
    case_notes.set_contact(
        **on_it, said={"way": "email", "value": VALUE}, agreed=True, until=timezone.now().date()
    )
    case_removal.ask(**on_it, address=ADDRESS, platform="P", service="S", all_adults=True)
    return made


def addresses(case: Case) -> Iterator[tuple[Door, str]]:
    """Yield every address of the site, those with a reference leading to the case."""
    removal = RemovalRequest.objects.get(case=case)
    stands = {"reference": case.reference, "pk": str(removal.pk), "what": "withdraw"}
    for door in EVERY:
        names = [one or other for one, other in NAMED.findall(door.route)]
        open_to_all = door.is_desk and door.opens_to_all  # signing out among them
        if (not names or "reference" in names) and "<int:" not in door.route and not open_to_all:
            yield door, NAMED.sub(lambda found: stands.get(found[1] or found[2], "x"), door.route)


def holds(answer: HttpResponse, case: Case, address: str) -> bool:
    """True where an answer holds something of the case; its reference, where its own address has it not."""
    said = b"" if answer.streaming else answer.content
    return CANARY in said or (case.reference not in address and case.shown.encode() in said)


def unrecorded(client: Client, case: Case) -> list[str]:
    """Return the addresses that show something of the case without an entry in the record about it."""
    found, held = [], 0
    for door, address in addresses(case):
        for method in ("get", "post"):
            with transaction.atomic(), transaction.atomic(using="keys"):
                before = AuditEntry.objects.count()
                answer = getattr(client, method)(address)
                fresh = AuditEntry.objects.filter(number__gt=before)
                about = fresh.filter(subject_id__in=[case.reference, case_reading.QUEUE]).exists()
                if holds(answer, case, address):
                    held += 1
                    found += [] if about else [f"{method} {door.name}"]
                transaction.set_rollback(True)
                transaction.set_rollback(True, using="keys")
    assert held >= 5  # the case, its contact details, its removals, the queue, the rows of the queue
    return found


@BOTH
@pytest.mark.promise("S9")
def test_no_address_of_the_site_shows_anything_of_a_case_without_an_entry(
    amina: User, case: Case, signed_in: Callable[..., Client], monkeypatch: pytest.MonkeyPatch
) -> None:
    client = signed_in(amina, proved=True)
    client.get("/desk/cases/?whose=all&country=&language=&urgency=")
    assert unrecorded(client, case) == []
    # The check can fail: with looks that are not recorded it names the pages.
    monkeypatch.setattr(case_reading.audit, "record", lambda **facts: None)
    assert "get cases:one" in unrecorded(client, case)


@BOTH
@pytest.mark.promise("S9")
def test_a_look_that_cannot_be_recorded_shows_nothing(
    amina: User, case: Case, signed_in: Callable[..., Client], monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(**facts: object) -> None:
        raise audit.HeadMissing

    client = signed_in(amina)
    client.raise_request_exception = False
    monkeypatch.setattr(case_reading.audit, "record", fails)
    for what in ("", "match/", "contact/", "removal/"):
        answer = client.get(f"/desk/cases/{case.reference}/{what}")
        assert answer.status_code == 500
        assert CANARY not in answer.content


def verbs(case: Case, person: User) -> dict[str, Callable[[], object]]:
    """Return every verb that works on a case, ready to be carried out once, in an order that works."""
    on_it: dict[str, Any] = {"person": person, "reference": case.reference, "now": timezone.now()}
    removal = RemovalRequest.objects.get(case=case)
    facts = CaseFacts(needs={"LEGAL": 2}, country="PN", age_band="25-over")
    until = timezone.now().date() + dt.timedelta(days=1)
    said = {"way": "sms", "value": VALUE}
    return {
        "raise_urgency": lambda: casework.raise_urgency(urgency="U0", **on_it),
        "lower_urgency": lambda: casework.lower_urgency(urgency="U3", reason="safe-now", **on_it),
        "note": lambda: case_notes.note(text="quiet", **on_it),
        "set_facts": lambda: case_notes.set_facts(facts=facts, **on_it),
        "set_contact": lambda: case_notes.set_contact(said=said, agreed=True, until=until, **on_it),
        "contact_of": lambda: case_reading.contact_of(**on_it),
        "opened": lambda: case_reading.opened(**on_it),
        "remove_contact": lambda: case_notes.remove_contact(**on_it),
        "ask": lambda: case_removal.ask(address=ADDRESS, platform="P", service="S", all_adults=True, **on_it),
        "answered": lambda: case_removal.answered(pk=str(removal.pk), state="removed", **on_it),
        "release": lambda: casework.release(**on_it),
        "take": lambda: casework.take(**on_it),
        "pass_on": lambda: casework.pass_on(team=person.team, whom=person, **on_it),
        "close": lambda: casework.close(reason="need-met", **on_it),
        "reopen": lambda: casework.reopen(**on_it),
    }


@BOTH
@pytest.mark.promise("S9")
def test_every_verb_on_a_case_is_an_entry_of_the_record(amina: User, case: Case) -> None:
    for name, verb in verbs(case, amina).items():
        before = AuditEntry.objects.filter(subject_id=case.reference).count()
        verb()
        assert AuditEntry.objects.filter(subject_id=case.reference).count() > before, name
    record = str(list(AuditEntry.objects.values()))
    assert [word for word in (NOTE, VALUE, ADDRESS, "quiet") if word in record] == []


@BOTH
@pytest.mark.promise("S9")
def test_a_verb_that_cannot_be_recorded_changes_nothing(
    amina: User, case: Case, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(**facts: object) -> None:
        raise audit.HeadMissing

    for module in (casework, case_notes, case_removal, case_reading):
        monkeypatch.setattr(module.audit, "record", fails)
    before = Case.objects.filter(pk=case.pk).values().get()
    for verb in verbs(case, amina).values():
        with pytest.raises((audit.HeadMissing, casework.Refused)):
            verb()
    assert Case.objects.filter(pk=case.pk).values().get() == before
    assert case.notes.count() == 1


# Modules that unseal something of a case, each of which records or is asked by one that has.
OPENERS = {
    "case_content", "case_keeping", "case_notes", "case_reading", "case_removal", "casework", "handover",
    "going_out", "partnering", "sending", "referral_moves", "shared",
    "restored",  # asks whether rows open, and shows nothing of them
}  # fmt: skip


def test_only_known_modules_open_what_a_case_holds() -> None:
    """A new module that unseals has to be looked at, and then stands in the list above."""
    asks = {"openers", "unseal_with", "unseal"}
    found = set()
    for path in sorted((Path(settings.BASE_DIR) / "referral").rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Attribute) and node.attr in asks:
                found.add(path.stem)
    assert found <= OPENERS
    assert "case_reading" in found
