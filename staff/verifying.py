"""Verify the record in the database, entry by entry, against its own head and one that was kept outside."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from django.db import connection, transaction
from django.db.models import Max

from staff import audit, chain, tampering
from staff.acts import Act
from staff.models.record import AuditCut, AuditEntry, AuditHead

AT_ONCE: Final = 2000  # entries in memory at a time
GUARDS: Final = frozenset(
    {
        "staff_auditentry_follows",
        "staff_auditentry_never_changes",
        "staff_auditentry_never_goes",
        "staff_audithead_moves_one_on",
        "staff_audithead_never_goes",
        "staff_auditcut_at_an_entry",
        "staff_auditcut_never_changes",
        "staff_auditcut_never_goes",
    }
)
ALSO_ON_POSTGRESQL: Final = frozenset(
    {"staff_auditentry_never_empties", "staff_audithead_never_empties", "staff_auditcut_never_empties"}
)
IN_PLACE: Final = {
    "sqlite": "SELECT name FROM sqlite_master WHERE type = 'trigger'",
    "postgresql": "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal AND tgenabled IN ('O', 'A')"
    " AND tgrelid IN ('staff_auditentry'::regclass, 'staff_audithead'::regclass, 'staff_auditcut'::regclass)",
}


class NoSuchEntry(LookupError):
    """The entry before the first one to look at is not there, so nothing could be said about the chain."""


class KeptTooLong(ValueError):
    """The kept head is from before the cut: the entries that it speaks of went when their time was over."""


class NotAHead(ValueError):
    """A file holds no head: its last line is not a number and a digest."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """What verifying found. `head_missing` says that the head row itself is gone; `cut` is the last entry
    that went because its time was over.
    """

    head: chain.Head
    first: int
    faults: tuple[tampering.Fault, ...]
    head_missing: bool
    cut: chain.Head = chain.START

    @property
    def whole(self) -> bool:
        return not self.faults and not self.head_missing


def verified(*, kept: chain.Head | None = None, first: int = 1) -> Verdict:
    """Return what is wrong with the record from entry `first` on, or from the first that was not cut off.

    Raises: NoSuchEntry; KeptTooLong; ValueError if `kept` is older than `first`.
    """
    with transaction.atomic():  # no writer in between: the head and the newest entry belong together
        row = AuditHead.objects.select_for_update().filter(pk=1).first()
        newest = AuditEntry.objects.aggregate(newest=Max("number"))["newest"] or 0
        cut = cut_off()
    head = chain.Head(row.number, row.digest) if row else _last(newest)
    first = max(first, cut.number + 1)
    if kept and 0 < kept.number <= cut.number and kept != cut:
        raise KeptTooLong(f"the kept head is older than the cut after entry {cut.number}; keep a newer one")
    found = tampering.faults(
        _links(first, newest), head=head, kept=None if kept == cut else kept, after=_before(first, cut)
    )
    return Verdict(head, first, (*_unproved(cut), *found), head_missing=row is None, cut=cut)


def cut_off() -> chain.Head:
    """Return the last entry that went because its time was over; the start of the record if none did."""
    newest = AuditCut.objects.order_by("-number").first()
    return chain.Head(newest.number, newest.digest) if newest else chain.START


def _unproved(cut: chain.Head) -> Iterator[tampering.Fault]:
    """Yield a fault if entries went and the record does not say itself that they were cut off."""
    said = AuditEntry.objects.filter(act=Act.RECORD_CUT).newest_first().first()
    facts = json.loads(said.facts) if said else {}
    if cut != chain.Head(facts.get("last", 0), facts.get("shown", chain.GENESIS)):
        yield tampering.Fault(tampering.Finding.DELETED, 1, cut.number)


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


def _before(first: int, cut: chain.Head) -> chain.Head:
    return cut if first == cut.number + 1 else _last(first - 1)


def _last(number: int) -> chain.Head:
    if not number:
        return chain.START
    entry = AuditEntry.objects.filter(number=number).first()
    if entry is None:
        raise NoSuchEntry(f"entry {number} is missing; begin elsewhere, or at 1")
    return chain.Head(entry.number, entry.digest)
