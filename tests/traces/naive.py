"""The control: a site as it should not be, to see that the search finds what there is to find.

Its pages have telling titles and addresses, are kept by the cache in every way of compressing, its form goes
by GET with autocomplete, and it leaves by `location.href`.
"""

import gzip
import threading
import urllib.parse
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Final

HOST: Final = "naivesite.localhost"
ON_THE_PAGE: Final = "Nightjar Refuge Line"
TITLE: Final = "Help after sextortion"
TYPED: Final = "qzhedgehog"
STORED: Final = "qzremembered"
PACKED: Final = {"plain": lambda body: body, "gzip": gzip.compress, "deflate": zlib.compress}
PAGE: Final = """<!doctype html><meta charset=utf-8><title>{title}</title><h1>{title}</h1>
<article data-service><bdi>{shown}</bdi></article>
<form action="/search"><input name="words" id="words"><button id="go">Search</button></form>
<a data-quick-exit href="{away}">Leave</a><script src="/leave.js"></script>"""
SCRIPT: Final = """document.cookie = 'seen=yes; max-age=99999';
localStorage.setItem('last', '{stored}');
document.querySelector('[data-quick-exit]').addEventListener('click', (event) => {{
  event.preventDefault(); location.href = event.target.href; }});"""


class _Answer(BaseHTTPRequestHandler):
    away = ""

    def do_GET(self) -> None:  # noqa: N802 - the name that the library looks for
        """Answer, packed in a way that the address may name."""
        asked = urllib.parse.urlsplit(self.path)
        if asked.path == "/leave.js":
            self._say(SCRIPT.format(stored=STORED), "text/javascript", "plain")
            return
        packing = asked.path.strip("/") if asked.path.strip("/") in PACKED else "gzip"
        self._say(PAGE.format(title=TITLE, shown=ON_THE_PAGE, away=self.away), "text/html", packing)

    def _say(self, text: str, kind: str, packing: str) -> None:
        body = PACKED[packing](text.encode())
        self.send_response(200)
        self.send_header("Content-Type", kind)
        self.send_header("Cache-Control", "max-age=86400")
        if packing != "plain":
            self.send_header("Content-Encoding", packing)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@contextmanager
def naive_site(away: str) -> Iterator[str]:
    """Serve it until the `with` ends; its way out leads `away`."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), type("Answer", (_Answer,), {"away": away}))
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.1}, daemon=True)
    thread.start()
    try:
        yield f"http://{HOST}:{server.server_address[1]}/"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
