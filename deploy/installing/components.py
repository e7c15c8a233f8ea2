"""What production installs, as a list that other programs read (a software bill of materials).

CycloneDX, made from requirements/base.txt and nothing else: no network, the same file for the same pins. What
Debian brings (Python, nginx, PostgreSQL) stands in Debian's own list, not here.

Usage: python -m deploy.installing.components FILE
"""

import json
import re
import sys
import tomllib
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

ROOT: Final = Path(__file__).resolve().parents[2]
FILE: Final = "sbom.cdx.json"
SPECIFICATION: Final = "1.6"
US: Final = "waypost"
CHOSEN: Final = "-r "  # pip's word for a file that names a package because we want it
NAME: Final = re.compile(
    r"(?P<name>[A-Za-z0-9][A-Za-z0-9._-]*)(?:\[[^\]]*\])?==(?P<version>[^\s;\\]+)"
    r"(?:\s*;\s*(?P<where>[^\\]*?))?\s*(?:\\|$)"
)
HASH: Final = re.compile(r"--hash=sha256:([0-9a-f]{64})(?=\s|\\|$)")
BECAUSE: Final = re.compile(r"^ +#(?: via)? +(\S.*)$")


class NotPinned(Exception):
    """A line of a file of requirements is no version with its hashes."""


@dataclass(frozen=True, slots=True)
class Pin:
    """One package as it is installed."""

    name: str
    version: str
    where: str  # on which machines, in pip's words; empty for everywhere
    hashes: tuple[str, ...]  # sha256 of every file of this version; pip installs one of them
    because: tuple[str, ...]  # which packages need it, and files of ours that name it

    @property
    def purl(self) -> str:
        """Return the name that programs know it by.

        Source: the purl specification, type pypi.
        """
        return f"pkg:pypi/{self.name}@{self.version}"


def pins(path: Path) -> tuple[Pin, ...]:
    """Return what a file written by `make lock` pins. Raises: NotPinned for anything else in it."""
    return tuple(_pin(block) for block in _blocks(path.read_text(encoding="utf-8")))


def _blocks(text: str) -> Iterator[str]:
    lines = "\n".join(line for line in text.splitlines() if not line.startswith("#"))
    return (block for block in re.split(r"\n(?=\S)", lines) if block.strip())


def _pin(block: str) -> Pin:
    first = block.splitlines()[0]
    named, hashes = NAME.match(first), tuple(HASH.findall(block))
    if not named:
        raise NotPinned(f"{first!r} pins no version: write the file with `make lock`")
    if not hashes:
        raise NotPinned(f"{named['name']} has no hash: write the file with `make lock`")
    because = (BECAUSE.match(line) for line in block.splitlines())
    return Pin(
        name=normal(named["name"]),
        version=named["version"],
        where=named["where"] or "",
        hashes=tuple(sorted(hashes)),
        because=tuple(found[1] for found in because if found),
    )


def normal(name: str) -> str:
    """Return a package's name as registries compare it. Source: PEP 503."""
    return re.sub(r"[-_.]+", "-", name).lower()


def listed(installed: tuple[Pin, ...], *, version: str) -> dict[str, Any]:
    """Return the list for one version of ours."""
    components = [_component(pin) for pin in installed]
    names = json.dumps([version, components], sort_keys=True)
    return {
        "bomFormat": "CycloneDX",
        "specVersion": SPECIFICATION,
        "serialNumber": f"urn:uuid:{uuid.uuid5(uuid.NAMESPACE_OID, names)}",
        "version": 1,
        "metadata": {"component": _ourselves(version)},
        "components": components,
        "dependencies": [_chosen(installed), *(_needed(pin, installed) for pin in installed)],
    }


def _ourselves(version: str) -> dict[str, Any]:
    return {
        "type": "application",
        "bom-ref": US,
        "name": US,
        "version": version,
        "licenses": [{"license": {"id": "AGPL-3.0-or-later"}}],
    }


def _component(pin: Pin) -> dict[str, Any]:
    said = {"name": pin.name, "version": pin.version, "purl": pin.purl, "scope": "required"}
    hashes = [{"alg": "SHA-256", "content": digest} for digest in pin.hashes]
    where = [{"name": "waypost:installed-where", "value": pin.where}] if pin.where else []
    return {"type": "library", "bom-ref": pin.purl, **said, "hashes": hashes, "properties": where}


def _chosen(installed: tuple[Pin, ...]) -> dict[str, Any]:
    ours = [pin.purl for pin in installed if any(reason.startswith(CHOSEN) for reason in pin.because)]
    return {"ref": US, "dependsOn": ours}


def _needed(by: Pin, installed: tuple[Pin, ...]) -> dict[str, Any]:
    asked = [pin.purl for pin in installed if by.name in map(normal, pin.because)]
    return {"ref": by.purl, "dependsOn": asked}


def write(tree: Path, target: Path) -> int:
    """Write the list of what a tree installs; return how many packages. The same pins give the same bytes."""
    installed = pins(tree / "requirements" / "base.txt")
    ours = tomllib.loads((tree / "pyproject.toml").read_text(encoding="utf-8"))["project"]["version"]
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_text(json.dumps(listed(installed, version=ours), indent=1) + "\n", encoding="utf-8")
    return len(installed)


if __name__ == "__main__":
    print(f"{write(ROOT, Path(sys.argv[1]))} packages, each with its hashes: {sys.argv[1]}", flush=True)
