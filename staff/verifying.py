"""Verify the record in the database, entry by entry, against its own head and one that was kept outside."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from django.db import connection, transaction
from django.db.models import Max

from staff import audit, chain, tampering
from staff.models.record import AuditEntry, AuditHead

AT_ONCE: Final = 2000  # entries in memory at a time
GUARDS: Final = frozenset(
    {
        "staff_auditentry_follows",
        "staff_auditentry_never_changes",
        "staff_auditentry_never_goes",
        "staff_audithead_moves_one_on",
        "staff_audithead_never_goes",
    }
)
ALSO_ON_POSTGRESQL: Final = frozenset({"staff_auditentry_never_empties", "staff_audithead_never_empties"})
IN_PLACE: Final = {
    "sqlite": "SELECT name FROM sqlite_master WHERE type = 'trigger'",
    "postgresql": "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal AND tgenabled IN ('O', 'A')"
    " AND tgrelid IN ('staff_auditentry'::regclass, 'staff_audithead'::regclass)",
}


class NoSuchEntry(LookupError):
    """The entry before the first one to look at is not there, so nothing could be said about the chain."""


class NotAHead(ValueError):
    """A file holds no head: its last line is not a number and a digest."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """What verifying found. `head_missing` says that the head row itself is gone."""

    head: chain.Head
    first: int
    faults: tuple[tampering.Fault, ...]
    head_missing: bool

    @property
    def whole(self) -> bool:
        return not self.faults and not self.head_missing


def verified(*, kept: chain.Head | None = None, first: int = 1) -> Verdict:
    """Return what is wrong with the record from entry `first` on.

    Raises: NoSuchEntry; ValueError if `kept` is older than `first`.
    """
    with transaction.atomic():  # no writer in between: the head and the newest entry belong together
        row = AuditHead.objects.select_for_update().filter(pk=1).first()
        newest = AuditEntry.objects.aggregate(newest=Max("number"))["newest"] or 0
    head = chain.Head(row.number, row.digest) if row else _last(newest)
    found = tampering.faults(_links(first, newest), head=head, kept=kept, after=_before(first))
    return Verdict(head, first, tuple(found), head_missing=row is None)


def missing_guards() -> list[str]:
    """Return the triggers of the record that are gone or switched off."""
    wanted = GUARDS | (ALSO_ON_POSTGRESQL if connection.vendor == "postgresql" else frozenset())
    with connection.cursor() as cursor:
        cursor.execute(IN_PLACE[connection.vendor])
        return sorted(wanted - {name for (name,) in cursor.fetchall()})


def kept_head(text: str) -> chain.Head:
    """Return the head in the last line of a file, as `audit_head` and the export write it.

    Raises: NotAHead.
    """
    lines = text.split("\n") if text.strip() else []
    words = next((line for line in reversed(lines) if line.strip()), "").replace(",", " ").split()
    if words[:1] == ["head"]:
        words = words[1:]
    if len(words) < 2 or not words[0].isdecimal() or len(words[1]) != len(chain.GENESIS):
        raise NotAHead("the last line has to be a number and a digest, as manage.py audit_head prints them")
    return chain.Head(int(words[0]), words[1].lower())


def _links(first: int, last: int) -> Iterator[chain.Link]:
    rows = AuditEntry.objects.in_order().filter(number__gte=first, number__lte=last)
    for entry in rows.iterator(chunk_size=AT_ONCE):
        yield audit.link(entry)


def _before(first: int) -> chain.Head:
    return chain.START if first <= 1 else _last(first - 1)


def _last(number: int) -> chain.Head:
    if not number:
        return chain.START
    entry = AuditEntry.objects.filter(number=number).first()
    if entry is None:
        raise NoSuchEntry(f"entry {number} is missing; begin elsewhere, or at 1")
    return chain.Head(entry.number, entry.digest)
