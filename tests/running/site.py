"""The site under a real server: granian, as in `make run`, in the tests' settings, on a port of its own."""

import http.client
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from django.db import connections

ROOT: Final = Path(__file__).resolve().parents[2]
START_SECONDS: Final = 60


def of_this_run() -> dict[str, str]:
    """Return the environment in which a server reads the very databases of the test that starts it."""
    urls = {
        variable: _url(connections[alias].settings_dict)
        for alias, variable in (("default", "DATABASE_URL"), ("keys", "WAYPOST_KEYS_URL"))
    }
    return {"DJANGO_SETTINGS_MODULE": "config.settings.test", **urls}


def _url(database: dict[str, str]) -> str:
    name = database["NAME"]
    if database["ENGINE"].endswith("sqlite3"):
        return f"sqlite:///{name}"
    return f"postgres://{database['USER']}@{database['HOST'].replace('/', '%2F')}/{name}"


@dataclass(frozen=True, slots=True)
class Site:
    """A running site. `pid` is that of the server's first process; its workers are children of it."""

    port: int
    pid: int = 0

    @property
    def url(self) -> str:
        """Return the address without a slash at the end."""
        return f"http://127.0.0.1:{self.port}"

    def __str__(self) -> str:
        return self.url


def free_port() -> int:
    """Return a loopback port that nobody used a moment ago."""
    with socket.socket() as trial:
        trial.bind(("127.0.0.1", 0))
        return trial.getsockname()[1]


@contextmanager
def serving(
    application: str, *, environment: Mapping[str, str], folder: Path = ROOT, workers: int = 1
) -> Iterator[Site]:
    """Serve a WSGI application of this tree until the `with` ends.

    Raises: RuntimeError when it does not answer in time.
    """
    port = free_port()
    server = subprocess.Popen(
        [
            sys.executable, "-m", "granian", "--interface", "wsgi", "--host", "127.0.0.1",
            "--port", str(port), "--workers", str(workers), "--blocking-threads", "1",
            "--no-access-log", "--log-level", "warning", application,
        ],
        cwd=folder,
        env={**os.environ, **environment},
        start_new_session=True,  # Ctrl-C is for the tests; they then stop it in order
    )  # fmt: skip
    site = Site(port, server.pid)
    try:
        _wait_for_first_page(site, server)
        yield site
    finally:
        server.terminate()
        try:
            server.wait(10)
        except subprocess.TimeoutExpired:
            os.killpg(server.pid, signal.SIGKILL)  # its worker with it
            server.wait()


def _wait_for_first_page(site: Site, server: subprocess.Popen[bytes]) -> None:
    until = time.monotonic() + START_SECONDS
    while server.poll() is None and time.monotonic() < until:
        connection = http.client.HTTPConnection("127.0.0.1", site.port, timeout=START_SECONDS)
        try:
            connection.request("GET", "/")
            connection.getresponse().read()
            return
        except OSError:
            time.sleep(0.05)
        finally:
            connection.close()
    raise RuntimeError(f"{site} did not answer within {START_SECONDS} seconds")
