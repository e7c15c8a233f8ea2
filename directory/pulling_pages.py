"""Reading the services of another directory page by page into a file of lines (pure).

Rows shift from page to page while somebody there withdraws or publishes, so a reading is repeated where that
may have hidden a row; whatever is read twice is written once. Memory holds one page, and the ids.
"""

import datetime as dt
import hashlib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import IO, Any, Final
from urllib.parse import quote

import msgspec

from directory.pulling_wire import Answer, Failed, Line, NotJson, Refusing, TooLarge

SERVICES: Final = "/services"
WITHDRAWN: Final = "/withdrawn"
SIZES: Final = (200, 50, 10)  # rows a page: fewer where a page grows too large
LISTS: Final = ("contents", "content", "services", "items", "data", "results")
MOST_PAGES: Final = 100_000
MOST_PASSES: Final = 3
HSDS_SAYS_NO: Final = frozenset({400, 404, 405, 422, 501})


class Endless(Failed):
    """It gives the same page again and again, or pages without end."""

    says = "The other directory gives pages without end. Nothing was changed."


class _Row(msgspec.Struct):
    id: str | int | float | None = None


@dataclass(frozen=True, slots=True)
class Page:
    """A page as it came: its rows as bytes, and what it says of how many there are."""

    rows: list[msgspec.Raw]
    total: int | None
    is_last: bool


@dataclass(slots=True)
class Reading:
    """One reading of a list: where it is written to, and what was met in it."""

    line: Line
    target: IO[bytes]
    step: Callable[[int], None] = lambda n: None
    seen: set[bytes] = field(default_factory=set)
    ids: list[str] = field(default_factory=list)  # of rows in the order of the file, for those that have one
    rows: int = 0
    pages: int = 0
    steady: bool = False  # nothing can have slipped from page to page unseen
    totals: set[int | None] = field(default_factory=set)  # what the last pass said of how many rows there are

    def read(self, question: dict[str, str], *, has_shifted: Callable[[], bool], full: bool) -> None:
        """Write every row; read again where rows may have slipped from one page to the one before.

        Raises: Failed, and whatever was written is worth nothing then.
        """
        for size in SIZES:
            try:
                self._read_steadily({**question, "per_page": str(size)}, has_shifted, full)
            except TooLarge:
                if size == SIZES[-1]:
                    raise
            else:
                return

    def _read_steadily(self, question: dict[str, str], has_shifted: Callable[[], bool], full: bool) -> None:
        for _pass in range(MOST_PASSES):
            self.totals = self._pass(question, full)
            self.steady = len(self.totals) <= 1 and not has_shifted()
            if self.steady:
                return

    def _pass(self, question: dict[str, str], full: bool) -> set[int | None]:
        """Read all pages once; return how many rows they said there are."""
        totals: set[int | None] = set()
        met: set[bytes] = set()
        for number in range(1, MOST_PAGES + 1):
            page = paged(answered(self.line, SERVICES, {**question, "page": str(number)}), number)
            self.pages += 1
            totals.add(page.total)
            before = len(met)
            for row in page.rows:
                self._row(row, met, full)
            self.step(len(page.rows))
            if page.is_last:
                return totals
            if len(met) == before:
                raise Endless("a page that brings nothing new, and is not the last")
        raise Endless("too many pages")

    def _row(self, row: msgspec.Raw, met: set[bytes], full: bool) -> None:
        own = _id_of(row)
        mark = hashlib.blake2b(own.encode() if own else bytes(row), digest_size=16).digest()
        met.add(mark)
        if mark in self.seen:
            return
        self.seen.add(mark)
        whole = bytes(row) if full or not own else self._detail(own, bytes(row))
        self.target.write(msgspec.json.format(whole, indent=-1) + b"\n")
        self.rows += 1
        if own:
            self.ids.append(own)

    def _detail(self, own: str, short: bytes) -> bytes:
        answer = self.line.ask(f"{SERVICES}/{_quoted(own)}")
        return answer.body if answer.status == 200 and _id_of(answer.body) == own else short


def answered(line: Line, path: str, question: dict[str, str]) -> Answer:
    """Return an answer that holds something. Raises: Refusing."""
    answer = line.ask(path, question)
    if answer.status != 200:
        raise Refusing(answer.status)
    return answer


