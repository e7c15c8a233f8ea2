"""The site's own commands, each with the environment and as the account that it is meant for."""

import os
import subprocess
from typing import Final

from deploy.installing import clusters
from deploy.installing.environment import parsed
from deploy.installing.layout import KEYS, MAIN, Installation
from deploy.installing.starting import become

OWNER: Final = "owner"


def manage(site: Installation, *words: str, kind: str = OWNER) -> str:
    """Run a command of the site as one of its accounts, and return what it printed. Raises:
    clusters.Failed.
    """
    accounts = {"owner": site.accounts.owner, "site": site.accounts.desk, "public": site.accounts.public,
                "watch": site.accounts.watch}  # fmt: skip
    variables = parsed((site.settings / f"{kind}.env").read_text(encoding="utf-8"))
    done = subprocess.run(
        [str(site.python), "manage.py", *words], cwd=site.tree, capture_output=True, text=True, check=False,
        env={"PATH": os.defpath, "LANG": "C.UTF-8", **variables}, **become(accounts[kind]),
    )  # fmt: skip
    if done.returncode:
        said = (done.stderr + done.stdout).strip()[-1500:]
        raise clusters.Failed(f"manage.py {words[0]} ended with {done.returncode}: {said}")
    return str(done.stdout)


def fill(site: Installation, passwords: dict[str, str], *, seed: bool = True) -> list[str]:
    """See that both databases have today's tables and rights, and hold the seeds; return what was done."""
    said = []
    for cluster, words in ((MAIN, []), (KEYS, ["--database", "keys"])):
        told = manage(site, "migrate", "--no-color", *words)
        said.append(f"{cluster}: {told.strip().splitlines()[-1].strip()}")
        statements = manage(site, "database_rights", "--sql", *words)
        clusters.rights(site, cluster, statements, passwords["waypost_owner"])
    if seed:
        lines = manage(site, "seed").strip().splitlines()
        said.append(lines[-1].strip() if lines else "seeds: nothing new")
    return said


def keep_editions(site: Installation) -> list[str]:
    """See that the workers of both doors find the directory kept, and start at once; return what was done."""
    return [f"{kind}: {manage(site, 'keep_edition', kind=kind).strip()}" for kind in ("public", "site")]


def collect(site: Installation, *, fresh: bool = True) -> str:
    """See that nginx finds every file of the pages, each with its compressed twin; return what was done.

    Not `fresh`: what the version before needs stays, as its pages are still being read.
    """
    words = ["collectstatic", "--noinput", "--verbosity", "1", *(["--clear"] if fresh else [])]
    return manage(site, *words).strip().splitlines()[-1].strip()


def collect_once(site: Installation, version: str, *, fresh: bool = True) -> str:
    """Collect unless the files of this version are there; return what was done, or nothing."""
    stamp = site.state / "static.version"
    if stamp.exists() and stamp.read_text(encoding="ascii") == version:
        return ""
    told = collect(site, fresh=fresh)
    stamp.write_text(version, encoding="ascii")
    return told


def rights_are_right(site: Installation) -> list[str]:
    """Return what somebody may in the databases and should not, or the other way round."""
    wrong = []
    for words in ((), ("--database", "keys")):
        try:
            manage(site, "database_rights", "--check", *words)
        except clusters.Failed as failed:
            wrong.append(str(failed))
    return wrong
