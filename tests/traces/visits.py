"""A survivor's journeys by plain requests, with a canary wherever a browser or a person puts something."""

import gzip
import http.client
import json
import re
import socket
import ssl
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Final
from urllib.parse import urlencode

from tests.traces.spelled import Nest

FORM: Final = "application/x-www-form-urlencoded"
JSON: Final = "application/json"
PICTURE: Final = (
    "p00.entry:picture", "danger:no", "p01.made:yes", "p01.state:online", "p01.demand:no",
    "p01.who:stranger", "feel:no",
)  # fmt: skip
PRESS: Final = re.compile(r'name="press" value="([^"]+)"')
DIGITS: Final = re.compile(r'name="code" value="(\d{21})"')
SECONDS: Final = 60
Fields = list[tuple[str, str]]


@dataclass(slots=True)
class Visitor:
    """Somebody who comes from a marked address with a marked browser. `port` is that of the site, here."""

    nest: Nest
    port: int
    trusting: ssl.SSLContext | None = None
    statuses: list[int] = field(default_factory=list)
    more: dict[str, str] = field(default_factory=dict)  # headers besides
    _line: http.client.HTTPConnection | None = None

    def ask(self, path: str = "/", body: str | None = None, kind: str = FORM) -> str:
        """Return the text of an answer to a request with every header that may tell who asks."""
        line = self._line = self._line or self._connected()
        headers = {
            "Host": "localhost",
            "User-Agent": self.nest.word("agent"),
            "Referer": f"https://elsewhere.example/{self.nest.word('referer')}",
            "Cookie": f"seen={self.nest.word('cookie')}",
            "Accept-Language": f"en, x-{self.nest.stem}-language",
            "Accept-Encoding": "gzip",
            "X-Forwarded-For": self.nest.address,
            **({} if body is None else {"Content-Type": kind}),
            **self.more,
        }
        line.request("GET" if body is None else "POST", path, body=body, headers=headers)
        answer = line.getresponse()
        text = answer.read()
        self.statuses.append(answer.status)
        if answer.will_close:
            self.leave()
        packed = answer.getheader("Content-Encoding") == "gzip"
        return (gzip.decompress(text) if packed else text).decode("utf-8", "replace")

    def leave(self) -> None:
        """Close the connection."""
        if self._line:
            self._line.close()
        self._line = None

    def _connected(self) -> http.client.HTTPConnection:
        plain = socket.create_connection(("127.0.0.1", self.port), SECONDS, (self.nest.address, 0))
        line = http.client.HTTPConnection("localhost", self.port)
        line.sock = self.trusting.wrap_socket(plain, server_hostname="localhost") if self.trusting else plain
        return line


def filled(nest: Nest) -> Fields:
    """Return what a forged form may hold beside what is read of it."""
    return [("language", "en"), ("country", "GB"), ("field", nest.word("field"))]


def answers(nest: Nest) -> Fields:
    """Return a whole walk, and an answer that no page offered."""
    return [("a", value) for value in PICTURE] + [("a", f"p01.{nest.stem}:{nest.word('answer')}")]


def whole(visitor: Visitor) -> None:
    """Walk, search, take two codes, destroy one, complain, and ask the open interfaces; then leave."""
    for journey in (arrive, walk, codes, find, complain, interfaces, refusals):
        journey(visitor)
    visitor.leave()


def arrive(visitor: Visitor) -> None:
    """Come with something in the address."""
    visitor.ask(f"/?q={visitor.nest.word('query')}")
    visitor.ask(f"/{visitor.nest.word('path')}/")


def walk(visitor: Visitor) -> str:
    """Answer one question after another, to the plan; return its page."""
    given = answers(visitor.nest)
    for many in range(len(given)):
        visitor.ask("/", urlencode([("go", "walk"), *filled(visitor.nest), *given[:many], given[-1]]))
    return visitor.ask("/", urlencode([("go", "walk"), *_plan(visitor)]))


def codes(visitor: Visitor) -> None:
    """Take two codes, each on a plan, and destroy the first."""
    for name in ("the code", "the other code"):
        press = PRESS.search(visitor.ask("/", urlencode([("go", "walk"), *_plan(visitor)])))
        assert press, "the plan offers no code"
        asked = [("go", "code"), *_plan(visitor), ("press", press[1]), ("make", "1")]
        digits = DIGITS.search(visitor.ask("/", urlencode(asked)))
        assert digits, "no code was given"
        visitor.nest.given.update({name: digits[1], f"the press of {name}": press[1]})
    code = visitor.nest.given["the code"]
    visitor.ask(
        "/", urlencode([("go", "have-code"), *filled(visitor.nest), ("code", code), ("destroy", "1")])
    )


def _plan(visitor: Visitor) -> Fields:
    return [*filled(visitor.nest), *answers(visitor.nest), ("plan_now", "1")]


def find(visitor: Visitor) -> None:
    """Search by words near a town, one that nobody knows and one that is there."""
    for near in (visitor.nest.word("town"), "Leeds"):
        words = f"{visitor.nest.word('words')} shelter"
        visitor.ask(
            "/",
            urlencode(
                [("go", "find"), *filled(visitor.nest), ("find", "1"), ("words", words), ("near", near)]
            ),
        )


def complain(visitor: Visitor) -> None:
    """Complain of a kind that no page offers, and of one that is there."""
    for wrong in (visitor.nest.word("field"), "slow"):
        visitor.ask(
            "/", urlencode([("go", "complain"), *filled(visitor.nest), ("wrong", wrong), ("send", "1")])
        )


def interfaces(visitor: Visitor) -> None:
    """Ask the open interfaces, by an address and by a body."""
    visitor.ask(f"/api/hsds/services?search={visitor.nest.word('asked')}")
    visitor.ask("/api/hsds/services", json.dumps({"search": visitor.nest.word("posted")}), JSON)
    visitor.ask("/api/pathways/step", json.dumps({"answers": {"p00.entry": visitor.nest.word("step")}}), JSON)


def refusals(visitor: Visitor) -> None:
    """Send what nothing here reads, each on a connection of its own: the server may close it."""
    for body, kind in (
        ("q=" + visitor.nest.word("refused") * 1000, FORM),
        (f"q={visitor.nest.word('field')}", f"multipart/form-data; boundary={visitor.nest.word('refused')}"),
    ):
        visitor.leave()
        visitor.ask("/", body, kind)


def every_page(nest: Nest, pages: list[str]) -> Iterator[Callable[[Visitor], str]]:
    """Yield a request for each page of the public side, and for the interfaces, with canaries in each."""
    rest = [*filled(nest), *answers(nest), ("words", nest.word("words")), ("near", nest.word("town")),
            ("code", nest.word("failing")), ("find", "1"), ("plan_now", "1")]  # fmt: skip
    for go in pages:
        yield lambda visitor, go=go: visitor.ask("/", urlencode([("go", go), *rest]))
    yield lambda visitor: visitor.ask(f"/?q={nest.word('query')}")
    yield lambda visitor: visitor.ask(f"/api/hsds/services?search={nest.word('asked')}")
    yield lambda visitor: visitor.ask(
        "/api/pathways/step", json.dumps({"answers": {nest.word("answer"): "x"}}), JSON
    )
