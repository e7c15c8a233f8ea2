"""What can be proved about this tree without a test (`make audit`): pathways twice over, production settings,
what production installs and whether a hole is known in it.

Usage: all.py [--advisories FOLDER], see tests/audit/advisories.py
"""

import os
import secrets
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from tests.running import chromium, firefox, programs  # noqa: E402 - the path above comes first


def production() -> dict[str, str]:
    """Return an environment that production accepts, with a secret that is thrown away."""
    return {
        "DJANGO_SETTINGS_MODULE": "config.settings.prod",
        "WAYPOST_SECRET_KEY": secrets.token_urlsafe(64),
        "WAYPOST_SEAL_KEY": secrets.token_urlsafe(64),
        "WAYPOST_HOSTS": "site.example",
        "WAYPOST_DOORS": "public",
        "WAYPOST_CONTACT": "the audit",
        "WAYPOST_SOURCE_URL": "https://source.example/",
        "DATABASE_URL": "postgres://site@database.example/site?sslmode=verify-full",
        "WAYPOST_KEYS_URL": "postgres://keys@keys.example/keys?sslmode=verify-full",
    }


FOLDER: Final = Path(tempfile.gettempdir(), f"waypost-audit-{os.getpid()}")
THROWN_AWAY: Final = {
    "DATABASE_URL": f"sqlite:///{FOLDER}/site.sqlite3",
    "WAYPOST_KEYS_URL": f"sqlite:///{FOLDER}/keys.sqlite3",
}
CHECKS: Final = {
    "one pathway walked walk by walk": (["pathway_check", "--pathway", "p14", "--brute", "p14"], {}),
    "every rule that is broken is caught": (["pathway_check", "--mutations"], {}),
    "a database with the seeds": (["migrate", "--verbosity", "0"], THROWN_AWAY),
    "the seeds": (["seed"], THROWN_AWAY),
    "every plan with its services, everywhere and at every hour": (["pathway_check", "--plans"], THROWN_AWAY),
    "what production is started with": (["check", "--deploy", "--fail-level", "ERROR"], production()),
    "no change to a model without its migration": (["makemigrations", "--check", "--dry-run"], {}),
}
# Programs of this tree; the one about holes is told what came after `all.py`.
ADVISORIES: Final = "no hole is known in any package"
PROGRAMS: Final = {
    "a test misses every defence that is switched off": ["tests.attacks.off"],
    "nobody finds a page that fails, in any role": ["tests.crawling.all"],
    "no made-up question breaks anything": ["tests.fuzzing.all"],
    "what production installs, as a list": ["deploy.installing.components", "var/sbom.cdx.json"],
    ADVISORIES: ["tests.audit.advisories"],
    "every page in every language can be read by everyone": ["tests.accessible.matrix"],
    "every page of the desk can be used by everyone": ["pytest", "-s", "tests/accessible/whole_desk.py"],
    "a visit on an old phone and a slow network": ["tests.accessible.slow_phone"],
    "what a visit leaves on a device, in two browsers": ["tests.traces.all"],
    "what a scanner of headers says of every surface": ["tests.audit.observatory"],
}


def proved(name: str) -> bool:
    """Run one check and say how it ended."""
    command, environment = CHECKS[name]
    print(f"audit: {name}", flush=True)
    inherited = {"DJANGO_SETTINGS_MODULE": "config.settings.dev", **os.environ, **environment}
    return not subprocess.run([sys.executable, "manage.py", *command], cwd=ROOT, env=inherited).returncode


def ended_well(name: str, arguments: list[str]) -> bool:
    """Run one program and say how it ended."""
    print(f"audit: {name}", flush=True)
    more = arguments if name == ADVISORIES else []
    return not subprocess.run([sys.executable, "-m", *PROGRAMS[name], *more], cwd=ROOT).returncode


def browsers() -> None:
    """Find or install both browsers; where that can't be done, what needs them says so and is not proved."""
    try:
        os.environ["WAYPOST_CHROMIUM"] = chromium.found_or_installed()
        os.environ["WAYPOST_FIREFOX"] = firefox.found_or_installed()
    except programs.Missing as missing:
        print(f"audit: {missing}", flush=True)


def main(arguments: list[str]) -> int:
    """Run every check, also after one that failed."""
    browsers()
    FOLDER.mkdir(mode=0o700)
    failed = [name for name in CHECKS if not proved(name)]
    failed += [name for name in PROGRAMS if not ended_well(name, arguments)]
    shutil.rmtree(FOLDER, ignore_errors=True)
    print(f"audit: {len(CHECKS) + len(PROGRAMS) - len(failed)} proved, {len(failed)} not", flush=True)
    for name in failed:
        print(f"audit: NOT PROVED: {name}", flush=True)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
