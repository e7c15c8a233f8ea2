"""A real Chromium: found on the machine, installed where root may, and started so that it calls nobody."""

import ctypes.util
import os
from typing import Final

from tests.running import programs

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


class NoChromium(programs.Missing):
    """There is no Chromium, and none could be installed; the message says what to do."""


def _found() -> str | None:
    return programs.found(NAMES, named=os.environ.get("WAYPOST_CHROMIUM"), variable="WAYPOST_CHROMIUM")


def executable() -> str:
    """Return the path of the machine's Chromium.

    Raises: programs.Missing when WAYPOST_CHROMIUM names no program, or nothing is found.
    """
    found = _found()
    if found is None:
        raise NoChromium(
            "no Chromium was found: install it (apt-get install chromium), or name one in WAYPOST_CHROMIUM"
        )
    return found


def found_or_installed() -> str:
    """Return the path of a Chromium that can be steered, after installing what is missing where this is root.

    Raises: programs.Missing.
    """
    missing = _missing()
    if missing:
        if not programs.may_install():
            raise NoChromium(f"the browser tests lack a Debian package: apt-get install {' '.join(missing)}")
        programs.install(missing)
    return executable()


def _missing() -> list[str]:
    """Return the Debian packages that a machine lacks; a browser that was named by hand is never replaced."""
    packages = [] if ctypes.util.find_library(STEERING_LIBRARY) else [STEERING_PACKAGE]
    if _found() is None:
        packages.append("chromium")
    return packages
