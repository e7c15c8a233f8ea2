"""The power goes in the middle: kill -9 at chosen places of publishing, purging, importing, opening a code.

Pages are read all the while. Each place is tried once, and then the same work once more. Publishing and
opening are killed on the site's own databases. An import wants an empty directory, and whoever counts what a
purge left must know each case: these two have databases of their own, in the same clusters.
"""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from typing import Any, Final

import django
import psycopg

from deploy.installing import clusters
from deploy.installing.environment import parsed
from deploy.installing.layout import DATABASE, KEYS, MAIN
from tests.faults import rows
from tests.faults.asking import Load, within
from tests.faults.rows import Row
from tests.faults.scene import Scene
from tests.running.stack import ROOT

QUIET_S: Final = 5.0  # before and after the work
PATIENCE_S: Final = 240
IMPORTED, PURGED = "power_import", "power_purge"
Wrong = dict[str, list[str]]


def _variables(scene: Scene, base: str = "") -> dict[str, str]:
    """Return the environment of the owner of the tables: the site's own, or those of another database."""
    text = (scene.stack.site.settings / "owner.env").read_text(encoding="utf-8")
    # The cost of a code is that of the site; what it opens is only looked at by its tables.
    made = {"PATH": os.defpath, "LANG": "C.UTF-8", "TMPDIR": "/tmp", **parsed(text)}  # noqa: S108 - its own folder
    for name, cluster in (("DATABASE_URL", MAIN), ("WAYPOST_KEYS_URL", KEYS)) if base else ():
        made[name] = made[name].replace(f"/{DATABASE[cluster]}?", f"/{base}?")
    return made


def _own(scene: Scene, base: str) -> None:
    """Have a database of this name in the main cluster and one beside the keys, with their tables."""
    site = scene.stack.site
    for cluster in (MAIN, KEYS):
        rules = site.settings / "postgresql" / f"{cluster}.hba.conf"
        line = f"local {base} waypost_owner scram-sha-256\n"
        rules.write_text(rules.read_text(encoding="utf-8") + line, encoding="utf-8")
        clusters.sql(site, cluster, "SELECT pg_reload_conf()")
        clusters.sql(site, cluster, f"CREATE DATABASE {base} OWNER waypost_owner")
        clusters.run(site, *clusters.psql(site, cluster, base), stdin=clusters.OWNS)
    for words in ((), ("--database", "keys")):
        done = _script(scene, "manage.py", "migrate", "--verbosity", "0", *words, base=base)
        if done.returncode:
            raise RuntimeError(done.stderr[-1500:])


def _script(scene: Scene, *words: str, base: str = "") -> "subprocess.CompletedProcess[str]":
    command = [sys.executable, *words]
    return subprocess.run(
        command,
        cwd=ROOT,
        env=_variables(scene, base),
        capture_output=True,
        text=True,
        check=False,
        timeout=PATIENCE_S,
    )


def _told(done: "subprocess.CompletedProcess[str]") -> Any:
    if done.returncode:
        raise RuntimeError(done.stderr[-1500:])
    return json.loads(done.stdout.strip().splitlines()[-1])


def publishing(scene: Scene) -> Wrong:
    """A listing is public whole or not at all."""
    return dict(_told(_script(scene, "tests/faults/dying.py", "publishing")))


def opening(scene: Scene) -> Wrong:
    """A code becomes one case, or still opens."""
    return dict(_told(_script(scene, "tests/faults/dying.py", "opening")))


def purging(scene: Scene) -> Wrong:
    """What was to go can be read whole or not at all, and the next purge ends the work once.

    Each third place: tests/safety/test_killed_purge.py tries all.
    """
    from tests.safety.test_killed_purge import CLEANING, PLACES, named, wrong

    places = [
        (verb.replace("CLEANING", CLEANING["postgresql"]), count, when) for verb, count, when in PLACES[::3]
    ]
    file = scene.stack.folder / "places.json"
    file.write_text(json.dumps(places), encoding="utf-8")
    _own(scene, PURGED)
    seeded = _script(scene, "manage.py", "seed", base=PURGED)
    if seeded.returncode:
        raise RuntimeError(seeded.stderr[-1500:])
    told = _told(_script(scene, "tests/safety/killed_purge.py", str(file), base=PURGED))
    return {named(place): list(wrong(one)) for place, one in zip(places, told, strict=True)}


