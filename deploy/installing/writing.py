"""Files, folders and secrets on this machine: each is made once, and a second run changes nothing."""

import contextlib
import json
import os
import secrets
import shutil
from pathlib import Path
from typing import Final

from deploy.installing import databases, environment, units, web
from deploy.installing.layout import DESK, PUBLIC, ROLES, Installation, written
from deploy.installing.rendering import File

SECRETS: Final = ("secret_key", "seal_key", "watch_secret_key", "watch_seal_key")
SECRET_BYTES: Final = 48  # 64 characters


def write(file: File) -> bool:
    """See that a file is as described; return whether anything changed. It is never there half."""
    before = file.path.read_text(encoding="utf-8") if file.path.exists() else None
    if before == file.text and not _owned_otherwise(file):
        return False
    file.path.parent.mkdir(parents=True, exist_ok=True)
    new = file.path.with_name(f".{file.path.name}.new")
    new.unlink(missing_ok=True)
    with os.fdopen(
        os.open(new, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8"
    ) as open_file:
        open_file.write(file.text)
    own(new, file.owner)
    new.chmod(file.mode)
    new.replace(file.path)
    return True


def _owned_otherwise(file: File) -> bool:
    now = file.path.stat()
    if now.st_mode & 0o777 != file.mode:
        return True
    return not os.geteuid() and file.path.owner() != file.owner


def own(path: Path, owner: str, group: str | None = None) -> None:
    """Give a path to an account, where this is root."""
    if not os.geteuid():
        shutil.chown(path, owner, group or owner)


def folder(path: Path, owner: str, group: str, mode: int) -> bool:
    """See that a folder is there, whose it is, and who may enter; return whether anything changed."""
    made = not path.is_dir()
    path.mkdir(parents=True, exist_ok=True)
    with contextlib.suppress(KeyError):
        if (path.owner(), path.group(), path.stat().st_mode & 0o7777) == (owner, group, mode):
            return made
    own(path, owner, group)
    path.chmod(mode)
    return True


def wanted(site: Installation) -> list[tuple[Path, str, str, int]]:
    """Return every folder of the installation: path, owner, group, mode."""
    who = site.accounts
    notes = "waypost-notes" if who.owner == Installation(host="example.org").accounts.owner else who.owner
    return [
        (site.settings, "root", "root", 0o755),
        (site.settings / "tls", "root", "root", 0o755),
        (site.state, who.owner, who.owner, 0o755),
        (site.state / "static", who.owner, who.owner, 0o755),
        (site.mirror, who.desk, who.desk, 0o755),  # as whom its timer writes
        (
            site.state / "work",
            who.desk,
            who.desk,
            0o2770,
        ),  # imports on their way; `var` of each version leads here
        (site.state / "acme", "root", "root", 0o755),
        (site.data_of(PUBLIC), who.public, who.public, 0o750),
        (site.data_of(DESK), who.desk, who.desk, 0o750),
        (site.clusters, who.postgres, who.postgres, 0o700),
        (site.backups, who.postgres, who.postgres, 0o700),
        *((site.backups / kind, who.postgres, who.postgres, 0o700) for kind in ("base", "wal", "dumps")),
        (site.notes, "root", notes, 0o2770),
        *((path, owner, group, int(mode, 8)) for path, owner, group, mode in units.folders(site)),
    ]


def folders(site: Installation) -> list[Path]:
    """See that every folder of the installation is there; return those that changed."""
    changed = [path for path, owner, group, mode in wanted(site) if folder(path, *_here(owner, group), mode)]
    for door in (PUBLIC, DESK):  # where the site looks for its files, though nginx is who hands them out
        link = site.data_of(door) / "static"
        if not link.is_symlink():
            link.symlink_to(site.state / "static")
            changed.append(link)
    return changed


def _here(owner: str, group: str) -> tuple[str, str]:
    """Return an owner that exists where this is not root: nobody else's can be given away."""
    if not os.geteuid():
        return owner, group
    here = Path("/proc/self")
    return here.owner(), here.group()


def kept_secrets(site: Installation) -> dict[str, str]:
    """Return the secrets of this installation, made at the first time and never again."""
    path = site.settings / "secrets.json"
    known: dict[str, str] = json.loads(path.read_text(encoding="ascii")) if path.exists() else {}
    for name in (*SECRETS, *ROLES):
        known.setdefault(name, secrets.token_urlsafe(SECRET_BYTES if name in SECRETS else 24))
    write(File(path, json.dumps(known, indent=2, sort_keys=True) + "\n", mode=0o600))
    return known


def own_settings(site: Installation) -> dict[str, str]:
    """Return what the organisation itself wrote into settings.env, and close that file to others: it may
    hold the password of the mail.
    """
    path = site.settings / "settings.env"
    if not path.exists():
        return {}
    with contextlib.suppress(PermissionError):  # not ours to close; `check` names it
        path.chmod(environment.ONLY_ROOT)
    return environment.parsed(path.read_text(encoding="utf-8"))


def rendered(site: Installation, known: dict[str, str], *, unit_folder: Path) -> list[File]:
    """Return every file that follows from the description."""
    made = [
        *databases.files(site, known),
        *web.files(site),
        *environment.files(site, known, own_settings(site)),
        *units.files(site, folder=unit_folder),
        File(site.settings / "layout.json", written(site)),
    ]
    return [*made, databases.replication_password_file(site, known)] if site.replica else made
