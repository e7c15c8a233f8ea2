"""Asking another directory's interface over the line, guarded against whatever comes back (pure).

One host, https, no redirect away from it, answers of a bounded size in a bounded time, JSON and nothing else.
Nothing is sent but the question and a fixed name: no cookie, no key, nothing of this installation's people.
"""

import datetime as dt
import http.client
import ipaddress
import ssl
import time
import zlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from email.utils import parsedate_to_datetime
from typing import Final
from urllib.parse import SplitResult, urlencode, urljoin, urlsplit

NAME: Final = "Waypost-pull"
PATIENCE_S: Final = 30.0  # that a server may be silent
ANSWER_S: Final = 180.0  # that one answer may take, however steadily it drips
MOST_BYTES: Final = 16 * 1024 * 1024  # of one answer, unpacked; two hundred services in full are some 2 MB
MOST_REDIRECTS: Final = 3
TRIES: Final = 4  # of one question, where the line broke or the server was busy
LONGEST_WAIT_S: Final = 60.0  # that a server may ask us to wait before the next try
MOST_WAITS: Final = 5_000  # of a server that slows us down; with the longest pull, some hours
_PIECE: Final = 64 * 1024
_SLOWED: Final = frozenset({429, 503})


class Failed(Exception):
    """The other directory was not read to its end; `says` is what the person at the terminal reads."""

    says = "The other directory could not be read. Nothing was changed."


class BadAddress(Failed):
    """An address is https, and has neither a name and password nor a question in it."""

    says = "An address begins with https:// and has no password, no ? and no # in it. Nothing was changed."


class Broken(Failed):
    """The line broke, more than once, or took too long."""

    says = "The line to the other directory broke, or took too long. Nothing was changed: pull again."


class Elsewhere(Failed):
    """It sent us to another host."""

    says = (
        "The other directory sent us to another address. Nothing was changed: give that one if it is right."
    )


class TooLarge(Failed):
    """An answer was larger than any page can be."""

    says = "An answer of the other directory was larger than any page can be. Nothing was changed."


class NotJson(Failed):
    """It answered something that is no JSON."""

    says = "The other directory answered something that is no page of HSDS. Nothing was changed."


class Refusing(Failed):
    """It answered a question that has to work with a refusal. Holds the status."""

    def __init__(self, status: int) -> None:
        super().__init__(f"the other directory answered {status}")
        self.status = status
        self.says = f"The other directory refused the question ({status}). Nothing was changed."


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer: its status, its body, the mark it is known by, and the moment by the other side's clock."""

    status: int
    body: bytes = b""
    mark: str = ""
    at: dt.datetime | None = None


def checked(url: str) -> str:
    """Return an address without a slash at its end. Raises: BadAddress.

    Plain http is for this very machine alone: tests, and two installations on one.
    """
    try:
        parts = urlsplit(url.strip())
        port_fits = parts.port is None or parts.port > 0
    except ValueError:
        raise BadAddress("no address") from None
    whole = bool(parts.hostname) and port_fits and url.isascii() and not set(url) & set(" \t\r\n\\")
    bare = not (parts.username or parts.password or parts.query or parts.fragment)
    safe = parts.scheme == "https" or (parts.scheme == "http" and _is_this_machine(parts.hostname or ""))
    if not (whole and bare and safe):
        raise BadAddress("an address that is not asked")
    return parts.geturl().rstrip("/")


