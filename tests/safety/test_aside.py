"""No page waits long for a database that says nothing: it is asked aside (S13)."""

import gc
import threading
import time
import weakref
from collections.abc import Iterator
from contextlib import suppress

import pytest
from django.db import DatabaseError

from safety import aside

pytestmark = [pytest.mark.one_engine, pytest.mark.promise("S13")]
LONG_S = 5.0  # more than any test here takes


@pytest.fixture
def server() -> Iterator[None]:
    """This process asks aside, as one that serves pages does."""
    aside.begin()
    yield
    aside.stop()


class Silent:
    """A database that says nothing until it is let go on."""

    def __init__(self) -> None:
        self.may_go_on, self.asked = threading.Event(), 0

    def ask(self) -> str:
        self.asked += 1
        self.may_go_on.wait(LONG_S)
        return "late"


def seconds_until_late(silent: Silent) -> float:
    began = time.monotonic()
    with pytest.raises(aside.Late):
        aside.asked("edition", silent.ask)
    return time.monotonic() - began


def test_who_is_no_server_asks_itself():
    assert aside.asked("edition", threading.current_thread) is threading.current_thread()


def test_a_server_asks_on_another_thread_and_hears_the_answer(server):
    assert aside.asked("edition", threading.current_thread) is not threading.current_thread()


def test_what_goes_wrong_there_is_told_here(server):
    def refused() -> None:
        raise DatabaseError("no")

    with pytest.raises(DatabaseError, match="no"):
        aside.asked("edition", refused)


def test_a_page_waits_a_moment_and_the_next_ones_not_at_all(server):
    silent = Silent()
    assert seconds_until_late(silent) < LONG_S / 2
    assert max(seconds_until_late(silent) for _ in range(20)) < aside.PATIENCE_S / 2
    silent.may_go_on.set()


def test_other_questions_wait_for_nothing_either_while_one_is_late(server):
    silent, other = Silent(), Silent()
    seconds_until_late(silent)
    began = time.monotonic()
    with pytest.raises(aside.Late):
        aside.asked("code", other.ask)
    assert time.monotonic() - began < aside.PATIENCE_S / 2
    silent.may_go_on.set()
    other.may_go_on.set()


def test_a_silent_database_is_asked_once_not_by_every_page(server):
    silent = Silent()
    for _ in range(10):
        seconds_until_late(silent)
    assert silent.asked == 1
    silent.may_go_on.set()


def test_an_answer_that_came_late_counts_for_the_next_who_asks(server):
    silent = Silent()
    seconds_until_late(silent)
    silent.may_go_on.set()
    until = time.monotonic() + LONG_S
    while time.monotonic() < until:
        try:
            assert aside.asked("edition", silent.ask) == "late"
            break
        except aside.Late:
            time.sleep(0.01)
    assert silent.asked == 1


def test_what_is_asked_once_is_never_answered_with_what_another_asked(server):
    silent = Silent()
    with pytest.raises(aside.Late):
        aside.asked(aside.ONCE, silent.ask)
    silent.may_go_on.set()
    until = time.monotonic() + LONG_S
    while time.monotonic() < until:
        try:
            assert aside.asked(aside.ONCE, lambda: "its own") == "its own"
            break
        except aside.Late:
            with suppress(aside.Late):
                aside.asked("edition", lambda: "the look of every second")
            time.sleep(0.01)
    else:
        pytest.fail("nobody answered")


def test_once_it_answers_in_time_again_pages_wait_for_it_again(server):
    silent = Silent()
    seconds_until_late(silent)
    silent.may_go_on.set()
    until = time.monotonic() + LONG_S
    while time.monotonic() < until:
        try:
            aside.asked("edition", silent.ask)
            break
        except aside.Late:
            time.sleep(0.01)
    assert aside.asked("pathways", lambda: "at once") == "at once"


def test_a_thread_that_is_stuck_is_left_and_another_one_asks(server, monkeypatch):
    monkeypatch.setattr(aside, "STUCK_S", 0.0)
    silent = Silent()
    seconds_until_late(silent)
    until = time.monotonic() + LONG_S
    while time.monotonic() < until:
        try:
            assert aside.asked("pathways", lambda: "from another thread") == "from another thread"
            break
        except aside.Late:
            time.sleep(0.01)
    else:
        pytest.fail("nobody took over")
    silent.may_go_on.set()


def test_what_was_typed_is_not_asked_where_nobody_would_wait_for_the_answer(server):
    silent, typed = Silent(), Silent()
    seconds_until_late(silent)
    for _ in range(10):
        with pytest.raises(aside.Late):
            aside.asked(aside.ONCE, typed.ask)
    silent.may_go_on.set()
    typed.may_go_on.set()
    until = time.monotonic() + LONG_S
    while time.monotonic() < until:  # whatever waits behind this is asked before it
        with suppress(aside.Late):
            assert aside.asked("pathways", lambda: "after those") == "after those"
            break
        time.sleep(0.01)
    assert typed.asked == 0


class Typed:
    """What a visitor typed."""

    def look_up(self) -> str:
        return "found"

    def fail(self) -> str:
        raise DatabaseError("no")


@pytest.mark.promise("S1")
@pytest.mark.parametrize("end", ["look_up", "fail"])
def test_nothing_that_was_typed_stays_in_memory_once_it_was_answered(server, end):
    typed = Typed()
    gone = weakref.ref(typed)
    gc.disable()  # what goes only when somebody sweeps has stayed
    try:
        with suppress(DatabaseError):
            aside.asked(aside.ONCE, getattr(typed, end))
        del typed
        until = time.monotonic() + LONG_S
        while gone() is not None and time.monotonic() < until:
            time.sleep(0.01)
        assert gone() is None
    finally:
        gc.enable()


def test_a_process_that_rests_closes_the_connections_it_asked_on(
    server, monkeypatch: pytest.MonkeyPatch
) -> None:
    closed: list[str] = []
    where = aside.asked("edition", lambda: threading.current_thread().name)
    monkeypatch.setattr(
        aside.connections, "close_all", lambda: closed.append(threading.current_thread().name)
    )
    aside.rest()
    monkeypatch.undo()
    assert closed == [where]
