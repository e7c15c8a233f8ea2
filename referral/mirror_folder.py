"""The folder of a mirror: whose it is, what stands in it, how it changes without being broken. (pure)

`manifest.json` names every file with its SHA-256 and the day it was made; `SHA256SUMS` says the same to a
common tool. A file is written beside its place and moved there whole. Before the first change the manifest
is marked as not complete, and it is complete again when everything else is: a run that was killed leaves
whole pages, some of them older, and a folder that the next run knows for its own.
"""

import fcntl
import hashlib
import json
import os
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

MANIFEST: Final = "manifest.json"
SUMS: Final = "SHA256SUMS"
KIND: Final = "waypost-mirror-1"
PART: Final = ".part-"  # what a killed run leaves of a file that was not whole yet
OURS: Final = re.compile(r"(?:index\.html|x/\d+\.(?:css|js)|[a-z-]+/(?:index|(?:\d+/)?\d+(?:-\d+)?)\.html)\Z")


class NotOurs(Exception):
    """The folder holds something that no mirror wrote; nothing was changed."""

    says = "The folder holds files that no mirror wrote. Give an empty folder, or one that a mirror made."


class Busy(Exception):
    """Another run works on the folder; nothing was changed."""

    says = "Another run works on this folder at this moment. Nothing was changed."


@dataclass(frozen=True, slots=True)
class Entry:
    """One file: its digest, and the day it was made (ISO)."""

    sha256: str
    made: str


@dataclass(slots=True)
class Report:
    """What a run did to the folder."""

    written: int = 0
    removed: int = 0
    kept: int = 0
    size: int = 0  # bytes of all files that stand there now
    largest: int = 0

    def told(self) -> str:
        """Return one line on what a run did."""
        return (
            f"{self.written + self.kept} files, {self.size / 1e6:.1f} MB, largest {self.largest:,} bytes: "
            f"{self.written} written, {self.removed} removed, {self.kept} as they were"
        )


@dataclass(slots=True)
class Folder:
    """A folder that a mirror may write to. Made by `opened`."""

    path: Path
    about: Mapping[str, Any]
    before: Mapping[str, Entry]
    after: dict[str, Entry] = field(default_factory=dict)
    report: Report = field(default_factory=Report)
    changing: bool = False

    def put(self, name: str, text: str | bytes, *, made: str) -> None:
        """Have this file stand there, written only if it differs from what does."""
        data = text.encode() if isinstance(text, str) else text
        entry = Entry(hashlib.sha256(data).hexdigest(), made)
        if self.stands(name, entry):
            self.report.kept += 1
        else:
            self._change()
            _write(self.path / name, data)
            self.report.written += 1
        self.after[name] = entry
        self.report.size += len(data)
        self.report.largest = max(self.report.largest, len(data))

    def stands(self, name: str, entry: Entry) -> bool:
        """Return whether the file is on the disk as the entry says, byte for byte."""
        return self.before.get(name) == entry and _digest(self.path / name) == entry.sha256

    def finish(self, about: Mapping[str, Any]) -> None:
        """Remove what is not there any more, and say that everything is complete."""
        for name in sorted(_present(self.path) - self.after.keys() - {MANIFEST, SUMS}):
            self._change()
            (self.path / name).unlink()
            self.report.removed += 1
        for folder in sorted((one for one in self.path.rglob("*") if one.is_dir()), reverse=True):
            if not any(folder.iterdir()):
                folder.rmdir()
        whole = _manifest(about, self.after, complete=True)
        sums = "".join(f"{self.after[name].sha256}  {name}\n" for name in sorted(self.after))
        for name, text in ((SUMS, sums), (MANIFEST, whole)):
            if _digest(self.path / name) != hashlib.sha256(text.encode()).hexdigest():
                _write(self.path / name, text.encode(), durable=True)

    def _change(self) -> None:
        if not self.changing:
            self.changing = True
            text = _manifest(self.about, self.before, complete=False)
            _write(self.path / MANIFEST, text.encode(), durable=True)


