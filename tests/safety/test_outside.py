"""What every kind of answer shows to whoever looks from outside: nothing to keep, nothing to recognise."""

import re
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders
from django.test import Client

from referral import pages
from safety import exit as way_out
from safety.headers import DENIED, INTERFACE, POLICY, STOCK_ADMIN, WITHOUT_TRUSTED_TYPES
from tests.bench.visitor import AROUND

pytestmark = pytest.mark.django_db
FORM = "application/x-www-form-urlencoded"
# Method, address, body: each kind of answer that somebody without an account can have.
ANSWERS = [
    ("GET", "/", ""),
    ("POST", "/", "go=about"),
    ("POST", "/en/", "go=clear"),
    ("GET", "/no-such-page/", ""),
    ("DELETE", "/", ""),
    ("POST", "/", "q=" + "x" * 40_000),
    ("GET", "/static/safety/site.css", ""),
    ("GET", "/static/no-such-file.css", ""),
    ("GET", "/api/", ""),
    ("GET", "/api/openapi.json", ""),
    ("GET", "/api/hsds/", ""),
    ("GET", "/api/hsds/services?per_page=1", ""),
    ("GET", "/api/hsds/services/none", ""),
    ("DELETE", "/api/hsds/services", ""),
    ("GET", "/api/pathways/", ""),
    ("GET", "/desk/", ""),
    ("GET", "/desk/sign-in/", ""),
    ("POST", "/desk/sign-in/", "login=a&password=b"),
    ("GET", "/desk/admin/", ""),
    ("GET", "/desk/no-such-page/", ""),
]
NAMES = re.compile(
    r"django|granian|jinja|python|uvicorn|gunicorn|nginx|whitenoise|rest.framework|postgres|sqlite|traceback",
    re.I,
)
# Headers that a browser or we ourselves have a use for; any other would be somebody's mark.
KNOWN = {
    "Server", "Date", "Content-Type", "Content-Length", "Content-Language", "Content-Encoding", "Vary",
    "Allow",
    "Location", "Cache-Control", "X-Content-Type-Options", "X-Frame-Options", "Cross-Origin-Opener-Policy",
    "Cross-Origin-Embedder-Policy", "Cross-Origin-Resource-Policy", "Permissions-Policy",
    "X-DNS-Prefetch-Control",
    "X-Robots-Tag", "Content-Security-Policy", "Referrer-Policy", "Clear-Site-Data", "ETag", "Retry-After",
    "Access-Control-Allow-Origin", "Access-Control-Expose-Headers", "Access-Control-Allow-Methods",
    "Access-Control-Allow-Headers", "Access-Control-Max-Age", "Expires", "Link",
}  # fmt: skip


def asked(client: Client, method: str, path: str, body: str) -> tuple[dict[str, str], str]:
    client.raise_request_exception = False
    answer = client.generic(method, path, body, content_type=FORM)
    text = b"".join(answer) if answer.streaming else answer.content
    answer.close()
    return dict(answer.headers), text.decode("utf-8", "replace")


@pytest.mark.parametrize(("method", "path", "body"), ANSWERS)
def test_no_answer_names_the_software_or_brings_a_header_that_nobody_knows(
    client: Client, method: str, path: str, body: str
) -> None:
    headers, text = asked(client, method, path, body)
    assert headers["Server"] == "web"
    assert set(headers) <= KNOWN
    told = {name: value for name, value in headers.items() if NAMES.search(f"{name} {value}")}
    assert told == {}
    if not path.startswith("/static/"):  # a comment of ours may say what it is for
        assert NAMES.findall(text) == []


@pytest.mark.promise("S2")
@pytest.mark.parametrize(("method", "path", "body"), ANSWERS)
def test_no_answer_is_kept_and_none_may_ask_the_device_for_anything(
    client: Client, method: str, path: str, body: str
) -> None:
    headers, _text = asked(client, method, path, body)
    interface = path.startswith("/api/") and path != "/api/"
    kept = headers["Cache-Control"]
    assert kept == "no-store" or (interface and "private" not in kept and "ETag" in headers)
    denied = dict(part.split("=", 1) for part in headers["Permissions-Policy"].split(", "))
    assert denied.keys() == set(DENIED)
    assert {name for name, value in denied.items() if value != "()"} <= (
        {"publickey-credentials-create", "publickey-credentials-get"} if path.startswith("/desk/") else set()
    )
    wanted = "cross-origin" if interface else "same-origin"
    assert headers["Cross-Origin-Resource-Policy"] == wanted


@pytest.mark.parametrize(("method", "path", "body"), ANSWERS)
def test_every_answer_has_the_strict_policy_of_its_kind(
    client: Client, method: str, path: str, body: str
) -> None:
    headers, _text = asked(client, method, path, body)
    policy = headers["Content-Security-Policy"]
    if path.startswith("/api/") and path != "/api/":
        assert policy == INTERFACE["Content-Security-Policy"]
        assert policy.startswith("default-src 'none'")
    else:
        assert policy == (WITHOUT_TRUSTED_TYPES if path.startswith(STOCK_ADMIN) else POLICY)
    assert not re.search(r"unsafe|\*|https?:", policy)


def test_the_stock_admin_has_every_line_of_the_policy_but_trusted_types() -> None:
    lines = set(POLICY.split("; ")) - set(WITHOUT_TRUSTED_TYPES.split("; "))
    assert lines == {"require-trusted-types-for 'script'", "trusted-types 'none'"}


@pytest.mark.promise("S3")
@pytest.mark.parametrize(("method", "path", "body"), ANSWERS)
def test_only_the_way_out_asks_a_browser_to_forget(client: Client, method: str, path: str, body: str) -> None:
    headers, _text = asked(client, method, path, body)
    assert headers.get("Clear-Site-Data") == (way_out.CLEAR if body == "go=clear" else None)
    assert "cookies" not in way_out.CLEAR  # it would reach sister sites and sign staff out


@pytest.mark.parametrize("go", [go.value for go in pages.PAGES])
def test_a_page_that_fails_names_no_software_either(
    client: Client, monkeypatch: pytest.MonkeyPatch, go: str
) -> None:
    def fail(request: object, visit: object) -> None:
        raise RuntimeError("Django, granian and nginx")

    monkeypatch.setitem(pages.PAGES, pages.Go(go), fail)
    headers, text = asked(client, "POST", "/", f"go={go}")
    assert set(headers) <= KNOWN
    assert headers["Content-Security-Policy"] == POLICY
    assert NAMES.findall(text) == []


def test_the_scripts_of_a_page_are_named_with_their_digest(client: Client) -> None:
    _headers, text = asked(client, "GET", "/en/", "")
    scripts = re.findall(r"<script [^>]*>", text)
    assert re.findall(r'(?:src|href)="(/static/[^"]+\.(?:css|js))"', text) == [*AROUND]
    assert len(scripts) == len(AROUND) - 1
    assert all(re.search(r' integrity="sha256-[A-Za-z0-9+/]{43}="', script) for script in scripts)


@pytest.mark.promise("S1")
@pytest.mark.parametrize("script", [one for one in AROUND if one.endswith(".js")])
def test_each_script_is_so_short_that_chromium_keeps_no_note_of_it(script: str) -> None:
    found = finders.find(script.removeprefix("/static/"))
    assert isinstance(found, str)
    assert len(Path(found).read_text(encoding="utf-8")) < 1_024
