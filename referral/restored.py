"""After a backup was put back: see that nothing that was destroyed since is there, not even as a name.

A backup holds rows of cases, contacts, referrals and codes whose keys were destroyed after it was taken.
Nobody can read them (S7); what stands in clear beside them (a reference, a team, times) has to go all the
same. And a key that no row names is left alone here: it may belong to a newer backup that somebody finds.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from django.db import models, transaction

from referral.case_access import kind_of
from referral.models.case import Case, Contact
from referral.models.handover import Handover
from referral.models.referral import Referral
from safety import keys, purging, retention
from safety.models import DataKey
from staff import audit
from staff.acts import Act

AT_ONCE: Final = 500  # rows in one transaction
FEW: Final = 20  # so many are swept without asking which share of all they are
Column = tuple[type[models.Model], str]


class TooManyLocked(Exception):
    """Most rows have lost their key: more likely these are the keys of something else."""


@dataclass(frozen=True, slots=True)
class Locked:
    """Rows that name a key, of one kind: how many there are, and which have lost it."""

    kind: str
    rows: int
    lost: tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class Restored:
    """What was done: purged because their time is over, swept because their key is gone, and what is left."""

    purged: dict[str, int]
    left: int
    swept: dict[str, int]
    readable: int
    alone: int  # keys that belong to no row


def locked() -> list[Locked]:
    """Return for every kind of sealed row how many have lost their key."""
    return [_locked(model, field) for model, field in _columns()]


def opening() -> int:
    """Return how many of the keys that rows name open themselves with WAYPOST_SEAL_KEY: all, or it is wrong.

    Raises: keys.CannotOpen.
    """
    named = {key for column in _columns() for _pk, key in _named(*column)}
    there = keys.openers(named)
    return sum(key in there for key in named)


def settle(*, now: datetime, however_many: bool = False) -> Restored:
    """Destroy what is due, and sweep every row whose key is gone; each destroyed case is on record.

    Raises: TooManyLocked, and then nothing was swept; keys.CannotOpen if WAYPOST_SEAL_KEY is another one.
    """
    before = locked()
    lost = sum(len(one.lost) for one in before)
    if lost > FEW and 2 * lost > sum(one.rows for one in before) and not however_many:
        raise TooManyLocked(f"{lost} rows have lost their key")
    done = list(purging.purge(now=now))
    swept = {one.kind: _swept(column, one.lost) for column, one in zip(_columns(), locked(), strict=True)}
    return Restored(
        purged={one.kind: one.destroyed for one in done},
        left=sum(one.left for one in done),
        swept=swept,
        readable=opening(),
        alone=len(purging.orphans(now=now)),
    )


def _columns() -> list[Column]:
    return retention.key_columns()


def _locked(model: type[models.Model], field: str) -> Locked:
    named = _named(model, field)
    there = _there(key for _pk, key in named)
    lost = tuple(pk for pk, key in named if key not in there)
    return Locked(str(model._meta.verbose_name), len(named), lost)


def _named(model: type[models.Model], field: str) -> list[tuple[Any, Any]]:
    rows = model._base_manager.exclude(**{field: None})
    return list(rows.values_list("pk", field))


def _there(names: Iterable[Any]) -> set[Any]:
    wanted = list(names)
    parts = (wanted[start : start + AT_ONCE] for start in range(0, len(wanted), AT_ONCE))
    return {key for part in parts for key in DataKey.objects.filter(pk__in=part).values_list("pk", flat=True)}


def _swept(column: Column, lost: tuple[Any, ...]) -> int:
    for start in range(0, len(lost), AT_ONCE):
        with transaction.atomic():
            REMOVED_BY[column](lost[start : start + AT_ONCE])
    return len(lost)


# --- how a row goes whose key is gone ---


def _cases(pks: tuple[Any, ...]) -> None:
    for case in Case.objects.select_for_update().filter(pk__in=pks):
        reason = case.close_reason or Case.Reason.EXPIRED.value
        audit.record(
            act=Act.CASE_DESTROYED, actor=None, subject_kind=kind_of(case), subject_id=case.reference,
            reason=reason,
        )  # fmt: skip
        case.delete()


def _contacts(pks: tuple[Any, ...]) -> None:
    Contact.objects.filter(pk__in=pks).delete()


def _handovers(pks: tuple[Any, ...]) -> None:
    Handover.objects.filter(pk__in=pks).delete()


def _referrals(pks: tuple[Any, ...]) -> None:
    """The row belongs to a case that lives; what the partner read is gone, as at its end."""
    Referral.objects.filter(pk__in=pks).update(key=None)


REMOVED_BY: Final[dict[Column, Callable[[tuple[Any, ...]], None]]] = {
    (Case, "key"): _cases,
    (Contact, "key"): _contacts,
    (Handover, "key"): _handovers,
    (Referral, "key"): _referrals,
}
