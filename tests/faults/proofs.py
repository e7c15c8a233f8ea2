"""What shows that a fault was really done: each returns in words what it saw, or raises that it saw nothing.

Without them a row would say that the site survived what never happened.
"""

import os
import time
from pathlib import Path
from typing import Final

from deploy.installing import clusters
from deploy.installing.clusters import Failed
from deploy.installing.layout import MAIN, REPLICA
from deploy.installing.starting import descendants
from tests.faults.scene import Scene

SETTLE_S: Final = 2.0
FULL: Final = "No space left on device"
BIG: Final = "CREATE TABLE waypost_filler AS SELECT repeat('x', 500) FROM generate_series(1, 200000)"


class NotDone(Exception):
    """Raised when nothing shows that the fault was done."""


def processes(scene: Scene, part: str) -> list[int]:
    """Return every process of a part. Raises: NotDone when it has none: nothing could be done to it."""
    pid = scene.stack.parts.runs(scene.stack.unit(part))
    if not pid:
        raise NotDone(f"{part} did not run when it was to be hit")
    return [pid, *descendants(pid)]


def state(pid: int) -> str:
    """Return the letter of a process's state (T: it stands still, Z: it is dead), or nothing."""
    try:
        return Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()[0]
    except OSError:
        return ""


def settled(pids: list[int], states: str) -> list[int]:
    """Return which of these processes are, after a moment, neither gone nor in one of these states: a signal
    takes one to arrive.
    """
    until = time.monotonic() + SETTLE_S
    while left := [pid for pid in pids if state(pid) not in ("", *states)]:
        if time.monotonic() > until:
            break
        time.sleep(0.02)
    return left


def dead(found: dict[str, list[int]]) -> str:
    """See that each of these processes is gone."""
    for part, pids in found.items():
        if left := settled(pids, "ZX"):
            raise NotDone(f"{part} still has {len(left)} of {len(pids)} processes")
    return "killed: " + ", ".join(f"{len(pids)} of {part}" for part, pids in found.items())


def stands_still(scene: Scene, parts: tuple[str, ...]) -> str:
    """See that every process of these parts is stopped."""
    found = {part: processes(scene, part) for part in parts}
    for part, pids in found.items():
        if going := settled(pids, "TZX"):
            raise NotDone(f"{len(going)} of {len(pids)} processes of {part} go on")
    return "standing still: " + ", ".join(f"{len(pids)} of {part}" for part, pids in found.items())


def started_anew(before: dict[str, int], after: dict[str, int]) -> str:
    """See that each part runs, and as another process than before."""
    for part, pid in after.items():
        if not pid or pid == before[part]:
            raise NotDone(f"{part} was not started anew")
    return f"{len(after)} parts run as new processes"


def disk_is_full(scene: Scene) -> str:
    """See that the primary's file system has not one block left, and that the primary met that itself."""
    disk = os.statvfs(scene.stack.site.data(MAIN))
    if disk.f_bavail:
        raise NotDone(f"{disk.f_bavail * disk.f_frsize} bytes of the disk are still free")
    log = scene.stack.parts.said(scene.stack.unit(MAIN), characters=20_000)
    met = [line for line in log.splitlines() if FULL in line]
    if not met:
        raise NotDone("the primary never met the end of its disk")
    alive = bool(scene.stack.parts.runs(scene.stack.unit(MAIN)))
    return (
        f"0 of {disk.f_blocks} blocks free; the primary said {len(met)} times: {FULL}"
        f" ({'it runs on' if alive else 'it gave up'})"
    )


def promoted(scene: Scene) -> str:
    """See that the replica takes writes, and that the old primary is gone."""
    if scene.stack.parts.runs(scene.stack.unit(MAIN)):
        raise NotDone("the old primary runs")
    try:
        clusters.sql(scene.stack.site, REPLICA, "CREATE TEMPORARY TABLE takes_writes (one int)")
    except Failed as failed:
        raise NotDone(f"the replica takes no writes: {failed}") from failed
    return "the replica takes writes, the old primary is gone"
