"""`make test-deploy`: the real stack on loopback, and in it what deploy/ promises. Some minutes.

Installs the Debian packages that it lacks where this is root; elsewhere it says which.
"""

import os
import subprocess
import sys
import time
from pathlib import Path

from deploy.installing.starting import program
from tests.running import chromium, programs, stack

SCANNER = "sslscan"  # Debian's package has the program's name
ROOT = Path(__file__).resolve().parents[2]
PARTS = tuple(f"tests/deploy/stack_{name}.py" for name in ("programs", "journeys", "upkeep", "tls", "traces"))


def prepared() -> str:
    """Return the Chromium to use, after installing what is missing. Raises: stack.NoStack,
    programs.Missing.
    """
    lacking = stack.missing() + ([] if program(SCANNER) else [SCANNER])
    if lacking and os.geteuid():
        raise stack.NoStack(f"the stack needs Debian's packages: sudo apt-get install {' '.join(lacking)}")
    if lacking:
        install(lacking)
    return chromium.found_or_installed()


def install(packages: list[str]) -> None:
    """Install Debian's packages; none of them makes a cluster or starts anything. Raises: stack.NoStack."""
    keep = Path("/etc/postgresql-common/createcluster.conf")
    if not keep.exists():
        keep.parent.mkdir(exist_ok=True)
        keep.write_text("create_main_cluster = false\n", encoding="ascii")
    for words in (["update", "-qq"], ["install", "-qq", "--yes", "--no-install-recommends", *packages]):
        done = subprocess.run(
            ["apt-get", "-o", "Dpkg::Options::=--force-confold", *words],
            capture_output=True, text=True, check=False,
            env={**os.environ, "DEBIAN_FRONTEND": "noninteractive", "RUNLEVEL": "1"},
        )  # fmt: skip
        if done.returncode:
            raise stack.NoStack(f"apt-get {words[0]} failed: {done.stderr.strip()[-500:]}")


def main(parts: list[str]) -> int:
    """Run the parts in one process, so that they share one stack."""
    begun = time.monotonic()
    try:
        browser = prepared()
    except (stack.NoStack, programs.Missing) as refusal:
        print(f"waypost: {refusal}", file=sys.stderr)
        return 1
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-s", *(parts or PARTS)],
        cwd=ROOT, check=False, env={**os.environ, "WAYPOST_CHROMIUM": browser, "PYTHONUNBUFFERED": "1"},
    )  # fmt: skip
    print(f"test-deploy took {time.monotonic() - begun:.0f} s", flush=True)
    return done.returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