def paged(answer: Answer, number: int) -> Page:
    """Return a page by what it says of itself, in the spellings of servers of HSDS 3. Raises: NotJson."""
    try:
        if answer.body.lstrip()[:1] == b"[":
            return Page(msgspec.json.decode(answer.body, type=list[msgspec.Raw]), None, True)
        said = msgspec.json.decode(answer.body, type=dict[str, msgspec.Raw])
        name = next((one for one in LISTS if one in said), None)
        if name is None:
            raise NotJson("a page without rows")
        rows = msgspec.json.decode(said[name], type=list[msgspec.Raw])
        for row in rows:
            msgspec.json.decode(row)  # each is whole, so that no line of the file can be broken
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise NotJson("a page that cannot be read") from error
    total = _number(said, "total_items", "totalElements", "total", "count")
    pages = _number(said, "total_pages", "totalPages")
    is_last = not rows or _flag(said, "last_page", "last") or (pages is not None and number >= pages)
    without_end = pages is None and not {"last_page", "last"} & said.keys()
    return Page(rows, total, is_last or (without_end and total is not None and len(rows) >= total))


def _number(said: dict[str, msgspec.Raw], *names: str) -> int | None:
    found = next((_plain(said[name]) for name in names if name in said), None)
    return found if isinstance(found, int) and not isinstance(found, bool) and found >= 0 else None


def _flag(said: dict[str, msgspec.Raw], *names: str) -> bool:
    return any(_plain(said[name]) is True for name in names if name in said)


def _plain(raw: msgspec.Raw) -> Any:
    return msgspec.json.decode(raw)


def _id_of(row: msgspec.Raw | bytes) -> str:
    try:
        found = msgspec.json.decode(row, type=_Row).id
    except (msgspec.DecodeError, RecursionError):
        return ""
    return "" if found is None else str(found).strip()


def _quoted(own: str) -> str:
    return quote(own, safe="")


# --- how a server is asked ---


def ways(line: Line, since: dt.datetime | None) -> Iterator[tuple[dict[str, str], bool]]:
    """Yield questions for services, the fullest first, and whether rows come whole by them."""
    changed = _changed(since) if since else {}
    yield {"full": "true", **changed}, True
    yield changed, False


def _changed(since: dt.datetime) -> dict[str, str]:
    return {"modified_after": since.isoformat().replace("+00:00", "Z")}


def understood(line: Line, since: dt.datetime | None) -> tuple[dict[str, str], bool]:
    """Return the question for services that this server takes, and whether its rows are whole.

    A server that passes over `full` is found out by asking for one service alone. Raises: Refusing; Failed.
    """
    status = 0
    for question, full in ways(line, since):
        answer = line.ask(SERVICES, {**question, "per_page": "1", "page": "1"})
        if answer.status == 200:
            return question, full and _rows_are_whole(line, paged(answer, 1).rows)
        status = answer.status
        if status not in HSDS_SAYS_NO:
            break
    raise Refusing(status)


def _rows_are_whole(line: Line, rows: Iterable[msgspec.Raw]) -> bool:
    row = next(iter(rows), None)
    own = _id_of(row) if row is not None else ""
    if row is None or not own:
        return True
    alone = line.ask(f"{SERVICES}/{_quoted(own)}")
    if alone.status != 200 or _id_of(alone.body) != own:
        return True
    return _members(alone.body) <= _members(bytes(row))


def _members(row: bytes) -> set[str]:
    return set(msgspec.json.decode(row, type=dict[str, msgspec.Raw]))


def withdrawn(line: Line, since: dt.datetime) -> list[str] | None:
    """Return the ids that a directory of ours says it lists no more; None of one that does not say it."""
    found: list[str] = []
    for number in range(1, MOST_PAGES + 1):
        answer = line.ask(WITHDRAWN, {**_changed(since), "page": str(number)})
        if answer.status in HSDS_SAYS_NO and number == 1:
            return None
        if answer.status != 200:
            raise Refusing(answer.status)
        page = paged(answer, number)
        found += filter(None, map(_id_of, page.rows))
        if page.is_last:
            return found
    raise Endless("too many pages")


def is_gone(line: Line, own: str) -> bool:
    """Return whether the server itself says of one service that it has it no more."""
    return line.ask(f"{SERVICES}/{_quoted(own)}").status in (404, 410)
