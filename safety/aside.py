"""Ask a database aside, on a thread of its own, so that no page waits long for one that is away (S13).

A server that was killed says so at once; one that stands still, or behind a line that was cut, says nothing
for seconds, and a worker has one thread. What a page wants to know of a database again and again (is there
a newer edition? can a code be kept?) is asked here. Where the answer is late the page goes on with what it
knew, and the pages after it wait for nothing before an answer came.
"""

import queue
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Final, TypeVar

from django.db import DEFAULT_DB_ALIAS, DatabaseError, connections

PATIENCE_S: Final = 1.0  # what a page waits: an answer takes milliseconds, on a full machine more
FIRST_S: Final = 10.0  # what a page waits that knows nothing yet, and would show nothing
USABLE_S: Final = 1.5  # so long an answer that came late counts for the next who asks
STUCK_S: Final = 30.0  # how long a thread is given that took over; a stuck one ends when its question does
MOST_STUCK: Final = 8
ONCE: Final = ""  # the name of a question that differs each time

Answer = TypeVar("Answer")


class Late(DatabaseError):
    """The database gave no answer in time. Nothing else is known."""


@dataclass(slots=True)
class _Question:
    """What is asked, and what came of it."""

    ask: Callable[[], Any]
    over: threading.Event = field(default_factory=threading.Event)
    answer: Any = None
    error: BaseException | None = None
    ended: float = 0.0


@dataclass(slots=True)
class _Line:
    """What is asked of one database. Each has a thread: one that stands still holds up no other."""

    trusted: bool = True  # the last question was answered in time, were it by a refusal
    waiting: "queue.SimpleQueue[_Question] | None" = None
    took_over: float = 0.0
    stuck: int = 0
    under_way: dict[str, _Question] = field(default_factory=dict)


_lines: Final[dict[str, _Line]] = {}
_begun: Final = threading.Event()
_lock: Final = threading.Lock()


def begin() -> None:
    """Have this process ask aside from now on; else whoever asks does so itself, as tests and commands do."""
    _begun.set()


def stop() -> None:
    """Have whoever asks do so itself again."""
    _begun.clear()
    with _lock:
        for line in _lines.values():
            if line.waiting is not None:
                line.waiting.put(_Question(_ended))
        _lines.clear()


def rest() -> None:
    """Close the connections on which questions are asked: each keeps the words of its last one. The next
    question opens one anew.
    """
    with _lock:
        lines = [line.waiting for line in _lines.values() if line.waiting is not None]
    for waiting in lines:
        last = _Question(connections.close_all)
        waiting.put(last)
        last.over.wait(PATIENCE_S)


def asked(
    name: str, ask: Callable[[], Answer], *, database: str = DEFAULT_DB_ALIAS, patience: float = PATIENCE_S
) -> Answer:
    """Return what a question to a database gives, if it comes in time. One of a name is asked at a time; what
    is named ONCE is asked for itself alone, and not at all where nobody would wait for the answer. Such a
    question may hold what a visitor typed: nothing of it stays here once it was answered (S1).

    Raises: Late; what the question itself raises.
    """
    if not _begun.is_set():
        return ask()
    with _lock:
        line = _lines.setdefault(database, _Line())
        if name == ONCE and not line.trusted:
            raise Late("the last answer was late")
        question, fresh = _the_question(line, name, ask)
        wait = patience if fresh and (line.trusted or patience > PATIENCE_S) else 0.0
    came = question.over.wait(wait)
    with _lock:
        _learn(line, name, question, came=came, waited=wait > 0)
    if not came:
        raise Late("no answer in time")
    if question.error is not None:
        try:
            raise question.error
        finally:
            del question  # else it and the error would keep each other
    answer: Answer = question.answer
    return answer


def _learn(line: _Line, name: str, question: _Question, *, came: bool, waited: bool) -> None:
    if came:
        line.trusted = line.trusted or question.error is None
        if line.under_way.get(name) is question:
            del line.under_way[name]
    elif waited:
        line.trusted = False


def _the_question(line: _Line, name: str, ask: Callable[[], Any]) -> tuple[_Question, bool]:
    """Return the question of this name that is under way or was answered a moment ago, else a new one."""
    waiting = _with_somebody_who_asks(line)
    known = line.under_way.get(name)
    if known is not None and not (known.over.is_set() and time.monotonic() - known.ended > USABLE_S):
        return known, False
    question = _Question(ask)
    if name != ONCE:
        line.under_way[name] = question
    waiting.put(question)
    return question, True


def _with_somebody_who_asks(line: _Line) -> "queue.SimpleQueue[_Question]":
    """Return where questions wait. A thread whose answer is late is left alone, and another takes over, which
    may find a server that answers; not again before STUCK_S.
    """
    now = time.monotonic()
    if line.waiting is not None and (
        line.trusted or line.stuck >= MOST_STUCK or now - line.took_over <= STUCK_S
    ):
        return line.waiting
    if line.waiting is not None:
        line.waiting.put(_Question(_ended))
        line.stuck += 1
        line.under_way.clear()
    line.waiting, line.took_over = queue.SimpleQueue(), now
    threading.Thread(target=_run, args=(line, line.waiting), name="aside", daemon=True).start()
    return line.waiting


class _Ended(Exception):
    """This thread is not needed any more."""


def _ended() -> None:
    raise _Ended


def _run(line: _Line, waiting: "queue.SimpleQueue[_Question]") -> None:
    """Answer questions, one after another, each on connections that were tried before."""
    while True:
        question = waiting.get()
        began = time.monotonic()
        try:
            for connection in connections.all(initialized_only=True):
                connection.close_if_unusable_or_obsolete()
            question.answer = question.ask()
        except _Ended:
            connections.close_all()
            with _lock:
                line.stuck = max(0, line.stuck - 1)
            return
        except BaseException as error:  # noqa: BLE001 - whoever asked gets it
            question.error = error
        question.ended = time.monotonic()
        line.trusted = question.ended - began < PATIENCE_S
        question.over.set()
        del question  # whoever asked has it: while this thread waits, nothing of it stays
