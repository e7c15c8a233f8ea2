"""Opening a code ends with the case or with the code, whatever dies on the way; never with both or none."""

import datetime as dt
import os
import signal
import threading
from collections.abc import Callable, Iterator
from typing import NoReturn

import pytest
from django.db import connections
from django.utils import timezone

from referral import case_reading, casework, editing_review, handover
from referral.handover import NoSuchCode
from referral.models.case import Case
from referral.models.handover import Handover
from safety import keys, purging
from safety.codes import Code
from safety.models import DataKey
from staff import audit
from staff.models.person import User
from staff.roles import Role
from tests.people import make_person
from tests.referral import casing
from tests.referral.told_by import somebody

pytestmark = [
    pytest.mark.django_db(transaction=True, databases=["default", "keys"]),
    pytest.mark.promise("S7"),
]
AT_ONCE = 8
# Where the process dies: at which call of what, before it does anything or when it has done its work.
DEATHS: dict[str, tuple[object, str, int, bool]] = {
    "the key of the case is made": (keys, "make", 1, False),
    "the code is taken": (handover, "take", 1, False),
    "the case is written": (Case, "save", 1, False),
    "it is on record": (audit, "record", 1, False),
    "all is kept, and the key of the code not yet destroyed": (keys, "destroy", 1, True),
    "the key of the code is destroyed": (keys, "destroy", 1, False),
}


@pytest.fixture
def opener() -> User:
    """Somebody who may open codes, and the edition that codes are given on."""
    editing_review.the_seeds_kept()
    person = make_person("amina", Role.HELPLINE, team="Day")
    casing.trained(person)
    return person


@pytest.fixture
def code(opener: User) -> Code:
    return handover.make(somebody(), now=timezone.now())


def opening(person: User, code: Code) -> Case:
    return casework.start_from_code(person=person, typed=code.digits, now=timezone.now())


def in_a_process_that_dies(work: Callable[[], object], death: tuple[object, str, int, bool]) -> None:
    """Do the work in a process of its own, which is killed on the way (SIGKILL: nothing is tidied up)."""
    connections.close_all()
    child = os.fork()
    if not child:
        _die(work, death, _without_connections())
    assert os.WTERMSIG(os.waitpid(child, 0)[1]) == signal.SIGKILL


def _without_connections() -> list[object]:
    """Have the next question open connections; return those of the parent, which stay open as long as kept.

    What was opened before a browser ran is found here again: the child has no event loop.
    """
    found = [one for one in connections.all(initialized_only=True) if one.connection is not None]
    inherited = [one.connection for one in found]
    for one in found:
        one.connection = None
    return inherited


def _die(work: Callable[[], object], death: tuple[object, str, int, bool], _kept: list[object]) -> NoReturn:
    place, name, count, before = death
    live, calls = getattr(place, name), iter(range(1, 1000))

    def dying(*args: object, **said: object) -> object:
        now = next(calls) == count
        if now and before:
            os.kill(os.getpid(), signal.SIGKILL)
        done = live(*args, **said)
        if now:
            os.kill(os.getpid(), signal.SIGKILL)
        return done

    try:
        setattr(place, name, dying)
        work()
    finally:
        os._exit(3)  # it should not have come so far


@pytest.mark.parametrize("death", DEATHS)
def test_a_kill_loses_nothing_and_doubles_nothing(opener: User, code: Code, death: str):
    in_a_process_that_dies(lambda: opening(opener, code), DEATHS[death])
    opened = Case.objects.count()
    assert Handover.objects.count() == 1 - opened
    if not opened:
        opening(opener, code)
    with pytest.raises(NoSuchCode):
        opening(opener, code)
    only_the_case_is_left(opener)


def test_what_is_undone_leaves_the_code_to_be_opened(
    opener: User, code: Code, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(casework, "_record", lambda *_args, **_said: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        opening(opener, code)
    monkeypatch.undo()
    assert (Case.objects.count(), Handover.objects.count()) == (0, 1)
    opening(opener, code)
    only_the_case_is_left(opener)


def only_the_case_is_left(person: User) -> None:
    """One case that can be read; after the next purge no row of a code, and no key but that of the case."""
    later = timezone.now() + dt.timedelta(hours=3)
    list(purging.purge(now=later))
    purging.sweep(now=later)
    case = Case.objects.get()
    assert case_reading.opened(person=person, reference=case.reference, now=later).told == somebody()
    assert not Handover.objects.exists()
    assert list(DataKey.objects.values_list("pk", flat=True)) == [case.key]


@pytest.fixture
def threads() -> Iterator[list[threading.Thread]]:
    """Threads that a test begins; their connections are closed by themselves."""
    begun: list[threading.Thread] = []
    yield begun
    for thread in begun:
        thread.join()


def test_of_many_who_type_it_at_once_one_has_the_case(
    opener: User, code: Code, threads: list[threading.Thread]
):
    ready, results = threading.Barrier(AT_ONCE), []

    def types() -> None:
        ready.wait()
        try:
            results.append(opening(opener, code).reference)
        except NoSuchCode:
            results.append("")
        finally:
            connections.close_all()

    threads.extend(threading.Thread(target=types) for _ in range(AT_ONCE))
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(results) == AT_ONCE
    assert [found for found in results if found] == [Case.objects.get().reference]
    only_the_case_is_left(opener)
