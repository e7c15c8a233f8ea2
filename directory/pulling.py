"""Following another directory: what changed there comes in as an import does, what went there goes (S6).

A pull reads first, into a file of its own, and plans; until it is confirmed nothing is changed, and a line
that breaks leaves the directory as it was (docs/decisions/0022-following.md).
"""

import datetime as dt
import tempfile
import uuid
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

from django.utils import timezone

from directory import planning, pulling_gone, pulling_pages
from directory.hsds.read import Source
from directory.hsds.shapes import key
from directory.models.following import Followed
from directory.models.service import Service
from directory.planning import NOT_COUNTED_AS_GONE, Plan, Pulled
from directory.pulling_gone import Going
from directory.pulling_pages import SERVICES, Reading
from directory.pulling_wire import Line, checked
from staff.progress import Progress

# A change is dated when its transaction begins and is seen when it ends: so much is read twice each time.
OVERLAP: Final = dt.timedelta(hours=2)
WHOLE_HOURS: Final = 24  # after which everything is read again: what no list of changes tells comes out then
ASKED_SINGLY: Final = 500  # listings that are missing, whose absence is asked for in one pull
NO_CLOCK: Final = dt.timedelta(days=1)  # that the clock of a server which tells no time may be behind ours


class OtherAddress(Exception):
    """The name stands for another directory."""

    says = "This name follows another address: give another --source, or --moved if the directory moved."


@dataclass(slots=True)
class Read:
    """What a pull read, and what it would do. `plan` is None where nothing would be drafted or proposed."""

    followed: Followed
    kind: str  # same, changes, whole
    plan: Plan | None = None
    going: Going = field(default_factory=Going)
    gone: frozenset[uuid.UUID] = frozenset()
    unasked: int = 0  # listings that are missing, and whose absence the next pull asks for
    rows: int = 0
    asked: int = 0
    received: int = 0

    @property
    def changes_something(self) -> bool:
        """Return whether carrying it out would do anything to the directory."""
        return self.going.at_once or bool(self.plan and self.plan.changes_something)


def name_of(url: str) -> str:
    """Return the name under which a directory is kept when nobody gives it another: that of its host."""
    return planning.feed_of(Path(urlsplit(checked(url)).netloc + ".x"))


def read(
    *,
    url: str,
    name: str = "",
    country: str = "",
    whole: bool = False,
    moved: bool = False,
    whole_hours: int = WHOLE_HOURS,
    where: Path | None = None,
    line: Line | None = None,
    progress: Progress | None = None,
) -> Read:
    """Read what changed at another directory, and plan what that changes here; nothing is changed by it.

    Raises: pulling_wire.Failed; OtherAddress; planning.BadFeed.
    """
    asked = line or Line(url)
    run = _Run(_followed(asked.url, name or name_of(url), moved), asked, progress or Progress("", 0))
    try:
        with tempfile.TemporaryDirectory(prefix="waypost-pull-") as folder:
            return run.read(Path(folder) / "services.ndjson", country, where, whole, whole_hours)
    finally:
        asked.close()


def take_away(found: Read) -> Going:
    """Hide at once what the other directory has withdrawn and is shown here on its word alone (S6)."""
    if not found.going.at_once:
        return Going()
    return pulling_gone.take_away(feed=found.followed.name, gone=found.gone)


def remember(found: Read) -> None:
    """Keep how far the directory was read: the next pull asks from there."""
    found.followed.pulled_at = timezone.now()
    found.followed.save()


def known() -> list[Followed]:
    """Return the directories that are followed, by their names."""
    return list(Followed.objects.order_by("name"))


def forget(name: str) -> bool:
    """Follow a directory no more; its listings stay. Return whether it was followed."""
    return bool(Followed.objects.filter(name=name).delete()[0])


def _followed(url: str, name: str, moved: bool) -> Followed:
    if not planning.SLUG.fullmatch(name):
        raise planning.BadFeed
    found = Followed.objects.filter(name=name).first() or Followed(name=name, url=url)
    if found.url != url:
        if not moved:
            raise OtherAddress
        found = Followed(name=name, url=url)  # nothing known of the old address holds for the new
    return found


