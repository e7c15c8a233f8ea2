"""Put on record what somebody did (S9): in the same transaction as the act, or neither happens.

An entry holds numbers, kinds and short words from closed lists. Nothing that a person typed fits into it.
"""

import re
from datetime import UTC, datetime, timedelta
from typing import Final

from django.db import transaction
from django.utils import timezone

from staff import chain
from staff.acts import NUMBERS, SLUGS, Act, facts_of
from staff.models.person import User
from staff.models.record import AuditEntry, AuditHead

__all__ = ["Act", "Facts", "HeadMissing", "NotInATransaction", "head", "lock", "record"]

KIND: Final = re.compile(r"[a-z][a-z-]{0,29}")
SLUG: Final = re.compile(r"[a-z0-9][a-z0-9._-]{0,63}")  # a slug, a UUID, a date or a digest; never a sentence
LARGEST: Final = 2**31  # a phone number with its country does not fit


class NotInATransaction(Exception):
    """Raised when an act would be on record although what it records could still fail, or the reverse."""


class Facts(ValueError):
    """Raised when an entry would hold something that is not from the closed lists. Names the key only."""


class HeadMissing(Exception):
    """Raised when the head is gone although there are entries: somebody has been at the tables."""


def record(
    *, act: Act, actor: User | None, subject_kind: str, subject_id: str | int, **facts: str | int
) -> AuditEntry:
    """Append one entry to the record, chained to the newest.

    Raises: NotInATransaction outside a transaction; Facts if a key is not the act's, or a value is no number
    or slug; HeadMissing if the head was removed.
    """
    if not transaction.get_connection().in_atomic_block:
        raise NotInATransaction(f"{act} has to be recorded inside the transaction of the act itself")
    _check(act, subject_kind, str(subject_id), facts)
    newest = _locked_head()
    at = _cut_to_milliseconds(timezone.now())
    entry = AuditEntry(
        number=newest.number + 1, at=at, act=act.value, actor_id=actor.pk if actor else None,
        subject_kind=subject_kind, subject_id=str(subject_id), facts=chain.canonical(facts),
        previous=newest.digest,
    )  # fmt: skip
    entry.digest = chain.digest(link(entry))
    entry.save()
    AuditHead.objects.filter(pk=newest.pk).update(number=entry.number, digest=entry.digest, at=at)
    return entry


def lock() -> None:
    """Let nobody else write on record before this transaction ends: for an entry that may stand only once."""
    _locked_head()


def head() -> chain.Head:
    """Return how far the record reaches now: what somebody outside should keep."""
    newest = AuditHead.objects.filter(pk=1).first()
    return chain.Head(newest.number, newest.digest) if newest else chain.Head(0, chain.GENESIS)


def link(entry: AuditEntry) -> chain.Link:
    """Return an entry as the rules of the chain read it."""
    return chain.Link(
        number=entry.number, at=chain.moment(entry.at), act=entry.act, actor_id=entry.actor_id,
        subject_kind=entry.subject_kind, subject_id=entry.subject_id, facts=entry.facts,
        previous=entry.previous, digest=entry.digest,
    )  # fmt: skip


def _locked_head() -> AuditHead:
    """Return the head, locked until the transaction ends: PostgreSQL locks the row, SQLite has locked the
    file at BEGIN IMMEDIATE.
    """
    newest = AuditHead.objects.select_for_update().filter(pk=1).first()
    if newest is None:
        raise HeadMissing("the head of the record is gone; stop writing and run manage.py audit_verify")
    return newest


def _check(act: Act, subject_kind: str, subject_id: str, facts: dict[str, str | int]) -> None:
    if not KIND.fullmatch(subject_kind) or not SLUG.fullmatch(subject_id):
        raise Facts(f"{act}: a subject is a kind and an id in small letters, never words that were typed")
    for key, value in facts.items():
        if key not in facts_of(act):
            raise Facts(f"{act} carries no fact of this name; see staff/acts.py for those it may carry")
        if not _fits(key, value):
            raise Facts(f"{act}: the value of {key} is neither a small number nor a slug")


def _fits(key: str, value: object) -> bool:
    if isinstance(value, bool):
        return False
    if isinstance(value, int):
        return key in NUMBERS and 0 <= value < LARGEST
    return isinstance(value, str) and key in SLUGS and SLUG.fullmatch(value) is not None


def _cut_to_milliseconds(at: datetime) -> datetime:
    return at.astimezone(UTC) - timedelta(microseconds=at.microsecond % 1000)
