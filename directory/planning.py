"""What an import would do, worked out and kept as a plan; nothing of the directory is changed here."""

import hashlib
import hmac
import json
import re
import time
import uuid
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import Any, Final, TypeVar

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from directory import term_rules, writing
from directory.hsds import shapes
from directory.hsds.diff import Action, PlanDigest, fields
from directory.hsds.incoming import Incoming, Ledger, Line, Reason
from directory.hsds.plan_file import NoPlan, PlanFile, Step
from directory.hsds.read import NotRecognised, Source, incoming
from directory.hsds.read_csv import BadMapping
from directory.hsds.record import Terms
from directory.hsds.shapes import OURS, Document
from directory.models.edition import Edition, EditionState
from directory.models.service import Service
from directory.states import State
from directory.unhindered import unhindered
from safety import keys
from staff.progress import Progress

__all__ = ["BadMapping", "NoPlan", "NotRecognised", "Plan", "make", "opened", "sweep"]

CHUNK: Final = 400  # listings that are compared at a time
KEPT_DAYS: Final = 14  # as long as a proposal is open; then the plan goes
SLUG: Final = re.compile(r"[a-z0-9][a-z0-9-]{0,59}")
NOT_COUNTED_AS_GONE: Final = (State.DRAFT, State.WITHDRAWN, State.RECORD_ONLY)
_T = TypeVar("_T")


class BadFeed(Exception):
    """The name of a feed is small letters, digits and dashes, at most sixty."""

    says = _("The name of a feed has small letters, digits and dashes only.")


@dataclass(frozen=True, slots=True)
class Pulled:
    """What is known beside the rows when they come from a directory that is followed.

    `gone` are the listings that it says it has no more. What is not among the rows is not gone: a pull may
    bring what changed and nothing else. A listing that is here from elsewhere is left alone.
    """

    gone: frozenset[uuid.UUID] = frozenset()


@dataclass(frozen=True, slots=True)
class Plan:
    """A plan and what it says of itself. `read` = `taken` + `repaired` + `refused`, in rows of the file."""

    digest: str
    path: Path
    feed: str
    recognised: str
    actions: dict[str, int]
    read: int
    taken: int
    repaired: int
    refused: int
    repairs: dict[str, int] = field(default_factory=dict)
    reasons: dict[str, int] = field(default_factory=dict)
    gone_held_back: bool = False  # the file broke off: nothing can be said of what is not in it

    @property
    def changes_something(self) -> bool:
        """Return whether carrying it out would do anything."""
        return any(self.actions.get(one.value) for one in (Action.ADDED, Action.CHANGED, Action.GONE))


def feed_of(path: Path) -> str:
    """Return the name under which a feed is kept when nobody gives it another: that of its file."""
    return re.sub(r"[^a-z0-9]+", "-", path.stem.lower()).strip("-")[:60] or "feed"


def folder() -> Path:
    """Return where plans wait to be confirmed."""
    return Path(settings.BASE_DIR) / "var" / "imports"


@unhindered()
def make(
    source: Source | None,
    *,
    feed: str,
    country: str = "",
    where: Path | None = None,
    progress: Progress | None = None,
    pulled: Pulled | None = None,
    by_two: bool = False,
) -> Plan:
    """Read a file and keep what it would change as a plan, under the digest of all its steps.

    Without a source there is nothing but what `pulled` says. `by_two`: a second process may help with a long
    file; not from a process that serves pages.

    Raises: NotRecognised; BadMapping; BadFeed.
    """
    if not SLUG.fullmatch(feed):
        raise BadFeed
    shown = progress or Progress("", 0)
    file = PlanFile.make(where or folder())
    try:
        run = _Run(feed, file, shown, pulled)
        if source:
            run.read(source, country, by_two=by_two)
        run.compare_what_is_missing()
        return run.sealed()
    except BaseException:
        file.close(remove=True)
        raise


