"""What nginx is told of TLS, looked up in OpenSSL's own list: nothing old, nothing that a key opens later."""

import re
import ssl

import pytest

from deploy.installing import web
from deploy.installing.layout import Installation
from safety.plain_http import SAYS

SITE = Installation(host="help.example.org", contact="a contact", source_url="https://code.example/w")
MADE = next(file.text for file in web.files(SITE) if file.path.name == "nginx.conf")
LEAST_BITS = 128


def told(name: str) -> str:
    """Return what a directive says, which has to stand in the configuration once."""
    (said,) = re.findall(rf"^\s*{name}\s+([^;]+);", MADE, re.MULTILINE)
    return said


def suites(said: str) -> list[dict[str, object]]:
    """Return what OpenSSL makes of a list of suites, those of TLS 1.3 besides."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.set_ciphers(said)
    return context.get_ciphers()


def weak(said: str) -> list[str]:
    """Return the suites that a key stolen later would open, that can be changed on the way, or are short."""
    return [
        str(one["name"])
        for one in suites(said)
        if one["kea"] not in {"kx-ecdhe", "kx-any"} or not one["aead"] or one["strength_bits"] < LEAST_BITS
    ]


def test_only_the_two_newest_versions_are_spoken() -> None:
    assert told("ssl_protocols").split() == ["TLSv1.2", "TLSv1.3"]


def test_every_suite_keeps_what_was_said_secret_from_whoever_gets_the_key_later() -> None:
    assert len(suites(told("ssl_ciphers"))) >= len(told("ssl_ciphers").split(":"))
    assert weak(told("ssl_ciphers")) == []


@pytest.mark.parametrize(
    "suite", ["AES256-GCM-SHA384", "ECDHE-RSA-AES128-SHA256", "DHE-RSA-AES256-GCM-SHA384"]
)
def test_a_weaker_one_would_be_seen(suite: str) -> None:
    assert weak(suite) == [suite]


def test_no_visitor_is_known_again_by_a_session_of_tls() -> None:
    assert (told("ssl_session_cache"), told("ssl_session_tickets")) == ("none", "off")


def test_whoever_comes_by_another_name_gets_no_handshake() -> None:
    assert re.search(r"server \{[^}]*ssl_reject_handshake on;\s*return 444;", MADE)


def test_over_http_nothing_is_said_but_where_https_is() -> None:
    plain = re.search(r"server \{\s*(listen [^}]*?:?80;.*?)\n    \}", MADE, re.DOTALL)
    assert plain
    places = re.findall(r"location\s+((?:\S+\s+)?\S+) \{", plain[1])
    assert places == ["^~ /.well-known/acme-challenge/", "/", "= /api/", "^~ /api/"]
    assert plain[1].count("return 308 https://$host$request_uri;") == 3  # one of them for browsers alone


def test_over_http_a_program_is_refused_in_the_words_of_the_site() -> None:
    refused = re.search(r"location \^~ /api/ \{(.*?)\n        \}", MADE, re.DOTALL)
    assert refused
    assert "default_type text/plain;" in refused[1]
    assert f'return 403 "{SAYS.strip()}\\n";' in refused[1]
    assert refused[1].count("308") == refused[1].count("if ($http_accept ~ text/html) { return 308") == 1
