"""What MDN's HTTP Observatory says of the real stack, run on this machine: nothing is asked of anybody else.

Each surface is scanned twice: as a site that opened today, and as one that browsers have on their list of
sites that are only reached by https, which our header asks for and no site has on its first day.

Usage: python -m tests.audit.observatory
"""

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from deploy.installing.starting import program
from tests.running import stack

SCANNER: Final = "@mdn/mdn-http-observatory"
VERSION: Final = "1.4.8"
OLDEST_NODE: Final = 20
PORTS: Final = Path(__file__).with_name("ports.mjs")
BEST_GRADE: Final = "A+"


@dataclass(frozen=True, slots=True)
class Surface:
    """Something of the site that answers, and the least that it has to score, today and on the list."""

    name: str
    path: str
    today: int
    listed: int


# 140 is the most that a page without cookies can have; the desk's cookies give it five more. The open
# interface is no page itself, and for pages of others (cross-origin): 125 is its most.
SURFACES: Final = (
    Surface("public pages", "/", 135, 140),
    Surface("the desk", "/desk/", 140, 145),
    Surface("the open interface", "/api/hsds/services", 120, 125),
)


# The scanner looks a site up under what it was told to scan, address and all.
ON_THE_LIST: Final = {
    name: {"mode": "force-https", "includeSubDomains": True}
    for name in (stack.HOST, *(f"{stack.HOST}{surface.path}" for surface in SURFACES))
}


class NotScanned(Exception):
    """The scanner could not be had or did not answer; the message says what to do."""


def installed(folder: Path) -> Path:
    """Install the scanner into a folder and return where it lies. None of its packages runs a script."""
    node, npm = program("node"), program("npm")
    if not node or not npm:
        raise NotScanned(f"this needs node {OLDEST_NODE} and npm: apt-get install nodejs npm, or newer ones")
    major = int(_said(str(node), "--version").lstrip("v").split(".")[0])
    if major < OLDEST_NODE:
        raise NotScanned(f"this node is of version {major}; the scanner needs {OLDEST_NODE}")
    _said(
        str(npm), "install", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error",
        "--prefix", str(folder), f"{SCANNER}@{VERSION}",
    )  # fmt: skip
    scanner = folder / "node_modules" / SCANNER
    (scanner / "conf" / "tld-list.json").write_text("[]", encoding="ascii")
    return scanner


def _said(*command: str, environment: dict[str, str] | None = None) -> str:
    done = subprocess.run(
        command, capture_output=True, text=True, check=False, env={**os.environ, **(environment or {})}
    )
    if done.returncode:
        raise NotScanned(f"{Path(command[0]).name} failed: {(done.stderr or done.stdout).strip()[-600:]}")
    return done.stdout


def scan(scanner: Path, running: stack.Stack, path: str, *, listed: bool) -> dict[str, Any]:
    """Return what the scanner says of one address."""
    known = scanner / "conf" / "hsts-preload.json"
    known.write_text(json.dumps(ON_THE_LIST if listed else {}), encoding="ascii")
    ports = running.site.ports
    told = _said(
        str(program("node")), "--import", PORTS.as_uri(),
        str(scanner / "src" / "scan.js"), f"{stack.HOST}{path}",
        environment={
            "HTTPS_PORT": str(ports.https),
            "HTTP_PORT": str(ports.http),
            "NODE_EXTRA_CA_CERTS": str(running.site.certificate),
        },
    )  # fmt: skip
    return dict(json.loads(told))


def found(scanner: Path, running: stack.Stack) -> Iterator[str]:
    """Print the score of each surface, and yield what is below what it has to be."""
    for surface in SURFACES:
        for listed, least in ((False, surface.today), (True, surface.listed)):
            told = scan(scanner, running, surface.path, listed=listed)
            grade, score = told["scan"]["grade"], told["scan"]["score"]
            when = "on the list" if listed else "on its first day"
            print(f"observatory: {surface.name}, {when}: {grade} {score}", flush=True)
            if grade != BEST_GRADE or score < least:
                yield f"{surface.name}, {when}: {grade} {score}, and not {BEST_GRADE} {least}: {_lost(told)}"


def _lost(told: dict[str, Any]) -> str:
    lost = (f"{name} {one['result']} ({one['scoreModifier']})" for name, one in told["tests"].items())
    return "; ".join(lost)


def main() -> int:
    """Scan the stack; return 0 when every surface scores what it has to."""
    try:
        with tempfile.TemporaryDirectory(prefix="waypost-observatory-") as folder:
            scanner = installed(Path(folder))
            with stack.running(public_workers=1, seed=False) as running:
                wrong = [*found(scanner, running)]
    except (NotScanned, stack.NoStack) as refusal:
        wrong = [str(refusal)]
    for line in wrong:
        print(f"observatory: {line}", file=sys.stderr, flush=True)
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
