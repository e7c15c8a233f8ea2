"""deploy/restore: put a backup back into an empty database, and destroy what is over since it was taken.

    deploy/restore FILE [--identity PRIVATE_KEY]

It reads DATABASE_URL, WAYPOST_KEYS_URL and the other settings of the account that owns the tables.
"""

import argparse
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Final

from deploy.backups import copies, sealing
from deploy.backups.server import Refused, Server

ROOT: Final = Path(__file__).resolve().parents[2]
FILLED: Final = """\
SELECT count(*) FROM pg_class JOIN pg_namespace n ON n.oid = relnamespace
WHERE relkind IN ('r', 'p') AND nspname = 'public'"""
OWN: Final = ("--no-owner", "--no-privileges", "--exit-on-error", "--single-transaction")


def main(words: list[str]) -> int:
    """Do what was asked, and return how it ended."""
    asked = _parser().parse_args(words)
    os.umask(0o077)
    end_in_order()
    begun = time.monotonic()
    try:
        restore(asked.file, asked.identity, everything=asked.all)
    except (Refused, OSError) as refusal:
        print(f"NOT restored: {refusal}", file=sys.stderr)
        return 1
    print(f"restored in {(time.monotonic() - begun) / 60:.1f} minutes")
    print("Everybody signs in anew. Start the timers, then the site: docs/operations.md, After a restore.")
    return 0


def end_in_order() -> None:
    """See that a line that drops, or an order to end, still takes away what was opened on the way."""

    def end(number: int, _frame: object) -> None:
        for one in (signal.SIGHUP, signal.SIGTERM):
            signal.signal(one, signal.SIG_IGN)  # a second one would break off the clearing up
        sys.exit(128 + number)

    for one in (signal.SIGHUP, signal.SIGTERM):
        if signal.getsignal(one) is not signal.SIG_IGN:  # as nohup has it
            signal.signal(one, end)


def restore(file: Path, identity: Path | None, *, everything: bool = False) -> None:
    """Put a backup back, bring it up to this program, and destroy what must not have come back.

    Raises: Refused; whatever failed, the database is empty as before, or says what is missing still.
    """
    target = Server.of_environment()
    told = copies.checked(file)
    see_that_it_is_empty(target)
    fill(target, file, identity)
    print(f"{file.name}: rows and tables are back, as of {told.get('at', 'an unknown moment')}")
    manage("after_restore", "--migrate", *(["--all"] if everything else []))
    _rights(target)


def see_that_it_is_empty(target: Server) -> None:
    """Return if a database holds no table. Raises: Refused."""
    tables = target.one(FILLED)
    if tables:
        raise Refused(
            f"the database holds {tables} tables already: make an empty one, nothing is overwritten"
        )


def fill(target: Server, file: Path, identity: Path | None) -> None:
    """Load a backup, all of it or nothing. Raises: Refused."""
    if ".pgdump" not in file.name:
        raise Refused(
            "this is no backup of rows (waypost-dump-...): docs/operations.md says how files come back"
        )
    program = target.program("pg_restore")
    with sealing.opening(file, identity) as opened, file.open("rb") as sealed:
        first = subprocess.Popen(opened, stdin=sealed, stdout=subprocess.PIPE)  # noqa: S603 - lists, no shell
        second = subprocess.Popen(  # noqa: S603 - the same
            [program, *OWN, f"--dbname={target.words}"], stdin=first.stdout, env=target.environment()
        )
        first.stdout and first.stdout.close()
        failed = second.wait()
        if first.wait():
            raise Refused("the backup could not be opened: is this the private key of its public key?")
    if failed:
        raise Refused("pg_restore failed; what it says stands above, and nothing was kept")


def manage(*words: str, around: dict[str, str] | None = None) -> str:
    """Run a command of the site, show and return what it says. Raises: Refused."""
    done = subprocess.run(  # noqa: S603 - our own program, a list of words
        [sys.executable, ROOT / "manage.py", *words],
        cwd=ROOT, env=around or dict(os.environ), stdout=subprocess.PIPE, text=True, check=False,
    )  # fmt: skip
    print(done.stdout, end="")
    if done.returncode:
        raise Refused(f"the rows are back, but manage.py {words[0]} failed: mend that and run it again")
    return done.stdout


def _rights(target: Server) -> None:
    """Give the accounts of the site their rights again: a backup holds none."""
    done = subprocess.run(  # noqa: S603 - our own program
        [sys.executable, ROOT / "manage.py", "database_rights", "--sql"],
        cwd=ROOT, capture_output=True, text=True, check=False,
    )  # fmt: skip
    try:
        if done.returncode:
            raise Refused("manage.py database_rights --sql failed")
        with target.asked() as connection:
            connection.execute(done.stdout.encode())
        print("rights: given again")
    except Exception as error:  # roles are missing, or this account may not give rights: the rows are back
        print(f"rights: NOT given ({type(error).__name__}); see manage.py database_rights --sql")


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="deploy/restore", description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("file", type=Path, help="a backup: waypost-dump-...")
    parser.add_argument("--identity", type=Path, help="the private key that opens it")
    parser.add_argument(
        "--all", action="store_true", help="the keys are lost: let every sealed row go that has none"
    )
    return parser


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
