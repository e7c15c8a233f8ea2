"""The stack as the faults need it: all is flushed, the primary's disk is small, somebody is at the desk."""

import contextlib
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from deploy.installing import filling
from deploy.installing.environment import parsed
from deploy.installing.layout import MAIN
from tests.faults.asking import Line, Page, Worker, pages
from tests.running import stack
from tests.running.stack import ROOT, NoStack, Stack

DISK_MEGABYTES: Final = 1024  # of the primary, in memory; what is not written takes none
KEEP_LOGS: Final = os.environ.get("WAYPOST_FAULTS_LOGS", "")  # a folder, for whoever looks for a cause
WARM_S: Final = 60.0
INSIDE: Final = "tests/faults/inside.py"


@dataclass(slots=True)
class Scene:
    """The running stack, how it is asked, and what is known of it."""

    stack: Stack
    line: Line
    reads: list[Page]
    worker: Worker
    small_disk: str = ""  # why the primary has none
    remarks: list[str] = field(default_factory=list)

    def warm(self) -> None:
        """Ask for pages until every worker has read the directory: a start is no part of a fault."""
        until, in_a_row = time.monotonic() + WARM_S, 0
        while in_a_row < 3 and time.monotonic() < until:
            began = time.monotonic()
            for page in self.reads:
                self.line.ask(page.path, page.body)
            in_a_row = in_a_row + 1 if time.monotonic() - began < len(self.reads) / 2 else 0

    def sign_in_again(self) -> None:
        """Give the worker at the desk a new session: the one before may have ended with its time."""
        self.worker.session = str(self.inside("again", json.dumps(self.worker.reference))["session"])

    def inside(self, *words: str) -> dict[str, Any]:
        """Return what the tables hold, as the owner reads them."""
        return inside(self.stack, *words)


def inside(one: Stack, *words: str, kind: str = "owner") -> dict[str, Any]:
    """Run `inside.py` in the environment of one of the site's accounts. Raises: RuntimeError."""
    variables = parsed((one.site.settings / f"{kind}.env").read_text(encoding="utf-8"))
    done = subprocess.run(
        [sys.executable, INSIDE, *words], cwd=ROOT, capture_output=True, text=True, check=False,
        env={"PATH": "/usr/bin:/bin", "LANG": "C.UTF-8", **variables},
    )  # fmt: skip
    if done.returncode:
        raise RuntimeError(done.stderr[-2000:])
    told: dict[str, Any] = json.loads(done.stdout.strip().splitlines()[-1])
    return told


@contextlib.contextmanager
def standing(*, mirror: bool = True) -> Iterator[Scene]:
    """Give the scene, and end all of it whatever happens. Raises: NoStack."""
    if lacking := stack.missing():
        raise NoStack(f"the stack needs Debian's packages: apt-get install {' '.join(lacking)}")
    folder = Path(tempfile.mkdtemp(prefix="wpf-", dir="/tmp"))  # noqa: S108 - a socket's path must be short
    one, why = Stack(folder, hasty=False), ""
    disk = one.site.data(MAIN)
    try:
        why = _small_disk(one, disk)
        one.begin()
        if mirror:
            filling.manage(one.site, "mirror", str(one.site.state / "mirror"), "--languages", "en")
        line = Line(one.site.ports.https)
        yield Scene(one, line, pages(line), Worker(**inside(one, "people")), why)
    finally:
        if KEEP_LOGS:
            for name, text in one.logs().items():
                Path(KEEP_LOGS, f"{name}.log").write_text(text, encoding="utf-8")
        one.end()
        if not why:
            subprocess.run(["umount", "--lazy", str(disk)], check=False)
        shutil.rmtree(folder, ignore_errors=True)


def _small_disk(one: Stack, folder: Path) -> str:
    """Give the primary a file system of its own, which can be filled; return why it has none."""
    folder.mkdir(parents=True, exist_ok=True)
    one.folder.chmod(0o755)  # noqa: S103 - the account of the clusters has to come through
    options = f"size={DISK_MEGABYTES}m,mode=0700"
    done = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", options, "tmpfs", str(folder)],
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        return f"no file system could be mounted: {done.stderr.strip()}"
    shutil.chown(folder, one.site.accounts.postgres, one.site.accounts.postgres)
    return ""
