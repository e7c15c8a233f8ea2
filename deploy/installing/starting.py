"""Start, stop and kill the parts by the names of their units, with the very commands that stand in the units.

For machines without systemd, and for the tests: what they start is what systemd would start.
"""

import contextlib
import os
import pwd
import shutil
import signal
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

from deploy.installing.environment import parsed
from deploy.installing.layout import Installation
from deploy.installing.units import Unit, unit

STOP_SECONDS: Final = 30


class DidNotStart(Exception):
    """A part ended at once, or did not answer in time; the message has its last words."""


class Parts:
    """The parts of an installation as processes of this machine.

    Their ids are kept in files, so that another run finds them; what they say goes to files beside.
    """

    def __init__(self, site: Installation, units: Path) -> None:
        self.units, self.ids, self.logs = units, site.runtime / "ids", site.runtime / "logs"
        self.started: dict[str, subprocess.Popen[bytes]] = {}

    def unit(self, name: str) -> Unit:
        """Return the unit of a part, as `waypost-public@1` names it."""
        base, _, instance = name.partition("@")
        file = self.units / (f"{base}@.service" if instance else f"{base}.service")
        return unit(file.read_text(encoding="utf-8"), instance=instance)

    def start(self, name: str) -> None:
        """Start a part unless it runs. Raises: DidNotStart when it ends within a moment."""
        if self.runs(name):
            return
        what = self.unit(name)
        for command in what.before:
            subprocess.run(command, check=False, **self._as(what))
        self.logs.mkdir(parents=True, exist_ok=True)
        self.ids.mkdir(parents=True, exist_ok=True)
        with (self.logs / f"{name}.log").open("ab") as log:
            process = subprocess.Popen(
                what.command,
                stdout=log,
                stderr=log,
                stdin=subprocess.DEVNULL,
                start_new_session=True,
                **self._as(what),
            )
        self.started[name] = process
        (self.ids / name).write_text(str(process.pid), encoding="ascii")
        time.sleep(0.05)
        if process.poll() not in (None, 0):
            raise DidNotStart(f"{name} ended at once: {self.said(name)}")

    def stop(self, name: str) -> None:
        """End a part as its unit says, and wait until it is gone; one that stays is killed."""
        if pid := self.runs(name):
            os.kill(pid, getattr(signal, self.unit(name).signal))
            if not self._gone(name, STOP_SECONDS):
                self.kill(name)
        (self.ids / name).unlink(missing_ok=True)

    def kill(self, name: str) -> None:
        """Kill a part with everything that it started, at once."""
        if pid := self.runs(name):
            everything = [pid, *descendants(pid)]
            for one in everything:
                with contextlib.suppress(ProcessLookupError):
                    os.kill(one, signal.SIGKILL)
            self._gone(name, STOP_SECONDS)
        (self.ids / name).unlink(missing_ok=True)

    def kill_children(self, name: str) -> None:
        """Kill what a part started, and leave the part, which is to start it again."""
        for one in descendants(self.runs(name)) if self.runs(name) else ():
            with contextlib.suppress(ProcessLookupError):
                os.kill(one, signal.SIGKILL)

    def signal(self, name: str, what: signal.Signals) -> None:
        """Send a signal to a part and to everything that it started (SIGSTOP freezes all of it)."""
        if pid := self.runs(name):
            for one in (pid, *descendants(pid)):
                os.kill(one, what)

    def restart(self, name: str) -> None:
        """End a part and start it again."""
        self.stop(name)
        self.start(name)

    def reload(self, name: str) -> None:
        """Have a part read its files anew."""
        if pid := self.runs(name):
            os.kill(pid, signal.SIGHUP)

    def runs(self, name: str) -> int:
        """Return the id of the part's process, or 0."""
        mine = self.started.get(name)
        if mine is not None:
            return mine.pid if mine.poll() is None else 0
        with contextlib.suppress(OSError, ValueError):
            pid = int((self.ids / name).read_text(encoding="ascii"))
            words = Path(f"/proc/{pid}/cmdline").read_bytes().split(b"\0")
            return pid if Path(self.unit(name).command[0]).name.encode() in b" ".join(words) else 0
        return 0

    def said(self, name: str, *, characters: int = 2000) -> str:
        """Return the end of what a part wrote."""
        log = self.logs / f"{name}.log"
        return log.read_text(encoding="utf-8", errors="replace")[-characters:].strip() if log.exists() else ""

    def _gone(self, name: str, seconds: float) -> bool:
        until = time.monotonic() + seconds
        while self.runs(name):
            if time.monotonic() > until:
                return False
            time.sleep(0.02)
        return True

    def _as(self, what: Unit) -> dict[str, Any]:
        variables = {"PATH": os.environ.get("PATH", os.defpath), "LANG": "C.UTF-8", **what.environment}
        if what.environment_file:
            variables |= parsed(Path(what.environment_file).read_text(encoding="utf-8"))
        return {"cwd": what.folder, "env": variables, "umask": what.umask, **become(what.user, what.group)}


def become(user: str, group: str = "") -> dict[str, Any]:
    """Return what `subprocess` needs to run as an account; nothing where this is that account, or is not
    root.
    """
    if os.geteuid() or not user or user == "root":
        return {}
    entry = pwd.getpwnam(user)
    groups = os.getgrouplist(user, entry.pw_gid)
    return {"user": user, "group": group or entry.pw_gid, "extra_groups": groups}


def descendants(pid: int) -> list[int]:
    """Return every process that comes from this one."""
    found = []
    for child in children(pid):
        found += [child, *descendants(child)]
    return found


def children(pid: int) -> Iterator[int]:
    """Yield the processes that a process started itself."""
    with contextlib.suppress(OSError):
        for task in Path(f"/proc/{pid}/task").iterdir():
            yield from map(int, (task / "children").read_text(encoding="ascii").split())


def program(name: str) -> Path | None:
    """Return where a program is, in the folders of administrators too."""
    found = shutil.which(name, path=f"{os.environ.get('PATH', os.defpath)}:/usr/sbin:/sbin")
    return Path(found) if found else None
