"""A case full of canaries, and somebody who tries everything to read it.

`canary_case.py make` works on the databases that the environment names and prints what a thief could hold:
the code of a handover, and the sealed texts as they stand in the tables. `canary_case.py thief FILE DATA,KEYS
...` reads that from a file and prints, for each pair of databases, every canary that it could bring to light,
and what the code opened.
"""

import datetime as dt
import json
import sys
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

# Every sealed column that goes when its time is over, and the word of the canary in it.
COLUMNS: Final = {
    "referral.Case.told": "told",
    "referral.Case.sealed_facts": "facts",
    "referral.Note.text": "note",
    "referral.Contact.text": "contact",
    "referral.RemovalRequest.text": "removal",
    "referral.Referral.shared": "shared",
    "referral.Referral.kept": "kept",
    "referral.Step.detail": "step",
    "referral.Consent.agreement": "consent",
    "referral.ToldNumber.which": "number",
}
HANDOVER: Final = "referral.Handover.outer"
CLOSED: Final = "closed"  # the word in every column of the other case
WORDS: Final = (*COLUMNS.values(), CLOSED)
OWN_KEY: Final = frozenset({"told", "facts", "contact", "shared"})  # all others lie under the case's key
HANDED: Final = "Kanarienvogel-handed"  # where a walk ended: letters, digits and dashes only


def canary(word: str) -> str:
    """Return what must never be found again."""
    return f"Kanarienvogel-{word}-{uuid.uuid5(uuid.NAMESPACE_OID, word)}"


def make() -> dict[str, Any]:
    """Make a case that was closed 31 days ago, one with everything on it that nobody touched for 181, and a
    handover whose time is over; return what is known of them.
    """
    from django.utils import timezone

    from referral import editions, handover
    from referral.told import Told
    from tests.referral import casing

    now = timezone.now()
    cast = _people(now)
    _worked_on(casing.from_code(cast.worker, now=now - dt.timedelta(days=181)), cast)
    _closed(cast.worker, now - dt.timedelta(days=31))
    for row, word, about, _text in _sealed():
        column = next(name for name, at in COLUMNS.items() if at == word).rpartition(".")[2]
        setattr(row, column, _sealed_anew(row, word, about))
        row.save(update_fields=[column])
    told = Told(editions.current().edition, HANDED, "adult", "en", "DE", {})
    code = handover.make(told, now=now - dt.timedelta(days=4))
    return {"code": code.digits, "sealed": [text for _about, text in _all_sealed()], "keys": _wrapped()}


@dataclass(frozen=True, slots=True)
class Cast:
    """Who works on the case, who checks a consent, who answers for the service, and the service."""

    worker: Any
    supervisor: Any
    partner: Any
    service: Any


def _people(now: dt.datetime) -> Cast:
    from directory.models.service import Service
    from referral.models.referral import PartnerDesk
    from staff.roles import Role
    from tests.people import make_person
    from tests.referral import casing

    named = uuid.uuid4().hex[:8]
    worker = make_person(f"worker-{named}", Role.HELPLINE, team="Canaries")
    supervisor = make_person(f"supervisor-{named}", Role.SUPERVISOR, team="Canaries")
    partner = make_person(f"partner-{named}", Role.PARTNER, team="Aviary")
    casing.trained(worker, supervisor)
    service = Service.objects.order_by("pk")[0]
    PartnerDesk.objects.get_or_create(
        service=service,
        defaults={"team": partner.team, "set_at": now, "proposed_by": worker, "agreed_by": supervisor},
    )
    return Cast(worker, supervisor, partner, service)


def _worked_on(case: Any, cast: Cast) -> None:
    """Do with a case everything that leaves a sealed row, by the verbs of the desk, and leave it open."""
    from referral import case_notes, case_reading, case_removal, casework, partnering, sending
    from referral.consent import Agreed, Item

    then, until = case.created_at, case.created_at.date() + dt.timedelta(days=30)
    mine = {"person": cast.worker, "reference": case.reference, "now": then}
    casework.take(**mine)
    case_notes.note(text=canary("note"), all_the_same=True, **mine)
    case_notes.set_contact(
        said={"way": "email", "value": canary("contact")}, agreed=True, until=until, **mine
    )
    case_removal.ask(
        address=f"https://example.org/{canary('removal')}", platform="other", service="other",
        all_adults=True, **mine,
    )  # fmt: skip
    need = next(iter(case_reading.opened(part="refer", **mine).facts.needs))
    referral = sending.refer(
        service=cast.service.pk, need=need, items=[Item.WORDS, Item.ANSWERS], until=until,
        agreed=[Agreed.PERSON], words=canary("shared"), **mine,
    )  # fmt: skip
    sending.check(referral=referral, **{**mine, "person": cast.supervisor})
    theirs = {"person": cast.partner, "reference": referral.reference, "now": then}
    partnering.read(**theirs)
    partnering.waitlist(wait_days=20, **theirs)
    sending.tell(service=cast.service.pk, need=need, follow=True, **mine)


