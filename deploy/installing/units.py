"""The units of systemd: which there are, what they hold, and how one is read again to be started without
systemd.
"""

import shlex
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from deploy.installing.environment import parsed
from deploy.installing.layout import DESK, KEYS, PUBLIC, Installation
from deploy.installing.rendering import TEMPLATES, File, filled

TIMERS: Final = TEMPLATES.parent / "systemd"
# What the finished timers in deploy/systemd take for granted, and may be elsewhere.
USUAL: Final = Installation(host="example.org")
# The public door calls nobody: not the network, not even loopback; its database and nginx are sockets in
# folders.
NO_NETWORK: Final = "PrivateNetwork=yes\nRestrictAddressFamilies=AF_UNIX"
HARDENING: Final = (TEMPLATES / "systemd" / "hardening.inc").read_text(encoding="ascii").rstrip()
LETTERS: Final = "RestrictAddressFamilies=AF_UNIX AF_INET AF_INET6"


def files(site: Installation, *, folder: Path = Path("/etc/systemd/system")) -> list[File]:
    """Return every unit, and the folders that have to exist at each start."""
    names = ("waypost-watch.service", "waypost-postgres@.service", "waypost-pgbouncer@.service",
             "waypost-nginx.service", "waypost.target")  # fmt: skip
    common = _common(site)
    made = [File(folder / name, filled(f"systemd/{name}", **common)) for name in names]
    made += [File(folder / f"waypost-{door}@.service", _door(site, door, common)) for door in (PUBLIC, DESK)]
    made += [
        File(folder / path.name, _elsewhere(site, path.read_text(encoding="utf-8"))) for path in timers()
    ]
    return made


def timers() -> list[Path]:
    """Return the timers, and what each starts."""
    return sorted((*TIMERS.glob("*.timer"), *TIMERS.glob("*.service")))


def daemons(site: Installation) -> list[str]:
    """Return what runs all the time, in the order in which it starts."""
    return [
        *(f"waypost-postgres@{cluster}" for cluster in site.instances),
        *(f"waypost-pgbouncer@{cluster}" for cluster in site.pools),
        *(f"waypost-{DESK}@{number}" for number in range(1, site.desk_workers + 1)),
        *(f"waypost-{PUBLIC}@{number}" for number in range(1, site.public_workers + 1)),
        "waypost-watch",
        "waypost-nginx",
    ]


def folders(site: Installation) -> list[tuple[Path, str, str, str]]:
    """Return the folders of sockets: path, owner, group, mode."""
    who = site.accounts
    made = [
        (site.runtime, "root", "root", "0755"),
        (site.runtime / "nginx", "root", "root", "0755"),
        (site.runtime / "postgres", who.postgres, who.postgres, "0755"),
        (site.runtime / "pgbouncer", who.postgres, who.postgres, "0755"),
        (site.runtime / PUBLIC, who.public, who.web, "2750"),
        (site.runtime / DESK, who.desk, who.web, "2750"),
    ]
    return [*made, *([(site.runtime / "onion", "root", "root", "0755")] if site.onion else [])]


def tmpfiles(site: Installation) -> File:
    """Return what makes the folders at each start."""
    lines = [f"d {path} {mode} {owner} {group} -" for path, owner, group, mode in folders(site)]
    return File(Path("/etc/tmpfiles.d/waypost.conf"), filled("tmpfiles.conf", lines="\n".join(lines)))


def keys_socket(site: Installation) -> Path:
    """Return the socket through which the keys are reached."""
    return site.database_sockets / f".s.PGSQL.{site.port(KEYS)}"


def _common(site: Installation) -> dict[str, object]:
    who = site.accounts
    return {
        "tree": site.tree, "settings": site.settings, "state": site.state, "runtime": site.runtime,
        "clusters": site.clusters, "backups": site.backups, "notes": site.notes, "python": site.python,
        "programs": site.programs, "postgres": who.postgres, "watch": who.watch, "web": who.web,
        "watch_port": site.ports.watch,
        "hardening": HARDENING,
    }  # fmt: skip


def _door(site: Installation, door: str, common: dict[str, object]) -> str:
    public = door == PUBLIC
    return filled(
        "systemd/waypost-door@.service",
        **common,
        door=door,
        user=site.accounts.public if public else site.accounts.desk,
        environment="public" if public else "site",
        socket=site.worker_socket(door, "%i"),
        network=NO_NETWORK if public else LETTERS,
    )


def _elsewhere(site: Installation, text: str) -> str:
    """Return a finished unit with this installation's folders and name, and hardened like the others."""
    text = text.replace(f"https://{USUAL.host}", f"https://{site.desk_name}")
    for usual, ours in (
        (USUAL.python, site.python), (USUAL.tree, site.tree), (USUAL.settings, site.settings),
        (USUAL.notes, site.notes), (USUAL.clusters, site.clusters), (keys_socket(USUAL), keys_socket(site)),
        (USUAL.state, site.state), (USUAL.backups, site.backups),
    ):  # fmt: skip
        text = text.replace(str(usual), str(ours))
    if "[Service]" not in text:
        return text
    said = {line.partition("=")[0] for line in text.splitlines()}
    more = [line for line in HARDENING.splitlines() if line.partition("=")[0] not in said]
    return text.rstrip("\n") + "\n" + "\n".join([*more, ""])


@dataclass(frozen=True, slots=True)
class Unit:
    """What of a unit matters when it is started by hand."""

    command: list[str]
    before: list[list[str]] = field(default_factory=list)
    user: str = ""
    group: str = ""
    folder: str = "/"
    environment: dict[str, str] = field(default_factory=dict)
    environment_file: str = ""
    signal: str = "SIGTERM"
    umask: int = 0o022


def unit(text: str, *, instance: str = "") -> Unit:
    """Return a unit as it would run as this instance."""
    lines = [line.replace("%i", instance) for line in text.splitlines() if not line.startswith(("#", "["))]
    pairs = [(line.partition("=")[0], line.partition("=")[2]) for line in lines if "=" in line]
    last = dict(pairs)
    return Unit(
        command=shlex.split(last["ExecStart"]),
        before=[shlex.split(value.lstrip("-")) for name, value in pairs if name == "ExecStartPre"],
        user=last.get("User", ""),
        group=last.get("Group", ""),
        folder=last.get("WorkingDirectory", "/"),
        environment=parsed(last.get("Environment", "").replace(" ", "\n")),
        environment_file=last.get("EnvironmentFile", ""),
        signal=last.get("KillSignal", "SIGTERM"),
        umask=int(last.get("UMask", "0022"), 8),
    )
