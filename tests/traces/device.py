"""Somebody's device: a folder with a home, a folder for what is temporary, and a browser's profile in it.

Whatever the browser writes anywhere lies below one folder, so that all of it can be searched afterwards.
"""

import os
import signal
import subprocess
import time
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Final

ENDING_SECONDS: Final = 20


class Steering(Exception):
    """A browser did not do what it was told; the message says which step."""


class Name(StrEnum):
    """The browsers that are tried."""

    CHROMIUM = "chromium"
    FIREFOX = "firefox"


@dataclass(frozen=True, slots=True)
class Setup:
    """How the browser is set: what can change what it writes, and nothing else."""

    script: bool = True
    width: int = 1280
    height: int = 900
    dense: int = 1  # how many pixels of the screen one of the page takes, in each direction


@dataclass(frozen=True, slots=True)
class Device:
    """The folder of a device."""

    folder: Path

    @property
    def profile(self) -> Path:
        """Return where the browser keeps what it keeps."""
        return self.folder / "profile"

    @property
    def asked(self) -> Path:
        """Return where a browser notes whom it asks for what: beside the device, not on it."""
        return self.folder.with_name(f"{self.folder.name}.asked.json")

    def prepared(self) -> "Device":
        """Make the folders and return the device."""
        for name in ("profile", "home", "temporary"):
            (self.folder / name).mkdir(mode=0o700, parents=True)
        return self

    def environment(self) -> dict[str, str]:
        """Return an environment in which everything is written below the folder."""
        home = self.folder / "home"
        return {
            "PATH": os.environ["PATH"],
            "LANG": "C.UTF-8",
            "HOME": str(home),
            "XDG_CONFIG_HOME": str(home / ".config"),
            "XDG_CACHE_HOME": str(home / ".cache"),
            "XDG_DATA_HOME": str(home / ".local/share"),
            "TMPDIR": str(self.folder / "temporary"),
        }

    def started(self, command: Sequence[str], *, pass_fds: Sequence[int] = ()) -> subprocess.Popen[bytes]:
        """Start a program on this device, in a group of processes of its own."""
        with (self.folder.parent / f"{self.folder.name}.log").open("ab") as log:
            return subprocess.Popen(
                list(command),
                env=self.environment(),
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                pass_fds=tuple(pass_fds),
                start_new_session=True,
            )


def killed(process: subprocess.Popen[bytes]) -> None:
    """End a browser with all its processes, without a word to any of them."""
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def ended(process: subprocess.Popen[bytes]) -> None:
    """Wait until a browser that was asked to close has gone.

    Raises: Steering when it does not go.
    """
    try:
        process.wait(ENDING_SECONDS)
    except subprocess.TimeoutExpired:
        killed(process)
        raise Steering("the browser was asked to close and did not") from None
    until = time.monotonic() + ENDING_SECONDS
    while time.monotonic() < until:  # its other processes still write
        try:
            os.killpg(process.pid, 0)
        except ProcessLookupError:
            return
        time.sleep(0.05)
    killed(process)
