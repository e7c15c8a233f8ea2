"""deploy/drill: put last night's backup into a server of its own, try it, and throw the server away.

    deploy/drill FOLDER_OR_FILE [--identity PRIVATE_KEY]

A backup that nobody ever put back is a hope. Where WAYPOST_KEYS_URL is set the keys are looked at, and only
looked at: the drill shows that what was destroyed since the backup cannot be opened from it.
"""

import argparse
import os
import sys
import tempfile
import time
from pathlib import Path
from typing import Final

from deploy.backups import copies, restoring, scratch
from deploy.backups.server import Refused, Server, told

READ_ONLY: Final = "-c default_transaction_read_only=on"
ADDRESSES: Final = frozenset({"DATABASE_URL", "WAYPOST_KEYS_URL", "WAYPOST_READ_URL"})
ROWS: Final = {
    "listings": "SELECT count(*) FROM directory_service",
    "accounts": "SELECT count(*) FROM staff_user",
    "entries of the record": "SELECT count(*) FROM staff_auditentry",
}


def main(words: list[str]) -> int:
    """Do what was asked, and return how it ended."""
    asked = _parser().parse_args(words)
    os.umask(0o077)
    restoring.end_in_order()
    begun = time.monotonic()
    try:
        drill(_newest(asked.backup), asked.identity, inside=asked.inside)
    except (Refused, OSError) as refusal:
        print(f"The drill FAILED after {minutes(begun)} minutes: {refusal}", file=sys.stderr)
        return 1
    copies.note("drill", {})
    print(f"The drill went well, in {minutes(begun)} minutes. The scratch server is gone.")
    return 0


def drill(file: Path, identity: Path | None, *, inside: Path | None) -> None:
    """Restore a backup beside everything else, and try what people need of it. Raises: Refused."""
    known = copies.checked(file)
    print(f"{file.name}, of {known.get('at', 'an unknown moment')}")
    major = int(str(known.get("server", "15")).split(".")[0].split()[0])
    with (
        scratch.server(major=major, inside=inside) as server,
        tempfile.TemporaryDirectory(prefix="waypost-drill-") as folder,
    ):
        restoring.fill(server, file, identity)
        for name, statement in ROWS.items():
            print(f"{name}: {_some(server, name, statement)}")
        _same_head(server, known)
        around = environment(server, Path(folder))
        without = [] if told("WAYPOST_KEYS_URL") else ["--without-keys"]
        restoring.manage("after_restore", "--migrate", "--look", *without, around=around)


def environment(server: Server, folder: Path) -> dict[str, str]:
    """Return the settings of commands that work on the scratch server, and read the keys at most."""
    keys = told("WAYPOST_KEYS_URL")
    if keys.startswith(("postgres://", "postgresql://")):
        keys = Server(keys).elsewhere(options=READ_ONLY).url
    own = {name: value for name, value in os.environ.items() if name.removesuffix("_FILE") not in ADDRESSES}
    return {
        **own,
        "DATABASE_URL": server.url,
        "WAYPOST_KEYS_URL": keys or f"sqlite:///{folder}/no-keys.sqlite3",
        "WAYPOST_DATA_DIR": str(folder),
        "WAYPOST_DOORS": "desk",
    }


def _some(server: Server, name: str, statement: str) -> int:
    found = int(server.one(statement))
    if not found:
        raise Refused(f"there are no {name} in this backup")
    return found


def _same_head(server: Server, known: dict[str, object]) -> None:
    """See that the record reaches at least as far as was written down beside the backup. Raises: Refused."""
    if not known.get("head"):
        return
    number, digest = known["head"]  # type: ignore[misc]
    if number and server.one("SELECT digest FROM staff_auditentry WHERE number = %s", number) != digest:
        raise Refused("the record in the backup is not the one that was written down beside it")


def _newest(backup: Path) -> Path:
    if not backup.is_dir():
        return backup
    found = copies.every(backup, "dump")
    if not found:
        raise Refused("there is no backup in this folder")
    return found[-1].path


def minutes(begun: float) -> str:
    """Return how long it is since a moment of the monotonic clock."""
    return f"{(time.monotonic() - begun) / 60:.1f}"


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="deploy/drill", description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("backup", type=Path, help="a backup, or the folder of which to take the newest")
    parser.add_argument("--identity", type=Path, help="the private key that opens it")
    parser.add_argument("--inside", type=Path, help="a folder on a disk with room enough")
    return parser


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
