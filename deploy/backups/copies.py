"""Files of backups: what they are called, what stands beside them, and how long they stay."""

import datetime as dt
import hashlib
import json
import os
import re
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from deploy.backups.server import Refused

NAMED: Final = re.compile(r"waypost-(dump|base)-(\d{8}T\d{6}Z)\.(?:pgdump|tar\.gz)(?:\.age|\.gpg)?")
WRITTEN: Final = "%Y%m%dT%H%M%SZ"
BESIDE: Final = ".json"
UNFINISHED: Final = ".part"
A_PIECE: Final = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Copy:
    """One backup on disk."""

    path: Path
    kind: str
    at: dt.datetime


def every(folder: Path, kind: str) -> list[Copy]:
    """Return the finished backups of a kind in a folder, oldest first."""
    named = ((path, NAMED.fullmatch(path.name)) for path in folder.iterdir())
    found = [Copy(path, match[1], _moment(match[2])) for path, match in named if match and match[1] == kind]
    return sorted(found, key=lambda one: one.at)


def name(kind: str, *, at: dt.datetime, ending: str) -> str:
    """Return what a backup of this moment is called."""
    return f"waypost-{kind}-{at:{WRITTEN}}.{'pgdump' if kind == 'dump' else 'tar.gz'}{ending}"


def finish(part: Path, target: Path, told: dict[str, Any]) -> None:
    """Give a whole file its name, with what is known of it beside it."""
    beside = target.with_name(target.name + BESIDE)
    beside.write_text(json.dumps({**told, "sha256": digest(part)}, indent=1, sort_keys=True) + "\n")
    part.replace(target)


def checked(path: Path) -> dict[str, Any]:
    """Return what stands beside a backup, if it is the one that it speaks of. Raises: Refused."""
    beside = path.with_name(path.name + BESIDE)
    if not path.is_file():
        raise Refused("there is no such file")
    if not beside.exists():
        return {}
    told: dict[str, Any] = json.loads(beside.read_text())
    if told.get("sha256") != digest(path):
        raise Refused(
            "the file is damaged, or another one than the one that was written: take another night's"
        )
    return told


def digest(path: Path) -> str:
    """Return the SHA-256 of a file, in hexadecimal."""
    found = hashlib.sha256()
    with path.open("rb") as file:
        while piece := file.read(A_PIECE):
            found.update(piece)
    return found.hexdigest()


def rotate(folder: Path, kind: str, *, days: int, now: dt.datetime) -> Iterator[Path]:
    """Remove backups that are older than so many days, but never the newest; yield what went."""
    for one in every(folder, kind)[:-1]:
        if one.at < now - dt.timedelta(days=days):
            one.path.with_name(one.path.name + BESIDE).unlink(missing_ok=True)
            one.path.unlink(missing_ok=True)
            yield one.path
    for left in folder.glob(f"*{UNFINISHED}"):
        if left.stat().st_mtime < time.time() - 24 * 3600:
            left.unlink(missing_ok=True)
            yield left


def drop_log(folder: Path, *, older_than: dt.datetime) -> int:
    """Remove archived log that is older than the oldest files it could be played onto; return how many."""
    gone = [one for one in folder.iterdir() if one.stat().st_mtime < older_than.timestamp()]
    for one in gone:
        one.unlink()
    return len(gone)


def note(kind: str, numbers: dict[str, float]) -> None:
    """Leave word for whoever watches, where the site's own commands do (safety/health_notes.py)."""
    folder = os.environ.get("WAYPOST_NOTES_DIR")
    if not folder:
        return
    place = Path(folder) / f"{kind}.json"
    part = place.with_name(f".{place.name}.{os.getpid()}")
    part.write_text(json.dumps({"at": time.time(), **numbers}) + "\n")
    os.chmod(part, 0o640)
    part.replace(place)


def _moment(text: str) -> dt.datetime:
    return dt.datetime.strptime(text, WRITTEN).replace(tzinfo=dt.UTC)
