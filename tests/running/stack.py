"""The real stack on loopback: what deploy/ installs, in a temporary folder, on free ports, made from the
same files.

A primary with a streaming replica, the keys in a cluster of their own, PgBouncer before both, nginx with TLS,
workers of the public door and of the desk. Each part can be started, stopped, killed and frozen by its name.
"""

import contextlib
import getpass
import http.client
import os
import shutil
import signal
import ssl
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from deploy.installing import clusters, environment, filling, units, writing
from deploy.installing.layout import DESK, KEYS, MAIN, PUBLIC, REPLICA, Accounts, Installation, Ports
from deploy.installing.releases import ToSocket
from deploy.installing.starting import Parts, program
from tests.running.postgres import installations, owner
from tests.running.site import free_port

ROOT: Final = Path(__file__).resolve().parents[2]
HOST: Final = "localhost"
PACKAGES: Final = {"nginx": "nginx", "pgbouncer": "pgbouncer", "openssl": "openssl", "gpg": "gnupg"}
ANSWER_SECONDS: Final = 40


class NoStack(Exception):
    """The stack cannot be started here; the message says what to install."""


def missing() -> list[str]:
    """Return the Debian packages that this machine lacks for the stack."""
    lacking = [package for name, package in PACKAGES.items() if not program(name)]
    return lacking if any(_servers()) else [*lacking, "postgresql"]


def _servers() -> Iterator[Path]:
    """Yield each installation of PostgreSQL that has all programs of a server and of its administrator."""
    for folder in installations():
        if all((folder / name).exists() for name in ("initdb", "postgres", "psql", "pg_basebackup")):
            yield folder


