"""Let the doors see another time than the machine's: `clock.c` stands between them and the C library.

Only the doors live in that time, the databases do not; what is measured (monotonic clocks) goes on as it is.
Debian's libfaketime is not used: told to leave monotonic clocks alone, 0.9.10 breaks time.sleep().
"""

import contextlib
import shutil
import struct
import subprocess
import time
from pathlib import Path
from typing import Final

from deploy.installing.layout import DESK, PUBLIC
from tests.faults import proofs
from tests.faults.scene import Scene

SOURCE: Final = Path(__file__).with_name("clock.c")
ENVIRONMENTS: Final = {PUBLIC: "public", DESK: "site"}
PLACES: Final = 65_536  # as in clock.c
WIDTH: Final = 8
SEEN_S: Final = 5.0  # within which each door must have looked at its clock
CLOSE_S: Final = 10


def why_not(_: Scene) -> str:
    """Return what is missing here."""
    return "" if shutil.which("cc") else "no C compiler is here: apt-get install gcc libc6-dev"


def _file(scene: Scene) -> Path:
    return scene.stack.folder / "clock"


def set_to(scene: Scene, seconds: int) -> None:
    """Move the clock of every door by so many seconds from the machine's, at once."""
    with _file(scene).open("r+b") as file:
        file.write(struct.pack("=q", seconds))
        file.write(bytes(PLACES * WIDTH))


def jump(scene: Scene, seconds: int) -> str:
    """Move every door's clock; return in which time each was seen. Raises: proofs.NotDone."""
    set_to(scene, seconds)
    return _seen(scene, seconds)


def back(scene: Scene) -> None:
    """Give the doors the machine's time again. Whose session ended meanwhile signs in anew."""
    set_to(scene, 0)
    scene.line.ask("/desk/", headers=scene.worker.headers(scene.line.name))
    scene.sign_in_again()


def _seen(scene: Scene, seconds: int) -> str:
    until, left = time.monotonic() + SEEN_S, _doors(scene)
    while left:
        left = [door for door in left if not _lives_in(scene, door, seconds)]
        if time.monotonic() > until:
            raise proofs.NotDone(f"{', '.join(left)} did not see the other time")
        _look_at(scene)
    return f"{', '.join(_doors(scene))} were told {seconds:+} seconds"


def _look_at(scene: Scene) -> None:
    """Have every worker look at its clock."""
    for number in range(1, scene.stack.site.public_workers + 1):
        scene.stack.worker_answers(PUBLIC, number)
    scene.stack.worker_answers(DESK, 1, path="/desk/")
    time.sleep(0.05)


def _lives_in(scene: Scene, door: str, seconds: int) -> bool:
    """Return whether the process that answers behind a door was told that time."""
    told = [_told(scene, pid) for pid in proofs.processes(scene, door)]
    return any(one and abs(one - time.time() - seconds) < CLOSE_S for one in told)


def _told(scene: Scene, pid: int) -> int:
    with _file(scene).open("rb") as file:
        file.seek((1 + pid % PLACES) * WIDTH)
        second: int = struct.unpack("=q", file.read(WIDTH))[0]
        return second


def _doors(scene: Scene) -> list[str]:
    workers = range(1, scene.stack.site.public_workers + 1)
    return [*(f"{PUBLIC}-{number}" for number in workers), f"{DESK}-1"]


def prepare(scene: Scene) -> None:
    """Start the doors anew with a clock that can be moved."""
    library, clock = scene.stack.folder / "clock.so", _file(scene)
    subprocess.run(["cc", "-shared", "-fPIC", "-O2", "-o", library, SOURCE], check=True)
    clock.write_bytes(bytes((PLACES + 1) * WIDTH))
    clock.chmod(0o666)  # whoever the doors run as leaves there what it was told
    for name in ENVIRONMENTS.values():
        path = scene.stack.site.settings / f"{name}.env"
        lines = f"LD_PRELOAD={library}\nWAYPOST_CLOCK={clock}\n"
        path.write_text(path.read_text(encoding="utf-8") + lines, encoding="utf-8")
    restart_doors(scene)


def clear(scene: Scene) -> None:
    """Start the doors anew in the machine's own time, and have somebody sign in anew."""
    with contextlib.suppress(FileNotFoundError):
        set_to(scene, 0)
    scene.stack.render()
    restart_doors(scene)
    scene.sign_in_again()


def restart_doors(scene: Scene) -> None:
    """Start every door anew, and return when they answer."""
    for name in _doors(scene):
        scene.stack.stop(name)
        scene.stack.start(name)
    scene.stack.wait()
    scene.warm()
