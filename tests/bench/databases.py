"""Databases to measure on: a new one for each engine, empty or with the seeds in it."""

import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from tests.running import postgres

ROOT: Final = Path(__file__).resolve().parents[2]
SETTINGS: Final = "tests.bench.settings"
DEPLOYED: Final = ROOT / "deploy" / "templates" / "postgresql" / "main.conf"
TO_WORK_WITH: Final = frozenset(
    {"shared_buffers", "effective_cache_size", "maintenance_work_mem", "work_mem", "random_page_cost"}
)
ENGINES: Final = ("sqlite", "postgresql")

PUBLIC: Final = {"WAYPOST_DOORS": "public"}  # a process of its own, as deploy/ arranges it

Environment = Mapping[str, str]


@contextmanager
def engines(names: list[str]) -> Iterator[dict[str, Environment]]:
    """Give the environment of an empty database for each engine."""
    with tempfile.TemporaryDirectory(prefix="waypost-bench-") as folder:
        made: dict[str, Environment] = {}
        if "sqlite" in names:
            made["sqlite"] = _told(
                f"sqlite:///{folder}/main.sqlite3", f"sqlite:///{folder}/keys.sqlite3", folder
            )
        if "postgresql" not in names:
            yield made
            return
        with postgres.running(*as_deployed()) as cluster:
            made["postgresql"] = _told(cluster.url("waypost"), cluster.url("waypost_keys"), folder)
            yield made


def as_deployed() -> list[str]:
    """Return what deploy/ gives a database to work with, of a machine with the memory of this one."""
    megabytes = os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE") // 2**20
    text = DEPLOYED.read_text(encoding="utf-8")
    text = text.replace("@shared_buffers@", str(megabytes // 4)).replace("@cache@", str(megabytes // 2))
    lines = (line.split(" = ") for line in text.splitlines())
    return ["=".join(line) for line in lines if line[0] in TO_WORK_WITH]


def _told(main: str, keys: str, folder: str) -> Environment:
    return {
        "DJANGO_SETTINGS_MODULE": SETTINGS,
        "DATABASE_URL": main,
        "WAYPOST_KEYS_URL": keys,
        "WAYPOST_DATA_DIR": folder,
    }


def manage(environment: Environment, *command: str) -> None:
    """Run a management command on these databases. Raises: CalledProcessError, after what it said."""
    whole = {**os.environ, **environment}
    done = subprocess.run(
        [sys.executable, "manage.py", *command], cwd=ROOT, env=whole, capture_output=True, text=True
    )
    if done.returncode:
        sys.stderr.write(done.stdout + done.stderr)
        done.check_returncode()


def migrated(environment: Environment) -> None:
    """Make the tables of both databases."""
    manage(environment, "migrate", "--verbosity", "0")
    manage(environment, "migrate", "--database", "keys", "--verbosity", "0")


@contextmanager
def seeded(engine: str = "sqlite") -> Iterator[Environment]:
    """Give the environment of a site whose databases are new, with the seeds in them."""
    with engines([engine]) as made:
        migrated(made[engine])
        manage(made[engine], "seed")
        yield made[engine]
