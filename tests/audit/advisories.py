"""Does anybody know of a hole in what is pinned? Asked in one of two ways:

- ADVISORIES=FOLDER: records in the OSV format (JSON or YAML, as the Python Packaging Advisory Database or an
  export of osv.dev for PyPI has them), downloaded before; nothing is asked of a network.
- otherwise `uv audit` asks osv.dev.

Whoever can't be asked has not answered: that is a failure. So is a folder that grew old, and an answer that
does not know the hole of `KNOWN`.

Usage: python -m tests.audit.advisories [--advisories FOLDER]
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Final

import yaml
from packaging.version import InvalidVersion, Version

from deploy.installing.components import Pin, normal, pins

ROOT: Final = Path(__file__).resolve().parents[2]
LOCKED: Final = tuple(sorted((ROOT / "requirements").glob("*.txt")))
FRESH_DAYS: Final = 30  # what was found since a folder was downloaded isn't in it
SECONDS: Final = 120
# CVE-2022-28346, SQL injection: whoever doesn't know of it knows nothing about what we use.
KNOWN: Final = Pin("django", "4.0.3", "", (), ())
ENDS: Final = {"fixed", "last_affected"}


class NotAsked(Exception):
    """Nobody could say whether a hole is known."""


@dataclass(frozen=True, slots=True)
class Hole:
    """One known vulnerability of one pinned package."""

    package: str
    version: str
    id: str
    says: str

    def __str__(self) -> str:
        return f"{self.package} {self.version}: {self.id} {self.says}".rstrip()


# --- a folder that was downloaded ---


def in_folder(folder: Path, wanted: Iterable[Pin], *, now: datetime) -> list[Hole]:
    """Return what the records of a folder know. Raises: NotAsked when they are none, old, or not of PyPI."""
    records = list(_records(folder))
    newest = max((_moment(record["modified"]) for record in records), default=None)
    if newest is None:
        raise NotAsked(f"{folder} holds no record in the OSV format")
    if now - newest > timedelta(days=FRESH_DAYS):
        raise NotAsked(f"the newest record of {folder} is of {newest.date()}: download it anew")
    if not _holes(records, [KNOWN]):
        raise NotAsked(f"{folder} does not know the hole of {KNOWN.name} {KNOWN.version}: is it PyPI's?")
    return _holes(records, wanted)


def _records(folder: Path) -> Iterator[dict[str, Any]]:
    for path in sorted(folder.rglob("*")):
        if path.suffix == ".json":
            record = json.loads(path.read_text(encoding="utf-8"))
        elif path.suffix in {".yaml", ".yml"}:
            record = yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)
        else:
            continue
        if isinstance(record, dict) and {"id", "modified"} <= set(record) and "withdrawn" not in record:
            yield record


def _moment(said: str | datetime) -> datetime:
    moment = datetime.fromisoformat(said) if isinstance(said, str) else said
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def _holes(records: list[dict[str, Any]], wanted: Iterable[Pin]) -> list[Hole]:
    by_name: dict[str, list[Pin]] = {}
    for pin in wanted:
        by_name.setdefault(pin.name, []).append(pin)
    return [
        Hole(pin.name, pin.version, record["id"], str(record.get("summary") or ""))
        for record in records
        for affected in record.get("affected", [])
        if affected.get("package", {}).get("ecosystem") == "PyPI"
        for pin in by_name.get(normal(affected["package"]["name"]), [])
        if concerns(affected, pin.version)
    ]


def concerns(affected: dict[str, Any], version: str) -> bool:
    """Return whether a version is one of those that a record speaks of.

    Source: the OSV schema, its section on evaluation.
    """
    if version in affected.get("versions", []):
        return True
    spans = [span["events"] for span in affected.get("ranges", []) if span.get("type") == "ECOSYSTEM"]
    if not spans and not affected.get("versions"):
        return True  # a record that names no version speaks of all, as those of malicious packages do
    return any(_within(events, Version(version)) for events in spans)


def _within(events: list[dict[str, str]], version: Version) -> bool:
    concerned = False
    try:
        at = sorted(((_ordered(v), kind in ENDS, kind) for event in events for kind, v in event.items()))
    except InvalidVersion:
        return True  # better concerned once too often
    for border, _, kind in at:
        if kind == "introduced" and version >= border:
            concerned = True
        elif kind in ENDS and (version > border if kind == "last_affected" else version >= border):
            concerned = False
    return concerned


def _ordered(said: str) -> Version:
    return Version("0.dev0" if said == "0" else said)  # "0" is before everything


# --- somebody outside ---


def asked(wanted: Iterable[Pin], *, service: str | None = None) -> list[Hole]:
    """Return what osv.dev knows. Raises: NotAsked when it can't be reached, or does not know `KNOWN`."""
    if not _uv_says([KNOWN], service):
        raise NotAsked(f"the answer does not know the hole of {KNOWN.name} {KNOWN.version}")
    return _uv_says(list(wanted), service)


