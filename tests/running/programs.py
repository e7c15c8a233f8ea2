"""Programs that tests need: named by whoever runs them, found on the machine, or installed from Debian."""

import os
import shutil
import subprocess
from collections.abc import Sequence


class Missing(Exception):
    """A program is not there and could not be installed; the message says what to do."""


def found(names: Sequence[str], *, named: str | None, variable: str) -> str | None:
    """Return the path of the program that a variable names, else of the first that is there.

    Raises: Missing when the variable names no program.
    """
    if named:
        path = shutil.which(named)
        if not path:
            raise Missing(f"{variable} names no program that can be run")
        return path
    return next((path for name in names if (path := shutil.which(name))), None)


def may_install() -> bool:
    """Return whether a Debian package can be installed here."""
    return not os.geteuid() and shutil.which("apt-get") is not None


def install(packages: Sequence[str]) -> None:
    """Install Debian packages. Raises: Missing."""
    for command in (
        ["apt-get", "update"],
        ["apt-get", "install", "--yes", "--no-install-recommends", *packages],
    ):
        done = subprocess.run(
            command, capture_output=True, text=True, env={**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
        )
        if done.returncode:
            raise Missing(f"{' '.join(command)} failed: {done.stderr.strip()[-500:]}")
