"""How long cases live and how they end, and what each of their columns is for."""

import datetime as dt
import uuid
from collections.abc import Callable, Iterable
from typing import Final

from django.db import transaction
from django.utils import timezone

from referral import figures
from referral.case_access import kind_of, over
from referral.models.case import (
    Case,
    CaseQuerySet,
    Contact,
    Duty,
    GlassBroken,
    Note,
    RemovalRequest,
    Training,
)
from safety import inventory, retention
from safety.inventory import Ground, Table
from staff import audit
from staff import keeping as forgetting
from staff.acts import Act
from staff.models.person import User

CASE: Final = "case"
KeysOf = Callable[[uuid.UUID], Iterable[uuid.UUID]]
_beside: Final[list[KeysOf]] = []

TEAM: Final = "the people of the team; whoever gave a reason, for an hour"
ROW: Final = "names the row"
SEALED: Final = "sealed under the key of the case: "

TABLES: Final = {
    "referral.Case": Table(
        "one person's matter at the helpline", Ground.HELP, TEAM,
        {
            "id": ROW, "reference": "how people call the case; drawn at random", "key": "names its key",
            "team": "whose queue it stands in", "urgency": "U0 to U3", "state": "how it stands",
            "origin": "by a code, a call, or neither", "practice": "whether it was invented to practise on",
            "edition": "which edition of the pathways has to be kept to read the answers",
            "told": SEALED + "the answers of the walk",
            "sealed_facts": SEALED + "needs, age band, gender, country, language, why it is urgent",
            "started_by": "who started it", "taken_by": "who works on it", "taken_at": "since when",
            "created_at": "when it began", "touched_at": "when somebody last did something with it",
            "due_at": "when the running clock ends", "first_answer_at": "when somebody answered first",
            "closed_at": "when it was closed", "close_reason": "why, from a list",
            "destroy_on": "the day on which it is destroyed",
            "moved_up": "how many referrals came to nothing", "rank": "its place in the queue",
            "turn": "its place behind many others of one starter", "alarmed_at": "when duty was called",
            "rung_at": "when the supervisors were called",
            "closing_counted": "whether its end stands in the figures already",
        },
    ),
    "referral.Note": Table(
        "a worker's short note", Ground.HELP, TEAM,
        {"id": ROW, "case": "of which case", "text": SEALED + "the note", "written_by": "who wrote it",
         "written_at": "when"},
    ),
    "referral.Contact": Table(
        "how the person may be reached, if they wanted that kept", Ground.CONSENT, TEAM,
        {"id": ROW, "case": "of which case", "key": "names its own key",
         "text": "sealed under its own key: the way, the hours, what to say if another answers",
         "agreed_on": "the day of the person's consent", "expires_on": "the last day on which it holds",
         "set_by": "who wrote it"},
    ),
    "referral.RemovalRequest": Table(
        "a web address that was passed on to have an adult's picture taken down", Ground.HELP, TEAM,
        {"id": ROW, "case": "of which case", "text": SEALED + "the address, the platform, the service",
         "state": "what came of it", "asked_by": "who passed it on", "asked_at": "when",
         "answered_at": "when the answer came"},
    ),
    "referral.GlassBroken": Table(
        "that somebody opened a case outside their own work", Ground.ACCOUNT, "supervisors of the team",
        {"id": ROW, "case": "which case", "person": "who", "reason": "why, from a list",
         "broken_at": "when", "ends_at": "until when", "seen_by": "which supervisor looked at it",
         "seen_at": "when"},
    ),
    "referral.Training": Table(
        "that somebody confirmed their safeguarding training", Ground.WORK, "that person",
        {"id": ROW, "person": "who", "confirmed_on": "the day of the training",
         "renew_on": "until when it holds"},
    ),
    "referral.Duty": Table(
        "that somebody is on duty", Ground.WORK, "that person",
        {"id": ROW, "person": "who", "until": "until when", "sound": "whether the alarm may sound"},
    ),
}  # fmt: skip


def register() -> None:
    """Give cases their clock; what hangs on them goes with them."""
    inventory.declare(TABLES)
    retention.key_column(Case, "key")
    retention.key_column(Contact, "key")
    retention.register(
        Case, kind=CASE, keep_for=CASE, due=_pks, destroy=destroy, keys=keys_of, on_record="each",
        also=("case-untouched",),
    )  # fmt: skip
    retention.register(
        Contact, kind="contact", keep_for=CASE, due=_contacts_due, destroy=_drop_contact,
        keys=_keys_of_contact, on_record="count",
        says="until the last day that the person agreed to, at the latest with its case",
    )  # fmt: skip
    for model in (Note, RemovalRequest, GlassBroken):
        retention.part_of(model, kind=CASE)
    retention.lasting(Training, until="as long as the account")
    retention.lasting(Duty, until="as long as the account")
    forgetting.also_forget(_forget)


def _forget(person: User) -> None:
    """Delete what is known here of somebody who left and is forgotten."""
    Training.objects.filter(person=person).delete()
    Duty.objects.filter(person=person).delete()


def also_keys(keys_of: KeysOf) -> None:
    """Have the keys of what else hangs on a case destroyed with it; asked once, when the room starts."""
    if keys_of not in _beside:
        _beside.append(keys_of)


def due(now: dt.datetime) -> CaseQuerySet:
    """Return the cases that must go."""
    return Case.objects.filter(over(now))


def _pks(now: dt.datetime) -> Iterable[uuid.UUID]:
    return due(now).values_list("pk", flat=True)


def keys_of(pk: uuid.UUID) -> Iterable[uuid.UUID]:
    """Return the names of all keys that opened something of a case."""
    yield from Case.objects.filter(pk=pk).values_list("key", flat=True)
    yield from Contact.objects.filter(case=pk).values_list("key", flat=True)
    for more in _beside:
        yield from more(pk)


def destroy(pk: uuid.UUID) -> None:
    """Remove the rows of a case that is due, and put that on record; done already, it does nothing."""
    with transaction.atomic():
        case = due(timezone.now()).select_for_update().filter(pk=pk).first()
        if case is None:
            return
        audit.record(
            act=Act.CASE_DESTROYED, actor=None, subject_kind=kind_of(case), subject_id=case.reference,
            reason=case.close_reason or Case.Reason.EXPIRED.value,
        )  # fmt: skip
        figures.closed(case, case.close_reason or Case.Reason.EXPIRED.value, now=timezone.now())
        case.delete()


def _contacts_due(now: dt.datetime) -> Iterable[uuid.UUID]:
    return Contact.objects.filter(expires_on__lt=now.date()).values_list("pk", flat=True)


def _keys_of_contact(pk: uuid.UUID) -> Iterable[uuid.UUID]:
    return Contact.objects.filter(pk=pk).values_list("key", flat=True)


def _drop_contact(pk: uuid.UUID) -> None:
    Contact.objects.filter(pk=pk, expires_on__lt=timezone.now().date()).delete()