def importing(scene: Scene) -> Wrong:
    """The directory is as it was, whenever an import was killed; run again, it does the whole."""
    from tests.directory.importing import service
    from tests.directory.test_intake_killed import POINTS

    feed = scene.stack.folder / "feed.json"
    feed.write_text(json.dumps([service(number) for number in range(20)]), encoding="utf-8")
    found: Wrong = {}
    _own(scene, IMPORTED)
    before = _counts(scene)
    for verb, count, form in POINTS:
        words = ("tests/directory/killed_import.py", str(feed), verb, str(count), form)
        done = _script(scene, *words, base=IMPORTED)
        left = _counts(scene)
        ended = (
            []
            if done.returncode == -signal.SIGKILL
            else [f"ended with {done.returncode}: {done.stderr[-200:]}"]
        )
        found[f"after call {count} of {verb}"] = ended + (
            [] if left == before else [f"left {left}, was {before}"]
        )
    words = ("tests/directory/killed_import.py", str(feed), "none", "0", "sourced")
    whole = _script(scene, *words, base=IMPORTED)
    grown = _counts(scene)["directory_service"] - before["directory_service"]
    found["the next import"] = (
        [] if not whole.returncode and grown == 20 else [f"ended with {whole.returncode}, {grown} of 20"]
    )
    return found


def _counts(scene: Scene) -> dict[str, int]:
    from tests.directory.test_intake_killed import TABLES

    site = scene.stack.site
    password = scene.stack.secrets["waypost_owner"]
    with psycopg.connect(
        host=str(site.database_sockets),
        port=site.port(MAIN),
        user="waypost_owner",
        password=password,
        dbname=IMPORTED,
    ) as base:
        counted = {}
        for table in TABLES:
            row = base.execute(f"SELECT count(*) FROM {table}").fetchone()  # noqa: S608 - a table of ours
            counted[table] = row[0] if row else 0
        return counted


WORKS: Final[tuple[tuple[str, str, Callable[[Scene], Wrong]], ...]] = (
    ("power-publishing", "the power goes while a listing is published", publishing),
    ("power-opening", "the power goes while a code is opened", opening),
    ("power-importing", "the power goes while a feed is imported", importing),
    ("power-purging", "the power goes while a purge runs", purging),
)


def tried(scene: Scene) -> list[Row]:
    """Return a row for each work."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.test")
    django.setup()  # what is taken from the tests names models; no database is asked from here
    return [_tried(scene, name, says, work) for name, says, work in WORKS]


def _tried(scene: Scene, name: str, says: str, work: Callable[[Scene], Wrong]) -> Row:
    with Load(scene.line, scene.reads, None, name=name) as load:
        time.sleep(QUIET_S)
        began = time.monotonic()
        try:
            found = work(scene)
        except Exception as failed:  # noqa: BLE001 - the row says so, and the next work is tried
            found = {"the work itself": [str(failed)[-600:]]}
        ended = time.monotonic()
        time.sleep(QUIET_S)
    wrong = [f"{place}: {one}" for place, faults in found.items() for one in faults]
    reads = [one for one in load.sent if one.kind == "read"]
    return Row(
        name, f"{says}, at {len(found)} places",
        sent=len(reads),
        failed=sum(not one.fine or one.from_mirror for one in reads),
        before=rows.p99(within(reads, 0, began)),
        during=rows.p99(within(reads, began, ended)),
        after=rows.p99(within(reads, ended, float("inf"))),
        lost=sum(bool(faults) for faults in found.values()),
        wrong=wrong,
        seen=f"killed at {len(found)} places",
    )  # fmt: skip
