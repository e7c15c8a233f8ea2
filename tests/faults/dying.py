"""Kill a process in the middle of publishing a listing or of opening a code, and look at what is left.

`dying.py publishing|opening` works on the databases that the environment names, and prints as JSON for each
place what is wrong afterwards, and after the same was asked for once more.
"""

import datetime as dt
import json
import secrets
import sys
import uuid
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from tests.safety.killed_purge import DIED, _apart, _deadly  # noqa: E402 - the path above comes first

Place = tuple[str, int, str]
PUBLISHING: Final[tuple[Place, ...]] = (
    ("directory.numbering.locked", 1, "after"),
    ("directory.publishing._decide", 1, "after"),
    ("directory.writing.write_documents", 1, "after"),
    ("directory.outward.refresh", 1, "before"),
    ("directory.outward.refresh", 1, "after"),
    ("staff.audit.record", 1, "after"),
    ("staff.agreement.agree", 1, "after"),
)
OPENING: Final[tuple[Place, ...]] = (
    ("safety.keys.make", 1, "after"),
    ("referral.handover.take", 1, "before"),
    ("referral.handover.take", 1, "after"),
    ("staff.audit.record", 1, "after"),
    ("referral.handover._destroy_key", 1, "before"),
    ("referral.handover._destroy_key", 1, "after"),
    ("referral.casework.start_from_code", 1, "after"),
)
Found = dict[str, Any]


def _person(*roles: str, team: bool = False) -> Any:
    from staff.models.person import User
    from staff.roles import Role
    from tests.people import make_person

    name = f"power-{secrets.token_hex(4)}"
    return User.objects.get(
        pk=make_person(name, *(Role(role) for role in roles), team="Faults" if team else None).pk
    )


def _killed(place: Place, act: Callable[[], Any]) -> str:
    """Do something in a process that dies at this place; return how it ended."""

    def doing() -> str:
        _deadly(place[0], place[1], before=place[2] == "before")
        act()
        return "came to its end"

    return str(_apart(doing))


# --- publishing ---


def publishing(place: Place) -> list[str]:
    """Return what is wrong after a kill there: a listing is public whole or not at all."""
    editor, verifier, edition = _apart(_in_review)
    state: Callable[[], Found] = lambda: _apart(lambda: _listing(edition))  # noqa: E731 - asked three times
    before = state()
    ended = _killed(place, lambda: _agree(verifier, edition))
    left = state()
    if left == before:
        _apart(lambda: _agree(verifier, edition))
    then = state()
    wrong = [] if ended == DIED else [f"the process {ended}"]
    wrong += [] if left in (before, then) else [f"half published: {left}"]
    return wrong if then == {**then, **PUBLIC} else [*wrong, f"not published by the next: {then}"]


PUBLIC: Final[Found] = {
    "state": "published",
    "edition": "published",
    "outward": 1,
    "searched": 1,
    "recorded": 1,
}


def _in_review() -> tuple[int, int, str]:
    from directory import vetting
    from tests.directory import vetted

    editor, verifier = _person("listing-editor"), _person("verifier")
    new = lambda: str(uuid.uuid4())  # noqa: E731 - three names of rows
    base = vetted.document()
    base["phones"][0]["id"], base["service_areas"][0]["id"] = new(), new()
    base["waypost"]["listing"] = f"gb-power-{secrets.token_hex(4)}"
    edition = vetted.submitted(
        editor, id=new(), phones=base["phones"], service_areas=base["service_areas"], waypost=base["waypost"]
    )
    vetting.tick(person=verifier, edition=edition, checked=vetted.ALL)
    return editor.pk, verifier.pk, str(edition.pk)


def _agree(verifier: int, edition: str) -> None:
    from directory.models.edition import Edition
    from staff.models.person import User
    from tests.directory import vetted

    vetted.agree(User.objects.get(pk=verifier), Edition.objects.get(pk=edition))


def _listing(pk: str) -> Found:
    from directory.models.edition import Edition
    from directory.models.outward import OutwardService
    from directory.models.search import SearchRow
    from staff.acts import Act
    from staff.models.proposal import Proposal
    from staff.models.record import AuditEntry

    edition = Edition.objects.select_related("service").get(pk=pk)
    service, proposals = edition.service, Proposal.objects.filter(payload__contains=str(pk))
    return {
        "state": service.state, "edition": edition.state,
        "outward": OutwardService.objects.filter(pk=service.pk).count(),
        "searched": SearchRow.objects.filter(service_id=service.pk).count(),
        "recorded": AuditEntry.objects.filter(
            act=Act.PROPOSAL_AGREED, subject_id__in=[str(one.pk) for one in proposals]
        ).count(),
    }  # fmt: skip


# --- opening a code ---


def opening(place: Place) -> list[str]:
    """Return what is wrong after a kill there: a code opens once, and what was told is never in vain."""
    worker, digits = _apart(_handed_over)
    ended = _killed(place, lambda: _open(worker, digits))
    left = _apart(lambda: _case(worker, digits))
    _apart(lambda: _open(worker, digits))
    then = _apart(lambda: _case(worker, digits))
    wrong = [] if ended == DIED else [f"the process {ended}"]
    wrong += [] if left["cases"] + left["opens"] == 1 else [f"a code that is lost or doubled: {left}"]
    return wrong if then == {"cases": 1, "opens": 0} else [*wrong, f"the next one left {then}"]


def _handed_over() -> tuple[int, str]:
    from django.utils import timezone

    from referral import editions, handover
    from referral.models.case import Training
    from referral.told import Told

    person, now = _person("helpline-worker", team=True), timezone.now()
    Training.objects.create(
        person=person, confirmed_on=now.date(), renew_on=now.date() + dt.timedelta(days=90)
    )
    told = Told(editions.current().edition, "p01", "adult", "en", "GB", {})
    return person.pk, handover.make(told, now=now).digits


def _open(worker: int, digits: str) -> None:
    from django.utils import timezone

    from referral import casework, handover
    from staff.models.person import User

    try:
        casework.start_from_code(person=User.objects.get(pk=worker), typed=digits, now=timezone.now())
    except handover.NoSuchCode:
        return


def _case(worker: int, digits: str) -> Found:
    from referral.models.case import Case
    from referral.models.handover import Handover
    from tests.faults.inside import _lookup, _opens

    row = Handover.objects.filter(pk=_lookup(digits)).first()
    return {
        "cases": Case.objects.filter(started_by=worker).count(),
        "opens": int(row is not None and _opens(row)),
    }


if __name__ == "__main__":
    import django

    django.setup()
    places, tried = {"publishing": (PUBLISHING, publishing), "opening": (OPENING, opening)}[sys.argv[1]]
    from django.db import connections

    connections.close_all()
    print(
        json.dumps(
            {f"{when} call {count} of {verb}": tried((verb, count, when)) for verb, count, when in places}
        )
    )
