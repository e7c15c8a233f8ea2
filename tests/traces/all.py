"""Every way to end a visit, in both browsers, measured by the budget (part of `make audit`).

Prints a table, writes it beside the budget (docs/trace-report.md), and fails when a visit left more than the
budget allows, when the budget allows more than any visit left, or when a page was not hidden in time.

Then each defence is switched off once, and the run fails where the search would not have noticed.

Usage: all.py [--only TEXT] [--no-report] [--defences NAME | --no-defences]
"""

import argparse
import os
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.traces.settings")

from tests.running import chromium, firefox  # noqa: E402 - the path above comes first
from tests.traces import budget, defences, reporting  # noqa: E402
from tests.traces.device import Name, Setup, Steering  # noqa: E402
from tests.traces.trying import Remains, Try, Way, World, tried, world  # noqa: E402

PHONE: Final = Setup(width=360, height=740, dense=2)
CLOSE_UP: Final = Setup(width=320, height=256, dense=4)  # a screen of 1280 by 1024 at 400 %
SECONDS_BETWEEN_CODES: Final = 10.0  # a place gets six a minute
AGAIN: Final = 2  # times; a machine that stalls, or a frame that came late, is no finding about the site


def every_try() -> Iterator[Try]:
    """Yield all of them."""
    for browser in Name:
        for way in Way:
            yield Try(browser, way)
        yield Try(browser, Way.CLICK, PHONE, "phone")
        yield Try(browser, Way.CLICK, CLOSE_UP, "at 400 %")
        for way in Way:
            if way is not Way.KEYBOARD:  # it takes a script
                yield Try(browser, way, Setup(script=False))
        yield Try(browser, Way.CLICK, replace(PHONE, script=False), "phone")


def run(only: str = "") -> tuple[list[tuple[Try, Remains]], list[str]]:
    """Try everything; return what was left and what was wrong."""
    allowed, done, wrong = budget.read(), [], []
    with tempfile.TemporaryDirectory(prefix="waypost-traces-") as scratch:
        folder = Path(scratch)
        with world(folder, reporting.database(folder)) as there:
            for number, one in enumerate(each for each in every_try() if only in str(each)):
                begun = time.monotonic()
                for again in range(AGAIN + 1):
                    found = _tried(one, there, folder / f"{number}-{again}")
                    exceeded = allowed.exceeded(one, found)
                    if not exceeded or exceeded != allowed.late(one, found):
                        break
                done.append((one, found))
                wrong += exceeded
                print(
                    reporting.line(one, found, time.monotonic() - begun), *exceeded, sep="\n    ", flush=True
                )
                time.sleep(max(0.0, SECONDS_BETWEEN_CODES - (time.monotonic() - begun)))
    return done, wrong + ([] if only else allowed.unused(done))


def _tried(one: Try, there: World, folder: Path) -> Remains:
    for again in range(AGAIN):
        try:
            return tried(one, there, folder.with_name(f"{folder.name}-{again}"))
        except Steering as stalled:
            print(f"once more: {one}: {stalled}", flush=True)
    return tried(one, there, folder)


def main() -> int:
    """Run, print, write the report."""
    said = argparse.ArgumentParser(description=__doc__)
    said.add_argument("--only", default="")
    said.add_argument("--no-report", action="store_true")
    said.add_argument("--defences", default="")
    said.add_argument("--no-defences", action="store_true")
    chosen = said.parse_args()
    os.environ["WAYPOST_CHROMIUM"] = chromium.found_or_installed()
    os.environ["WAYPOST_FIREFOX"] = firefox.found_or_installed()
    done, wrong = ([], []) if chosen.defences else run(chosen.only)
    if not chosen.no_defences:
        wrong += defences.unnoticed(chosen.defences)
    if not (chosen.only or chosen.no_report or chosen.defences):
        reporting.write(done, wrong)
    for line in wrong:
        print(f"traces: {line}")
    print(f"traces: {len(done)} visits, {len(wrong)} findings beyond the budget", flush=True)
    return 1 if wrong or not (done or chosen.defences) else 0


if __name__ == "__main__":
    sys.exit(main())
