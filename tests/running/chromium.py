"""A real Chromium: found on the machine, installed where root may, and started so that it calls nobody."""

import os
import shutil
import subprocess
from typing import Final

NAMES: Final = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
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
    """Return the path of a Chromium, after installing Debian's where there is none and this is root.

    Raises: NoChromium.
    """
    try:
        return executable()
    except NoChromium:
        if os.environ.get("WAYPOST_CHROMIUM") or os.geteuid() or not shutil.which("apt-get"):
            raise
    for command in (
        ["apt-get", "update"],
        ["apt-get", "install", "--yes", "--no-install-recommends", "chromium"],
    ):
        done = subprocess.run(
            command, capture_output=True, text=True, env={**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
        )
        if done.returncode:
            raise NoChromium(f"{' '.join(command)} failed: {done.stderr.strip()[-500:]}")
    return executable()
