"""What a visit weighs on the wire: its answers with their headers, compressed as deploy/ has them."""

import zlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlsplit

from playwright.sync_api import Page

ROOT: Final = Path(__file__).resolve().parents[2]
STATIC: Final = "/static/"
HERE: Final = {"/static/safety/": ROOT / "safety/static/safety"}
WHOLE_VISIT: Final = 100 * 1024  # bytes
# What nginx makes of an answer's headers by HTTP/2: 965 of a page, 981 of a style. As the tests serve, by
# HTTP/1.1, they are a third longer.
HEADERS: Final = 975


@dataclass(slots=True)
class Wire:
    """Counts what comes over the wire to a page. Units: bytes.

    `as_served`: deploy/ serves, so nothing has to be put right.
    """

    as_served: bool = False
    answers: int = 0
    received: int = 0
    _places: dict[str, str] = field(default_factory=dict)
    _headers: dict[str, int] = field(default_factory=dict)

    def listen(self, page: Page) -> None:
        """Count from now on."""
        session = page.context.new_cdp_session(page)
        session.on("Network.responseReceived", lambda told: self._began(told))
        session.on("Network.loadingFinished", lambda told: self._ended(told))
        session.send("Network.enable")

    def _began(self, told: Mapping[str, Any]) -> None:
        self._places[told["requestId"]] = urlsplit(told["response"]["url"]).path
        self._headers[told["requestId"]] = int(told["response"]["encodedDataLength"])

    def _ended(self, told: Mapping[str, Any]) -> None:
        place = self._places.get(told["requestId"], "")
        if not place.startswith("/"):
            return  # the icon, which stands in the page itself
        self.answers += 1
        whole = int(told["encodedDataLength"])
        if self.as_served:
            self.received += whole
        else:
            self.received += HEADERS + compressed(place, whole - self._headers[told["requestId"]])


def compressed(place: str, body: int) -> int:
    """Return the bytes of a body; the server of the tests sends styles and scripts as they lie on disk."""
    for below, folder in HERE.items():
        if place.startswith(below):
            return len(zlib.compress((folder / place.removeprefix(below)).read_bytes(), 6))
    return body
