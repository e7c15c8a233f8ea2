"""Versions of the site beside each other, one of them current; and the change from one to the next, worker
by worker.
"""

import contextlib
import hashlib
import http.client
import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Final, Protocol

from deploy.installing import components
from deploy.installing.clusters import Failed
from deploy.installing.layout import DESK, PUBLIC, Installation

# What no server needs, and what is made anew there: no history, no secrets of somebody's desk, no tests.
NOT_OURS: Final = {".git", ".env", ".venv", "var", "__pycache__", ".hypothesis", ".ci", "tests"}
ANSWER_SECONDS: Final = 60


class Starter(Protocol):
    """Whoever starts and ends the parts."""

    def start(self, name: str) -> None:
        """Start a part unless it runs."""

    def stop(self, name: str) -> None:
        """End a part."""

    def restart(self, name: str) -> None:
        """Start a part anew."""

    def reload(self, name: str) -> None:
        """Have a part read its files anew."""

    def runs(self, name: str) -> int:
        """Return the id of a part's process, or 0."""

    def said(self, name: str) -> str:
        """Return the end of what a part wrote."""


def place(site: Installation, source: Path) -> Path:
    """See that the tree lies beside the other versions, owned by root; return where. Equal trees are one
    version.
    """
    home = site.tree.with_name(f"{site.tree.name}-versions")
    if source.resolve().parent == home.resolve():
        return source.resolve()
    target = home / digest(source)
    if not target.is_dir():
        half = target.with_name(f"{target.name}.half")
        shutil.rmtree(half, ignore_errors=True)
        shutil.copytree(source, half, symlinks=True, ignore=_ignored)
        _owned_by_root(half)
        (half / "var").symlink_to(site.state / "work")
        half.rename(target)
    return target


def _ignored(folder: str, names: list[str]) -> set[str]:
    return {name for name in names if name in NOT_OURS or name.endswith((".pyc", "_cache"))}


def _owned_by_root(folder: Path) -> None:
    for parent, folders, files in os.walk(folder):
        for path in [Path(parent), *(Path(parent, name) for name in (*folders, *files))]:
            if not os.geteuid():
                os.lchown(path, 0, 0)
            if not path.is_symlink():
                path.chmod(0o755 if path.is_dir() or path.stat().st_mode & 0o100 else 0o644)


def digest(tree: Path) -> str:
    """Return a name for what a tree holds: the same for the same files, whatever their dates."""
    total = hashlib.sha256()
    for path in sorted(_files(tree)):
        total.update(f"{path.relative_to(tree)}\0".encode())
        total.update(hashlib.sha256(path.read_bytes()).digest())
    return total.hexdigest()[:12]


def _files(tree: Path) -> Iterator[Path]:
    for parent, folders, names in os.walk(tree):
        folders[:] = [name for name in folders if name not in _ignored(parent, folders)]
        for name in names:
            if not name.endswith((".pyc", ".mo")):
                yield Path(parent, name)


def prepare(version: Path) -> bool:
    """See that a version has its own Python with what is pinned, checked by its hashes, and the list of it;
    return whether it was new.
    """
    stamp = version / ".venv" / "installed-base"
    before = stamp.stat().st_mtime_ns if stamp.exists() else 0
    done = subprocess.run(
        [sys.executable, "-I", "config/prepare.py", "setup"],
        cwd=version,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise Failed(
            f"the Python packages could not be installed: {(done.stderr + done.stdout).strip()[-800:]}"
        )
    components.write(version, version / components.FILE)
    new = stamp.stat().st_mtime_ns != before
    if new:
        subprocess.run([version / ".venv/bin/python", "-m", "compileall", "-q", "."], cwd=version,
                       capture_output=True, check=False)  # fmt: skip
    return new


def current(site: Installation) -> Path | None:
    """Return the version that runs, if one does."""
    return site.tree.resolve() if site.tree.is_symlink() else None


def before(site: Installation) -> Path | None:
    """Return the version that ran before, if it is still there."""
    link = site.tree.with_name(f"{site.tree.name}-before")
    return link.resolve() if link.is_symlink() and link.resolve().is_dir() else None


def switch(site: Installation, version: Path) -> bool:
    """Make a version the current one, in one step; the one until now is remembered. Return whether that
    changed.
    """
    now = current(site)
    if now == version.resolve():
        return False
    if site.tree.exists() and not site.tree.is_symlink():
        raise Failed(f"{site.tree} is a folder: move it away, versions lie in {site.tree}-versions")
    if now:
        _link(site.tree.with_name(f"{site.tree.name}-before"), now)
    _link(site.tree, version)
    return True


def _link(link: Path, target: Path) -> None:
    new = link.with_name(f".{link.name}.new")
    new.unlink(missing_ok=True)
    new.symlink_to(target)
    new.replace(link)


def one_by_one(site: Installation, parts: Starter, *, say: Callable[[str], None]) -> None:
    """Start each worker anew, the next one when this one answers. Raises: Failed at the first that does
    not.
    """
    for door in (PUBLIC, DESK):
        for number in range(1, site.workers(door) + 1):
            name = f"waypost-{door}@{number}"
            parts.restart(name)
            wait(site, parts, door, number)
            say(f"{name} answers")


def watch_anew(site: Installation, parts: Starter) -> None:
    """Start whoever watches anew, and return when it listens. After a minute `check` says if not."""
    parts.restart("waypost-watch")
    until = time.monotonic() + ANSWER_SECONDS
    while time.monotonic() < until:
        with contextlib.suppress(OSError):
            socket.create_connection(("127.0.0.1", site.ports.watch), 1).close()
            return
        time.sleep(0.1)


def wait(site: Installation, parts: Starter, door: str, number: int) -> None:
    """Return when a worker answers. Raises: Failed when it ended, or after a minute."""
    name, until = f"waypost-{door}@{number}", time.monotonic() + ANSWER_SECONDS
    while not answers(site, door, number):
        if time.monotonic() > until:
            raise Failed(f"{name} does not answer; it said: {parts.said(name)[-800:]}")
        time.sleep(0.1)


def answers(site: Installation, door: str, number: int) -> bool:
    """Return whether one worker gives a page, asked past nginx."""
    host = site.host if door == PUBLIC else site.desk_name
    with contextlib.closing(ToSocket(site.worker_socket(door, number))) as connection:
        try:
            connection.request(
                "GET",
                "/" if door == PUBLIC else "/desk/",
                headers={"Host": host, "X-Forwarded-Proto": "https"},
            )
            return connection.getresponse().status < 400
        except (OSError, http.client.HTTPException):
            return False


class ToSocket(http.client.HTTPConnection):
    """HTTP to a socket in a folder."""

    def __init__(self, path: Path, *, seconds: float = 20) -> None:
        super().__init__("localhost", timeout=seconds)
        self.path = path

    def connect(self) -> None:
        """Connect."""
        self.sock = socket.socket(socket.AF_UNIX)
        self.sock.settimeout(self.timeout)
        self.sock.connect(str(self.path))
