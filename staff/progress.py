"""How far a long job is: shown in the terminal, and in a small file that a page of the desk asks for.

The file holds numbers and the title of the job, never a word of what is worked on. It goes when the job ends,
well or badly; what a killed job left behind is older than STALE_SECONDS and counts as ended.
"""

import json
import os
import re
import sys
import time
from pathlib import Path
from types import TracebackType
from typing import Any, Final, Self, TextIO

from django.conf import settings

EVERY_SECONDS: Final = 0.2  # a bar that moves five times a second looks alive, and costs nothing
STALE_SECONDS: Final = 600  # a job that said nothing for ten minutes was killed
BAR: Final = 30  # signs
JOB: Final = re.compile(r"[a-z0-9-]{1,64}")


class UnknownJob(ValueError):
    """A name of a job that could not be one; the name itself is not repeated."""


class Progress:
    """One job of so many steps; use it in a `with`, or call `done`. `total` 0 is a job of unknown length.

    `job_id` makes it known to `read`; without one nothing is written. `stream` is where the bar is drawn:
    nowhere unless it is a terminal.
    """

    def __init__(self, title: str, total: int, *, job_id: str = "", stream: TextIO | None = None) -> None:
        self.title, self.total, self.count = title, max(total, 0), 0
        self.path = _path(job_id) if job_id else None
        self.stream = stream if stream is not None and stream.isatty() else None
        self._told = 0.0
        self._tell()

    def step(self, n: int = 1) -> None:
        """Count n steps more."""
        self.count += n
        if time.monotonic() - self._told >= EVERY_SECONDS:
            self._tell()

    def phase(self, title: str, total: int) -> None:
        """Begin the next part of the same job: its steps are counted from nothing."""
        self.title, self.total, self.count = title, max(total, 0), 0
        self._tell()

    def done(self) -> None:
        """End the job: the bar is wiped, and its file is gone."""
        if self.stream:
            self.stream.write("\r\x1b[K")
            self.stream.flush()
        if self.path:
            self.path.unlink(missing_ok=True)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.done()

    def _tell(self) -> None:
        self._told = time.monotonic()
        if self.stream:
            self.stream.write("\r\x1b[K" + self._line())
            self.stream.flush()
        if self.path:
            _write(self.path, {"title": self.title, "total": self.total, "count": self.count})

    def _line(self) -> str:
        if not self.total:
            return f"{self.title}  {self.count:,}"
        full = min(BAR, BAR * self.count // self.total)
        share = min(100, 100 * self.count // self.total)
        return f"{self.title}  [{'#' * full}{'.' * (BAR - full)}] {share:3d} %  {self.count:,}/{self.total:,}"


def read(job_id: str) -> dict[str, Any]:
    """Return title, total, count and `running` of a job; `running` is false when it ended or was killed.

    Raises: UnknownJob when the name could not be that of a job.
    """
    path = _path(job_id)
    try:
        told = json.loads(path.read_text(encoding="utf-8"))
        age = time.time() - path.stat().st_mtime
    except (FileNotFoundError, ValueError):
        return {"title": "", "total": 0, "count": 0, "running": False}
    return {**told, "running": age < STALE_SECONDS}


def stderr_if_terminal() -> TextIO | None:
    """Return where a command draws its bar; None where nobody would see it."""
    return sys.stderr if sys.stderr.isatty() else None


def _path(job_id: str) -> Path:
    if not JOB.fullmatch(job_id):
        raise UnknownJob("a job is named by small letters, digits and dashes")
    return _folder() / f"{job_id}.json"


def _folder() -> Path:
    return Path(settings.BASE_DIR) / "var" / "progress"


def _write(path: Path, told: dict[str, Any]) -> None:
    """Write whole or not at all: a page that asks in between reads the old figures."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    beside = path.with_suffix(f".{os.getpid()}")
    beside.write_text(json.dumps(told), encoding="utf-8")
    os.replace(beside, path)