def opened(digest: str, *, where: Path | None = None) -> tuple[Plan, PlanFile]:
    """Return a plan that was made, with its steps. Raises: NoPlan."""
    if not re.fullmatch(r"[0-9a-f]{64}", digest):
        raise NoPlan("a plan is known by its digest")
    file = PlanFile.open((where or folder()) / f"{digest}.plan")
    about = file.about()
    return Plan(path=file.path, **about), file


def sweep(*, now: float | None = None) -> int:
    """Remove plans that nobody confirmed in time, and those whose making broke off; return how many."""
    oldest = (now or time.time()) - KEPT_DAYS * 86_400
    old = [path for path in folder().glob("*.*") if path.is_file() and path.stat().st_mtime < oldest]
    for path in old:
        path.unlink(missing_ok=True)
    return len(old)


class _Run:
    """One making of a plan."""

    def __init__(self, feed: str, file: PlanFile, progress: Progress, pulled: Pulled | None) -> None:
        self.feed, self.file, self.progress, self.pulled = feed, file, progress, pulled
        self.ledger = Ledger(tell=self._tell)
        self.digest = PlanDigest(feed)
        self.actions: Counter[str] = Counter()
        self.there: set[bytes] = set()  # sixteen bytes for each listing of the feed
        self.recognised = ""
        self.gone_held_back = False

    def read(self, source: Source, country: str, *, by_two: bool = False) -> None:
        """Read the whole file and compare as it goes."""
        terms = Terms(feed=self.feed, country=country, rules=term_rules.rules())
        found = incoming(
            source, terms=terms, ledger=self.ledger, step=self.progress.step, recognised=self._recognised,
            by_two=by_two,
        )  # fmt: skip
        for chunk in _chunks(found, CHUNK):
            self._compare(self._still_there(chunk))

    def compare_what_is_missing(self) -> None:
        """See what the feed has no more."""
        self.there |= self.ledger.refused_services
        self.gone_held_back = bool(self.ledger.reasons[Reason.BROKEN.value])
        if not self.gone_held_back:
            self._gone()

    def sealed(self) -> Plan:
        """Close the plan under its digest; the same plan made twice is one file."""
        digest = self.digest.value()
        about: dict[str, Any] = {
            "digest": digest, "feed": self.feed, "recognised": self.recognised, "actions": dict(self.actions),
            "read": self.ledger.read, "taken": self.ledger.taken, "repaired": self.ledger.repaired,
            "refused": self.ledger.refused, "repairs": dict(self.ledger.repairs),
            "reasons": dict(self.ledger.reasons), "gone_held_back": self.gone_held_back,
        }  # fmt: skip
        self.file.seal(about, self.file.path.with_name(f"{digest}.plan"))
        path = self.file.path
        self.file.close()
        return Plan(path=path, **about)

    def _still_there(self, chunk: list[Incoming]) -> list[Incoming]:
        """Leave out what the other side withdrew while it was read."""
        gone = self.pulled.gone if self.pulled else frozenset()
        return [one for one in chunk if shapes.read_key(one.document["id"]) not in gone] if gone else chunk

    def _recognised(self, words: str) -> None:
        self.recognised = words

    def _tell(self, line: Line) -> None:
        file, row = line.place
        self.file.tell((file, row, line.field, line.outcome, line.code))

    def _compare(self, chunk: list[Incoming]) -> None:
        for one in chunk:
            _mark_sealed(one)
        by_id = {shapes.read_key(one.document["id"]): one for one in chunk}
        self.there.update(key.bytes for key in by_id)
        known = {
            row.pk: row
            for row in Service.objects.filter(pk__among=by_id).only("pk", "state", "feed", "feed_digest")
        }
        by_id = self._without_elsewhere(by_id, known)
        digests = {key: shapes.digest_of_tidy(one.document) for key, one in by_id.items()}
        differing = [key for key in digests if key in known and known[key].feed_digest != digests[key]]
        current = dict(current_documents(differing))
        busy = writing.with_open_work(differing)
        for key, one in by_id.items():
            if key not in known:
                self._step(Action.ADDED, one, "", digests[key], None)
            elif key not in current or (
                shapes.digest(current[key]) == digests[key] and not self._came_back(known[key])
            ):
                self._count(Action.SAME, str(key), "", digests[key])
            else:
                action = Action.BUSY if key in busy else Action.CHANGED
                self._step(action, one, shapes.digest(current[key]), digests[key], current[key])

    def _without_elsewhere(
        self, by_id: dict[uuid.UUID, Incoming], known: dict[uuid.UUID, Service]
    ) -> dict[uuid.UUID, Incoming]:
        """Leave out what is here from our desk or another feed: two that follow each other would not end."""
        if self.pulled is None:
            return by_id
        theirs = {key for key, row in known.items() if row.feed != self.feed}
        for key in sorted(theirs):
            self._count(Action.ELSEWHERE, str(key), "", "")
        return {key: one for key, one in by_id.items() if key not in theirs}

    def _came_back(self, row: Service) -> bool:
        """Return whether the followed directory had withdrawn the listing, and shows it again."""
        return self.pulled is not None and not row.feed_digest

    def _step(self, action: Action, one: Incoming, before: str, after: str, current: Document | None) -> None:
        own = one.document["id"]
        sealed = [
            (piece.part, piece.part_id, keys.seal(json.dumps(piece.content), about=f"import/{piece.part_id}"))
            for piece in one.sealed
        ]
        changed = fields(current, one.document) if current is not None else []
        self.file.add(Step(action, own, one.document["name"], before, one.document, sealed, changed))
        self._count(action, own, before, after)

    def _count(self, action: Action, own: str, before: str, after: str) -> None:
        self.actions[action.value] += 1
        self.digest.add(action, own, before, after)

    def _gone(self) -> None:
        """Put a proposal to withdraw in for each listing of the feed that the file has no more."""
        rows = Service.objects.filter(feed=self.feed).exclude(state__in=NOT_COUNTED_AS_GONE).order_by("pk")
        if self.pulled is not None:
            rows = rows.exclude(state=State.SOURCED.value)  # those do not wait: directory.pulling_gone
        proposed = Edition.objects.filter(
            removes=True, state__in=(EditionState.DRAFT, EditionState.IN_REVIEW)
        )
        waiting = set(proposed.values_list("service_id", flat=True))
        for key, name, digest in rows.values_list("pk", "name", "feed_digest").iterator(chunk_size=2000):
            if key in waiting or (
                key.bytes in self.there if self.pulled is None else key not in self.pulled.gone
            ):
                continue
            self.file.add(Step(Action.GONE, str(key), name, digest))
            self._count(Action.GONE, str(key), digest, "")