class _Run:
    """One reading of another directory."""

    def __init__(self, followed: Followed, line: Line, progress: Progress) -> None:
        self.followed, self.line, self.progress = followed, line, progress

    def read(self, path: Path, country: str, where: Path | None, whole: bool, whole_hours: int) -> Read:
        """Ask whether anything changed; read it into the file; plan."""
        before = self.followed
        mark, began, same = self._first_question("" if whole else before.mark)
        if same:
            return self._told(Read(before, "same"))
        since = None if whole else self._since(began, whole_hours)
        went_since = (before.since or began) - OVERLAP
        told = pulling_pages.withdrawn(self.line, went_since)
        if told is None:
            since = None  # one that does not say what went is read whole each time
        with path.open("wb") as target:
            reading = Reading(self.line, target, self.progress.step)
            question, full = pulling_pages.understood(self.line, since)
            reading.read(question, has_shifted=self._shifts(told, went_since), full=full)
        gone, unasked = self._gone(reading, since)
        found = Read(before, "changes" if since else "whole", gone=gone, unasked=unasked, rows=reading.rows)
        self._plan(found, path, country, where)
        undisturbed = reading.steady and not unasked
        before.tells_gone, before.since = told is not None, began
        before.mark = mark if told is not None and undisturbed else ""
        if since is None and undisturbed:
            before.whole_at = began
        return self._told(found)

    def _told(self, found: Read) -> Read:
        found.asked, found.received = self.line.asked, self.line.received
        return found

    def _first_question(self, mark: str) -> tuple[str, dt.datetime, bool]:
        """Return the mark of the directory as it is now, the moment there, and whether we have it all."""
        for question in ({"minimal": "true", "per_page": "1"}, {}):
            answer = self.line.ask(SERVICES, question, mark=mark)
            if answer.status in (200, 304):
                now = timezone.now()
                # S6: from a clock that is ahead everything until then would be passed over.
                began = min(answer.at or now - NO_CLOCK, now)
                return answer.mark or mark, began, answer.status == 304
        raise pulling_pages.Refusing(answer.status)

    def _since(self, began: dt.datetime, whole_hours: int) -> dt.datetime | None:
        """Return from when on changes are asked for; None where everything is to be read."""
        before = self.followed
        if not (before.tells_gone and before.since and before.whole_at):
            return None
        over = began - before.whole_at >= dt.timedelta(hours=whole_hours)
        return None if over else before.since - OVERLAP

    def _shifts(self, told: list[str] | None, since: dt.datetime) -> Callable[[], bool]:
        """Return what says whether a row went while pages were read, so that others slipped past us."""
        before = set(told or ())

        def has_shifted() -> bool:
            nonlocal before
            if told is None:
                return False  # nobody says so: totals that differ do
            went = pulling_pages.withdrawn(self.line, since)
            if went is None:
                raise pulling_pages.Refusing(404)  # S6: it told a moment ago what went
            now = set(went)
            shifted, before = now != before, now
            self.went = now
            return shifted

        self.went = before
        return has_shifted

    def _gone(self, reading: Reading, since: dt.datetime | None) -> tuple[frozenset[uuid.UUID], int]:
        """Return what the other side has no more, by its own word, and how many it was not asked about."""
        feed = self.followed.name
        gone = {key(feed, "service", own) for own in self.went}
        if since is not None:
            return frozenset(gone), 0
        there = {key(feed, "service", own) for own in reading.ids}
        missing = sorted(_shown_of(feed) - there - gone)
        if self._can_be_asked_singly(reading.ids):
            for one in missing[:ASKED_SINGLY]:
                if pulling_pages.is_gone(self.line, str(one)):
                    gone.add(one)
            return frozenset(gone), len(missing[ASKED_SINGLY:])
        # Its ids are not ours, so it cannot be asked for one: only an undisturbed reading is believed.
        whole = reading.steady and reading.totals <= {None, reading.rows}
        return frozenset(gone | set(missing) if whole else gone), 0 if whole else len(missing)

    def _can_be_asked_singly(self, ids: list[str]) -> bool:
        """Return whether its 404 means something: its ids are ours, and one that is there is found."""
        return all(map(_is_uuid, ids)) and not (ids and pulling_pages.is_gone(self.line, ids[0]))

    def _plan(self, found: Read, path: Path, country: str, where: Path | None) -> None:
        found.going = pulling_gone.going(feed=self.followed.name, gone=found.gone)
        if not found.rows and not found.going.vetted:
            return
        found.plan = planning.make(
            Source(path.parent) if found.rows else None, feed=self.followed.name, country=country,
            where=where, progress=self.progress, pulled=Pulled(found.gone),
        )  # fmt: skip


def _shown_of(feed: str) -> set[uuid.UUID]:
    """Return the listings of a feed that it could have withdrawn; drafts too: somebody may publish them."""
    states = [state for state in NOT_COUNTED_AS_GONE if state != "draft"]
    rows = Service.objects.filter(feed=feed).exclude(state__in=states).exclude(feed_digest="")
    return set(rows.values_list("pk", flat=True))


def _is_uuid(own: str) -> bool:
    try:
        return str(uuid.UUID(own)) == own
    except ValueError:
        return False
