"""Each defence switched off once, to see that the search notices (part of `make audit`).

A defence whose absence nobody would notice is none; a search that finds nothing here proves nothing there.
"""

import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from tests.traces import budget, reporting
from tests.traces.device import Name, Setup, Steering
from tests.traces.trying import Try, Way, tried, world

NO_SCRIPT: Final = Setup(script=False)
AGAIN: Final = 2  # times; a machine that stalls is no finding


@dataclass(frozen=True, slots=True)
class Off:
    """One defence: the application without it, the try that shows it, and what the budget then says."""

    what: str
    application: str
    one: Try
    says: str


ALL: Final = (
    Off(
        "it leaves by location.href",
        "leaves_by_href",
        Try(Name.CHROMIUM, Way.CLICK),
        "back: 1, allowed 0",
    ),
    Off("the same", "leaves_by_href", Try(Name.FIREFOX, Way.CLICK), "back: 1, allowed 0"),
    Off(
        "the title tells",
        "title_that_tells",
        Try(Name.FIREFOX, Way.CLICK),
        "title in the history: 'Help after sextortion'",
    ),
    Off("pages may be kept", "kept_by_the_cache", Try(Name.CHROMIUM, Way.KILLED), "cache: "),
    Off("the same", "kept_by_the_cache", Try(Name.FIREFOX, Way.CLOSED), "cache: "),
    Off("steps are pages", "steps_as_pages", Try(Name.CHROMIUM, Way.CLICK), "allowed 0"),
    Off(
        "no form is kept out of the session file",
        "body_is_kept",
        Try(Name.CHROMIUM, Way.CLICK, NO_SCRIPT),
        "canary of kind 'typed words' in profile/Default/Sessions/Session_#",
    ),
    Off(
        "the way out asks to clear the cache",
        "clears_the_cache",
        Try(Name.FIREFOX, Way.CLICK),
        "our address in profile/cache2/",
    ),
    Off(
        "the page is emptied late",
        "empties_late",
        Try(Name.CHROMIUM, Way.DESTINATION_HANGS),
        "hidden after",
    ),
    Off(
        "a form names where it leads",
        "fields_are_asked_about",
        Try(Name.CHROMIUM, Way.CLOSED, NO_SCRIPT),
        "asked: ",
    ),
    Off("it says where from", "says_where_from", Try(Name.CHROMIUM, Way.CLICK), "referers: 1, allowed 0"),
)


def unnoticed(only: str = "") -> Iterator[str]:
    """Yield a line for each defence whose absence the budget did not notice; print the others."""
    allowed = budget.read()
    with tempfile.TemporaryDirectory(prefix="waypost-defences-") as scratch:
        folder = Path(scratch)
        environment = reporting.database(folder)
        for number, off in enumerate(one for one in ALL if only in one.application):
            begun = time.monotonic()
            said = _said(off, folder / str(number), environment, allowed)
            met = [line for line in said if off.says in line]
            seconds = time.monotonic() - begun
            print(
                f"defence off: {off.what}: {met[0] if met else 'NOT NOTICED'} ({seconds:.0f} s)", flush=True
            )
            if not met:
                yield f"defence off and not noticed: {off.what} ({off.one}): {said or 'nothing was found'}"


def _said(off: Off, folder: Path, environment: dict[str, str], allowed: budget.Budget) -> list[str]:
    folder.mkdir()
    with world(folder, environment, f"tests.traces.weakened:{off.application}") as there:
        for again in range(AGAIN):
            try:
                return allowed.exceeded(off.one, tried(off.one, there, folder / f"device-{again}"))
            except Steering as stalled:
                print(f"once more: {off.one}: {stalled}", flush=True)
        return allowed.exceeded(off.one, tried(off.one, there, folder / "device"))
