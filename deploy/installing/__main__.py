"""`deploy/install`: install, check, upgrade, go back. What it does and what fails it says in plain words."""

import argparse
import contextlib
import dataclasses
import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Final

from deploy.installing import checking, clusters, filling, machine, releases, units, writing
from deploy.installing.clusters import Failed
from deploy.installing.layout import KEYS, MAIN, REPLICA, ROLES, Installation, Unusable, read
from deploy.installing.starting import DidNotStart

SOURCE: Final = Path(__file__).resolve().parents[2]
UNITS: Final = Path("/etc/systemd/system")
PROBLEMS: Final[list[str]] = []
WATCHED_BY: Final = ("watch.env", "waypost-watch.service")
WORDS: Final = ("install", "check", "upgrade", "back", "promote", "render", "stop")


def say(text: str, *, mark: str = " ") -> None:
    """Print one line: `+` was done now, `=` was so already, `!` is wrong."""
    print(f"{mark} {text}", flush=True)


def done(what: str, changed: object) -> None:
    """Say what was done, or that nothing had to be."""
    if changed:
        shown = ", ".join(map(str, changed)) if isinstance(changed, list | tuple) else changed
        say(f"{what}{'' if changed is True else f': {shown}'}", mark="+")
    else:
        say(what, mark="=")


def wrong(what: str) -> None:
    """Say what is wrong, and remember it."""
    PROBLEMS.append(what)
    say(what, mark="!")


def install(site: Installation, *, without_systemd: bool, seed: bool) -> None:
    """Make everything that is not there, start what does not run, and check all of it."""
    machine.fits()
    done("Debian's packages", machine.packages(site))
    done("accounts", machine.accounts(site))
    done("folders", len(writing.folders(site)))
    known = writing.kept_secrets(site)
    version = releases.place(site, SOURCE)
    done(f"version {version.name}: its Python packages", releases.prepare(version))
    done("it is the current version", releases.switch(site, version))
    changed = configure(site, known)
    if told := machine.certificate(site):
        say(told, mark="+")
    parts = machine.starter(site, without_systemd=without_systemd)
    databases(site, known, parts)
    for line in filling.fill(site, known, seed=seed):
        say(line)
    done("files of the pages", filling.collect_once(site, version.name))
    filling.keep_editions(site)
    start(site, parts, changed)
    check(site, known, parts)


def configure(site: Installation, known: dict[str, str]) -> list[Path]:
    """See that every file is as the description says; return those that changed."""
    files = [*writing.rendered(site, known, unit_folder=UNITS), units.tmpfiles(site)]
    changed = [file.path for file in files if writing.write(file)]
    done("files of the configuration", f"{len(changed)} written" if changed else "")
    return changed


def databases(site: Installation, known: dict[str, str], parts: releases.Starter) -> None:
    """See that the clusters run and have their users."""
    for cluster in (MAIN, KEYS):
        done(f"cluster {cluster}", clusters.make(site, cluster))
        parts.start(f"waypost-postgres@{cluster}")
        clusters.wait(site, cluster)
        clusters.people(site, cluster, known)
    if site.replica:
        done(f"cluster {REPLICA}, copied from {MAIN}", clusters.make_replica(site))
        parts.start(f"waypost-postgres@{REPLICA}")
        clusters.wait(site, REPLICA)


def start(site: Installation, parts: releases.Starter, changed: list[Path]) -> None:
    """Start what does not run; have what runs read the files that changed, the workers one after another."""
    names = units.daemons(site)
    if isinstance(parts, machine.Systemd):
        parts.enable(["waypost.target", *names, *checking.timer_names()])
        for timer in checking.timer_names():
            parts.start(timer)
    running = {name for name in names if parts.runs(name)}
    for name in names:
        if name not in running:
            parts.start(name)
    done("parts started", sorted(set(names) - running))
    for name in sorted(running):
        if _concerns(name, changed):
            parts.reload(name)
    doors = {name for name in running if "-public@" in name or "-desk@" in name}
    if doors and any(path.suffix == ".env" or "@.service" in path.name for path in changed):
        releases.one_by_one(site, parts, say=say)
    if "waypost-watch" in running and any(path.name in WATCHED_BY for path in changed):
        releases.watch_anew(site, parts)
    for door in ("public", "desk"):
        for number in range(1, site.workers(door) + 1):
            releases.wait(site, parts, door, number)


