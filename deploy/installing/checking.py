"""What has to be true of a running installation, each asked of the installation itself."""

import re
import socket
import ssl
import stat
from collections.abc import Callable, Iterator, Mapping
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from pathlib import Path
from typing import Any, Final

from deploy.installing import clusters, filling, releases, units
from deploy.installing.layout import DATABASE, MAIN, Installation
from deploy.installing.rendering import TEMPLATES

# What the public door must never read, whatever else changes (S5, S7).
FORBIDDEN: Final = ("referral_case", "referral_note", "staff_user", "directory_shelter", "staff_auditentry")
A_HEADER: Final = re.compile(r'^add_header (\S+) "(.+)" always;$', re.MULTILINE)
Check = tuple[str, Callable[[], list[str]]]


def checks(site: Installation, secrets: Mapping[str, str], parts: Any) -> Iterator[Check]:
    """Yield each check: what is claimed, and a function that returns what speaks against it."""
    yield "every part runs", lambda: [name for name in units.daemons(site) if not parts.runs(name)]
    yield "every worker answers by itself", lambda: _workers(site)
    yield "https answers, with every header", lambda: _page(site)
    yield "http leads to https", lambda: _plain(site)
    yield "files come compressed, with every header", lambda: _file(site)
    yield "the desk answers and asks who is there", lambda: _desk(site)
    yield "the database users may do what was declared, and no more", lambda: filling.rights_are_right(site)
    yield "the public door can read no case, account, record or shelter", lambda: _public_reads(site, secrets)
    yield "the keys are archived nowhere", lambda: clusters.archives_keys(site)
    if site.replica:
        yield "the replica follows", lambda: [] if clusters.streams(site) else ["it does not"]
    yield "secrets are for root alone", lambda: secrets_that_are_open(site)
    yield "Django finds nothing wrong with either door", lambda: _django(site)
    yield "whoever watches is told that the site is ready", lambda: _ready(site)
    if hasattr(parts, "enabled"):
        yield "every timer is set", lambda: [name for name in timer_names() if not parts.enabled(name)]


def timer_names() -> list[str]:
    """Return the names of the timers."""
    return [path.name for path in units.timers() if path.suffix == ".timer"]


def expected_headers() -> dict[str, str]:
    """Return the headers that every public answer has to carry."""
    text = (TEMPLATES / "nginx" / "headers.conf").read_text(encoding="utf-8")
    return {name.lower(): value for name, value in A_HEADER.findall(text)}


def _ask(
    site: Installation, path: str, *, host: str = "", headers: Mapping[str, str] | None = None
) -> tuple[int, dict[str, str], bytes]:
    connection = _Here(host or site.host, site.ports.https)
    try:
        connection.request("GET", path, headers={"Accept-Encoding": "identity", **(headers or {})})
        answer = connection.getresponse()
        return answer.status, {name.lower(): value for name, value in answer.getheaders()}, answer.read()
    finally:
        connection.close()


class _Here(HTTPSConnection):
    """To this machine, under the site's name, whatever the name leads to elsewhere and whoever signed."""

    def __init__(self, host: str, port: int) -> None:
        context = ssl.create_default_context()
        context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
        super().__init__(host, port, timeout=20, context=context)
        self.trusting = context

    def connect(self) -> None:
        """Connect."""
        plain = socket.create_connection(("127.0.0.1", self.port), self.timeout)
        self.sock = self.trusting.wrap_socket(plain, server_hostname=self.host)


def lacking(found: Mapping[str, str]) -> list[str]:
    """Return what is wrong with the headers of a public answer: what is missing, and what would be a mark."""
    wrong = [
        f"{name} is missing or different"
        for name, value in expected_headers().items()
        if found.get(name) != value
    ]
    wrong += [
        f"{name} is sent" for name in ("set-cookie", "etag", "last-modified", "x-powered-by") if name in found
    ]
    return wrong + (["the server tells its version"] if re.search(r"\d", found.get("server", "")) else [])


def _page(site: Installation) -> list[str]:
    try:
        status, headers, _ = _ask(site, "/")
    except (OSError, HTTPException) as error:
        return [f"no answer ({type(error).__name__})"]
    return [*([f"status {status}"] if status != 200 else []), *lacking(headers)]


def _file(site: Installation) -> list[str]:
    status, headers, _ = _ask(site, "/static/safety/site.css", headers={"Accept-Encoding": "gzip"})
    wrong = [] if status == 200 else [f"status {status}"]
    return [
        *wrong,
        *([] if headers.get("content-encoding") == "gzip" else ["not compressed"]),
        *lacking(headers),
    ]


def _desk(site: Installation) -> list[str]:
    status, headers, _ = _ask(site, "/desk/", host=site.desk_name)
    leads = headers.get("location", "")
    return [] if status == 302 and "/desk/" in leads else [f"status {status}"]


def _ready(site: Installation) -> list[str]:
    connection = HTTPConnection("127.0.0.1", site.ports.watch, timeout=20)
    try:
        connection.request("GET", "/health/ready")
        answer = connection.getresponse()
        said = answer.read().decode("utf-8", errors="replace")
    finally:
        connection.close()
    return [] if answer.status == 200 else [f"status {answer.status}: {said[:400]}"]


def _plain(site: Installation) -> list[str]:
    with socket.create_connection(("127.0.0.1", site.ports.http), 10) as plain:
        plain.sendall(f"GET / HTTP/1.0\r\nHost: {site.host}\r\n\r\n".encode())
        answer = plain.recv(1000).decode("latin-1")
    return [] if " 308 " in answer.splitlines()[0] and "https://" in answer else ["it does not"]


def _workers(site: Installation) -> list[str]:
    return [
        f"waypost-{door}@{number}"
        for door in ("public", "desk")
        for number in range(1, site.workers(door) + 1)
        if not releases.answers(site, door, number)
    ]


def _public_reads(site: Installation, secrets: Mapping[str, str]) -> list[str]:
    wrong = []
    for role in ("waypost_public", "waypost_reader"):
        for table in FORBIDDEN:
            if not clusters.ask(site, MAIN, f"SELECT to_regclass('{table}')", database=DATABASE[MAIN]):
                continue
            said = clusters.refused(site, role, secrets[role], f"SELECT 1 FROM {table} LIMIT 1")  # noqa: S608 - our own list
            if "permission denied" not in said:
                wrong.append(f"{role} reads {table}")
    return wrong


def secrets_that_are_open(site: Installation) -> list[str]:
    """Return the files of secrets that others than their account may read."""
    private = [*site.settings.glob("*.env"), site.settings / "secrets.json", site.certificate_key]
    private += [site.settings / "pgbouncer" / "passwords.txt", site.settings / "postgresql" / "replica.pass"]
    return [str(path) for path in private if _open(path)]


def _open(path: Path) -> bool:
    return path.exists() and bool(stat.S_IMODE(path.stat().st_mode) & 0o077)


def _django(site: Installation) -> list[str]:
    wrong = []
    for kind in ("public", "site"):
        try:
            filling.manage(site, "check", kind=kind)
        except clusters.Failed as failed:
            wrong.append(f"{kind}.env: {failed}")
    return wrong
