"""Ask web addresses of the directory whether they still answer: politely, and only when somebody said so.

One question at a time for each host, some seconds apart, as its robots.txt allows, with HEAD, a time-out
and a name that says who asks. Nothing of a visitor is near: this runs from a terminal.
"""

import ipaddress
import socket
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Final
from urllib.parse import urlsplit
from urllib.robotparser import RobotFileParser

NAME: Final = "Waypost-listings-check"
PATIENCE: Final = 10.0  # seconds that a server has for an answer
BETWEEN: Final = 5.0  # seconds between two questions to one host
MOST_OF_A_PAGE: Final = 500_000  # bytes of a robots.txt that are read
NO_HEAD: Final = frozenset({403, 405, 501})  # some servers refuse the question, not the page
ALIVE: Final = frozenset({401, 402, 403, 405, 406, 429, 451, 503})  # somebody is there


@dataclass(frozen=True, slots=True)
class Answer:
    """What came of asking: `alive` is None where nobody may or could ask. `said` is a status or a word."""

    address: str
    alive: bool | None
    said: str


@dataclass(slots=True)
class Asker:
    """Asks one address after the other, and remembers how lately it asked each host."""

    sleep: Callable[[float], None] = time.sleep
    clock: Callable[[], float] = time.monotonic
    anywhere: bool = False  # the tests' own server is on this machine; the directory's are never
    _asked_at: dict[str, float] = field(default_factory=dict)
    _robots: dict[str, RobotFileParser] = field(default_factory=dict)

    def ask(self, addresses: Iterable[str]) -> Iterator[Answer]:
        """Yield an answer for each address, in an order that lets hosts rest."""
        yield from map(self.ask_one, _hosts_apart(addresses))

    def ask_one(self, address: str) -> Answer:
        """Return whether an address answers."""
        parts = urlsplit(address)
        host = parts.netloc
        if not self.anywhere and not _is_outside(parts.hostname or ""):
            return Answer(address, None, "not-on-the-internet")
        if not self._allowed(f"{parts.scheme}://{host}", address):
            return Answer(address, None, "robots")
        self._rest(host)
        status = _status(address, method="HEAD")
        if status in NO_HEAD:
            self._rest(host)
            status = _status(address, method="GET")
        alive = isinstance(status, int) and (status < 400 or status in ALIVE)
        return Answer(address, alive, str(status))

    def _allowed(self, root: str, address: str) -> bool:
        if root not in self._robots:
            self._rest(urlsplit(root).netloc)
            self._robots[root] = _robots_of(root)
        return self._robots[root].can_fetch(NAME, address)

    def _rest(self, host: str) -> None:
        since = self.clock() - self._asked_at.get(host, float("-inf"))
        if since < BETWEEN:
            self.sleep(BETWEEN - since)
        self._asked_at[host] = self.clock()


def _hosts_apart(addresses: Iterable[str]) -> list[str]:
    """Return the addresses so that one host's stand as far apart as the others allow."""
    turns: dict[str, int] = {}
    placed = []
    for address in addresses:
        host = urlsplit(address).netloc
        turns[host] = turns.get(host, -1) + 1
        placed.append((turns[host], address))
    return [address for _turn, address in sorted(placed, key=lambda one: one[0])]


def _is_outside(host: str) -> bool:
    """Return whether a name leads out of this house: a feed could name our own machines."""
    try:
        found = socket.getaddrinfo(host, None)
    except (OSError, UnicodeError):
        return True  # no such name: asking says so
    return all(ipaddress.ip_address(one[4][0]).is_global for one in found)


def _robots_of(root: str) -> RobotFileParser:
    rules = RobotFileParser()
    try:
        with _open(f"{root}/robots.txt", method="GET") as page:
            rules.parse(page.read(MOST_OF_A_PAGE).decode("utf-8", "replace").splitlines())
    except (OSError, ValueError):
        rules.parse([])  # none, or none that can be read: everything is allowed
    return rules


def _status(address: str, *, method: str) -> int | str:
    try:
        with _open(address, method=method) as page:
            return int(page.status)
    except urllib.error.HTTPError as answer:
        answer.close()
        return answer.code
    except TimeoutError:
        return "time-out"
    except (OSError, ValueError):
        return "no-connection"


def _open(address: str, *, method: str):
    if urlsplit(address).scheme not in ("https", "http"):
        raise ValueError("only web addresses are asked")
    request = urllib.request.Request(address, method=method, headers={"User-Agent": NAME})  # noqa: S310 - checked
    return urllib.request.build_opener(_StaysOutside).open(request, timeout=PATIENCE)


class _StaysOutside(urllib.request.HTTPRedirectHandler):
    """Follows a redirect as a browser does, but not into this house: a page outside could lead there."""

    def redirect_request(self, request, page, code, words, headers, address):
        parts = urlsplit(address)
        if parts.scheme not in ("https", "http") or not _is_outside(parts.hostname or ""):
            raise urllib.error.URLError("a redirect that leads nowhere outside")
        return super().redirect_request(request, page, code, words, headers, address)