class Stack:
    """The whole site, running. `parts` have the names of units: waypost-public@1, waypost-postgres@main."""

    def __init__(self, folder: Path, *, public_workers: int = 2, hasty: bool = True) -> None:
        self.folder = folder
        me = getpass.getuser()
        database_user = me if owner().uid is None else _name(owner().uid)
        self.site = Installation(
            host=HOST,
            contact="Tests, nowhere",
            source_url="https://code.example/waypost",
            tree=ROOT,
            settings=folder / "etc",
            state=folder / "state",
            clusters=folder / "pg",
            backups=folder / "backups",
            notes=folder / "notes",
            runtime=folder / "run",
            certificate=folder / "etc/tls/site.pem",
            certificate_key=folder / "etc/tls/site.key",
            python=Path(sys.executable),
            programs=next(_servers()),
            addresses=("127.0.0.1",),
            public_workers=public_workers,
            desk_workers=1,
            onion=True,
            archive_command=f"cp %p {folder}/backups/wal/%f",
            hasty=hasty,
            accounts=Accounts(*[me] * 4, postgres=database_user, web=me),
            ports=_free_ports(),
        )
        self.parts = Parts(self.site, folder / "units")
        self.secrets: dict[str, str] = {}

    # --- making it ---

    def begin(self, *, seed: bool = True) -> None:
        """Make everything and start it. Raises: clusters.Failed, starting.DidNotStart."""
        self.folder.chmod(0o755)  # noqa: S103 - the account of the clusters has to come through
        writing.folders(self.site)
        self.secrets = writing.kept_secrets(self.site)
        # What is in the seeds nobody has vetted; without them a plan would have no service in it.
        own = "WAYPOST_SHOW_SOURCED=yes\nWAYPOST_API_EACH=0\nWAYPOST_API_ALL=0\n"
        (self.site.settings / "settings.env").write_text(own, encoding="ascii")
        self.render()
        self._certificate()
        for cluster in (MAIN, KEYS):
            clusters.make(self.site, cluster)
            self.start(cluster)
            clusters.people(self.site, cluster, self.secrets)
        clusters.make_replica(self.site)
        self.start(REPLICA)
        filling.fill(self.site, self.secrets, seed=seed)
        filling.collect(self.site)
        filling.keep_editions(self.site)
        for name in units.daemons(self.site):
            self.parts.start(name)
        self.wait()

    def render(self) -> None:
        """Write every file anew from the description."""
        for file in writing.rendered(self.site, self.secrets, unit_folder=self.folder / "units"):
            writing.write(file)

    def _certificate(self) -> None:
        subprocess.run(
            [
                "openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt",
                "ec_paramgen_curve:prime256v1", "-nodes",
                "-days", "2", "-subj", f"/CN={HOST}", "-addext", f"subjectAltName=DNS:{HOST},IP:127.0.0.1",
                "-keyout", self.site.certificate_key, "-out", self.site.certificate,
            ],
            check=True, capture_output=True,
        )  # fmt: skip

    # --- its parts ---

    def start(self, name: str) -> None:
        """Start a part by its short name (main, keys, replica, pool, public-1, desk-1, nginx) and wait for
        it.
        """
        unit = self.unit(name)
        self.parts.start(unit)
        if name in {MAIN, KEYS, REPLICA}:
            clusters.wait(self.site, name)

    def stop(self, name: str) -> None:
        """End a part in order."""
        self.parts.stop(self.unit(name))

    def kill(self, name: str) -> None:
        """Kill a part and whatever it started."""
        self.parts.kill(self.unit(name))

    def freeze(self, name: str) -> None:
        """Stop a part in the middle of what it does; it keeps its sockets and answers nobody."""
        self.parts.signal(self.unit(name), signal.SIGSTOP)

    def thaw(self, name: str) -> None:
        """Let a frozen part go on."""
        self.parts.signal(self.unit(name), signal.SIGCONT)

    def kill_worker(self, name: str) -> None:
        """Kill what answers behind a door, but not what watches over it: that starts another one."""
        self.parts.kill_children(self.unit(name))

    def unit(self, name: str) -> str:
        """Return the unit of a short name; a unit's own name stays as it is."""
        if name in {MAIN, KEYS, REPLICA}:
            return f"waypost-postgres@{name}"
        if name in {"pool", "pool-replica"}:
            return f"waypost-pgbouncer@{REPLICA if name.endswith(REPLICA) else MAIN}"
        door, _, number = name.partition("-")
        return (
            f"waypost-{door}@{number}"
            if door in {PUBLIC, DESK}
            else name
            if "@" in name
            else f"waypost-{name}"
        )

    def promote(self) -> None:
        """Make the replica the primary. Whoever writes finds it by itself; the old primary must not come
        back.
        """
        clusters.run(self.site, self.site.programs / "pg_ctl", "promote", "-w", "-D", self.site.data(REPLICA))
        self.stop("pool")  # as `deploy/install promote` does, and for its reasons
        self.stop("pool-replica")
        self.start("pool-replica")

    def python(self, *words: str) -> str:
        """Run a program of this tree as the owner of the tables, with the site's own settings; return what
        it said.
        """
        variables = environment.parsed((self.site.settings / "owner.env").read_text(encoding="utf-8"))
        done = subprocess.run(
            [sys.executable, *words], cwd=ROOT, capture_output=True, text=True, check=False,
            env={**os.environ, **variables, "PYTHONPATH": str(ROOT)},
        )  # fmt: skip
        if done.returncode:
            raise NoStack(f"{words[0]} ended with {done.returncode}: {done.stderr[-1500:]}")
        return done.stdout

    # --- asking it ---

    @property
    def url(self) -> str:
        """Return the address without a slash at the end."""
        return f"https://{HOST}:{self.site.ports.https}"

    def ask(
        self,
        path: str = "/",
        *,
        method: str = "GET",
        body: str | None = None,
        headers: dict[str, str] | None = None,
        seconds: float = 30,
    ) -> tuple[int, dict[str, str], bytes]:
        """Return status, headers (small letters) and body of one request over TLS, on a connection of its
        own.
        """
        connection = http.client.HTTPSConnection(
            HOST, self.site.ports.https, timeout=seconds, context=trusting()
        )
        sent = {
            "Host": HOST,
            **({"Content-Type": "application/x-www-form-urlencoded"} if body else {}),
            **(headers or {}),
        }
        try:
            connection.request(method, path, body=body, headers=sent)
            answer = connection.getresponse()
            return answer.status, {name.lower(): value for name, value in answer.getheaders()}, answer.read()
        finally:
            connection.close()

    def worker_answers(self, door: str, number: int, *, path: str = "/") -> bool:
        """Return whether one worker answers by itself, past nginx."""
        with contextlib.closing(ToSocket(self.site.worker_socket(door, number))) as connection:
            try:
                connection.request("GET", path, headers={"Host": HOST, "X-Forwarded-Proto": "https"})
                return connection.getresponse().status < 500
            except (OSError, http.client.HTTPException):
                return False

    def wait(self, *names: str) -> None:
        """Return when every worker answers, and the replica follows. Raises: NoStack."""
        until = time.monotonic() + ANSWER_SECONDS
        doors = [(PUBLIC, n, "/") for n in range(1, self.site.public_workers + 1)]
        doors += [(DESK, n, "/desk/") for n in range(1, self.site.desk_workers + 1)]
        for door, number, path in doors:
            unit = f"waypost-{door}@{number}"
            while not self.worker_answers(door, number, path=path):
                if time.monotonic() > until or not self.parts.runs(unit):
                    raise NoStack(f"{unit} does not answer: {self.parts.said(unit)}")
                time.sleep(0.05)
        while not clusters.streams(self.site):
            if time.monotonic() > until:
                raise NoStack(f"the replica does not follow: {self.parts.said('waypost-postgres@replica')}")
            time.sleep(0.1)

    def logs(self) -> dict[str, str]:
        """Return everything that any part wrote, by the part."""
        return {
            path.stem: path.read_text(encoding="utf-8", errors="replace")
            for path in self.parts.logs.glob("*.log")
        }

    def end(self) -> None:
        """End every part, whatever state it is in."""
        for name in reversed(units.daemons(self.site)):
            with contextlib.suppress(ProcessLookupError):
                self.parts.signal(name, signal.SIGCONT)
            if "postgres" in name:
                self.parts.stop(name)
            else:
                self.parts.kill(name)


def trusting() -> ssl.SSLContext:
    """Return a context that takes the certificate that the stack made for itself."""
    context = ssl.create_default_context()
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    return context


def _free_ports() -> Ports:
    https, http_port, watch = free_port(), free_port(), free_port()
    return Ports(https=https, http=http_port, watch=watch)


def _name(uid: int | None) -> str:
    import pwd

    return pwd.getpwuid(uid or 0).pw_name


@contextlib.contextmanager
def running(*, public_workers: int = 2, seed: bool = True, hasty: bool = True) -> Iterator[Stack]:
    """Give the running stack, and end it whatever happens. Raises: NoStack and what stands in `begin`."""
    if lacking := missing():
        raise NoStack(f"the stack needs Debian's packages: apt-get install {' '.join(lacking)}")
    folder = Path(tempfile.mkdtemp(prefix="wp-", dir="/tmp"))  # noqa: S108 - a socket's path must be short
    stack = Stack(folder, public_workers=public_workers, hasty=hasty)
    try:
        stack.begin(seed=seed)
        yield stack
    finally:
        stack.end()
        shutil.rmtree(folder, ignore_errors=True)
