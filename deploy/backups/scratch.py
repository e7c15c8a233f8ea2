"""A PostgreSQL of its own in a temporary folder, reached through a socket in it, thrown away afterwards."""

import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

import psycopg

from deploy.backups.server import Refused, Server, program

OWNER: Final = "waypost_drill"
START_S: Final = 30
STOP_S: Final = 20
HASTE: Final = (
    "listen_addresses=",
    "fsync=off",
    "full_page_writes=off",
    "autovacuum=off",
    "max_connections=20",
)


@contextmanager
def server(*, major: int, inside: Path | None = None) -> Iterator[Server]:
    """Give an empty database on a new cluster. Nothing of it is left afterwards. Raises: Refused."""
    folder = Path(tempfile.mkdtemp(prefix="waypost-drill-", dir=inside or _open_folder()))
    account = _account()
    running: subprocess.Popen[bytes] | None = None
    try:
        if account:
            os.chown(folder, account["user"], account["group"])
        _prepare(folder, major, account)
        running = _started(folder, major, account)
        address = Server(f"postgresql://{OWNER}@/postgres")
        address.parts["host"] = str(folder)
        _wait(address, running)
        yield address
    finally:
        if running and running.poll() is None:
            running.send_signal(signal.SIGINT)
            try:
                running.wait(STOP_S)
            except subprocess.TimeoutExpired:
                running.kill()
                running.wait()
        shutil.rmtree(folder, ignore_errors=True)


def _open_folder() -> Path:
    """Return a folder for temporary things that the server's account reaches."""
    usual = Path(tempfile.gettempdir()).resolve()
    open_to_all = all(step.stat().st_mode & 0o001 for step in (usual, *usual.parents))
    return usual if open_to_all or os.geteuid() else Path("/tmp")  # noqa: S108 - mkdtemp makes a closed one


def _account() -> dict[str, int]:
    """Return under whom the server runs: it refuses to run as root."""
    if os.geteuid():
        return {}
    for name in ("postgres", "nobody"):
        try:
            entry = pwd.getpwnam(name)
        except KeyError:
            continue
        return {"user": entry.pw_uid, "group": entry.pw_gid}
    raise Refused(
        "PostgreSQL refuses to run as root, and there is no account postgres: run this as another user"
    )


def _prepare(folder: Path, major: int, account: dict[str, int]) -> None:
    command: list[str | Path] = [
        program("initdb", major=major), "--pgdata", folder / "data", "--username", OWNER, "--auth", "trust",
        "--encoding", "UTF8", "--locale", "C.UTF-8", "--no-sync", "--no-instructions",
    ]  # fmt: skip
    _run(command, folder, account)


def _run(command: list[str | Path], folder: Path, account: dict[str, int]) -> None:
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, **_options(account))  # noqa: S603
    if done.returncode:
        raise Refused(f"no scratch server could be made: {done.stderr.strip()}")


def _started(folder: Path, major: int, account: dict[str, int]) -> subprocess.Popen[bytes]:
    settings = [word for one in HASTE for word in ("-c", one)]
    with (folder / "log").open("wb") as log:
        return subprocess.Popen(  # noqa: S603 - a list of words, no shell
            [program("postgres", major=major), "-D", folder / "data", "-k", folder, *settings],
            cwd=folder, stdout=log, stderr=log, start_new_session=True, **_options(account),
        )  # fmt: skip


def _options(account: dict[str, int]) -> dict[str, Any]:
    return {**account, "extra_groups": []} if account else {}


def _wait(address: Server, running: subprocess.Popen[bytes]) -> None:
    until = time.monotonic() + START_S
    while time.monotonic() < until and running.poll() is None:
        try:
            psycopg.connect(**address.parts).close()  # type: ignore[arg-type]
        except psycopg.OperationalError:
            time.sleep(0.05)
        else:
            return
    raise Refused("the scratch server did not start")
