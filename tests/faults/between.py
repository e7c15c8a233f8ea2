"""A line to a database that can be cut: a socket in a folder that hands on to the real one, while it may."""

import contextlib
import selectors
import socket
import threading
from pathlib import Path
from types import TracebackType
from typing import Final

PORT: Final = 5432
CHUNK: Final = 65_536


class Between:
    """Hands on what is said either way. `swallow` has it say nothing more; `refuse` has it hang up."""

    def __init__(self, folder: Path, real: Path) -> None:
        self.folder, self.real = folder, real
        self._name = folder / f".s.PGSQL.{PORT}"
        self._silent, self._over = threading.Event(), threading.Event()
        self._pairs: dict[socket.socket, socket.socket] = {}
        self._lock = threading.Lock()

    def __enter__(self) -> "Between":
        self._listen()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None
    ) -> None:
        self._over.set()
        self._silent.clear()
        self.refuse()

    def _listen(self) -> None:
        self._door = socket.socket(socket.AF_UNIX)
        self._door.bind(str(self._name))
        self._door.listen(64)
        threading.Thread(target=self._accept, args=(self._door,), daemon=True).start()

    def _accept(self, door: socket.socket) -> None:
        while not self._over.is_set():
            try:
                here, _ = door.accept()
                there = socket.socket(socket.AF_UNIX)
                there.connect(str(self.real))
            except OSError:
                return
            with self._lock:
                self._pairs[here] = there
            threading.Thread(target=self._hand_on, args=(here, there), daemon=True).start()

    def _hand_on(self, here: socket.socket, there: socket.socket) -> None:
        with selectors.DefaultSelector() as waiting, contextlib.suppress(OSError, ValueError):
            waiting.register(here, selectors.EVENT_READ, there)
            waiting.register(there, selectors.EVENT_READ, here)
            while not self._over.is_set():
                for key, _ in waiting.select(0.05):
                    while self._silent.is_set() and not self._over.is_set():
                        self._over.wait(0.02)
                    said = key.fileobj.recv(CHUNK)  # type: ignore[union-attr]
                    if not said:
                        raise OSError
                    key.data.sendall(said)
        for one in (here, there):
            with contextlib.suppress(OSError):
                one.close()

    def swallow(self) -> None:
        """Hand on nothing more, and hang up on nobody, as a cut line does."""
        self._silent.set()

    def go_on(self) -> None:
        """Hand on again, what was swallowed too."""
        self._silent.clear()

    def refuse(self) -> None:
        """Hang up on everybody and be gone, as a server that was killed."""
        self._name.unlink(missing_ok=True)
        with contextlib.suppress(OSError):
            self._door.shutdown(socket.SHUT_RDWR)
        self._door.close()
        with self._lock:
            pairs, self._pairs = self._pairs, {}
        for here, there in pairs.items():
            for one in (here, there):
                with contextlib.suppress(OSError):
                    one.shutdown(socket.SHUT_RDWR)

    def come_back(self) -> None:
        """Be there again."""
        self._listen()