def _concerns(name: str, changed: list[Path]) -> bool:
    kind = {"waypost-postgres": "postgresql", "waypost-pgbouncer": "pgbouncer", "waypost-nginx": "nginx"}
    folder = kind.get(name.partition("@")[0])
    return any(path.parent.name == folder for path in changed)


def check(site: Installation, known: dict[str, str], parts: releases.Starter) -> None:
    """Ask the installation itself, and say what is wrong."""
    for claim, question in checking.checks(site, known, parts):
        try:
            found = question()
        except (Failed, OSError) as error:
            found = [str(error) or type(error).__name__]
        if found:
            wrong(f"{claim}: {'; '.join(found)}")
        else:
            say(claim, mark="=")


def upgrade(site: Installation, *, without_systemd: bool) -> None:
    """Change to this tree's version without a moment in which no worker answers; go back by itself if that
    fails.
    """
    known, parts = writing.kept_secrets(site), machine.starter(site, without_systemd=without_systemd)
    old, version = releases.current(site), releases.place(site, SOURCE)
    done(f"version {version.name}: its Python packages", releases.prepare(version))
    ahead = dataclasses.replace(site, tree=version, python=version / ".venv/bin/python")
    for line in filling.fill(ahead, known):
        say(line)
    done("files of the pages", filling.collect_once(ahead, version.name, fresh=False))
    for line in filling.keep_editions(ahead):
        say(line)
    done("it is the current version", releases.switch(site, version))
    changed = configure(site, known)
    if isinstance(parts, machine.Systemd):
        parts.enable(["waypost.target", *units.daemons(site), *checking.timer_names()])
    for name in units.daemons(site):
        if parts.runs(name) and _concerns(name, changed):
            parts.reload(name)
    try:
        releases.one_by_one(site, parts, say=say)
    except Failed as failed:
        wrong(f"{failed}: going back to {old.name if old else 'nothing'}")
        if old:
            releases.switch(site, old)
            releases.one_by_one(site, parts, say=say)
    releases.watch_anew(site, parts)
    check(site, known, parts)


def back(site: Installation, *, without_systemd: bool) -> None:
    """Change to the version before. The tables stay as they are: a version reads those of the next one."""
    known, parts = writing.kept_secrets(site), machine.starter(site, without_systemd=without_systemd)
    old = releases.before(site)
    if not old:
        raise Failed("there is no version before this one")
    releases.switch(site, old)
    say(f"back to version {old.name}", mark="+")
    done("files of the pages", filling.collect_once(site, old.name, fresh=False))
    with contextlib.suppress(Failed):  # a version that keeps none reads the tables as it starts
        filling.keep_editions(site)
    releases.one_by_one(site, parts, say=say)
    releases.watch_anew(site, parts)
    check(site, known, parts)


def promote(site: Installation, *, without_systemd: bool) -> None:
    """Make the replica the primary, for good; see that the old primary never comes back beside it."""
    parts = machine.starter(site, without_systemd=without_systemd)
    if not site.replica:
        raise Failed("there is no replica here: nothing was stopped")
    if clusters.ask(site, REPLICA, "SELECT pg_is_in_recovery()") != "t":
        raise Failed("the replica is a primary already: nothing was stopped")
    # The pool before the old primary goes with it: it lets everybody in, with or without a server behind it.
    for old in (f"waypost-pgbouncer@{MAIN}", f"waypost-postgres@{MAIN}"):
        parts.stop(old)  # first: a unit that is masked already has lost the signal that ends it in order
        if isinstance(parts, machine.Systemd):
            parts.bar(old)
    say("the old primary and its pool are stopped, and barred from starting", mark="+")
    if (mark := site.data(MAIN) / "PG_VERSION").exists():  # else it broke off here, and is begun again
        mark.rename(mark.with_name(clusters.REPLACED))
    clusters.run(site, site.programs / "pg_ctl", "promote", "-w", "-D", site.data(REPLICA))
    # It goes on telling everybody that the server only reads, as that server said when it was first asked.
    parts.restart(f"waypost-pgbouncer@{REPLICA}")
    say("the replica is the primary: doors and timers find it by themselves", mark="+")
    say("there is no replica now: deploy/README.md says how to make the old machine one")


