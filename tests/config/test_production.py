"""Production starts whole or not at all."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.audit.all import production

ROOT = Path(__file__).resolve().parents[2]


def start(code: str, **changed: str) -> subprocess.CompletedProcess[str]:
    """Run a line of code in production settings, with some variables changed or (empty) taken away."""
    environment = {**os.environ, **production(), **changed}
    environment = {name: value for name, value in environment.items() if value}
    return subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, env=environment, capture_output=True, text=True
    )


def test_production_is_https_only_and_says_so_for_two_years() -> None:
    done = start(
        "from django.conf import settings as s;"
        "print(s.SECURE_SSL_REDIRECT, s.SECURE_HSTS_SECONDS, s.SESSION_COOKIE_SECURE)"
    )
    assert done.stdout.split() == ["True", "63072000", "True"]


@pytest.mark.promise("S6")
def test_production_shows_vetted_listings_alone_unless_it_is_told_otherwise() -> None:
    code = "from django.conf import settings as s; print(s.WAYPOST_SHOW_SOURCED)"
    assert start(code, WAYPOST_SHOW_SOURCED="").stdout.strip() == "False"


@pytest.mark.parametrize(
    "name",
    ["WAYPOST_SECRET_KEY", "DATABASE_URL", "WAYPOST_KEYS_URL", "WAYPOST_CONTACT", "WAYPOST_SOURCE_URL"],
)
def test_production_refuses_to_start_without_what_it_needs_and_names_it(name: str) -> None:
    done = start("import config.wsgi", **{name: ""})
    assert done.returncode != 0
    assert f"{name} is missing" in done.stderr


def test_the_server_itself_refuses_an_unsafe_arrangement() -> None:
    done = start("import config.wsgi", DATABASE_URL="sqlite:///somewhere.sqlite3")
    assert done.returncode != 0
    assert "would be unsafe to run" in done.stderr
    assert "PostgreSQL" in done.stderr


def test_a_safe_arrangement_starts() -> None:
    done = start("import config.wsgi; print('started')")
    assert done.stdout.strip() == "started", done.stderr
