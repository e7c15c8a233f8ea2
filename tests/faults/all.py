"""Let parts of the real stack fail under load, one by one, and count what it does to people (`make faults`).

Usage: all.py [--only NAME...] [--seconds A_FAULT] [--json FILE]
"""

import argparse
import json
import sys
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any, Final

ROOT: Final = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from tests.faults import faults, power, rows, scene  # noqa: E402 - the path above comes first
from tests.faults.asking import Load, Sent, within  # noqa: E402 - the same
from tests.faults.faults import FAULTS, Fault  # noqa: E402 - the same
from tests.faults.rows import Row  # noqa: E402 - the same
from tests.running.stack import NoStack  # noqa: E402 - the same

SECONDS: Final = 24.0
LAST: Final[list[str]] = []  # what was said to those who did not get what they asked for
SIGNED_OUT: Final = frozenset({410})  # the time of whoever sent this is over
LAST_OF_ALL: Final = "promotion"  # the old primary does not come back from it
Moments = tuple[float, float, float]
NO_REDIS: Final = Row(
    "redis", "the store beside", why_not="this site has none: neither Redis nor Valkey is asked for anything"
)


def tried(place: scene.Scene, fault: Fault, seconds: float) -> Row:
    """Inject a fault under load, put it right, and count."""
    if why := fault.why_not(place):
        return Row(fault.name, fault.says, why_not=why)
    try:
        fault.prepare(place)
        with Load(place.line, place.reads, place.worker, name=fault.name) as load:
            moments, seen, undone = _played(place, fault, seconds)
        LAST[:] = remarks(load.sent)
        row = counted(place, fault, load.sent, moments)
        return replace(row, wrong=[*undone, *row.wrong], seen=seen)
    finally:
        fault.clear(place)


def _played(place: scene.Scene, fault: Fault, seconds: float) -> tuple[Moments, str, list[str]]:
    """Return when it began, broke and was mended, what shows that it was done, and why it was not, if it was
    not.
    """
    begin = time.monotonic()
    time.sleep(seconds / 3)
    broken = time.monotonic()
    with ThreadPoolExecutor(1) as thread:
        acting = thread.submit(fault.inject, place)
        time.sleep(seconds / 3)
        failed = acting.exception()
        mended = time.monotonic()
        unmended = thread.submit(fault.mend, place).exception()
    time.sleep(seconds / 3)
    undone = [f"not done: {type(failed).__name__}: {failed}"] if failed else []
    undone += [f"not mended: {type(unmended).__name__}: {unmended}"] if unmended else []
    return (begin, broken, mended), "" if failed else acting.result(), undone


def counted(place: scene.Scene, fault: Fault, sent: list[Sent], moments: Moments) -> Row:
    """Compare what people were told with what the tables hold."""
    begin, broken, mended = moments
    reads = [one for one in sent if one.kind == "read"]
    writes = [one for one in sent if one.kind in ("note", "case")]
    codes = [one.was for one in sent if one.kind == "code" and one.fine]
    kept = _kept(place, writes, codes)
    told = {one.was for one in writes if one.kind == "note" and one.fine}
    cases = {one.was for one in writes if one.kind == "case" and one.fine}
    refused = [one for one in writes if not one.fine]
    return Row(
        fault.name, fault.says,
        sent=len(reads),
        failed=sum(not one.fine or (one.from_mirror and not fault.mirror) for one in reads),
        from_mirror=sum(one.from_mirror for one in reads),
        before=rows.p99(within(reads, begin, broken)),
        during=rows.p99(within(reads, broken, mended)),
        after=rows.p99(within(reads, mended, float("inf"))),
        staff=len(writes),
        refused=sum(one.status in rows.CLEAR for one in refused),
        unclear=sum(one.status not in rows.CLEAR for one in refused),
        lost=len(told - kept["notes"].keys()) + len(cases - set(kept["cases"])),
        doubled=sum(count > 1 for text, count in kept["notes"].items() if text.startswith(f"{fault.name} ")),
        codes=len(codes),
        codes_lost=len(set(codes) - set(kept["codes"])),
        wrong=_wrong(fault, writes, whole=kept["record"]),
    )  # fmt: skip


def _kept(place: scene.Scene, writes: list[Sent], codes: list[str]) -> dict[str, Any]:
    cases = [one.was for one in writes if one.kind == "case" and one.fine]
    return place.inside(
        "look", json.dumps({"reference": place.worker.reference, "cases": cases, "codes": codes})
    )


def _wrong(fault: Fault, writes: list[Sent], *, whole: bool) -> list[str]:
    """Return what else is wrong: the record, or a desk that keeps nothing long after all was mended."""
    notes = sorted((one for one in writes if one.kind == "note"), key=lambda one: one.due)
    silent = bool(notes) and not any(one.fine for one in notes[-2:])
    stayed = fault.signs_out and not any(one.status in SIGNED_OUT for one in writes)
    return [
        *([] if whole else ["the record is broken"]),
        *(["the desk did not come back"] if silent else []),
        *(["nobody was signed out: the desk saw no other time"] if stayed else []),
    ]


def remarks(sent: list[Sent]) -> list[str]:
    """Return what those were told who did not get what they asked for, and how often."""
    refused = [one for one in sent if not one.fine]
    said = Counter((one.kind, one.was * (one.kind == "read"), one.status, one.said) for one in refused)
    return [
        f"    {count} x {kind} {was}: {status} {words}"
        for (kind, was, status, words), count in said.most_common(8)
    ]


def main(only: list[str], seconds: float, path: Path | None) -> int:
    """Print the table, and return 1 when anybody was left without a page or anything was lost."""
    done: list[Row] = []
    chosen = [fault for fault in FAULTS if not only or fault.name in only]
    with scene.standing() as place:
        for fault in chosen:
            if fault.name == LAST_OF_ALL and (not only or "power" in only):
                done += power.tried(place)
            done.append(tried(place, fault, seconds))
            told = [*LAST, rows.table(done[-1:]), f"    seen: {done[-1].seen or 'nothing'}", *done[-1].wrong]
            print("\n".join(told), flush=True)
            _kept_in(path, done)
        if "power" in only and LAST_OF_ALL not in only:
            done += power.tried(place)
    done += [] if only else [NO_REDIS]
    print("\n" + rows.table(done), flush=True)
    for row in done:
        print(
            "\n".join(f"{row.fault}: {wrong}" for wrong in row.wrong),
            end="\n" if row.wrong else "",
            flush=True,
        )
    _kept_in(path, done)
    return 0 if all(row.held or row.why_not for row in done) else 1


def _kept_in(path: Path | None, done: list[Row]) -> None:
    if path:
        path.write_text(json.dumps([asdict(row) for row in done], indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    reader = argparse.ArgumentParser()
    reader.add_argument("--only", nargs="+", default=[], choices=[*faults.NAMES, "power"], metavar="NAME")
    reader.add_argument("--seconds", type=float, default=SECONDS)
    reader.add_argument("--json", type=Path)
    given = reader.parse_args()
    try:
        sys.exit(main(given.only, given.seconds, given.json))
    except NoStack as refusal:
        sys.exit(str(refusal))
