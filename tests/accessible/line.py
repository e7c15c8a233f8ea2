"""A slow line on loopback: every byte takes half a round trip, and no more go through than the line carries.

Unlike the browser's own throttling it also slows what comes before the first request: connecting and TLS. It
looks up no name and loses no packet.
"""

import asyncio
import contextlib
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Final

PACKET: Final = 1_400  # bytes of one packet
AROUND: Final = 40  # bytes of the headers of a packet, which the line carries as well


@dataclass(frozen=True, slots=True)
class Profile:
    """How slow a line is. Units: milliseconds there and back, bits a second in each direction."""

    name: str
    round_trip: int
    bits: int


# What WebPageTest calls 3G Slow, and what Lighthouse takes for a poor network (its docs/throttling.md).
SLOW_3G: Final = Profile("slow 3G: 400 kbit/s, 400 ms", 400, 400_000)
FAST_3G: Final = Profile("fast 3G: 1.6 Mbit/s, 150 ms", 150, 1_600_000)


@dataclass(slots=True)
class Line:
    """Carries connections from a port of its own to another port of this machine."""

    profile: Profile
    to_port: int
    port: int = 0
    carried: int = 0
    _ends: list[asyncio.StreamWriter] = field(default_factory=list)
    _free_at: dict[str, float] = field(default_factory=lambda: {"up": 0.0, "down": 0.0})

    async def serve(self, ready: threading.Event, over: asyncio.Event) -> None:
        """Carry until it is over; then every connection is cut and what was under way is let go."""
        server = await asyncio.start_server(self._connection, "127.0.0.1", 0)
        self.port = server.sockets[0].getsockname()[1]
        ready.set()
        async with server:
            await over.wait()
        for end in self._ends:
            end.transport.abort()
        left = asyncio.all_tasks() - {asyncio.current_task()}
        await asyncio.gather(*left, return_exceptions=True)

    async def _connection(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await asyncio.sleep(self.profile.round_trip / 1000)  # connecting: there and back
        far_reader, far_writer = await asyncio.open_connection("127.0.0.1", self.to_port)
        self._ends += [writer, far_writer]
        both = (self._carry("up", reader, far_writer), self._carry("down", far_reader, writer))
        await asyncio.gather(*both, return_exceptions=True)

    async def _carry(self, way: str, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        under_way: asyncio.Queue[tuple[float, bytes]] = asyncio.Queue()
        arriving = asyncio.create_task(_arrive(under_way, writer))
        with contextlib.suppress(OSError):
            while packet := await reader.read(PACKET):
                under_way.put_nowait((self._arrives_at(way, len(packet) + AROUND), packet))
        under_way.put_nowait((0.0, b""))
        await arriving

    def _arrives_at(self, way: str, size: int) -> float:
        """Return when a packet is through, after those before it."""
        self.carried += size if way == "down" else 0
        now = asyncio.get_running_loop().time()
        self._free_at[way] = max(now, self._free_at[way]) + size * 8 / self.profile.bits
        return self._free_at[way] + self.profile.round_trip / 2000


async def _arrive(under_way: asyncio.Queue[tuple[float, bytes]], writer: asyncio.StreamWriter) -> None:
    clock = asyncio.get_running_loop()
    with contextlib.suppress(OSError):
        while True:
            at, packet = await under_way.get()
            if not packet:
                break
            await asyncio.sleep(max(0.0, at - clock.time()))
            writer.write(packet)
        writer.close()


@contextmanager
def line(profile: Profile, to_port: int) -> Iterator[Line]:
    """Give a line to a port of this machine until the `with` ends."""
    made, ready = Line(profile, to_port), threading.Event()
    loop, over = asyncio.new_event_loop(), asyncio.Event()

    def run() -> None:
        loop.run_until_complete(made.serve(ready, over))
        loop.close()

    thread = threading.Thread(target=run)
    thread.start()
    ready.wait()
    try:
        yield made
    finally:
        loop.call_soon_threadsafe(over.set)
        thread.join()
