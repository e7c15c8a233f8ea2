"""A run of the whole proof: a process computes it, and this one says every few seconds how far it is.

What is computed is what `manage.py pathway_check --plans` computes: every walk from every start, and then
everybody who may be shown on every plan.
"""

import contextlib
import datetime as dt
import multiprocessing
import os
import signal
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from typing import Any, Final

from django.conf import settings
from django.utils import timezone

from directory import published
from directory.edition import Published
from directory.models.service import Service
from referral import editing_proof, proving
from referral.models.proof import PathwayProof
from referral.pathway.check import Checked, check
from referral.pathway.cover import Coverage, starts
from referral.pathway.shapes import Book

BEAT_SECONDS: Final = 5.0
MOST_KEPT: Final = 300  # breaches that are kept in words
At = PathwayProof.At
State = PathwayProof.State
Tell = Callable[[str, int, int, int], None]  # at what, how much of it, of how many, how many walks so far
_SHOWN: Final = frozenset({"published", "due"})


@dataclass(frozen=True, slots=True)
class Outcome:
    """What was covered, and what is broken: rule, pathway, what, and a walk that shows it."""

    walks: int
    plans: int = 0
    services: int = 0
    people: int = 0
    breaches: tuple[tuple[str, str, str, str], ...] = ()


class Failed(Exception):
    """The process that computed ended without a result."""


def run(
    proof: PathwayProof,
    book: Book,
    *,
    processes: int,
    say: Callable[[PathwayProof], None] = lambda proof: None,
) -> PathwayProof:
    """Prove the book and keep in its row what came of it; return the row.

    Raises: Failed when the process that computed was killed; editing_proof.Overtaken.
    """
    stock, unfit = published.current(), unfit_today()
    proof.directory = stock.version

    def work(tell: Tell) -> Outcome:
        return computed(book, stock, unfit=unfit, processes=processes, tell=tell)

    try:
        outcome = _watched(proof, work, say)
    except editing_proof.Overtaken:
        raise
    except BaseException:
        editing_proof.end(proof, State.BROKE_OFF)
        raise
    return _kept(proof, outcome)


def _kept(proof: PathwayProof, outcome: Outcome) -> PathwayProof:
    proof.walks, proof.plans = outcome.walks, outcome.plans
    proof.services, proof.people = outcome.services, outcome.people
    proof.broken = len(outcome.breaches)
    proof.breaches = [list(one) for one in outcome.breaches[:MOST_KEPT]]
    editing_proof.end(proof, State.BROKEN if outcome.breaches else State.CLEAN)
    return proof


# --- watching ---


def _watched(
    proof: PathwayProof, work: Callable[[Tell], Outcome], say: Callable[[PathwayProof], None]
) -> Outcome:
    """Return what a forked process computes; whatever happens here, that one ends too."""
    forking = multiprocessing.get_context("fork")
    receiver, sender = forking.Pipe(duplex=False)
    child = forking.Process(target=_inside, args=(receiver, sender, work))
    child.start()
    sender.close()
    try:
        while True:
            told = _next(receiver)
            if isinstance(told, Outcome):
                return told
            if told is None and not child.is_alive():
                raise Failed("the process that proves was killed")
            if told is not None:
                proof.at, proof.done, proof.total, proof.walks = told
                say(proof)
            editing_proof.beat(proof)
    finally:
        receiver.close()
        _stop(child)


def _next(receiver: Connection) -> Any:
    """Return what the process says next; None if it is silent for a while. Raises: Failed."""
    try:
        return receiver.recv() if receiver.poll(BEAT_SECONDS) else None
    except EOFError as ended:
        raise Failed("the process that proves ended without a result") from ended


def _stop(child: BaseProcess) -> None:
    """End the process with those that it started, should they still be there."""
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(child.pid or 0, signal.SIGKILL)
    child.kill()
    child.join()


def _inside(receiver: Connection, sender: Connection, work: Callable[[Tell], Outcome]) -> None:
    os.setpgid(0, 0)  # a group of its own, so that those it starts end with it
    receiver.close()
    threading.Thread(target=_ends_with, args=(os.getppid(),), daemon=True).start()
    sender.send(work(lambda *told: sender.send(told)))
    sender.close()


def _ends_with(watcher: int) -> None:
    """End the group when the process that listens was killed."""
    while os.getppid() == watcher:
        time.sleep(1)
    os.killpg(0, signal.SIGKILL)


# --- computing ---


def computed(book: Book, stock: Published, *, unfit: frozenset[str], processes: int, tell: Tell) -> Outcome:
    """Return what every walk breaks; where none breaks a rule, who is shown wrongly on any plan."""
    today = timezone.localdate()
    checked = _walks(book, today, processes, tell)
    found = tuple(
        (one.breach.rule, one.breach.pathway, one.breach.detail, one.example) for one in checked.found
    )
    if found:
        return Outcome(walks=checked.walks, breaches=found)
    if not stock.listings:
        return Outcome(walks=checked.walks, breaches=(("DIRECTORY", "", "the directory is empty", ""),))
    proof = proving.prove(
        checked.shapes,
        stock,
        start=monday(today),
        unfit=unfit,
        processes=processes,
        tell=lambda done, total: tell(At.COUNTRIES.value, done, total, checked.walks),
    )
    return Outcome(
        walks=checked.walks,
        plans=len(proving.every_band(checked.shapes)),
        services=proof.services,
        people=proof.people,
        breaches=tuple(
            (name, "", f"{where}: {what}", "") for (name, where), what in sorted(proof.found.items())
        ),
    )


def _walks(book: Book, today: dt.date, processes: int, tell: Tell) -> Checked:
    total, done, walks = len(starts(book)), 0, 0
    tell(At.WALKS.value, 0, total, 0)

    def covered(one: Coverage) -> None:
        nonlocal done, walks
        done, walks = done + 1, walks + one.walks + one.walks_under18
        tell(At.WALKS.value, done, total, walks)

    return check(book, today=today, tell=covered, processes=processes, shape=proving.shape_of)


def monday(today: dt.date) -> dt.datetime:
    """Return the first moment of the week after this day."""
    first = today + dt.timedelta(days=7 - today.weekday())
    return dt.datetime.combine(first, dt.time(), tzinfo=dt.UTC)


def unfit_today() -> frozenset[str]:
    """Return the listings that must not be shown today, by the table and by no rule of the directory."""
    today = timezone.now().date()
    rows = Service.objects.values_list("seed_id", "state", "visibility", "due_on")
    fit = {
        name
        for name, state, visibility, due_on in rows
        if visibility != "staff"
        and (
            (state in _SHOWN and due_on and due_on >= today)
            or (state == "sourced" and settings.WAYPOST_SHOW_SOURCED)
        )
    }
    return frozenset(name for name, *_ in rows) - fit
