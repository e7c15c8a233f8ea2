"""Put the doors into a network of their own, with one line to the databases that can be cut.

The doors' own sockets are files, so nginx still reaches them. A cut line swallows everything and says
nothing: that is worse than one that refuses.
"""

import re
import subprocess
import sys
from pathlib import Path
from typing import Final

from deploy.installing import clusters
from deploy.installing.layout import DESK, KEYS, MAIN, PUBLIC, REPLICA
from tests.faults import proofs
from tests.faults.clocks import ENVIRONMENTS, restart_doors
from tests.faults.scene import Scene

SPACE: Final = "wpfaults"
HERE, THERE = "10.213.0.1", "10.213.0.2"
LINE_HERE, LINE_THERE = "wpfaults0", "wpfaults1"


def _ip(*words: str) -> str:
    """Run `ip`; return what went wrong."""
    return subprocess.run(["ip", *words], capture_output=True, text=True, check=False).stderr.strip()


def why_not(_: Scene) -> str:
    """Return why no network of one's own can be made here."""
    wrong = _ip("netns", "add", SPACE)
    if not wrong:
        _ip("netns", "del", SPACE)
    return f"no network namespace: {wrong}" if wrong else ""


def prepare(scene: Scene) -> None:
    """Lay the line, have the clusters listen at its end, and start the doors at the other."""
    for words in (
        f"netns add {SPACE}", f"link add {LINE_HERE} type veth peer name {LINE_THERE}",
        f"link set {LINE_THERE} netns {SPACE}",
        f"addr add {HERE}/30 dev {LINE_HERE}", f"link set {LINE_HERE} up",
        f"-n {SPACE} addr add {THERE}/30 dev {LINE_THERE}", f"-n {SPACE} link set {LINE_THERE} up",
        f"-n {SPACE} link set lo up",
    ):  # fmt: skip
        _ip(*words.split())
    for cluster in (MAIN, KEYS, REPLICA):
        _listen(scene, cluster)
    for name in ENVIRONMENTS.values():
        _lead_there(scene, scene.stack.site.settings / f"{name}.env")
    for door in (PUBLIC, DESK):
        unit = scene.stack.folder / "units" / f"waypost-{door}@.service"
        text = unit.read_text(encoding="utf-8")
        inside = f"ExecStart=/usr/bin/nsenter --net=/run/netns/{SPACE} "
        unit.write_text(text.replace("ExecStart=", inside, 1), encoding="utf-8")
    restart_doors(scene)


def _listen(scene: Scene, cluster: str) -> None:
    folder = scene.stack.site.settings / "postgresql"
    with (folder / f"{cluster}.conf").open("a", encoding="utf-8") as settings:
        settings.write(f"\nlisten_addresses = '{HERE}'\n")
    with (folder / f"{cluster}.hba.conf").open("a", encoding="utf-8") as rules:
        rules.write(f"\nhost all all {THERE}/32 scram-sha-256\n")
    scene.stack.stop(cluster)
    scene.stack.start(cluster)
    clusters.wait(scene.stack.site, cluster)


def _lead_there(scene: Scene, path: Path) -> None:
    """Have every route lead over the line: first to the cluster that it named first."""
    site = scene.stack.site
    ports = {KEYS: f"{site.port(KEYS)}", "read": f"{site.port(REPLICA)},{site.port(MAIN)}",
             "write": f"{site.port(MAIN)},{site.port(REPLICA)}"}  # fmt: skip
    lines = []
    for line in path.read_text(encoding="utf-8").splitlines():
        kind = {"WAYPOST_KEYS_URL": KEYS, "WAYPOST_READ_URL": "read", "DATABASE_URL": "write"}.get(
            line.partition("=")[0]
        )
        if kind:
            hosts = ",".join([HERE] * len(ports[kind].split(",")))
            # A network that nobody else is on; without a word about it the doors refuse to start.
            led = f"host={hosts}&sslmode=disable"
            line = re.sub(r"host=[^&\"']*", led, line)  # noqa: PLW2901 - the same line, led elsewhere
            line = re.sub(r"port=[^&\"']*", f"port={ports[kind]}", line)  # noqa: PLW2901 - the same
        lines.append(line)
    path.write_text("\n".join([*lines, ""]), encoding="utf-8")


def cut(scene: Scene) -> str:
    """Swallow whatever is sent either way; return what shows it. Raises: proofs.NotDone."""
    if not _reaches(scene):
        raise proofs.NotDone("the line led to no database before it was cut")
    _ip(
        "-n",
        SPACE,
        "neigh",
        "replace",
        HERE,
        "lladdr",
        "02:00:00:00:00:01",
        "dev",
        LINE_THERE,
        "nud",
        "permanent",
    )
    _ip("link", "set", LINE_HERE, "down")
    if _reaches(scene):
        raise proofs.NotDone("a database can still be reached")
    return f"from the doors' network, port {scene.stack.site.ports.main} answered before and does not now"


def _reaches(scene: Scene) -> bool:
    """Return whether the primary can be reached from where the doors are."""
    words = f"import socket; socket.create_connection(('{HERE}', {scene.stack.site.ports.main}), 1)"
    inside = ["nsenter", f"--net=/run/netns/{SPACE}", sys.executable, "-S", "-c", words]
    return not subprocess.run(inside, capture_output=True, check=False).returncode


def join(_: Scene) -> None:
    """Let everything through again."""
    _ip("link", "set", LINE_HERE, "up")
    _ip("-n", SPACE, "neigh", "del", HERE, "dev", LINE_THERE)


def clear(scene: Scene) -> None:
    """Take the line away, and start all as it was."""
    scene.stack.render()
    for cluster in (MAIN, KEYS, REPLICA):
        scene.stack.stop(cluster)
        scene.stack.start(cluster)
    restart_doors(scene)
    _ip("link", "del", LINE_HERE)
    _ip("netns", "del", SPACE)
