"""What the machine is that a bench ran on: processors, memory, versions; nothing that names it."""

import os
import platform
import sqlite3
import subprocess
from importlib.metadata import version
from pathlib import Path
from typing import Final

LIBRARIES: Final = ("Django", "granian", "Jinja2", "psycopg", "pyroaring", "djangorestframework")


def described() -> dict[str, str]:
    """Return it by name."""
    return {
        "processors": f"{len(os.sched_getaffinity(0))} x {_processor()}",
        "memory": f"{_memory_gb():.0f} GB",
        "system": f"{platform.system()} {platform.machine()}, {_system()}",
        "Python": platform.python_version(),
        "SQLite": sqlite3.sqlite_version,
        "PostgreSQL": _postgres(),
        **{name: version(name) for name in LIBRARIES},
    }


def words(told: dict[str, str]) -> str:
    """Return it in one line."""
    return ", ".join(f"{name} {said}" for name, said in told.items())


def _processor() -> str:
    for line in Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines():
        if line.startswith("model name"):
            return line.partition(":")[2].strip()
    return platform.processor() or "processor of an unknown kind"


def _memory_gb() -> float:
    told = Path("/proc/meminfo").read_text(encoding="ascii")
    return int(told.partition("MemTotal:")[2].split()[0]) / 1_000_000


def _system() -> str:
    try:
        return platform.freedesktop_os_release()["PRETTY_NAME"]
    except (OSError, LookupError):
        return platform.release()


def _postgres() -> str:
    from tests.running import postgres

    for binaries in postgres.installations():
        return _said(binaries)
    return "none"


def _said(binaries: Path) -> str:
    command = [binaries / "postgres", "--version"]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    return done.stdout.split()[-1] if "(" not in done.stdout else done.stdout.split()[2]
