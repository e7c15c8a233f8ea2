"""Notes that one account of the machine leaves for another: when something was done, and a few numbers.

The process that answers whoever watches may read almost nothing. What needs more rights (a backup, the check
of the record, what is due) is done by others, who leave the outcome in a folder, a file for each kind.
"""

import json
import logging
import os
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final
from uuid import uuid4

from django.conf import settings

log = logging.getLogger(__name__)

KINDS: Final = frozenset({"look", "record", "backup", "drill", "mirror"})
LARGEST: Final = 64 * 1024  # bytes; a note holds some tens of numbers
AT: Final = "at"


def note(kind: str, numbers: Mapping[str, float], *, at: float | None = None) -> bool:
    """Leave a note in place of the last one of its kind, and return whether that could be done.

    Units: `at` is seconds since 1970.
    """
    place = _place(kind)
    beside = place.with_name(f".{place.name}.{uuid4().hex}")
    text = json.dumps({AT: time.time() if at is None else at, **numbers}, sort_keys=True)
    try:
        place.parent.mkdir(parents=True, exist_ok=True)
        beside.write_text(text + "\n", encoding="ascii")
        os.chmod(beside, 0o640)  # the folder's group reads it
        beside.replace(place)
    except OSError:
        log.warning("a note for whoever watches could not be left")
        return False
    return True


def last(kind: str) -> dict[str, float]:
    """Return the last note of a kind, with the moment in `at`; nothing where none can be read."""
    try:
        with _place(kind).open(encoding="ascii") as file:
            found: Any = json.loads(file.read(LARGEST))
    except (OSError, ValueError):
        return {}
    return _numbers(found) if isinstance(found, dict) else {}


def value(kind: str, name: str) -> float | None:
    """Return one number of the last note of a kind."""
    return last(kind).get(name)


def every() -> dict[str, float]:
    """Return what the last look at everything found."""
    return {name: number for name, number in last("look").items() if name != AT}


def _numbers(found: dict[Any, Any]) -> dict[str, float]:
    return {
        str(name): float(number)
        for name, number in found.items()
        if isinstance(number, int | float) and not isinstance(number, bool)
    }


def _place(kind: str) -> Path:
    if kind not in KINDS:
        raise ValueError("there is no note of this kind")
    return Path(settings.NOTES_DIR) / f"{kind}.json"
