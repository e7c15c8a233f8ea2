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


def test_the_cookies_of_the_desk_can_be_set_by_this_host_alone() -> None:
    done = start(
        "from django.conf import settings as s;"
        "print(s.SESSION_COOKIE_NAME, s.CSRF_COOKIE_NAME, s.WAYPOST_DEVICE_COOKIE);"
        "print(s.SESSION_COOKIE_PATH, s.CSRF_COOKIE_PATH, s.SESSION_COOKIE_DOMAIN, s.CSRF_COOKIE_SECURE)"
    )
    names, rest = done.stdout.splitlines()
    assert all(name.startswith("__Host-") for name in names.split())
    assert rest == "/ / None True"


def test_the_desk_starts_in_production_and_asks_for_a_second_factor() -> None:
    done = start(
        "import config.wsgi; from django.conf import settings as s; print(s.WAYPOST_SECOND_FACTOR)",
        WAYPOST_DOORS="both",
    )
    assert done.stdout.strip() == "True", done.stderr


@pytest.mark.promise("S6")
def test_production_shows_vetted_listings_alone_unless_it_is_told_otherwise() -> None:
    code = "from django.conf import settings as s; print(s.WAYPOST_SHOW_SOURCED)"
    assert start(code, WAYPOST_SHOW_SOURCED="").stdout.strip() == "False"


@pytest.mark.parametrize(
    "name",
    [
        "WAYPOST_SECRET_KEY",
        "WAYPOST_SEAL_KEY",
        "DATABASE_URL",
        "WAYPOST_CONTACT",
        "WAYPOST_SOURCE_URL",
    ],
)
def test_production_refuses_to_start_without_what_it_needs_and_names_it(name: str) -> None:
    done = start("import config.wsgi", **{name: ""})
    assert done.returncode != 0
    assert f"{name} is missing" in done.stderr


@pytest.mark.parametrize("doors", ["desk", "both"])
@pytest.mark.parametrize("name", ["DATABASE_URL", "WAYPOST_KEYS_URL"])
def test_a_desk_refuses_to_start_without_either_database_and_names_it(doors: str, name: str) -> None:
    read = "postgres://reads@replica.example/site"
    done = start("import config.wsgi", **{name: "", "WAYPOST_DOORS": doors, "WAYPOST_READ_URL": read})
    assert done.returncode != 0
    assert f"{name} is missing" in done.stderr


def test_a_desk_refuses_to_read_from_a_copy() -> None:
    done = start(
        "import config.wsgi", WAYPOST_DOORS="desk", WAYPOST_READ_URL="postgres://reads@replica.example/site"
    )
    assert done.returncode != 0
    assert "a desk would read from a copy" in done.stderr


@pytest.mark.promise("S13")
def test_a_public_process_starts_with_a_copy_to_read_and_nothing_else() -> None:
    several = (
        "postgres://reads@/site?host=replica.example,main.example&port=5432,6432"
        "&target_session_attrs=any&sslmode=verify-full"
    )
    done = start(
        "import config.wsgi; from django.conf import settings as s; from safety import reach;"
        "print(*s.DATABASES, s.DATABASES['default']['OPTIONS']['host'], reach.can_write())",
        DATABASE_URL="", WAYPOST_KEYS_URL="", WAYPOST_READ_URL=several,
    )  # fmt: skip
    assert done.stdout.split() == ["default", "replica.example,main.example", "False"], done.stderr


def test_the_server_itself_refuses_an_unsafe_arrangement(tmp_path: Path) -> None:
    done = start("import config.wsgi", DATABASE_URL=f"sqlite:///{tmp_path / 'main.sqlite3'}")
    assert done.returncode != 0
    assert "would be unsafe to run" in done.stderr
    assert "PostgreSQL" in done.stderr


def test_a_safe_arrangement_starts() -> None:
    done = start("import config.wsgi; print('started')")
    assert done.stdout.strip() == "started", done.stderr
