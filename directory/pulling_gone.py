"""What a followed directory withdrew goes here at once, as far as nobody here answers for it (S6)."""

import uuid
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Final

from django.db import transaction

from directory import numbering, outward, publishing
from directory.models.edition import Edition, EditionState, Origin
from directory.models.service import Service, Withdrawal
from directory.states import State

CHUNK: Final = 400


@dataclass(frozen=True, slots=True)
class Going:
    """Listings that a feed has no more: shown on its word, not shown yet, or vetted by two people here."""

    sourced: frozenset[uuid.UUID] = frozenset()
    drafts: frozenset[uuid.UUID] = frozenset()
    vetted: frozenset[uuid.UUID] = frozenset()

    @property
    def at_once(self) -> bool:
        """Return whether something goes without waiting for a second person."""
        return bool(self.sourced or self.drafts)


def going(*, feed: str, gone: Collection[uuid.UUID]) -> Going:
    """Return which listings of this feed go, and how; what came from elsewhere is not touched by its word."""
    found: dict[str, set[uuid.UUID]] = {}
    for part in _parts(gone):
        rows = Service.objects.filter(pk__in=part, feed=feed).values_list("pk", "state", "feed_digest")
        for key, state, digest in rows:
            if digest:  # one without was taken away before, and did not come back
                found.setdefault(state, set()).add(key)
    vetted = (found.get(one, set()) for one in (State.PUBLISHED, State.DUE, State.STALE))
    return Going(
        sourced=frozenset(found.get(State.SOURCED, ())),
        drafts=frozenset(found.get(State.DRAFT, ())),
        vetted=frozenset().union(*vetted),
    )


def take_away(*, feed: str, gone: Collection[uuid.UUID]) -> Going:
    """Take sourced listings of this feed off the public side, and put its open drafts aside; return which.

    What two people here vetted stays until two people agree that it goes: the plan of the pull proposes that.
    A listing that the feed shows again is a draft, and not shown before two people have read it (S8).
    """
    with transaction.atomic():
        version = numbering.locked()
        found = going(feed=feed, gone=gone)
        for part in _parts(found.sourced):
            for row in Service.objects.select_for_update().filter(pk__in=part, state=State.SOURCED):
                publishing.take_away(row, why=Withdrawal.CLOSED, by=None)
        for part in _parts(found.sourced | found.drafts):
            Edition.objects.filter(
                service_id__in=part, state=EditionState.DRAFT, origin=Origin.IMPORT
            ).update(state=EditionState.SUPERSEDED)
            Service.objects.filter(pk__in=part).update(feed_digest="")
        if found.sourced:
            outward.refresh(found.sourced, version=version)
    return found


def _parts(keys: Iterable[uuid.UUID]) -> Iterator[list[uuid.UUID]]:
    source = iter(sorted(keys))
    while part := list(islice(source, CHUNK)):
        yield part
