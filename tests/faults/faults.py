"""The faults: what is done to the running stack, and how it is put right again."""

import contextlib
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from deploy.installing import clusters
from deploy.installing.layout import DESK, KEYS, MAIN, PUBLIC, REPLICA
from tests.faults import clocks, network, proofs
from tests.faults.scene import Scene

START_S: Final = 30.0
Act = Callable[[Scene], None]
Inject = Callable[[Scene], str]


@dataclass(frozen=True, slots=True)
class Fault:
    """One fault. `inject` returns what shows that it was done; `why_not` tells why this machine can't have
    it.
    """

    name: str
    says: str
    inject: Inject
    mend: Act
    why_not: Callable[[Scene], str] = lambda _: ""
    prepare: Act = lambda _: None
    clear: Act = lambda _: None
    mirror: bool = False  # pages may come from the mirror
    signs_out: bool = False  # a session does not outlive it


def killed(*parts: str) -> tuple[Inject, Act]:
    """Kill parts, and start them again."""

    def inject(scene: Scene) -> str:
        found = {part: proofs.processes(scene, part) for part in parts}
        for part in parts:
            scene.stack.kill(part)
        return proofs.dead(found)

    def mend(scene: Scene) -> None:
        for part in parts:
            scene.stack.start(part)

    return inject, mend


def frozen(*parts: str) -> tuple[Inject, Act]:
    """Freeze parts: they keep their connections and answer nothing. Then let them go on."""

    def inject(scene: Scene) -> str:
        for part in parts:
            scene.stack.freeze(part)
        return proofs.stands_still(scene, parts)

    def mend(scene: Scene) -> None:
        for part in parts:
            scene.stack.thaw(part)

    return inject, mend


def _respawned(name: str) -> tuple[Inject, Act]:
    def inject(scene: Scene) -> str:
        _watching, *working = proofs.processes(scene, name)
        scene.stack.kill_worker(name)
        return proofs.dead({f"what works behind {name}": working})

    return inject, nothing_more


def _everybody(scene: Scene) -> list[str]:
    return [f"{PUBLIC}-{number}" for number in range(1, scene.stack.site.public_workers + 1)]


def _all_public(scene: Scene) -> str:
    inject, _mend = killed(*_everybody(scene))
    return inject(scene)


def _all_public_again(scene: Scene) -> None:
    for name in _everybody(scene):
        scene.stack.start(name)
    _until_they_answer(scene)


def _start_blind(scene: Scene) -> str:
    """Have no database answer, and start each public worker anew, one after another."""
    inject, _mend = killed(MAIN, REPLICA)
    seen, before = inject(scene), _ids(scene, tuple(_everybody(scene)))
    for number, name in enumerate(_everybody(scene), 1):
        scene.stack.stop(name)
        scene.stack.start(name)
        until = time.monotonic() + START_S
        while not scene.stack.worker_answers(PUBLIC, number) and time.monotonic() < until:
            time.sleep(0.1)
    return f"{seen}; {proofs.started_anew(before, _ids(scene, tuple(before)))}"


def _until_they_answer(scene: Scene) -> None:
    with contextlib.suppress(Exception):
        scene.stack.wait()


# --- the disk ---


def _filler(scene: Scene) -> Path:
    return scene.stack.site.data(MAIN) / "filler"


def _fill(scene: Scene) -> str:
    """Write until nothing more fits, and have the server meet that: with a table, and with its log."""
    for statement in (proofs.BIG, "SELECT pg_switch_wal()", "SELECT txid_current()", "CHECKPOINT"):
        _write(scene)
        with contextlib.suppress(clusters.Failed):
            clusters.sql(scene.stack.site, MAIN, statement)
    _write(scene)
    return proofs.disk_is_full(scene)


def _write(scene: Scene) -> None:
    for size in (1 << 20, 1 << 9):
        with contextlib.suppress(OSError), _filler(scene).open("ab", buffering=0) as file:
            while file.write(b"\0" * size):
                pass


def _empty(scene: Scene) -> None:
    _filler(scene).unlink(missing_ok=True)
    scene.stack.start(MAIN)  # it may have given up by then; systemd would have started it again


# --- the end of the primary ---


def _promote(scene: Scene) -> str:
    scene.stack.kill(MAIN)
    scene.stack.promote()
    return proofs.promoted(scene)


# --- everything, in each order ---


def _restart(order: tuple[str, ...]) -> Inject:
    def inject(scene: Scene) -> str:
        before = _ids(scene, order)
        for name in order:
            scene.stack.stop(name)
            scene.stack.start(name)
            if name.startswith(PUBLIC):  # one door after another, as an upgrade does
                _until_they_answer(scene)
        _until_they_answer(scene)
        return proofs.started_anew(before, _ids(scene, order))

    return inject


def _ids(scene: Scene, parts: tuple[str, ...]) -> dict[str, int]:
    return {part: proofs.processes(scene, part)[0] for part in parts}


UP: Final = (MAIN, KEYS, REPLICA, "pool", "pool-replica", f"{DESK}-1", f"{PUBLIC}-1", f"{PUBLIC}-2")
DOWN: Final = tuple(reversed(UP))
MIXED: Final = (f"{PUBLIC}-1", MAIN, "pool-replica", f"{DESK}-1", REPLICA, f"{PUBLIC}-2", "pool", KEYS)


def nothing(_: Scene) -> str:
    """Leave all as it is."""
    return "nothing was done"


def nothing_more(_: Scene) -> None:
    """Nothing is to be mended."""


def _jump(name: str, says: str, seconds: int) -> Fault:
    return Fault(
        name,
        says,
        lambda scene: clocks.jump(scene, seconds),
        clocks.back,
        why_not=clocks.why_not,
        prepare=clocks.prepare,
        clear=clocks.clear,
        signs_out=True,
    )


FAULTS: Final = (
    Fault("nothing", "no fault: what the load itself costs", nothing, nothing_more),
    Fault("primary", "the primary is killed, and comes back", *killed(MAIN)),
    Fault("replica", "the replica is killed, and comes back", *killed(REPLICA)),
    Fault("keys", "the cluster of the keys is killed", *killed(KEYS)),
    Fault("databases", "all three clusters are killed", *killed(MAIN, REPLICA, KEYS)),
    Fault("blind", "public doors start while no database is there", _start_blind, killed(MAIN, REPLICA)[1]),
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
    _jump("clock-on", "the clock jumps an hour ahead, and back", 3600),
    _jump("clock-back", "the clock jumps an hour back, and on", -3600),
    Fault("network", "the line from the doors to the databases is cut", network.cut, network.join,
          why_not=network.why_not, prepare=network.prepare, clear=network.clear),
    Fault("restart-up", "all restarted, databases first", _restart(UP), nothing_more),
    Fault("restart-down", "all restarted, doors first", _restart(DOWN), nothing_more),
    Fault("restart-mixed", "all restarted, in no good order", _restart(MIXED), nothing_more),
    Fault("promotion", "the primary dies, the replica is promoted", _promote, nothing_more),
)  # fmt: skip
NAMES: Final = tuple(fault.name for fault in FAULTS)
