"""What the machine itself says: space, clock, certificate, timers that failed. Asked without a shell."""

import shutil
import subprocess
from pathlib import Path
from typing import Final

from cryptography import x509
from django.conf import settings

PATIENCE_S: Final = 5
FAILED_UNITS: Final = (
    "systemctl", "list-units", "waypost-*", "--state=failed", "--plain", "--no-legend", "--no-pager",
)  # fmt: skip
CLOCK: Final = ("timedatectl", "show", "--property=NTPSynchronized", "--value")


def free_share() -> float | None:
    """Return which share of the fullest disk is free, from 0 to 1, of those that this installation fills."""
    folders = [Path(settings.DATA_DIR), Path(settings.NOTES_DIR), *map(Path, settings.WAYPOST_WATCH_DISKS)]
    shares = [usage.free / usage.total for usage in map(_usage, folders) if usage and usage.total]
    return min(shares, default=None)


def _usage(folder: Path) -> "shutil._ntuple_diskusage | None":
    there = next((one for one in (folder, *folder.parents) if one.exists()), None)
    return shutil.disk_usage(there) if there else None


def certificate_ends() -> float | None:
    """Return when the site's certificate ends, in seconds since 1970; None where none is watched."""
    if not settings.WAYPOST_WATCH_CERTIFICATE:
        return None
    text = Path(settings.WAYPOST_WATCH_CERTIFICATE).read_bytes()
    return x509.load_pem_x509_certificate(text).not_valid_after_utc.timestamp()


def failed_units() -> float | None:
    """Return how many services and timers of ours failed; None on a machine without systemd."""
    said = _said(FAILED_UNITS)
    return None if said is None else float(len([line for line in said.splitlines() if line.strip()]))


def clock_is_kept() -> float | None:
    """Return 1 where something keeps the clock right, 0 where nothing does; None where nobody can say."""
    said = _said(CLOCK)
    return None if said is None or said.strip() not in {"yes", "no"} else float(said.strip() == "yes")


def _said(command: tuple[str, ...]) -> str | None:
    program = shutil.which(command[0])
    if program is None:
        return None
    try:
        done = subprocess.run(  # noqa: S603 - fixed words, no shell
            [program, *command[1:]], capture_output=True, text=True, timeout=PATIENCE_S, check=False
        )
    except (OSError, subprocess.TimeoutExpired):
        return None
    return done.stdout if done.returncode == 0 else None