def current_documents(services: Iterable[uuid.UUID]) -> Iterator[tuple[uuid.UUID, Document]]:
    """Yield what the directory holds of these listings: of one that never was public, its newest draft."""
    wanted = list(services)
    rows = Service.objects.filter(pk__among=wanted)
    for row, document in writing.documents_of(rows.exclude(state=State.DRAFT.value)):
        yield row.pk, document
    drafts = Edition.objects.filter(service__in=rows.filter(state=State.DRAFT.value)).order_by("number")
    yield from {edition.service_id: edition.document for edition in drafts}.items()


def _mark_sealed(one: Incoming) -> None:
    """Put into the document what tells one sealed content from another, and nothing else of it (S5).

    Keyed, for an address is short enough to be found again from a plain digest.
    """
    if not one.sealed:
        return
    told = json.dumps([(piece.part_id, piece.content) for piece in one.sealed], sort_keys=True)
    mark = hmac.new(settings.WAYPOST_SEAL_KEY.encode(), b"import\x00" + told.encode(), hashlib.sha256)
    one.document[OURS].setdefault("extra", {})["sealed"] = mark.hexdigest()


def _chunks(things: Iterable[_T], size: int) -> Iterator[list[_T]]:
    source = iter(things)
    while chunk := list(islice(source, size)):
        yield chunk