def _closed(worker: Any, then: dt.datetime) -> None:
    """Close a case of somebody who called."""
    from referral import case_notes, casework
    from tests.referral import casing

    case = casing.from_call(worker, now=then)
    mine = {"person": worker, "reference": case.reference, "now": then}
    case_notes.note(text=canary("note"), all_the_same=True, **mine)
    casework.close(reason="need-met", **mine)


def _sealed_anew(row: Any, word: str, about: str) -> str:
    """Return a canary, sealed as what stood there; most columns hold what was chosen from lists."""
    from referral.models.case import Case
    from safety import keys

    above = row if isinstance(row, Case) else getattr(row, "referral", row).case
    key = row.key if word in OWN_KEY else above.key
    return keys.seal_with(key, canary(CLOSED if above.closed_at else word), about=about)


def _wrapped() -> list[str]:
    from safety.models import DataKey

    return list(DataKey.objects.values_list("wrapped", flat=True))


def _sealed() -> Iterator[tuple[Any, str, str, str]]:
    """Yield every sealed text of cases and of what hangs on them: its row, its word, what it is about."""
    from django.apps import apps

    for name, word in COLUMNS.items():
        label, _dot, column = name.rpartition(".")
        for row in apps.get_model(label).objects.all():
            if text := getattr(row, column):
                yield row, word, row.about(word) if callable(row.about) else row.about, text


def _all_sealed() -> Iterator[tuple[str, str]]:
    """Yield every sealed text, those of handovers too, with what it is about."""
    from referral.models.handover import Handover

    for _row, _word, about, text in _sealed():
        yield about, text
    for row in Handover.objects.all():
        yield f"handover/{row.lookup}", row.outer


def at(both: str, known: dict[str, Any]) -> dict[str, Any]:
    """Turn to other databases, and try there."""
    import dj_database_url
    from django.db import connections

    for alias, address in zip(("default", "keys"), both.split(","), strict=True):
        connections[alias].close()
        connections[alias].settings_dict.update(dj_database_url.parse(address))
    return thief(known)


def thief(known: dict[str, Any]) -> dict[str, Any]:
    """Try every key that there is on every sealed text, and the code on the handover."""
    from safety import keys
    from safety.models import DataKey

    there = list(DataKey.objects.values_list("pk", flat=True))
    found: set[str] = set()
    rows = list(_all_sealed())
    for about, text in rows:
        for key in there:
            try:
                found.add(keys.unseal_with(key, text, about=about))
            except (keys.CannotOpen, keys.KeyGone):
                continue
    canaries = [word for word in WORDS if any(canary(word) in text for text in found)]
    outer, inner = _handed(known["code"], there)
    return {
        "rows": len(rows), "case_rows": sum(not about.startswith("handover/") for about, _text in rows),
        "keys": len(there), "canaries": canaries, "outer": outer, "inner": inner,
    }  # fmt: skip


def _handed(digits: str, there: list[uuid.UUID]) -> tuple[bool, bool]:
    """Return whether the code opened the outer seal, and whether any key opened the one within."""
    from django.conf import settings

    from referral.models.handover import Handover
    from safety import codes, keys, seal

    derived = codes.derive(
        codes.read(digits), salt=keys.secret_for("handover"), cost=codes.Cost(*settings.WAYPOST_CODE_COST)
    )
    row = Handover.objects.filter(pk=derived.lookup).first()
    if row is None:
        return False, False
    about = f"handover/{row.lookup}"
    inner = seal.unseal(row.outer, key=derived.key, about=about)
    for key in there:
        try:
            return True, HANDED in keys.unseal_with(key, inner, about=about)
        except (keys.CannotOpen, keys.KeyGone):
            continue
    return True, False


if __name__ == "__main__":
    import django

    django.setup()
    known = json.loads(Path(sys.argv[2]).read_text()) if len(sys.argv) > 2 else {}
    print(json.dumps(make() if sys.argv[1] == "make" else [at(one, known) for one in sys.argv[3:]]))
