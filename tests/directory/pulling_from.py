"""A directory elsewhere, for the tests of pulls: a small server that answers as the interface of ours does.

Its rows are a dictionary that a test changes; what it should do wrong is said by its fields.
"""

import contextlib
import gzip
import json
import threading
import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from directory import numbering, outward, planning, pulling, writing
from directory.hsds.diff import Action
from directory.models.outward import OutwardService
from directory.pulling_wire import Line
from directory.states import State

Doing = Callable[["Elsewhere", dict[str, str]], None]


def row(number: int, **said: Any) -> dict[str, Any]:
    """A service as our own interface gives it."""
    own = str(uuid.UUID(int=number))
    return {
        "id": own, "name": f"Line {number}", "status": "active", "description": "Somebody listens.",
        "phones": [{"id": str(uuid.UUID(int=10_000 + number)), "number": "020 7946 0000", "type": "voice",
                    "waypost": {"e164": "+442079460000", "valid": True}}],
        "waypost": {"listing": f"gb-{number}", "country": "GB", "kind": "crisis", "grade": "B",
                    "standing": "sourced"}, **said,
    }  # fmt: skip


@dataclass(slots=True)
class Elsewhere:
    """What the other directory holds and how it behaves. `went` None is a server that does not tell it."""

    rows: dict[str, dict[str, Any]] = field(default_factory=dict)
    went: list[str] | None = field(default_factory=list)
    edition: int = 1
    changed: set[str] | None = None  # ids that `modified_after` brings; all where None
    size: int = 0  # rows a page at most; what is asked for where 0
    takes_full: bool = True
    tells_pages: bool = True
    packed: bool = False
    kind: str = "application/json"
    body: bytes | None = None  # in place of every page of services
    redirect: str = ""
    breaks_at: set[int] = field(default_factory=set)  # requests, from 1, that end in the middle of the answer
    statuses: dict[int, int] = field(default_factory=dict)  # requests that are refused, with what
    ahead: timedelta = timedelta()  # its clock, of ours
    before: Doing | None = None  # done before each page of services is answered
    asked: list[tuple[str, dict[str, str]]] = field(default_factory=list)
    headers: list[dict[str, str]] = field(default_factory=list)
    url: str = ""
    lines: list[Line] = field(default_factory=list)  # to it, closed with it

    def put(self, *rows: dict[str, Any]) -> None:
        self.rows.update({one["id"]: one for one in rows})
        self.edition += 1

    def withdraw(self, *ids: str) -> None:
        for own in ids:
            self.rows.pop(own)
            if self.went is not None:
                self.went.append(own)
        self.edition += 1

    def paths(self) -> list[str]:
        return [path for path, _question in self.asked]


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    there: Elsewhere

    def log_message(self, *_args: object) -> None:
        pass

    def do_GET(self) -> None:
        parts, there = urlsplit(self.path), self.there
        question = {name: values[0] for name, values in parse_qs(parts.query).items()}
        there.asked.append((parts.path, question))
        there.headers.append(dict(self.headers.items()))
        number = len(there.asked)
        if number in there.statuses:
            self._send(there.statuses[number], b"{}", headers={"Retry-After": "3"})
        elif there.redirect:
            self._send(302, b"", headers={"Location": there.redirect})
        elif parts.path == "/withdrawn":
            self._withdrawn(question)
        elif parts.path.startswith("/services/"):
            found = there.rows.get(parts.path.removeprefix("/services/"))
            self._json(found) if found else self._send(404, b"{}")
        elif parts.path == "/services":
            self._services(question)
        else:
            self._send(404, b"{}")

    def _withdrawn(self, question: dict[str, str]) -> None:
        if self.there.went is None:
            self._send(404, b"{}")
            return
        self._json(self._page([{"id": own} for own in self.there.went], {"per_page": "10000"}))

    def _services(self, question: dict[str, str]) -> None:
        there = self.there
        mark = f'"{there.edition}"'
        if there.went is not None and self.headers.get("If-None-Match") == mark:
            self._send(304, b"")
            return
        if there.before:
            there.before(there, question)
        rows = sorted(there.rows.values(), key=lambda one: one["id"])
        if "modified_after" in question and there.changed is not None:
            rows = [one for one in rows if one["id"] in there.changed]
        if not (question.get("full") and there.takes_full):
            rows = [{name: value for name, value in one.items() if name != "phones"} for one in rows]
        if there.body is not None:
            self._send(200, there.body, headers={"ETag": mark})
            return
        self._json(self._page(rows, question), mark=mark)

    def _page(self, rows: list[Any], question: dict[str, str]) -> dict[str, Any]:
        size = int(question.get("per_page", 50))
        size = min(size, self.there.size) if self.there.size else size
        number = int(question.get("page", 1))
        found = rows[(number - 1) * size : number * size]
        pages = -(-len(rows) // size)
        told = {
            "total_items": len(rows), "total_pages": pages, "page_number": number, "size": len(found),
            "first_page": number == 1, "last_page": number >= pages, "empty": not found,
        }  # fmt: skip
        return {**(told if self.there.tells_pages else {}), "contents": found}

    def _json(self, said: Any, *, mark: str = "") -> None:
        self._send(200, json.dumps(said).encode(), headers={"ETag": mark} if mark else {})

    def _send(self, status: int, body: bytes, *, headers: dict[str, str] | None = None) -> None:
        there = self.there
        if there.packed and body:
            body, headers = gzip.compress(body), {**(headers or {}), "Content-Encoding": "gzip"}
        self.send_response_only(status)
        self.send_header("Date", format_datetime(datetime.now(UTC) + there.ahead, usegmt=True))
        self.send_header("Content-Type", there.kind)
        self.send_header("Content-Length", str(len(body)))
        for name, value in (headers or {}).items():
            self.send_header(name, value)
        self.end_headers()
        if len(there.asked) in there.breaks_at:
            self.wfile.write(body[: len(body) // 2])
            self.close_connection = True
            return
        self.wfile.write(body)


@contextlib.contextmanager
def elsewhere(*rows: dict[str, Any], **said: Any) -> Iterator[Elsewhere]:
    """Serve a directory on a loopback port until the `with` ends."""
    there = Elsewhere(rows={one["id"]: one for one in rows}, **said)
    handler = type("Handler", (_Handler,), {"there": there})
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    server.daemon_threads = True
    there.url = f"http://127.0.0.1:{server.server_address[1]}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    try:
        yield there
    finally:
        for one in there.lines:
            one.close()
        server.shutdown()
        server.server_close()
        thread.join()


def line(there: Elsewhere, **said: Any) -> Line:
    """Return a line to it that never sleeps."""
    there.lines.append(Line(there.url, **{"sleep": lambda seconds: None, **said}))
    return there.lines[-1]


@pytest.fixture
def beside(db: None, settings: Any, tmp_path: Any) -> None:
    """A directory with listings of its own that shows sourced ones; plans in a folder of the test."""
    settings.BASE_DIR, settings.WAYPOST_SHOW_SOURCED = tmp_path, True


def load(there: Elsewhere) -> None:
    """Have all of it here as sourced, as a second person would have let it in."""
    found = pulling.read(url=there.url, name="there", line=line(there))
    assert found.plan is not None
    _plan, file = planning.opened(found.plan.digest)
    documents = [step.document for step in file.steps(Action.ADDED) if step.document]
    file.close(remove=True)
    keys = writing.write_documents(documents, state=State.SOURCED, feed="there")
    outward.refresh(keys, version=numbering.locked())
    pulling.remember(found)


def shown() -> set[int]:
    """Return the numbers of its rows that anybody reads here."""
    found = OutwardService.objects.filter(listing__startswith="gb-")
    return {key.int for key in found.values_list("pk", flat=True) if key.int < 1_000}
