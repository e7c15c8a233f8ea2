"""Kill a purge at chosen places, and look each time at what is left and at what the next one makes of it.

`killed_purge.py FILE` works on the databases that the environment names. FILE holds a list of [verb, count,
when]: the function by its dotted name, its call at which the process dies, and whether "before" it does
anything or right "after" it. Each has a case full of canaries of its own, and processes of its own. Printed
is for each how the purge ended, what was left then, and what after another one that came to its end.
"""

import io
import json
import os
import signal
import sys
import tempfile
import traceback
from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from typing import Any, Final

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

DIED: Final = "killed"
ENDED: Final = "came to its end"


def tried(verb: str, count: int, when: str) -> dict[str, Any]:
    """Return what one kill leads to."""
    made, files = _apart(_made), verb.startswith("safety.cleaning.")
    ended = _apart(lambda: _purged(verb, count, before=when == "before", files=files))
    left = _apart(lambda: _seen(made))
    again = _apart(lambda: _purged("", 0, before=False, files=files))
    return {"ended": ended, "left": left, "again": again, "then": _apart(lambda: _seen(made))}


def _know_the_pathways() -> None:
    """Read them before any process is split off, which would read them anew; no connection is split."""
    from django.db import connections

    from referral import casework
    from tests.referral import casing

    casework.plan_of(casing.tells())
    connections.close_all()


def _made() -> dict[str, Any]:
    from tests.safety import canary_case

    before = _on_record()
    return {**canary_case.make(), "before": before}


def _purged(verb: str, count: int, *, before: bool, files: bool) -> str:
    from django.core.management import call_command

    if verb:
        _deadly(verb, count, before=before)
    call_command("purge", clean_files=files, stdout=io.StringIO())
    return ENDED


def _seen(made: dict[str, Any]) -> dict[str, Any]:
    """Return what a thief with everything reads now, and what the record says more than before the case."""
    from staff.verifying import verified
    from tests.safety import canary_case

    told = {"whole": verified().whole, **canary_case.thief(made)}
    return {**told, **{name: now - made["before"][name] for name, now in _on_record().items()}}


def _on_record() -> dict[str, int]:
    from django.db.models import Sum

    from safety.models import Destroyed
    from staff.acts import Act
    from staff.models.record import AuditEntry

    counted = dict(Destroyed.objects.values_list("kind").annotate(count=Sum("count")).order_by())
    return {
        "recorded": AuditEntry.objects.filter(act=Act.CASE_DESTROYED).count(),
        "cases": counted.get("case", 0),
        "handovers": counted.get("handover", 0),
    }


def _apart(work: Callable[[], Any]) -> Any:
    """Do something in a process of its own, with connections of its own; DIED if it was killed."""
    with tempfile.NamedTemporaryFile("w+") as answer:
        child = os.fork()
        if not child:
            try:
                Path(answer.name).write_text(json.dumps(work()))
                os._exit(0)
            except BaseException:
                traceback.print_exc()
                os._exit(1)
        _pid, status = os.waitpid(child, 0)
        if os.WIFSIGNALED(status):
            return DIED
        assert status == 0, "what went wrong stands on stderr"
        return json.loads(Path(answer.name).read_text())


def _deadly(verb: str, count: int, *, before: bool) -> None:
    place, _, name = verb.rpartition(".")
    try:
        home = import_module(place)
    except ModuleNotFoundError:  # a class of a module
        module, _, kind = place.rpartition(".")
        home = getattr(import_module(module), kind)
    live, calls = getattr(home, name), [0]

    def dying(*args: object, **kwargs: object) -> object:
        calls[0] += 1
        if before and calls[0] == count:
            os.kill(os.getpid(), signal.SIGKILL)
        done = live(*args, **kwargs)
        if calls[0] == count:
            os.kill(os.getpid(), signal.SIGKILL)
        return done

    setattr(home, name, dying)


if __name__ == "__main__":
    import django

    django.setup()
    _know_the_pathways()
    print(json.dumps([tried(*place) for place in json.loads(Path(sys.argv[1]).read_text())]))
