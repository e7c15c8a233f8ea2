"""The world around the site under test: a page to come from, and two places to leave to, one after the other.

The places to leave to speak TLS, as every destination must, and note what they are told of where somebody
came from. Each can be made to hang: it takes the question and never answers.
"""

import datetime as dt
import ipaddress
import ssl
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Final

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

NEUTRAL: Final = "recipes.localhost"
DESTINATION: Final = "weather.localhost"
SECOND: Final = "headlines.localhost"
# As a site on the real network answers; in this time a press can be looked at.
DELAY: Final = 0.3
HANGING_SECONDS: Final = 60.0


@dataclass(slots=True)
class Place:
    """One server. `referers` holds what came with each page that was asked for, empty where nothing came."""

    host: str
    secure: bool
    page: str
    delay: float = 0.0
    port: int = 0
    referers: list[str] = field(default_factory=list)
    hanging: threading.Event = field(default_factory=threading.Event)

    @property
    def url(self) -> str:
        """Return its address."""
        return f"{'https' if self.secure else 'http'}://{self.host}:{self.port}/"


@dataclass(frozen=True, slots=True)
class Outside:
    """All three."""

    neutral: Place
    destination: Place
    second: Place


class _Answer(BaseHTTPRequestHandler):
    place: Place

    def do_GET(self) -> None:  # noqa: N802 - the name that the library looks for
        """Answer, or hang."""
        if self.path == "/":
            self.place.referers.append(self.headers.get("Referer", ""))
        until = time.monotonic() + HANGING_SECONDS
        while self.place.hanging.is_set() and time.monotonic() < until:
            time.sleep(0.05)
        time.sleep(self.place.delay)
        body = self.place.page.encode() if self.path == "/" else b""
        self.send_response(200 if body else 404)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Say nothing."""


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    context: ssl.SSLContext | None = None

    def finish_request(self, request: object, client_address: object) -> None:
        """Shake hands in the thread of the question, so that one that hangs holds up nobody else."""
        if not self.context:
            super().finish_request(request, client_address)  # type: ignore[arg-type]
            return
        with suppress(OSError), self.context.wrap_socket(request, server_side=True) as secured:  # type: ignore[arg-type]
            super().finish_request(secured, client_address)

    def handle_error(self, *_: object) -> None:
        """A browser that went away is no error."""


@contextmanager
def _served(place: Place, certificate: Path) -> Iterator[Place]:
    server = _Server(("127.0.0.1", 0), type("Answer", (_Answer,), {"place": place}))
    if place.secure:
        server.context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        server.context.load_cert_chain(certificate)
    place.port = server.server_address[1]
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.1}, daemon=True)
    thread.start()
    try:
        yield place
    finally:
        place.hanging.clear()
        server.shutdown()
        server.server_close()
        thread.join()


@contextmanager
def outside(folder: Path) -> Iterator[Outside]:
    """Serve all three on loopback until the `with` ends; the folder gets a certificate that nobody trusts."""
    certificate = _certificate(folder)
    page = "<!doctype html><title>{0}</title><h1>{0}</h1><a id=on href='/'>Here</a>"
    neutral = Place(NEUTRAL, False, page.format("Recipes"))
    destination = Place(DESTINATION, True, page.format("Weather"), DELAY)
    second = Place(SECOND, True, page.format("Headlines"))
    with (
        _served(neutral, certificate),
        _served(destination, certificate),
        _served(second, certificate),
    ):
        yield Outside(neutral, destination, second)


def _certificate(folder: Path) -> Path:
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, DESTINATION)])
    names = [
        x509.DNSName(DESTINATION),
        x509.DNSName(SECOND),
        x509.IPAddress(ipaddress.ip_address("127.0.0.1")),
    ]
    now = dt.datetime.now(dt.UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - dt.timedelta(days=1))
        .not_valid_after(now + dt.timedelta(days=7))
        .add_extension(x509.SubjectAlternativeName(names), critical=False)
        .sign(key, hashes.SHA256())
    )
    path = folder / "destination.pem"
    path.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
        + made.public_bytes(serialization.Encoding.PEM)
    )
    return path
