"""A real Chromium: found on the machine, installed where root may, and started so that it calls nobody."""

import ctypes.util
import os
import shutil
import subprocess
from typing import Final

NAMES: Final = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
# The program through which the tests steer the browser needs this library; a small Debian lacks it.
STEERING_LIBRARY: Final = "atomic"
STEERING_PACKAGE: Final = "libatomic1"
# A browser in a test has no business anywhere but at the site under test.
QUIET: Final = (
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


class NoChromium(Exception):
    """There is no Chromium, and none could be installed; the message says what to do."""


def executable() -> str:
    """Return the path of the machine's Chromium.

    Raises: NoChromium when WAYPOST_CHROMIUM names no program, or nothing is found.
    """
    named = os.environ.get("WAYPOST_CHROMIUM")
    if named:
        found = shutil.which(named)
        if not found:
            raise NoChromium("WAYPOST_CHROMIUM names no program that can be run")
        return found
    for name in NAMES:
        if found := shutil.which(name):
            return found
    raise NoChromium(
        "no Chromium was found: install it (apt-get install chromium), or name one in WAYPOST_CHROMIUM"
    )


def found_or_installed() -> str:
    """Return the path of a Chromium that can be steered, after installing what is missing where this is root.

    Raises: NoChromium.
    """
    missing = _missing()
    if missing:
        if os.geteuid() or not shutil.which("apt-get"):
            raise NoChromium(f"the browser tests lack a Debian package: apt-get install {' '.join(missing)}")
        _install(missing)
    return executable()


def _missing() -> list[str]:
    """Return the Debian packages that a machine lacks; a browser that was named by hand is never replaced."""
    packages = [] if ctypes.util.find_library(STEERING_LIBRARY) else [STEERING_PACKAGE]
    try:
        executable()
    except NoChromium:
        if os.environ.get("WAYPOST_CHROMIUM"):
            raise
        packages.append("chromium")
    return packages


def _install(packages: list[str]) -> None:
    for command in (
        ["apt-get", "update"],
        ["apt-get", "install", "--yes", "--no-install-recommends", *packages],
    ):
        done = subprocess.run(
            command, capture_output=True, text=True, env={**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
        )
        if done.returncode:
            raise NoChromium(f"{' '.join(command)} failed: {done.stderr.strip()[-500:]}")
