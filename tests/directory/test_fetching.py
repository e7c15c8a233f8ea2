"""Asking web addresses: one at a time for a host, as its robots.txt allows, never inside our house."""

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from directory.fetching import BETWEEN, NAME, Asker

ROBOTS = f"User-agent: {NAME}\nDisallow: /private/\n"
PAGES = {"/": 200, "/gone": 404, "/broken": 500, "/closed": 403, "/private/page": 200}


class Page(BaseHTTPRequestHandler):
    """A small site that keeps what it was asked."""

    asked: list[tuple[str, str, str]] = []

    def do_GET(self) -> None:
        self._answer()

    def do_HEAD(self) -> None:
        self._answer(body=b"")

    def _answer(self, *, body: bytes = b"page") -> None:
        self.asked.append((self.command, self.path, self.headers["User-Agent"]))
        if self.path == "/robots.txt":
            self._send(200, ROBOTS.encode())
        elif self.path == "/inside":
            self.send_response(302)
            self.send_header("Location", "/")  # of a server on this very machine
            self.end_headers()
        elif self.path == "/no-head":
            self._send(405 if self.command == "HEAD" else 200, body)
        else:
            self._send(PAGES.get(self.path, 404), body)

    def _send(self, status: int, body: bytes) -> None:
        self.send_response(status)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *args: object) -> None:
        """Say nothing."""


@pytest.fixture
def site() -> Iterator[str]:
    Page.asked = []
    server = ThreadingHTTPServer(("127.0.0.1", 0), Page)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


class Clock:
    """Time that passes only by sleeping. Units: seconds."""

    def __init__(self) -> None:
        self.now, self.slept = 100.0, []

    def __call__(self) -> float:
        return self.now

    def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.now += seconds


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def asker(clock: Clock) -> Asker:
    return Asker(sleep=clock.sleep, clock=clock, anywhere=True)


@pytest.mark.parametrize(
    ("path", "alive", "said"),
    [
        ("/", True, "200"), ("/gone", False, "404"), ("/broken", False, "500"), ("/closed", True, "403"),
        ("/no-head", True, "200"), ("/private/page", None, "robots"),
    ],
)  # fmt: skip
def test_an_address_is_alive_gone_or_not_ours_to_ask(site, asker, path, alive, said):
    answer = asker.ask_one(site + path)
    assert (answer.alive, answer.said) == (alive, said)


def test_it_asks_for_the_head_alone_and_says_who_asks(site, asker):
    asker.ask_one(f"{site}/")
    assert Page.asked == [("GET", "/robots.txt", NAME), ("HEAD", "/", NAME)]


def test_a_page_that_robots_may_not_read_is_never_asked_for(site, asker):
    asker.ask_one(f"{site}/private/page")
    assert [path for _method, path, _name in Page.asked] == ["/robots.txt"]


def test_one_host_rests_between_two_questions(site, asker, clock):
    list(asker.ask([f"{site}/", f"{site}/gone"]))
    assert clock.slept == [BETWEEN, BETWEEN]  # after robots.txt, and after the first page


def test_hosts_take_turns(monkeypatch):
    asked = []
    monkeypatch.setattr(Asker, "ask_one", lambda asker, address: asked.append(address))
    list(Asker().ask(["https://a.org/1", "https://a.org/2", "https://b.org/1"]))
    assert asked == ["https://a.org/1", "https://b.org/1", "https://a.org/2"]


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "10.0.0.1", "169.254.169.254", "[::1]"])
def test_nothing_inside_the_house_is_asked(host):
    answer = Asker().ask_one(f"http://{host}/")
    assert (answer.alive, answer.said) == (None, "not-on-the-internet")


def test_a_redirect_into_the_house_is_not_followed(asker, site):
    answer = asker.ask_one(f"{site}/inside")
    assert (answer.alive, answer.said) == (False, "no-connection")
    assert "/" not in [path for _method, path, _name in Page.asked]


def test_nobody_there_is_no_connection(asker):
    answer = asker.ask_one("http://127.0.0.1:9/")
    assert (answer.alive, answer.said) == (False, "no-connection")


def test_only_the_web_is_asked(asker):
    assert asker.ask_one("file:///etc/hostname").alive is False