def render(site: Installation, folder: Path) -> None:
    """Write every file into a folder, as it would lie below /. The secrets in it are worthless examples."""
    example = {name: f"example-of-{name}" for name in (*writing.SECRETS, *ROLES)}
    files = [*writing.rendered(site, example, unit_folder=UNITS), units.tmpfiles(site)]
    for file in files:
        path = folder / file.path.relative_to("/")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(file.text, encoding="utf-8")
    say(f"{len(files)} files in {folder}", mark="+")


def described(options: argparse.Namespace) -> Installation:
    """Return the description: what was kept, changed by what was said now. Raises: Unusable."""
    kept = Path(options.settings) / "layout.json"
    said = {
        one.name: getattr(options, one.name)
        for one in dataclasses.fields(Installation)
        if getattr(options, one.name, None) is not None
    }
    said["settings"] = Path(options.settings)
    said |= {name: tuple(said[name]) for name in ("public_at", "desk_at") if name in said}
    if kept.exists():
        return dataclasses.replace(read(kept.read_text(encoding="utf-8")), **said)
    for name in ("host", "contact", "source_url"):
        if not said.get(name):
            raise Unusable(f"--{name.replace('_', '-')} is missing: the first run has to know it")
    said.setdefault("memory_megabytes", os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE") // 2**20)
    if not Path("/proc/net/if_inet6").exists():
        said["addresses"] = ("0.0.0.0",)  # noqa: S104 - the site is for everybody
    return Installation(**said)


def words() -> argparse.ArgumentParser:
    """Return what can be said to `deploy/install`."""
    parser = argparse.ArgumentParser(
        prog="deploy/install", description="Install, check and upgrade Waypost on Debian 12, as root."
    )
    parser.add_argument("what", nargs="?", default="install", choices=WORDS)
    parser.add_argument("--host", help="the name under which people reach the site")
    parser.add_argument("--desk-host", help="a name of its own for the desk, if it is to have one")
    parser.add_argument(
        "--contact", help="who runs the site and how to reach them, for the page that says so"
    )
    parser.add_argument("--source-url", help="where this version's source can be read")
    parser.add_argument("--public-workers", type=int, help="workers of the public door (2)")
    parser.add_argument("--desk-workers", type=int, help="workers of the desk (1)")
    parser.add_argument("--no-replica", dest="replica", action="store_false", default=None,
                        help="no second cluster that follows: saves memory")  # fmt: skip
    parser.add_argument(
        "--onion", action="store_true", default=None, help="an onion service for the public door"
    )
    parser.add_argument(
        "--memory-megabytes", type=int, help="what the databases may count on (all that is there)"
    )
    parser.add_argument("--public-at", action="append", metavar="NAME:PORT",
                        help="a public worker on another machine; once for each")  # fmt: skip
    parser.add_argument("--desk-at", action="append", metavar="NAME:PORT", help="the same for the desk")
    parser.add_argument(
        "--to", help="the folder into which `render` writes every file, to be looked at or copied"
    )
    parser.add_argument("--settings", default="/etc/waypost", help="the folder of the configuration")
    parser.add_argument(
        "--no-seed", action="store_true", help="load no seeds: an empty directory, no pathway"
    )
    parser.add_argument(
        "--without-systemd", action="store_true", help="start the parts without systemd (tests)"
    )
    return parser


def main(arguments: list[str]) -> int:
    """Do what was asked for; return 0 when nothing is wrong."""
    options = words().parse_args(arguments)
    without = options.without_systemd
    try:
        site = described(options)
        commands: dict[str, Callable[[], None]] = {
            "install": lambda: install(site, without_systemd=without, seed=not options.no_seed),
            "check": lambda: check(
                site, writing.kept_secrets(site), machine.starter(site, without_systemd=without)
            ),
            "upgrade": lambda: upgrade(site, without_systemd=without),
            "back": lambda: back(site, without_systemd=without),
            "promote": lambda: promote(site, without_systemd=without),
            "render": lambda: render(site, Path(options.to or "rendered")),
            "stop": lambda: stop(site, without_systemd=without),
        }
        commands[options.what]()
    except (Failed, Unusable, DidNotStart, OSError) as failed:
        wrong(str(failed))
    say(f"{len(PROBLEMS)} things are wrong" if PROBLEMS else "nothing is wrong")
    return 1 if PROBLEMS else 0


def stop(site: Installation, *, without_systemd: bool) -> None:
    """End every part, the databases last."""
    parts = machine.starter(site, without_systemd=without_systemd)
    for name in reversed(units.daemons(site)):
        parts.stop(name)
    say("every part has ended", mark="+")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
