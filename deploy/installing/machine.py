"""What has to be true of the machine: Debian's packages, accounts, and who starts the parts."""

import os
import pwd
import shutil
import subprocess
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from deploy.installing.clusters import Failed
from deploy.installing.layout import Installation
from deploy.installing.rendering import File
from deploy.installing.starting import Parts
from deploy.installing.writing import write

PACKAGES: Final = ("nginx", "pgbouncer", "postgresql-15", "openssl", "python3-venv", "ca-certificates")
PROVES: Final = {"nginx": "/usr/sbin/nginx", "pgbouncer": "/usr/sbin/pgbouncer",
                 "openssl": "/usr/bin/openssl",
                 "postgresql-15": "/usr/lib/postgresql/15/bin/postgres", "tor": "/usr/sbin/tor",
                 "ca-certificates": "/etc/ssl/certs/ca-certificates.crt"}  # fmt: skip
DEBIANS_OWN: Final = ("nginx.service", "pgbouncer.service", "postgresql.service")
NOBODY_STARTS: Final = Path("/usr/sbin/policy-rc.d")
NOTES_GROUP: Final = "waypost-notes"


def fits() -> None:
    """Refuse a machine that this was not made for. Raises: Failed."""
    if os.geteuid():
        raise Failed("run this as root: it installs packages and makes accounts")
    about = Path("/etc/os-release").read_text(encoding="utf-8")
    if "VERSION_CODENAME=bookworm" not in about:
        raise Failed("this is not Debian 12: the packages that are taken for granted are Debian 12's")


def packages(site: Installation) -> list[str]:
    """See that Debian's packages are there; return those that were installed now. None of them starts
    anything.
    """
    wanted = [*PACKAGES, *(["tor"] if site.onion else [])]
    lacking = [name for name in wanted if not _installed(name)]
    if not lacking:
        return []
    write(File(Path("/etc/postgresql-common/createcluster.conf"), "create_main_cluster = false\n"))
    stranger = NOBODY_STARTS.exists()
    if not stranger:
        write(File(NOBODY_STARTS, "#!/bin/sh\nexit 101\n", mode=0o755))
    try:
        apt("update", "-qq")
        apt(
            "install",
            "-qq",
            "--yes",
            "--no-install-recommends",
            "-o",
            "Dpkg::Options::=--force-confold",
            *lacking,
        )
    finally:
        if not stranger:
            NOBODY_STARTS.unlink()
    return lacking


def _installed(package: str) -> bool:
    if package == "python3-venv":
        return (
            subprocess.run(
                ["python3", "-c", "import ensurepip, venv"], capture_output=True, check=False
            ).returncode
            == 0
        )
    return Path(PROVES[package]).exists()


def apt(*words: str) -> None:
    """Run apt-get. Raises: Failed."""
    done = subprocess.run(
        ["apt-get", *words], capture_output=True, text=True, check=False,
        env={**os.environ, "DEBIAN_FRONTEND": "noninteractive"},
    )  # fmt: skip
    if done.returncode:
        raise Failed(f"apt-get {words[0]} failed: {done.stderr.strip()[-500:]}")


def accounts(site: Installation) -> list[str]:
    """See that each part has an account that can sign in nowhere; return those that were made now."""
    who, made = site.accounts, []
    for name in (who.desk, who.public, who.owner, who.watch):
        if not _known(name):
            _run("useradd", "--system", "--user-group", "--no-create-home", "--home-dir", "/nonexistent",
                 "--shell", "/usr/sbin/nologin", name)  # fmt: skip
            made.append(name)
    _run("groupadd", "--system", "--force", NOTES_GROUP)
    for name in (who.owner, who.postgres, who.watch, who.desk):
        _belongs(name, NOTES_GROUP)
    _belongs(who.owner, who.desk)  # what the timers leave in the work folder, the desk reads
    return made


def _known(name: str) -> bool:
    try:
        pwd.getpwnam(name)
    except KeyError:
        return False
    return True


def _belongs(name: str, group: str) -> None:
    groups = subprocess.run(["id", "-nG", name], capture_output=True, text=True, check=True).stdout.split()
    if group not in groups:
        _run("usermod", "--append", "--groups", group, name)


def _run(*words: str) -> str:
    done = subprocess.run(words, capture_output=True, text=True, check=False)
    if done.returncode:
        raise Failed(f"{words[0]} failed: {done.stderr.strip()[-500:]}")
    return done.stdout


def certificate(site: Installation) -> str:
    """See that nginx has a certificate; return what was done, in words, or nothing.

    One that the machine signed itself keeps nginx running until a real one takes its place.
    """
    if site.certificate.exists() and site.certificate_key.exists():
        return ""
    site.certificate.parent.mkdir(parents=True, exist_ok=True)
    names = ",".join(f"DNS:{name}" for name in site.names)
    _run(
        "openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1",
        "-nodes", "-days", "90",
        "-subj", f"/CN={site.host}", "-addext", f"subjectAltName={names}",
        "-keyout", str(site.certificate_key), "-out", str(site.certificate),
    )  # fmt: skip
    site.certificate_key.chmod(0o600)
    return "a certificate that this machine signed itself: browsers warn of it, see deploy/README.md"


class Systemd:
    """The parts as units of systemd."""

    def start(self, name: str) -> None:
        """Start a unit. Raises: Failed."""
        _run("systemctl", "start", name)

    def restart(self, name: str) -> None:
        """Start a unit anew. Raises: Failed."""
        _run("systemctl", "restart", name)

    def reload(self, name: str) -> None:
        """Have a unit read its files anew. Raises: Failed."""
        _run("systemctl", "reload-or-restart", name)

    def stop(self, name: str) -> None:
        """End a unit. Raises: Failed."""
        _run("systemctl", "stop", name)

    def runs(self, name: str) -> int:
        """Return the id of the unit's process, or 0."""
        told = _run("systemctl", "show", "--property=MainPID", "--value", name).strip()
        return int(told or 0)

    def said(self, name: str) -> str:
        """Return the end of what a unit wrote."""
        return _run("journalctl", "--no-pager", "--lines=20", "--unit", name)

    def enable(self, names: Sequence[str]) -> None:
        """See that units start with the machine. Raises: Failed."""
        _run("systemctl", "daemon-reload")
        for name in DEBIANS_OWN:
            subprocess.run(
                ["systemctl", "disable", "--quiet", "--now", name], capture_output=True, check=False
            )
        _run("systemctl", "enable", "--quiet", *names)

    def bar(self, name: str) -> None:
        """See that a unit cannot start any more, by hand or with the machine. Raises: Failed."""
        _run("systemctl", "mask", "--quiet", name)

    def enabled(self, name: str) -> bool:
        """Return whether a unit starts with the machine."""
        done = subprocess.run(["systemctl", "is-enabled", "--quiet", name], capture_output=True, check=False)
        return done.returncode == 0


def has_systemd() -> bool:
    """Return whether systemd runs this machine."""
    return Path("/run/systemd/system").is_dir() and bool(shutil.which("systemctl"))


def starter(site: Installation, *, without_systemd: bool) -> "Systemd | Parts":
    """Return who starts the parts here. Raises: Failed when that was not said clearly."""
    if without_systemd:
        return Parts(site, Path("/etc/systemd/system"))
    if not has_systemd():
        raise Failed(
            "systemd does not run this machine: say --without-systemd, and start the timers yourself"
        )
    return Systemd()
