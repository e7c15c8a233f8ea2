"""One description of an installation: host, folders, accounts, workers, databases. Everything else is made
of it.

Pure: nothing here reads or writes a file. The same description in a temporary folder is the stack that
the tests run.
"""

import json
import re
from dataclasses import asdict, dataclass, field, fields
from pathlib import Path
from typing import Any, Final
from urllib.parse import quote

PUBLIC, DESK = "public", "desk"
MAIN, KEYS, REPLICA = "main", "keys", "replica"
# The roles that sign in, each with the clusters that know it; deploy/postgresql/roles.sql makes them.
ROLES: Final = {
    "waypost_owner": (MAIN, KEYS),
    "waypost_desk": (MAIN,),
    "waypost_public": (MAIN,),
    "waypost_reader": (MAIN,),
    "waypost_keys_desk": (KEYS,),
    "waypost_keys_public": (KEYS,),
    "waypost_metrics": (MAIN, KEYS),
    "waypost_backup": (MAIN,),
    "waypost_replica": (MAIN,),
}
DATABASE: Final = {MAIN: "waypost", KEYS: "waypost_keys"}


A_PLACE: Final = re.compile(r"[A-Za-z0-9.-]+:[0-9]{1,5}")


class Unusable(ValueError):
    """This description cannot become an installation; the message says which word, and what it may be."""


@dataclass(frozen=True, slots=True)
class Accounts:
    """The accounts of the machine that run the parts."""

    public: str = "waypost-public"
    desk: str = "waypost"
    owner: str = "waypost-owner"
    watch: str = "waypost-watch"
    postgres: str = "postgres"
    web: str = "www-data"


@dataclass(frozen=True, slots=True)
class Ports:
    """Where the parts listen. Databases and workers are reached by sockets in folders; the port is in their
    name.
    """

    https: int = 443
    http: int = 80
    watch: int = 8099  # loopback only
    main: int = 5432
    replica: int = 5433
    keys: int = 5434
    pool_main: int = 6432
    pool_replica: int = 6433


