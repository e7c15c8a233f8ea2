"""Let the doors see another time: libfaketime (Debian's faketime) reads from a file how far it is off.

Only the doors live in that time, the databases do not; what is measured (monotonic clocks) goes on as it is.
"""

from pathlib import Path
from typing import Final

from deploy.installing.layout import DESK, PUBLIC
from tests.faults.scene import Scene

LIBRARIES: Final = sorted(Path("/usr/lib").glob("*/faketime/libfaketimeMT.so.1"))
ENVIRONMENTS: Final = {PUBLIC: "public", DESK: "site"}


def why_not(_: Scene) -> str:
    """Return what is missing here."""
    return "" if LIBRARIES else "libfaketime is not here: apt-get install faketime"


def _file(scene: Scene) -> Path:
    return scene.stack.folder / "clock"


def set_to(scene: Scene, offset: str) -> None:
    """Move the clock of every door by so many seconds, at once."""
    _file(scene).write_text(f"{offset}\n", encoding="ascii")


def prepare(scene: Scene) -> None:
    """Start the doors anew with a clock that can be moved."""
    set_to(scene, "+0")
    lines = (
        f"LD_PRELOAD={LIBRARIES[0]}\nFAKETIME_TIMESTAMP_FILE={_file(scene)}\nFAKETIME_NO_CACHE=1\n"
        "FAKETIME_DONT_FAKE_MONOTONIC=1\nDONT_FAKE_MONOTONIC=1\n"
    )
    for name in ENVIRONMENTS.values():
        path = scene.stack.site.settings / f"{name}.env"
        path.write_text(path.read_text(encoding="utf-8") + lines, encoding="utf-8")
    restart_doors(scene)


def clear(scene: Scene) -> None:
    """Start the doors anew in the machine's own time, and have somebody sign in anew."""
    scene.stack.render()
    restart_doors(scene)
    scene.sign_in()


def restart_doors(scene: Scene) -> None:
    """Start every door anew, and return when they answer."""
    for number in range(1, scene.stack.site.public_workers + 1):
        _again(scene, f"{PUBLIC}-{number}")
    _again(scene, f"{DESK}-1")
    scene.stack.wait()
    scene.warm()


def _again(scene: Scene, name: str) -> None:
    scene.stack.stop(name)
    scene.stack.start(name)
