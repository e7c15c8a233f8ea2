"""Time the public pages beside a bare hello on the same server, in the same run (`make bench`).

A ratio says more than a number: machine, server and client are the same on both sides. Each figure
is the median of several rounds; the client is part of both, so a ratio near 1 says too much for the page.

Bytes are those of the page alone, compressed.

Usage: pages.py [--seconds A_ROUND] [--engines sqlite,postgresql] [--workers 1,2] [--json FILE]
"""

import argparse
import selectors
import socket
import statistics
import sys
import time
import zlib
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from tests.bench.databases import PUBLIC, seeded  # noqa: E402 - the path above comes first
from tests.bench.figures import Figure, Goal, judged, write  # noqa: E402 - the same
from tests.bench.visitor import Asked, Forms, fetch, walk  # noqa: E402 - the same
from tests.running.site import serving  # noqa: E402 - the same

CONNECTIONS: Final = 16
ROUNDS: Final = 3
SECONDS: Final = 2.0
FIRST_VIEW_BYTES: Final = 14_000  # what reaches a new visitor in the first flight
LAST_CHUNK: Final = b"0\r\n\r\n"
QUESTION: Final = 'name="asked"'  # what a page that asks something carries, and no other
# What a page is to reach, as a share of the bare hello.
REACH: Final = {"a step": 0.25, "a plan": 0.12}


def request(asked: Asked) -> bytes:
    """Return a request as it goes over the wire, on a connection that stays open."""
    head = f"{'GET' if asked.body is None else 'POST'} {asked.path} HTTP/1.1\r\nHost: 127.0.0.1\r\n"
    if asked.body is not None:
        head += f"Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {len(asked.body)}\r\n"
    return head.encode("ascii") + b"\r\n" + (asked.body or b"")


class Line:
    """One connection that asks for the same again and again."""

    def __init__(self, port: int, asked: bytes) -> None:
        self.socket = socket.create_connection(("127.0.0.1", port))
        self.asked, self.held = asked, b""

    def ask(self) -> None:
        """Send the request."""
        self.held = b""
        self.socket.sendall(self.asked)

    def hear(self) -> bool:
        """Take what came; return whether the answer is whole.

        Raises: RuntimeError when the answer is anything but a page.
        """
        self.held += self.socket.recv(262_144)
        head, end, body = self.held.partition(b"\r\n\r\n")
        if not end:
            return False
        if not head.startswith(b"HTTP/1.1 200"):
            raise RuntimeError(f"the site answered {head.splitlines()[0].decode('latin-1')}")
        _, length_is_told, rest = head.lower().partition(b"content-length:")
        if not length_is_told:
            return body.endswith(LAST_CHUNK)
        return len(body) >= int(rest.split(b"\r\n", 1)[0])


def per_second(port: int, asked: Asked, seconds: float) -> float:
    """Return how many answers a second the site gives over a few connections, for a bounded time."""
    lines = [Line(port, request(asked)) for _ in range(CONNECTIONS)]
    answers, begun = 0, time.perf_counter()
    with selectors.DefaultSelector() as waiting:
        for line in lines:
            waiting.register(line.socket, selectors.EVENT_READ, line)
            line.ask()
        while time.perf_counter() - begun < seconds:
            for key, _ in waiting.select(1):
                if key.data.hear():
                    answers += 1
                    key.data.ask()
    took = time.perf_counter() - begun
    for line in lines:
        line.socket.close()
    return answers / took


def pages(port: int) -> dict[str, Asked]:
    """Return what is timed: the start page, the last question of a walk, its plan, and a search."""
    asked = walk(port)
    questions = [one for one in asked if QUESTION in fetch(port, one)]
    form, choice = Forms(fetch(port, Asked("/en/"))).with_choice("go", "find")
    search = Asked(form.action, form.body(choice, ("find", "1"), ("country", "GB")))
    return {
        "the start page": asked[0],
        "a step": questions[-1],
        "a plan": asked[-1],
        "a search": search,
    }


def weight(port: int, asked: Asked) -> int:
    """Return the bytes of a page as it is sent compressed, without its style and scripts."""
    return len(zlib.compress(fetch(port, asked).encode("utf-8"), 6))


Rounds = list[dict[str, float]]


def measured(engine: str, seconds: float, workers: int = 1) -> tuple[Rounds, dict[str, int]]:
    """Return answers a second of the hello and of each page in each round, and the bytes of the pages."""
    with (
        seeded(engine) as environment,
        serving("tests.bench.hello:application", environment={}, workers=workers) as hello,
        serving("config.wsgi:application", environment={**environment, **PUBLIC}, workers=workers) as site,
    ):
        asked = pages(site.port)
        for page in list(asked.values()) * 4 * workers:  # each worker has read the directory
            fetch(site.port, page, patience=300)
        rounds = [
            {"hello": per_second(hello.port, Asked("/"), seconds)}
            | {name: per_second(site.port, page, seconds) for name, page in asked.items()}
            for _ in range(ROUNDS)
        ]
        return rounds, {name: weight(site.port, page) for name, page in asked.items()}


def figures(engine: str, rounds: Rounds, workers: int = 1) -> list[Figure]:
    """Return the medians, with what is to be reached for one worker."""
    return [
        judged(
            name, engine, statistics.median(one[name] for one in rounds), "a second",
            ratio=statistics.median(one[name] / one["hello"] for one in rounds), workers=workers,
            yardstick="a bare hello", beside=statistics.median(one["hello"] for one in rounds),
            goal=Goal(f"at least {REACH[name]:.0%}", least=REACH[name], by_ratio=True)
            if name in REACH and workers == 1 else None, rounds=len(rounds),
        )
        for name in rounds[0] if name != "hello"
    ]  # fmt: skip


def main(seconds: float, engines: list[str], workers: list[int], path: Path | None) -> None:
    """Print each page with its share of the yardstick, on each engine and with each number of workers."""
    for engine in engines:
        for number in workers:
            print(f"\n{engine}, {number} worker{'s' if number > 1 else ''}", flush=True)
            rounds, weights = measured(engine, seconds, number)
            report(rounds, weights)
            write(figures(engine, rounds, number), path)


def report(rounds: list[dict[str, float]], weights: dict[str, int]) -> None:
    """Print medians and shares, and which aims are reached."""
    print(f"{'a bare hello':>15}: {statistics.median(r['hello'] for r in rounds):7.0f} a second")
    for name, size in weights.items():
        speed = statistics.median(r[name] for r in rounds)
        share = statistics.median(r[name] / r["hello"] for r in rounds)
        print(f"{name:>15}: {speed:7.0f} a second, {share:4.0%} of the hello{aim(name, share)}, {size} bytes")


def aim(name: str, share: float) -> str:
    """Return how a share stands to what the page is to reach."""
    if name not in REACH:
        return ""
    return f" ({REACH[name]:.0%} {'reached' if share >= REACH[name] else 'not reached'})"


if __name__ == "__main__":
    reader = argparse.ArgumentParser()
    reader.add_argument("--seconds", type=float, default=SECONDS)
    reader.add_argument("--engines", default="sqlite,postgresql")
    reader.add_argument("--workers", default="1")
    reader.add_argument("--json", type=Path)
    given = reader.parse_args()
    main(given.seconds, given.engines.split(","), [int(one) for one in given.workers.split(",")], given.json)