@contextmanager
def opened(path: Path) -> Iterator[Folder]:
    """Give the folder to one run at a time. Raises: NotOurs, Busy."""
    _make(path)
    handle = os.open(path, os.O_RDONLY)
    try:
        _lock(handle)
        about, entries, _complete = _read(path)
        _refuse_what_is_not_ours(path)
        for left in path.rglob(f"{PART}*"):
            left.unlink()
        yield Folder(path=path, about=about, before=entries)
    finally:
        os.close(handle)


def about(path: Path) -> Mapping[str, Any]:
    """Return what the manifest says of the whole mirror; nothing where it is missing or not complete."""
    said, _entries, complete = _read(path)
    return said if complete else {}


def checked(path: Path) -> list[str]:
    """Return what is wrong with a mirror, file by file: empty when all stands as the manifest says."""
    if not (path / MANIFEST).exists():
        return [f"{MANIFEST}: missing"]
    _said, entries, complete = _read(path)
    wrong = [] if complete else [f"{MANIFEST}: the last run did not come to its end"]
    for name in sorted(entries):
        digest = _digest(path / name)
        if digest != entries[name].sha256:
            wrong.append(f"{name}: {'missing' if digest is None else 'not as it was written'}")
    strange = _present(path) - entries.keys() - {MANIFEST, SUMS}
    return wrong + [f"{name}: not of this mirror" for name in sorted(strange)]


def _lock(handle: int) -> None:
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        raise Busy from None


def _read(path: Path) -> tuple[Mapping[str, Any], dict[str, Entry], bool]:
    try:
        found = json.loads((path / MANIFEST).read_text(encoding="utf-8"))
    except FileNotFoundError:
        return {}, {}, False
    except ValueError:
        raise NotOurs from None
    if not isinstance(found, dict) or found.get("kind") != KIND:
        raise NotOurs
    entries = {name: Entry(one["sha256"], one["made"]) for name, one in found["files"].items()}
    return found["about"], entries, found["complete"]


def _refuse_what_is_not_ours(path: Path) -> None:
    """A name of ours is no proof without the manifest beside it; a link could lead anywhere."""
    present = _present(path)
    ours = {name for name in present if name.rpartition("/")[2].startswith(PART)}
    if present - ours and MANIFEST not in present:
        raise NotOurs
    if any(one.is_symlink() for one in path.rglob("*")):
        raise NotOurs
    if not all(OURS.match(name) for name in present - ours - {MANIFEST, SUMS}):
        raise NotOurs


def _present(path: Path) -> set[str]:
    return {
        one.relative_to(path).as_posix() for one in path.rglob("*") if one.is_symlink() or not one.is_dir()
    }


def _digest(path: Path) -> str | None:
    try:
        return hashlib.sha256(path.read_bytes()).hexdigest()
    except OSError:
        return None


def _manifest(about: Mapping[str, Any], entries: Mapping[str, Entry], *, complete: bool) -> str:
    files = {name: {"sha256": entries[name].sha256, "made": entries[name].made} for name in sorted(entries)}
    said = {"kind": KIND, "complete": complete, "about": about, "files": files}
    return json.dumps(said, indent=1, ensure_ascii=False) + "\n"


def _write(path: Path, data: bytes, *, durable: bool = False) -> None:
    """Move a whole file to its place. `durable`: it is on the disk before anything that comes after."""
    _make(path.parent)
    part = path.with_name(f"{PART}{path.name}")
    with part.open("wb") as file:
        file.write(data)
        if durable:
            file.flush()
            os.fsync(file.fileno())
    with suppress(OSError):  # a memory stick knows no rights
        part.chmod(0o644)
    part.replace(path)


def _make(folder: Path) -> None:
    if not folder.exists():
        folder.mkdir(parents=True)
        with suppress(OSError):
            folder.chmod(0o755)
