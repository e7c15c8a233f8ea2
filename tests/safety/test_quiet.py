"""Whatever goes wrong, nothing of a visitor is written down (S2)."""

import io
import logging
import sys
from urllib.parse import urlencode

import pytest
from django.test import Client, RequestFactory
from django.views.debug import get_default_exception_reporter_filter, get_exception_reporter_class

from referral import pages
from safety.quiet import QuietFormatter, configure

CANARY = "canary-7f3a"


def _caught() -> tuple:
    try:
        raise ValueError(f"could not read {CANARY}")
    except ValueError:
        return sys.exc_info()


def _line(name: str, message: str, *args: object, exc_info: tuple | None = None) -> str:
    record = logging.LogRecord(name, logging.ERROR, __file__, 1, message, args, exc_info)
    return QuietFormatter().format(record)


@pytest.mark.promise("S2")
@pytest.mark.parametrize(
    "name", ["django.request", "django.security.csrf", "granian", "some.library", "referral.pages"]
)
def test_a_log_line_holds_no_value_from_outside(name: str) -> None:
    assert CANARY not in _line(name, "Bad Request: %s", CANARY, exc_info=_caught())


@pytest.mark.promise("S2")
def test_a_ready_made_message_of_a_library_is_not_written() -> None:
    assert CANARY not in _line("some.library", f"could not parse {CANARY}")


def test_our_own_line_says_what_happened_and_where() -> None:
    line = _line("directory.published", "the database does not answer", exc_info=_caught())
    assert "the database does not answer" in line
    assert "ValueError at" in line
    assert "test_quiet.py:" in line


def test_a_line_begins_with_its_moment_in_utc() -> None:
    record = logging.LogRecord("safety.x", logging.ERROR, __file__, 1, "said", (), None)
    record.created, record.msecs = 1_763_800_000.25, 250.0
    assert QuietFormatter().format(record).startswith("2025-11-22T08:26:40.250Z ERROR safety.x said")


@pytest.mark.promise("S2")
def test_an_error_report_holds_neither_request_nor_variables() -> None:
    request = RequestFactory().post("/", {"a": CANARY}, headers={"user-agent": CANARY})
    reporter = get_exception_reporter_class(request)(request, *_caught())
    assert CANARY not in reporter.get_traceback_text()
    assert CANARY not in reporter.get_traceback_html()
    assert get_default_exception_reporter_filter().get_post_parameters(request) == {}


@pytest.mark.promise("S2")
@pytest.mark.django_db
@pytest.mark.parametrize("go", [go.value for go in pages.PAGES])
def test_a_page_that_fails_says_nothing_of_the_visitor(go: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(request: object, visit: object) -> None:
        raise RuntimeError(f"went wrong with {CANARY}: {visit}")

    written = io.StringIO()
    monkeypatch.setattr(sys, "stderr", written)
    configure({"level": "INFO"})
    monkeypatch.setitem(pages.PAGES, pages.Go(go), fail)
    client = Client(raise_request_exception=False)
    sent = urlencode({"go": go, "words": CANARY, "a": f"p01.made:{CANARY}", "country": "GB"})
    answer = client.post(
        "/", sent, content_type="application/x-www-form-urlencoded", headers={"user-agent": CANARY}
    )
    assert answer.status_code == 500
    assert CANARY not in answer.content.decode()
    assert CANARY not in written.getvalue()
    assert "RuntimeError at" in written.getvalue()
