"""Run an import that kills its own process at a chosen call: `killed_import.py FILE VERB COUNT FORM`."""

import os
import signal
import sys
from importlib import import_module
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))


def main(path: str, verb: str, count: int, form: str) -> None:
    """Import the file; the COUNTth call of VERB never returns, for the process is dead by then."""
    import django

    django.setup()
    from django.core.management import call_command

    from directory import intake

    intake.CHUNK = 8
    if verb != "none":
        _deadly(verb, count)
    call_command(
        "hsds_import", path, "--yes", "--as", form, "--feed", "killed", "--country", "US", verbosity=0
    )


def _deadly(verb: str, count: int) -> None:
    module, _, name = verb.rpartition(".")
    room = import_module(module)
    live, calls = getattr(room, name), [0]

    def dying(*args: object, **kwargs: object) -> object:
        calls[0] += 1
        done = live(*args, **kwargs)
        if calls[0] == count:
            os.kill(os.getpid(), signal.SIGKILL)
        return done

    setattr(room, name, dying)


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], int(sys.argv[3]), sys.argv[4])
