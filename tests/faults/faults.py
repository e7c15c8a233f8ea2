"""The faults: what is done to the running stack, and how it is put right again."""

import contextlib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from deploy.installing import clusters
from deploy.installing.layout import DESK, KEYS, MAIN, PUBLIC, REPLICA
from tests.faults import clocks, network
from tests.faults.scene import Scene

Act = Callable[[Scene], None]


@dataclass(frozen=True, slots=True)
class Fault:
    """One fault. `why_not` tells why this machine can't have it."""

    name: str
    says: str
    inject: Act
    mend: Act
    why_not: Callable[[Scene], str] = lambda _: ""
    prepare: Act = lambda _: None
    clear: Act = lambda _: None
    mirror: bool = False  # pages may come from the mirror
    signs_out: bool = False  # a session does not outlive it


def killed(*parts: str) -> tuple[Act, Act]:
    """Kill parts, and start them again."""

    def inject(scene: Scene) -> None:
        for part in parts:
            scene.stack.kill(part)

    def mend(scene: Scene) -> None:
        for part in parts:
            scene.stack.start(part)

    return inject, mend


def frozen(*parts: str) -> tuple[Act, Act]:
    """Freeze parts: they keep their connections and answer nothing. Then let them go on."""

    def inject(scene: Scene) -> None:
        for part in parts:
            scene.stack.freeze(part)

    def mend(scene: Scene) -> None:
        for part in parts:
            scene.stack.thaw(part)

    return inject, mend


def _respawned(name: str) -> tuple[Act, Act]:
    return lambda scene: scene.stack.kill_worker(name), lambda _: None


def _everybody(scene: Scene) -> list[str]:
    return [f"{PUBLIC}-{number}" for number in range(1, scene.stack.site.public_workers + 1)]


def _all_public(scene: Scene) -> None:
    for name in _everybody(scene):
        scene.stack.kill(name)


def _all_public_again(scene: Scene) -> None:
    for name in _everybody(scene):
        scene.stack.start(name)
    _until_they_answer(scene)


def _until_they_answer(scene: Scene) -> None:
    with contextlib.suppress(Exception):
        scene.stack.wait()


# --- the disk ---


def _filler(scene: Scene) -> Path:
    return scene.stack.site.data(MAIN) / "filler"


def _fill(scene: Scene) -> None:
    """Write until nothing more fits, and have the server use up the log files that it keeps ready."""
    _write(scene)
    for _ in range(4):
        with contextlib.suppress(clusters.Failed):
            clusters.sql(scene.stack.site, MAIN, "SELECT pg_switch_wal(), txid_current(); CHECKPOINT")
        _write(scene)


def _write(scene: Scene) -> None:
    for size in (1 << 20, 1 << 9):
        with contextlib.suppress(OSError), _filler(scene).open("ab", buffering=0) as file:
            while file.write(b"\0" * size):
                pass


def _empty(scene: Scene) -> None:
    _filler(scene).unlink(missing_ok=True)
    scene.stack.start(MAIN)  # it may have given up by then; systemd would have started it again


# --- the end of the primary ---


def _promote(scene: Scene) -> None:
    scene.stack.kill(MAIN)
    scene.stack.promote()


# --- everything, in each order ---


def _restart(order: tuple[str, ...]) -> Act:
    def inject(scene: Scene) -> None:
        for name in order:
            scene.stack.stop(name)
            scene.stack.start(name)
            if name.startswith(PUBLIC):  # one door after another, as an upgrade does
                _until_they_answer(scene)
        _until_they_answer(scene)

    return inject


UP: Final = (MAIN, KEYS, REPLICA, "pool", "pool-replica", f"{DESK}-1", f"{PUBLIC}-1", f"{PUBLIC}-2")
DOWN: Final = tuple(reversed(UP))
MIXED: Final = (f"{PUBLIC}-1", MAIN, "pool-replica", f"{DESK}-1", REPLICA, f"{PUBLIC}-2", "pool", KEYS)


def nothing(_: Scene) -> None:
    """Leave all as it is."""


def _jump(name: str, says: str, seconds: str) -> Fault:
    return Fault(
        name, says, lambda scene: clocks.set_to(scene, seconds), lambda scene: clocks.set_to(scene, "+0"),
        why_not=clocks.why_not, prepare=clocks.prepare, clear=clocks.clear, signs_out=True,
    )  # fmt: skip


FAULTS: Final = (
    Fault("nothing", "no fault: what the load itself costs", nothing, nothing),
    Fault("primary", "the primary is killed, and comes back", *killed(MAIN)),
    Fault("replica", "the replica is killed, and comes back", *killed(REPLICA)),
    Fault("keys", "the cluster of the keys is killed", *killed(KEYS)),
    Fault("databases", "all three clusters are killed", *killed(MAIN, REPLICA, KEYS)),
    Fault("pool", "both PgBouncers are killed", *killed("pool", "pool-replica")),
    Fault("worker", "a public worker dies in its work", *_respawned(f"{PUBLIC}-1")),
    Fault("upstream", "one of two public doors is gone", *killed(f"{PUBLIC}-1")),
    Fault("upstreams", "every public door is gone: the mirror", _all_public, _all_public_again, mirror=True),
    Fault("desk", "the desk's worker is killed", *killed(f"{DESK}-1")),
    Fault("primary-frozen", "the primary stands still", *frozen(MAIN)),
    Fault("replica-frozen", "the replica stands still", *frozen(REPLICA)),
    Fault("keys-frozen", "the keys stand still", *frozen(KEYS)),
    Fault("pool-frozen", "both PgBouncers stand still", *frozen("pool", "pool-replica")),
    Fault("disk", "the primary's disk is full", _fill, _empty, why_not=lambda scene: scene.small_disk),
    _jump("clock-on", "the clock jumps an hour ahead, and back", "+3600"),
    _jump("clock-back", "the clock jumps an hour back, and on", "-3600"),
    Fault("network", "the line from the doors to the databases is cut", network.cut, network.join,
          why_not=network.why_not, prepare=network.prepare, clear=network.clear),
    Fault("restart-up", "all restarted, databases first", _restart(UP), nothing),
    Fault("restart-down", "all restarted, doors first", _restart(DOWN), nothing),
    Fault("restart-mixed", "all restarted, in no good order", _restart(MIXED), nothing),
    Fault("promotion", "the primary dies, the replica is promoted", _promote, nothing),
)  # fmt: skip
NAMES: Final = tuple(fault.name for fault in FAULTS)
