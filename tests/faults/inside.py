"""Look at the tables of the running site, in the environment of its owner: `inside.py people|again|look`.

Prints JSON. It is the only part that knows what was really kept.
"""

import datetime as dt
import json
import secrets
import string
import sys
import time
from collections import Counter
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))


def people() -> dict[str, str]:
    """Make a worker of the helpline who is signed in and has a case; return how they come in."""
    from allauth.mfa.models import Authenticator
    from django.utils import timezone

    from referral import casework
    from referral.case_facts import CaseFacts
    from referral.models.case import Training
    from staff.models.person import RoleGrant, Team, User
    from staff.roles import Role

    now = timezone.now()
    team, _made = Team.objects.get_or_create(name="Faults")
    name = f"worker-{secrets.token_hex(4)}"
    person = User.objects.create(email=f"{name}@example.org", name=name, team=team, joined_at=now)
    RoleGrant.objects.create(user=person, role=Role.HELPLINE, granted_at=now - dt.timedelta(days=30))
    Training.objects.create(
        person=person, confirmed_on=now.date(), renew_on=now.date() + dt.timedelta(days=90)
    )
    Authenticator.objects.create(user=person, type=Authenticator.Type.TOTP, data={"secret": "unused"})
    facts = CaseFacts({"SAFETY": 2}, country="GB", language="en")
    case = casework.start_empty(person=person, facts=facts, urgency="U2", now=now)
    token = "".join(secrets.choice(string.ascii_letters + string.digits) for _ in range(32))
    return {"session": _signed_in(person), "token": token, "reference": case.reference}


def again(reference: str) -> dict[str, str]:
    """Sign the worker who started this case in once more; return the new session."""
    from referral.models.case import Case

    return {"session": _signed_in(Case.objects.get(reference=reference).started_by)}


def _signed_in(person: Any) -> str:
    from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY

    from staff.session_store import STARTED, SessionStore

    session = SessionStore()
    session[SESSION_KEY] = str(person.pk)
    session[BACKEND_SESSION_KEY] = "django.contrib.auth.backends.ModelBackend"
    session[HASH_SESSION_KEY] = person.get_session_auth_hash()
    session[STARTED] = time.time()
    session.create()
    return str(session.session_key)


def look(asked: dict[str, Any]) -> dict[str, Any]:
    """Return which notes, cases and codes are there, of those that somebody was told of."""
    from referral.models.case import Case, Note
    from referral.models.handover import Handover
    from safety import keys
    from staff.verifying import verified

    notes = Note.objects.filter(case__reference=asked["reference"]).select_related("case")
    texts = Counter(keys.unseal_with(note.case.key, note.text, about=note.about) for note in notes)
    stored = {digits: Handover.objects.filter(pk=_lookup(digits)).first() for digits in asked["codes"]}
    return {
        "notes": dict(texts),
        "cases": list(Case.objects.filter(reference__in=asked["cases"]).values_list("reference", flat=True)),
        "codes": [digits for digits, row in stored.items() if row and _opens(row)],
        "record": verified().whole,
    }


def _lookup(digits: str) -> str:
    from referral import handover
    from safety import codes

    return handover._derived(codes.read(digits)).lookup


def _opens(row: Any) -> bool:
    """Return whether the key of a handover is there too: without it the code would open nothing."""
    from safety.models import DataKey

    return DataKey.objects.filter(pk=row.key).exists()


if __name__ == "__main__":
    import django

    django.setup()
    verb: Any = {"people": people, "again": again, "look": look}[sys.argv[1]]
    print(json.dumps(verb(*map(json.loads, sys.argv[2:]))))
