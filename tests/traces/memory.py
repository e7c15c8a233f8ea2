"""What a running process holds: all the memory that it could have written to, as a core would show it."""

import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from deploy.installing.starting import descendants
from tests.traces.spelled import Nest, found_in

PART: Final = 16 * 1024 * 1024
OVERLAP: Final = 256
AROUND: Final = 96


@dataclass(frozen=True, slots=True)
class Held:
    """What was found in one kind of memory of a process."""

    process: str
    where: str  # [stack], [heap], a file's name, or nothing for memory without one
    what: str
    times: int
    around: bytes = b""  # of the first of them, for whoever looks for the reason

    def __str__(self) -> str:
        return f"{self.process} {self.where}: {self.what} x {self.times}, in {self.around!r}"


def held(pid: int, nest: Nest, *, name: str) -> Iterator[Held]:
    """Yield what a process and everything that it started hold of the canaries."""
    looked_for = nest.spellings()
    for one in (pid, *descendants(pid)):
        counts: dict[tuple[str, str], int] = {}
        around: dict[tuple[str, str], bytes] = {}
        for where, data in writable(one, shared=one == pid):
            for what, times in found_in(data, looked_for, nest.stem).items():
                counts[where, what] = counts.get((where, what), 0) + times
                around.setdefault((where, what), _first(data, looked_for, what))
        yield from (Held(name, *key, times, around[key]) for key, times in counts.items())


def _first(data: bytes, looked_for: dict[bytes, str], what: str) -> bytes:
    places = [data.find(spelling) for spelling, name in looked_for.items() if name in {what, "a word"}]
    at = min((place for place in places if place >= 0), default=0)
    near = data[max(0, at - AROUND) : at + AROUND].strip(b"\0")
    for spelling in looked_for:  # what is printed may lie in a file that is searched next
        near = near.replace(spelling, b"#" * len(spelling))
    return near


def writable(pid: int, *, shared: bool = True) -> Iterator[tuple[str, bytes]]:
    """Yield the name and the bytes of each part of a process's memory that can be written.

    `shared` takes in what it shares with others, as the processes of a database do.
    """
    try:
        memory = os.open(f"/proc/{pid}/mem", os.O_RDONLY)
        lines = Path(f"/proc/{pid}/maps").read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError:  # it ended a moment ago
        return
    try:
        for line in lines:
            span, rights, *rest = line.split(None, 5)
            if "w" in rights and (shared or "s" not in rights):
                start, end = (int(place, 16) for place in span.split("-"))
                yield from ((_name(rest), data) for data in _parts(memory, start, end))
    finally:
        os.close(memory)


def _parts(memory: int, start: int, end: int) -> Iterator[bytes]:
    """Yield memory in parts that overlap, without those in which nothing was ever written."""
    for at in range(start, end, PART):
        try:
            data = os.pread(memory, min(PART + OVERLAP, end - at), at)
        except OSError:  # what the machine itself keeps there
            continue
        if data.count(0) != len(data):
            yield data


def _name(rest: list[str]) -> str:
    path = rest[3].strip() if len(rest) > 3 else ""
    return Path(path).name if path.startswith("/") else path


def read_bytes(pid: int) -> int:
    """Return how much of a process's memory can be read so."""
    return sum(len(data) for _where, data in writable(pid))
