"""What can be proved about this tree without a test (`make audit`): pathways twice over, production settings.

Usage: all.py
"""

import os
import secrets
import subprocess
import sys
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).resolve().parents[2]


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
        "DATABASE_URL": "postgres://site@database.example/site",
        "WAYPOST_KEYS_URL": "postgres://keys@keys.example/keys",
    }


CHECKS: Final = {
    "every walk of every pathway, and small pathways walked one by one": (["pathway_check"], {}),
    "what production is started with": (["check", "--deploy", "--fail-level", "ERROR"], production()),
    "no change to a model without its migration": (["makemigrations", "--check", "--dry-run"], {}),
}


def proved(name: str) -> bool:
    """Run one check and say how it ended."""
    command, environment = CHECKS[name]
    print(f"audit: {name}", flush=True)
    inherited = {"DJANGO_SETTINGS_MODULE": "config.settings.dev", **os.environ, **environment}
    return not subprocess.run([sys.executable, "manage.py", *command], cwd=ROOT, env=inherited).returncode


def main() -> int:
    """Run every check, also after one that failed."""
    failed = [name for name in CHECKS if not proved(name)]
    print(f"audit: {len(CHECKS) - len(failed)} proved, {len(failed)} not", flush=True)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
