"""deploy/backup: last night's copy of the main database, sealed, and none older than may be kept.

deploy/backup dump --to FOLDER [--key PUBLIC_KEY]     rows and tables; what deploy/restore puts back
deploy/backup base --to FOLDER [--key ...] [--wal F]  the files of the whole cluster
deploy/backup wal --to FOLDER [--key ...] FILE        one file of the log: for archive_command
"""

import argparse
import datetime as dt
import os
import subprocess
import sys
from contextlib import ExitStack
from pathlib import Path
from typing import Final

from deploy.backups import copies, refusing, sealing
from deploy.backups.copies import UNFINISHED
from deploy.backups.server import Refused, Server
from safety.keeping_times import TIMES

DAYS: Final = 14
# Who was signed in and who mistyped a password: nobody needs that back, and a thief would like it.
WITHOUT: Final = (
    "staff_desksession", "axes_accessattempt", "axes_accessattemptexpiration", "axes_accessfailurelog",
    "axes_accesslog", "referral_handoverpress", "account_emailconfirmation",
)  # fmt: skip
KEPT: Final = "SELECT value FROM safety_retentionsetting WHERE slug = 'case'"
SECRETS: Final = (
    "No secret is in it. Keep WAYPOST_SEAL_KEY and WAYPOST_SECRET_KEY in another place than any backup: "
    "without them addresses of refuges and second factors cannot be read any more."
)


def main(words: list[str]) -> int:
    """Do what was asked, and return how it ended."""
    asked = parser().parse_args(words)
    asked.key = asked.key if asked.key and asked.key.exists() else None  # said with the backup, and watched
    os.umask(0o077)
    try:
        asked.todo(asked)
    except (Refused, OSError) as refusal:
        print(f"No backup was taken: {refusal}", file=sys.stderr)
        return 1
    return 0


def dump(asked: argparse.Namespace) -> None:
    """Take a backup of the rows."""
    main_database = Server.of_environment()
    refusing.refuse_keys(main_database)
    program = main_database.program("pg_dump")
    without = [f"--exclude-table-data={table}" for table in WITHOUT]
    options = ["--format=custom", "--no-owner", "--no-privileges", "--lock-wait-timeout=60s"]
    command = [program, *options, *without, f"--dbname={main_database.words}"]
    _take("dump", asked, main_database, command)


def base(asked: argparse.Namespace) -> None:
    """Take a backup of the files of the whole cluster; with the archived log it reaches any moment."""
    cluster = Server.of_environment()
    refusing.refuse_keys(cluster)
    program = cluster.program("pg_basebackup")
    options = ["--pgdata=-", "--format=tar", "--gzip", "--wal-method=fetch", "--checkpoint=fast"]
    _take("base", asked, cluster, [program, *options, f"--dbname={cluster.words}"])
    if asked.wal and asked.wal.is_dir():
        oldest = copies.every(asked.to, "base")[0].at - dt.timedelta(hours=1)
        print(f"{copies.drop_log(asked.wal, older_than=oldest)} files of old log were removed.")


def wal(asked: argparse.Namespace) -> None:
    """Keep one file of the log; PostgreSQL goes on only when this has ended well."""
    target = asked.to / f"{asked.file.name}{sealing.ending(asked.key)}"
    if target.exists():  # it was kept before the server could be told
        return
    part = target.with_name(target.name + UNFINISHED)
    _flow(["cat", asked.file], part, asked.key, environment=dict(os.environ))
    part.replace(target)


def _take(kind: str, asked: argparse.Namespace, server: Server, command: list[str | Path]) -> None:
    now = dt.datetime.now(dt.UTC)
    days = allowed_days(server, asked.days)
    target = asked.to / copies.name(kind, at=now, ending=sealing.ending(asked.key))
    part = target.with_name(target.name + UNFINISHED)
    asked.to.mkdir(parents=True, exist_ok=True)
    try:
        _flow(command, part, asked.key, environment=server.environment())
        copies.finish(part, target, {"at": now.isoformat(), "sealed": asked.key is not None, **_of(server)})
    finally:
        part.unlink(missing_ok=True)
    print(f"{target.name}: {target.stat().st_size} bytes, {_sealed(asked.key)}")
    for path in copies.rotate(asked.to, kind, days=days, now=now):
        print(f"{path.name}: older than {days} days, removed")
    print(SECRETS)
    if kind == "dump":  # the one that deploy/restore puts back: whoever watches asks for its age
        copies.note("backup", {"encrypted": float(asked.key is not None)})


def allowed_days(server: Server, wanted: int) -> int:
    """Return for how many days backups stay: never longer than a closed case does, whatever was asked."""
    try:
        kept = server.one(KEPT)
    except Exception:  # an older program's tables, or another's: the default holds
        kept = None
    time = TIMES["case"]
    return min(wanted, time.bounded(int(kept)) if kept else time.default)


def _of(server: Server) -> dict[str, object]:
    """Return what a restore compares: which server, and how far the record reached."""
    with server.asked() as connection:
        head = connection.execute("SELECT number, digest FROM staff_audithead").fetchone()
        version = connection.execute("SHOW server_version").fetchone()
    return {"server": version[0] if version else "", "head": list(head) if head else []}


def _flow(command: list[str | Path], part: Path, key: Path | None, *, environment: dict[str, str]) -> None:
    """Let a program write into a file, through the seal if there is a key. Raises: Refused."""
    with ExitStack() as open_, part.open("wb") as file:
        steps = [command, *([open_.enter_context(sealing.sealing(key))] if key else [])]
        first = subprocess.Popen(  # noqa: S603 - lists, no shell
            steps[0], stdout=subprocess.PIPE if key else file, env=environment
        )
        if key:
            second = subprocess.Popen(steps[1], stdin=first.stdout, stdout=file)  # noqa: S603 - the same
            first.stdout and first.stdout.close()
            if second.wait():
                first.kill()
                raise Refused("sealing failed")
        if first.wait():
            raise Refused(f"{Path(steps[0][0]).name} failed")
        os.fsync(file.fileno())  # a piece of the log that this machine has kept the server throws away


def _sealed(key: Path | None) -> str:
    if key:
        return "sealed"
    return "NOT ENCRYPTED: whoever has this file reads names of staff, references and times. Give --key."


def parser() -> argparse.ArgumentParser:
    """Return what reads the words of the command."""
    reader = argparse.ArgumentParser(prog="deploy/backup", description=__doc__.partition("\n")[0])
    kinds = reader.add_subparsers(required=True)
    for name, todo in (("dump", dump), ("base", base), ("wal", wal)):
        one = kinds.add_parser(name, help=(todo.__doc__ or "").partition(".")[0])
        one.add_argument("--to", type=Path, required=True, help="the folder")
        one.add_argument(
            "--key", type=Path, help="a public key of age or OpenPGP; without the file nothing is sealed"
        )
        one.set_defaults(todo=todo)
        if name == "wal":
            one.add_argument("file", type=Path, help="what archive_command calls %%p")
        else:
            one.add_argument("--days", type=int, default=DAYS, help=f"how long backups stay (default {DAYS})")
    kinds.choices["base"].add_argument("--wal", type=Path, help="the folder of the archived log, to clear")
    return reader


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