def _is_this_machine(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


@dataclass(slots=True)
class Line:
    """A line to one directory: one connection, kept open from question to question."""

    url: str
    sleep: Callable[[float], None] = time.sleep
    clock: Callable[[], float] = time.monotonic
    most_bytes: int = MOST_BYTES
    asked: int = 0  # requests sent, for the report
    received: int = 0  # bytes that came over the line
    _connection: http.client.HTTPConnection | None = field(default=None, repr=False)

    def __post_init__(self) -> None:
        self.url = checked(self.url)

    def ask(self, path: str, question: Mapping[str, str] | None = None, *, mark: str = "") -> Answer:
        """Return the answer, a refusal too; try again where the line broke or the server asked to wait.

        `mark` is that of the answer we have: 304 says that it still holds.
        Raises: Broken; Elsewhere; TooLarge; NotJson.
        """
        target = f"{self.url}{path}" + (f"?{urlencode(question)}" if question else "")
        waits = broken = 0
        while True:
            try:
                status, headers, body = self._once(target, mark)
            except (OSError, http.client.HTTPException, zlib.error) as error:
                self.close()
                broken += 1
                if broken >= TRIES or isinstance(error, ssl.SSLCertVerificationError):
                    raise Broken("the line broke") from error
                self.sleep(2.0**broken)
                continue
            wait = _wait(headers) if status in _SLOWED else 0.0
            if wait and waits < (MOST_WAITS if status == 429 else TRIES):
                waits += 1
                self.sleep(wait)
                continue
            return _answer(status, headers, body)

    def close(self) -> None:
        """Let the connection go."""
        if self._connection is not None:
            self._connection.close()
            self._connection = None

    def _once(self, target: str, mark: str) -> tuple[int, Mapping[str, str], bytes]:
        for _redirect in range(MOST_REDIRECTS + 1):
            parts = urlsplit(target)
            response = self._send(parts, mark)
            headers = {name.lower(): value for name, value in response.getheaders()}
            body = self._body(response, headers)
            if response.status not in (301, 302, 303, 307, 308):
                return response.status, headers, body
            target = self._followed(target, headers.get("location", ""))
        raise Elsewhere("it went round in circles")

    def _send(self, parts: SplitResult, mark: str) -> http.client.HTTPResponse:
        headers = {"User-Agent": NAME, "Accept": "application/json", "Accept-Encoding": "gzip"}
        if mark:
            headers["If-None-Match"] = mark
        connection = self._connection = self._connection or _connected(parts)
        self.asked += 1
        path = parts.path or "/"
        connection.request("GET", f"{path}?{parts.query}" if parts.query else path, headers=headers)
        return connection.getresponse()

    def _body(self, response: http.client.HTTPResponse, headers: Mapping[str, str]) -> bytes:
        """Return the body, unpacked. Raises: TooLarge; Broken where it drips too long."""
        until, found, left = self.clock() + ANSWER_S, bytearray(), response.length
        unpack = zlib.decompressobj(31) if headers.get("content-encoding", "") == "gzip" else None
        while left != 0 and (piece := response.read1(min(_PIECE, left or _PIECE))):
            self.received += len(piece)
            left = None if left is None else left - len(piece)
            found += unpack.decompress(piece, self.most_bytes + 1 - len(found)) if unpack else piece
            if len(found) > self.most_bytes or (unpack and unpack.unconsumed_tail):
                self.close()
                raise TooLarge("an answer without end")
            if self.clock() > until:
                self.close()
                raise Broken("an answer that drips")
        if left or (unpack is not None and found and not unpack.eof):
            raise http.client.IncompleteRead(b"")
        response.close()  # the connection stays: there are more pages
        return bytes(found)

    def _followed(self, target: str, location: str) -> str:
        """Return where a redirect leads, on the same host by the same means. Raises: Elsewhere."""
        before, after = urlsplit(target), urlsplit(urljoin(target, location))
        same = (after.scheme, after.hostname, after.port) == (before.scheme, before.hostname, before.port)
        if not location or not same or after.username:
            self.close()
            raise Elsewhere("a redirect to another host")
        return after.geturl()


def _connected(parts: SplitResult) -> http.client.HTTPConnection:
    host = parts.hostname or ""
    if parts.scheme == "https":
        context = ssl.create_default_context()
        return http.client.HTTPSConnection(host, parts.port, timeout=PATIENCE_S, context=context)
    return http.client.HTTPConnection(host, parts.port, timeout=PATIENCE_S)


def _wait(headers: Mapping[str, str]) -> float:
    """Return how long a busy server asks us to wait. Units: seconds."""
    said = headers.get("retry-after", "")
    seconds = float(said) if said.isascii() and said.isdigit() else 0.0
    return min(seconds, LONGEST_WAIT_S) if seconds else 5.0


def _answer(status: int, headers: Mapping[str, str], body: bytes) -> Answer:
    """Return the answer. Raises: NotJson where one that should hold rows is something else."""
    kind = headers.get("content-type", "").partition(";")[0].strip().lower()
    if status == 200 and kind != "application/json" and not kind.endswith("+json"):
        raise NotJson("the answer is no JSON")
    mark = headers.get("etag", "")
    fits = len(mark) <= 200 and mark.isprintable()  # it is kept, and sent with the next question
    return Answer(status, body, mark if fits else "", _moment(headers.get("date", "")))


def _moment(said: str) -> dt.datetime | None:
    try:
        found = parsedate_to_datetime(said)
        return found.astimezone(dt.UTC) if found.tzinfo else found.replace(tzinfo=dt.UTC)
    except (TypeError, ValueError, OverflowError):
        return None
