"""The TLS of the real stack, as a scanner sees it. Run by `make test-deploy`."""

import contextlib
import http.client
import subprocess
import xml.etree.ElementTree as ElementTree
from typing import Final

import pytest

from deploy.installing.starting import program
from safety.plain_http import SAYS
from tests.running.stack import HOST, Stack

# A new key for each connection, and ciphers that authenticate what they hide. Source: RFC 9325
FORWARD_SECRET: Final = ("ECDHE-", "TLS_")
SEALING: Final = ("GCM", "CHACHA20")
STRONG_GROUPS: Final = {"x25519", "secp256r1", "secp384r1", "secp521r1", "x448"}
TWO_YEARS: Final = 63_072_000


@pytest.fixture(scope="module")
def scanned(stack: Stack) -> ElementTree.Element:
    """What sslscan tells of the stack."""
    scanner = program("sslscan")
    assert scanner, "apt-get install sslscan"
    done = subprocess.run(
        [str(scanner), "--no-colour", "--xml=-", "--show-certificate", "--sni-name=localhost",
         f"127.0.0.1:{stack.site.ports.https}"],
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    found = ElementTree.fromstring(done.stdout).find("ssltest")  # noqa: S314 - our own scanner wrote it
    assert found is not None
    return found


def test_only_two_versions_of_tls_are_spoken(scanned: ElementTree.Element) -> None:
    spoken = {
        f"{one.get('type')} {one.get('version')}"
        for one in scanned.iter("protocol")
        if one.get("enabled") == "1"
    }
    assert spoken == {"tls 1.2", "tls 1.3"}


def test_every_cipher_has_forward_secrecy_and_authenticates(scanned: ElementTree.Element) -> None:
    ciphers = {one.get("cipher", ""): int(one.get("bits", 0)) for one in scanned.iter("cipher")}
    print("ciphers:", *ciphers)
    assert len(ciphers) >= 4
    for name, bits in ciphers.items():
        assert name.startswith(FORWARD_SECRET), name
        assert any(word in name for word in SEALING), name
        assert bits >= 128, name


def test_keys_are_agreed_on_in_strong_groups(scanned: ElementTree.Element) -> None:
    groups = {one.get("name", "").split()[0].lower() for one in scanned.iter("group")}
    assert groups
    assert {name for name in groups if name not in STRONG_GROUPS and not name.startswith("ffdhe")} == set()


def test_nothing_of_old_holes_is_open(scanned: ElementTree.Element) -> None:
    assert {one.get("vulnerable") for one in scanned.iter("heartbleed")} <= {"0"}
    assert {one.get("supported") for one in scanned.iter("compression")} <= {"0"}
    assert {one.get("secure") for one in scanned.iter("renegotiation") if one.get("supported") == "1"} <= {
        "1"
    }


def test_browsers_are_told_to_come_by_tls_for_two_years(stack: Stack) -> None:
    for path in ("/", "/static/safety/site.css", "/api/hsds/", "/desk/sign-in/", "/none/"):
        _status, headers, _body = stack.ask(path)
        said = [word.strip() for word in headers["strict-transport-security"].split(";")]
        assert said == [f"max-age={TWO_YEARS}", "includeSubDomains", "preload"], path


@pytest.mark.parametrize(
    ("path", "accept", "status"),
    [
        ("/", "*/*", 308), ("/desk/", "*/*", 308), ("/api/", "*/*", 308),
        ("/api/hsds/services", "*/*", 403), ("//api/openapi.json", "application/json", 403),
        ("/api/hsds/services", "text/html,*/*;q=0.8", 308),
    ],
)  # fmt: skip
def test_over_http_people_are_led_on_and_programs_refused(
    stack: Stack, path: str, accept: str, status: int
) -> None:
    connection = http.client.HTTPConnection(HOST, stack.site.ports.http, timeout=10)
    with contextlib.closing(connection):
        connection.request("GET", path, headers={"Host": HOST, "Accept": accept})
        answer = connection.getresponse()
        said = answer.read().decode()
    assert answer.status == status
    assert answer.getheader("Location", "").startswith("https://") == (status == 308)
    assert (said == SAYS) == (status == 403)