def _uv_says(wanted: list[Pin], service: str | None) -> list[Hole]:
    command = [sys.executable, "-m", "uv", "audit", "--frozen", "--no-cache", "--no-config", "--no-progress"]
    options = ["--output-format", "json", "--preview-features", "audit-command,json-output"]
    where = ["--service-url", service] if service else []
    with tempfile.TemporaryDirectory(prefix="waypost-advisories-") as folder:
        _as_project(Path(folder), wanted)
        done = subprocess.run(
            [*command, *options, *where], cwd=folder, text=True, capture_output=True, timeout=SECONDS,
            env={**os.environ, "UV_PYTHON": sys.executable}, check=False,
        )  # fmt: skip
    try:
        said = json.loads(done.stdout)
    except json.JSONDecodeError:
        raise NotAsked((done.stderr or "uv said nothing").strip()) from None
    if said["summary"]["audited_packages"] != len(wanted):
        raise NotAsked(f"uv asked about {said['summary']['audited_packages']} of {len(wanted)} packages")
    return [
        Hole(found["dependency"]["name"], found["dependency"]["version"], found["id"], found["summary"] or "")
        for found in said["vulnerabilities"]
    ]


def _as_project(folder: Path, wanted: list[Pin]) -> None:
    """Write pins as a project with its lock: what uv audits. It names no registry, so that none is asked."""
    project = '[project]\nname = "pins"\nversion = "0"\nrequires-python = ">=3.11"\n'
    names = ", ".join(f'{{ name = "{pin.name}" }}' for pin in wanted)
    packages = [
        f'[[package]]\nname = "{pin.name}"\nversion = "{pin.version}"\nsource = {{ registry = "pins" }}\n'
        for pin in wanted
    ]
    ours = '[[package]]\nname = "pins"\nversion = "0"\nsource = { virtual = "." }\n'
    lock = "\n".join(
        ['version = 1\nrequires-python = ">=3.11"\n', f"{ours}dependencies = [{names}]\n", *packages]
    )
    listed = ", ".join(f'"{pin.name}"' for pin in wanted)
    (folder / "pyproject.toml").write_text(f"{project}dependencies = [{listed}]\n", encoding="utf-8")
    (folder / "uv.lock").write_text(lock, encoding="utf-8")


# --- what `make audit` asks for ---


def pinned() -> list[Pin]:
    """Return every package that any of our files pins, once."""
    found = {(pin.name, pin.version): pin for path in LOCKED for pin in pins(path)}
    return [found[key] for key in sorted(found)]


def main(arguments: list[str]) -> int:
    """Say what is known; end with 1 when anything is, or when nobody could be asked."""
    reader = argparse.ArgumentParser(prog="advisories")
    reader.add_argument("--advisories", type=Path, help="a folder with records in the OSV format")
    folder = reader.parse_args(arguments).advisories
    wanted = pinned()
    try:
        holes = in_folder(folder, wanted, now=datetime.now(UTC)) if folder else asked(wanted)
    except (NotAsked, subprocess.TimeoutExpired, OSError) as refusal:
        print(f"NOT ASKED, whether a hole is known in {len(wanted)} packages: {refusal}")
        print("Where osv.dev can't be reached: make audit ADVISORIES=FOLDER (docs/operations.md says how)")
        return 1
    for hole in holes:
        print(f"KNOWN: {hole}")
    print(f"{len(wanted)} packages asked about, {len(holes)} holes known")
    return 1 if holes else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