@dataclass(frozen=True, slots=True)
class Installation:
    """A site on one machine."""

    host: str
    desk_host: str = ""  # empty: the desk answers under the same name, below /desk/
    contact: str = ""
    source_url: str = ""
    tree: Path = Path("/srv/waypost")
    settings: Path = Path("/etc/waypost")
    state: Path = Path("/var/lib/waypost")
    clusters: Path = Path("/var/lib/waypost-postgres")
    backups: Path = Path("/var/backups/waypost")
    notes: Path = Path("/var/lib/waypost-notes")  # numbers that timers leave for the monitoring
    runtime: Path = Path("/run/waypost")
    certificate: Path = Path("/etc/waypost/tls/site.pem")
    certificate_key: Path = Path("/etc/waypost/tls/site.key")
    python: Path = Path("/srv/waypost/.venv/bin/python")
    programs: Path = Path("/usr/lib/postgresql/15/bin")  # initdb, postgres and the others
    addresses: tuple[str, ...] = ("0.0.0.0", "[::]")  # noqa: S104 - where nginx listens
    # Where workers listen that are not on this machine, as name:port; empty: on this machine, on sockets.
    public_at: tuple[str, ...] = ()
    desk_at: tuple[str, ...] = ()
    public_workers: int = 2
    desk_workers: int = 1
    replica: bool = True
    onion: bool = False
    import_megabytes: int = 64
    memory_megabytes: int = 2048  # of the machine; a quarter goes to the main database
    archive_command: str = ""  # empty: deploy/backup takes each finished log file
    hasty: bool = False  # tests: nothing is flushed to the disk
    accounts: Accounts = field(default_factory=Accounts)
    ports: Ports = field(default_factory=Ports)

    def __post_init__(self) -> None:
        """Refuse what would only fail later, or quietly mean something else."""
        for name in filter(None, (self.host, self.desk_host)):
            if not all(part.replace("-", "a").isalnum() for part in name.split(".")) or not name.isascii():
                raise Unusable(f"{name!r} is no host name: write it like help.example.org")
        if strange := [at for at in (*self.public_at, *self.desk_at) if not A_PLACE.fullmatch(at)]:
            raise Unusable(f"a worker on another machine is written like app-1:8000, not {strange[0]!r}")
        if not 1 <= self.public_workers <= 64 or not 1 <= self.desk_workers <= 64:
            raise Unusable("there must be 1 to 64 workers behind each door")
        for one in fields(self):
            value = getattr(self, one.name)
            if isinstance(value, Path) and (not value.is_absolute() or set(str(value)) & set(" '\"\\;@\n")):
                raise Unusable(f"{one.name} must be a whole path without blanks and quotes")

    @property
    def desk_name(self) -> str:
        """Return the host name of the desk."""
        return self.desk_host or self.host

    @property
    def names(self) -> list[str]:
        """Return every host name, the public one first."""
        return list(dict.fromkeys((self.host, self.desk_name)))

    @property
    def instances(self) -> list[str]:
        """Return the clusters that this machine runs, in the order in which they start."""
        return [MAIN, KEYS, *([REPLICA] if self.replica else [])]

    @property
    def pools(self) -> list[str]:
        """Return the clusters that have a PgBouncer before them; the few connections to keys need none."""
        return [MAIN, *([REPLICA] if self.replica else [])]

    def data(self, cluster: str) -> Path:
        """Return the folder of a cluster's data."""
        return self.clusters / cluster

    def port(self, cluster: str) -> int:
        """Return the port of a cluster."""
        return {MAIN: self.ports.main, KEYS: self.ports.keys, REPLICA: self.ports.replica}[cluster]

    def pool_port(self, cluster: str) -> int:
        """Return the port of the PgBouncer before a cluster."""
        return {MAIN: self.ports.pool_main, REPLICA: self.ports.pool_replica}[cluster]

    @property
    def database_sockets(self) -> Path:
        """Return the folder in which the clusters have their sockets."""
        return self.runtime / "postgres"

    @property
    def pool_sockets(self) -> Path:
        """Return the folder in which the pools have theirs."""
        return self.runtime / "pgbouncer"

    @property
    def mirror(self) -> Path:
        """Return the folder of the pages for when no worker answers."""
        return self.state / "mirror"

    def worker_socket(self, door: str, number: int | str) -> Path:
        """Return where one worker of a door listens."""
        return self.runtime / door / f"{number}.sock"

    def workers(self, door: str) -> int:
        """Return how many workers a door has."""
        return self.public_workers if door == PUBLIC else self.desk_workers

    def data_of(self, door: str) -> Path:
        """Return the folder of a door's own files: the pathways that it walked last, which nobody else may
        write.
        """
        return self.state / door

    # --- routes to the databases, in the form of DATABASE_URL ---

    def route(self, role: str, password: str, *, to: str, pooled: bool = True) -> str:
        """Return how a role reaches a database: several doors in one address, tried one after another.

        `to` is "write" (wherever the primary is by now), "read" (a replica if there is one), or a cluster. A
        pool that is away is stepped over, and so is a cluster.
        """
        doors = {
            "write": self._doors(MAIN, pooled) + (self._doors(REPLICA, pooled) if self.replica else []),
            "read": (self._doors(REPLICA, pooled) if self.replica else []) + self._doors(MAIN, pooled),
        }.get(to) or [self._direct(to)]
        wanted = {"write": "&target_session_attrs=primary", "read": "&target_session_attrs=prefer-standby"}
        hosts, ports = ",".join(str(door[0]) for door in doors), ",".join(str(door[1]) for door in doors)
        name = DATABASE[KEYS if to == KEYS else MAIN]
        return (
            f"postgres://{role}:{quote(password, safe='')}@/{name}"
            f"?host={quote(hosts, safe=',/')}&port={quote(ports, safe=',')}{wanted.get(to, '')}"
        )

    def _doors(self, cluster: str, pooled: bool) -> list[tuple[Path, int]]:
        direct = self._direct(cluster)
        return [(self.pool_sockets, self.pool_port(cluster)), direct] if pooled else [direct]

    def _direct(self, cluster: str) -> tuple[Path, int]:
        return self.database_sockets, self.port(cluster)


def written(installation: Installation) -> str:
    """Return the description as JSON, to be kept beside what was made of it."""
    return json.dumps(asdict(installation), indent=2, sort_keys=True, default=str) + "\n"


def read(text: str) -> Installation:
    """Return the description that `written` gave. Raises: Unusable when it holds something unknown."""
    raw: dict[str, Any] = json.loads(text)
    known = {one.name: one for one in fields(Installation)}
    if strange := sorted(set(raw) - set(known)):
        raise Unusable(f"nobody knows what {', '.join(strange)} means in the description")
    values: dict[str, Any] = {
        name: Path(value) if known[name].type is Path else value for name, value in raw.items()
    }
    values |= {name: tuple(values[name]) for name in ("addresses", "public_at", "desk_at") if name in values}
    if "accounts" in values:
        values["accounts"] = Accounts(**values["accounts"])
    if "ports" in values:
        values["ports"] = Ports(**values["ports"])
    return Installation(**values)
